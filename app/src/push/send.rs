//! The push itself.

use std::path::PathBuf;

use misp_flow_engine::{
    catalogue::Catalogue,
    compare::compare,
    workflow::{JsonMap, Workflow},
};
use serde_json::{Value as Json, json};
use thiserror::Error;

use super::{
    Intent, Kept, Plan, ServerStore, StoreError, Target,
    bent::is_bent,
    files::name_of,
    plan::{find, sent_name},
    standing::{is_fresh, pushed, same_content},
    store::open_raw,
};
use crate::{
    clock::now_millis,
    misp::{Cause, Characters, Client, Refusal, Saving, ServerDocument},
};

/// Why a push did not come to its end.
#[derive(Debug, Error)]
pub enum PushError {
    /// The server refused, or was not reached. Nothing was changed there.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Somebody saved between the look and the push.
    #[error(
        "Nothing was pushed: “{name}” was changed on the server since it was looked at. Look again at what differs"
    )]
    ChangedMeanwhile {
        /// The name of the workflow there.
        name: String,
    },
    /// There is no such trigger.
    #[error("The server has no trigger “{0}”. Fetch its catalogue, and choose one of its triggers")]
    NoTrigger(String),
    /// The server has no workflow of that number any more, and there is no trigger to go by.
    #[error("“{0}” is not on the server any more: it was deleted there. Choose where it goes now")]
    Gone(String),
    /// The trigger has no workflow.
    #[error("The server has no workflow for the trigger “{0}” yet. Push one, or choose another")]
    NothingThere(String),
    /// What the server has cannot be opened.
    #[error("The server's “{0}” cannot be opened: {1}. Its history here may hold a state that can")]
    Unreadable(String, String),
    /// The trigger has no workflow yet, and it is not known whether the server has made one.
    #[error(
        "Nothing was pushed. Whether the server has made an empty workflow for the trigger “{0}”, which comes first, is not known: {1}. Look again, and push to what is there then"
    )]
    Uncreated(String, Refusal),
    /// The plan names what the server would refuse.
    #[error("Nothing was pushed: {0}")]
    Unfit(String),
    /// The record of the server cannot be read or kept. Nothing was changed on the server.
    #[error("Nothing was changed on the server. {0}")]
    Store(#[from] StoreError),
    /// The answer was lost or was none, and the server could not be asked what became of it.
    #[error(
        "The push was not answered as it should be, and whether the server has saved is not known: {0}. It will be found out as soon as the server can be reached; until then both states are kept"
    )]
    Unknown(Refusal),
    /// The answer was lost, and the server still has the state before. It may yet be saving: what
    /// stands between here and there may give up on a server that goes on.
    #[error(
        "Whether the server saves what was sent is not known: {0}. It still has the state before, and may be at it. Look again in a while; until then both states are kept"
    )]
    Late(Refusal),
    /// Somebody gave up in the middle, and the server was not asked what became of it.
    #[error(
        "Given up during the push, which may have reached the server all the same. That will be found out as soon as the server is asked again; until then both states are kept"
    )]
    GivenUp,
    /// The server was asked after an answer that was lost or was none: it has something else than
    /// before and than what was sent.
    #[error(
        "The push was not answered as it should be, and the server has neither the state before nor what was sent. Look at what differs; both states are kept"
    )]
    SomethingElse,
    /// The server answered that it had saved, and has what it had before.
    #[error(
        "Not saved: {host} answered that it had saved “{name}”, and still has the state before. Its own log, app/tmp/logs/error.log, may say why"
    )]
    NotSaved {
        /// The server.
        host: String,
        /// The name of the workflow there.
        name: String,
    },
}

/// A push that was done.
#[derive(Debug)]
pub struct Pushed {
    /// The workflow as the server has it now.
    pub stored: ServerDocument,
    /// What is there in another way than it was sent, in words; empty as a rule.
    pub differs: Vec<String>,
    /// Whether that may be somebody else's, who has saved since.
    pub is_of_another: bool,
    /// The state that what was pushed descends from now: what the server has, or what was sent where
    /// somebody else may have saved since, so that the next push does not take that for its own.
    pub base: ServerDocument,
    /// What could not be kept here, although the push was done.
    pub warning: Option<String>,
}

