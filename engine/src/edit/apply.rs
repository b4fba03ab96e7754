//! What each edit does to the document.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{Edit, EditError};
use crate::workflow::{
    Edge, Graph, Join, Node, NodeId, NodeKind, Placed, PortRef, Ports, Workflow,
};

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
            Self::Insert { placed, .. } => insert(graph, *placed)?,
            Self::InsertOnWire { node, edge } => insert_on_wire(graph, *node, &edge)?,
            Self::Delete {
                nodes,
                edges,
                reconnect,
            } => {
                for edge in &edges {
                    graph.remove_edge(edge);
                }
                delete_nodes(graph, &nodes, reconnect);
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
            Self::AcceptVersions(versions) => {
                for (id, version) in versions {
                    node_mut(graph, &id)?.module_version = version;
                }
            }
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
            Self::Replace { with, .. } => replace(workflow, *with),
        }
        Ok(())
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

fn insert(graph: &mut Graph, placed: Placed) -> Result<(), EditError> {
    let (entry, exits) = (placed.entry(), placed.exits());
    let new: HashSet<NodeId> = placed.nodes.keys().cloned().collect();
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
    let (from, wire) = match placed.join {
        Some(Join::Behind(from)) => (from, None),
        Some(Join::Into(wire)) => (wire.from.clone(), Some(wire)),
        None => return Ok(()),
    };
    if let Some(wire) = &wire {
        if !graph.has_edge(wire) {
            return Err(EditError::NoWire);
        }
        graph.remove_edge(wire);
    }
    if let Some(to) = entry {
        connect(graph, &Edge { from, to })?;
    }
    if let Some(Edge { to, .. }) = wire {
        for from in exits {
            let to = to.clone();
            connect(graph, &Edge { from, to })?;
        }
        make_room(graph, &new, &to.node);
    }
    Ok(())
}

/// From a node to the next column, in canvas units: wide enough for MISP's own editor too.
const COLUMN: f64 = 400.0;

/// Moves what is behind inserted nodes to the right, where it stands in their way.
fn make_room(graph: &mut Graph, new: &HashSet<NodeId>, next: &NodeId) {
    let right = new.iter().filter_map(|id| graph.node(id));
    let right = right
        .map(|node| node.position.x)
        .fold(f64::NEG_INFINITY, f64::max);
    let Some(from) = graph.node(next).map(|node| node.position.x) else {
        return;
    };
    let shift = right + COLUMN - from;
    if !(shift.is_finite() && shift > 0.0) {
        return;
    }
    let mut behind = HashSet::new();
    let mut waiting = vec![next.clone()];
    while let Some(id) = waiting.pop() {
        if !new.contains(&id)
            && let Some(node) = graph.node(&id)
            && node.position.x >= from
        {
            let links = node.outputs.values().flatten();
            let links: Vec<NodeId> = links.map(|link| link.node.clone()).collect();
            if behind.insert(id) {
                waiting.extend(links);
            }
        }
    }
    for id in &behind {
        if let Ok(node) = node_mut(graph, id) {
            node.position.x += shift;
        }
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
    connect_first_output(graph, id, edge.to.clone())?;
    make_room(graph, &HashSet::from([id.clone()]), &edge.to.node);
    Ok(())
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

/// Takes over what another state holds. What both have keeps its place, as patches need it.
fn replace(workflow: &mut Workflow, with: Workflow) {
    workflow.name = with.name;
    workflow.description = with.description;
    workflow.debug_enabled = with.debug_enabled;
    let Graph { nodes, frames, .. } = &mut workflow.graph;
    nodes.retain(|id, _| with.graph.nodes.contains_key(id));
    nodes.extend(with.graph.nodes);
    frames.retain(|id, _| with.graph.frames.contains_key(id));
    frames.extend(with.graph.frames);
}

/// Removes nodes with their wires, and the frames that held nothing else. With `reconnect`, what
/// led into a removed node is connected with what it led to, through other removed nodes as well.
fn delete_nodes(graph: &mut Graph, ids: &[NodeId], reconnect: bool) {
    let gone: HashSet<&NodeId> = ids.iter().filter(|id| graph.node(id).is_some()).collect();
    let bridges = if reconnect {
        bridges(graph, &gone)
    } else {
        Vec::new()
    };
    graph.nodes.retain(|id, _| !gone.contains(id));
    for node in graph.nodes.values_mut() {
        let touches = |ports: &Ports| ports.values().flatten().any(|far| gone.contains(&far.node));
        // Shared nodes are copied only where something goes.
        if touches(&node.inputs) || touches(&node.outputs) {
            let node = Arc::make_mut(node);
            for links in node.inputs.values_mut().chain(node.outputs.values_mut()) {
                links.retain(|link| !gone.contains(&link.node));
            }
        }
    }
    for edge in bridges {
        if graph.may_connect(&edge).is_ok() {
            graph.add_edge(&edge);
        }
    }
    let Graph { nodes, frames, .. } = graph;
    frames.retain(|_, frame| {
        let before = frame.nodes.len();
        frame.nodes.retain(|member| !gone.contains(member));
        frame.nodes.len() == before || frame.nodes.iter().any(|id| nodes.contains_key(id))
    });
}

/// The wires that take the place of the removed nodes, in the order of the wires that end there.
fn bridges(graph: &Graph, gone: &HashSet<&NodeId>) -> Vec<Edge> {
    let mut behind: HashMap<NodeId, Vec<PortRef>> = HashMap::new();
    let mut entering = Vec::new();
    for edge in graph.edges() {
        let (from, to) = (gone.contains(&edge.from.node), gone.contains(&edge.to.node));
        if from {
            behind
                .entry(edge.from.node.clone())
                .or_default()
                .push(edge.to.clone());
        } else if to {
            entering.push(edge);
        }
    }
    let mut bridges = Vec::new();
    for edge in entering {
        let mut seen = HashSet::new();
        let mut open = vec![edge.to.clone()];
        while let Some(port) = open.pop() {
            if !gone.contains(&port.node) {
                bridges.push(Edge {
                    from: edge.from.clone(),
                    to: port,
                });
            } else if seen.insert(port.node.clone()) {
                let next = behind.get(&port.node).into_iter().flatten().rev();
                open.extend(next.cloned());
            }
        }
    }
    bridges
}
