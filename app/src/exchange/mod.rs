//! Blueprints between this machine and a server, told apart by their uuids, so that none takes the
//! place of another unless the user says so.

use std::path::{Path, PathBuf};

use misp_flow_engine::{
    catalogue::Catalogue,
    compare::compare,
    workflow::{Workflow, open_json},
};
use serde_json::Value as Json;
use thiserror::Error;

use crate::{
    library::{self, FileError, fresh_uuid},
    misp::{BlueprintChange, Characters, Client, Refusal, ServerDocument},
    push::{pushed, same_content},
};

/// What is done where both sides have a blueprint of the same uuid with other content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// What comes takes the place of what is there, which is kept as a file.
    Replace,
    /// What comes gets a uuid of its own.
    KeepBoth,
}

/// Two blueprints of the same uuid that differ.
#[derive(Clone, Debug)]
pub struct Clash {
    /// The server's.
    pub theirs: ServerDocument,
    /// The one here.
    pub mine: Workflow,
    /// What the one that comes would change, a line each.
    pub words: Vec<String>,
}

/// What became of a blueprint that was to be pushed.
#[derive(Debug)]
pub enum Sent {
    /// The server has it now; where the file with what it replaced lies.
    Done(Option<PathBuf>),
    /// The server had the same.
    Same,
    /// The server has another of this uuid; nothing was changed.
    Clash(Box<Clash>),
}

/// Why a blueprint did not come or go.
#[derive(Debug, Error)]
pub enum ExchangeError {
    /// The server refuses, or is not reached.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A file cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// What the server has cannot be opened.
    #[error("“{0}” on the server cannot be opened: {1}")]
    Unreadable(String, String),
    /// The server stored something else than was sent.
    #[error("The server stored “{0}” in another way than it was sent. Look at it there")]
    StoredOtherwise(String),
}

/// Whether the two hold the same.
pub fn is_same(one: &Workflow, other: &Workflow) -> bool {
    same_content(&compare(one, other))
}

/// What `with` changes of `before`, a line each.
pub fn differences(before: &Workflow, with: &Workflow, catalogue: &Catalogue) -> Vec<String> {
    let found = compare(before, with);
    pushed(&found)
        .map(|one| one.words(before, with, catalogue))
        .collect()
}

/// A blueprint of a server as a document.
///
/// # Errors
/// Where its nodes are none.
pub fn opened(stored: &ServerDocument) -> Result<Workflow, ExchangeError> {
    let unreadable = |reason: String| ExchangeError::Unreadable(stored.name.clone(), reason);
    stored
        .document
        .clone()
        .map_err(|error| unreadable(error.to_string()))
}

/// The same under a uuid of its own, with a word that tells it from the other.
pub fn as_another(blueprint: &Workflow, word: &str) -> Workflow {
    let mut other = blueprint.clone();
    other.uuid = Some(fresh_uuid());
    other.name = format!("{} ({word})", blueprint.name);
    other
}

/// What a workflow leaves of itself as a blueprint, which is what is compared with the server's.
fn as_blueprint(mine: &Workflow) -> Workflow {
    if mine.is_blueprint() {
        return mine.clone();
    }
    // What this program wrote itself can be opened.
    open_json(mine.to_blueprint_json()).unwrap_or_else(|_| mine.clone())
}

