//! The states of a workflow that pushes have replaced, kept on this machine.

use std::sync::Arc;

use misp_flow_engine::workflow::Workflow;
use serde_json::Value as Json;

use crate::{
    push::{History, Kept, StoreError},
    state::{Comparing, Dialog, OpenDocument, State, Tone},
};

use super::{ServerDialog, ServerDone, TabTarget};

/// The replaced states of a workflow, or of all that a trigger had.
#[derive(Clone, Debug)]
pub struct Past {
    /// Where they are pushed back to, where that is still there.
    target: Option<TabTarget>,
    /// The workflow or trigger, as it is called.
    pub of: String,
    /// The newest first.
    pub states: Vec<PastState>,
}

/// A replaced state.
#[derive(Clone, Debug)]
pub struct PastState {
    /// It.
    pub kept: Kept,
    /// What the workflow was called.
    pub name: String,
    /// How many nodes it has; nothing where it cannot be opened.
    pub nodes: Option<usize>,
}

impl PastState {
    fn of(kept: Kept) -> Self {
        let name = kept.workflow.get("name").and_then(Json::as_str);
        Self {
            name: name.unwrap_or_default().to_owned(),
            nodes: kept.open().map(|opened| opened.graph.nodes.len()),
            kept,
        }
    }
}

impl State {
    pub(super) fn show_past(&mut self) {
        let used = self.servers.used.clone();
        let id = self.row_of(&self.tab).and_then(|row| row.stored.as_ref());
        let id = id.map(|stored| stored.id.clone()).or_else(|| {
            let target = self.tab.target.as_ref();
            let target = target.filter(|target| Some(&target.instance) == used.as_ref());
            target.map(|target| target.id.clone())
        });
        let store = used.as_deref().and_then(|used| self.servers.store(used));
        let Some((id, store)) = id.zip(store) else {
            let text = "No states were replaced: this workflow is not on the server. Pull one, or push this one first";
            self.messages.say(Tone::Refused, text);
            return;
        };
        let target = self.tab.target.clone();
        let row = self.row_of(&self.tab).and_then(|row| row.stored.as_ref());
        let of = match row {
            Some(stored) => stored.name.clone(),
            None => self.tab.document.workflow().name.clone(),
        };
        self.read_past(target, of, move || store.history(&id));
    }

    /// The same of the workflow in a row. A trigger has those of its deleted workflows as well.
    pub(super) fn show_past_of(&mut self, place: usize) {
        let Some(row) = self.row(place) else { return };
        let (trigger, stored) = (row.trigger.clone(), row.stored.clone());
        let of = match &stored {
            Some(stored) => stored.name.clone(),
            None => row.title.clone(),
        };
        let Some(used) = self.servers.used.clone() else {
            return;
        };
        let Some(store) = self.servers.store(&used) else {
            return;
        };
        let target = stored.as_ref().map(|stored| TabTarget::of(used, stored));
        self.read_past(target, of, move || match (&trigger, &stored) {
            (Some(trigger), _) => store.history_of_trigger(trigger),
            (None, Some(stored)) => store.history(&stored.id),
            (None, None) => Ok(History::default()),
        });
    }

    fn read_past(
        &mut self,
        target: Option<TabTarget>,
        of: String,
        read: impl FnOnce() -> Result<History, StoreError> + Send + 'static,
    ) {
        self.server_job("Reading the replaced states…", move |_| {
            let read = read().map(|History { states, damaged }| {
                let states = states.into_iter().map(PastState::of).collect();
                (Past { target, of, states }, damaged)
            });
            ServerDone::then(move |state| state.past_read(read))
        });
    }

    fn past_read(&mut self, read: Result<(Past, Vec<StoreError>), StoreError>) {
        match read {
            Ok((past, damaged)) => {
                for one in damaged {
                    self.messages.say(Tone::Failed, one.to_string());
                }
                self.servers.past = Some(past);
                self.dialog = Some(Dialog::Server(ServerDialog::Past));
            }
            Err(error) => self.messages.say(Tone::Failed, error.to_string()),
        }
    }

    fn past_state(&mut self, place: usize) -> Option<Workflow> {
        let opened = self.servers.past.as_ref()?.states.get(place)?.kept.open();
        if opened.is_none() {
            let text = "This state cannot be opened: the server stored a graph that is none";
            self.messages.say(Tone::Failed, text);
        }
        opened
    }

    /// Opens a replaced state as a document, from which it can be pushed back.
    pub(super) fn open_past(&mut self, place: usize, when: String) {
        let past = self.servers.past.as_ref();
        let target = past.and_then(|past| past.target.clone());
        if let Some(workflow) = self.past_state(place) {
            self.dialog = None;
            self.add_tab(OpenDocument::copy(workflow, when));
            self.tab.target = target;
        }
    }

    pub(super) fn compare_past(&mut self, place: usize, when: String) {
        if let Some(workflow) = self.past_state(place) {
            self.dialog = None;
            self.apply_comparing(Comparing::Known(when, Arc::new(workflow)));
        }
    }
}
