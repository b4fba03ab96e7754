//! What nodes and wires are called in sentences, lists and titles.

use egui_phosphor::regular as glyph;
use misp_flow_engine::{
    catalogue::Catalogue,
    workflow::{Edge, NodeId, PortRef, Workflow},
};

use crate::state::State;

/// The name of a node.
pub fn node_name(workflow: &Workflow, id: &NodeId) -> String {
    let node = workflow.graph.node(id).filter(|node| !node.name.is_empty());
    node.map_or_else(|| format!("node {id}"), |node| node.name.clone())
}

/// The name of a node, with its number where others are called the same.
pub fn numbered_name(workflow: &Workflow, id: &NodeId) -> String {
    let name = node_name(workflow, id);
    match workflow.graph.is_shared(&name) {
        true => format!("{name} ({id})"),
        false => name,
    }
}

/// A wire by the names of its ends.
pub fn wire_name(workflow: &Workflow, catalogue: &Catalogue, wire: &Edge) -> String {
    let from = node_name(workflow, &wire.from.node);
    let to = node_name(workflow, &wire.to.node);
    between(&from, label_of(workflow, catalogue, &wire.from), &to)
}

/// A wire by the names of its ends, each with its number where others are called the same.
pub fn numbered_wire_name(state: &State, wire: &Edge) -> String {
    let workflow = state.document().workflow();
    let name = |id: &NodeId| {
        let name = node_name(workflow, id);
        if state.has_namesake(&name) {
            format!("{name} ({id})")
        } else {
            name
        }
    };
    between(
        &name(&wire.from.node),
        label_of(workflow, &state.catalogue, &wire.from),
        &name(&wire.to.node),
    )
}

fn between(from: &str, label: &str, to: &str) -> String {
    match label {
        "" => format!("{from} {} {to}", glyph::ARROW_RIGHT),
        label => format!("{from}, {label} {} {to}", glyph::ARROW_RIGHT),
    }
}

fn label_of<'c>(workflow: &Workflow, catalogue: &'c Catalogue, from: &PortRef) -> &'c str {
    let port = from.port.strip_prefix("output_");
    let port = port.and_then(|port| port.parse().ok()).unwrap_or(0);
    label(workflow, catalogue, &from.node, port)
}

/// How an output, counted from 1, is labelled.
pub fn label<'c>(
    workflow: &Workflow,
    catalogue: &'c Catalogue,
    node: &NodeId,
    port: u8,
) -> &'c str {
    let node = workflow.graph.node(node);
    let module = node.and_then(|node| catalogue.get(&node.module));
    let place = usize::from(port).checked_sub(1);
    let labels = module.map(|module| module.output_labels()).zip(place);
    let label = labels.and_then(|(labels, place)| labels.get(place).copied());
    label.unwrap_or_default()
}
