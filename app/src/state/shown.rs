//! The run that is shown, with the background runs that it started.

use std::sync::Arc;

use misp_flow_engine::{
    account::{data_after, effects_of},
    run::{Answers, BackgroundRun, Effect, Run, Step},
    value::Value,
    workflow::{Edge, Workflow},
};

use super::{Revision, State, Stepping};

/// A run that is shown.
#[derive(Clone, Debug)]
pub struct ShownRun {
    /// The run.
    pub run: Arc<Run>,
    /// The state of the document that ran.
    pub revision: Revision,
    /// The event that it ran on.
    pub event: String,
    /// The chosen step, as [`ShownRun::step_at`] counts; none for the run as a whole.
    pub step: Option<usize>,
    /// Tells it from other runs.
    pub number: u64,
    /// What the nodes were set to give.
    pub answers: Answers,
    /// What ran: the document, behind the trigger that it was tried with.
    pub workflow: Arc<Workflow>,
    /// The received run that it is, by its number; none for a simulated one.
    pub received: Option<u32>,
    /// What a simulated run has beside that.
    pub stepping: Stepping,
}

/// A step of a shown run, or of one of its background runs.
#[derive(Clone, Copy, Debug)]
pub struct ShownStep<'r> {
    /// Its number in the shown run, from 0; those of background runs go on counting.
    pub number: usize,
    /// The run that it is in.
    pub run: &'r Run,
    /// Its index there.
    pub place: usize,
    /// The step.
    pub step: &'r Step,
    /// The background run that it is in, by its index; none for the run itself.
    pub background: Option<usize>,
}

impl<'r> ShownStep<'r> {
    /// What the step did outside of the data.
    pub fn effects(&self) -> &'r [Effect] {
        effects_of(self.run, self.place)
    }

    /// The data that it began with, those put in by hand aside.
    pub fn data_before(&self) -> &'r Value {
        data_after(self.run, self.place)
    }

    /// What it is called: `step 2`.
    pub fn words(&self) -> String {
        format!("step {}", self.number + 1)
    }
}

impl ShownRun {
    /// How many steps there are, those of background runs included.
    pub fn steps_in_all(&self) -> usize {
        let background = self.run.background.iter();
        self.run.steps.len() + background.map(|one| one.run.steps.len()).sum::<usize>()
    }

    /// A step by its number: first come those of the run, then those of its background runs, one
    /// after the other.
    pub fn step_at(&self, number: usize) -> Option<ShownStep<'_>> {
        let mut place = number;
        let background = self.run.background.iter().enumerate();
        let background = background.map(|(index, one)| (&one.run, Some(index)));
        for (run, background) in std::iter::once((&*self.run, None)).chain(background) {
            if let Some(step) = run.steps.get(place) {
                return Some(ShownStep {
                    number,
                    run,
                    place,
                    step,
                    background,
                });
            }
            place -= run.steps.len();
        }
        None
    }

    /// The chosen step.
    pub fn chosen_step(&self) -> Option<ShownStep<'_>> {
        self.step_at(self.step?)
    }

    /// The wires by which background runs were started: from the node that queued them to the one
    /// that they begin at.
    pub fn background_wires(&self) -> impl Iterator<Item = Edge> {
        let run = |one: &BackgroundRun| match one.parent {
            Some(parent) => self.run.background.get(parent).map(|parent| &parent.run),
            None => Some(&*self.run),
        };
        self.run.background.iter().filter_map(move |one| {
            let queued = run(one)?.steps.iter();
            let mut by = queued.filter(|step| step.module == "concurrent-task");
            by.find_map(|step| {
                let mut wires = self.workflow.graph.edges_of(&step.node);
                wires.find(|wire| wire.to.node == one.job.node)
            })
        })
    }
}

impl State {
    /// The chosen event, where it is not the one that the shown run is about; nothing for a run
    /// that a server told of.
    pub fn other_event(&self) -> Option<&str> {
        let shown = self
            .tab
            .run
            .as_ref()
            .filter(|shown| shown.received.is_none())?;
        let chosen = self.events.chosen()?;
        (chosen.name != shown.event).then_some(chosen.name.as_str())
    }
}
