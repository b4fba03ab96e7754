//! Why expectations cannot be used.

use std::path::PathBuf;

use misp_flow_engine::workflow::OpenError;
use serde_json::error::Category;
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
    #[error("{}: {}", path.display(), damage(error))]
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

/// What is wrong with a file of expectations, and where.
fn damage(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let words = words.strip_suffix(&place).unwrap_or(&words);
    let place = format!("line {}, column {}", error.line(), error.column());
    match error.classify() {
        Category::Eof => format!("This is not valid JSON: it ends too early, at {place}"),
        Category::Syntax | Category::Io => format!("This is not valid JSON: {words}, at {place}"),
        Category::Data => {
            format!(
                "This is no file of expectations: {words}, at {place}. It should be {{\"expectations\": […]}}"
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expectations::file::Expectations;

    #[test]
    fn what_is_wrong_with_a_file_is_told_with_its_place() {
        let told = |text: &str| {
            let error = serde_json::from_str::<Expectations>(text);
            damage(&error.expect_err("a damaged file"))
        };
        assert_eq!(
            told("{\"expectations\": [{"),
            "This is not valid JSON: it ends too early, at line 1, column 19"
        );
        assert_eq!(
            told("{\"expectations\"; []}"),
            "This is not valid JSON: expected `:`, at line 1, column 16"
        );
        assert_eq!(
            told("{\"expectations\": [{\"name\": \"a\", \"expected\": \"success\"}]}"),
            "This is no file of expectations: invalid type: string \"success\", expected what a run is to be: {\"outcome\": …, \"path\": […]}, at line 1, column 53. It should be {\"expectations\": […]}"
        );
        assert_eq!(
            told("{\"checks\": []}"),
            "This is no file of expectations: unknown field `checks`, expected `expectations`, at line 1, column 9. It should be {\"expectations\": […]}"
        );
    }
}
