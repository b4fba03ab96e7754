//! `misp-flow events fetch`.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
};

use serde_json::{Value as Json, json};

use super::{
    args::{EventsArguments, EventsCommand, FetchArguments},
    failure::{IN_THE_WAY, ServerFailure},
    file::{Written, is_stdout, make_folder, write_new},
    session::Session,
};
use crate::{
    cli::{Failure, line::one_line, print},
    library::{FileError, file_stem, private_file, write_reason},
    misp::{Cancel, EventFilter, EventHead, Fetched, FetchedEvents, FoundEvents},
    size::size_words,
    window::count_words,
};

pub fn run(arguments: &EventsArguments) -> Result<u8, Failure> {
    let EventsCommand::Fetch(arguments) = &arguments.command;
    if arguments.json && place_of(arguments).is_none() && !arguments.dry_run {
        return Err(ServerFailure::JsonNeedsPlace.into());
    }
    let filter = filter(arguments);
    filter.check()?;
    let session = Session::open(&arguments.name)?;
    let found = session.run(async {
        let found = session.client.find_events(&filter, arguments.limit.get());
        Ok(Found(found.await?))
    })?;
    eprintln!("{}", found.words());
    if arguments.dry_run {
        print(&if arguments.json {
            format!("{:#}\n", found.json())
        } else {
            found.0.heads.iter().map(line_of).collect()
        })?;
        tell(MISSING, &found.0.missing);
        found.tell_unreadable();
        let is_all = found.0.missing.is_empty() && found.0.unreadable == 0;
        return Ok(if is_all { 0 } else { IN_THE_WAY });
    }
    let fetched = fetch(&session, &found.0.heads, arguments);
    let mut got = fetched.map_err(|failure| failure.knowing(found.json()))?;
    got.done
        .missing
        .splice(0..0, found.0.missing.iter().cloned());
    if let Some(failure) = got.failure.take() {
        return Err(failure.knowing(got.json(&found)));
    }
    if arguments.json {
        print(&format!("{:#}\n", got.json(&found)))?;
    }
    tell(MISSING, &got.done.missing);
    found.tell_unreadable();
    let unreadable = "what came for these could not be read";
    tell(unreadable, &got.done.unreadable);
    let too_large = if arguments.attachments {
        "these are too large to be fetched with what is attached to them, leave --attachments out for them"
    } else {
        "these are too large to be fetched"
    };
    tell(too_large, &got.done.too_large);
    let done = &got.done;
    let is_all = [&done.missing, &done.unreadable, &done.too_large]
        .iter()
        .all(|list| list.is_empty());
    let is_all = is_all && got.left.is_empty() && found.0.unreadable == 0;
    Ok(if is_all { 0 } else { IN_THE_WAY })
}

const MISSING: &str = "these are not there, or not for this key";

/// What is said of these events, where there are any.
fn tell(words: &str, ids: &[String]) {
    if !ids.is_empty() {
        eprintln!("misp-flow: {words}: {}", one_line(&ids.join(", ")));
    }
}

/// Where the events go; nothing for the standard output.
fn place_of(arguments: &FetchArguments) -> Option<&Path> {
    arguments
        .output
        .as_deref()
        .filter(|place| !is_stdout(place))
}

/// What a search found.
struct Found(FoundEvents);

impl Found {
    fn tell_unreadable(&self) {
        if self.0.unreadable > 0 {
            let events = counted(self.0.unreadable, "event");
            eprintln!("misp-flow: {events} that came could not be read and cannot be listed");
        }
    }

    fn attributes(&self) -> u64 {
        let counts = self.0.heads.iter().map(|head| head.attributes);
        counts.fold(0, u64::saturating_add)
    }

    fn bytes(&self) -> u64 {
        let sizes = self.0.heads.iter().map(EventHead::estimated_bytes);
        sizes.fold(0, u64::saturating_add)
    }

