//! Events as a workflow sees them.

mod clean;
pub mod normalise;
