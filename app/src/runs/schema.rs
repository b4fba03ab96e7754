//! The tables of the file, and how it is opened.

use std::{fs, io, path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::RunError;
use crate::library::{private_file, private_folder};

/// The version of the tables.
const VERSION: i32 = 1;
/// How long to wait for another process that writes.
const PATIENCE: Duration = Duration::from_secs(5);

/// Bodies stand apart, so that listing reads none of them.
const TABLES: &str = "
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    pinned INTEGER NOT NULL DEFAULT 0,
    workflow TEXT NOT NULL,
    key TEXT NOT NULL,
    trigger_id TEXT NOT NULL,
    event TEXT NOT NULL,
    ending TEXT NOT NULL,
    sentence TEXT NOT NULL,
    steps INTEGER NOT NULL,
    size INTEGER NOT NULL,
    has_data INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    removed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE bodies (
    id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    body BLOB NOT NULL,
    data BLOB
);
PRAGMA user_version = 1;
";

/// Opens the file, which is made where there is none.
pub(super) fn open(path: &Path) -> Result<Connection, RunError> {
    begin_file(path).map_err(|error| RunError::Folder {
        path: path.to_owned(),
        error,
    })?;
    let failed = |error| RunError::of(error, path.to_owned());
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(PATIENCE).map_err(failed)?;
    let version = prepare(&mut connection).map_err(failed)?;
    if version > VERSION {
        let path = path.to_owned();
        return Err(RunError::Newer { path });
    }
    Ok(connection)
}

/// Makes the folder of the file, where there is none, and tries whether it takes files.
pub(super) fn begin_folder(path: &Path) -> Result<(), RunError> {
    let Some(folder) = path.parent() else {
        return Ok(());
    };
    let trial = folder.join(format!(".{}.trial", std::process::id()));
    let tried = private_folder(folder)
        .and_then(|()| private_file().open(&trial))
        .and_then(|_| fs::remove_file(&trial));
    tried.map_err(|error| RunError::Folder {
        path: path.to_owned(),
        error,
    })
}

/// Makes an empty file that only the user may read; SQLite gives the files beside it the same
/// rights.
fn begin_file(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        private_folder(folder)?;
    }
    match private_file().open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Sets the connection up and makes the tables where there are none; gives their version.
fn prepare(connection: &mut Connection) -> rusqlite::Result<i32> {
    let version = |connection: &Connection| {
        connection.query_row("PRAGMA user_version", [], |row| row.get::<_, i32>(0))
    };
    if version(connection)? == 0 {
        // Only a file without tables takes this; it lets the file shrink again.
        connection.execute_batch("PRAGMA auto_vacuum = INCREMENTAL")?;
    }
    // Readers and a writer do not wait for each other, and a crash loses nothing that was told.
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    connection.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON")?;
    if version(connection)? == 0 {
        let making = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have made them meanwhile.
        if version(&making)? == 0 {
            making.execute_batch(TABLES)?;
        }
        making.commit()?;
    }
    version(connection)
}
