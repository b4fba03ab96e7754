//! The graph: nodes by id, their edges, and the frames around them.

use std::{collections::HashSet, sync::Arc};

use indexmap::IndexMap;
use serde_json::Value as Json;
use smol_str::SmolStr;

use super::{Frame, FrameId, Link, Node, NodeId, NodeKind};

/// Whether the file held the nodes as an object or as a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GraphForm {
    /// An object keyed by node id, as the web editor writes it.
    #[default]
    Map,
    /// A list: blueprints, and workflows that somebody saved so. A server then finds a node by its
    /// place in the list, not by its id.
    List,
}

/// A port of a node.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PortRef {
    /// The node.
    pub node: NodeId,
    /// The port's name, `output_1` or `input_1` and so on.
    pub port: SmolStr,
}

impl PortRef {
    /// The port of this name on this node.
    pub fn new(node: NodeId, port: impl AsRef<str>) -> Self {
        Self {
            node,
            port: SmolStr::new(port),
        }
    }
}

/// A connection from an output to an input.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Edge {
    /// The output it leaves.
    pub from: PortRef,
    /// The input it enters.
    pub to: PortRef,
}

/// Nodes by id, in the order of the file, and the frames around them.
///
/// Nodes are shared, so a copy of a graph is cheap and an edit copies only what it touches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// The nodes.
    pub nodes: IndexMap<NodeId, Arc<Node>>,
    /// The frames.
    pub frames: IndexMap<FrameId, Frame>,
    /// How the file held the nodes.
    pub form: GraphForm,
    /// Entries that are no nodes (`null`, texts): kept and written back.
    pub(super) oddities: IndexMap<String, Json>,
}

impl Graph {
    /// The node with this id.
    pub fn node(&self, id: &NodeId) -> Option<&Node> {
        self.nodes.get(id).map(Arc::as_ref)
    }

    /// What a node is called: by its name or else its module, with its number where others have the
    /// same name.
    pub fn numbered_name(&self, id: &NodeId) -> String {
        let Some(node) = self.node(id) else {
            return format!("node {id}");
        };
        let name = match node.name.as_str() {
            "" => node.module.as_str(),
            name => name,
        };
        match self.is_shared(&node.name) {
            true => format!("{name} ({id})"),
            false => name.to_owned(),
        }
    }

    /// Whether several nodes have this name.
    pub fn is_shared(&self, name: &str) -> bool {
        let mut alike = self.nodes.values().filter(|node| node.name == name);
        alike.nth(1).is_some()
    }

    /// The names that several nodes have.
    pub fn shared_names(&self) -> HashSet<&str> {
        let mut seen = HashSet::new();
        let names = self.nodes.values().map(|node| node.name.as_str());
        names.filter(|name| !seen.insert(*name)).collect()
    }

    /// The node with this id, to be changed; copied first if it is shared.
    pub fn node_mut(&mut self, id: &NodeId) -> Option<&mut Node> {
        self.nodes.get_mut(id).map(Arc::make_mut)
    }

    /// The first trigger, which is where MISP starts (vector rule 65).
    pub fn trigger(&self) -> Option<(&NodeId, &Node)> {
        self.nodes
            .iter()
            .find(|(_, node)| node.kind == NodeKind::Trigger)
            .map(|(id, node)| (id, node.as_ref()))
    }

    /// An id that no node has: one more than the largest number.
    pub fn free_id(&self) -> NodeId {
        self.free_ids().next().unwrap_or(NodeId::from(1))
    }

    /// Ids that no node has: the numbers above the largest, and when those end, the gaps below.
    pub(super) fn free_ids(&self) -> impl Iterator<Item = NodeId> {
        let largest = self.nodes.keys().filter_map(NodeId::number).max();
        let above = largest.unwrap_or(0).saturating_add(1)..=u64::MAX;
        let numbers = above.chain(1..=u64::MAX).map(NodeId::from);
        numbers.filter(|id| !self.nodes.contains_key(id))
    }

