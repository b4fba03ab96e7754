//! Putting nodes from elsewhere (a blueprint, the clipboard) into a graph.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use indexmap::IndexMap;

use super::{Edge, Frame, FrameId, Graph, Link, Node, NodeId, NodeKind, PortRef, Ports, Position};

/// Nodes with new ids, ready to be added to a graph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Placed {
    /// The nodes under their new ids, connected among themselves only.
    pub nodes: IndexMap<NodeId, Arc<Node>>,
    /// The frames around them, under their old keys.
    pub frames: IndexMap<FrameId, Frame>,
    /// How many triggers were left out.
    pub triggers_skipped: usize,
    /// How many edges led outside and were dropped.
    pub edges_dropped: usize,
    /// How they are to be connected with the graph.
    pub join: Option<Join>,
}

/// How added nodes are connected with the graph that they come to.
#[derive(Clone, Debug, PartialEq)]
pub enum Join {
    /// An output leads to their first node.
    Behind(PortRef),
    /// A wire leads through them: to their first node, and on from every output of theirs that
    /// leads nowhere, so that what was behind the wire runs whichever way a run takes.
    Into(Edge),
}

impl Placed {
    /// The input where the nodes are entered: the first one of the leftmost node that nothing of
    /// them leads to.
    pub fn entry(&self) -> Option<PortRef> {
        let open = self.nodes.iter().filter_map(|(id, node)| {
            let free = node.inputs.values().all(Vec::is_empty);
            let port = node.inputs.keys().next().filter(|_| free)?;
            Some((node.position, PortRef::new(id.clone(), port)))
        });
        open.min_by(|(a, _), (b, _)| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)))
            .map(|(_, port)| port)
    }

    /// The outputs that lead nowhere, of the nodes that are reached from the entry: where the
    /// nodes end, whichever way a run takes through them. In the order of the nodes.
    pub fn exits(&self) -> Vec<PortRef> {
        let mut reached = HashSet::new();
        let mut waiting: Vec<NodeId> = self.entry().map(|entry| entry.node).into_iter().collect();
        while let Some(id) = waiting.pop() {
            if let Some(node) = self.nodes.get(&id)
                && reached.insert(id)
            {
                let links = node.outputs.values().flatten();
                waiting.extend(links.map(|link| link.node.clone()));
            }
        }
        let mut exits = Vec::new();
        for (id, node) in &self.nodes {
            let free = node.outputs.iter().filter(|(_, links)| links.is_empty());
            if reached.contains(id) {
                exits.extend(free.map(|(port, _)| PortRef::new(id.clone(), port)));
            }
        }
        exits
    }
}

/// Gives the nodes of `part` ids that are free in `graph` and moves them so that the leftmost
/// stands at `at`. As MISP does when it inserts a blueprint (spec 01): triggers are skipped and
/// connections to nodes outside of the part are dropped. Only a graph without any trigger, which
/// MISP does not know, takes the part's first one.
pub fn place(part: &Graph, graph: &Graph, at: Position) -> Placed {
    let mut placed = Placed::default();
    let mut wants_trigger = graph.trigger().is_none();
    let kept: Vec<(&NodeId, &Arc<Node>)> = part
        .nodes
        .iter()
        .filter(|(_, node)| node.kind != NodeKind::Trigger || std::mem::take(&mut wants_trigger))
        .collect();
    placed.triggers_skipped = part.nodes.len() - kept.len();
    let new_ids: HashMap<&NodeId, NodeId> = kept
        .iter()
        .zip(graph.free_ids())
        .map(|((id, _), free)| (*id, free))
        .collect();
    let corner = leftmost(kept.iter().map(|(_, node)| node.position));
    for (id, node) in &kept {
        let Some(new_id) = new_ids.get(id) else {
            continue;
        };
        let mut node = Node::clone(node);
        node.position.x += at.x - corner.x;
        node.position.y += at.y - corner.y;
        rename_links(&mut node.inputs, &new_ids);
        placed.edges_dropped += rename_links(&mut node.outputs, &new_ids);
        node.take_identity(new_id);
        placed.nodes.insert(new_id.clone(), Arc::new(node));
    }
    for (key, frame) in &part.frames {
        let nodes: Vec<NodeId> = frame
            .nodes
            .iter()
            .filter_map(|id| new_ids.get(id).cloned())
            .collect();
        if !nodes.is_empty() {
            let mut frame = frame.clone();
            frame.nodes = nodes;
            placed.frames.insert(key.clone(), frame);
        }
    }
    placed
}

/// The position of the leftmost node, which blueprints are placed by.
fn leftmost(positions: impl Iterator<Item = Position>) -> Position {
    positions
        .min_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)))
        .unwrap_or_default()
}

/// Renames the far ends of all links; those to unknown nodes are dropped and counted.
fn rename_links(ports: &mut Ports, new_ids: &HashMap<&NodeId, NodeId>) -> usize {
    let mut dropped = 0;
    for links in ports.values_mut() {
        let before = links.len();
        *links = links
            .iter()
            .filter_map(|link| Some(Link::new(new_ids.get(&link.node)?.clone(), &link.port)))
            .collect();
        dropped += before - links.len();
    }
    dropped
}
