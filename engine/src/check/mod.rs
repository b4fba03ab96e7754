//! What is wrong with a workflow: graph rules as MISP has them, and what probably is not meant.

mod limits;
mod modules;
mod problem;
mod problems;
mod wiring;

pub use problem::{Fix, Place, Problem, Severity};
pub use problems::problems;
