//! Reading events in bundles: JSON Lines line by line, anything else as one JSON text.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Read as _},
    ops::Range,
    path::{Path, PathBuf},
};

use misp_flow_engine::value::Value;

use super::{Input, Inputs};
use crate::library::{self, FileError, StoredEvent};

/// A bundle of lines ends at this many bytes, one of events at [`EVENTS`].
const BYTES: usize = 256 << 10;
const EVENTS: usize = 64;
/// The longest line, or JSON text of several lines, in bytes.
const LONGEST: u64 = 1 << 30;
/// The endings of files that are in a folder to be read.
const ENDINGS: [&str; 3] = ["json", "jsonl", "ndjson"];

/// Some events, or inputs that are yet to be read.
pub(super) struct Bundle {
    /// Its place in the order of bundles, from 0.
    pub(super) number: u64,
    /// How much of all inputs there is up to its end, in bytes.
    pub(super) upto: u64,
    pub(super) items: Items,
}

pub(super) enum Items {
    /// Inputs so small that they are read where they are simulated.
    Inputs(Range<usize>),
    /// A part of one input.
    Part(usize, Part),
}

/// A part of an input.
pub(super) enum Part {
    Lines(Lines),
    /// Events of one JSON text, the first of which has this number.
    Events(u64, Vec<StoredEvent>),
    /// An input that cannot be read (any further), and why.
    Unreadable(String),
}

/// Lines that follow each other.
#[derive(Default)]
pub(super) struct Lines {
    first: u64,
    /// Where the first of them begins in its file.
    at: u64,
    text: Vec<u8>,
    /// Where each line ends in the text.
    ends: Vec<usize>,
}

impl Lines {
    /// The lines with their numbers and where they begin in their file.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, u64, &[u8])> {
        let mut start = 0;
        let lines = self.ends.iter().map(move |end| {
            let line = self.text.get(start..*end).unwrap_or_default();
            let at = self.at + start as u64;
            start = *end;
            (at, line)
        });
        (self.first..)
            .zip(lines)
            .map(|(number, (at, line))| (number, at, line))
    }

    fn end(&self) -> u64 {
        self.at + self.text.len() as u64
    }
}

/// Whether the path stands for the standard input.
pub fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The files that are meant: of a folder its JSON files, by name. All of them can be opened.
///
/// # Errors
/// For the first one that cannot.
pub fn expand(paths: &[PathBuf]) -> Result<Vec<PathBuf>, FileError> {
    let mut files = Vec::new();
    for path in paths {
        let failed = |source| FileError::Read {
            path: path.clone(),
            source,
        };
        if path.is_dir() {
            inside(path, &mut files).map_err(failed)?;
        } else {
            if !is_standard_input(path) {
                File::open(path).map_err(failed)?;
            }
            files.push(path.clone());
        }
    }
    Ok(files)
}

/// The files with events in a folder and those inside of it, in the order of their names. Links to
/// folders are not followed, for they may lead in circles.
fn inside(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    let mut paths: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() && !path.is_symlink() {
            inside(&path, files)?;
        } else if ENDINGS.iter().any(|ending| has_ending(&path, ending))
            && fs::metadata(&path).map_or(true, |about| about.is_file())
        {
            // Who opens a pipe waits for somebody to write, so only files count; and what cannot
            // be looked at, such as a link that leads nowhere, is told of when it is read.
            files.push(path);
        }
    }
    Ok(())
}

fn has_ending(path: &Path, wanted: &str) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case(wanted))
}

/// Reads all inputs and hands their bundles on, until `hand_on` refuses one.
pub(super) fn read(inputs: &Inputs, hand_on: &mut dyn FnMut(Bundle) -> bool) {
    let mut number = 0;
    let mut send = |upto, items| {
        let goes_on = hand_on(Bundle {
            number,
            upto,
            items,
        });
        number += 1;
        goes_on
    };
    let mut place = 0;
    while let Some(input) = inputs.get(place) {
        let small = inputs.small_from(place);
        if !small.is_empty() {
            place = small.end;
            if !send(inputs.begin_of(place), Items::Inputs(small)) {
                return;
            }
            continue;
        }
        let begin = inputs.begin_of(place);
        place += 1;
        let end = inputs.begin_of(place);
        let mut goes_on = true;
        if let Input::File(path) = input {
            read_file(path, &mut |part| {
                let upto = match &part {
                    Part::Lines(lines) => (begin + lines.end()).min(end),
                    Part::Events(..) | Part::Unreadable(_) => end,
                };
                goes_on = send(upto, Items::Part(place - 1, part));
                goes_on
            });
        }
        if !goes_on {
            return;
        }
    }
}

