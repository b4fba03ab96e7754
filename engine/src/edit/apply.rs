//! What each edit does to the document.

use std::sync::Arc;

use super::{Edit, EditError};
use crate::workflow::{Edge, Graph, Node, NodeId, NodeKind, Placed, PortRef, Workflow};

impl Edit {
    /// Makes the change.
    ///
    /// # Errors
    /// Says why it cannot be made; the workflow may then be half changed, so that
    /// [`History::apply`](super::History::apply), which works on a copy, is what callers use.
    pub(super) fn apply(self, workflow: &mut Workflow) -> Result<(), EditError> {
        let graph = &mut workflow.graph;
        match self {
            Self::AddNode { node, from, to } => {
                let id = add_node(graph, *node)?;
                if let Some(from) = from {
                    connect_first_input(graph, from, &id)?;
                }
                if let Some(to) = to {
                    connect_first_output(graph, &id, to)?;
                }
            }
            Self::PutOnWire { node, at, edge } => {
                node_mut(graph, &node)?.position = at;
                lead_through(graph, &node, &edge)?;
            }
            Self::Insert { placed, .. } => insert(graph, *placed),
            Self::InsertOnWire { node, edge } => insert_on_wire(graph, *node, &edge)?,
            Self::Delete {
                nodes,
                edges,
                reconnect,
            } => {
                for edge in &edges {
                    graph.remove_edge(edge);
                }
                for id in &nodes {
                    delete_node(graph, id, reconnect);
                }
            }
            Self::Move(moves) | Self::Arrange { moves, .. } => {
                for (id, position) in moves {
                    node_mut(graph, &id)?.position = position;
                }
            }
            Self::Connect(edge) => connect(graph, &edge)?,
            Self::MendWire(edge) => graph.add_edge(&edge),
            Self::Rewire { old, new } => {
                if !graph.has_edge(&old) {
                    return Err(EditError::NoWire);
                }
                graph.remove_edge(&old);
                connect(graph, &new)?;
            }
            Self::SetParam { node, param, value } => {
                let params = &mut node_mut(graph, &node)?.params;
                match value {
                    Some(value) => {
                        params.insert(param, value);
                    }
                    None => {
                        params.shift_remove(&param);
                    }
                }
            }
            Self::SetFilter { node, filter } => node_mut(graph, &node)?.filter = filter,
            Self::DeclareCoreFormat(node) => node_mut(graph, &node)?.core_format = true,
            Self::Rename { node, name } => node_mut(graph, &node)?.name = name,
            Self::SetName(name) => workflow.name = name,
            Self::SetDescription(description) => workflow.description = description,
            Self::SetDebug(on) => workflow.debug_enabled = on,
            Self::SetFrame { id, frame } => match frame {
                Some(frame) => {
                    graph.frames.insert(id, *frame);
                }
                None => {
                    graph.frames.shift_remove(&id);
                }
            },
            Self::SetGraphForm(form) => graph.form = form,
        }
        Ok(())
    }

    /// What the history calls the edit, with the names that `workflow` (before it) knows.
    pub(super) fn label(&self, workflow: &Workflow) -> String {
        let name = |id: &NodeId| {
            let node = workflow.graph.node(id);
            node.map_or_else(|| id.to_string(), |node| node.name.clone())
        };
        match self {
            Self::AddNode { node, .. } | Self::InsertOnWire { node, .. } => {
                format!("Add {}", node.name)
            }
            Self::PutOnWire { node, .. } => format!("Put {} onto a wire", name(node)),
            Self::Insert { label, .. } | Self::Arrange { label, .. } => label.clone(),
            Self::Delete { nodes, edges, .. } => match (nodes.as_slice(), edges.len()) {
                ([], 1) => "Remove a wire".to_owned(),
                ([], count) => format!("Remove {count} wires"),
                ([only], _) => format!("Delete {}", name(only)),
                (several, _) => format!("Delete {} nodes", several.len()),
            },
            Self::Move(moves) => match moves.as_slice() {
                [(only, _)] => format!("Move {}", name(only)),
                several => format!("Move {} nodes", several.len()),
            },
            Self::Connect(edge) => format!(
                "Connect {} to {}",
                name(&edge.from.node),
                name(&edge.to.node)
            ),
            Self::MendWire(edge) => format!("Mend the wire to {}", name(&edge.to.node)),
            Self::Rewire { new, .. } => format!("Rewire to {}", name(&new.to.node)),
            Self::SetParam { node, param, .. } => format!("Change {param} of {}", name(node)),
            Self::SetFilter { node, .. } => format!("Change the filter of {}", name(node)),
            Self::DeclareCoreFormat(node) => format!("Declare the format of {}", name(node)),
            Self::Rename { node, .. } => format!("Rename {}", name(node)),
            Self::SetName(_) => "Rename the workflow".to_owned(),
            Self::SetDescription(_) => "Change the description".to_owned(),
            Self::SetDebug(true) => "Switch debug posts on".to_owned(),
            Self::SetDebug(false) => "Switch debug posts off".to_owned(),
            Self::SetFrame { frame: Some(_), .. } => "Change a frame".to_owned(),
            Self::SetFrame { frame: None, .. } => "Remove a frame".to_owned(),
            Self::SetGraphForm(_) => "Key the nodes by their ids".to_owned(),
        }
    }
}

