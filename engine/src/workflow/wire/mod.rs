//! MISP's JSON of a workflow, read and written without losing anything (spec 01).
//!
//! Reading keeps every object as it came beside the typed fields. Writing starts from that and
//! replaces only what differs, so `"12"` stays `"12"` and unknown keys stay where they were.

mod open;
mod read;
mod several;
mod write;

pub use open::{OpenError, open, open_json};
pub use read::read_graph;
pub use several::open_several;
