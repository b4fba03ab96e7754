//! Making a run as an expectation says, and saying whether it is as expected.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use misp_flow_engine::{
    catalogue::{Catalogue, ModuleKind},
    expectation::Expected,
    instance::Instance,
    run::{self, Plan, Run, Settings},
    value::Value,
    workflow::{self, Workflow},
};

use super::{Expectation, ExpectationError, Expectations, Given, folder_of, workflow_of};
use crate::{library, other_data};

/// What became of the expectations in one file.
#[derive(Debug)]
pub struct TestedFile {
    /// The file.
    pub path: PathBuf,
    /// Each of them in order, or why none can be tested.
    pub result: Result<Vec<Tested>, String>,
}

/// What became of one expectation.
#[derive(Debug)]
pub struct Tested {
    /// Its name.
    pub name: String,
    /// What became of it.
    pub verdict: Verdict,
    /// How long it took.
    pub duration: Duration,
}

/// Whether a run is as expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    AsExpected,
    /// It is not: what differs, in words.
    Differs(Vec<String>),
    /// It could not be made, for this reason.
    Unusable(String),
}

/// Tests all expectations in a file on the workflow that it lies beside.
pub fn test_file(path: &Path) -> TestedFile {
    TestedFile {
        path: path.to_owned(),
        result: tested(path).map_err(|error| error.to_string()),
    }
}

fn tested(path: &Path) -> Result<Vec<Tested>, ExpectationError> {
    let expectations = Expectations::read(path)?;
    let file = workflow_of(path);
    let bytes = library::read(&file)?;
    let workflow =
        workflow::open(&bytes).map_err(|error| ExpectationError::Workflow { path: file, error })?;
    let folder = folder_of(path);
    let tested = expectations.expectations.iter().map(|expectation| {
        let began = Instant::now();
        Tested {
            name: expectation.name.clone(),
            verdict: expectation.test(&workflow, folder).0,
            duration: began.elapsed(),
        }
    });
    Ok(tested.collect())
}

impl Expectation {
    /// Whether the workflow does what is expected, and what it does. `folder` is that of the
    /// expectations.
    pub fn test(&self, workflow: &Workflow, folder: &Path) -> (Verdict, Option<Expected>) {
        let starts = workflow.graph.trigger();
        if let Some((_, starts)) = starts.filter(|(_, node)| node.module != self.given.trigger) {
            let words = format!(
                "The workflow starts with {}; expected {}",
                starts.module, self.given.trigger
            );
            return (Verdict::Differs(vec![words]), None);
        }
        match self.given.outcome_of(workflow, folder) {
            Err(error) => (Verdict::Unusable(error.to_string()), None),
            Ok(found) => match self.expected.differences(&found) {
                differences if differences.is_empty() => (Verdict::AsExpected, Some(found)),
                differences => (Verdict::Differs(differences), Some(found)),
            },
        }
    }
}

/// A run that was made as an expectation says.
#[derive(Debug)]
pub struct Tried {
    /// The run.
    pub run: Run,
    /// What ran: the workflow, behind the trigger that the expectation names.
    pub workflow: Workflow,
    /// What its trigger handed over.
    pub event: Value,
}

impl Given {
    /// What a run of the workflow with this is. `folder` is that of the expectations.
    ///
    /// # Errors
    /// When something that the run needs cannot be had.
    pub fn outcome_of(
        &self,
        workflow: &Workflow,
        folder: &Path,
    ) -> Result<Expected, ExpectationError> {
        let tried = self.try_on(workflow, folder)?;
        Ok(Expected::of(&tried.run, &tried.workflow))
    }

    /// A run of the workflow with this. `folder` is that of the expectations.
    ///
    /// # Errors
    /// When something that the run needs cannot be had.
    pub fn try_on(&self, workflow: &Workflow, folder: &Path) -> Result<Tried, ExpectationError> {
        let event = self.event.read(folder)?;
        let workflow = match workflow.graph.trigger() {
            Some(_) => workflow.clone(),
            None => self.behind(workflow)?,
        };
        other_data::check(&workflow, &event)?;
        let run = self.run(&workflow, &event, &self.server(folder)?);
        Ok(Tried {
            run,
            workflow,
            event,
        })
    }

    fn behind(&self, workflow: &Workflow) -> Result<Workflow, ExpectationError> {
        let module = Catalogue::bundled().get(&self.trigger);
        let trigger = module.filter(|module| module.kind == ModuleKind::Trigger);
        let trigger =
            trigger.ok_or_else(|| ExpectationError::UnknownTrigger(self.trigger.clone()))?;
        Ok(workflow.behind(trigger))
    }

    fn run(&self, workflow: &Workflow, event: &Value, instance: &Instance) -> Run {
        let settings = Settings {
            now: self.time,
            ..Settings::default()
        };
        run::simulate(
            &Plan::of(workflow),
            event,
            &instance.holding(event),
            &mut self.answers.answers(),
            &settings,
        )
    }

    /// The simulated server.
    fn server(&self, folder: &Path) -> Result<Instance, ExpectationError> {
        let Some(file) = &self.instance else {
            return Ok(Instance::default());
        };
        let path = folder.join(file);
        let bytes = library::read(&path)?;
        let described = Value::from_json(&bytes)
            .map_err(|error| error.to_string())
            .and_then(|described| {
                let instance = Instance::default().described_by(&described);
                instance.map_err(|error| error.to_string())
            });
        described.map_err(|error| ExpectationError::Instance { path, error })
    }
}
