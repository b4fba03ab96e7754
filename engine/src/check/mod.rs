//! What is wrong with a workflow: graph rules as MISP has them, and what probably is not meant.
//!
//! [`graph`] answers what a server's `checkGraph` does, to the letter; [`problems`] says what a
//! user should know, with a place and a fix.

pub mod graph;
mod limits;
mod modules;
mod problem;
mod problems;
mod wiring;

pub use problem::{Fix, Place, Problem, Severity};
pub use problems::problems;
