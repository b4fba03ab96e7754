//! What a simulation is made from.

use misp_flow_engine::{
    catalogue::{Catalogue, ModuleKind},
    instance::{Instance, Store},
    lessons::{Exercise, LESSONS},
    run::{self, Answers, Plan, Run, Settings},
    value::Value,
    workflow::Workflow,
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
        let mut instance = Instance::of(catalogue);
        instance.store = self.store();
        // A description of our own always fits, which the engine's tests see to.
        let server = self.server.as_ref();
        if let Some(Ok(described)) = server.map(|it| instance.clone().described_by(it)) {
            instance = described;
        }
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

    /// Makes the run, which may take long; gives what ran with it.
    pub fn run(&self, catalogue: &Catalogue) -> (Run, Workflow) {
        let workflow = self.that_runs(catalogue);
        let plan = Plan::of(&workflow);
        let (instance, settings) = (self.instance(catalogue), self.settings());
        let mut answers = self.answers.clone();
        let run = run::simulate(&plan, &self.data, &instance, &mut answers, &settings);
        (run, workflow)
    }

    fn store(&self) -> Store {
        let lesson = LESSONS
            .iter()
            .find(|lesson| self.lesson.as_deref() == Some(lesson.id));
        match lesson.map(|lesson| &lesson.exercise) {
            Some(Exercise::Build(exercise)) => exercise.store(),
            _ => Store::default(),
        }
    }
}
