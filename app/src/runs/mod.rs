//! Simulated runs that are kept: each with all that it was made from, so that it is made again
//! exactly as it was; in an SQLite file of the user's data folder (`docs/runs.md`).
//!
//! `inputs` makes a run, `result` is what of it is kept to tell whether a newer program still comes
//! to the same, `library` the file, `beside` puts two runs beside each other.

mod beside;
mod body;
mod error;
mod exchange;
mod inputs;
mod library;
mod result;
mod row;
mod schema;

pub use beside::{Beside, BesideRow, MOST_DIFFERENCES, Place, beside};
pub use body::KeptRun;
pub use error::RunError;
pub use inputs::{Inputs, simulated_server};
pub use library::{Kept, Limits, RunLibrary};
pub(crate) use library::{is_same_workflow, key_of};
pub use result::{KeptResult, KeptStep};
pub use row::{Ending, RunRow};
