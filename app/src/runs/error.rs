//! What can go wrong with the file of kept runs, in words for the user.

use std::{io, path::PathBuf};

use rusqlite::{Error, ErrorCode};

/// Why kept runs cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The folder or the file cannot be made.
    #[error("{path} cannot be written: {error}", path = .path.display())]
    Folder {
        /// What was to be made.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// The file was written by a later version of the program.
    #[error("{path} was written by a newer version of this program; use that one", path = .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
    },
    /// The file is no database, or parts of it are destroyed.
    #[error("{path} is damaged. Begin anew: the damaged file is kept beside the new one", path = .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// Another program keeps the file to itself.
    #[error("{path} is locked by another program; try again once that has ended", path = .path.display())]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// There is no room on the disk.
    #[error("the disk is full; make room, or remove kept runs")]
    Full,
    /// The file may not be written.
    #[error("{path} may not be written; make it writable for you", path = .path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// The run is not there any more.
    #[error("the run is not kept any more")]
    Gone,
    /// The run's event was too large to be kept.
    #[error("the run's event was too large to be kept with it, so the run cannot be made again")]
    WithoutData,
    /// A file for it cannot be written.
    #[error("{0}")]
    Unwritten(String),
    /// What is kept of a run cannot be understood.
    #[error("what is kept of the run cannot be read: {0}")]
    Body(String),
    /// Anything else that SQLite says.
    #[error("{path} cannot be used: {error}", path = .path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        error: Error,
    },
}

impl RunError {
    /// What an error of SQLite means.
    pub(super) fn of(error: Error, path: PathBuf) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged { path },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked { path },
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly { path },
            _ => Self::Other { path, error },
        }
    }

    /// Whether a new file would help.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged { .. })
    }
}
