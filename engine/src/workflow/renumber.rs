//! Other ids for the nodes of a graph.

use std::{collections::HashMap, sync::Arc};

use super::{Graph, Link, Node, NodeId, Ports};

impl Graph {
    /// The same graph with other ids for some nodes, in links and frames as well. Ids that `new`
    /// does not name stay; two nodes must not end with one id.
    #[must_use]
    pub fn renumbered(&self, new: &HashMap<NodeId, NodeId>) -> Self {
        let other = |id: &NodeId| new.get(id).unwrap_or(id).clone();
        let mut graph = self.clone();
        graph.nodes = self
            .nodes
            .iter()
            .map(|(id, node)| {
                let mut node = Node::clone(node);
                rename(&mut node.inputs, &other);
                rename(&mut node.outputs, &other);
                let now = other(id);
                if now != *id {
                    node.take_identity(&now);
                }
                (now, Arc::new(node))
            })
            .collect();
        for frame in graph.frames.values_mut() {
            frame.nodes = frame.nodes.iter().map(other).collect();
        }
        graph
    }
}

fn rename(ports: &mut Ports, other: &impl Fn(&NodeId) -> NodeId) {
    for link in ports.values_mut().flatten() {
        let node = other(&link.node);
        if node != link.node {
            *link = Link::new(node, &link.port);
        }
    }
}
