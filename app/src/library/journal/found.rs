//! Journals that a program left behind when it ended without saving.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Read as _},
    path::{Path, PathBuf},
    time::SystemTime,
};

use misp_flow_engine::workflow::{self, Workflow};

use super::{About, format};
use crate::library::{self, Difference};

/// Unsaved changes that a program left behind.
#[derive(Debug)]
pub struct Found {
    /// The workflow with the changes.
    pub workflow: Workflow,
    /// What document it was.
    pub about: About,
    /// The file whatever links lead there.
    pub real_path: Option<PathBuf>,
    /// When the last change was kept.
    pub when: SystemTime,
    /// What differs from the file; nothing where there is no file, or one that cannot be read.
    pub difference: Option<Difference>,
    /// Whether the file was written after the last change was kept.
    pub file_is_later: bool,
    path: PathBuf,
    /// Keeps other programs of this kind from offering the same.
    _lock: File,
}

impl Found {
    /// Takes the journal away.
    pub(super) fn remove(self) -> io::Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// What a search for journals gave.
#[derive(Debug, Default)]
pub struct Search {
    /// Unsaved changes, the latest first.
    pub found: Vec<Found>,
    /// Journals that nothing could be read from; they were put aside under these names.
    pub damaged: Vec<PathBuf>,
}

/// Looks for journals that nobody writes any more. Those that hold what is in the file anyway are
/// taken away.
pub fn search(folder: &Path) -> Search {
    let mut result = Search::default();
    let Ok(entries) = fs::read_dir(folder) else {
        // No folder, no journals.
        return result;
    };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let kind = path.extension().and_then(|kind| kind.to_str());
        let (Some("journal" | "new"), Ok(mut file)) = (kind, File::open(&path)) else {
            continue;
        };
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            continue;
        }
        if kind == Some("new") {
            // Never finished; the journal that it was to replace is still there.
            let _ = fs::remove_file(&path);
            continue;
        }
        let mut bytes = Vec::new();
        let when = file.metadata().and_then(|meta| meta.modified());
        if file.read_to_end(&mut bytes).is_err() {
            continue;
        }
        let state = format::last_state(&bytes);
        let read = state.and_then(|(about, text)| Some((about, workflow::open(&text).ok()?, text)));
        let Some((about, workflow, text)) = read else {
            let aside = path.with_extension("damaged");
            if fs::rename(&path, &aside).is_ok() {
                result.damaged.push(aside);
            }
            continue;
        };
        let there = about
            .path
            .as_deref()
            .and_then(|path| library::read(path).ok());
        if there.as_deref() == Some(text.as_slice()) {
            // Killed between saving and clearing up.
            let _ = fs::remove_file(&path);
            continue;
        }
        let when = when.unwrap_or(SystemTime::UNIX_EPOCH);
        let earlier = there.and_then(|bytes| workflow::open(&bytes).ok());
        let now = about.path.as_deref().and_then(library::stamp);
        result.found.push(Found {
            difference: earlier.map(|earlier| Difference::between(&earlier, &workflow)),
            file_is_later: now.is_some_and(|now| now.is_later_than(when)),
            workflow,
            real_path: about.path.as_deref().map(library::real_path),
            about,
            when,
            path,
            _lock: file,
        });
    }
    result.found.sort_by_key(|one| std::cmp::Reverse(one.when));
    result
}