    /// All edges as the outputs tell them: nodes in order, outputs in order, connections in order.
    /// That is what the walk follows; edges that only an input tells are in [`Graph::half_edges`].
    pub fn edges(&self) -> impl Iterator<Item = Edge> + '_ {
        self.nodes
            .iter()
            .flat_map(|(id, node)| edges_from(id, node))
    }

    /// The edges of [`Graph::edges`] that start at a node.
    pub fn edges_of(&self, id: &NodeId) -> impl Iterator<Item = Edge> + '_ {
        let node = self.nodes.get_key_value(id);
        node.into_iter().flat_map(|(id, node)| edges_from(id, node))
    }

    /// Edges that only one side stores. `true`: only the source does (MISP follows it);
    /// `false`: only the target does (MISP does not).
    pub fn half_edges(&self) -> Vec<(Edge, bool)> {
        let told_by_inputs: Vec<Edge> = self
            .nodes
            .iter()
            .flat_map(|(id, node)| {
                node.inputs.iter().flat_map(move |(port, links)| {
                    links.iter().map(move |link| Edge {
                        from: PortRef::new(link.node.clone(), &link.port),
                        to: PortRef::new(id.clone(), port),
                    })
                })
            })
            .collect();
        let told_by_outputs: Vec<Edge> = self.edges().collect();
        let inputs: HashSet<&Edge> = told_by_inputs.iter().collect();
        let outputs: HashSet<&Edge> = told_by_outputs.iter().collect();
        let only_out = told_by_outputs.iter().filter(|edge| !inputs.contains(edge));
        let only_in = told_by_inputs.iter().filter(|edge| !outputs.contains(edge));
        only_out
            .map(|edge| (edge.clone(), true))
            .chain(only_in.map(|edge| (edge.clone(), false)))
            .collect()
    }

    /// Whether this edge is there, told by its source.
    pub fn has_edge(&self, edge: &Edge) -> bool {
        self.node(&edge.from.node)
            .and_then(|node| node.outputs.get(&edge.from.port))
            .is_some_and(|links| {
                links
                    .iter()
                    .any(|link| link.node == edge.to.node && link.port == edge.to.port)
            })
    }

    /// Adds an edge on both sides; a side that has it already keeps it. Nodes that are not there
    /// are passed over.
    pub fn add_edge(&mut self, edge: &Edge) {
        if let Some(source) = self.node_mut(&edge.from.node) {
            push_link(
                source.outputs.entry(edge.from.port.clone()).or_default(),
                &edge.to,
            );
        }
        if let Some(target) = self.node_mut(&edge.to.node) {
            push_link(
                target.inputs.entry(edge.to.port.clone()).or_default(),
                &edge.from,
            );
        }
    }

    /// Removes an edge from both sides.
    pub fn remove_edge(&mut self, edge: &Edge) {
        let leads_to = |to: &PortRef| {
            let to = to.clone();
            move |link: &Link| link.node == to.node && link.port == to.port
        };
        if let Some(source) = self.node_mut(&edge.from.node)
            && let Some(links) = source.outputs.get_mut(&edge.from.port)
        {
            links.retain(|link| !leads_to(&edge.to)(link));
        }
        if let Some(target) = self.node_mut(&edge.to.node)
            && let Some(links) = target.inputs.get_mut(&edge.to.port)
        {
            links.retain(|link| !leads_to(&edge.from)(link));
        }
    }

    /// The nodes that can be reached from `start` along the edges, `start` first, each once.
    pub fn downstream(&self, start: &NodeId) -> Vec<NodeId> {
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        let mut open = vec![start.clone()];
        while let Some(id) = open.pop() {
            if !seen.insert(id.clone()) {
                continue;
            }
            if let Some(node) = self.node(&id) {
                let next = node.outputs.values().flatten().rev();
                open.extend(next.map(|link| link.node.clone()));
                found.push(id);
            }
        }
        found
    }
}

fn edges_from<'g>(id: &'g NodeId, node: &'g Node) -> impl Iterator<Item = Edge> + 'g {
    node.outputs.iter().flat_map(move |(port, links)| {
        links.iter().map(move |link| Edge {
            from: PortRef::new(id.clone(), port),
            to: PortRef::new(link.node.clone(), &link.port),
        })
    })
}

fn push_link(links: &mut Vec<Link>, far: &PortRef) {
    if !links
        .iter()
        .any(|link| link.node == far.node && link.port == far.port)
    {
        links.push(Link::new(far.node.clone(), &far.port));
    }
}
