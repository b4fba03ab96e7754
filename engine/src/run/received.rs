//! A run that a server told of in debug posts (spec 06), as a [`Run`] that can be shown like a
//! simulated one.

use smol_str::SmolStr;

use super::{Outcome, PathKind, Run, Step, StepResult};
use crate::{
    value::Value,
    workflow::{Edge, NodeId, NodeKind, Workflow},
};

/// What one debug post tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// The run begins.
    Begin {
        /// Whether failing nodes let the walk go on.
        path_kind: PathKind,
        /// What the trigger handed over.
        original: Value,
        /// The same as the workflow gets it.
        normalised: Value,
    },
    /// A node was executed.
    Node {
        /// The node.
        node: NodeId,
        /// Its module.
        module: SmolStr,
        /// What came out of it.
        result: StepResult,
        /// The errors that it reported.
        errors: Vec<String>,
        /// The data after it; through a path filter where one is on.
        data: Value,
    },
    /// The run ended.
    End {
        /// How.
        outcome: Outcome,
        /// The actions that failed.
        blocking: Vec<NodeId>,
        /// The actions that ran.
        executed: Vec<NodeId>,
        /// The paths behind failed nodes.
        blocked_paths: Vec<Vec<String>>,
    },
}

/// The run that was told so far, on this workflow. The wires that it took are not told; they are
/// those that lead from a node that ran before to each that ran.
pub fn received(workflow: &Workflow, told: &[Told]) -> Run {
    let mut run = Run::new(&Value::Null, PathKind::Blocking);
    let trigger = workflow.graph.trigger().map(|(id, _)| id.clone());
    for one in told {
        match one {
            Told::Begin {
                path_kind,
                original,
                normalised,
            } => {
                run.began = true;
                run.path_kind = *path_kind;
                run.original = original.clone();
                run.normalised = Some(normalised.clone()).filter(|data| !data.is_null());
            }
            Told::Node {
                node,
                module,
                result,
                errors,
                data,
            } => {
                let via = wire_to(workflow, &run, trigger.as_ref(), node);
                run.wires.extend(via.clone());
                let known = workflow.graph.node(node);
                run.steps.push(Step {
                    node: node.clone(),
                    module: module.clone(),
                    kind: known.map_or(NodeKind::Unknown, |node| node.kind),
                    result: result.clone(),
                    branch: None,
                    errors: errors.clone(),
                    notes: known
                        .filter(|node| node.module != *module)
                        .map(|node| {
                            format!(
                                "On the server this node is {module}, here it is {}: another workflow ran than the one that is shown",
                                node.module
                            )
                        })
                        .into_iter()
                        .collect(),
                    via,
                    data: data.clone(),
                });
            }
            Told::End {
                outcome,
                blocking,
                executed,
                blocked_paths,
            } => {
                run.outcome = *outcome;
                run.success = *outcome == Outcome::Success;
                run.blocking_nodes.clone_from(blocking);
                run.executed.clone_from(executed);
                run.blocked_paths.clone_from(blocked_paths);
            }
        }
    }
    note_branches(&mut run);
    run
}

/// The wire by which a run most likely came to a node: from what ran last of all that lead there.
fn wire_to(workflow: &Workflow, run: &Run, trigger: Option<&NodeId>, to: &NodeId) -> Option<Edge> {
    let before = run.steps.iter().rev().map(|step| &step.node);
    let taken = |edge: &Edge| run.wires.contains(edge);
    before.chain(trigger).find_map(|from| {
        let logic = workflow.graph.node(from)?.kind == NodeKind::Logic;
        workflow
            .graph
            .edges_of(from)
            .filter(|edge| edge.to.node == *to)
            // A logic node leads on by one of its outputs only.
            .find(|edge| {
                let mut others = run.wires.iter().filter(|other| other.from.node == *from);
                !logic || taken(edge) || others.all(|other| other.from.port == edge.from.port)
            })
    })
}

/// A logic node's output is the one by which the run went on.
fn note_branches(run: &mut Run) {
    for step in &mut run.steps {
        if step.kind == NodeKind::Logic {
            let mut wires = run.wires.iter();
            let wire = wires.find(|wire| wire.from.node == step.node);
            step.branch = wire.map(|wire| wire.from.port.clone());
        }
    }
}

#[cfg(test)]
pub(in crate::run) mod tests {
    use super::*;
    use crate::workflow;

    const GRAPH: &str = r#"{
      "1": {"id": 1, "name": "Event publish", "data": {"id": "event-publish", "module_type": "trigger"},
            "inputs": [], "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}]}}},
      "2": {"id": 2, "name": "If", "data": {"id": "tag-if", "module_type": "logic"},
            "inputs": {"input_1": {"connections": [{"node": "1", "input": "output_1"}]}},
            "outputs": {"output_1": {"connections": [{"node": "3", "output": "input_1"}]},
                        "output_2": {"connections": [{"node": "4", "output": "input_1"}]}}},
      "3": {"id": 3, "name": "Hook", "data": {"id": "webhook", "module_type": "action"},
            "inputs": {"input_1": {"connections": [{"node": "2", "input": "output_1"}]}}, "outputs": []},
      "4": {"id": 4, "name": "Stop", "data": {"id": "stop-execution", "module_type": "action"},
            "inputs": {"input_1": {"connections": [{"node": "2", "input": "output_2"}]}}, "outputs": []}}"#;

    /// What is told of a node, for tests.
    pub(in crate::run) fn node(id: &str, module: &str, result: StepResult, data: &str) -> Told {
        Told::Node {
            node: NodeId::new(id),
            module: module.into(),
            result,
            errors: Vec::new(),
            data: Value::from_json(data.as_bytes()).unwrap(),
        }
    }

    #[test]
    fn the_way_of_a_run_is_found_from_its_nodes() {
        let workflow = workflow::open(GRAPH.as_bytes()).unwrap();
        let told = [
            node("2", "tag-if", StepResult::Success, "{}"),
            node("4", "stop-execution", StepResult::PartialSuccess, "{}"),
            Told::End {
                outcome: Outcome::Blocked,
                blocking: vec![NodeId::new("4")],
                executed: vec![NodeId::new("4")],
                blocked_paths: Vec::new(),
            },
        ];
        let run = received(&workflow, &told);
        assert_eq!(run.outcome, Outcome::Blocked);
        assert!(!run.success);
        let branches: Vec<_> = run
            .steps
            .iter()
            .map(|step| step.branch.as_deref())
            .collect();
        assert_eq!(branches, [Some("output_2"), None]);
        assert!(run.steps[1].failed());
        let from: Vec<&str> = run
            .wires
            .iter()
            .map(|wire| wire.from.node.as_str())
            .collect();
        assert_eq!(from, ["1", "2"]);
    }
}
