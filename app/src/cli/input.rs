//! Reading what the commands work on.

use std::{
    collections::HashSet,
    io::Read as _,
    path::{Path, PathBuf},
};

use misp_flow_engine::{
    catalogue::{Catalogue, ModuleKind},
    workflow::{self, Edge, Node, NodeId, NodeKind, PortRef, Position, Workflow},
};

use super::Failure;
use crate::library::{self, StoredEvent};

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map_err(Failure::Input)?;
        return Ok(bytes);
    }
    Ok(library::read(path)?)
}

/// The workflow in a file.
pub(super) fn workflow(path: &Path) -> Result<Workflow, Failure> {
    let failed = |error| Failure::Workflow {
        path: path.to_owned(),
        error,
    };
    workflow::open(&bytes(path)?).map_err(failed)
}

/// The events in a file, at least one.
pub(super) fn events(path: &Path) -> Result<Vec<StoredEvent>, Failure> {
    let failed = |error| Failure::Event {
        path: path.to_owned(),
        error,
    };
    library::read_events(&bytes(path)?).map_err(failed)
}

/// Puts the nodes behind a trigger. A workflow that starts with another trigger starts with this
/// one instead; nodes that no wire leads to, as a blueprint's first ones, are led to from it.
pub(super) fn behind_trigger(workflow: &mut Workflow, trigger: &str) -> Result<(), Failure> {
    let catalogue = Catalogue::bundled();
    let module = catalogue
        .get(trigger)
        .filter(|module| module.kind == ModuleKind::Trigger)
        .ok_or_else(|| {
            let known: Vec<&str> = catalogue
                .of_kind(ModuleKind::Trigger)
                .map(|module| module.id.as_str())
                .collect();
            Failure::UnknownTrigger {
                name: trigger.to_owned(),
                known: known.join(", "),
            }
        })?;
    let graph = &mut workflow.graph;
    let fresh = Node::of(module, Position::default());
    let old = graph.trigger().map(|(id, _)| id.clone());
    if let Some(node) = old.as_ref().and_then(|id| graph.node_mut(id)) {
        node.module = fresh.module;
        node.module_name.clone_from(&fresh.module_name);
        node.name = fresh.name;
        node.params = fresh.params;
        return Ok(());
    }
    let id = free_id(workflow);
    let blueprint = workflow.is_blueprint();
    let graph = &mut workflow.graph;
    let led_to: HashSet<NodeId> = graph.edges().map(|edge| edge.to.node).collect();
    let first: Option<Edge> = graph
        .nodes
        .iter()
        .filter(|(id, node)| !led_to.contains(*id) && node.kind != NodeKind::Trigger)
        .find_map(|(first, node)| {
            let port = node.inputs.keys().next()?;
            Some(Edge {
                from: PortRef::new(id.clone(), "output_1"),
                to: PortRef::new(first.clone(), port),
            })
        });
    // As when MISP inserts a blueprint: what led out of it leads nowhere now.
    let outside: Vec<Edge> = graph
        .edges()
        .filter(|edge| graph.node(&edge.to.node).is_none())
        .collect();
    for edge in outside.iter().filter(|_| blueprint) {
        graph.remove_edge(edge);
    }
    graph.nodes.insert(id, fresh.into());
    if let Some(edge) = first {
        graph.add_edge(&edge);
    }
    Ok(())
}

/// An id for the trigger. In a blueprint, connections may still name nodes of the workflow that it
/// was cut out of; those numbers are passed over, so that nothing is connected by accident.
fn free_id(workflow: &Workflow) -> NodeId {
    let nodes = &workflow.graph.nodes;
    let named = nodes
        .values()
        .flat_map(|node| node.inputs.values().chain(node.outputs.values()).flatten());
    let largest = named
        .map(|link| &link.node)
        .chain(nodes.keys())
        .filter_map(NodeId::number)
        .max();
    NodeId::from(largest.map_or(1, |number| number.saturating_add(1)))
}

/// The workflow in a file, with a trigger to start with.
pub(super) fn startable(path: &PathBuf, trigger: Option<&str>) -> Result<Workflow, Failure> {
    let mut workflow = workflow(path)?;
    match trigger {
        Some(trigger) => behind_trigger(&mut workflow, trigger)?,
        None if workflow.graph.trigger().is_none() => return Err(Failure::NoTrigger(path.clone())),
        None => {}
    }
    Ok(workflow)
}
