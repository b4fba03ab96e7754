//! How long a simulation may get.

use super::Crash;

/// How many nodes a run comes to at most, those of its background runs and of the runs that it
/// sets off included. Paths that fork and join double with every join, and background runs may
/// queue each other without end; a server would run for days, too.
const MOST: usize = 100_000;

/// How many nodes a run may still come to.
#[derive(Clone, Copy, Debug)]
pub(super) struct NodesLeft(usize);

impl Default for NodesLeft {
    fn default() -> Self {
        Self(MOST)
    }
}

impl NodesLeft {
    /// Counts nodes that the run came to.
    ///
    /// # Errors
    /// Where they are more than are left; then none is.
    pub fn spend(&mut self, nodes: usize) -> Result<(), Crash> {
        let left = self.0.checked_sub(nodes);
        self.0 = left.unwrap_or(0);
        left.map(drop).ok_or_else(|| Crash::too_long(MOST))
    }
}
