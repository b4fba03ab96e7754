//! Workflows for tests, from a few words of JSON.

use serde_json::{Value as Json, json};

use crate::{
    catalogue::Catalogue,
    workflow::{Edge, Node, NodeFilter, NodeId, PortRef, Position, Workflow},
};

/// A workflow from a list of nodes: `[module, params, from, filter]`, numbered from 1. A node
/// stands behind output 1 of the one before it, unless `from` says which (`"2.2 3.1"`: output 2 of
/// node 2 and output 1 of node 3; `""`: nothing leads to it). The trigger is event-publish where none is named first.
pub(super) fn flow(nodes: &Json) -> Workflow {
    let mut workflow = Workflow::new("Test");
    let nodes = nodes.as_array().unwrap();
    let starts = nodes.first().is_some_and(|node| {
        let module = Catalogue::bundled().get(node[0].as_str().unwrap());
        module.is_some_and(|module| module.trigger.is_some())
    });
    let trigger = json!(["event-publish", {}]);
    let trigger = (!starts).then_some(&trigger);
    for (number, spec) in (1..).zip(trigger.into_iter().chain(nodes)) {
        add(&mut workflow, number, spec);
    }
    workflow
}

fn add(workflow: &mut Workflow, number: u64, spec: &Json) {
    let module = spec[0].as_str().unwrap();
    let module = Catalogue::bundled().get(module).expect(module);
    let mut node = Node::of(module, Position::default());
    for (param, value) in spec[1].as_object().into_iter().flatten() {
        node.params.insert(param.clone(), value.clone());
    }
    if let Some(filter) = spec[3].as_object() {
        let field = |name: &str| filter.get(name).map_or("", |text| text.as_str().unwrap());
        node.filter = NodeFilter {
            selector: field("selector").to_owned(),
            value: field("value").to_owned(),
            operator: field("operator").to_owned(),
            path: field("path").to_owned(),
        };
    }
    workflow
        .graph
        .nodes
        .insert(NodeId::from(number), node.into());
    let before = format!("{}.1", number - 1);
    let from = spec[2].as_str().unwrap_or(&before);
    let wires = from.split(' ').filter_map(|from| from.split_once('.'));
    for (node, output) in wires.filter(|_| number > 1) {
        let from = PortRef::new(NodeId::new(node), format!("output_{output}"));
        let to = PortRef::new(NodeId::from(number), "input_1");
        workflow.graph.add_edge(&Edge { from, to });
    }
}
