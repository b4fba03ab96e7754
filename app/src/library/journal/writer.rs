//! Writing one journal.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    thread::{self, JoinHandle},
};

use super::{
    super::place::{private_file, private_folder},
    About, format,
};

/// A journal grows to this many times the size of a whole record (and at least to [`ROOM`] bytes)
/// before it is begun anew.
const GROWTH: usize = 4;
const ROOM: usize = 256 * 1024;

/// The journal of one document, open for as long as there are unsaved changes.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    /// Locked, so that other programs of this kind know that somebody writes it.
    file: File,
    about: About,
    base: Vec<u8>,
    size: usize,
    limit: usize,
    /// Takes what was written to the disk itself, for the case that the machine stops.
    flush: Option<JoinHandle<()>>,
}

impl Journal {
    /// Begins a journal with this state. It is there whole or not at all.
    pub fn begin(path: &Path, about: About, text: &[u8]) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            private_folder(folder)?;
        }
        let beside = path.with_extension("new");
        let bytes = [
            format::FIRST_LINE.to_vec(),
            format::about(&about)?,
            format::whole(text)?,
        ]
        .concat();
        let written = write_new(&beside, &bytes).and_then(|file| {
            fs::rename(&beside, path)?;
            Ok(file)
        });
        if written.is_err() {
            // The failure itself is what is reported.
            let _ = fs::remove_file(&beside);
        }
        Ok(Self {
            path: path.to_owned(),
            file: written?,
            about,
            base: text.to_vec(),
            size: bytes.len(),
            limit: (bytes.len() * GROWTH).max(ROOM),
            flush: None,
        })
    }

    /// Adds a state.
    pub fn add(&mut self, about: &About, text: &[u8]) -> io::Result<()> {
        let mut bytes = format::change(text, &self.base)?;
        if *about != self.about {
            bytes = [format::about(about)?, bytes].concat();
        }
        if self.size + bytes.len() > self.limit {
            *self = Self::begin(&self.path, about.clone(), text)?;
            return Ok(());
        }
        if let Err(error) = self.file.write_all(&bytes) {
            // Half a record would hide those behind it.
            let _ = self.file.set_len(self.size as u64);
            return Err(error);
        }
        self.size += bytes.len();
        self.about.clone_from(about);
        self.flush();
        Ok(())
    }

    /// Has the disk take what was written, without waiting for it: the next state is not to wait
    /// either, and what is written survives the end of this program as it is.
    fn flush(&mut self) {
        let busy = self
            .flush
            .as_ref()
            .is_some_and(|flush| !flush.is_finished());
        if let (false, Ok(file)) = (busy, self.file.try_clone()) {
            // Where it fails, the next one may succeed; the state is in the file all the same.
            self.flush = Some(thread::spawn(move || drop(file.sync_data())));
        }
    }

    /// Ends the journal: its document is saved, or its changes are not wanted.
    pub fn remove(self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }
}

/// Writes a new file and locks it. A left-over of the same name is nobody's: the name holds the
/// number of this process.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = private_file();
    let mut file = options.append(true).open(path)?;
    // Where the disk knows no locks, two programs can offer the same changes: no harm.
    let _ = file.try_lock();
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(file)
}
