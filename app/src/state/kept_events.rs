//! Events on the disk: kept as they come, listed at the start, read when chosen, removed and put
//! back, exported.

use std::path::PathBuf;

use misp_flow_engine::{value::Value, workflow::Position};

use super::{
    Command, EventId, ListedEvent, State, Tone,
    event_list::Body,
    files::{Outcome, Purpose, file_name},
    tabs::drop_elsewhere,
};
use crate::library::{
    self, DamagedEvent, EventOrigin, EventStore, KeptEvent, StoredEvent, file_stem, read_events,
};

/// How many damaged files are named in one message.
const NAMED: usize = 3;

/// Something that a user does with listed events.
#[derive(Clone, Debug, PartialEq)]
pub enum EventCommand {
    /// Asks where to write these as JSON.
    Export(Vec<EventId>),
    /// Writes those that were asked for.
    ExportTo(PathBuf),
    /// Removes these; they can be put back.
    Remove(Vec<EventId>),
    /// Puts back what was removed last.
    PutBack,
    /// Lists those that have this in name or tags.
    Search(String),
}

/// What a job with events gave.
#[derive(Debug)]
pub(super) enum EventsDone {
    Listed(Result<(Vec<KeptEvent>, Vec<DamagedEvent>), String>),
    Kept(
        EventOrigin,
        Vec<StoredEvent>,
        Result<Vec<KeptEvent>, String>,
    ),
    Read(EventId, Result<Value, DamagedEvent>),
    Removed(Vec<EventId>, Result<(), String>),
    PutBack(Result<Vec<KeptEvent>, String>),
    Exported(usize, PathBuf, Result<(), String>),
    /// Events of a pasted text; none where it holds something else, with the text and its place.
    Pasted(Option<Vec<StoredEvent>>, String, Option<Position>),
}

impl State {
    /// Keeps events in this folder from now on, and lists those that are there.
    pub fn use_event_folder(&mut self, folder: PathBuf) {
        let store = EventStore::in_folder(folder);
        self.events.store = Some(store.clone());
        self.event_job("Looking for kept events…".to_owned(), move || {
            EventsDone::Listed(store.list().map_err(|error| error.to_string()))
        });
    }

    fn event_job(&mut self, what: String, job: impl FnOnce() -> EventsDone + Send + 'static) {
        self.start(what, move || Outcome::Events(job()));
    }

    pub(super) fn apply_to_events(&mut self, command: EventCommand) {
        match command {
            EventCommand::Export(ids) => {
                self.events.exporting = ids;
                self.pick(Purpose::ExportEvents);
            }
            EventCommand::ExportTo(path) => self.export_events(path),
            EventCommand::Remove(ids) => self.remove_events(ids),
            EventCommand::PutBack => self.put_events_back(),
            EventCommand::Search(text) => self.events.set_search(text),
        }
    }

