//! Events of the server: searched for by their heads, then fetched whole.

use std::sync::{Arc, Mutex, PoisonError};

use crate::{
    library::{StoredEvent, stored_event},
    misp::{Cause, EventFilter, EventHead},
    state::{Command, Dialog, LeftTab, State, Tone},
};

use super::{ServerDialog, ServerDone};

/// How many hits are shown at most.
const MOST: u32 = 500;

/// The search for events.
#[derive(Clone, Debug, Default)]
pub struct EventSearch {
    /// Whether the server is being asked.
    pub busy: bool,
    /// What was found, or why nothing was.
    pub found: Option<Result<Arc<[EventHead]>, String>>,
    /// Whether there may be more than what is shown.
    pub more: bool,
}

impl State {
    pub(super) fn show_fetch(&mut self) {
        self.dialog = Some(Dialog::Server(ServerDialog::Fetch));
    }

    pub(super) fn search_events(&mut self, filter: EventFilter) {
        let started = self.online_job("Searching for events…", move |online| {
            let found = online
                .runtime
                .block_on(online.client.search_events(&filter, 1, MOST));
            ServerDone::then(move |state| {
                let search = &mut state.servers.search;
                search.busy = false;
                match found {
                    Ok(heads) => {
                        search.more = heads.len() >= MOST as usize;
                        search.found = Some(Ok(heads.into()));
                    }
                    Err(refusal) => {
                        search.found = Some(Err(refusal.to_string()));
                        state.notice(&refusal);
                    }
                }
            })
        });
        self.servers.search.busy = started;
    }

    /// Fetches found events into the list of events. What came before somebody gave up stays.
    pub(super) fn fetch_events(&mut self, places: &[usize]) {
        let Some(Ok(found)) = self.servers.search.found.clone() else {
            return;
        };
        let heads: Vec<EventHead> = places
            .iter()
            .filter_map(|place| found.get(*place).cloned())
            .collect();
        let Some(instance) = self.servers.used().map(|instance| instance.name.clone()) else {
            return;
        };
        self.dialog = None;
        let count = heads.len();
        let what = format!(
            "Fetching {count} event{}…",
            if count == 1 { "" } else { "s" }
        );
        self.online_job(what, move |online| {
            let came: Arc<Mutex<Vec<(StoredEvent, usize)>>> = Arc::default();
            let mut take = |fetched: crate::misp::Fetched| {
                let size = fetched.event.to_json().len();
                let mut came = came.lock().unwrap_or_else(PoisonError::into_inner);
                came.push((stored_event(&fetched.event), size));
                online
                    .note
                    .say(format!("Fetching events: {} of {count}…", came.len()));
            };
            let done = online
                .runtime
                .block_on(online.client.fetch_events(&heads, false, &mut take));
            let events = std::mem::take(&mut *came.lock().unwrap_or_else(PoisonError::into_inner));
            ServerDone::then(move |state| {
                let fetched = events.len();
                if !events.is_empty() {
                    state.events.add_fetched(&instance, events);
                    state.apply(Command::ShowLeft(LeftTab::Events));
                }
                match done {
                    Ok(done) => {
                        state.answered();
                        let words = if fetched == 1 {
                            "event was"
                        } else {
                            "events were"
                        };
                        let mut text = format!("{fetched} {words} fetched from {instance}");
                        if !done.missing.is_empty() {
                            let missing = done.missing.join(", ");
                            text = format!("{text}; these are not there any more: {missing}");
                        }
                        state.messages.say(Tone::Done, text);
                    }
                    Err(refusal) if refusal.cause == Cause::Cancelled => {
                        let text = format!(
                            "Fetching was given up; {fetched} of {count} events came before"
                        );
                        state.messages.say(Tone::Refused, text);
                    }
                    Err(refusal) => {
                        let what = format!("Only {fetched} of {count} events were fetched");
                        state.server_refused(&what, &refusal);
                    }
                }
            })
        });
    }
}
