//! The way that a run took, in numbers: small enough to be kept for a million runs, and equal where
//! two runs went the same way.

use std::collections::HashMap;

use indexmap::IndexSet;

use super::{Plan, Run, walk};
use crate::{
    compare::Pairs,
    workflow::{Edge, NodeId, NodeKind},
};

/// One executed node on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stop {
    /// The number of the node among the [`Places`].
    pub node: u32,
    /// Of a logic node the output that the run follows, from 1; 0 for none.
    pub port: u8,
    /// Whether it failed.
    pub failed: bool,
}

/// The way of one run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Route {
    /// The executed nodes in order.
    pub stops: Box<[Stop]>,
    /// The numbers of the wires that were taken, each once, in their order.
    pub wires: Box<[u32]>,
    /// The ways of the background runs.
    pub background: Box<[Route]>,
}

impl Route {
    /// Whether both executed the same nodes in the same order with the same results.
    pub fn goes_as(&self, other: &Self) -> bool {
        self.stops == other.stops
            && self.background.len() == other.background.len()
            && self
                .background
                .iter()
                .zip(&other.background)
                .all(|(one, other)| one.goes_as(other))
    }

    /// All stops, those of background runs behind the others.
    pub fn all_stops(&self) -> Vec<Stop> {
        let mut all = self.stops.to_vec();
        for run in &self.background {
            all.extend(run.all_stops());
        }
        all
    }