/// Pushes a workflow as planned.
///
/// The state that it replaces and what is sent are on the disk before the server is asked to save.
/// A push is never repeated by itself: where the answer is lost, the server is asked what it has.
///
/// # Errors
/// See [`PushError`].
pub async fn send(
    client: &Client,
    store: &ServerStore,
    plan: &Plan,
    mine: &Workflow,
    who: &str,
    catalogue: &Catalogue,
) -> Result<Pushed, PushError> {
    if let Some(first) = plan.refusals().into_iter().next() {
        return Err(PushError::Unfit(first));
    }
    let now = match find_again(client, plan).await? {
        Some(now) => now,
        None => match (&plan.target, &plan.now) {
            // Deleted since the look: what was to be changed is not made anew unasked.
            (Target::Trigger(_), Some(seen)) => {
                let name = seen.name.clone();
                return Err(PushError::ChangedMeanwhile { name });
            }
            (Target::Trigger(trigger), None) => {
                let made = client.create_workflow(trigger).await;
                made.map_err(|refusal| match refusal.unsure {
                    true => PushError::Uncreated(trigger.clone(), refusal.unsure(false)),
                    false => refusal.into(),
                })?
            }
            (Target::Number(id), _) => client.workflow(id).await?,
        },
    };
    let changed = match &plan.now {
        Some(seen) => !is_same(&seen.raw, &now.raw),
        // What the server has just made for us holds nobody's work.
        None => open_raw(&now.raw).is_none_or(|made| !is_fresh(&made)),
    };
    if changed {
        return Err(PushError::ChangedMeanwhile { name: now.name });
    }
    let graph = mine.graph.to_server_json();
    let sent = sent(mine, &graph);
    let file = plan.file.as_deref();
    let intent = Intent {
        id: now.id.clone(),
        when: now_millis(),
        sent: sent.clone(),
        before: now.raw.clone(),
        file: file.and_then(name_of).map(PathBuf::from),
        kept: store.keep(&now.id, &Kept::now(who, &now.raw))?,
        host: String::new(),
    };
    let _under_way = store.begin(&intent)?;
    let saving = Saving {
        graph: &graph,
        name: sent_name(mine),
        description: Some(&mine.description),
        debug_enabled: Some(mine.debug_enabled),
        characters: Characters::default(),
    };
    let saved = client.save_workflow(&now.id, &saving).await;
    if let Err(refusal) = &saved
        && !refusal.was_sent()
    {
        // A note that cannot be taken away is looked at with the next connection.
        let _ = store.end(&now.id);
        take_back(store, &intent);
        return Err(refusal.clone().into());
    }
    let stored = match client.workflow(&now.id).await {
        Ok(stored) => stored,
        Err(unread) => {
            return Err(match saved.err().unwrap_or(unread) {
                refusal if refusal.cause == Cause::Cancelled => PushError::GivenUp,
                refusal => PushError::Unknown(refusal.unsure(false)),
            });
        }
    };
    let got = open_raw(&stored.raw);
    let is_done = got.is_some_and(|got| same_content(&compare(mine, &got)));
    if saved.is_ok() && !is_done && is_same_content(&stored.raw, &now.raw) {
        let _ = store.end(&now.id);
        take_back(store, &intent);
        return Err(PushError::NotSaved {
            host: client.address().host(),
            name: now.name,
        });
    }
    if let Err(mut refusal) = saved.clone() {
        // Whatever was answered, what the server has tells what became of it.
        if !is_done {
            let is_as_before = is_same(&stored.raw, &now.raw);
            if is_as_before && refusal.may_be_under_way() {
                // The note stays: one look is no proof that nothing comes.
                return Err(PushError::Late(refusal.unsure(false)));
            }
            let _ = store.end(&now.id);
            return Err(if is_as_before {
                take_back(store, &intent);
                refusal.unsure = false;
                PushError::Refused(refusal)
            } else {
                PushError::SomethingElse
            });
        }
    }
    let differs = match open_raw(&stored.raw) {
        Some(got) => {
            let found = compare(mine, &got);
            let lines = pushed(&found);
            lines.map(|one| one.words(mine, &got, catalogue)).collect()
        }
        None => vec!["The server stored a graph that cannot be opened".to_owned()],
    };
    let is_of_another = !differs.is_empty() && !is_of_server(mine, saved.as_ref().ok(), &stored);
    let base = if is_of_another {
        stored.with(&sent)
    } else {
        stored.clone()
    };
    let kept = Kept::now(who, &base.raw);
    let of_file = file.map_or(Ok(()), |file| store.note_file(&now.id, file, &kept, true));
    let kept = store.set_base(&now.id, &kept);
    let ended = store.end(&now.id);
    Ok(Pushed {
        stored,
        differs,
        is_of_another,
        base,
        warning: kept.and(of_file).and(ended).err().map(|error| {
            format!("The push is done. {error}; until then the next push may ask about changes that are your own")
        }),
    })
}

