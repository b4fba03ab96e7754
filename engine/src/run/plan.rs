//! A graph made ready for the walk: what the server has stored, read once.

use std::{collections::HashMap, sync::Arc};

use smol_str::SmolStr;

use crate::{
    modules::{self, Module, Params},
    value::{Key, KeyRef, Value},
    workflow::{GraphForm, NodeId, NodeKind, Workflow},
};

/// A node as the walk sees it.
#[derive(Debug)]
pub struct PlanNode {
    /// The key under which it stands in the graph.
    pub id: NodeId,
    /// The module's id.
    pub module: SmolStr,
    /// Trigger, logic or action.
    pub kind: NodeKind,
    /// The outputs in order; `None` where the node has no such key or it is no list.
    pub(super) outputs: Vec<Output>,
    /// What the engine does for this module, where it knows it.
    pub(super) module_itself: Option<Box<dyn Module>>,
    /// The node as it is stored.
    value: Value,
}

/// One output of a node.
#[derive(Debug)]
pub(super) struct Output {
    pub name: SmolStr,
    pub wires: Vec<Wire>,
}

/// One connection, numbered within the plan.
#[derive(Debug)]
pub(super) struct Wire {
    pub number: usize,
    /// Its place among the output's connections.
    pub place: Key,
    pub target: NodeId,
    /// The target's index in the plan, where it exists.
    pub node: Option<usize>,
    pub port: SmolStr,
}

/// A graph, ready to be walked many times.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(super) nodes: Arc<Vec<PlanNode>>,
    pub(super) by_id: Arc<HashMap<NodeId, usize>>,
    pub(super) wires: usize,
    /// The workflow's name in messages.
    pub(super) name: SmolStr,
    pub(super) id: Option<SmolStr>,
    pub(super) trigger_id: Option<SmolStr>,
}

static NULL: Value = Value::Null;

impl PlanNode {
    /// The node as it is stored.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The `id` inside of the node, which debug posts name.
    pub fn inner_id(&self) -> &Value {
        self.value.get("id").unwrap_or(&NULL)
    }

    /// A field of the node's `data`.
    pub fn field(&self, name: &str) -> &Value {
        self.value
            .get("data")
            .and_then(|data| data.get(name))
            .unwrap_or(&NULL)
    }

    pub(super) fn output(&self, name: &str) -> Option<usize> {
        self.outputs.iter().position(|output| output.name == name)
    }
}

impl Plan {
    /// The plan of a document, as the server would have it after a save.
    pub fn of(workflow: &Workflow) -> Self {
        let mut graph = workflow.graph.clone();
        if workflow.is_blueprint() {
            // A blueprint is inserted before it runs, and then keyed by its nodes' ids.
            graph.form = GraphForm::Map;
        }
        let graph = graph.to_server_json();
        let graph = Value::from_serde(&graph);
        let mut plan = Self::of_graph(&graph);
        plan.name = SmolStr::new(&workflow.name);
        plan.id = workflow.id.as_deref().map(SmolStr::new);
        plan.trigger_id = workflow.trigger_id.as_deref().map(SmolStr::new);
        plan
    }

    /// The plan of a graph as it is stored: an object keyed by node id, or a list.
    pub fn of_graph(graph: &Value) -> Self {
        let no_nodes = crate::value::Array::new();
        let entries = graph.as_array().unwrap_or(&no_nodes);
        let mut nodes = Vec::with_capacity(entries.len());
        let mut by_id = HashMap::with_capacity(entries.len());
        for (key, value) in entries.iter() {
            // Frames are a comment (rule 43); what is no array cannot be reached as a node.
            if key == KeyRef::new("_frames") || !value.is_array() {
                continue;
            }
            let id = NodeId::new(key.to_string());
            by_id.insert(id.clone(), nodes.len());
            nodes.push(read_node(id, value));
        }
        let mut wires = 0;
        for wire in nodes
            .iter_mut()
            .flat_map(|node| &mut node.outputs)
            .flat_map(|output| &mut output.wires)
        {
            wire.number = wires;
            wire.node = by_id.get(&wire.target).copied();
            wires += 1;
        }
        Self {
            nodes: Arc::new(nodes),
            by_id: Arc::new(by_id),
            wires,
            name: SmolStr::default(),
            id: None,
            trigger_id: None,
        }
    }

    /// The same plan under another workflow id and name, as error messages give them.
    pub fn named(mut self, id: &str, name: &str) -> Self {
        self.id = Some(SmolStr::new(id));
        self.name = SmolStr::new(name);
        self
    }

    /// The same plan of a workflow that the server keeps for this trigger.
    pub fn stored_for(mut self, trigger: &str) -> Self {
        self.trigger_id = Some(SmolStr::new(trigger));
        self
    }

    /// The first trigger node, where every run starts whatever the workflow says (rule 65).
    pub fn trigger(&self) -> Option<&PlanNode> {
        self.nodes
            .iter()
            .find(|node| node.kind == NodeKind::Trigger)
    }

    /// The node with this id.
    pub fn node(&self, id: &NodeId) -> Option<&PlanNode> {
        self.nodes.get(*self.by_id.get(id)?)
    }
}

fn read_node(id: NodeId, value: &Value) -> PlanNode {
    let text = |name: &str| {
        let field = value.get("data").and_then(|data| data.get(name));
        SmolStr::new(field.and_then(Value::as_str).unwrap_or_default())
    };
    let module = text("id");
    let kind = NodeKind::from_wire(&text("module_type"));
    let field = |name: &str| value.get("data").and_then(|data| data.get(name));
    let params = Params::new(&module, field("indexed_params").unwrap_or(&NULL))
        .with_filter(field("saved_filters").unwrap_or(&NULL));
    PlanNode {
        module_itself: modules::built_in(&module, kind, &params),
        id,
        module,
        kind,
        outputs: read_outputs(value.get("outputs")),
        value: value.clone(),
    }
}

fn read_outputs(outputs: Option<&Value>) -> Vec<Output> {
    let outputs = outputs.and_then(Value::as_array);
    outputs
        .into_iter()
        .flat_map(|outputs| outputs.iter())
        .map(|(name, output)| Output {
            name: SmolStr::new(name.to_string()),
            wires: read_wires(output.get("connections")),
        })
        .collect()
}

fn read_wires(connections: Option<&Value>) -> Vec<Wire> {
    let connections = connections.and_then(Value::as_array);
    connections
        .into_iter()
        .flat_map(|connections| connections.iter())
        .map(|(place, connection)| Wire {
            number: 0,
            place: place.to_key(),
            target: NodeId::new(connection.get("node").unwrap_or(&NULL).to_text()),
            node: None,
            port: SmolStr::new(connection.get("output").unwrap_or(&NULL).to_text()),
        })
        .collect()
}