    /// All wires, those of background runs included, each once.
    pub fn all_wires(&self) -> Vec<u32> {
        let mut all = self.wires.to_vec();
        for run in &self.background {
            all.extend(run.all_wires());
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// The nodes and wires of a workflow, numbered.
#[derive(Clone, Debug, Default)]
pub struct Places {
    numbers: HashMap<NodeId, u32>,
    nodes: Vec<Option<NodeId>>,
    wires: IndexSet<Edge>,
    /// Where runs begin, which no step of theirs tells of.
    start: Option<u32>,
}

impl Places {
    /// The places of a workflow.
    pub fn of(plan: &Plan) -> Self {
        let mut places = Self {
            wires: walk::edges(plan).collect(),
            ..Self::default()
        };
        for node in plan.nodes.iter() {
            places.add(node.id.clone());
        }
        places.start = places.start_of(plan);
        places
    }

    /// The places of the later of two workflows: a node that the earlier one has too gets the number
    /// that it has there, so that the ways through both can be compared.
    pub fn after(&self, plan: &Plan, pairs: &Pairs) -> Self {
        let mut places = Self {
            wires: walk::edges(plan).collect(),
            nodes: vec![None; self.nodes.len()],
            ..Self::default()
        };
        for node in plan.nodes.iter() {
            let earlier = pairs.before(&node.id).and_then(|id| self.number(id));
            let slot = earlier.and_then(|number| places.nodes.get_mut(number as usize));
            match (slot, earlier) {
                (Some(slot), Some(number)) if slot.is_none() => {
                    *slot = Some(node.id.clone());
                    places.numbers.insert(node.id.clone(), number);
                }
                _ => places.add(node.id.clone()),
            }
        }
        places.start = places.start_of(plan);
        places
    }

    fn start_of(&self, plan: &Plan) -> Option<u32> {
        let mut triggers = (plan.nodes.iter()).filter(|node| node.kind == NodeKind::Trigger);
        self.number(&triggers.next()?.id)
    }

    /// The number of the trigger: every run comes by it, and none has it among its stops.
    pub fn start(&self) -> Option<u32> {
        self.start
    }

    fn add(&mut self, node: NodeId) {
        let number = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.numbers.entry(node.clone()).or_insert(number);
        self.nodes.push(Some(node));
    }

    /// The number of a node.
    pub fn number(&self, node: &NodeId) -> Option<u32> {
        self.numbers.get(node).copied()
    }

    /// The node with this number.
    pub fn node(&self, number: u32) -> Option<&NodeId> {
        self.nodes.get(number as usize)?.as_ref()
    }

    /// The nodes with their numbers.
    pub fn nodes(&self) -> impl Iterator<Item = (u32, &NodeId)> {
        (0..)
            .zip(&self.nodes)
            .filter_map(|(number, node)| Some((number, node.as_ref()?)))
    }

    /// The number of a wire.
    pub fn wire_number(&self, wire: &Edge) -> Option<u32> {
        u32::try_from(self.wires.get_index_of(wire)?).ok()
    }

    /// The wires in the order of their numbers.
    pub fn wires(&self) -> impl Iterator<Item = (u32, &Edge)> {
        (0..).zip(&self.wires)
    }

    /// The way of a run of this workflow. Nodes and wires that the workflow does not have are left
    /// out.
    pub fn route(&self, run: &Run) -> Route {
        let stops = run.steps.iter().filter_map(|step| {
            let port = step.branch.as_ref().map(|port| {
                let number = port.strip_prefix("output_");
                number.and_then(|it| it.parse().ok()).unwrap_or(u8::MAX)
            });
            Some(Stop {
                node: self.number(&step.node)?,
                port: port.unwrap_or(0),
                failed: step.failed(),
            })
        });
        let wires = run.wires.iter().filter_map(|wire| self.wire_number(wire));
        let mut wires: Vec<u32> = wires.collect();
        wires.sort_unstable();
        wires.dedup();
        Route {
            stops: stops.collect(),
            wires: wires.into_boxed_slice(),
            background: run
                .background
                .iter()
                .map(|one| self.route(&one.run))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        compare::compare,
        instance::Instance,
        run::{Answers, Batch, Settings},
        value::Value,
        workflow::{self, Workflow},
    };

    const GRAPH: &str = r#"{
        "1": {"id": 1, "name": "Publish", "data": {"id": "event-publish", "module_type": "trigger"}, "inputs": [],
              "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}]}}, "pos_x": 0, "pos_y": 0},
        "2": {"id": 2, "name": "Published", "data": {"id": "published-if", "module_type": "logic", "indexed_params": {"condition": "equals"}},
              "inputs": {"input_1": {"connections": [{"node": "1", "input": "output_1"}]}},
              "outputs": {"output_1": {"connections": [{"node": "3", "output": "input_1"}]}, "output_2": {"connections": []}}, "pos_x": 400, "pos_y": 0},
        "3": {"id": 3, "name": "Stop", "data": {"id": "stop-execution", "module_type": "action", "indexed_params": {"message": "no"}},
              "inputs": {"input_1": {"connections": [{"node": "2", "input": "output_1"}]}}, "outputs": [], "pos_x": 800, "pos_y": 0}}"#;

    fn open(graph: &str) -> Workflow {
        workflow::open(graph.as_bytes()).unwrap()
    }

    fn run(workflow: &Workflow, published: bool) -> Run {
        let batch = Batch {
            plan: Plan::of(workflow),
            instance: Instance::default(),
            answers: Answers::default(),
            settings: Settings::default(),
        };
        let event = format!(r#"{{"Event":{{"id":"1","published":{published}}}}}"#);
        batch.simulate(&Value::from_json(event.as_bytes()).unwrap())
    }

    #[test]
    fn runs_that_go_the_same_way_have_the_same_route() {
        let workflow = open(GRAPH);
        let places = Places::of(&Plan::of(&workflow));
        let way = |published| places.route(&run(&workflow, published));
        assert_eq!(way(true), way(true));
        assert!(!way(true).goes_as(&way(false)));
        let stopped = way(true);
        assert_eq!(stopped.wires.len(), 2);
        let stops: Vec<(&str, u8, bool)> = stopped
            .stops
            .iter()
            .map(|stop| {
                let node = places.node(stop.node).unwrap();
                (node.as_str(), stop.port, stop.failed)
            })
            .collect();
        assert_eq!(stops, [("2", 1, false), ("3", 0, true)]);
        assert_eq!(way(false).wires.len(), 1);
    }

    #[test]
    fn a_copy_with_other_numbers_goes_the_same_way() {
        let workflow = open(GRAPH);
        let text = [("\"3\"", "\"7\""), ("\"id\": 3", "\"id\": 7")];
        let copy = text
            .iter()
            .fold(GRAPH.to_owned(), |text, (old, new)| text.replace(old, new));
        let copy = open(&copy);
        let before = Places::of(&Plan::of(&workflow));
        let after = before.after(&Plan::of(&copy), &compare(&workflow, &copy).pairs);
        let (one, other) = (
            before.route(&run(&workflow, true)),
            after.route(&run(&copy, true)),
        );
        assert!(one.goes_as(&other), "{one:?} {other:?}");
        assert_eq!(
            after
                .node(before.number(&NodeId::new("3")).unwrap())
                .unwrap()
                .as_str(),
            "7"
        );
    }
}
