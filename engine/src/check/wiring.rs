//! Problems of the wiring: triggers, cycles, wires that lead nowhere or are stored on one side.

use std::collections::{HashMap, HashSet};

use super::problem::{Place, Problem, Severity};
use crate::{
    edit::Edit,
    workflow::{Edge, Graph, GraphForm, NodeId, NodeKind, PortRef, Workflow},
};

pub(super) fn find(workflow: &Workflow, found: &mut Vec<Problem>) {
    let graph = &workflow.graph;
    triggers(workflow, found);
    cycle(graph, found);
    outputs(graph, found);
    wires(graph, found);
    unreachable(workflow, found);
    if graph.form == GraphForm::List && !workflow.is_blueprint() && !graph.nodes.is_empty() {
        found.push(
            Problem::new(
                "list-graph",
                Severity::Warning,
                Place::Workflow,
                "The nodes are stored as a list; MISP then looks a node up by its place in the list, not by its id, and the run goes astray",
            )
            .mended_by("Key the nodes by their ids", Edit::SetGraphForm(GraphForm::Map)),
        );
    }
}

/// The name and id of a node for a message.
pub(super) fn name(graph: &Graph, id: &NodeId) -> String {
    graph.node(id).map_or_else(
        || format!("node {id}"),
        |node| format!("{} ({id})", node.name),
    )
}

fn triggers(workflow: &Workflow, found: &mut Vec<Problem>) {
    let graph = &workflow.graph;
    let triggers: Vec<&NodeId> = graph
        .nodes
        .iter()
        .filter(|(_, node)| node.kind == NodeKind::Trigger)
        .map(|(id, _)| id)
        .collect();
    match triggers.as_slice() {
        [] if !workflow.is_blueprint() => found.push(Problem::new(
            "no-trigger",
            Severity::Error,
            Place::Workflow,
            "The workflow has no trigger; add one, so that MISP knows when to run it",
        )),
        [] | [_] => {}
        [first, others @ ..] => {
            for other in others {
                found.push(
                    Problem::new(
                        "several-triggers",
                        Severity::Error,
                        Place::Node((*other).clone()),
                        format!(
                            "A workflow has exactly one trigger; {} is a second one beside {}",
                            name(graph, other),
                            name(graph, first)
                        ),
                    )
                    .mended_by(
                        "Delete this trigger",
                        Edit::Delete {
                            nodes: vec![(*other).clone()],
                            edges: Vec::new(),
                            reconnect: false,
                        },
                    ),
                );
            }
        }
    }
    if let (Some(wanted), [only]) = (&workflow.trigger_id, triggers.as_slice())
        && let Some(node) = graph.node(only)
        && node.module != *wanted
    {
        found.push(Problem::new(
            "other-trigger",
            Severity::Warning,
            Place::Node((*only).clone()),
            format!(
                "The server keeps this workflow for the trigger {wanted}, but its graph starts with {}; it then never runs",
                node.module
            ),
        ));
    }
}

/// The nodes of one cycle, in the order of its edges.
fn find_cycle(graph: &Graph) -> Option<Vec<NodeId>> {
    let mut done: HashSet<&NodeId> = HashSet::new();
    for root in graph.nodes.keys() {
        let mut path: Vec<(&NodeId, Vec<&NodeId>)> = Vec::new();
        let mut on_path: HashMap<&NodeId, usize> = HashMap::new();
        let mut enter = Some(root);
        loop {
            if let Some(id) = enter.take()
                && !done.contains(id)
                && let Some((id, node)) = graph.nodes.get_key_value(id)
            {
                on_path.insert(id, path.len());
                path.push((
                    id,
                    node.outputs
                        .values()
                        .flatten()
                        .map(|link| &link.node)
                        .collect(),
                ));
            }
            let Some((id, next)) = path.last_mut() else {
                break;
            };
            match next.pop() {
                Some(target) => {
                    if let Some(start) = on_path.get(target) {
                        return Some(
                            path.iter()
                                .skip(*start)
                                .map(|(id, _)| (*id).clone())
                                .collect(),
                        );
                    }
                    enter = Some(target);
                }
                None => {
                    done.insert(id);
                    on_path.remove(id);
                    path.pop();
                }
            }
        }
    }
    None
}

