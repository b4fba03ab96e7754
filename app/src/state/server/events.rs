//! Events of the server: searched for by their heads, then fetched whole.

use std::{collections::HashSet, sync::Arc};

use crate::{
    library::{EventOrigin, EventStore, StoredEvent, stored_event},
    misp::{Cause, EventFilter, EventHead, Fetched, FetchedEvents, Refusal},
    state::{About, Command, Dialog, LeftTab, ListedEvent, State, Tone, kept_events::counted},
};

use super::{ServerDialog, ServerDone};

/// How many hits are shown at most.
const MOST: usize = 500;

/// How many events are written together, and about how many bytes of them.
const PORTION: usize = 50;
const PORTION_SIZE: usize = 4 << 20;
/// About how many bytes an attribute takes.
const ATTRIBUTE_SIZE: usize = 520;

/// The search for events.
#[derive(Clone, Debug, Default)]
pub struct EventSearch {
    /// Whether the server is being asked.
    pub busy: bool,
    /// What was found, or why nothing was.
    pub found: Option<Result<Arc<[EventHead]>, String>>,
    /// Whether there may be more than what is shown.
    pub more: bool,
    /// The numbers and uuids that were asked for and did not come.
    pub missing: Vec<String>,
    /// How many of what came could not be read.
    pub unreadable: usize,
    /// The fetch of what was found that did not come to its end last.
    pub unfetched: Option<Unfetched>,
}

/// A fetch that did not come to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfetched {
    /// Tells it from others.
    pub number: u64,
    /// Which of the found events did not come.
    pub places: Vec<usize>,
    /// Why, in sentences.
    pub why: String,
}

/// What a fetch was to bring.
struct Wanted {
    /// The server, as it is shown.
    instance: String,
    /// The found events, with their numbers.
    events: Vec<(usize, String)>,
}

impl Wanted {
    /// Which of them are not among those that came.
    fn without(&self, came: &HashSet<String>) -> Vec<usize> {
        let events = self.events.iter();
        let lacking = events.filter(|(_, id)| !came.contains(id));
        lacking.map(|(place, _)| *place).collect()
    }
}

impl State {
    pub(super) fn show_fetch(&mut self) {
        self.dialog = Some(Dialog::Server(ServerDialog::Fetch));
    }

    pub(super) fn search_events(&mut self, filter: EventFilter) {
        let started = self.online_job("Searching for events…", move |online| {
            let found = online
                .runtime
                .block_on(online.client.find_events(&filter, MOST));
            ServerDone::then(move |state| {
                let search = &mut state.servers.search;
                search.busy = false;
                match found {
                    Ok(found) => {
                        search.more = found.more;
                        search.missing = found.missing;
                        search.unreadable = found.unreadable;
                        search.found = Some(Ok(found.heads.into()));
                    }
                    Err(refusal) => {
                        search.found = Some(Err(refusal.to_string()));
                        state.notice(&refusal);
                    }
                }
            })
        });
        if started {
            // What the search before found is not of this one.
            self.servers.search = EventSearch {
                busy: true,
                ..EventSearch::default()
            };
        }
    }

    /// Fetches found events into the list of events, and keeps each portion as it comes. What came
    /// before somebody gave up stays.
    pub(super) fn fetch_events(&mut self, places: &[usize], attachments: bool) {
        let Some(Ok(found)) = self.servers.search.found.clone() else {
            return;
        };
        let events: Vec<(usize, EventHead)> = places
            .iter()
            .filter_map(|place| Some((*place, found.get(*place).cloned()?)))
            .collect();
        let Some(instance) = self
            .servers
            .used()
            .map(|instance| instance.shown_name().into_owned())
        else {
            return;
        };
        self.dialog = None;
        self.messages.withdraw(&About::Fetch);
        self.servers.search.unfetched = None;
        let count = events.len();
        let mut incoming = Incoming::new(self.events.store.clone(), instance.clone());
        let ids = events.iter().map(|(place, head)| (*place, head.id.clone()));
        let wanted = Wanted {
            instance,
            events: ids.collect(),
        };
        let heads: Vec<EventHead> = events.into_iter().map(|(_, head)| head).collect();
        self.online_job(format!("Fetching {}…", counted(count)), move |online| {
            let take = |fetched: Fetched| {
                incoming.came.insert(fetched.id);
                incoming.take(stored_event(&fetched.event));
                online
                    .note
                    .say(format!("Fetching events: {} of {count}…", incoming.count));
            };
            let done =
                online
                    .runtime
                    .block_on(online.client.fetch_events(&heads, attachments, take));
            incoming.keep();
            ServerDone::then(move |state| state.events_fetched(&wanted, incoming, done))
        });
    }