/// Reads a file and hands its parts on, until `hand_on` refuses one.
pub(super) fn read_file(path: &Path, hand_on: &mut dyn FnMut(Part) -> bool) {
    let mut goes_on = true;
    let read = read_parts(path, &mut |part| {
        goes_on = hand_on(part);
        goes_on
    });
    if let Err(error) = read
        && goes_on
    {
        hand_on(Part::Unreadable(format!("this cannot be read: {error}")));
    }
}

fn read_parts(path: &Path, hand_on: &mut dyn FnMut(Part) -> bool) -> io::Result<()> {
    let mut input: Box<dyn BufRead> = if is_standard_input(path) {
        Box::new(io::stdin().lock())
    } else {
        Box::new(BufReader::with_capacity(BYTES, File::open(path)?))
    };
    let mut lines = Lines {
        first: 1,
        ..Lines::default()
    };
    // The first line with something in it tells what the input is.
    let mut line = 0..0;
    while line.is_empty() || is_blank(&lines.text, &line) {
        line.start = lines.text.len();
        if read_line(&mut input, &mut lines.text)? == 0 {
            break;
        }
        line.end = lines.text.len();
        lines.ends.push(line.end);
    }
    let first = lines.text.get(line).unwrap_or_default();
    let first = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first);
    let is_lines = has_ending(path, "jsonl")
        || has_ending(path, "ndjson")
        || Value::from_json(first.trim_ascii()).is_ok();
    if is_lines {
        return read_lines(input, lines, hand_on);
    }
    (&mut input)
        .take(LONGEST + 1)
        .read_to_end(&mut lines.text)?;
    if lines.text.len() as u64 > LONGEST {
        return Err(io::Error::other(too_long("its JSON text")));
    }
    let events = library::read_events(&lines.text);
    drop(lines);
    match events {
        Ok(events) => {
            let mut events = events.into_iter();
            let mut place = 1;
            while events.len() > 0 {
                let bundle: Vec<StoredEvent> = events.by_ref().take(EVENTS).collect();
                let count = bundle.len() as u64;
                if !hand_on(Part::Events(place, bundle)) {
                    break;
                }
                place += count;
            }
        }
        Err(error) => {
            hand_on(Part::Unreadable(error.to_string()));
        }
    }
    Ok(())
}

/// Reads a line behind the text; gives how long it is.
fn read_line(input: &mut Box<dyn BufRead>, text: &mut Vec<u8>) -> io::Result<usize> {
    let read = input.by_ref().take(LONGEST + 1).read_until(b'\n', text)?;
    if read as u64 > LONGEST {
        return Err(io::Error::other(too_long("a line of it")));
    }
    Ok(read)
}

fn too_long(what: &str) -> String {
    format!("{what} is longer than {} MB", LONGEST >> 20)
}

fn is_blank(text: &[u8], line: &std::ops::Range<usize>) -> bool {
    let line = text.get(line.clone()).unwrap_or_default();
    line.trim_ascii().is_empty()
}

/// Hands the lines on that were read already, and all others.
fn read_lines(
    mut input: Box<dyn BufRead>,
    mut lines: Lines,
    hand_on: &mut dyn FnMut(Part) -> bool,
) -> io::Result<()> {
    loop {
        if lines.text.len() >= BYTES || lines.ends.len() >= EVENTS {
            let next = Lines {
                first: lines.first + lines.ends.len() as u64,
                at: lines.end(),
                ..Lines::default()
            };
            if !hand_on(Part::Lines(std::mem::replace(&mut lines, next))) {
                return Ok(());
            }
        }
        match read_line(&mut input, &mut lines.text) {
            Ok(0) => break,
            Ok(_) => lines.ends.push(lines.text.len()),
            Err(error) => {
                // What was read before it counts.
                if lines.ends.is_empty() || hand_on(Part::Lines(lines)) {
                    return Err(error);
                }
                return Ok(());
            }
        }
    }
    if !lines.ends.is_empty() {
        hand_on(Part::Lines(lines));
    }
    Ok(())
}
