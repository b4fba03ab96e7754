//! The listener for debug posts, and the program that runs it.

#[path = "../listen_stage/mod.rs"]
mod listen_stage;
mod posts;
mod program;
