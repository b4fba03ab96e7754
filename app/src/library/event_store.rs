//! Events that were fetched, opened or pasted: one file each in a folder of the user's data, so that
//! they are there at the next start.
//!
//! A file begins with a line that says what is in it, behind a checksum of that line. The packed
//! event follows, with a checksum of its own. A list of thousands is read by the lines alone.

use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
    time::Duration,
};

use misp_flow_engine::value::Value;
use serde::{Deserialize, Serialize};

use super::{
    FileError, StoredEvent,
    event_file::{
        NOT_WHOLE, TOGETHER, WRITING, beside_of, is_older, millis_of, name_of, read_facts, sync,
        sync_all, write,
    },
    file::told,
    packed::unpack,
    place::private_folder,
};
use crate::clock::now_millis;

/// What the files end in.
const ENDING: &str = "event";
/// The folder of what was removed.
const REMOVED: &str = "removed";
/// So long what was removed can be put back.
const STAYS: Duration = Duration::from_secs(30 * 24 * 3600);
/// A file that has been on its way for so long was left behind by a program that ended.
const LEFT_BEHIND: Duration = Duration::from_secs(3600);

/// Where a kept event came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EventOrigin {
    /// A file.
    File(PathBuf),
    /// A server, by the name of the instance.
    Server(String),
    /// A text that was pasted.
    Pasted,
    /// A debug post.
    Post,
    /// A simulated run that was kept.
    Run,
}

/// What is known of a kept event without reading it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventFacts {
    /// What it is called in lists.
    pub name: String,
    /// Its size as JSON, in bytes.
    pub size: usize,
    /// How many attributes it has, those of its objects included.
    pub attributes: usize,
    /// The names of its own tags, in its order.
    pub tags: Vec<String>,
    /// Its uuid; empty for what has none.
    pub uuid: String,
    /// Where it came from.
    pub origin: EventOrigin,
    /// When it was kept, in milliseconds since 1970, and its place among those kept with it.
    pub when: (u64, usize),
}

impl EventFacts {
    /// What is known of an event of this size.
    pub fn of(event: &StoredEvent, origin: EventOrigin, size: usize) -> Self {
        let uuid = event.value.get("Event").and_then(|event| event.get("uuid"));
        Self {
            name: event.name.clone(),
            size,
            attributes: event.attributes,
            tags: event.tags.clone(),
            uuid: uuid.map(Value::to_text).unwrap_or_default().into_owned(),
            origin,
            when: (0, 0),
        }
    }
}

/// An event in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptEvent {
    /// Its file.
    pub path: PathBuf,
    /// What is known of it.
    pub facts: EventFacts,
}

/// A file of the folder that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DamagedEvent {
    /// The file; it is left where it is.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: String,
}

/// The folder of kept events.
#[derive(Clone, Debug)]
pub struct EventStore {
    folder: PathBuf,
}

impl EventStore {
    /// The events in this folder, which need not be there yet.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Keeps events. What came from the same place before is replaced: the event of this uuid from
    /// this server, the event at this place of this file, the same pasted text. All are on the disk
    /// before this comes back.
    ///
    /// # Errors
    /// Where one cannot be written; those before it may have been.
    pub fn keep(
        &self,
        origin: &EventOrigin,
        events: &[StoredEvent],
    ) -> Result<Vec<KeptEvent>, FileError> {
        let failed = |path: &Path, source| FileError::Keep {
            path: path.to_owned(),
            source,
        };
        private_folder(&self.folder).map_err(|error| failed(&self.folder, error))?;
        let now = now_millis();
        let mut kept = Vec::with_capacity(events.len());
        for (number, portion) in events.chunks(TOGETHER).enumerate() {
            let places = number * TOGETHER..;
            let mut beside = Vec::with_capacity(portion.len());
            let written = self.write(origin, now, places.zip(portion), &mut beside);
            if written.is_err() {
                for temporary in &beside {
                    // Those that have taken their place are not there any more.
                    let _ = fs::remove_file(temporary);
                }
            }
            kept.extend(written.map_err(|(path, error)| failed(&path, error))?);
        }
        Ok(kept)
    }

    fn write<'e>(
        &self,
        origin: &EventOrigin,
        now: u64,
        events: impl Iterator<Item = (usize, &'e StoredEvent)>,
        beside: &mut Vec<PathBuf>,
    ) -> Result<Vec<KeptEvent>, (PathBuf, io::Error)> {
        let mut written = Vec::new();
        for (place, event) in events {
            let json = event.value.to_json();
            let name = name_of(origin, event, place, &json);
            let path = self.folder.join(format!("{name}.{ENDING}"));
            let facts = EventFacts {
                when: (now, place),
                ..EventFacts::of(event, origin.clone(), json.len())
            };
            let temporary = beside_of(&path, place);
            let file = write(&temporary, &facts, json.as_bytes());
            beside.push(temporary);
            match file {
                Ok(file) => written.push((KeptEvent { path, facts }, file)),
                Err(error) => return Err((path, error)),
            }
        }
        sync_all(&written)?;
        for ((event, _), temporary) in written.iter().zip(&*beside) {
            fs::rename(temporary, &event.path).map_err(|error| (event.path.clone(), error))?;
        }
        sync(&self.folder);
        Ok(written.into_iter().map(|(event, _)| event).collect())
    }

