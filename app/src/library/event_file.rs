//! The file of a kept event: its name, its first line, and how it reaches the disk.

use std::{
    fs::{self, File},
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    path::{Path, PathBuf},
    thread,
    time::{Duration, SystemTime},
};

use super::{
    StoredEvent,
    event_store::{EventFacts, EventOrigin, KeptEvent},
    file::told,
    packed::pack,
    place::{fingerprint, private_file},
};

/// What a file ends in while it is written.
pub(super) const WRITING: &str = "writing";
/// The longest first line that is read; a longer one is damaged.
const LINE: u64 = 4 << 20;
/// How many files are open at once while they are written.
pub(super) const TOGETHER: usize = 64;
/// How many of them are waited for at once.
const AT_ONCE: usize = 8;

/// Why a file is not read whose checksum is another.
pub(super) const NOT_WHOLE: &str = "it is not what was written";

/// The name of an event's file, without its ending: where it came from, and which one it is there.
pub(super) fn name_of(
    origin: &EventOrigin,
    event: &StoredEvent,
    place: usize,
    json: &str,
) -> String {
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

pub(super) fn beside_of(path: &Path, place: usize) -> PathBuf {
    path.with_extension(format!("{}-{place}.{WRITING}", std::process::id()))
}

pub(super) fn write(path: &Path, facts: &EventFacts, json: &[u8]) -> io::Result<File> {
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
pub(super) fn read_facts(path: &Path) -> Result<(EventFacts, BufReader<File>), String> {
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
pub(super) fn sync_all(written: &[(KeptEvent, File)]) -> Result<(), (PathBuf, io::Error)> {
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

pub(super) fn is_older(path: &Path, than: Duration) -> bool {
    let modified = fs::metadata(path).and_then(|meta| meta.modified()).ok();
    let age = modified.and_then(|when| SystemTime::now().duration_since(when).ok());
    age.is_some_and(|age| age > than)
}

pub(super) fn millis_of(path: &Path) -> Option<u64> {
    path.file_name()?.to_str()?.parse().ok()
}

/// New names must reach the disk as well; not every system lets one open a folder for that.
pub(super) fn sync(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}
