//! How long a simulation may get.

use super::Crash;

/// How many nodes a run comes to at most, those of its background runs and of the runs that it
/// sets off included. Paths that fork and join double with every join; a server would run for
/// days, too.
const MOST_NODES: usize = 100_000;

/// How many background runs and runs that its changes set off come of a run at most. Background
/// runs may queue each other without end, and each keeps a copy of the data and a trace.
const MOST_RUNS: usize = 1_000;

/// How many nodes a run may still come to, and how many runs may still come of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct NodesLeft {
    nodes: usize,
    runs: usize,
}

impl Default for NodesLeft {
    fn default() -> Self {
        Self {
            nodes: MOST_NODES,
            runs: MOST_RUNS,
        }
    }
}

impl NodesLeft {
    /// Counts nodes that the run came to.
    ///
    /// # Errors
    /// Where they are more than are left; then none is.
    pub fn spend(&mut self, nodes: usize) -> Result<(), Crash> {
        let left = self.nodes.checked_sub(nodes);
        self.nodes = left.unwrap_or(0);
        left.map(drop)
            .ok_or_else(|| Crash::too_long(&format!("{MOST_NODES} nodes")))
    }

    /// Counts a run that comes of the run.
    ///
    /// # Errors
    /// Where none is left.
    pub fn spend_run(&mut self) -> Result<(), Crash> {
        let left = self.runs.checked_sub(1);
        self.runs = left.unwrap_or(0);
        left.map(drop)
            .ok_or_else(|| Crash::too_long(&format!("{MOST_RUNS} runs that came of it")))
    }
}
