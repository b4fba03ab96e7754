//! Building a workflow with keyboard and mouse.

mod building;
mod finding;
mod keys;
mod stage;
mod wires;