fn cycle(graph: &Graph, found: &mut Vec<Problem>) {
    let Some(nodes) = find_cycle(graph) else {
        return;
    };
    let names: Vec<String> = nodes
        .iter()
        .chain(nodes.first())
        .map(|id| name(graph, id))
        .collect();
    let closing = nodes.last().zip(nodes.first()).and_then(|(last, first)| {
        graph
            .edges()
            .find(|edge| edge.from.node == *last && edge.to.node == *first)
    });
    let place = closing.clone().map_or(Place::Workflow, Place::Wire);
    let problem = Problem::new(
        "cycle",
        Severity::Error,
        place,
        format!(
            "The wires go round in a circle, from {}; MISP refuses to save this",
            names.join(" to ")
        ),
    );
    found.push(match closing {
        Some(edge) => problem.mended_by("Remove the wire that closes the circle", remove(edge)),
        None => problem,
    });
}

fn remove(edge: Edge) -> Edit {
    Edit::Delete {
        nodes: Vec::new(),
        edges: vec![edge],
        reconnect: false,
    }
}

fn outputs(graph: &Graph, found: &mut Vec<Problem>) {
    for (id, node) in &graph.nodes {
        for (port, links) in &node.outputs {
            if links.len() > 1 && !node.multiple_outputs {
                found.push(Problem::new(
                    "several-connections",
                    Severity::Error,
                    Place::Node(id.clone()),
                    format!(
                        "{} has {} connections on {port}; only Concurrent task may have more than one",
                        name(graph, id),
                        links.len()
                    ),
                ));
            }
        }
    }
}

fn wires(graph: &Graph, found: &mut Vec<Problem>) {
    for (edge, from_source) in graph.half_edges() {
        let (from, to) = (name(graph, &edge.from.node), name(graph, &edge.to.node));
        let there = |port: &PortRef| graph.node(&port.node).is_some();
        let problem = match (from_source, there(&edge.from), there(&edge.to)) {
            (true, _, false) => Problem::new(
                "wire-to-nowhere",
                Severity::Error,
                Place::Node(edge.from.node.clone()),
                format!("{from} leads to node {}, which does not exist; the run fails there", edge.to.node),
            )
            .mended_by("Remove this wire", remove(edge)),
            (true, _, true) => Problem::new(
                "half-wire",
                Severity::Warning,
                Place::Wire(edge.clone()),
                format!("The wire from {from} to {to} is stored at its source only; MISP follows it, its editor does not draw it"),
            )
            .mended_by("Store it on both sides", Edit::MendWire(edge)),
            (false, false, _) => Problem::new(
                "wire-from-nowhere",
                Severity::Warning,
                Place::Node(edge.to.node.clone()),
                format!("{to} says that node {} leads to it, which does not exist", edge.from.node),
            )
            .mended_by("Remove this wire", remove(edge)),
            (false, true, _) => Problem::new(
                "half-wire",
                Severity::Warning,
                Place::Node(edge.to.node.clone()),
                format!("The wire from {from} to {to} is stored at its target only; MISP does not follow it"),
            )
            .mended_by("Remove this wire", remove(edge)),
        };
        // A blueprint was cut out of a workflow: what led outside is expected.
        if !(matches!(problem.code, "wire-from-nowhere") && graph.form == GraphForm::List) {
            found.push(problem);
        }
    }
}

fn unreachable(workflow: &Workflow, found: &mut Vec<Problem>) {
    let graph = &workflow.graph;
    let Some((trigger, _)) = graph.trigger() else {
        return;
    };
    let reached: HashSet<NodeId> = graph.downstream(trigger).into_iter().collect();
    for (id, node) in &graph.nodes {
        if !reached.contains(id) && node.kind != NodeKind::Trigger {
            found.push(Problem::new(
                "unreachable",
                Severity::Warning,
                Place::Node(id.clone()),
                format!(
                    "{} never runs: no wire leads to it from the trigger",
                    name(graph, id)
                ),
            ));
        }
    }
}
