//! What the cross-crate tests and benchmarks share.

pub mod binary;
pub mod canvas_scenes;
pub mod command_line;
pub mod conformance;
pub mod editing;
pub mod large_workflow;
pub mod made_up;
pub mod misp_double;
pub mod shared;