    fn words(&self) -> String {
        let more = if self.0.more {
            "; there are more, which --limit would bring"
        } else {
            ""
        };
        format!(
            "{} with {}, about {}{more}",
            counted(self.0.heads.len(), "event"),
            counted(self.attributes(), "attribute"),
            size_words(self.bytes())
        )
    }

    fn json(&self) -> Json {
        let heads = self.0.heads.iter();
        let heads: Vec<Json> = heads.map(|head| json!(head)).collect();
        json!({
            "found": self.0.heads.len(),
            "more": self.0.more,
            "attributes": self.attributes(),
            "bytes": self.bytes(),
            "events": heads,
            "missing": self.0.missing,
        })
    }
}

fn filter(arguments: &FetchArguments) -> EventFilter {
    EventFilter {
        ids: arguments.id.clone(),
        uuids: arguments.uuid.clone(),
        tags: arguments.tag.clone(),
        info: EventFilter::around(&arguments.text),
        attribute_type: arguments.attribute_type.clone(),
        from: arguments.from.clone(),
        until: arguments.until.clone(),
        ..EventFilter::default()
    }
}

/// What a fetch came to, however it ended.
struct Got {
    done: FetchedEvents,
    /// How many are in their place.
    written: usize,
    /// The files that were left alone.
    left: Vec<PathBuf>,
    /// What ended it before its end.
    failure: Option<Failure>,
}

impl Got {
    fn json(&self, found: &Found) -> Json {
        let mut shown = found.json();
        if let Some(shown) = shown.as_object_mut() {
            shown.insert("fetched".to_owned(), json!(self.done.fetched));
            shown.insert("missing".to_owned(), json!(self.done.missing));
            shown.insert("unreadable".to_owned(), json!(self.done.unreadable));
            shown.insert("too_large".to_owned(), json!(self.done.too_large));
            let left: Vec<_> = self
                .left
                .iter()
                .map(|path| path.to_string_lossy())
                .collect();
            shown.insert("left_alone".to_owned(), json!(left));
        }
        shown
    }
}

/// Fetches events to their place.
fn fetch(
    session: &Session,
    heads: &[EventHead],
    arguments: &FetchArguments,
) -> Result<Got, Failure> {
    let output = place_of(arguments);
    let mut place = Place::open(output.filter(|_| !heads.is_empty()), arguments.force)?;
    let mut trouble = None;
    let (mut count, all) = (0_usize, heads.len());
    let cancel: &Cancel = session.cancel();
    let fetched = session.run(async {
        let take = |event: Fetched| {
            if trouble.is_some() {
                return;
            }
            if let Err(error) = place.take(&event) {
                trouble = Some(error);
                cancel.cancel();
                return;
            }
            count += 1;
            if count.is_multiple_of(50) || count == all {
                eprintln!("{count} of {all}");
            }
        };
        Ok(session
            .client
            .fetch_events(heads, arguments.attachments, take)
            .await?)
    });
    let mut got = Got {
        done: FetchedEvents {
            fetched: count,
            ..FetchedEvents::default()
        },
        written: count,
        left: Vec::new(),
        failure: None,
    };
    // What the disk said comes before the end that it brought about.
    if let Some(trouble) = trouble {
        got.written = place.kept(count);
        got.done.fetched = got.written;
        got.failure = Some(match trouble {
            Failure::File(FileError::Write { path, source }) if got.written > 0 => {
                let reason = write_reason(&source);
                let written = got.written;
                ServerFailure::EventUnwritten {
                    path,
                    reason,
                    written,
                    all,
                }
                .into()
            }
            other => other,
        });
        return Ok(got);
    }
    // What came before somebody gave up, or before the server was lost, is worth having.
    if count > 0 {
        got.left = place.finish()?;
    }
    for path in &got.left {
        let words = ServerFailure::WouldReplace(path.clone());
        eprintln!("misp-flow: {words}");
    }
    match fetched {
        Ok(done) => got.done = done,
        Err(failure) => {
            if got.left.is_empty() {
                eprintln!(
                    "misp-flow: {count} of {} came before and stay",
                    counted(all, "event")
                );
            }
            got.failure = Some(failure);
        }
    }
    Ok(got)
}