/// Pushes a blueprint, or a workflow as one. Where the server has another of its uuid, nothing is changed before it was
/// decided; a decision counts only for the state that it was made about.
///
/// # Errors
/// Where the server refuses, and where what would be replaced cannot be kept in `replaced`.
pub async fn send(
    client: &Client,
    mine: &Workflow,
    decided: Option<(&Clash, Decision)>,
    replaced: &Path,
    catalogue: &Catalogue,
) -> Result<Sent, ExchangeError> {
    let mine = &as_blueprint(mine);
    let there = client.blueprints().await?;
    let there = there
        .into_iter()
        .find(|one| Some(&one.uuid) == mine.uuid.as_ref());
    let Some(there) = there else {
        add(client, mine).await?;
        return Ok(Sent::Done(None));
    };
    let theirs = there.document.as_ref().ok();
    if theirs.is_some_and(|theirs| is_same(theirs, mine)) {
        return Ok(Sent::Same);
    }
    let known = decided.filter(|(clash, _)| clash.theirs.raw == there.raw);
    let Some((_, decision)) = known else {
        return Ok(Sent::Clash(Box::new(Clash {
            words: theirs.map_or_else(Vec::new, |theirs| differences(theirs, mine, catalogue)),
            mine: mine.clone(),
            theirs: there,
        })));
    };
    match decision {
        Decision::KeepBoth => {
            add(client, &as_another(mine, "another")).await?;
            Ok(Sent::Done(None))
        }
        Decision::Replace => {
            let kept = keep(&there, replaced)?;
            let graph = graph_of(mine);
            let change = BlueprintChange {
                name: Some(&mine.name),
                description: Some(&mine.description),
                graph: Some(&graph),
                characters: Characters::default(),
            };
            let changed = client.change_blueprint(&there.id, &change).await;
            if let Err(refusal) = &changed
                && !refusal.was_sent()
            {
                return Err(refusal.clone().into());
            }
            // What an edit answers is not what is stored (spec 02), and an answer may be lost.
            let stored = client.blueprint(&there.id).await;
            let stored = stored.map_err(|unread| {
                let refusal = changed.as_ref().err().cloned().unwrap_or(unread);
                refusal.unsure(true)
            })?;
            let is_there = is_same(&opened(&stored)?, mine);
            match changed {
                _ if is_there => Ok(Sent::Done(Some(kept))),
                Ok(_) => Err(ExchangeError::StoredOtherwise(mine.name.clone())),
                Err(refusal) => {
                    let is_open = refusal.may_be_under_way();
                    Err(refusal.unsure(is_open).into())
                }
            }
        }
    }
}

async fn add(client: &Client, mine: &Workflow) -> Result<(), ExchangeError> {
    let mut whole = mine.to_blueprint_json();
    let fields = whole
        .get_mut("WorkflowBlueprint")
        .and_then(Json::as_object_mut);
    if let Some(fields) = fields {
        // The server numbers it, and says itself what came with it.
        fields.retain(|key, _| !matches!(key.as_str(), "id" | "default" | "mermaid"));
        fields
            .entry("uuid")
            .or_insert_with(|| Json::String(fresh_uuid()));
    }
    let stored = client.import_blueprint(&whole).await?;
    if is_same(&opened(&stored)?, mine) {
        Ok(())
    } else {
        Err(ExchangeError::StoredOtherwise(mine.name.clone()))
    }
}

fn graph_of(mine: &Workflow) -> Json {
    let mut whole = mine.to_blueprint_json();
    let data = whole
        .get_mut("WorkflowBlueprint")
        .and_then(|fields| fields.get_mut("data"));
    data.map(Json::take).unwrap_or_default()
}

/// Writes what is about to be replaced on a server into this folder, as it came where it cannot be
/// opened.
fn keep(theirs: &ServerDocument, folder: &Path) -> Result<PathBuf, ExchangeError> {
    if let Ok(workflow) = &theirs.document {
        return Ok(library::add_blueprint(folder, workflow)?);
    }
    let whole = serde_json::json!({"WorkflowBlueprint": theirs.raw});
    let write = |source| FileError::Folder {
        path: folder.to_owned(),
        source,
    };
    std::fs::create_dir_all(folder).map_err(write)?;
    let path = folder.join(format!("{}.json", library::file_stem(&theirs.uuid)));
    library::replace(&path, format!("{whole:#}\n").as_bytes())?;
    Ok(path)
}

/// Writes a blueprint among the user's own: into a new file, or in place of `over`, what that held
/// going into the folder `replaced`. Gives where what was replaced lies.
///
/// # Errors
/// Where it cannot be written.
pub fn take(
    folder: &Path,
    theirs: &Workflow,
    over: Option<(&Path, &Workflow)>,
    replaced: &Path,
) -> Result<Option<PathBuf>, FileError> {
    match over {
        Some((path, mine)) => {
            let kept = library::add_blueprint(replaced, mine)?;
            library::write_blueprint(path, theirs)?;
            Ok(Some(kept))
        }
        None => library::add_blueprint(folder, theirs).map(|_| None),
    }
}
