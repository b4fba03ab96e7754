//! Reading events in bundles: JSON Lines line by line, anything else as one JSON text.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Read as _},
    path::{Path, PathBuf},
};

use misp_flow_engine::value::Value;

use crate::library::{self, FileError, StoredEvent};

/// A bundle of lines ends at this many bytes, one of events at [`EVENTS`].
const BYTES: usize = 256 << 10;
const EVENTS: usize = 64;
/// The endings of files that are in a folder to be read.
const ENDINGS: [&str; 3] = ["json", "jsonl", "ndjson"];

/// Some events of one input.
pub(super) struct Bundle {
    /// Its place in the order of bundles, from 0.
    pub(super) number: u64,
    /// The index of the input.
    pub(super) input: usize,
    pub(super) items: Items,
}

pub(super) enum Items {
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
    text: Vec<u8>,
    /// Where each line ends in the text.
    ends: Vec<usize>,
}

impl Lines {
    /// The lines with their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let mut start = 0;
        let lines = self.ends.iter().map(move |end| {
            let line = self.text.get(start..*end).unwrap_or_default();
            start = *end;
            line
        });
        (self.first..).zip(lines)
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
            let mut inside = Vec::new();
            for entry in fs::read_dir(path).map_err(failed)? {
                inside.push(entry.map_err(failed)?.path());
            }
            inside.retain(|file| ENDINGS.iter().any(|ending| has_ending(file, ending)));
            inside.sort();
            files.append(&mut inside);
        } else {
            if !is_standard_input(path) {
                File::open(path).map_err(failed)?;
            }
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn has_ending(path: &Path, wanted: &str) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case(wanted))
}

/// Reads all inputs and hands their bundles on, until `hand_on` refuses one.
pub(super) fn read(inputs: &[PathBuf], hand_on: &mut dyn FnMut(Bundle) -> bool) {
    let mut number = 0;
    for (input, path) in inputs.iter().enumerate() {
        let mut goes_on = true;
        let mut hand_on = |items| {
            goes_on = hand_on(Bundle {
                number,
                input,
                items,
            });
            number += 1;
            goes_on
        };
        if let Err(error) = read_input(path, &mut hand_on) {
            hand_on(Items::Unreadable(format!("this cannot be read: {error}")));
        }
        if !goes_on {
            return;
        }
    }
}

fn read_input(path: &Path, hand_on: &mut dyn FnMut(Items) -> bool) -> io::Result<()> {
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
        if input.read_until(b'\n', &mut lines.text)? == 0 {
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
    input.read_to_end(&mut lines.text)?;
    let events = library::read_events(&lines.text);
    drop(lines);
    match events {
        Ok(events) => {
            let mut events = events.into_iter();
            let mut place = 1;
            while events.len() > 0 {
                let bundle: Vec<StoredEvent> = events.by_ref().take(EVENTS).collect();
                let count = bundle.len() as u64;
                if !hand_on(Items::Events(place, bundle)) {
                    break;
                }
                place += count;
            }
        }
        Err(error) => {
            hand_on(Items::Unreadable(error.to_string()));
        }
    }
    Ok(())
}

fn is_blank(text: &[u8], line: &std::ops::Range<usize>) -> bool {
    let line = text.get(line.clone()).unwrap_or_default();
    line.trim_ascii().is_empty()
}

/// Hands the lines on that were read already, and all others.
fn read_lines(
    mut input: Box<dyn BufRead>,
    mut lines: Lines,
    hand_on: &mut dyn FnMut(Items) -> bool,
) -> io::Result<()> {
    loop {
        if lines.text.len() >= BYTES || lines.ends.len() >= EVENTS {
            let next = Lines {
                first: lines.first + lines.ends.len() as u64,
                ..Lines::default()
            };
            if !hand_on(Items::Lines(std::mem::replace(&mut lines, next))) {
                return Ok(());
            }
        }
        if input.read_until(b'\n', &mut lines.text)? == 0 {
            break;
        }
        lines.ends.push(lines.text.len());
    }
    if !lines.ends.is_empty() {
        hand_on(Items::Lines(lines));
    }
    Ok(())
}
