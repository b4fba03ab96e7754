//! What is said when a blueprint was inserted.

use std::collections::HashSet;

use misp_flow_engine::workflow::{Edge, Graph, Node, NodeKind};

use super::Blueprint;
use crate::state::clipboard::nodes;

/// What was added, what was left out and why, and what to do next. `started` is the blueprint
/// with the trigger that was added with it; `joined` says that it was connected.
pub(super) fn inserted(blueprint: &Blueprint, started: Option<&Graph>, joined: bool) -> String {
    let graph = &blueprint.workflow.graph;
    let mut words = vec![format!(
        "Inserted {}, {}",
        blueprint.name(),
        nodes(blueprint.size() + usize::from(started.is_some()))
    )];
    let trigger = started.and_then(Graph::trigger);
    match trigger {
        Some((_, trigger)) => words.push(format!("It starts with {}", trigger.name)),
        None => words.extend(trigger_left_out(graph)),
    }
    words.extend(wires_left_out(graph));
    if trigger.is_none() && !joined {
        words.extend(first_to_connect(graph));
    }
    if let Some(about) = blueprint.about().filter(|about| !about.fill_in.is_empty()) {
        words.push(format!("Look at: {}", about.fill_in.join("; ")));
    }
    words.join(". ")
}

fn is_trigger(node: &Node) -> bool {
    node.kind == NodeKind::Trigger
}

fn trigger_left_out(graph: &Graph) -> Option<String> {
    let mut triggers = graph.nodes.values().filter(|node| is_trigger(node));
    let name = &triggers.next()?.name;
    Some(format!(
        "Its trigger {name} was left out, since a workflow has exactly one"
    ))
}

/// Wires to nodes that the blueprint does not hold. Those of its trigger are told with that.
fn wires_left_out(graph: &Graph) -> Option<String> {
    let is_there =
        |edge: &Edge| graph.node(&edge.from.node).is_some() && graph.node(&edge.to.node).is_some();
    let told_once = graph.half_edges().into_iter().map(|(edge, _)| edge);
    let missing: HashSet<Edge> = graph
        .edges()
        .chain(told_once)
        .filter(|edge| !is_there(edge))
        .collect();
    let at = missing
        .iter()
        .flat_map(|edge| [&edge.from.node, &edge.to.node])
        .find_map(|id| graph.node(id))?;
    Some(match missing.len() {
        1 => format!(
            "A wire of {} led to a node that the blueprint does not hold, so it was left out",
            at.name
        ),
        count => format!(
            "{count} wires led to nodes that the blueprint does not hold, so they were left out, the first of them at {}",
            at.name
        ),
    })
}

/// The node to connect first.
fn first_to_connect(graph: &Graph) -> Option<String> {
    let led_to: HashSet<_> = graph
        .edges()
        .filter(|edge| {
            graph
                .node(&edge.from.node)
                .is_some_and(|node| !is_trigger(node))
        })
        .map(|edge| edge.to.node)
        .collect();
    let mut first = graph
        .nodes
        .iter()
        .filter(|(id, node)| !is_trigger(node) && !led_to.contains(*id));
    let (_, node) = first.next()?;
    Some(format!("Connect {} to run it", node.name))
}
