//! One run, step by step.

use smol_str::SmolStr;

use super::{
    AnswerSource, Crash, Job, Outcome, PathKind, Plan, PlanNode, Run, Settings, Snapshot, Step,
    execute::Done,
    nodes_left::NodesLeft,
    snapshot::Ended,
    walk::{self, Follow, Walk},
};
use crate::{
    instance::{Instance, Quirk},
    value::{KeyRef, PhpError, Value},
    workflow::{NodeId, NodeKind},
};

/// A run under way: [`Simulation::step`] executes the next node, and to pause is not to call it.
/// [`Simulation::snapshot`] keeps a place to go back to; what snapshots and steps hold of the data
/// is shared, not copied.
pub struct Simulation<'a> {
    pub(super) plan: &'a Plan,
    pub(super) instance: &'a Instance,
    pub(super) answers: &'a mut dyn AnswerSource,
    pub(super) settings: Settings,
    pub(super) trigger: SmolStr,
    pub(super) state: Snapshot,
    dies_early: bool,
}

/// What is left of a run whose walk has ended.
pub(super) struct Walked<'a> {
    pub run: Run,
    /// What was queued for the background.
    pub jobs: Vec<Job>,
    pub answers: &'a mut dyn AnswerSource,
    pub left: NodesLeft,
}

type Via = Option<(usize, usize, usize)>;

impl<'a> Simulation<'a> {
    pub(super) fn new(
        plan: &'a Plan,
        instance: &'a Instance,
        answers: &'a mut dyn AnswerSource,
        settings: &Settings,
        state: Snapshot,
    ) -> Self {
        let trigger = plan.trigger();
        Self {
            plan,
            instance,
            answers,
            settings: settings.clone(),
            trigger: trigger.map(|node| node.module.clone()).unwrap_or_default(),
            state,
            dies_early: false,
        }
    }

    /// The same as a run in the background, which with debug posts on dies after its first node
    /// on servers with that quirk (README-live 42).
    pub(super) fn in_background(mut self) -> Self {
        self.dies_early = self.settings.debug && self.instance.has(Quirk::DebugKillsBackground);
        self
    }

    /// Whether the run was over before its first node.
    pub(super) fn is_over(&self) -> bool {
        self.state.ended == Ended::AtOnce
    }

    /// What the run was up to now.
    pub fn run(&self) -> &Run {
        &self.state.run
    }

    /// The roaming data as they are kept now.
    pub fn data(&self) -> &Value {
        self.state.world.data.raw()
    }

    /// Executes the next node (each connection of a `concurrent-task` is a step of its own, made
    /// together). Gives `false` when the walk has ended.
    pub fn step(&mut self) -> bool {
        match self.try_step() {
            Ok(goes_on) => goes_on,
            Err(crash) => {
                self.state.run.crash = Some(crash);
                self.state.run.success = false;
                self.state.run.outcome = Outcome::Failure;
                self.state.ended = Ended::Stopped;
                false
            }
        }
    }

    /// Executes nodes up to and with the first step that `wanted` accepts. Gives `false` when the
    /// walk has ended before.
    pub fn run_to(&mut self, wanted: impl Fn(&Step) -> bool) -> bool {
        loop {
            let before = self.state.run.steps.len();
            let goes_on = self.step();
            let new = self.state.run.steps.get(before..).unwrap_or_default();
            if new.iter().any(&wanted) {
                return true;
            }
            if !goes_on {
                return false;
            }
        }
    }

    /// The present place in the run.
    pub fn snapshot(&self) -> Snapshot {
        self.state.clone()
    }

    /// Goes back, or on, to a place in this run.
    pub fn restore(&mut self, snapshot: &Snapshot) {
        self.state = snapshot.clone();
    }

