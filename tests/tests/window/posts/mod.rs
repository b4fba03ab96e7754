//! Debug posts in the window: a real HTTP client sends them while the test looks at the list and at
//! the canvas.

mod files;
mod list;
mod looks;
mod runs;
mod stage;
