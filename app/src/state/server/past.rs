//! The states of a workflow that pushes have replaced, kept on this machine.

use std::sync::Arc;

use misp_flow_engine::workflow::Workflow;

use crate::{
    push::{History, Kept, StoreError},
    state::{Comparing, Dialog, OpenDocument, State, TabId, Tone},
};

use super::{ServerDialog, ServerDone};

/// The replaced states of a tab's workflow.
#[derive(Clone, Debug)]
pub struct Past {
    tab: TabId,
    /// The newest first.
    pub states: Vec<Kept>,
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
        let tab = self.tab.id;
        self.server_job("Reading the replaced states…", move |_| {
            let states = store.history(&id);
            ServerDone::then(move |state| state.past_read(tab, states))
        });
    }

    fn past_read(&mut self, tab: TabId, read: Result<History, StoreError>) {
        match read {
            Ok(History { states, damaged }) => {
                for one in damaged {
                    self.messages.say(Tone::Failed, one.to_string());
                }
                self.servers.past = Some(Past { tab, states });
                self.dialog = Some(Dialog::Server(ServerDialog::Past));
            }
            Err(error) => self.messages.say(Tone::Failed, error.to_string()),
        }
    }

    fn past_state(&mut self, place: usize) -> Option<Workflow> {
        let opened = self.servers.past.as_ref()?.states.get(place)?.open();
        if opened.is_none() {
            let text = "This state cannot be opened: the server stored a graph that is none";
            self.messages.say(Tone::Failed, text);
        }
        opened
    }

    /// Opens a replaced state as a document, from which it can be pushed back.
    pub(super) fn open_past(&mut self, place: usize, when: String) {
        let target = self.servers.past.as_ref().map(|past| past.tab);
        let target = target.and_then(|tab| self.tab_of(tab)?.target.clone());
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
