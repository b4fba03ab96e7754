//! Lessons in which a workflow is to be built.

use super::{CaseVerdict, Expect, Verdict};
use crate::{
    catalogue::{Catalogue, samples::Sample},
    instance::{Instance, Store},
    run::{self, Answers, Plan, Run, Settings, Step},
    value::Value,
    workflow::{self, Workflow},
};

/// A workflow that does certain things with each of several events.
#[derive(Debug)]
pub struct BuildExercise {
    /// The trigger that the learner finds on the canvas; none for an empty canvas.
    pub begins_with: Option<&'static str>,
    /// The triggers that the task allows; the first is the one that it names.
    pub triggers: &'static [&'static str],
    /// A workflow that does it.
    pub solution: &'static Sample,
    /// What the server's database holds beside the event, as [`Store::from_value`] reads it.
    pub database: Option<&'static str>,
    /// The events.
    pub cases: &'static [BuildCase],
}

/// An event with what the workflow is to do with it.
#[derive(Debug)]
pub struct BuildCase {
    /// The event.
    pub event: &'static Sample,
    /// Whether the learner does not see it.
    pub hidden: bool,
    /// What is to be so afterwards.
    pub expects: &'static [Expect],
}

impl BuildExercise {
    /// What the learner begins with.
    pub fn start(&self, title: &str, catalogue: &Catalogue) -> Workflow {
        let empty = Workflow::new(title);
        let trigger = self.begins_with.and_then(|id| catalogue.get(id));
        trigger.map_or_else(|| empty.clone(), |trigger| empty.behind(trigger))
    }

    /// The solution as a workflow; none only if the sample were broken, which a test rules out.
    pub fn solved(&self) -> Option<Workflow> {
        workflow::open(self.solution.json.as_bytes()).ok()
    }

    /// The database of the server that the lesson takes place on, without the event.
    pub fn store(&self) -> Store {
        let read = |text: &str| Value::from_json(text.as_bytes()).ok();
        let data = self.database.and_then(read);
        data.map(|data| Store::from_value(&data))
            .unwrap_or_default()
    }

    /// Simulates a workflow with all events.
    pub fn check(&self, workflow: &Workflow, catalogue: &Catalogue) -> Verdict {
        if let Some(reason) = self.why_not(workflow, catalogue) {
            return Verdict::refused(reason);
        }
        let plan = Plan::of(workflow);
        let cases = self.cases.iter().map(|case| {
            let event = Value::from_json(case.event.json.as_bytes()).unwrap_or_default();
            let mut instance = Instance::of(catalogue);
            instance.store = self.store();
            instance.store.put_event(&event);
            let (mut answers, settings) = (Answers::default(), Settings::default());
            let run = run::simulate(&plan, &event, &instance, &mut answers, &settings);
            let (passed, words) = match &run.crash {
                Some(_) => (false, run.sentence(workflow, catalogue)),
                None => {
                    let sentence = run.sentence(workflow, catalogue);
                    let met = case
                        .expects
                        .iter()
                        .map(|expect| expect.met(&run, &sentence));
                    let (passed, words) = together(met);
                    let why = failure(&run, workflow).filter(|_| run.success && !passed);
                    (passed, format!("{words}{}", why.unwrap_or_default()))
                }
            };
            CaseVerdict::of(case.event, case.hidden, passed, words)
        });
        Verdict::of(cases)
    }

    /// Why it makes no sense to simulate.
    fn why_not(&self, workflow: &Workflow, catalogue: &Catalogue) -> Option<String> {
        let name = |id: &str| {
            let module = catalogue.get(id);
            module.map_or_else(|| id.to_owned(), |module| module.name.to_string())
        };
        let wanted = self.triggers.first().map(|id| name(id)).unwrap_or_default();
        if workflow.graph.nodes.is_empty() {
            return Some(format!(
                "The canvas is empty. Add the trigger {wanted} first"
            ));
        }
        let Some((_, trigger)) = workflow.graph.trigger() else {
            return Some(format!(
                "Nothing starts the workflow. Add the trigger {wanted}"
            ));
        };
        if !self.triggers.contains(&trigger.module.as_str()) {
            return Some(format!(
                "The workflow starts with {}; the task is about {wanted}. Delete that trigger and add the other one",
                name(&trigger.module)
            ));
        }
        None
    }
}

/// Which node failed and why, as an end of a sentence; where the run was ended by it, its sentence
/// tells that already.
fn failure(run: &Run, workflow: &Workflow) -> Option<String> {
    let failed = |step: &&Step| step.failed() && !step.errors.is_empty();
    let step = run.steps.iter().find(failed)?;
    let name = workflow
        .graph
        .node(&step.node)
        .map(|node| node.name.as_str());
    let errors = step.errors.join(", ");
    Some(format!(
        "; {} failed: {}",
        name?,
        errors.trim_end_matches('.')
    ))
}

/// What was not met, or all that was.
fn together(met: impl Iterator<Item = (bool, String)>) -> (bool, String) {
    let (good, bad): (Vec<_>, Vec<_>) = met.partition(|(met, _)| *met);
    let passed = bad.is_empty();
    let said = if passed { good } else { bad };
    let words: Vec<String> = said.into_iter().map(|(_, words)| words).collect();
    (passed, words.join(". "))
}
