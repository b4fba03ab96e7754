//! What a run is expected to be: its outcome, its path and its messages, in a form that people read
//! and that is kept beside the workflow.
//!
//! Nodes are known by their numbers; their names are there for the reader. The texts that MISP makes
//! of a node's errors hold the workflow's name and number, so the errors are kept as the node gave
//! them: a workflow that was only renamed still does what is expected.

mod differences;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::{
    run::{Outcome, Run, Step, StepResult},
    workflow::{NodeId, NodeKind, Workflow},
};

/// What a run is expected to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "what a run is to be: {\"outcome\": …, \"path\": […]}"
)]
pub struct Expected {
    /// How it ends.
    pub outcome: Outcome,
    /// Why it ends so, where no node tells: it does not begin, or the server fails with status 500.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The executed nodes in order.
    #[serde(default)]
    pub path: Vec<ExpectedStep>,
    /// The background runs in the order in which they are made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub background: Vec<ExpectedBackground>,
}

/// One node on the path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a step of the path: {\"node\": …, \"module\": …}"
)]
pub struct ExpectedStep {
    /// Its number in the graph.
    pub node: String,
    /// Its name, for the reader.
    #[serde(default)]
    pub name: String,
    /// Its module.
    pub module: String,
    /// Of a logic node the output that the run follows, `output_1` or `output_2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<String>,
    /// Of an action what comes of it, named as in debug posts: `success`, `partial-success`,
    /// `disabled_module`, `loading_error` or `error`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// The errors that it reports.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<String>,
}

/// One background run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a background run: {\"start\": …, \"run\": {…}}"
)]
pub struct ExpectedBackground {
    /// The number of the node that it starts at.
    pub start: String,
    /// What it is.
    pub run: Expected,
}

impl Expected {
    /// What this run was, with the nodes' names from the workflow that was run.
    pub fn of(run: &Run, workflow: &Workflow) -> Self {
        let background = run.background.iter().map(|one| ExpectedBackground {
            start: one.job.node.to_string(),
            run: Self::of(&one.run, workflow),
        });
        Self {
            outcome: run.outcome,
            why: why(run),
            path: run
                .steps
                .iter()
                .map(|step| ExpectedStep::of(step, workflow))
                .collect(),
            background: background.collect(),
        }
    }
}

/// What ends a run that no node ends.
fn why(run: &Run) -> Option<String> {
    let crash = run.crash.as_ref();
    let crash = crash.map(|crash| format!("{}: {}", crash.class, crash.message));
    let not_begun = || {
        let told = run.steps.is_empty() && !run.errors.is_empty();
        told.then(|| run.errors.join(", "))
    };
    crash.or_else(|| run.reason.clone()).or_else(not_begun)
}

impl ExpectedStep {
    fn of(step: &Step, workflow: &Workflow) -> Self {
        let mut errors = step.errors.clone();
        if let StepResult::Error(message) = &step.result
            && !errors.contains(message)
        {
            errors.push(message.clone());
        }
        let port = step.branch.as_ref().map(ToString::to_string);
        let is_logic = step.kind == NodeKind::Logic;
        Self {
            node: step.node.to_string(),
            name: name(workflow, &step.node),
            module: step.module.to_string(),
            result: (!is_logic).then(|| step.result.name().to_owned()),
            port,
            errors,
        }
    }
}

fn name(workflow: &Workflow, id: &NodeId) -> String {
    let node = workflow.graph.node(id);
    node.map_or_else(String::new, |node| node.name.clone())
}
