//! Many events in the window: progress, what became of them, which way they went, another version
//! of the workflow on the same events, files that hold something else.

mod list;
mod running;
mod stage;
mod versions;
