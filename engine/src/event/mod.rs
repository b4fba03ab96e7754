//! Events as a workflow sees them.

pub(crate) mod attributes;
mod clean;
pub mod normalise;
