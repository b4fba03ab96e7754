//! A workflow on many events, each on its own: what each came to, and what all of them did.
//!
//! Threads, files and progress are for whoever calls it: a [`Batch`] can be shared, every thread
//! keeps a [`Tally`] of its own, and tallies can be merged in any order.

use indexmap::IndexMap;
use serde::Serialize;

use super::{Answers, Outcome, Plan, Run, Settings, simulate, walk};
use crate::{
    instance::Instance,
    value::Value,
    workflow::{Edge, NodeId},
};

/// A workflow with all that its runs need.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The workflow.
    pub plan: Plan,
    /// The server as it is before each of the runs.
    pub instance: Instance,
    /// What its actions answer, in each of the runs.
    pub answers: Answers,
    /// How it is run.
    pub settings: Settings,
}

impl Batch {
    /// Runs the workflow on what its trigger hands over, and adds the run to `tally`.
    pub fn run(&self, data: &Value, tally: &mut Tally) -> Verdict {
        let run = self.simulate(data);
        tally.add(&run);
        Verdict::of(&run)
    }

    /// Runs the workflow on what its trigger hands over.
    pub fn simulate(&self, data: &Value) -> Run {
        simulate(
            &self.plan,
            data,
            &self.instance.holding(data),
            &mut self.answers.clone(),
            &self.settings,
        )
    }
}

/// What one event came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How the run ended.
    pub outcome: Outcome,
    /// Why it did not end well: the first thing that the server would tell.
    pub why: Option<String>,
    /// The nodes that failed on the way of a run that succeeded all the same, each once.
    pub failed: Vec<NodeId>,
}

impl Verdict {
    /// The verdict on this run.
    pub fn of(run: &Run) -> Self {
        let crash = run.crash.as_ref();
        let crash = crash.map(|crash| format!("{}: {}", crash.class, crash.message));
        let told = || run.reason.clone().or_else(|| run.errors.first().cloned());
        Self {
            outcome: run.outcome,
            why: crash.or_else(told),
            failed: failed_on_the_way(run),
        }
    }
}

/// The nodes that failed where the run succeeded all the same, which MISP does not tell.
fn failed_on_the_way(run: &Run) -> Vec<NodeId> {
    let mut failed: Vec<NodeId> = Vec::new();
    if run.outcome == Outcome::Success {
        for step in run.steps.iter().filter(|step| step.failed()) {
            if !failed.contains(&step.node) {
                failed.push(step.node.clone());
            }
        }
    }
    failed
}

/// How often a node was executed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NodeCount {
    /// Executions, in background runs as well.
    pub executed: u64,
    /// Those of them that succeeded; a logic node always does.
    pub succeeded: u64,
    /// Those that did not.
    pub failed: u64,
}

/// What many runs did, counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Runs that succeeded.
    pub success: u64,
    /// Those of them in which nodes failed on the way.
    pub with_failures: u64,
    /// Runs that were blocked.
    pub blocked: u64,
    /// Runs that failed.
    pub failure: u64,
    /// What the runs did to the world, in number.
    pub effects: u64,
    /// The nodes of the workflow in its order.
    pub nodes: IndexMap<NodeId, NodeCount>,
    /// How often each wire of the workflow was taken.
    pub wires: IndexMap<Edge, u64>,
}

impl Tally {
    /// No runs of this workflow yet.
    pub fn of(plan: &Plan) -> Self {
        let nodes = plan.nodes.iter();
        Self {
            success: 0,
            with_failures: 0,
            blocked: 0,
            failure: 0,
            effects: 0,
            nodes: nodes
                .map(|node| (node.id.clone(), NodeCount::default()))
                .collect(),
            wires: walk::edges(plan).map(|edge| (edge, 0)).collect(),
        }
    }

    /// How many runs there were.
    pub fn runs(&self) -> u64 {
        self.success + self.blocked + self.failure
    }

    /// Counts a run, with its background runs.
    pub fn add(&mut self, run: &Run) {
        *self.outcome_mut(run.outcome) += 1;
        if run.has_failures() {
            self.with_failures += 1;
        }
        self.add_steps(run);
        for background in &run.background {
            self.add_steps(&background.run);
        }
    }

