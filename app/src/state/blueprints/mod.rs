//! Blueprints: those that come with the program and the user's own, inserted, tried, kept, renamed,
//! deleted, imported and exported.

mod apply;
mod keep;
mod list;
mod words;

use std::path::PathBuf;

use misp_flow_engine::workflow::Position;

use super::OpenEnd;

pub(super) use keep::{BlueprintsDone, finished};
pub use list::{Blueprint, BlueprintId, BlueprintList, Origin};

/// Something that a user does with blueprints.
#[derive(Clone, Debug, PartialEq)]
pub enum BlueprintCommand {
    /// Adds one to the workflow, with its leftmost node at a position or in the middle of the
    /// canvas, and connects it with what waits for it.
    Insert(BlueprintId, Option<Position>, Option<OpenEnd>),
    /// Opens one behind its trigger, with its sample event, and simulates.
    Try(BlueprintId),
    /// Chooses the first or the second of its sample events, for the workflow that is shown.
    Sample(BlueprintId, bool),
    /// Asks for the name under which the selection is to be kept.
    SaveSelection,
    /// Keeps the selection under this name.
    Keep {
        /// The name.
        name: String,
        /// What it is for.
        purpose: String,
    },
    /// Asks for another name.
    AskName(BlueprintId),
    /// Gives one of the user's own another name.
    Rename {
        /// Which.
        id: BlueprintId,
        /// The name.
        name: String,
        /// What it is for.
        purpose: String,
    },
    /// Asks whether to delete one of the user's own, or a damaged file.
    AskDelete(PathBuf),
    /// Deletes its file.
    Delete(PathBuf),
    /// Asks for a file with blueprints.
    Import,
    /// Adds those of a file to the user's own.
    ImportFrom(PathBuf),
    /// Asks where to write one.
    Export(BlueprintId),
    /// Reads the user's own again.
    Read,
}

/// A question about a blueprint.
#[derive(Clone, Debug, PartialEq)]
pub enum BlueprintDialog {
    /// The name and purpose of the selection, or of one that is there.
    Name {
        /// Which one; none for the selection.
        of: Option<BlueprintId>,
        /// The name so far.
        name: String,
        /// What it is for, so far.
        purpose: String,
    },
    /// The name and purpose under which the selection goes to the server.
    NameOnServer,
    /// Whether to delete a file.
    Delete {
        /// The file.
        path: PathBuf,
        /// The blueprint in it, or the file's name.
        name: String,
    },
}
