//! Files on the disk: read whole, replaced atomically with the earlier version kept; a journal of
//! what is not saved; events, and those that are kept; the user's settings.

mod blueprints;
mod difference;
mod event;
mod event_file;
mod event_store;
mod file;
pub mod journal;
mod opened;
mod packed;
mod place;
mod settings;
mod sides;
mod uuid;
mod versions;

pub use blueprints::{
    StoredBlueprint, add_blueprint, delete_blueprint, file_stem, read_blueprints, write_blueprint,
};
pub use difference::Difference;
pub use event::{EventError, StoredEvent, read_events};
pub(crate) use event::{holds_events, stored as stored_event};
pub use event_store::{DamagedEvent, EventFacts, EventOrigin, EventStore, KeptEvent};
pub use file::{
    FileError, Stamp, read, real_path, replace, replace_private, save, stamp, write_private,
};
pub(crate) use file::{WRITE_CURE, write_reason};
pub use opened::{OpenFileError, Opened, open_file};
pub(crate) use packed::{pack, unpack};
pub use place::{config_folder, data_folder};
pub(crate) use place::{private_file, private_folder};
pub use settings::{Settings, ThemeChoice};
pub use sides::{Side, Sides};
pub use uuid::fresh_uuid;
pub use versions::{Version, Versions, open_version, read_version};