fn node_mut<'a>(graph: &'a mut Graph, id: &NodeId) -> Result<&'a mut Node, EditError> {
    graph
        .node_mut(id)
        .ok_or_else(|| EditError::NoNode(id.clone()))
}

fn add_node(graph: &mut Graph, node: Node) -> Result<NodeId, EditError> {
    if node.kind == NodeKind::Trigger
        && let Some((_, trigger)) = graph.trigger()
    {
        return Err(EditError::SecondTrigger(trigger.name.clone()));
    }
    let id = graph.free_id();
    graph.nodes.insert(id.clone(), Arc::new(node));
    Ok(id)
}

fn connect(graph: &mut Graph, edge: &Edge) -> Result<(), EditError> {
    graph.may_connect(edge)?;
    graph.add_edge(edge);
    Ok(())
}

/// Connects `from` with the first input of a node, where it has one.
fn connect_first_input(graph: &mut Graph, from: PortRef, id: &NodeId) -> Result<(), EditError> {
    let port = graph
        .node(id)
        .and_then(|node| node.inputs.keys().next().cloned());
    match port {
        Some(port) => connect(
            graph,
            &Edge {
                from,
                to: PortRef::new(id.clone(), port),
            },
        ),
        None => Ok(()),
    }
}

fn insert(graph: &mut Graph, placed: Placed) {
    graph.nodes.extend(placed.nodes);
    for (key, frame) in placed.frames {
        let mut free = key.clone();
        let mut number = 2;
        while graph.frames.contains_key(&free) {
            free = format!("{key}-{number}");
            number += 1;
        }
        graph.frames.insert(free, frame);
    }
}

fn insert_on_wire(graph: &mut Graph, node: Node, edge: &Edge) -> Result<(), EditError> {
    let id = add_node(graph, node)?;
    lead_through(graph, &id, edge)
}

/// Cuts a wire and leads it through a node.
fn lead_through(graph: &mut Graph, id: &NodeId, edge: &Edge) -> Result<(), EditError> {
    if !graph.has_edge(edge) {
        return Err(EditError::NoWire);
    }
    graph.remove_edge(edge);
    connect_first_input(graph, edge.from.clone(), id)?;
    // A node without outputs ends the branch: what was behind stays, unconnected.
    connect_first_output(graph, id, edge.to.clone())
}

/// Connects the first output of a node with `to`, where it has one.
fn connect_first_output(graph: &mut Graph, id: &NodeId, to: PortRef) -> Result<(), EditError> {
    let port = graph
        .node(id)
        .and_then(|node| node.outputs.keys().next().cloned());
    match port {
        Some(port) => connect(
            graph,
            &Edge {
                from: PortRef::new(id.clone(), port),
                to,
            },
        ),
        None => Ok(()),
    }
}

fn delete_node(graph: &mut Graph, id: &NodeId, reconnect: bool) {
    let edges: Vec<Edge> = graph.edges().collect();
    let incoming: Vec<&Edge> = edges.iter().filter(|edge| edge.to.node == *id).collect();
    let outgoing: Vec<&Edge> = edges.iter().filter(|edge| edge.from.node == *id).collect();
    graph.nodes.shift_remove(id);
    drop_links_to(graph, id);
    if reconnect {
        for into in &incoming {
            for out in &outgoing {
                let edge = Edge {
                    from: into.from.clone(),
                    to: out.to.clone(),
                };
                if graph.may_connect(&edge).is_ok() {
                    graph.add_edge(&edge);
                }
            }
        }
    }
    for frame in graph.frames.values_mut() {
        frame.nodes.retain(|member| member != id);
    }
}

fn drop_links_to(graph: &mut Graph, id: &NodeId) {
    for node in graph.nodes.values_mut() {
        let touches =
            |ports: &crate::workflow::Ports| ports.values().flatten().any(|link| link.node == *id);
        // Shared nodes are copied only where something goes.
        if touches(&node.inputs) || touches(&node.outputs) {
            let node = Arc::make_mut(node);
            for links in node.inputs.values_mut().chain(node.outputs.values_mut()) {
                links.retain(|link| link.node != *id);
            }
        }
    }
}
