//! Files on the disk: read whole, replaced atomically; events in them; the user's settings.

mod event;
mod file;

pub use event::{EventError, StoredEvent, read_events};
pub use file::{FileError, Stamp, read, replace, stamp};
