//! Building a workflow with keyboard and mouse.

mod building;
mod finding;
mod keys;
mod stage;
#[path = "../window_stage/mod.rs"]
mod window_stage;
mod wires;