    pub(super) fn why_not_event(&self, command: &EventCommand) -> Option<&'static str> {
        match command {
            EventCommand::Export(ids) | EventCommand::Remove(ids) => {
                ids.is_empty().then_some("Mark events first")
            }
            EventCommand::PutBack => self
                .events
                .store
                .is_none()
                .then_some("There is no folder for the program's data"),
            EventCommand::ExportTo(_) | EventCommand::Search(_) => None,
        }
    }

    /// Takes events over: keeps them where there is a folder for that, then lists them and chooses
    /// the first.
    pub(super) fn take_events(
        &mut self,
        origin: EventOrigin,
        events: Vec<StoredEvent>,
        size: usize,
    ) {
        let Some(store) = self.events.store.clone() else {
            self.list_in_memory(&origin, events, size);
            return;
        };
        let what = format!("Keeping {}…", counted(events.len()));
        self.event_job(what, move || {
            let kept = store.keep(&origin, &events);
            EventsDone::Kept(origin, events, kept.map_err(|error| error.to_string()))
        });
    }

    pub(super) fn list_in_memory(
        &mut self,
        origin: &EventOrigin,
        events: Vec<StoredEvent>,
        size: usize,
    ) {
        let listed = events
            .into_iter()
            .map(|event| ListedEvent::in_memory(event, origin.clone(), size));
        self.list_events(origin, listed.collect());
    }

    /// Lists events and chooses the first; what they replace goes, its file included.
    pub(super) fn list_events(&mut self, origin: &EventOrigin, events: Vec<ListedEvent>) {
        let files: Vec<PathBuf> = events
            .iter()
            .filter_map(|event| event.file().map(PathBuf::from))
            .collect();
        let (first, replaced) = self.events.add(origin, events);
        if let Some(first) = first {
            self.events.choose_id(first);
        }
        let outdated: Vec<PathBuf> = replaced
            .iter()
            .filter_map(|event| event.file().map(PathBuf::from))
            .filter(|path| !files.contains(path))
            .collect();
        drop_elsewhere(replaced);
        if let Some(store) = self.events.store.clone().filter(|_| !outdated.is_empty()) {
            self.event_job("Removing outdated events…".to_owned(), move || {
                let removed = store.remove(&outdated);
                EventsDone::Removed(Vec::new(), removed.map_err(|error| error.to_string()))
            });
        }
    }

    /// Has the chosen event read where it is on the disk only; to be called once a frame.
    pub(super) fn read_chosen_event(&mut self) {
        let events = &mut self.events;
        if events.chosen_value().is_some() {
            return;
        }
        let Some(chosen) = events.chosen() else {
            return;
        };
        let (id, name) = (chosen.id, chosen.name.clone());
        if let Body::Kept(path) = &chosen.body
            && events.reading != Some(id)
        {
            let path = path.clone();
            events.reading = Some(id);
            self.event_job(format!("Reading {name}…"), move || {
                EventsDone::Read(id, EventStore::read(&path))
            });
        }
    }

    /// Takes a pasted text for events where it holds some, else for a workflow.
    pub(super) fn paste_events_or_nodes(&mut self, text: String, at: Option<Position>) {
        self.event_job("Pasting…".to_owned(), move || {
            let value = Value::from_json(text.as_bytes()).ok();
            let events = value.filter(library::holds_events);
            let events = events.and_then(|_| read_events(text.as_bytes()).ok());
            EventsDone::Pasted(events, text, at)
        });
    }

    pub(super) fn events_done(&mut self, done: EventsDone) {
        match done {
            EventsDone::Listed(Ok((kept, damaged))) => {
                self.events.add_kept(kept);
                if !damaged.is_empty() {
                    let text = damaged_words(&damaged);
                    self.messages.say(Tone::Failed, text);
                }
            }
            EventsDone::Listed(Err(error)) => {
                let text = format!("The kept events cannot be listed: {error}");
                self.messages.say(Tone::Failed, text);
            }
            EventsDone::Kept(origin, events, Ok(kept)) => {
                let listed = kept.into_iter().map(ListedEvent::from).collect();
                self.list_events(&origin, listed);
                let first = events.first().map(|event| event.value.clone());
                self.events.read = self.events.chosen().map(|one| one.id).zip(first);
                drop_elsewhere(events);
            }
            EventsDone::Kept(origin, events, Err(error)) => {
                let words = counted(events.len());
                let size = events.iter().map(|one| one.value.to_json().len()).sum();
                self.list_in_memory(&origin, events, size);
                let text = format!("{words} will not be there at the next start. {error}");
                self.messages.say(Tone::Failed, text);
            }
            EventsDone::Read(id, read) => self.event_read(id, read),
            EventsDone::Removed(ids, Ok(())) => self.events_removed(&ids),
            EventsDone::Removed(_, Err(error)) => {
                let text = format!("Not all events were removed. {error}");
                self.messages.say(Tone::Failed, text);
            }
            EventsDone::PutBack(Ok(kept)) => {
                let text = match kept.len() {
                    0 => "Nothing was removed that could be put back".to_owned(),
                    count => format!("Put back {}", counted(count)),
                };
                self.events.add_kept(kept);
                self.messages.say(Tone::Done, text);
            }
            EventsDone::PutBack(Err(error)) => {
                let text = format!("Not all removed events were put back. {error}");
                self.messages.say(Tone::Failed, text);
            }
            EventsDone::Exported(count, path, Ok(())) => {
                let words = counted(count);
                let text = format!("Exported {words} to {}", file_name(&path));
                self.messages.say(Tone::Done, text);
            }
            EventsDone::Exported(_, _, Err(error)) => {
                let text = format!("Nothing was exported. {error}");
                self.messages.say(Tone::Failed, text);
            }
            EventsDone::Pasted(Some(events), text, _) => {
                let words = counted(events.len());
                self.take_events(EventOrigin::Pasted, events, text.len());
                let text = format!("Pasted {words}; see Events on the left");
                self.messages.say(Tone::Done, text);
            }
            EventsDone::Pasted(None, text, at) => self.paste_nodes(&text, at),
        }
    }

    fn event_read(&mut self, id: EventId, read: Result<Value, DamagedEvent>) {
        if self.events.reading == Some(id) {
            self.events.reading = None;
        }
        if self.events.chosen().is_none_or(|chosen| chosen.id != id) {
            return;
        }
        match read {
            Ok(value) => {
                if let Some(old) = self.events.read.replace((id, value)) {
                    drop_elsewhere(old);
                }
                self.events.renew();
                if self.events.waiting.take() == Some(self.tab.id) {
                    self.apply(Command::Simulate);
                }
            }
            Err(damaged) => {
                self.events.choose_none();
                let text = format!(
                    "The event cannot be used: {} cannot be read, {}. The file was left where it is; fetch or open the event again",
                    damaged.path.display(),
                    damaged.reason
                );
                self.messages.say(Tone::Failed, text);
            }
        }
    }

    fn remove_events(&mut self, ids: Vec<EventId>) {
        let is_sample = |id: &EventId| {
            let event = self.events.get(*id);
            event.is_none_or(|event| matches!(event.source, super::EventSource::Sample(_)))
        };
        let ids: Vec<EventId> = ids.into_iter().filter(|id| !is_sample(id)).collect();
        if ids.is_empty() {
            let text = "The samples come with the program and stay";
            self.messages.say(Tone::Refused, text);
            return;
        }
        let files: Vec<PathBuf> = ids
            .iter()
            .filter_map(|id| self.events.get(*id)?.file().map(PathBuf::from))
            .collect();
        let Some(store) = self.events.store.clone() else {
            self.events_removed(&ids);
            return;
        };
        let what = format!("Removing {}…", counted(ids.len()));
        self.event_job(what, move || {
            let removed = store.remove(&files);
            EventsDone::Removed(ids, removed.map_err(|error| error.to_string()))
        });
    }

    fn events_removed(&mut self, ids: &[EventId]) {
        let gone = self.events.remove(ids);
        if gone.is_empty() {
            return;
        }
        let text = format!("Removed {}", counted(gone.len()));
        // What no folder has cannot be put back from one.
        if gone.iter().all(|event| event.file().is_some()) {
            let back = Command::Event(EventCommand::PutBack);
            self.messages.done(text, "Put back", back);
        } else {
            self.messages.say(Tone::Done, text);
        }
        drop_elsewhere(gone);
    }

    fn put_events_back(&mut self) {
        let Some(store) = self.events.store.clone() else {
            return;
        };
        self.event_job("Putting events back…".to_owned(), move || {
            EventsDone::PutBack(store.put_back().map_err(|error| error.to_string()))
        });
    }

    /// A file name for the events that are to be exported.
    pub(super) fn suggested_event_file(&self) -> String {
        let stem = match self.events.exporting.as_slice() {
            [one] => self.events.get(*one).map(|event| file_stem(&event.name)),
            _ => None,
        };
        format!("{}.json", stem.as_deref().unwrap_or("events"))
    }

    /// Writes the events that were asked for: one as `{"Event": …}`, several as a list of such.
    fn export_events(&mut self, path: PathBuf) {
        let ids = std::mem::take(&mut self.events.exporting);
        let bodies: Vec<Body> = ids
            .iter()
            .filter_map(|id| Some(self.events.get(*id)?.body.clone()))
            .collect();
        let what = format!("Exporting {}…", counted(bodies.len()));
        self.event_job(what, move || {
            let written = json_of(&bodies)
                .and_then(|json| {
                    library::replace_private(&path, json.as_bytes())
                        .map_err(|error| error.to_string())
                })
                .map(|_| ());
            EventsDone::Exported(bodies.len(), path, written)
        });
    }
}

fn json_of(bodies: &[Body]) -> Result<String, String> {
    let text = |body: &Body| match body {
        Body::Here(value) => Ok(value.to_json()),
        Body::Kept(path) => EventStore::read(path)
            .map(|value| value.to_json())
            .map_err(|damaged| format!("{}: {}", damaged.path.display(), damaged.reason)),
    };
    match bodies {
        [one] => Ok(format!("{}\n", text(one)?)),
        several => {
            let all: Vec<String> = several.iter().map(text).collect::<Result<_, _>>()?;
            Ok(format!("[{}]\n", all.join(",\n")))
        }
    }
}

/// `1 event`, `2 events`.
pub(super) fn counted(count: usize) -> String {
    format!("{count} event{}", if count == 1 { "" } else { "s" })
}

fn damaged_words(damaged: &[DamagedEvent]) -> String {
    let named: Vec<String> = damaged
        .iter()
        .take(NAMED)
        .map(|one| format!("{} ({})", one.path.display(), one.reason))
        .collect();
    let more = match damaged.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(
        "Of the kept events, {} cannot be read: {}{more}. The files were left where they are",
        damaged.len(),
        named.join(", ")
    )
}
