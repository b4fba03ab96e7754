//! Reading a file and replacing it so that a crash leaves either the old or the new one.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Read as _, Write as _},
    path::{Path, PathBuf},
    time::SystemTime,
};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Versions, place::private_file};

/// The largest file that is read, in bytes. Events of 100 MB are real; beyond this a file is
/// something else.
const SIZE_LIMIT: u64 = 2 << 30;

/// What to do where this program's own files cannot be written.
pub(crate) const WRITE_CURE: &str = "Make room there, or let this program write there";

/// Why a file could not be read or written.
#[derive(Debug, Error)]
pub enum FileError {
    /// Reading failed.
    #[error("{} cannot be read: {}", path.display(), told(source))]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Writing failed; a file that was there is as it was.
    #[error("{} cannot be saved: {}. {}", path.display(), write_reason(source), left(path, source))]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Keeping what came from elsewhere failed.
    #[error("{} cannot be kept: {}", path.display(), write_reason(source))]
    Keep {
        /// The file it would have become.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A folder could not be made.
    #[error("The folder {} cannot be made: {}", path.display(), write_reason(source))]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Deleting failed; the file is still there.
    #[error("{} cannot be deleted: {}", path.display(), told(source))]
    Delete {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file is too large to be a workflow or event.
    #[error("{} has {} MB; files up to {} MB are read", path.display(), size >> 20, SIZE_LIMIT >> 20)]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size in bytes.
        size: u64,
    },
}

impl FileError {
    /// What the system says, in words, without the file.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Read { source, .. } | Self::Delete { source, .. } => told(source),
            Self::Write { source, .. }
            | Self::Keep { source, .. }
            | Self::Folder { source, .. } => write_reason(source),
            Self::TooLarge { .. } => "it is too large".to_owned(),
        }
    }
}

/// What there is where nothing could be written, and what to do where the folder is missing.
fn left(path: &Path, error: &io::Error) -> &'static str {
    if path.exists() {
        "The file is as it was"
    } else if error.kind() == io::ErrorKind::NotFound {
        "Nothing was written. Make the folder first, or choose another one"
    } else {
        "Nothing was written"
    }
}

/// What the system says, in words; a new file can lack its folder only, and it is the folder that
/// has to take it.
pub(crate) fn write_reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such folder".to_owned(),
        io::ErrorKind::PermissionDenied => "you may not write into this folder".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk can only be read".to_owned(),
        _ => told(error),
    }
}

/// What the system says, in words.
pub(super) fn told(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "you may not access it".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a file is where a folder should be".to_owned()
        }
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::QuotaExceeded => "your share of the disk is used up".to_owned(),
        _ => error.to_string(),
    }
}

/// What tells whether a file was changed by somebody else: its time and size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    modified: Option<SystemTime>,
    size: u64,
}

impl Stamp {
    /// Whether the file was written after this.
    pub fn is_later_than(&self, when: SystemTime) -> bool {
        self.modified.is_some_and(|modified| modified > when)
    }
}

/// The file's present stamp; `None` where there is no file.
pub fn stamp(path: &Path) -> Option<Stamp> {
    let meta = fs::metadata(path).ok()?;
    Some(Stamp {
        modified: meta.modified().ok(),
        size: meta.len(),
    })
}

/// The file that a path means, whatever links lead there; the path itself where there is no file.
pub fn real_path(path: &Path) -> PathBuf {
    fs::canonicalize(path)
        .or_else(|_| std::path::absolute(path))
        .unwrap_or_else(|_| path.to_owned())
}

/// Reads a file whole.
///
/// # Errors
/// When it cannot be opened or read, or is larger than any workflow or event.
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    let failed = |source| FileError::Read {
        path: path.to_owned(),
        source,
    };
    let mut file = File::open(path).map_err(failed)?;
    let meta = file.metadata().map_err(failed)?;
    if meta.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    if meta.len() > SIZE_LIMIT {
        return Err(FileError::TooLarge {
            path: path.to_owned(),
            size: meta.len(),
        });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or(0));
    // A pipe has no length of its own, so the limit is kept while reading, too.
    (&mut file)
        .take(SIZE_LIMIT + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > SIZE_LIMIT {
        return Err(FileError::TooLarge {
            path: path.to_owned(),
            size: bytes.len() as u64,
        });
    }
    Ok(bytes)
}

/// Saves a document: keeps what the file holds now as an earlier version, then replaces it. Gives
/// the new stamp, and why the earlier version was not kept, where it was not.
///
/// # Errors
/// When it cannot be written; the old file is then still there.
pub fn save(
    path: &Path,
    bytes: &[u8],
    versions: Option<&Versions>,
) -> Result<(Stamp, Option<String>), FileError> {
    let old = fs::read(path).ok().filter(|old| old != bytes);
    let kept = match (versions, old) {
        (Some(versions), Some(old)) => versions.keep(&real_path(path), &old),
        _ => Ok(()),
    };
    let stamp = replace(path, bytes)?;
    Ok((stamp, kept.err().map(|error| told(&error))))
}

