//! What stops a command, in words that say what to do.

use std::{io, path::PathBuf};

use misp_flow_engine::{
    instance::DescriptionError, modules::CustomModuleError, value::JsonError, workflow::OpenError,
};
use thiserror::Error;

use super::{BAD_INPUT, server::ServerFailure};
use crate::{
    expectations::ExpectationError,
    export::PictureError,
    library::{EventError, FileError},
    other_data::OtherData,
};

/// Why a command could not be carried out.
#[derive(Debug, Error)]
pub enum Failure {
    /// A file could not be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The standard input could not be read.
    #[error("the standard input cannot be read: {0}")]
    Input(io::Error),
    /// Two things are asked of the one standard input.
    #[error(
        "the workflow and the event cannot both come from the standard input; name a file for one of them"
    )]
    OneInput,
    /// Two workflows are asked of the one standard input.
    #[error(
        "the two workflows cannot both come from the standard input; name a file for one of them"
    )]
    OneWorkflow,
    /// What is no text would go to a terminal.
    #[error(
        "a {0} is no text that a terminal shows; name a file with --output, or send it on with > or |"
    )]
    NoText(&'static str),
    /// A picture could not be drawn.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// The standard output could not be written.
    #[error("the standard output cannot be written: {0}")]
    Output(io::Error),
    /// The workflow file holds none.
    #[error("{}: {error}", path.display())]
    Workflow {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: OpenError,
    },
    /// The event file holds none.
    #[error("{}: {error}", path.display())]
    Event {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: EventError,
    },
    /// The file holds something that the trigger never hands over.
    #[error("{}: {error}", path.display())]
    OtherData {
        /// The file.
        path: PathBuf,
        /// What it holds instead.
        error: OtherData,
    },
    /// The file with answers holds none.
    #[error("{}: these are no answers: {error}", path.display())]
    Answers {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: serde_json::Error,
    },
    /// The file with the server is no JSON.
    #[error("{}: {error}", path.display())]
    InstanceJson {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: JsonError,
    },
    /// The file does not describe a server.
    #[error("{}: {error}", path.display())]
    Instance {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: Box<DescriptionError>,
    },
    /// A script describes no module.
    #[error("{}: {error}", path.display())]
    Module {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: CustomModuleError,
    },
    /// `--fail` names a node that is not there.
    #[error("--fail: there is no node {0} in the workflow")]
    NoSuchNode(String),
    /// There is no trigger to start with.
    #[error("{}: there is no trigger to start with; choose one, for example --trigger event-publish", .0.display())]
    NoTrigger(PathBuf),
    /// `--trigger` names none.
    #[error("there is no trigger {name}; the triggers are {known}")]
    UnknownTrigger {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// Expectations cannot be found, read or made.
    #[error(transparent)]
    Expectation(#[from] ExpectationError),
    /// There is nothing to test.
    #[error(
        "there are no expectations (NAME.expect.json) in {0}; misp-flow expect WORKFLOW --event EVENT makes one"
    )]
    NoExpectations(String),
    /// No expectation has the name.
    #[error("{}: there is no expectation “{name}” in it", path.display())]
    NoSuchExpectation {
        /// The file with the expectations.
        path: PathBuf,
        /// The name.
        name: String,
    },
    /// Another expectation has the name already.
    #[error("{}: “{name}” is expected of another event already; choose another name with --name", path.display())]
    NameTaken {
        /// The file with the expectations.
        path: PathBuf,
        /// The name.
        name: String,
    },
    /// Expectations need a file to lie beside.
    #[error(
        "expectations are kept beside the workflow; name its file instead of the standard input"
    )]
    NoPlace,
    /// The workflow starts with another trigger.
    #[error("{}: it starts with {own}; leave --trigger out", path.display())]
    HasTrigger {
        /// The file.
        path: PathBuf,
        /// Its trigger.
        own: String,
    },
    /// One name cannot be that of several.
    #[error("{}: it holds {count} events, which cannot all be named as --name says; leave it out", path.display())]
    OneName {
        /// The file.
        path: PathBuf,
        /// How many events it holds.
        count: usize,
    },
    /// A command for a server.
    #[error(transparent)]
    Server(#[from] ServerFailure),
    /// The same with what is known all the same, for `--json`.
    #[error("{failure}")]
    Knowing {
        /// What stopped it.
        failure: Box<Failure>,
        /// The fields that stand beside the error.
        known: serde_json::Map<String, serde_json::Value>,
    },
    /// Debug posts cannot be taken.
    #[error("{0}")]
    Listen(String),
    /// The window could not be opened.
    #[error(
        "the window cannot be opened: {0}\nWithout a display, these work: misp-flow simulate, test, check, convert, compare (see misp-flow --help)"
    )]
    NoWindow(String),
}

impl Failure {
    /// The exit status that it ends the program with.
    pub fn status(&self) -> u8 {
        match self {
            Self::Server(failure) => failure.status(),
            Self::Knowing { failure, .. } => failure.status(),
            _ => BAD_INPUT,
        }
    }

    /// The same with what is known all the same: the fields of an object.
    pub fn knowing(self, known: serde_json::Value) -> Self {
        let serde_json::Value::Object(known) = known else {
            return self;
        };
        Self::Knowing {
            failure: Box::new(self),
            known,
        }
    }

    /// As JSON: `{"error": {"code", "message"}}`, and beside it what is known.
    pub fn to_json(&self) -> serde_json::Value {
        let mut shown = match self {
            Self::Knowing { known, .. } => known.clone(),
            _ => serde_json::Map::new(),
        };
        let error = serde_json::json!({"code": self.status(), "message": self.to_string()});
        shown.shift_insert(0, "error".to_owned(), error);
        serde_json::Value::Object(shown)
    }
}
