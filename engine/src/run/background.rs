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

impl BackgroundRun {
    /// The state and the message of its job, as the server's list of jobs shows them (README-live
    /// 43). A job that died stays at 0.
    pub fn told(&self) -> (u8, String) {
        let run = &self.run;
        if run.crash.is_some() {
            return (0, "Running workflow parallel tasks.".to_owned());
        }
        let message = if run.success {
            format!(
                "Workflow concurrent task executed {} nodes starting from node {}.",
                run.executed.len(),
                self.job.node
            )
        } else {
            format!(
                "Error while executing workflow concurrent task. \n{}",
                run.errors.join(", ")
            )
        };
        (4, message)
    }
}
