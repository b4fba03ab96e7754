//! Opening one of many events in the stepper.

use std::sync::Arc;

use misp_flow_engine::workflow::Workflow;

use super::{Earlier, Many};
use crate::{
    batch::{Input, RowId},
    library::StoredEvent,
    state::{Command, OpenDocument, State, TabId, Tone, later::Later},
};

impl State {
    /// Simulates with the event of a row, in this workflow or in the earlier one.
    pub(super) fn open_row(&mut self, row: RowId, before: bool) {
        let Some(many) = self.tab.many.as_mut() else {
            return;
        };
        many.chosen = Some(row);
        let (number, tab) = (many.number, self.tab.id);
        let found = many.shared.lock();
        let Some(at) = found.records.row(row).map(|row| row.at) else {
            return;
        };
        let Some(input) = found.inputs.get(at.input).cloned() else {
            return;
        };
        drop(found);
        let known = many.ids.get(at.input).copied();
        if let Some(id) = known.filter(|id| self.events.get(*id).is_some()) {
            self.events.choose_id(id);
            self.show_side(tab, number, before);
            return;
        }
        let place = match &input {
            Input::File(path) => format!("{}, {}", path.display(), at.place),
            Input::Kept { .. } | Input::Here { .. } => "the events that were run on".to_owned(),
        };
        self.start("Reading the event…".to_owned(), move || {
            let read = input.read(&at);
            Later::then(move |state| match read {
                Ok(event) => {
                    state.pass_event(event, place);
                    state.show_side(tab, number, before);
                }
                Err(error) => {
                    let text = format!("The event cannot be opened. {place}: {error}");
                    state.messages.say(Tone::Failed, text);
                }
            })
        });
    }

    /// Lists and chooses an event that is looked at in passing.
    pub(in crate::state) fn pass_event(&mut self, event: StoredEvent, place: String) {
        let size = event.value.to_json().len();
        let old = self.events.pass(event, place, size);
        crate::state::tabs::drop_elsewhere(old);
    }

    /// Shows the workflow that is meant, and simulates with the chosen event.
    fn show_side(&mut self, tab: TabId, number: u64, before: bool) {
        self.show_tab(tab);
        if before && !self.show_earlier(number) {
            return;
        }
        self.apply(Command::Simulate);
    }

    /// Shows the earlier workflow of the run with this number, in its own tab where it has one.
    fn show_earlier(&mut self, number: u64) -> bool {
        let is_it = |many: &&mut Box<Many>| many.number == number;
        let Some(many) = self.tab.many.as_mut().filter(is_it) else {
            return false;
        };
        let title = many.against().unwrap_or_default().to_owned();
        let own = match &many.against {
            Some((Earlier::Tab(id), _)) => Some(*id),
            _ => many.before_tab,
        };
        let Some(workflow) = many
            .shared
            .lock()
            .before
            .as_ref()
            .map(|(it, _)| Arc::clone(it))
        else {
            return false;
        };
        let same = |id: &TabId| {
            let there = self.tab_of(*id);
            there.is_some_and(|tab| tab.document().workflow().graph == workflow.graph)
        };
        if let Some(own) = own.filter(same) {
            self.show_tab(own);
            return true;
        }
        let from = self.tab.id;
        self.add_tab(OpenDocument::copy(Workflow::clone(&workflow), title));
        let new = self.tab.id;
        if let Some(many) = self.tab_mut(from).and_then(|tab| tab.many.as_mut()) {
            many.before_tab = Some(new);
        }
        true
    }
}