    fn events_fetched(
        &mut self,
        wanted: &Wanted,
        incoming: Incoming,
        done: Result<FetchedEvents, Refusal>,
    ) {
        let fetched = incoming.count;
        let (instance, all) = (&wanted.instance, counted(wanted.events.len()));
        if fetched > 0 {
            self.list_events(&incoming.origin, incoming.listed);
            self.apply(Command::ShowLeft(LeftTab::Events));
        }
        if let Some(trouble) = incoming.trouble {
            let text =
                format!("Not all of these events will be there at the next start. {trouble}");
            self.messages.say(Tone::Failed, text);
        }
        match done {
            Ok(done) => {
                self.answered();
                let verb = if fetched == 1 { "was" } else { "were" };
                let mut text = format!("{} {verb} fetched from {instance}", counted(fetched));
                if !done.missing.is_empty() {
                    let missing = done.missing.join(", ");
                    text = format!("{text}; these are not there any more: {missing}");
                }
                if !done.unreadable.is_empty() {
                    let unreadable = done.unreadable.join(", ");
                    text = format!("{text}; what came for these could not be read: {unreadable}");
                }
                if !done.too_large.is_empty() {
                    let too_large = done.too_large.join(", ");
                    text = format!("{text}; these are too large to be fetched: {too_large}");
                }
                self.messages.say(Tone::Done, text);
            }
            Err(refusal) if refusal.cause == Cause::Cancelled => {
                let text = format!(
                    "Fetching was given up; {fetched} of {all} came before and stay. The others are still marked under Fetch events…"
                );
                self.not_fetched(wanted.without(&incoming.came), &text);
                self.messages.say(Tone::Refused, text);
            }
            Err(refusal) => {
                self.notice(&refusal);
                let text = match fetched {
                    0 => format!("{all} could not be fetched"),
                    _ => format!("Only {fetched} of {all} were fetched"),
                };
                let text = format!(
                    "{text}. {refusal}. Those that did not come are still marked: fetch them again"
                );
                self.not_fetched(wanted.without(&incoming.came), &text);
                self.messages.say_of(About::Fetch, Tone::Failed, text);
                // Whoever does something else by now is not disturbed.
                if self.dialog.is_none() {
                    self.show_fetch();
                }
            }
        }
    }

    /// Keeps what of the search was to be fetched and did not come, so that it can be tried again.
    fn not_fetched(&mut self, places: Vec<usize>, why: &str) {
        self.servers.fetches += 1;
        self.servers.search.unfetched = Some(Unfetched {
            number: self.servers.fetches,
            places,
            why: why.to_owned(),
        });
    }
}

/// Events on their way from a server onto the disk, so that no more than a portion is in memory.
struct Incoming {
    store: Option<EventStore>,
    origin: EventOrigin,
    portion: Vec<StoredEvent>,
    /// About how many bytes of JSON the portion is.
    size: usize,
    listed: Vec<ListedEvent>,
    count: usize,
    /// The numbers of those that came.
    came: HashSet<String>,
    /// Why some are in memory only.
    trouble: Option<String>,
}

impl Incoming {
    fn new(store: Option<EventStore>, instance: String) -> Self {
        Self {
            store,
            origin: EventOrigin::Server(instance),
            portion: Vec::new(),
            size: 0,
            listed: Vec::new(),
            count: 0,
            came: HashSet::new(),
            trouble: None,
        }
    }

    fn take(&mut self, event: StoredEvent) {
        self.count += 1;
        self.size += event.attributes.saturating_mul(ATTRIBUTE_SIZE);
        self.portion.push(event);
        if self.portion.len() >= PORTION || self.size >= PORTION_SIZE {
            self.keep();
        }
    }

    fn keep(&mut self) {
        let portion = std::mem::take(&mut self.portion);
        self.size = 0;
        let kept = self
            .store
            .as_ref()
            .map(|store| store.keep(&self.origin, &portion));
        match kept {
            Some(Ok(kept)) => {
                self.listed.extend(kept.into_iter().map(ListedEvent::from));
                return;
            }
            Some(Err(error)) => self.trouble = Some(error.to_string()),
            None => {}
        }
        let origin = &self.origin;
        self.listed.extend(portion.into_iter().map(|event| {
            let size = event.value.to_json().len();
            ListedEvent::in_memory(event, origin.clone(), size)
        }));
    }
}
