//! Simulating: a run in the background, and going through its steps.

use std::sync::Arc;

use misp_flow_engine::{
    instance::Instance,
    run::{self, Answers, Plan, Run, Settings},
};

use super::{Revision, ShownRun, State, files::Outcome};

/// What a simulation gave.
#[derive(Debug)]
pub(super) struct Simulated {
    pub run: Arc<Run>,
    pub revision: Revision,
    pub event: String,
    pub number: u64,
}

impl State {
    pub(super) fn simulate(&mut self) {
        let Some(chosen) = self.events.chosen() else {
            return;
        };
        self.document.seal();
        self.runs += 1;
        let (number, revision) = (self.runs, self.document.revision());
        let (data, event) = (chosen.event.value.clone(), chosen.event.name.clone());
        let workflow = self.document.workflow().clone();
        let catalogue = Arc::clone(&self.catalogue);
        self.start(format!("Simulating with {event}…"), move || {
            let plan = Plan::of(&workflow);
            let instance = Instance::of(&catalogue);
            let run = run::simulate(
                &plan,
                &data,
                &instance,
                &mut Answers::default(),
                &Settings::default(),
            );
            Outcome::Simulated(Simulated {
                run: Arc::new(run),
                revision,
                event,
                number,
            })
        });
    }

    pub(super) fn simulated(&mut self, done: Simulated) {
        // A later simulation is under way; showing this one would only flicker.
        if done.number != self.runs {
            return;
        }
        self.drop_run();
        self.run = Some(ShownRun {
            run: done.run,
            revision: done.revision,
            event: done.event,
            step: None,
            number: done.number,
        });
        self.show_simulation();
        self.export_state();
    }

    pub(super) fn step_by(&mut self, by: isize) {
        let Some(shown) = &self.run else { return };
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
        let Some(shown) = &mut self.run else { return };
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
        self.runs += 1;
        self.drop_run();
    }

    /// A run on a large event holds hundreds of megabytes, which take their time to give back.
    pub(super) fn drop_run(&mut self) {
        if let Some(old) = self.run.take() {
            std::thread::spawn(move || drop(old));
        }
    }
}
