//! What a simulation is made from.

use std::sync::Arc;

use misp_flow_engine::{
    catalogue::{Catalogue, ModuleKind},
    instance::{Instance, Store},
    lessons::{Exercise, LESSONS},
    run::{Answers, Plan, Run, Settings},
    value::Value,
    workflow::Workflow,
};

use crate::stepper::{
    BreakPoints, DataChange, Goal, Outside, RealExchange, Reins, Session, Stop, Stopped,
};

/// What a simulation is made from. The engine has no clock and no chance, so the same inputs give
/// the same run, as long as catalogue and engine are the same.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// The document.
    pub workflow: Workflow,
    /// The trigger that it is tried with, where it has none of its own.
    pub trial: Option<String>,
    /// What the event is called.
    pub event: String,
    /// The event.
    pub data: Value,
    /// What the nodes were set to give.
    pub answers: Answers,
    /// The description of the simulated server; none for the usual one.
    pub server: Option<Value>,
    /// The lesson whose database the server has.
    pub lesson: Option<String>,
    /// The time of the run, in seconds since 1970.
    pub now: i64,
    /// What was changed by hand on the way, in the order of the run.
    pub changes: Vec<DataChange>,
    /// What was really sent and answered.
    pub exchanges: Vec<RealExchange>,
    /// After how many steps it was stopped; none for a run that went to its end.
    pub until: Option<usize>,
}

impl Inputs {
    /// What runs: the document, behind the trigger that it is tried with.
    pub fn that_runs(&self, catalogue: &Catalogue) -> Workflow {
        let trial = self.trial.as_deref().and_then(|id| catalogue.get(id));
        let trial = trial.filter(|module| module.kind == ModuleKind::Trigger);
        trial.map_or_else(
            || self.workflow.clone(),
            |trigger| self.workflow.behind(trigger),
        )
    }

    /// The simulated server that it runs on.
    pub fn instance(&self, catalogue: &Catalogue) -> Instance {
        let (server, lesson) = (self.server.as_ref(), self.lesson.as_deref());
        let mut instance = simulated_server(catalogue, server, lesson);
        instance.store.put_event(&self.data);
        instance
    }

    /// How it is run.
    pub fn settings(&self) -> Settings {
        Settings {
            now: self.now,
            ..Settings::default()
        }
    }

    /// The run before its first step.
    pub fn session(&self, catalogue: &Catalogue, workflow: &Workflow, outside: Outside) -> Session {
        let (instance, settings) = (self.instance(catalogue), self.settings());
        let plan = Plan::of(workflow);
        Session::begin(
            plan,
            self.data.clone(),
            Arc::new(instance),
            outside,
            settings,
        )
    }

    /// Makes the run, with what was changed by hand and what was answered then, which may take
    /// long; gives what ran with it. Nothing is sent.
    pub fn run(&self, catalogue: &Catalogue) -> (Run, Workflow) {
        let (run, workflow, _) = self.run_to_stop(catalogue);
        (run, workflow)
    }

    /// As [`Inputs::run`], with where it was stopped, where it was.
    pub fn run_to_stop(&self, catalogue: &Catalogue) -> (Run, Workflow, Option<Stop>) {
        let workflow = self.that_runs(catalogue);
        let outside = Outside::replaying(self.answers.clone(), self.exchanges.clone());
        let mut session = self.session(catalogue, &workflow, outside);
        let (breaks, reins) = (BreakPoints::default(), Reins::default());
        for change in &self.changes {
            let _ = session.go(&Goal::Steps(change.after), &breaks, &reins);
            // What has no place any more is left out, and the result tells.
            session.change(change.clone());
        }
        let goal = self.until.map_or(Goal::End, Goal::Steps);
        match session.go(&goal, &breaks, &reins) {
            Stopped::Ended(run, _) => (*run, workflow, None),
            Stopped::Paused(run, stop) => (*run, workflow, Some(stop)),
        }
    }
}

/// The server that simulations run on: with this description, or the usual one without; while a
/// lesson is open, with that lesson's database.
pub fn simulated_server(
    catalogue: &Catalogue,
    described: Option<&Value>,
    lesson: Option<&str>,
) -> Instance {
    let mut instance = Instance::of(catalogue);
    instance.store = store_of(lesson);
    // A description of our own always fits, which the engine's tests see to.
    match described.map(|it| instance.clone().described_by(it)) {
        Some(Ok(described)) => described,
        _ => instance,
    }
}

fn store_of(lesson: Option<&str>) -> Store {
    let lesson = LESSONS.iter().find(|it| lesson == Some(it.id));
    match lesson.map(|lesson| &lesson.exercise) {
        Some(Exercise::Build(exercise)) => exercise.store(),
        _ => Store::default(),
    }
}
