//! The events one can simulate with: samples and opened files.

use std::{collections::HashSet, path::PathBuf};

use misp_flow_engine::catalogue::samples;

use crate::library::{StoredEvent, read_events};

/// Where an event came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventSource {
    /// The program, with what the sample is good for.
    Sample(&'static str),
    /// A file.
    File(PathBuf),
    /// A server, by the name of the instance.
    Server(String),
}

/// An event that is in memory.
#[derive(Clone, Debug)]
pub struct LoadedEvent {
    /// The event.
    pub event: StoredEvent,
    /// The size of what it was read from, in bytes.
    pub size: usize,
    /// Where it came from.
    pub source: EventSource,
}

/// A sample of the program's own under this name.
fn sample(name: &str, description: &'static str, json: &str) -> Option<LoadedEvent> {
    let event = read_events(json.as_bytes()).ok()?.into_iter().next()?;
    Some(LoadedEvent {
        event: StoredEvent {
            name: name.to_owned(),
            ..event
        },
        size: json.len(),
        source: EventSource::Sample(description),
    })
}

/// All events, and which of them simulations use.
#[derive(Clone, Debug, Default)]
pub struct EventList {
    list: Vec<LoadedEvent>,
    chosen: Option<usize>,
    /// Counts the choices, so that what was worked out from one is told from the next.
    stamp: u64,
}

impl EventList {
    /// The samples, none of them chosen.
    pub fn samples() -> Self {
        let read = |one: &samples::Sample| sample(one.name, one.description, one.json);
        Self {
            list: samples::EVENTS.iter().filter_map(read).collect(),
            chosen: None,
            stamp: 0,
        }
    }

    /// Adds a sample, unless it is there already; gives its place.
    pub(super) fn add_sample(
        &mut self,
        name: &str,
        description: &'static str,
        json: &str,
    ) -> Option<usize> {
        let known = self.list.iter().position(|entry| {
            entry.event.name == name && entry.source == EventSource::Sample(description)
        });
        if known.is_some() {
            return known;
        }
        self.list.push(sample(name, description, json)?);
        Some(self.list.len() - 1)
    }

    /// Adds the events of a file and chooses the first of them. Those that the file gave before
    /// are replaced, so that opening it again shows what it holds now.
    pub fn add_file(
        &mut self,
        path: PathBuf,
        events: Vec<StoredEvent>,
        size: usize,
    ) -> Vec<LoadedEvent> {
        let source = EventSource::File(path);
        let (old, kept) = std::mem::take(&mut self.list)
            .into_iter()
            .partition(|entry| entry.source == source);
        self.list = kept;
        self.chosen = Some(self.list.len());
        self.stamp += 1;
        self.list
            .extend(events.into_iter().map(|event| LoadedEvent {
                event,
                size,
                source: source.clone(),
            }));
        old
    }

    /// Adds events that came from a server, each with its size in bytes, and chooses the first of
    /// them. Those of the same uuid that came from there before are replaced.
    pub(super) fn add_fetched(&mut self, instance: &str, events: Vec<(StoredEvent, usize)>) {
        let source = EventSource::Server(instance.to_owned());
        let uuid = |event: &StoredEvent| {
            let uuid = event.value.get("Event")?.get("uuid")?;
            uuid.as_str().map(ToOwned::to_owned)
        };
        let new: HashSet<String> = events.iter().filter_map(|(one, _)| uuid(one)).collect();
        self.list.retain(|entry| {
            entry.source != source || uuid(&entry.event).is_none_or(|uuid| !new.contains(&uuid))
        });
        self.chosen = Some(self.list.len());
        self.stamp += 1;
        self.list
            .extend(events.into_iter().map(|(event, size)| LoadedEvent {
                event,
                size,
                source: source.clone(),
            }));
    }

    /// Lets everything that follows from the choice be worked out anew.
    pub(super) fn renew(&mut self) {
        self.stamp += 1;
    }

    /// All events.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &LoadedEvent> {
        self.list.iter()
    }

    /// The place of the event that simulations use.
    pub fn chosen_place(&self) -> Option<usize> {
        self.chosen.filter(|place| *place < self.list.len())
    }

    /// The event that simulations use.
    pub fn chosen(&self) -> Option<&LoadedEvent> {
        self.list.get(self.chosen?)
    }

    /// Another number for each choice.
    pub(super) fn chosen_stamp(&self) -> u64 {
        self.stamp
    }

    /// Chooses the event at this place; gives whether there is one.
    pub fn choose(&mut self, place: usize) -> bool {
        let there = place < self.list.len();
        if there {
            self.chosen = Some(place);
            self.stamp += 1;
        }
        there
    }

    /// Chooses an event by its name; gives whether there is one.
    pub fn choose_named(&mut self, name: &str) -> bool {
        let place = self.list.iter().position(|entry| entry.event.name == name);
        place.is_some_and(|place| self.choose(place))
    }
}
