//! The workflows of the instance in use: one for each trigger, and the ad-hoc ones.

mod adhoc;
mod change;
mod pull;
mod read;
mod row;
mod standings;

pub use adhoc::AdHocCommand;
pub(super) use read::{rows_now, rows_of, rows_of_server};
pub use row::WorkflowRow;
pub(super) use standings::Standings;

/// Where the workflow in a tab came from, or went to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabTarget {
    /// The instance, by its id.
    pub instance: String,
    /// The number on the server.
    pub id: String,
    /// The uuid, which a number that was given anew does not share.
    pub uuid: String,
}