    /// The kept events, in the order in which they came, and the files that cannot be read. Takes
    /// away what was removed long ago.
    ///
    /// # Errors
    /// Where the folder cannot be listed.
    pub fn list(&self) -> Result<(Vec<KeptEvent>, Vec<DamagedEvent>), FileError> {
        let failed = |source| FileError::Read {
            path: self.folder.clone(),
            source,
        };
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Default::default()),
            entries => entries.map_err(failed)?,
        };
        let (mut kept, mut damaged) = (Vec::new(), Vec::new());
        for entry in entries {
            let path = entry.map_err(failed)?.path();
            let ending = path.extension().unwrap_or_default();
            if ending == WRITING && is_older(&path, LEFT_BEHIND) {
                // One that cannot be taken away does no harm.
                let _ = fs::remove_file(&path);
            }
            if ending != ENDING {
                continue;
            }
            match read_facts(&path) {
                Ok((facts, _)) => kept.push(KeptEvent { path, facts }),
                Err(reason) => damaged.push(DamagedEvent { path, reason }),
            }
        }
        kept.sort_by(|one, other| {
            (one.facts.when, &one.path).cmp(&(other.facts.when, &other.path))
        });
        self.forget_old_removals();
        Ok((kept, damaged))
    }

    /// Reads a kept event.
    ///
    /// # Errors
    /// Where it cannot be read or is damaged; the file stays as it is.
    pub fn read(path: &Path) -> Result<Value, DamagedEvent> {
        let damaged = |reason: String| DamagedEvent {
            path: path.to_owned(),
            reason,
        };
        let (_, mut rest) = read_facts(path).map_err(damaged)?;
        let mut packed = Vec::new();
        rest.read_to_end(&mut packed)
            .map_err(|error| damaged(told(&error)))?;
        let json = unpack(&packed, &[]).map_err(|_| damaged(NOT_WHOLE.to_owned()))?;
        Value::from_json(&json).map_err(|_| damaged(NOT_WHOLE.to_owned()))
    }

    /// Removes events, together, so that [`EventStore::put_back`] gives all of them back. One that is
    /// not there any more counts as removed.
    ///
    /// # Errors
    /// Where one cannot be moved; it is still there then.
    pub fn remove(&self, events: &[PathBuf]) -> Result<(), FileError> {
        let failed = |path: &Path, source| FileError::Delete {
            path: path.to_owned(),
            source,
        };
        let last = self.removals().pop().and_then(|path| millis_of(&path));
        // A clock that was set back changes nothing of the order.
        let millis = now_millis().max(last.map_or(0, |last| last + 1));
        let bin = self.folder.join(REMOVED).join(format!("{millis:015}"));
        private_folder(&bin).map_err(|error| failed(&bin, error))?;
        for path in events {
            let Some(name) = path.file_name() else {
                continue;
            };
            match fs::rename(path, bin.join(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(failed(path, error));
                }
                _ => {}
            }
        }
        sync(&self.folder);
        Ok(())
    }

    /// Whether something was removed that can be put back.
    pub fn has_removed(&self) -> bool {
        !self.removals().is_empty()
    }

    /// Puts back what was removed last. One that has come anew meanwhile stays as it is now.
    ///
    /// # Errors
    /// Where one cannot be moved.
    pub fn put_back(&self) -> Result<Vec<KeptEvent>, FileError> {
        let Some(bin) = self.removals().pop() else {
            return Ok(Vec::new());
        };
        let failed = |source| FileError::Read {
            path: bin.clone(),
            source,
        };
        let mut back = Vec::new();
        for entry in fs::read_dir(&bin).map_err(failed)? {
            let from = entry.map_err(failed)?.path();
            let Some(name) = from.file_name() else {
                continue;
            };
            let path = self.folder.join(name);
            if path.exists() {
                fs::remove_file(&from).map_err(failed)?;
                continue;
            }
            fs::rename(&from, &path).map_err(failed)?;
            if let Ok((facts, _)) = read_facts(&path) {
                back.push(KeptEvent { path, facts });
            }
        }
        fs::remove_dir(&bin).map_err(failed)?;
        back.sort_by_key(|event| event.facts.when);
        Ok(back)
    }

    /// The folders of what was removed together, the oldest first.
    fn removals(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.folder.join(REMOVED));
        let entries = entries.into_iter().flatten().flatten();
        let mut found: Vec<PathBuf> = entries
            .map(|entry| entry.path())
            .filter(|path| millis_of(path).is_some())
            .collect();
        found.sort();
        found
    }

    fn forget_old_removals(&self) {
        let oldest = now_millis().saturating_sub(STAYS.as_millis() as u64);
        for bin in self.removals() {
            if millis_of(&bin).is_some_and(|millis| millis < oldest) {
                // What cannot be taken away now can be at the next start.
                let _ = fs::remove_dir_all(bin);
            }
        }
    }
}
