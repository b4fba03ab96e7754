//! Simulating: a run in the background, and going through its steps.

use std::sync::Arc;

use misp_flow_engine::{
    event::normalise::{NoLookups, Scope, normalise},
    run::{Answer, Run},
    value::Value,
    workflow::{NodeId, Workflow},
};

use smol_str::SmolStr;

use super::{Revision, ShownRun, State, Tab, files::Outcome, tabs::drop_elsewhere};
use crate::runs::Inputs;

/// What prepared data are those of: the choice of an event, and the trigger's scope.
pub(super) type PreparedFor = (u64, Option<SmolStr>);

/// What a simulation gave.
#[derive(Debug)]
pub(super) struct Simulated {
    pub run: Arc<Run>,
    pub inputs: Box<Inputs>,
    pub revision: Revision,
    pub number: u64,
    pub workflow: Arc<Workflow>,
}

impl State {
    pub(super) fn simulate(&mut self) {
        let Some(chosen) = self.events.chosen() else {
            return;
        };
        let Some(data) = self.events.chosen_value().cloned() else {
            self.events.waiting = Some(self.tab.id);
            return;
        };
        let event = chosen.name.clone();
        self.tab.document.seal();
        self.runs += 1;
        let (number, revision) = (self.runs, self.tab.document.revision());
        self.tab.wanted_run = number;
        let inputs = self.inputs(event.clone(), data);
        let catalogue = Arc::clone(&self.catalogue);
        self.start(format!("Simulating with {event}…"), move || {
            let (run, workflow) = inputs.run(&catalogue);
            Outcome::Simulated(Simulated {
                inputs: Box::new(inputs),
                run: Arc::new(run),
                revision,
                number,
                workflow: Arc::new(workflow),
            })
        });
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
        let step = shown.step.and_then(|step| shown.run.steps.get(step));
        step.map(|step| &step.data)
            .or(shown.run.normalised.as_ref())
            .or(Some(&shown.run.original))
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

    pub(super) fn simulated(&mut self, done: Simulated) {
        let (event, answers) = (done.inputs.event.clone(), done.inputs.answers.clone());
        let (run, workflow) = (Arc::clone(&done.run), Arc::clone(&done.workflow));
        self.keep_run(done.number, *done.inputs, run, workflow, None);
        // A later simulation is under way; showing this one would only flicker.
        let shown = self.tab.id;
        let wanted = |tab: &&mut Tab| tab.wanted_run == done.number;
        let Some(tab) = self.tabs_mut().find(wanted) else {
            return;
        };
        tab.drop_run();
        tab.run = Some(ShownRun {
            run: done.run,
            answers,
            revision: done.revision,
            event,
            step: None,
            number: done.number,
            workflow: done.workflow,
            received: None,
        });
        if tab.id == shown {
            self.show_simulation();
            self.export_state();
        }
    }

    pub(super) fn step_by(&mut self, by: isize) {
        let Some(shown) = &self.tab.run else { return };
        let last = shown.run.steps.len();
        if last == 0 {
            return;
        }
        let next = match shown.step {
            None if by > 0 => 0,
            None => last - 1,
            Some(step) => step.saturating_add_signed(by).min(last - 1),
        };
        self.show_step(Some(next));
    }

    pub(super) fn show_step(&mut self, step: Option<usize>) {
        let Some(shown) = &mut self.tab.run else {
            return;
        };
        shown.step = step.filter(|step| *step < shown.run.steps.len());
        let node = shown
            .step
            .and_then(|step| shown.run.steps.get(step))
            .map(|step| step.node.clone());
        if let Some(node) = node {
            self.jump(node);
        }
        self.show_simulation();
    }

    pub(super) fn clear_run(&mut self) {
        self.tab.wanted_run = 0;
        self.tab.drop_run();
    }
}

impl Tab {
    pub(super) fn drop_run(&mut self) {
        if let Some(old) = self.run.take() {
            drop_elsewhere(old);
        }
    }
}
