//! What became of pushes that were cut off.

use misp_flow_engine::{compare::compare, workflow::JsonMap};

use super::{
    Intent, Kept, PushError, ServerStore, send::is_same, send::take_back, standing::same_content,
    store::open_raw,
};
use crate::{
    clock::now_millis,
    misp::{Cause, Client},
};

/// For how long a push that was cut off may still be saved, in milliseconds: longer than MISP's
/// scripts may run and gateways hold a request.
const MAY_COME: u64 = 15 * 60 * 1000;

/// What the server has after a push that was cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// What was sent.
    Done,
    /// What was there before.
    NotDone,
    /// Something else: somebody has saved since.
    SomethingElse,
    /// Nothing: the workflow is gone.
    Gone,
}

/// A push that was cut off, and what became of it.
#[derive(Clone, Debug)]
pub struct Recovered {
    /// The push.
    pub intent: Intent,
    /// What the server has.
    pub fate: Fate,
    /// Its state now.
    pub now: Option<JsonMap>,
    /// Whether what was sent may still be saved, so that it is asked about again.
    pub is_open: bool,
}

impl Recovered {
    /// The name of the workflow.
    pub fn name(&self) -> &str {
        self.intent.name()
    }

    /// What became of it, in a sentence.
    pub fn words(&self) -> String {
        let name = self.name();
        match self.fate {
            Fate::Done => format!("The push of “{name}” that was cut off has reached the server"),
            Fate::NotDone if self.is_open => format!(
                "The push of “{name}” that was cut off has not reached the server so far, which may yet save it. Push again, or look again in a while"
            ),
            Fate::NotDone => format!(
                "The push of “{name}” that was cut off has not reached the server. Push again"
            ),
            Fate::SomethingElse => format!(
                "The push of “{name}” was cut off, and the server now has something else. Look at what differs before you push again; what was there before is kept"
            ),
            Fate::Gone => format!(
                "The push of “{name}” was cut off, and the server does not have the workflow any more. What was there before is kept"
            ),
        }
    }
}

/// Asks the server about all pushes that were cut off, and ends those that it tells about. What it
/// does not have stays noted as long as it may still be saved: a gateway may have given up on a
/// server that goes on.
///
/// # Errors
/// Where the server cannot be asked, or the record of it cannot be read; the notes stay then.
pub async fn recover(
    client: &Client,
    store: &ServerStore,
    who: &str,
) -> Result<Vec<Recovered>, PushError> {
    let mut found = Vec::new();
    for intent in store.under_way()? {
        let now = match client.workflow(&intent.id).await {
            Ok(now) => Some(now.raw),
            Err(refusal) if matches!(refusal.cause, Cause::NotFound { .. }) => None,
            Err(refusal) => return Err(refusal.into()),
        };
        let fate = match &now {
            None => Fate::Gone,
            Some(now) if has(now, &intent.sent) => Fate::Done,
            Some(now) if is_same(now, &intent.before) => Fate::NotDone,
            Some(_) => Fate::SomethingElse,
        };
        if let (Fate::Done, Some(now)) = (fate, &now) {
            let kept = Kept::now(who, now);
            store.set_base(&intent.id, &kept)?;
            if let Some(file) = &intent.file {
                // What is in it from now on was made from what was pushed.
                store.note_file(&intent.id, file, &kept, true)?;
            }
        }
        let age = now_millis().saturating_sub(intent.when);
        let is_open = fate == Fate::NotDone && age < MAY_COME;
        if !is_open {
            if fate == Fate::NotDone {
                take_back(store, &intent);
            }
            store.end(&intent.id)?;
        }
        found.push(Recovered {
            intent,
            fate,
            now,
            is_open,
        });
    }
    Ok(found)
}

/// Whether a server's state is what was sent.
fn has(now: &JsonMap, sent: &JsonMap) -> bool {
    let mut wanted = sent.clone();
    if !wanted.contains_key("name")
        && let Some(name) = now.get("name")
    {
        wanted.insert("name".to_owned(), name.clone());
    }
    match (open_raw(now), open_raw(&wanted)) {
        (Some(now), Some(wanted)) => same_content(&compare(&wanted, &now)),
        _ => now.get("data") == wanted.get("data"),
    }
}
