//! Files on the disk: read whole, replaced atomically; events in them; the user's settings.

mod event;
mod file;
mod opened;
mod settings;

pub use event::{EventError, StoredEvent, read_events};
pub use file::{FileError, Stamp, read, real_path, replace, stamp};
pub use opened::{OpenFileError, Opened, open_file};
pub use settings::{Settings, ThemeChoice};