    /// Runs to the end of the walk.
    pub(super) fn walk_to_end(mut self) -> Walked<'a> {
        while self.step() {}
        let mut state = self.state;
        if state.run.crash.is_none() && state.ended == Ended::Stopped {
            state.run.success = false;
            let stop = |id: &NodeId| {
                self.plan
                    .node(id)
                    .is_some_and(|node| node.module == "stop-execution")
            };
            let blocked = state.run.blocking_nodes.iter().any(stop);
            state.run.outcome = if blocked {
                Outcome::Blocked
            } else {
                Outcome::Failure
            };
        }
        state.run.store = state.world.store;
        Walked {
            run: state.run,
            jobs: state.world.jobs,
            answers: self.answers,
            left: state.left,
        }
    }

    fn try_step(&mut self) -> Result<bool, Crash> {
        let goes_on = self.next_node()?;
        if self.dies_early && !self.state.run.steps.is_empty() {
            let first = self.state.run.steps.first();
            return Err(Crash {
                class: "Error".into(),
                message: "Call to a member function on null".into(),
                node: first.map(|step| step.node.clone()),
                notes: vec![Quirk::DebugKillsBackground.text().to_owned()],
            });
        }
        Ok(goes_on)
    }

    fn next_node(&mut self) -> Result<bool, Crash> {
        if self.state.ended != Ended::Not {
            return Ok(false);
        }
        if let Some(start) = self.state.start.take() {
            let kind = self
                .plan
                .nodes
                .get(start)
                .map_or(NodeKind::Unknown, |node| node.kind);
            if kind == NodeKind::Trigger {
                self.state.walk = Some(Walk::from(self.plan, start, Follow::All));
            } else {
                self.state.walk = Some(Walk::from(self.plan, start, Follow::None));
                self.visit(start, None)?;
                return Ok(self.state.ended == Ended::Not);
            }
        }
        loop {
            let Some(arrival) = self
                .state
                .walk
                .as_mut()
                .and_then(|walk| walk.advance(self.plan))
            else {
                return Ok(false);
            };
            self.state
                .run
                .wires
                .extend(walk::edge(self.plan, arrival.via));
            self.state.left.spend(1)?;
            let Some(node) = arrival.node else {
                self.missing_node(arrival.via)?;
                continue;
            };
            if self.visit(node, Some(arrival.via))? {
                return Ok(self.state.ended == Ended::Not);
            }
        }
    }

    /// A wire to a node that is not there: PHP hands `null` to what executes nodes (rule 57).
    fn missing_node(&mut self, via: (usize, usize, usize)) -> Result<(), Crash> {
        if self.note_blocked(via)? {
            return Ok(());
        }
        let error = PhpError::argument("Workflow::executeNode()", 1, "node", "array", "null");
        let source = self.plan.nodes.get(via.0).map(|node| node.id.clone());
        Err(Crash::of(error, source))
    }

    /// Notes the path as blocked, where a node on it failed. A path counts as long as it is:
    /// many long ones would fill the memory.
    fn note_blocked(&mut self, via: (usize, usize, usize)) -> Result<bool, Crash> {
        let Some(walk) = self.state.walk.as_ref().filter(|walk| walk.is_blocked()) else {
            return Ok(false);
        };
        let path = walk.path_text(self.plan, via);
        self.state.left.spend(path.len())?;
        self.state.run.blocked_paths.push(path);
        Ok(true)
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
                    && self.note_blocked(via)?
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
        if let Some(walk) = &mut self.state.walk {
            walk.enter(self.plan, index, via, follow);
        }
    }

    fn action(&mut self, index: usize, node: &PlanNode, via: Via) -> Result<(), Crash> {
        let done = self.execute(node)?;
        let failed = !done.success;
        self.state.run.executed.push(node.id.clone());
        if failed {
            self.state.run.blocking_nodes.push(node.id.clone());
            if !done.errors.is_empty() {
                self.state
                    .run
                    .errors
                    .push(self.error_text(node, &done.errors));
            }
        }
        self.record(node, via, done, None);
        self.enter(index, via, Follow::All);
        if failed {
            let facts = self.instance.module(&node.module, NodeKind::Action);
            if facts.is_some_and(|facts| facts.blocking) {
                self.state.ended = Ended::Stopped;
            } else if self.state.run.path_kind == PathKind::NonBlocking
                && let Some(walk) = &mut self.state.walk
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
            self.state.left.spend(1)?;
            let mut data = self.state.world.data.get().map_err(crash)?;
            if let Some(array) = data.as_array_mut() {
                array.insert(
                    "__node_id_to_exec",
                    Value::from(KeyRef::new(wire.target.as_str())),
                );
            }
            self.state.world.data.set(data).map_err(crash)?;
            let done = self.execute(node)?;
            self.record(node, via, done, Some(SmolStr::new_static("output_1")));
        }
        Ok(())
    }

    fn record(&mut self, node: &PlanNode, via: Via, done: Done, branch: Option<SmolStr>) {
        self.state.run.steps.push(Step {
            node: node.id.clone(),
            module: node.module.clone(),
            kind: node.kind,
            result: done.result,
            branch,
            errors: done.errors,
            notes: done.notes,
            via: via.and_then(|via| walk::edge(self.plan, via)),
            data: self.state.world.data.raw().clone(),
        });
    }
}

/// The output that a logic node's result leads to (rules 56, 57): filters have one, everything
/// else two.
fn branch(node: &PlanNode, result: bool) -> Option<&'static str> {
    let passes = matches!(
        node.module.as_str(),
        "generic-filter-data" | "generic-filter-reset" | "filter-tag" | "filter-timestamp"
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
            .field("run", &self.state.run)
            .finish_non_exhaustive()
    }
}
