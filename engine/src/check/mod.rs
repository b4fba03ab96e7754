//! What is wrong with a workflow: graph rules as MISP has them, and what probably is not meant.
//!
//! [`graph`] answers what a server's `checkGraph` does, to the letter; [`problems`] says what a
//! user should know, with a place and a fix, family by family; [`recursion`](fn@recursion) says
//! which workflows of an instance start each other; [`filter_labels`] says which path filters are
//! on along the wires.

mod actions;
mod changes;
mod conditions;
mod filters;
mod flow;
pub mod graph;
mod guard;
mod jinja;
mod labels;
mod limits;
mod modules;
mod node_filters;
mod outgoing;
mod params;
mod paths;
mod problem;
mod problems;
mod recursion;
mod slips;
mod survey;
mod tags;
#[cfg(test)]
mod tests;
mod wiring;

pub use changes::{changed_versions, changes};
pub use guard::Guard;
pub use labels::{FilterLabels, filter_labels};
pub use problem::{Fix, Place, Problem, Rule, Severity};
pub use problems::{problems, problems_on, rules};
pub use recursion::{Loop, Step, recursion};
