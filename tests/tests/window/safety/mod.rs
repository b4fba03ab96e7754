//! Work is not lost: restoring after a crash, earlier versions, files that others change.

mod journals;
mod others;
mod restoring;
mod stage;
