//! Why expectations cannot be used.

use std::path::PathBuf;

use misp_flow_engine::workflow::OpenError;
use thiserror::Error;

use crate::{
    library::{EventError, FileError},
    other_data::OtherData,
};

/// Why expectations cannot be read, written or tested.
#[derive(Debug, Error)]
pub enum ExpectationError {
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file holds no expectations.
    #[error("{}: these are no expectations: {error}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: serde_json::Error,
    },
    /// They could not be read again.
    #[error("{} cannot be written, because it could not be read again: {error}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: serde_json::Error,
    },
    /// The file that they stand beside holds no workflow.
    #[error("{}: {error}", path.display())]
    Workflow {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: OpenError,
    },
    /// The event's file holds none.
    #[error("{}: {error}", path.display())]
    Event {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: EventError,
    },
    /// The event's file holds too few.
    #[error("{}: there is no event number {number}; it holds {count}", path.display())]
    NoSuchEvent {
        /// The file.
        path: PathBuf,
        /// What was asked for, from 1.
        number: usize,
        /// How many there are.
        count: usize,
    },
    /// The event is neither named nor there.
    #[error("its event names neither a file nor has it one embedded; write one of the two")]
    NoEvent,
    /// The data are nothing that the trigger hands over.
    #[error(transparent)]
    OtherData(#[from] OtherData),
    /// The description of the server cannot be used.
    #[error("{}: {error}", path.display())]
    Instance {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: String,
    },
    /// The workflow has no trigger, and the one that is named is none.
    #[error("there is no trigger {0} to start the workflow with")]
    UnknownTrigger(String),
}
