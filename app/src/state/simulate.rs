//! Simulating, what nodes give in simulations, and which step is shown.

use misp_flow_engine::{
    event::normalise::{NoLookups, Scope, normalise},
    run::Answer,
    value::Value,
    workflow::NodeId,
};

use smol_str::SmolStr;

use super::{State, Tab, files::Outcome, tabs::drop_elsewhere};
use crate::stepper::Goal;

/// What prepared data are those of: the choice of an event, and the trigger's scope.
pub(super) type PreparedFor = (u64, Option<SmolStr>);

/// The words for the data of the chosen event as it is stored.
pub const THIS_EVENT: &str = "this event";

impl State {
    pub(super) fn simulate(&mut self) {
        self.begin_run(Goal::End, None);
    }

    pub(super) fn set_answer(&mut self, node: NodeId, answer: Option<Box<Answer>>) {
        match answer {
            Some(answer) => self.tab.answers.0.insert(node, *answer),
            None => self.tab.answers.0.remove(&node),
        };
    }

    /// The data that hash paths and filters are tried on: what the chosen step handed on, else what
    /// the trigger would hand to the workflow.
    pub fn sample_data(&self) -> Option<&Value> {
        let Some(shown) = &self.tab.run else {
            return self.prepared.as_ref().and_then(|(_, data)| data.as_ref());
        };
        let step = shown.chosen_step();
        step.map(|step| &step.step.data)
            .or(shown.run.normalised.as_ref())
            .or(Some(&shown.run.original))
    }

    /// Whose data these are, in words: those of a run are not those of the event as it is stored.
    pub fn sample_words(&self) -> String {
        let Some(shown) = &self.tab.run else {
            return THIS_EVENT.to_owned();
        };
        let of = match (shown.received, self.other_event()) {
            (Some(run), _) => format!("the data of run {run} of the server"),
            (None, Some(_)) => format!("the data of the simulation with {}", shown.event),
            (None, None) => THIS_EVENT.to_owned(),
        };
        match shown.chosen_step() {
            Some(step) => format!("{of} after {}", step.words()),
            None => of,
        }
    }

    /// Has the chosen event normalised as the trigger would, where that has not been done.
    pub(super) fn prepare(&mut self) {
        self.offer_tags();
        let trigger = self
            .tab
            .document
            .workflow()
            .graph
            .trigger()
            .and_then(|(_, node)| self.catalogue.get(&node.module))
            .or_else(|| self.trial_trigger());
        let trigger = trigger.and_then(|module| module.trigger.as_ref());
        let scope = trigger
            .filter(|trigger| trigger.misp_core_format)
            .map(|trigger| trigger.scope.clone());
        let wanted = Some((self.events.chosen_stamp(), scope.clone()));
        if self.prepared.as_ref().map(|(key, _)| key) == wanted.as_ref() {
            return;
        }
        let data = self.events.chosen_value().cloned();
        let Some(key) = wanted else { return };
        let (Some(data), Some(scope)) = (data.clone(), scope) else {
            self.prepared = Some((key, data));
            return;
        };
        self.prepared = Some((key.clone(), None));
        self.start("Preparing the event…".to_owned(), move || {
            let normalised = normalise(&data, Scope::parse(&scope), &NoLookups).ok();
            Outcome::Prepared(key, normalised)
        });
    }

    pub(super) fn show_step(&mut self, step: Option<usize>) {
        let Some(shown) = &mut self.tab.run else {
            return;
        };
        shown.step = step.filter(|step| *step < shown.steps_in_all());
        let node = shown.chosen_step().map(|step| step.step.node.clone());
        if let Some(node) = node {
            self.jump(node);
        }
        self.show_simulation();
    }

    pub(super) fn clear_run(&mut self) {
        self.tab.wanted_run = 0;
        self.tab.stepper.give_up();
        self.tab.drop_run();
        self.tab.drop_aside();
    }
}

impl Tab {
    pub(super) fn drop_run(&mut self) {
        if let Some(old) = self.run.take() {
            drop_elsewhere(old);
        }
    }

    /// Forgets the simulation that a received run took the place of.
    pub(super) fn drop_aside(&mut self) {
        if let Some(old) = self.aside.take() {
            drop_elsewhere(old);
        }
    }
}
