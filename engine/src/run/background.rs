//! What `concurrent-task` starts: runs of their own, linked to the one that started them.

use super::Run;
use crate::{value::Value, workflow::NodeId};

/// A background run that was queued (rule 63).
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// The node that it starts at.
    pub node: NodeId,
    /// Its copy of the roaming data.
    pub data: Value,
}

/// A queued job and, once it has been run, its run.
#[derive(Clone, Debug, PartialEq)]
pub struct BackgroundRun {
    /// What was queued.
    pub job: Job,
    /// The index, among the background runs, of the one that queued it; `None` for the main run.
    pub parent: Option<usize>,
    /// The run.
    pub run: Run,
}
