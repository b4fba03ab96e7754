//! Workflows of a server as files, fit for a repository.

use std::{fs, io, path::Path};

use misp_flow_engine::workflow::{self, GraphForm, Workflow};
use serde_json::Value as Json;

use super::failure::ServerFailure;
use crate::{
    cli::Failure,
    library::{self, FileError, Versions},
    push::{Standing, standing},
};

/// What a server says in a workflow's envelope that changes without the workflow.
const OF_THE_SERVER: [&str; 3] = ["counter", "timestamp", "listening_triggers"];

/// The text of a workflow's file: the envelope with what the workflow is.
pub fn text(workflow: &Workflow) -> String {
    let mut graph = workflow.graph.clone();
    graph.form = GraphForm::Map;
    let mut json = workflow.to_workflow_json();
    if let Some(envelope) = json.get_mut("Workflow").and_then(Json::as_object_mut) {
        for key in OF_THE_SERVER {
            envelope.shift_remove(key);
        }
        envelope.insert("data".to_owned(), graph.to_server_json());
    }
    format!("{json:#}\n")
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It was made.
    New,
    /// It was replaced.
    Changed,
    /// It held this state already.
    Same,
    /// It holds changes of its own and was left alone.
    Left,
}

impl Written {
    /// In a word, as a list says it.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Same => "unchanged",
            Self::Left => "left alone",
        }
    }
}

/// Writes a state of the server into a file, unless that holds something that is neither this state
/// nor the one that was there last (`base`). With `force` what it holds becomes an earlier version.
pub fn write(
    path: &Path,
    state: &Workflow,
    base: Option<&Workflow>,
    force: bool,
) -> Result<Written, Failure> {
    let text = text(state);
    let old = match library::read(path) {
        Ok(old) => old,
        Err(FileError::Read { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            library::replace(path, text.as_bytes())?;
            return Ok(Written::New);
        }
        Err(error) => return Err(error.into()),
    };
    if old == text.as_bytes() {
        return Ok(Written::Same);
    }
    let kept = workflow::open(&old).ok();
    match kept.map(|kept| (standing(base, Some(state), &kept), kept)) {
        Some((Standing::InSync, kept)) if kept.id == state.id && kept.uuid == state.uuid => {
            return Ok(Written::Same);
        }
        Some((Standing::InSync | Standing::Behind, _)) => {}
        _ if !force => return Ok(Written::Left),
        _ => {}
    }
    let folder = library::data_folder().ok_or(ServerFailure::NoFolder)?;
    let versions = Versions::in_folder(folder.join("versions"));
    let (_, trouble) = library::save(path, text.as_bytes(), Some(&versions))?;
    if let Some(trouble) = trouble {
        eprintln!("{}: no earlier version was kept: {trouble}", path.display());
    }
    Ok(Written::Changed)
}

/// Makes a folder, with those above it.
pub fn make_folder(path: &Path) -> Result<(), Failure> {
    let made = fs::create_dir_all(path).map_err(|error| ServerFailure::Folder {
        path: path.to_owned(),
        error,
    });
    Ok(made?)
}
