//! Working with a server through the window: connect, fetch, pull, push, and what goes wrong.

mod connecting;
#[path = "../server_stage/mod.rs"]
mod server_stage;
mod stage;
mod workflows;
