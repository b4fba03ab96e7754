//! Checks of a workflow before it runs.

pub mod graph;
