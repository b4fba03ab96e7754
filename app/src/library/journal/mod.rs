//! The journal: what was edited since the last save, kept aside so that a crash loses next to
//! nothing.
//!
//! Each document with unsaved changes has a file in the journal folder. It begins with a line that
//! names the format; records follow, each of a letter, a length, and a packed text with a
//! checksum: `M` what document this is, `W` the whole workflow, `C` a later state of the workflow
//! as what differs from the last `W`. A torn last record is passed over. The file is locked while
//! the program that writes it lives; the lock goes with the process, however that ends.

mod format;
mod found;
mod keeper;
mod writer;

pub use found::{Found, Search, search};
pub use keeper::Keeper;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Stamp;

/// What a journal says of its document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The file, where the document has one.
    pub path: Option<PathBuf>,
    /// The file's stamp when it was read or written last.
    pub stamp: Option<Stamp>,
}
