//! Events that were fetched, opened or pasted: one file each in a folder of the user's data, so that
//! they are there at the next start.
//!
//! A file begins with a line that says what is in it, behind a checksum of that line. The packed
//! event follows, with a checksum of its own. A list of thousands is read by the lines alone.

use std::{
    fs::{self, File},
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    path::{Path, PathBuf},
    thread,
    time::{Duration, SystemTime},
};

use misp_flow_engine::value::Value;
use serde::{Deserialize, Serialize};

use super::{
    FileError, StoredEvent,
    file::told,
    packed::{pack, unpack},
    place::{fingerprint, private_file, private_folder},
};
use crate::clock::now_millis;

/// What the files end in.
const ENDING: &str = "event";
/// What a file ends in while it is written.
const WRITING: &str = "writing";
/// The folder of what was removed.
const REMOVED: &str = "removed";
/// The longest first line that is read; a longer one is damaged.
const LINE: u64 = 4 << 20;
/// How many files are open at once while they are written.
const TOGETHER: usize = 64;
/// How many of them are waited for at once.
const AT_ONCE: usize = 8;
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

const NOT_WHOLE: &str = "it is not what was written";

/// The name of an event's file, without its ending: where it came from, and which one it is there.
fn name_of(origin: &EventOrigin, event: &StoredEvent, place: usize, json: &str) -> String {
    let (kind, of) = match origin {
        EventOrigin::File(path) => ("file", path.as_os_str().as_encoded_bytes()),
        EventOrigin::Server(name) => ("server", name.as_bytes()),
        EventOrigin::Pasted => ("pasted", json.as_bytes()),
        EventOrigin::Post => ("post", json.as_bytes()),
        EventOrigin::Run => ("run", json.as_bytes()),
    };
    let from = fingerprint(of);
    if let EventOrigin::Server(_) = origin {
        let field = |key: &str| {
            let text = event.value.get("Event")?.get(key)?.to_text();
            let fits = |sign: char| sign.is_ascii_alphanumeric() || sign == '-';
            // Nothing that a server says may lead out of the folder.
            (!text.is_empty() && text.len() <= 64 && text.chars().all(fits))
                .then(|| text.into_owned())
        };
        let which = field("uuid").or_else(|| field("id"));
        let which = which.unwrap_or_else(|| format!("{:016x}", fingerprint(json.as_bytes())));
        return format!("{kind}-{from:016x}-{which}");
    }
    format!("{kind}-{from:016x}-{place}")
}

fn beside_of(path: &Path, place: usize) -> PathBuf {
    path.with_extension(format!("{}-{place}.{WRITING}", std::process::id()))
}

fn write(path: &Path, facts: &EventFacts, json: &[u8]) -> io::Result<File> {
    let line = serde_json::to_string(facts).map_err(io::Error::other)?;
    let packed = pack(json, &[])?;
    // Left by a program that had the same number and ended.
    let _ = fs::remove_file(path);
    let mut file = private_file().open(path)?;
    writeln!(file, "{:016x} {line}", fingerprint(line.as_bytes()))?;
    file.write_all(&packed)?;
    Ok(file)
}

/// The first line of a file, and what is behind it.
fn read_facts(path: &Path) -> Result<(EventFacts, BufReader<File>), String> {
    let file = File::open(path).map_err(|error| told(&error))?;
    let mut file = BufReader::with_capacity(4096, file);
    let mut line = Vec::new();
    (&mut file)
        .take(LINE)
        .read_until(b'\n', &mut line)
        .map_err(|error| told(&error))?;
    let line = std::str::from_utf8(&line).ok();
    let parts = line.and_then(|line| line.strip_suffix('\n')?.split_once(' '));
    let facts = parts.filter(|(sum, text)| {
        u64::from_str_radix(sum, 16).is_ok_and(|sum| sum == fingerprint(text.as_bytes()))
    });
    let facts = facts.and_then(|(_, text)| serde_json::from_str(text).ok());
    Ok((facts.ok_or_else(|| NOT_WHOLE.to_owned())?, file))
}

/// Sees all of them onto the disk. A disk takes several at once in the time of one.
fn sync_all(written: &[(KeptEvent, File)]) -> Result<(), (PathBuf, io::Error)> {
    let sync = |(event, file): &(KeptEvent, File)| {
        file.sync_all().map_err(|error| (event.path.clone(), error))
    };
    thread::scope(|threads| {
        let portions = written.chunks(TOGETHER.div_ceil(AT_ONCE));
        let waiting: Vec<_> = portions
            .map(|portion| threads.spawn(move || portion.iter().try_for_each(sync)))
            .collect();
        let ended = waiting.into_iter().map(|one| one.join());
        // Syncing does not panic.
        ended.flatten().collect()
    })
}

fn is_older(path: &Path, than: Duration) -> bool {
    let modified = fs::metadata(path).and_then(|meta| meta.modified()).ok();
    let age = modified.and_then(|when| SystemTime::now().duration_since(when).ok());
    age.is_some_and(|age| age > than)
}

fn millis_of(path: &Path) -> Option<u64> {
    path.file_name()?.to_str()?.parse().ok()
}

/// New names must reach the disk as well; not every system lets one open a folder for that.
fn sync(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}
