//! Action modules whose work the engine does itself.

mod stop_execution;

pub use stop_execution::StopExecution;
