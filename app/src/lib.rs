//! MISP Workflow Designer: the window, the command line, and what they stand on.

pub mod answers;
pub mod batch;
pub mod cli;
mod clock;
pub mod exchange;
pub mod expectations;
pub mod export;
pub mod library;
pub mod listen;
pub mod misp;
pub mod module_test;
pub mod other_data;
pub mod push;
pub mod real_run;
pub mod runs;
mod size;
pub mod state;
pub mod stepper;
pub mod task;
pub mod window;

/// Workflows and events are trees of many small pieces, made on one thread and let go of on
/// another, which the allocators of most systems are slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
