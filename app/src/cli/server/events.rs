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
    library::{FileError, file_stem, private_file},
    misp::{Cancel, EventFilter, EventHead, Fetched, FetchedEvents},
    size::size_words,
    window::count_words,
};

/// How many heads are asked for at once.
const PAGE: u32 = 200;

pub fn run(arguments: &EventsArguments) -> Result<u8, Failure> {
    let EventsCommand::Fetch(arguments) = &arguments.command;
    if arguments.json && place_of(arguments).is_none() && !arguments.dry_run {
        return Err(ServerFailure::JsonNeedsPlace.into());
    }
    let filter = filter(arguments);
    filter.check()?;
    let session = Session::open(&arguments.name)?;
    let found = session.run(search(&session, &filter, arguments.limit.get()))?;
    eprintln!("{}", found.words());
    if arguments.dry_run {
        print(&if arguments.json {
            format!("{:#}\n", found.json())
        } else {
            found.heads.iter().map(line_of).collect()
        })?;
        tell_missing(&found.missing);
        return Ok(if found.missing.is_empty() {
            0
        } else {
            IN_THE_WAY
        });
    }
    let (mut done, left) = fetch(&session, &found.heads, arguments)?;
    done.missing.splice(0..0, found.missing.iter().cloned());
    if arguments.json {
        let mut shown = found.json();
        if let Some(shown) = shown.as_object_mut() {
            shown.insert("fetched".to_owned(), json!(done.fetched));
            shown.insert("missing".to_owned(), json!(done.missing));
            let left: Vec<_> = left.iter().map(|path| path.to_string_lossy()).collect();
            shown.insert("left_alone".to_owned(), json!(left));
        }
        print(&format!("{shown:#}\n"))?;
    }
    tell_missing(&done.missing);
    let is_all = done.missing.is_empty() && left.is_empty();
    Ok(if is_all { 0 } else { IN_THE_WAY })
}

fn tell_missing(missing: &[String]) {
    if !missing.is_empty() {
        let list = missing.join(", ");
        eprintln!(
            "misp-flow: these are not there, or not for this key: {}",
            one_line(&list)
        );
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
struct Found {
    heads: Vec<EventHead>,
    /// Whether there are more than were asked for.
    more: bool,
    /// The numbers and uuids that were asked for and are not among what was found.
    missing: Vec<String>,
}

impl Found {
    fn attributes(&self) -> u64 {
        let counts = self.heads.iter().map(|head| head.attributes);
        counts.fold(0, u64::saturating_add)
    }

    fn bytes(&self) -> u64 {
        let sizes = self.heads.iter().map(EventHead::estimated_bytes);
        sizes.fold(0, u64::saturating_add)
    }

    fn words(&self) -> String {
        let more = if self.more {
            "; there are more, which --limit would bring"
        } else {
            ""
        };
        format!(
            "{} with {}, about {}{more}",
            counted(self.heads.len(), "event"),
            counted(self.attributes(), "attribute"),
            size_words(self.bytes())
        )
    }

    fn json(&self) -> Json {
        let heads = self.heads.iter();
        let heads: Vec<Json> = heads.map(|head| json!(head)).collect();
        json!({
            "found": self.heads.len(),
            "more": self.more,
            "attributes": self.attributes(),
            "bytes": self.bytes(),
            "events": heads,
            "missing": self.missing,
        })
    }
}

fn filter(arguments: &FetchArguments) -> EventFilter {
    EventFilter {
        ids: arguments.id.clone(),
        uuids: arguments.uuid.clone(),
        tags: arguments.tag.clone(),
        info: arguments.text.clone(),
        attribute_type: arguments.attribute_type.clone(),
        from: arguments.from.clone(),
        until: arguments.until.clone(),
        ..EventFilter::default()
    }
}

async fn search(session: &Session, filter: &EventFilter, limit: usize) -> Result<Found, Failure> {
    let mut heads: Vec<EventHead> = Vec::new();
    for page in 1.. {
        let found = session.client.search_events(filter, page, PAGE).await?;
        let is_last = found.len() < PAGE as usize;
        heads.extend(found);
        if is_last || heads.len() > limit {
            break;
        }
    }
    let more = heads.len() > limit;
    let missing = if more {
        Vec::new()
    } else {
        filter.missing(&heads)
    };
    heads.truncate(limit);
    Ok(Found {
        heads,
        more,
        missing,
    })
}

/// Fetches events to their place. Gives the files as well that were left alone.
fn fetch(
    session: &Session,
    heads: &[EventHead],
    arguments: &FetchArguments,
) -> Result<(FetchedEvents, Vec<PathBuf>), Failure> {
    let output = place_of(arguments);
    let mut place = Place::open(output.filter(|_| !heads.is_empty()), arguments.force)?;
    let mut trouble = None;
    let (mut count, all) = (0_usize, heads.len());
    let cancel: &Cancel = session.cancel();
    let fetched = session.run(async {
        let take = |event: Fetched| {
            count += 1;
            if trouble.is_none()
                && let Err(error) = place.take(&event)
            {
                trouble = Some(error);
                cancel.cancel();
            }
            if count.is_multiple_of(50) || count == all {
                eprintln!("{count} of {all}");
            }
        };
        Ok(session
            .client
            .fetch_events(heads, arguments.attachments, take)
            .await?)
    });
    // What the disk said comes before the end that it brought about.
    if let Some(trouble) = trouble {
        return Err(trouble);
    }
    // What came before somebody gave up, or before the server was lost, is worth having.
    let left = match count {
        0 => Vec::new(),
        _ => place.finish()?,
    };
    for path in &left {
        let words = ServerFailure::WouldReplace(path.clone());
        eprintln!("misp-flow: {words}");
    }
    if fetched.is_err() && left.is_empty() {
        eprintln!(
            "misp-flow: {count} of {} came before and stay",
            counted(all, "event")
        );
    }
    Ok((fetched?, left))
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
