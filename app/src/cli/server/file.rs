//! Workflows of a server as files, fit for a repository.

use std::{fs, io, path::Path};

use misp_flow_engine::workflow::{self, GraphForm, Workflow};
use serde_json::Value as Json;

use super::failure::ServerFailure;
use crate::{
    cli::Failure,
    library::{self, FileError, Stamp, Versions},
    push::{Standing, origin, standing},
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
/// nor one that was pulled or pushed before (`bases`). With `force` what it holds becomes an earlier version.
pub fn write(
    path: &Path,
    state: &Workflow,
    bases: &[Workflow],
    force: bool,
) -> Result<Written, Failure> {
    write_over(path, text(state).as_bytes(), library::replace, |old| {
        let kept = workflow::open(old).ok();
        match kept.map(|kept| {
            let base = origin(bases, &kept);
            (standing(base, Some(state), &kept), kept)
        }) {
            Some((Standing::InSync, kept)) if kept.id == state.id && kept.uuid == state.uuid => {
                Written::Same
            }
            Some((Standing::InSync | Standing::Behind, _)) => Written::Changed,
            _ if force => Written::Changed,
            _ => Written::Left,
        }
    })
}

/// The same of an event, of which the server has no record: a file that holds anything else is left
/// alone, and only the user may read a new one.
pub fn write_new(path: &Path, bytes: &[u8], force: bool) -> Result<Written, Failure> {
    let other = if force {
        Written::Changed
    } else {
        Written::Left
    };
    write_over(path, bytes, library::replace_private, |_| other)
}

/// Writes a file, a new one by `make`. Where it holds something else, `decide` says what becomes of
/// that; what is replaced becomes an earlier version.
fn write_over(
    path: &Path,
    bytes: &[u8],
    make: fn(&Path, &[u8]) -> Result<Stamp, FileError>,
    decide: impl FnOnce(&[u8]) -> Written,
) -> Result<Written, Failure> {
    let old = match library::read(path) {
        Ok(old) => old,
        Err(FileError::Read { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            let folder = path
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            if folder.is_some_and(|folder| !folder.is_dir()) {
                return Err(ServerFailure::NoFolderFor(path.to_owned()).into());
            }
            make(path, bytes)?;
            return Ok(Written::New);
        }
        Err(error) => return Err(error.into()),
    };
    if old == bytes {
        return Ok(Written::Same);
    }
    match decide(&old) {
        Written::Changed => {}
        other => return Ok(other),
    }
    let folder = library::data_folder().ok_or(ServerFailure::NoFolder)?;
    let versions = Versions::in_folder(folder.join("versions"));
    let (_, trouble) = library::save(path, bytes, Some(&versions))?;
    if let Some(trouble) = trouble {
        eprintln!("{}: no earlier version was kept: {trouble}", path.display());
    }
    Ok(Written::Changed)
}

/// Whether the standard output is meant.
pub fn is_stdout(output: &Path) -> bool {
    output == Path::new("-")
}

/// Makes a folder, with those above it.
pub fn make_folder(path: &Path) -> Result<(), Failure> {
    if path.is_file() {
        return Err(ServerFailure::NoFolderThere(path.to_owned()).into());
    }
    let made = fs::create_dir_all(path).map_err(|source| FileError::Folder {
        path: path.to_owned(),
        source,
    });
    Ok(made?)
}