/// Where events go.
enum Place {
    Output,
    /// A file for each.
    Folder {
        path: PathBuf,
        force: bool,
        /// What was left alone.
        left: Vec<PathBuf>,
    },
    /// A file, written beside its place until all have come.
    Lines {
        path: PathBuf,
        beside: PathBuf,
        file: BufWriter<File>,
        force: bool,
    },
}

impl Place {
    fn open(output: Option<&Path>, force: bool) -> Result<Self, Failure> {
        let Some(path) = output else {
            return Ok(Self::Output);
        };
        let is_file = path
            .extension()
            .is_some_and(|ending| ending == "jsonl" || ending == "ndjson");
        if !is_file {
            make_folder(path)?;
            return Ok(Self::Folder {
                path: path.to_owned(),
                force,
                left: Vec::new(),
            });
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let beside = path.with_file_name(format!(".{name}.{}.fetching", std::process::id()));
        // One that was left of another attempt might be read by others.
        let _ = fs::remove_file(&beside);
        let file = private_file().open(&beside);
        let file = file.map_err(|source| cannot_write(path, source))?;
        Ok(Self::Lines {
            path: path.to_owned(),
            beside,
            file: BufWriter::new(file),
            force,
        })
    }

    fn take(&mut self, event: &Fetched) -> Result<(), Failure> {
        let line = format!("{}\n", event.event.to_json_short());
        match self {
            Self::Output => print(&line),
            Self::Folder { path, force, left } => {
                let file = path.join(format!("event-{}.json", file_stem(&event.id)));
                if write_new(&file, line.as_bytes(), *force)? == Written::Left {
                    left.push(file);
                }
                Ok(())
            }
            Self::Lines { path, file, .. } => file
                .write_all(line.as_bytes())
                .map_err(|source| cannot_write(path, source)),
        }
    }

    /// How many of the events that came stay where the disk takes no more.
    fn kept(&self, count: usize) -> usize {
        match self {
            Self::Output => count,
            Self::Folder { left, .. } => count.saturating_sub(left.len()),
            // The file takes its place when all have come.
            Self::Lines { .. } => 0,
        }
    }

    /// Puts the file of lines into its place. Gives what was left alone.
    fn finish(mut self) -> Result<Vec<PathBuf>, Failure> {
        match &mut self {
            Self::Output => Ok(Vec::new()),
            Self::Folder { left, .. } => Ok(std::mem::take(left)),
            Self::Lines {
                path,
                beside,
                file,
                force,
            } => {
                let flushed = file.flush().and_then(|()| file.get_ref().sync_all());
                let failed = |source| cannot_write(path, source);
                flushed.map_err(failed)?;
                if !path.exists() {
                    fs::rename(&*beside, &*path).map_err(failed)?;
                    return Ok(Vec::new());
                }
                let bytes = fs::read(&*beside).map_err(failed)?;
                let written = write_new(path, &bytes, *force)?;
                let is_left = written == Written::Left;
                Ok(is_left.then(|| path.clone()).into_iter().collect())
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Self::Lines { beside, .. } = self {
            // It has taken its place, or is of no use.
            let _ = fs::remove_file(beside);
        }
    }
}

fn cannot_write(path: &Path, source: io::Error) -> Failure {
    let path = path.to_owned();
    FileError::Write { path, source }.into()
}

/// `1 event`, `2 events`.
fn counted(count: impl TryInto<usize>, word: &str) -> String {
    count_words(count.try_into().unwrap_or(usize::MAX), word)
}

fn line_of(head: &EventHead) -> String {
    let line = format!(
        "{}  {}  {}  {}, {}  {}",
        head.id,
        head.date,
        head.organisation,
        counted(head.attributes, "attribute"),
        size_words(head.estimated_bytes()),
        head.info
    );
    format!("{}\n", one_line(&line))
}
