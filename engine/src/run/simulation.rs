//! One run, step by step.

use smol_str::SmolStr;

use super::{
    AnswerSource, Crash, Job, Outcome, PathKind, Plan, PlanNode, RoamingData, Run, Step,
    execute::Done,
    walk::{self, Follow, Walk},
};
use crate::{
    instance::Instance,
    value::{KeyRef, PhpError, Value},
    workflow::{NodeId, NodeKind},
};

/// How many nodes a run comes to at most. Paths that fork and join double with every join, so a
/// hundred nodes can make more steps than any machine holds; a server would run for days, too.
const LONGEST: usize = 100_000;

/// How a run is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether debug posts are made.
    pub debug: bool,
    /// Whether what `concurrent-task` starts is run, too.
    pub background: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            debug: false,
            background: true,
        }
    }
}

/// A run under way: [`Simulation::step`] executes the next node.
pub struct Simulation<'a> {
    plan: &'a Plan,
    pub(super) instance: &'a Instance,
    pub(super) answers: &'a mut dyn AnswerSource,
    pub(super) debug: bool,
    pub(super) trigger: SmolStr,
    pub(super) data: RoamingData,
    start: Option<usize>,
    walk: Option<Walk>,
    pub(super) run: Run,
    pub(super) jobs: Vec<Job>,
    /// Whether a blocking module ended the walk.
    stopped: bool,
}

type Via = Option<(usize, usize, usize)>;

impl<'a> Simulation<'a> {
    /// A walk that starts behind the trigger (`start` is its index), or at the first node of a
    /// background run.
    pub(super) fn new(
        plan: &'a Plan,
        instance: &'a Instance,
        answers: &'a mut dyn AnswerSource,
        debug: bool,
        trigger: &str,
        (start, data, run): (usize, Value, Run),
    ) -> Self {
        Self {
            plan,
            instance,
            answers,
            debug,
            trigger: SmolStr::new(trigger),
            data: RoamingData::new(data),
            start: Some(start),
            walk: None,
            run,
            jobs: Vec::new(),
            stopped: false,
        }
    }

    /// What the run was up to now.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// The roaming data as they are kept now.
    pub fn data(&self) -> &Value {
        self.data.raw()
    }

    /// Executes the next node (each connection of a `concurrent-task` is a step of its own, made
    /// together). Gives `false` when the walk has ended.
    pub fn step(&mut self) -> bool {
        match self.try_step() {
            Ok(goes_on) => goes_on,
            Err(crash) => {
                self.run.crash = Some(crash);
                self.run.success = false;
                self.run.outcome = Outcome::Failure;
                self.stopped = true;
                false
            }
        }
    }

    /// Ends the run: the outcome and what was queued for the background.
    pub(super) fn finish(mut self) -> (Run, Vec<Job>) {
        while self.step() {}
        if self.run.crash.is_none() && self.stopped {
            self.run.success = false;
            let stop = |id: &NodeId| {
                self.plan
                    .node(id)
                    .is_some_and(|node| node.module == "stop-execution")
            };
            let blocked = self.run.blocking_nodes.iter().any(stop);
            self.run.outcome = if blocked {
                Outcome::Blocked
            } else {
                Outcome::Failure
            };
        }
        (self.run, self.jobs)
    }

    fn try_step(&mut self) -> Result<bool, Crash> {
        if self.stopped {
            return Ok(false);
        }
        if let Some(start) = self.start.take() {
            let kind = self
                .plan
                .nodes
                .get(start)
                .map_or(NodeKind::Unknown, |node| node.kind);
            if kind == NodeKind::Trigger {
                self.walk = Some(Walk::from(self.plan, start, Follow::All));
            } else {
                self.walk = Some(Walk::from(self.plan, start, Follow::None));
                self.visit(start, None)?;
                return Ok(!self.stopped);
            }
        }
        loop {
            let Some(arrival) = self.walk.as_mut().and_then(|walk| walk.advance(self.plan)) else {
                return Ok(false);
            };
            self.run.wires.extend(walk::edge(self.plan, arrival.via));
            if self.run.wires.len() > LONGEST {
                return Err(Crash {
                    class: "TooLong".into(),
                    message: format!("the simulation was ended after {LONGEST} nodes"),
                    node: None,
                });
            }
            let Some(node) = arrival.node else {
                self.missing_node(arrival.via)?;
                continue;
            };
            if self.visit(node, Some(arrival.via))? {
                return Ok(!self.stopped);
            }
        }
    }

    /// A wire to a node that is not there: PHP hands `null` to what executes nodes (rule 57).
    fn missing_node(&mut self, via: (usize, usize, usize)) -> Result<(), Crash> {
        if self.note_blocked(via) {
            return Ok(());
        }
        let error = PhpError::argument("Workflow::executeNode()", 1, "node", "array", "null");
        let source = self.plan.nodes.get(via.0).map(|node| node.id.clone());
        Err(Crash::of(error, source))
    }

