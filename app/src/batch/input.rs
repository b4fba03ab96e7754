//! Where events come from, and how large that is.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader, Seek as _, SeekFrom},
    ops::Range,
    path::{Path, PathBuf},
};

use misp_flow_engine::value::Value;

use super::{At, source::is_standard_input};
use crate::library::{self, EventStore, StoredEvent};

/// Inputs up to this many bytes are read where they are simulated, so many and so much together.
const SMALL: u64 = 256 << 10;
const TOGETHER: usize = 64;

/// Where events come from.
#[derive(Clone, Debug)]
pub enum Input {
    /// A file; `-` is the standard input.
    File(PathBuf),
    /// One event that is kept in the folder of the user's events.
    Kept {
        /// What it is called.
        name: String,
        /// Its file.
        path: PathBuf,
        /// Its size as JSON, in bytes.
        size: u64,
    },
    /// One event in memory.
    Here {
        /// What it is called.
        name: String,
        /// The event.
        value: Value,
        /// Its size as JSON, in bytes.
        size: u64,
    },
}

/// An event that is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// What it is called.
    pub name: &'a str,
    /// What the trigger hands over.
    pub value: &'a Value,
}

impl<'a> From<&'a StoredEvent> for Event<'a> {
    fn from(event: &'a StoredEvent) -> Self {
        Self {
            name: &event.name,
            value: &event.value,
        }
    }
}

impl Input {
    /// Its size in bytes; nothing for what has none, as a pipe.
    fn size(&self) -> Option<u64> {
        match self {
            Self::File(path) if is_standard_input(path) => None,
            Self::File(path) => match fs::metadata(path) {
                Ok(meta) => meta.is_file().then_some(meta.len()),
                // What cannot be read is told by whoever tries.
                Err(_) => Some(0),
            },
            Self::Kept { size, .. } | Self::Here { size, .. } => Some(*size),
        }
    }

    /// What a row says of where an event is: the file and the line or number in it.
    pub fn place(&self, at: &At) -> String {
        match self {
            Self::File(path) => {
                let name = path.file_name().map_or_else(
                    || path.display().to_string(),
                    |name| name.to_string_lossy().into_owned(),
                );
                format!("{name}:{}", at.place)
            }
            Self::Kept { .. } | Self::Here { .. } => "stored event".to_owned(),
        }
    }

    /// Reads the event that stands there once more.
    ///
    /// # Errors
    /// Why it cannot be read, in words.
    pub fn read(&self, at: &At) -> Result<StoredEvent, String> {
        let named = |name: &str, value: &Value| StoredEvent {
            name: name.to_owned(),
            ..library::stored_event(value)
        };
        match self {
            Self::Here { name, value, .. } => Ok(named(name, value)),
            Self::Kept { name, path, .. } => EventStore::read(path)
                .map(|value| named(name, &value))
                .map_err(|damaged| damaged.reason),
            Self::File(path) => {
                let text = match at.line {
                    Some(line) => line_at(path, line).map_err(|error| error.to_string())?,
                    None => library::read(path).map_err(|error| error.to_string())?,
                };
                let events = library::read_events(&text).map_err(|error| error.to_string())?;
                let place = match at.line {
                    Some(_) => usize::try_from(at.nth).ok(),
                    None => usize::try_from(at.place)
                        .ok()
                        .and_then(|it| it.checked_sub(1)),
                };
                let event = place.and_then(|place| events.into_iter().nth(place));
                event.ok_or_else(|| "there is no event any more".to_owned())
            }
        }
    }
}

fn line_at(path: &Path, at: u64) -> std::io::Result<Vec<u8>> {
    let mut file = BufReader::new(File::open(path)?);
    file.seek(SeekFrom::Start(at))?;
    let mut line = Vec::new();
    file.read_until(b'\n', &mut line)?;
    Ok(line)
}

/// Inputs in their order, with their sizes.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    list: Vec<Measured>,
}

#[derive(Clone, Debug)]
struct Measured {
    input: Input,
    /// Where it ends among all, in bytes.
    end: u64,
    is_small: bool,
}

impl Inputs {
    /// Looks up how large these are.
    pub fn new(list: Vec<Input>) -> Self {
        let mut end = 0_u64;
        let list = list.into_iter().map(|input| {
            let size = input.size();
            end = end.saturating_add(size.unwrap_or(0));
            let alone = matches!(input, Input::File(_));
            Measured {
                is_small: size.is_some_and(|size| size <= SMALL || !alone),
                input,
                end,
            }
        });
        Self {
            list: list.collect(),
        }
    }

    /// The input at this place.
    pub fn get(&self, place: usize) -> Option<&Input> {
        self.list.get(place).map(|one| &one.input)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How large all are together, in bytes.
    pub fn total(&self) -> u64 {
        self.begin_of(self.list.len())
    }

    /// Where the input at this place begins among all, in bytes.
    pub(super) fn begin_of(&self, place: usize) -> u64 {
        let before = place
            .checked_sub(1)
            .and_then(|before| self.list.get(before));
        before.map_or(0, |before| before.end)
    }

    /// The inputs from this one on that are small enough to be handed on together; none where the
    /// first is not.
    pub(super) fn small_from(&self, first: usize) -> Range<usize> {
        let begin = self.begin_of(first);
        let inputs = self.list.iter().enumerate().skip(first).take(TOGETHER);
        let fits = |(place, one): &(usize, &Measured)| {
            one.is_small && (*place == first || one.end - begin <= SMALL)
        };
        first..first + inputs.take_while(fits).count()
    }
}
