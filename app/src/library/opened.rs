//! Opening a file whatever it holds: a workflow becomes the document, events become data.

use std::path::Path;

use misp_flow_engine::{
    value::Value,
    workflow::{self, OpenError, Workflow},
};
use thiserror::Error;

use super::{EventError, FileError, Stamp, StoredEvent, event, read, stamp};

/// What a file held.
#[derive(Clone, Debug)]
pub enum Opened {
    /// A workflow or blueprint, with the file's stamp for noticing later changes.
    Workflow(Box<Workflow>, Option<Stamp>),
    /// Events, at least one, and the size of the file in bytes.
    Events(Vec<StoredEvent>, usize),
}

/// Why a file could not be opened.
#[derive(Debug, Error)]
pub enum OpenFileError {
    /// The disk.
    #[error(transparent)]
    File(#[from] FileError),
    /// No workflow, and no event either.
    #[error(transparent)]
    Workflow(#[from] OpenError),
    /// No event.
    #[error(transparent)]
    Event(#[from] EventError),
}

/// Reads a file and takes it for what it is. With `as_event`, any JSON object is data to simulate
/// with, even one without `Event`.
///
/// # Errors
/// What is wrong with the file, with line and column where it is no JSON.
pub fn open_file(path: &Path, as_event: bool) -> Result<Opened, OpenFileError> {
    // Before reading: a change in between must not go unnoticed later.
    let stamp = stamp(path);
    let bytes = read(path)?;
    if as_event {
        return Ok(Opened::Events(super::read_events(&bytes)?, bytes.len()));
    }
    // Events can have 100 MB, which the engine's reader does in a tenth of the time of the
    // document's; what it cannot read goes to the latter for its message.
    match Value::from_json(&bytes) {
        Ok(value) if event::holds_events(&value) => {
            return Ok(Opened::Events(event::from_value(value)?, bytes.len()));
        }
        Ok(_) => {}
        Err(_) => {
            if let Some(events) = event::read_lines(&bytes) {
                return Ok(Opened::Events(events?, bytes.len()));
            }
        }
    }
    Ok(Opened::Workflow(Box::new(workflow::open(&bytes)?), stamp))
}