    /// Notes the path as blocked, where a node on it failed.
    fn note_blocked(&mut self, via: (usize, usize, usize)) -> bool {
        let Some(walk) = self.walk.as_ref().filter(|walk| walk.is_blocked()) else {
            return false;
        };
        self.run.blocked_paths.push(walk.path_text(self.plan, via));
        true
    }

    /// Executes a node that the walk came to and goes on behind it. Gives whether there was
    /// something to execute.
    fn visit(&mut self, index: usize, via: Via) -> Result<bool, Crash> {
        let plan = self.plan;
        let Some(node) = plan.nodes.get(index) else {
            return Ok(false);
        };
        match node.kind {
            NodeKind::Trigger => {
                self.enter(index, via, Follow::All);
                Ok(false)
            }
            NodeKind::Logic if node.module == "concurrent-task" => {
                self.concurrent(node, via)?;
                self.enter(index, via, Follow::None);
                Ok(true)
            }
            NodeKind::Logic => {
                let done = self.execute(node)?;
                let branch = branch(node, done.success);
                let follow = branch.and_then(|name| node.output(name));
                self.record(node, via, done, branch.map(SmolStr::new));
                self.enter(index, via, follow.map_or(Follow::None, Follow::Only));
                Ok(true)
            }
            NodeKind::Action | NodeKind::Unknown => {
                if let Some(via) = via
                    && self.note_blocked(via)
                {
                    self.enter(index, Some(via), Follow::All);
                    return Ok(false);
                }
                self.action(index, node, via)?;
                Ok(true)
            }
        }
    }

    fn enter(&mut self, index: usize, via: Via, follow: Follow) {
        if let Some(walk) = &mut self.walk {
            walk.enter(self.plan, index, via, follow);
        }
    }

    fn action(&mut self, index: usize, node: &PlanNode, via: Via) -> Result<(), Crash> {
        let done = self.execute(node)?;
        let failed = !done.success;
        self.run.executed.push(node.id.clone());
        if failed {
            self.run.blocking_nodes.push(node.id.clone());
            if !done.errors.is_empty() {
                self.run.errors.push(self.error_text(node, &done.errors));
            }
        }
        self.record(node, via, done, None);
        self.enter(index, via, Follow::All);
        if failed {
            let facts = self.instance.module(&node.module, NodeKind::Action);
            if facts.is_some_and(|facts| facts.blocking) {
                self.stopped = true;
            } else if self.run.path_kind == PathKind::NonBlocking
                && let Some(walk) = &mut self.walk
            {
                walk.block_behind();
            }
        }
        Ok(())
    }

    /// MISP's text for a failed node's errors (spec 03).
    fn error_text(&self, node: &PlanNode, errors: &[String]) -> String {
        format!(
            "Node `{}` ({}) from Workflow `{}` ({}) returned the following error: {}",
            node.module,
            node.inner_id().to_text(),
            self.plan.name,
            self.plan.id.as_ref().unwrap_or(&self.instance.workflow_id),
            errors.join(", ")
        )
    }

    /// Each connection starts a background run of its own (rule 63).
    fn concurrent(&mut self, node: &PlanNode, via: Via) -> Result<(), Crash> {
        let crash = |error| Crash::of(error, Some(node.id.clone()));
        let Some(output) = node
            .output("output_1")
            .and_then(|output| node.outputs.get(output))
        else {
            let error = PhpError::argument(
                "GraphWalker::_evaluateConcurrentTask()",
                3,
                "connections",
                "array",
                "null",
            );
            return Err(crash(error));
        };
        for wire in &output.wires {
            let mut data = self.data.get().map_err(crash)?;
            if let Some(array) = data.as_array_mut() {
                array.insert(
                    "__node_id_to_exec",
                    Value::from(KeyRef::new(wire.target.as_str())),
                );
            }
            self.data.set(data).map_err(crash)?;
            let done = self.execute(node)?;
            self.record(node, via, done, Some(SmolStr::new_static("output_1")));
        }
        Ok(())
    }

    fn record(&mut self, node: &PlanNode, via: Via, done: Done, branch: Option<SmolStr>) {
        self.run.steps.push(Step {
            node: node.id.clone(),
            module: node.module.clone(),
            kind: node.kind,
            result: done.result,
            branch,
            errors: done.errors,
            via: via.and_then(|via| walk::edge(self.plan, via)),
            data: self.data.raw().clone(),
        });
    }
}

/// The output that a logic node's result leads to (rules 56, 57): filters have one, everything
/// else two.
fn branch(node: &PlanNode, result: bool) -> Option<&'static str> {
    let passes = matches!(
        node.module.as_str(),
        "generic-filter-data" | "generic-filter-reset"
    );
    Some(if passes || result {
        "output_1"
    } else {
        "output_2"
    })
}

impl std::fmt::Debug for Simulation<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Simulation")
            .field("trigger", &self.trigger)
            .field("run", &self.run)
            .finish_non_exhaustive()
    }
}
