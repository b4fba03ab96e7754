//! The events one can simulate with: samples, and what was opened, pasted or fetched.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use misp_flow_engine::{catalogue::samples, value::Value};

use super::TabId;
use crate::library::{EventFacts, EventOrigin, EventStore, KeptEvent, StoredEvent, read_events};

/// Where an event came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventSource {
    /// The program, with what the sample is good for.
    Sample(&'static str),
    /// Elsewhere.
    From(EventOrigin),
    /// A place that it is looked at from in passing, in words; the next such event takes its place.
    Passing(String),
}

/// Tells an event of the list from the others, those that were removed included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(u64);

/// Where the event itself is.
#[derive(Clone, Debug)]
pub(super) enum Body {
    /// In memory.
    Here(Value),
    /// In a file of the user's data, which is read when the event is chosen.
    Kept(PathBuf),
}

/// An event of the list.
#[derive(Clone, Debug)]
pub struct ListedEvent {
    /// What tells it from the others.
    pub id: EventId,
    /// What it is called.
    pub name: String,
    /// Its size in bytes.
    pub size: usize,
    /// How many attributes it has, those of its objects included.
    pub attributes: usize,
    /// The names of its own tags, in its order.
    pub tags: Vec<String>,
    /// Where it came from.
    pub source: EventSource,
    uuid: String,
    pub(super) body: Body,
}

impl ListedEvent {
    /// Its file, where it is kept.
    pub fn file(&self) -> Option<&Path> {
        match &self.body {
            Body::Here(_) => None,
            Body::Kept(path) => Some(path),
        }
    }

    /// What it holds, where that is in memory.
    pub(super) fn value_in_memory(&self) -> Option<&Value> {
        match &self.body {
            Body::Here(value) => Some(value),
            Body::Kept(_) => None,
        }
    }

    fn new(facts: EventFacts, body: Body) -> Self {
        Self {
            id: EventId(0),
            name: facts.name,
            size: facts.size,
            attributes: facts.attributes,
            tags: facts.tags,
            source: EventSource::From(facts.origin),
            uuid: facts.uuid,
            body,
        }
    }

    /// An event that no folder keeps.
    pub(super) fn in_memory(event: StoredEvent, origin: EventOrigin, size: usize) -> Self {
        let facts = EventFacts::of(&event, origin, size);
        Self::new(facts, Body::Here(event.value))
    }

    fn sample(name: &str, description: &'static str, json: &str) -> Option<Self> {
        let event = read_events(json.as_bytes()).ok()?.into_iter().next()?;
        let mut sample = Self::in_memory(event, EventOrigin::Pasted, json.len());
        sample.name = name.to_owned();
        sample.source = EventSource::Sample(description);
        Some(sample)
    }
}

impl From<KeptEvent> for ListedEvent {
    fn from(kept: KeptEvent) -> Self {
        Self::new(kept.facts, Body::Kept(kept.path))
    }
}

/// All events, and which of them simulations use.
#[derive(Clone, Debug, Default)]
pub struct EventList {
    list: Vec<ListedEvent>,
    last: u64,
    chosen: Option<EventId>,
    /// Counts the choices, so that what was worked out from one is told from the next.
    stamp: u64,
    /// Counts the changes of the list.
    revision: u64,
    /// The chosen event, where it was read from its file.
    pub(super) read: Option<(EventId, Value)>,
    /// The event that is being read.
    pub(super) reading: Option<EventId>,
    /// The tab that wants a simulation as soon as the chosen event is there.
    pub(super) waiting: Option<TabId>,
    /// What is to be exported.
    pub(super) exporting: Vec<EventId>,
    /// Where events are kept; nowhere in tests that do not want it.
    pub(super) store: Option<EventStore>,
    /// What is searched for in the list.
    search: String,
}

impl EventList {
    /// The samples, none of them chosen.
    pub fn samples() -> Self {
        let mut list = Self::default();
        for one in samples::EVENTS {
            list.add_sample(one.name, one.description, one.json);
        }
        list
    }

    /// Adds a sample, unless it is there already; gives its place.
    pub(super) fn add_sample(
        &mut self,
        name: &str,
        description: &'static str,
        json: &str,
    ) -> Option<usize> {
        let source = EventSource::Sample(description);
        let known = |entry: &ListedEvent| entry.name == name && entry.source == source;
        if let Some(place) = self.list.iter().position(known) {
            return Some(place);
        }
        self.push(ListedEvent::sample(name, description, json)?);
        Some(self.list.len() - 1)
    }

    fn push(&mut self, mut event: ListedEvent) -> EventId {
        self.last += 1;
        self.revision += 1;
        event.id = EventId(self.last);
        let id = event.id;
        self.list.push(event);
        id
    }