/// Replaces a file by these bytes: they go into a new file beside it, reach the disk, and take its
/// name then. A link is followed, the file's permissions stay.
///
/// # Errors
/// When that fails; the old file is then still there.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<Stamp, FileError> {
    replace_by(path, Readers::AsBefore, |file| file.write_all(bytes))
}

/// The same of what may hold more than others are to know, such as events and runs: only the user
/// may read the new file, whatever was there before.
///
/// # Errors
/// When that fails; the old file is then still there.
pub fn replace_private(path: &Path, bytes: &[u8]) -> Result<Stamp, FileError> {
    write_private(path, |file| file.write_all(bytes))
}

/// The same, with a file that is written bit by bit.
///
/// # Errors
/// When that fails; the old file is then still there.
pub fn write_private(
    path: &Path,
    write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> Result<Stamp, FileError> {
    replace_by(path, Readers::User, |file| {
        let mut buffered = BufWriter::new(file);
        write(&mut buffered)?;
        buffered.flush()
    })
}

/// Who may read a file that replaces another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Readers {
    /// Those who might read the former one; of a new file, as the system has it.
    AsBefore,
    /// The user alone.
    User,
}

fn replace_by(
    path: &Path,
    readers: Readers,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> Result<Stamp, FileError> {
    let failed = |source| FileError::Write {
        path: path.to_owned(),
        source,
    };
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let name = target
        .file_name()
        .ok_or_else(|| failed(io::ErrorKind::IsADirectory.into()))?
        .to_string_lossy();
    let beside = target.with_file_name(format!(".{name}.{}.saving", std::process::id()));
    let written = write_and_rename(&beside, &target, readers, write);
    if written.is_err() {
        // The failure itself is what is reported; a left-over temporary file does no harm.
        let _ = fs::remove_file(&beside);
    }
    written.map_err(failed)?;
    stamp(&target).ok_or_else(|| failed(io::ErrorKind::NotFound.into()))
}

fn write_and_rename(
    beside: &Path,
    target: &Path,
    readers: Readers,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    remove_left_over(target);
    let mut file = match readers {
        Readers::AsBefore => File::create(beside)?,
        Readers::User => {
            // One that a failed attempt left might be read by others.
            let _ = fs::remove_file(beside);
            private_file().open(beside)?
        }
    };
    // Tells other programs of this kind that somebody writes it; a disk without locks has to do
    // without.
    let _ = file.try_lock();
    write(&mut file)?;
    file.sync_all()?;
    if readers == Readers::AsBefore
        && let Ok(meta) = fs::metadata(target)
    {
        fs::set_permissions(beside, meta.permissions())?;
    }
    fs::rename(beside, target)?;
    // The new name must reach the disk as well; not every system lets one open a folder for that.
    if let Some(folder) = target.parent()
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Takes away what a program left beside the file that was killed while it saved.
fn remove_left_over(target: &Path) {
    let Some((folder, name)) = target.parent().zip(target.file_name()) else {
        return;
    };
    let begin = format!(".{}.", name.to_string_lossy());
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let left = entry.file_name();
        let is_left_over = left
            .to_string_lossy()
            .strip_prefix(&begin)
            .is_some_and(|rest| {
                rest.strip_suffix(".saving")
                    .is_some_and(|number| number.parse::<u32>().is_ok())
            });
        if is_left_over && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
            // One that cannot be taken away does no harm.
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replacing_keeps_the_old_file_when_it_fails() {
        let folder = std::env::temp_dir().join(format!("misp-flow-file-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("workflow.json");
        replace(&path, b"one").unwrap();
        assert_eq!(read(&path).unwrap(), b"one");
        let before = stamp(&path);
        let nowhere = folder.join("missing").join("workflow.json");
        let error = replace(&nowhere, b"two").unwrap_err().to_string();
        assert!(
            error.ends_with("cannot be saved: there is no such folder. Nothing was written. Make the folder first, or choose another one"),
            "{error}"
        );
        assert_eq!(stamp(&path), before);
        assert_eq!(
            fs::read_dir(&folder).unwrap().count(),
            1,
            "no temporary file is left"
        );
        fs::remove_dir_all(&folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn what_is_private_is_for_the_user_alone_whatever_was_there() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = std::env::temp_dir().join(format!("misp-flow-private-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("event.json");
        let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        fs::write(&path, "an older export").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        replace(&path, b"as before").unwrap();
        assert_eq!(mode(), 0o644);
        replace_private(&path, b"secret").unwrap();
        assert_eq!((mode(), read(&path).unwrap()), (0o600, b"secret".to_vec()));
        fs::remove_file(&path).unwrap();
        replace_private(&path, b"new").unwrap();
        assert_eq!(mode(), 0o600);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_folder_and_a_missing_file_are_named() {
        let folder = std::env::temp_dir();
        assert!(
            read(&folder)
                .unwrap_err()
                .to_string()
                .contains("it is a folder")
        );
        let missing = folder.join("misp-flow-no-such-file.json");
        assert!(
            read(&missing)
                .unwrap_err()
                .to_string()
                .contains("there is no such file")
        );
    }
}
