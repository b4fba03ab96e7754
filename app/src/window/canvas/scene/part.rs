//! Nodes and wires as a scene holds them.

use egui::{Pos2, Rect};

use crate::window::canvas::{
    layout::Layout,
    spec::{BadgeKind, NodeSpec, PortRef, Severity, WireSpec},
};

/// A node with its layout and its wires.
#[derive(Clone, Debug)]
pub(in crate::window::canvas) struct Node {
    pub spec: NodeSpec,
    pub layout: Layout,
    /// Wires that enter it and wires that leave it.
    pub incoming: Vec<u32>,
    pub outgoing: Vec<u32>,
}

impl Node {
    pub fn rect(&self) -> Rect {
        Rect::from_min_size(self.spec.pos, self.layout.size)
    }

    /// How bad the worst is that was found about it.
    pub fn worst(&self) -> Option<Severity> {
        let badges = self.spec.badges.iter();
        let found = badges.filter_map(|badge| match badge.kind {
            BadgeKind::Problem(severity) => Some(severity),
            BadgeKind::UnknownModule => Some(Severity::Warning),
            _ => None,
        });
        found.max()
    }

    pub fn input_at(&self, index: usize) -> Pos2 {
        self.spec.pos + self.layout.input(index)
    }

    pub fn output_at(&self, index: usize) -> Pos2 {
        self.spec.pos + self.layout.output(&self.spec, index)
    }

    pub fn input_ref(&self, index: usize) -> Option<PortRef> {
        let name = self.spec.inputs.get(index)?;
        Some(PortRef::new(self.spec.id.clone(), name.as_str()))
    }

    pub fn output_ref(&self, index: usize) -> Option<PortRef> {
        let output = self.spec.outputs.get(index)?;
        Some(PortRef::new(self.spec.id.clone(), output.name.as_str()))
    }
}

/// A wire with the places of its ends in the list of nodes.
#[derive(Clone, Debug)]
pub(in crate::window::canvas) struct Wire {
    pub spec: WireSpec,
    pub from: u32,
    pub from_port: usize,
    pub to: u32,
    pub to_port: usize,
    pub bounds: Rect,
    pub labels_key: u64,
}
