//! Working with a server through the window: connect, fetch, pull, push, and what goes wrong.

mod connecting;
mod stage;
mod workflows;
