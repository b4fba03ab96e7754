//! What stands in the way of the record, in words that say what to do.

use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::library::WRITE_CURE;

/// Why the record of a server's workflows cannot be kept or read.
#[derive(Debug, Error)]
#[error("{what}: {reason} ({path}). {cure}", path = path.display())]
pub struct StoreError {
    what: &'static str,
    path: PathBuf,
    reason: String,
    cure: &'static str,
    is_busy: bool,
}

impl StoreError {
    /// Whether it is another push of the same workflow that is in the way.
    pub fn is_busy(&self) -> bool {
        self.is_busy
    }

    /// Something of the record that cannot be read.
    pub(super) fn unread(path: &Path, reason: String) -> Self {
        Self {
            what: "The record of the server's workflows was not read",
            path: path.to_owned(),
            reason,
            cure: "Let this program read it, or move it away to go on without it",
            is_busy: false,
        }
    }

    /// Something of the record that cannot be written.
    pub(super) fn unkept(what: &'static str, path: &Path, reason: String) -> Self {
        Self {
            what,
            path: path.to_owned(),
            reason,
            cure: WRITE_CURE,
            is_busy: false,
        }
    }

    /// Another push of the same workflow, which holds the lock at this path.
    pub(super) fn busy(lock: &Path) -> Self {
        Self {
            cure: "Wait until that has ended, then look again",
            is_busy: true,
            ..Self::unkept(
                "The push was not begun",
                lock,
                "another push of this workflow is being carried out".to_owned(),
            )
        }
    }
}