    /// Adds events of one origin. What is known to be the same is replaced: all of a file, so that
    /// opening it again shows what it holds now; those of the same uuid from a server. Gives the
    /// first of the new ones, and what was replaced.
    pub(super) fn add(
        &mut self,
        origin: &EventOrigin,
        new: Vec<ListedEvent>,
    ) -> (Option<EventId>, Vec<ListedEvent>) {
        let source = EventSource::From(origin.clone());
        let uuids: HashSet<&str> = new.iter().map(|one| one.uuid.as_str()).collect();
        let files: HashSet<&Path> = new.iter().filter_map(ListedEvent::file).collect();
        let is_replaced = |entry: &ListedEvent| {
            let same = match origin {
                EventOrigin::File(_) => true,
                EventOrigin::Server(_) => {
                    !entry.uuid.is_empty() && uuids.contains(entry.uuid.as_str())
                }
                EventOrigin::Pasted | EventOrigin::Post | EventOrigin::Run => false,
            };
            let same_file = entry.file().is_some_and(|file| files.contains(file));
            same_file || (same && entry.source == source)
        };
        let (replaced, kept) = std::mem::take(&mut self.list)
            .into_iter()
            .partition(is_replaced);
        self.list = kept;
        self.revision += 1;
        let mut first = None;
        for event in new {
            let id = self.push(event);
            first = first.or(Some(id));
        }
        (first, replaced)
    }

    /// Adds what was kept before.
    pub(super) fn add_kept(&mut self, events: Vec<KeptEvent>) {
        let there: HashSet<PathBuf> = self
            .list
            .iter()
            .filter_map(|entry| entry.file().map(Path::to_owned))
            .collect();
        for event in events {
            if !there.contains(&event.path) {
                self.push(event.into());
            }
        }
    }

    /// Lists and chooses an event that is looked at in passing; gives the one before.
    pub(super) fn pass(
        &mut self,
        event: StoredEvent,
        place: String,
        size: usize,
    ) -> Vec<ListedEvent> {
        let passing = |entry: &ListedEvent| matches!(entry.source, EventSource::Passing(_));
        let ids = self.list.iter().filter(|entry| passing(entry));
        let ids: Vec<EventId> = ids.map(|entry| entry.id).collect();
        let old = self.remove(&ids);
        let mut event = ListedEvent::in_memory(event, EventOrigin::Pasted, size);
        event.source = EventSource::Passing(place);
        let id = self.push(event);
        self.choose_id(id);
        old
    }

    /// What is searched for in the list.
    pub fn search(&self) -> &str {
        &self.search
    }

    pub(super) fn set_search(&mut self, text: String) {
        self.search = text;
        self.revision += 1;
    }

    /// The events that have what is searched for in name or tags.
    pub fn found(&self) -> impl Iterator<Item = &ListedEvent> {
        let text = self.search.trim().to_lowercase();
        self.list.iter().filter(move |event| {
            let has = |words: &str| words.to_lowercase().contains(&text);
            text.is_empty() || has(&event.name) || event.tags.iter().any(|tag| has(tag))
        })
    }

    /// Takes events off the list.
    pub(super) fn remove(&mut self, ids: &[EventId]) -> Vec<ListedEvent> {
        let (gone, kept) = std::mem::take(&mut self.list)
            .into_iter()
            .partition(|entry| ids.contains(&entry.id));
        self.list = kept;
        self.revision += 1;
        if self.chosen_place().is_none() {
            self.stamp += 1;
            self.chosen = None;
        }
        gone
    }

    /// Lets everything that follows from the choice be worked out anew.
    pub(super) fn renew(&mut self) {
        self.stamp += 1;
    }

    /// All events.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &ListedEvent> {
        self.list.iter()
    }

    /// The event of this id.
    pub fn get(&self, id: EventId) -> Option<&ListedEvent> {
        self.list.iter().find(|entry| entry.id == id)
    }

    /// The event at this place.
    pub fn at(&self, place: usize) -> Option<&ListedEvent> {
        self.list.get(place)
    }

    /// Another number for each state of the list.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The place of the event that simulations use.
    pub fn chosen_place(&self) -> Option<usize> {
        let chosen = self.chosen?;
        self.list.iter().position(|entry| entry.id == chosen)
    }

    /// The event that simulations use.
    pub fn chosen(&self) -> Option<&ListedEvent> {
        self.get(self.chosen?)
    }

    /// What the chosen event holds; nothing while it is read.
    pub fn chosen_value(&self) -> Option<&Value> {
        let chosen = self.chosen()?;
        match (&chosen.body, &self.read) {
            (Body::Here(value), _) => Some(value),
            (Body::Kept(_), Some((id, value))) if *id == chosen.id => Some(value),
            _ => None,
        }
    }

    /// Another number for each choice.
    pub(super) fn chosen_stamp(&self) -> u64 {
        self.stamp
    }

    /// Chooses the event at this place; gives whether there is one.
    pub fn choose(&mut self, place: usize) -> bool {
        let id = self.list.get(place).map(|entry| entry.id);
        id.is_some_and(|id| self.choose_id(id))
    }

    /// Chooses this event; gives whether it is there.
    pub(super) fn choose_id(&mut self, id: EventId) -> bool {
        let there = self.get(id).is_some();
        if there {
            self.chosen = Some(id);
            self.stamp += 1;
            self.waiting = None;
        }
        there
    }

    /// Chooses none.
    pub(super) fn choose_none(&mut self) {
        self.chosen = None;
        self.stamp += 1;
        self.waiting = None;
    }

    /// Chooses an event by its name; gives whether there is one.
    pub fn choose_named(&mut self, name: &str) -> bool {
        let place = self.list.iter().position(|entry| entry.name == name);
        place.is_some_and(|place| self.choose(place))
    }
}