/// Takes back what was kept for a push that changed nothing.
pub(super) fn take_back(store: &ServerStore, intent: &Intent) {
    if intent.kept {
        store.unkeep(&intent.id, &intent.before);
    }
}

/// What is there where the plan goes; one that was looked at and is gone has changed since.
async fn find_again(client: &Client, plan: &Plan) -> Result<Option<ServerDocument>, PushError> {
    match (find(client, &plan.target).await, &plan.now) {
        (Err(PushError::Refused(refusal)), Some(seen))
            if matches!(refusal.cause, Cause::NotFound { .. }) =>
        {
            let name = seen.name.clone();
            Err(PushError::ChangedMeanwhile { name })
        }
        (found, _) => found,
    }
}

/// Whether it is the server that stored in another way what was sent, and nobody else who has saved
/// since: it was stored at the time of the save, and is what the save was answered with, or what a
/// database makes of texts.
fn is_of_server(
    mine: &Workflow,
    answered: Option<&ServerDocument>,
    stored: &ServerDocument,
) -> bool {
    let saved_at = answered.and_then(|answered| answered.timestamp);
    if saved_at.is_some() && saved_at != stored.timestamp {
        return false;
    }
    if answered.is_some_and(|answered| is_same_content(&answered.raw, &stored.raw)) {
        return true;
    }
    open_raw(&stored.raw).is_some_and(|got| {
        let found = compare(mine, &got);
        pushed(&found).all(is_bent)
    })
}

/// What is sent, as an envelope.
fn sent(mine: &Workflow, graph: &Json) -> JsonMap {
    let mut envelope = JsonMap::new();
    if let Some(name) = sent_name(mine) {
        envelope.insert("name".to_owned(), json!(name));
    }
    envelope.insert("description".to_owned(), json!(mine.description));
    envelope.insert("debug_enabled".to_owned(), json!(mine.debug_enabled));
    envelope.insert("data".to_owned(), graph.clone());
    envelope
}

/// Whether two answers are one state: the time stamp tells most changes, the content the rest.
pub(super) fn is_same(one: &JsonMap, other: &JsonMap) -> bool {
    let text = |raw: &JsonMap, key: &str| match raw.get(key) {
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    if text(one, "timestamp") != text(other, "timestamp") {
        return false;
    }
    is_same_content(one, other)
}

/// Whether two states hold the same workflow, whenever they were stored.
pub(super) fn is_same_content(one: &JsonMap, other: &JsonMap) -> bool {
    match (open_raw(one), open_raw(other)) {
        (Some(one), Some(other)) => same_content(&compare(&one, &other)),
        _ => one.get("data") == other.get("data"),
    }
}
