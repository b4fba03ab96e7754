//! Which nodes and wires are selected, and whether they were as a frame.

use std::collections::BTreeSet;

use misp_flow_engine::workflow::NodeId;

use super::{spec::WireId, stamp::Stamp};

/// The selected nodes and wires, each in the order of their ids.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    nodes: BTreeSet<NodeId>,
    wires: BTreeSet<WireId>,
    /// The frame by which the nodes, all that it holds, were selected.
    frame: Option<String>,
    pub(super) stamp: Stamp,
}

impl PartialEq for Selection {
    fn eq(&self, other: &Self) -> bool {
        self.nodes == other.nodes && self.wires == other.wires && self.frame == other.frame
    }
}

impl Selection {
    /// These nodes and no wire.
    pub fn of_nodes(nodes: impl IntoIterator<Item = NodeId>) -> Self {
        Self {
            nodes: nodes.into_iter().collect(),
            wires: BTreeSet::new(),
            frame: None,
            stamp: Stamp::next(),
        }
    }

    /// The frame with this id and these nodes, which are all that it holds.
    pub fn of_frame(frame: String, nodes: impl IntoIterator<Item = NodeId>) -> Self {
        Self {
            frame: Some(frame),
            ..Self::of_nodes(nodes)
        }
    }

    /// The id of the frame by which the nodes were selected.
    pub fn frame(&self) -> Option<&str> {
        self.frame.as_deref()
    }

    /// This wire alone.
    pub fn of_wire(wire: WireId) -> Self {
        Self {
            nodes: BTreeSet::new(),
            wires: BTreeSet::from([wire]),
            frame: None,
            stamp: Stamp::next(),
        }
    }

    /// The selected nodes.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = &NodeId> {
        self.nodes.iter()
    }

    /// The selected wires.
    pub fn wires(&self) -> impl ExactSizeIterator<Item = &WireId> {
        self.wires.iter()
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.wires.is_empty()
    }

    /// Whether this node is selected.
    pub fn has_node(&self, id: &NodeId) -> bool {
        self.nodes.contains(id)
    }

    /// Whether this wire is selected.
    pub fn has_wire(&self, id: &WireId) -> bool {
        self.wires.contains(id)
    }

    /// The selected node, where it is one node and nothing else.
    pub fn single(&self) -> Option<&NodeId> {
        if self.nodes.len() == 1 && self.wires.is_empty() {
            self.nodes.first()
        } else {
            None
        }
    }

    /// Adds a node.
    pub fn add_node(&mut self, id: NodeId) {
        self.frame = None;
        self.stamp = Stamp::next();
        self.nodes.insert(id);
    }

    /// Adds a node, or takes it away where it is selected.
    pub fn toggle_node(&mut self, id: &NodeId) {
        self.frame = None;
        self.stamp = Stamp::next();
        if !self.nodes.remove(id) {
            self.nodes.insert(id.clone());
        }
    }

    /// Adds a wire, or takes it away where it is selected.
    pub fn toggle_wire(&mut self, id: &WireId) {
        self.frame = None;
        self.stamp = Stamp::next();
        if !self.wires.remove(id) {
            self.wires.insert(id.clone());
        }
    }

    /// Drops what is not there any more; gives whether anything was.
    pub(super) fn retain(
        &mut self,
        node: impl Fn(&NodeId) -> bool,
        wire: impl Fn(&WireId) -> bool,
    ) -> bool {
        let before = (self.nodes.len(), self.wires.len());
        self.nodes.retain(node);
        self.wires.retain(wire);
        let changed = before != (self.nodes.len(), self.wires.len());
        if changed {
            self.frame = None;
            self.stamp = Stamp::next();
        }
        changed
    }
}
