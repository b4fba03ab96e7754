//! What a user does with many events, as values.

use std::path::PathBuf;

use super::Filter;
use crate::{
    batch::RowId,
    library::Version,
    state::{EventId, TabId},
};

/// Which events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventSet {
    /// All of the list.
    Stored,
    /// Those that the search in the list finds.
    Found,
    /// These of the list.
    Listed(Vec<EventId>),
    /// A file with events, or the files of a folder.
    Path(PathBuf),
}

/// The earlier one of two workflows.
#[derive(Clone, Debug, PartialEq)]
pub enum Earlier {
    /// The document's own file as it is on the disk now.
    Disk,
    /// The state that was opened or saved last.
    LastSaved,
    /// The workflow in another tab.
    Tab(TabId),
    /// An earlier version of the file, of this date.
    Version(Version, String),
}

/// Something that a user does with many events.
#[derive(Clone, Debug, PartialEq)]
pub enum ManyCommand {
    /// Runs the workflow on these.
    Run(EventSet),
    /// Asks for a folder with events.
    AskFolder,
    /// Asks for a file with events.
    AskFile,
    /// Runs the workflow as it is now on the same events.
    Again,
    /// Runs both workflows on the same events, and tells what differs.
    Against(Earlier),
    /// Runs the workflow alone on the same events again.
    Alone,
    /// Looks up which earlier versions there are.
    ReadVersions,
    /// Ends the run; what was found stays.
    Stop,
    /// Takes what was found away.
    Clear,
    /// Lists what fits this.
    Filter(Box<Filter>),
    /// Chooses an event; none for none.
    Choose(Option<RowId>),
    /// Simulates with an event of the list, in the earlier workflow where that is wanted.
    Open {
        /// Its row.
        row: RowId,
        /// Whether the earlier of two workflows is meant.
        before: bool,
    },
    /// Simulates with the chosen event.
    OpenChosen,
}