    fn add_steps(&mut self, run: &Run) {
        self.effects += run.effects.len() as u64;
        for step in &run.steps {
            let count = self.nodes.entry(step.node.clone()).or_default();
            count.executed += 1;
            if step.failed() {
                count.failed += 1;
            } else {
                count.succeeded += 1;
            }
        }
        for edge in &run.wires {
            match self.wires.get_mut(edge) {
                Some(count) => *count += 1,
                None => {
                    self.wires.insert(edge.clone(), 1);
                }
            }
        }
    }

    /// Adds what another tally of the same workflow has.
    pub fn merge(&mut self, other: &Tally) {
        for outcome in [Outcome::Success, Outcome::Blocked, Outcome::Failure] {
            *self.outcome_mut(outcome) += other.outcome(outcome);
        }
        self.with_failures += other.with_failures;
        self.effects += other.effects;
        for (node, more) in &other.nodes {
            let count = self.nodes.entry(node.clone()).or_default();
            count.executed += more.executed;
            count.succeeded += more.succeeded;
            count.failed += more.failed;
        }
        for (edge, more) in &other.wires {
            *self.wires.entry(edge.clone()).or_default() += more;
        }
    }

    /// How many runs ended like this.
    pub fn outcome(&self, outcome: Outcome) -> u64 {
        match outcome {
            Outcome::Success => self.success,
            Outcome::Blocked => self.blocked,
            Outcome::Failure => self.failure,
        }
    }

    fn outcome_mut(&mut self, outcome: Outcome) -> &mut u64 {
        match outcome {
            Outcome::Success => &mut self.success,
            Outcome::Blocked => &mut self.blocked,
            Outcome::Failure => &mut self.failure,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRAPH: &str = r#"{
        "1": {"id": 1, "data": {"id": "event-publish", "module_type": "trigger"}, "inputs": [],
              "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}]}}},
        "2": {"id": 2, "data": {"id": "published-if", "module_type": "logic", "indexed_params": {"condition": "equals"}},
              "inputs": [], "outputs": {"output_1": {"connections": [{"node": "3", "output": "input_1"}]}, "output_2": {"connections": []}}},
        "3": {"id": 3, "data": {"id": "stop-execution", "module_type": "action", "indexed_params": {"message": "no"}},
              "inputs": [], "outputs": []}}"#;

    fn tally(batch: &Batch, events: &[&str]) -> (Tally, Vec<Outcome>) {
        let mut tally = Tally::of(&batch.plan);
        let outcomes = events.iter().map(|event| {
            let event = Value::from_json(event.as_bytes()).unwrap();
            batch.run(&event, &mut tally).outcome
        });
        let outcomes = outcomes.collect();
        (tally, outcomes)
    }

    #[test]
    fn tallies_of_parts_sum_up_to_that_of_the_whole() {
        let batch = Batch {
            plan: Plan::of_graph(&Value::from_json(GRAPH.as_bytes()).unwrap()),
            instance: Instance::default(),
            answers: Answers::default(),
            settings: Settings::default(),
        };
        let (open, done) = (
            r#"{"Event":{"id":"1","published":false}}"#,
            r#"{"Event":{"id":"1","published":true}}"#,
        );
        let (whole, outcomes) = tally(&batch, &[open, done, done]);
        assert_eq!(
            outcomes,
            [Outcome::Success, Outcome::Blocked, Outcome::Blocked]
        );
        let (mut sum, _) = tally(&batch, &[done]);
        sum.merge(&tally(&batch, &[done, open]).0);
        assert_eq!(sum, whole);
        let taken: Vec<u64> = whole.wires.values().copied().collect();
        assert_eq!((whole.runs(), taken), (3, vec![3, 2]));
        let stop = whole.nodes.get(&NodeId::new("3")).unwrap();
        assert_eq!((stop.executed, stop.succeeded, stop.failed), (2, 0, 2));
    }
}
