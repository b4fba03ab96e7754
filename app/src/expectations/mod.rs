//! What is expected of a workflow with given events, kept beside it: `NAME.expect.json` beside
//! `NAME.json` ([`Expectations`] is its form), and whether it is so.
//!
//! The file is JSON for people and for git: the order of keys and of expectations stays, paths lead
//! from the file's own folder, and the time of the first run stays with the expectation, so that what
//! depends on the clock comes out the same.

mod error;
mod file;
mod place;
mod trial;

pub use error::ExpectationError;
pub use file::{EventSource, Expectation, Expectations, Given};
pub use place::{expectations_of, find, folder_of, relative, workflow_of};
pub use trial::{Tested, TestedFile, Tried, Verdict, test_file};
