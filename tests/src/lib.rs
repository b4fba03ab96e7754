//! What tests and benchmarks of several crates share.

pub mod canvas_scenes;
