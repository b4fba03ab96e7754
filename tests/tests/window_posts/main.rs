//! Debug posts in the window: a real HTTP client sends them while the test looks at the list and at
//! the canvas.

mod files;
mod list;
#[path = "../listen_stage/mod.rs"]
mod listen_stage;
mod looks;
mod runs;
mod stage;
#[path = "../window_stage/mod.rs"]
mod window_stage;
