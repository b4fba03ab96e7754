//! What is shown: nodes, wires and frames with their geometry worked out and indexed, so that a
//! frame costs what is visible and not what there is.

mod frame;
mod part;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use egui::{Pos2, Rect, Vec2, vec2};
use misp_flow_engine::{course::Course, workflow::NodeId};

use super::{
    curve::{self, Curve},
    grid::Grid,
    layout,
    spec::{FrameSpec, NodeKind, NodeSpec, WireId, WireSpec},
    stamp::Stamp,
};
pub(super) use {
    frame::{FRAME_TEXT, Frame},
    part::{Node, Wire},
};

/// Farthest from the origin that a node can be, in canvas units: beyond, places are not told apart
/// in single precision any more.
const FARTHEST: f32 = 1.0e6;

/// A place that can be reckoned with: a file may hold anything.
fn sane(at: Pos2) -> Pos2 {
    let sane = |x: f32| {
        if x.is_nan() {
            0.0
        } else {
            x.clamp(-FARTHEST, FARTHEST)
        }
    };
    Pos2::new(sane(at.x), sane(at.y))
}

/// What is to be shown. Built by the app when the document changes, and kept from frame to frame:
/// building one costs about two microseconds a node, showing it costs nothing that is out of view.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    pub(super) stamp: Stamp,
    pub(super) nodes: Vec<Node>,
    pub(super) wires: Vec<Wire>,
    pub(super) frames: Vec<Frame>,
    index: HashMap<NodeId, u32>,
    wire_index: HashMap<WireId, u32>,
    pub(super) node_grid: Grid,
    pub(super) wire_grid: Grid,
    bounds: Option<Rect>,
}

impl Scene {
    /// Whether a node is in this part of the canvas.
    pub(super) fn any_node_in(&self, part: Rect) -> bool {
        let mut near = Vec::new();
        self.node_grid.query(part, &mut near);
        let nodes = near.into_iter().filter_map(|at| self.node_at(at));
        nodes.map(Node::rect).any(|node| node.intersects(part))
    }

    /// A scene of these nodes, wires and frames; later nodes are painted over earlier ones. Of two
    /// nodes with the same id the first counts. Wires to or from nodes that are not there are left
    /// out; one at a port that its node has not is drawn at the node's first port.
    pub fn new(nodes: Vec<NodeSpec>, wires: Vec<WireSpec>, frames: Vec<FrameSpec>) -> Self {
        let mut scene = Self {
            stamp: Stamp::next(),
            nodes: Vec::with_capacity(nodes.len()),
            wires: Vec::with_capacity(wires.len()),
            ..Self::default()
        };
        for mut spec in nodes {
            spec.pos = sane(spec.pos);
            let at = scene.nodes.len() as u32;
            if scene.index.contains_key(&spec.id) {
                continue;
            }
            scene.index.insert(spec.id.clone(), at);
            let node = Node {
                layout: layout::lay_out(&spec),
                spec,
                incoming: Vec::new(),
                outgoing: Vec::new(),
            };
            scene.node_grid.insert(at, node.rect());
            scene.nodes.push(node);
        }
        for spec in wires {
            scene.add_wire(spec);
        }
        for spec in frames {
            let ids = spec.members.iter();
            let members: Vec<u32> = ids.filter_map(|id| scene.place(id)).collect();
            scene.frames.push(Frame::new(spec, members));
        }
        scene.refresh_frames();
        scene
    }

    fn add_wire(&mut self, spec: WireSpec) {
        let (Some(from), Some(to)) = (self.place(&spec.id.from.node), self.place(&spec.id.to.node))
        else {
            return;
        };
        let at = self.wires.len() as u32;
        let from_port = self.node_at(from).and_then(|node| {
            let outputs = &node.spec.outputs;
            outputs.iter().position(|o| o.name == spec.id.from.port)
        });
        let to_port = self.node_at(to).and_then(|node| {
            let inputs = &node.spec.inputs;
            inputs.iter().position(|name| *name == spec.id.to.port)
        });
        let mut wire = Wire {
            from,
            from_port: from_port.unwrap_or(0),
            to,
            to_port: to_port.unwrap_or(0),
            bounds: Rect::NOTHING,
            labels_key: layout::text_key(&spec.labels),
            spec,
        };
        let Some(curve) = self.curve(&wire, &|_| Vec2::ZERO) else {
            return;
        };
        wire.bounds = curve.bounds();
        self.wire_grid.insert(at, wire.bounds);
        self.wire_index.insert(wire.spec.id.clone(), at);
        self.wires.push(wire);
        if let Some(node) = self.nodes.get_mut(from as usize) {
            node.outgoing.push(at);
        }
        if let Some(node) = self.nodes.get_mut(to as usize) {
            node.incoming.push(at);
        }
    }

    /// Puts nodes elsewhere without building the scene anew; ids that are not there are passed
    /// over. Costs what the moved nodes and their wires cost.
    pub fn move_nodes(&mut self, moves: &[(NodeId, Pos2)]) {
        let mut touched: Vec<u32> = Vec::new();
        for (id, pos) in moves {
            let Some(at) = self.place(id) else { continue };
            let Some(node) = self.nodes.get_mut(at as usize) else {
                continue;
            };
            self.node_grid.remove(at, node.rect());
            node.spec.pos = sane(*pos);
            self.node_grid.insert(at, node.rect());
            touched.extend_from_slice(&node.incoming);
            touched.extend_from_slice(&node.outgoing);
        }
        self.stamp = Stamp::next();
        touched.sort_unstable();
        touched.dedup();
        for at in touched {
            let Some(wire) = self.wires.get(at as usize) else {
                continue;
            };
            let Some(curve) = self.curve(wire, &|_| Vec2::ZERO) else {
                continue;
            };
            self.wire_grid.remove(at, wire.bounds);
            self.wire_grid.insert(at, curve.bounds());
            if let Some(wire) = self.wires.get_mut(at as usize) {
                wire.bounds = curve.bounds();
            }
        }
        self.refresh_frames();
    }

    /// Gives a node another title, summary, icon and badges without building the scene anew. Gives
    /// whether it could: a node with other ports, at another place or of another size needs a new
    /// scene.
    pub fn replace(&mut self, mut spec: NodeSpec) -> bool {
        spec.pos = sane(spec.pos);
        let layout = layout::lay_out(&spec);
        let Some(node) = self
            .place(&spec.id)
            .and_then(|at| self.nodes.get_mut(at as usize))
        else {
            return false;
        };
        let old = &node.spec;
        let fits = old.pos == spec.pos
            && node.layout.size == layout.size
            && old.inputs == spec.inputs
            && old.outputs == spec.outputs;
        if fits {
            (node.spec, node.layout) = (spec, layout);
            self.stamp = Stamp::next();
        }
        fits
    }

    /// A wire's course with its nodes moved by their offsets.
    pub(super) fn curve(&self, wire: &Wire, offset: &dyn Fn(u32) -> Vec2) -> Option<Curve> {
        let from = self.node_at(wire.from)?.output_at(wire.from_port) + offset(wire.from);
        let to = self.node_at(wire.to)?.input_at(wire.to_port) + offset(wire.to);
        let start = from + vec2(layout::PORT, 0.0);
        let end = to - vec2(layout::PORT, 0.0);
        let first = self.node_at(wire.from)?.rect().translate(offset(wire.from));
        let last = self.node_at(wire.to)?.rect().translate(offset(wire.to));
        let (first, last) = (curve::edges(first), curve::edges(last));
        let lowest = |band| self.lowest(curve::rect(band));
        let course = Course::new(start.into(), end.into(), first, last, lowest);
        Some(course.into())
    }

    /// The lowest edge of the nodes that touch an area.
    fn lowest(&self, band: Rect) -> Option<f32> {
        let mut near = Vec::new();
        self.node_grid.query(band, &mut near);
        let nodes = near.iter().filter_map(|at| self.node_at(*at));
        let inside = nodes.map(Node::rect).filter(|node| node.intersects(band));
        inside.map(|node| node.bottom()).reduce(f32::max)
    }

    pub(super) fn node_at(&self, at: u32) -> Option<&Node> {
        self.nodes.get(at as usize)
    }

    pub(super) fn wire_at(&self, at: u32) -> Option<&Wire> {
        self.wires.get(at as usize)
    }

    pub(super) fn place(&self, id: &NodeId) -> Option<u32> {
        self.index.get(id).copied()
    }

    pub(super) fn wire_place(&self, id: &WireId) -> Option<u32> {
        self.wire_index.get(id).copied()
    }

    /// The nodes, in the order they are painted.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = &NodeSpec> {
        self.nodes.iter().map(|node| &node.spec)
    }

    /// The wires.
    pub fn wires(&self) -> impl ExactSizeIterator<Item = &WireSpec> {
        self.wires.iter().map(|wire| &wire.spec)
    }

    /// The node with this id.
    pub fn node(&self, id: &NodeId) -> Option<&NodeSpec> {
        Some(&self.node_at(self.place(id)?)?.spec)
    }

    /// The box of the node with this id, in canvas units.
    pub fn node_rect(&self, id: &NodeId) -> Option<Rect> {
        Some(self.node_at(self.place(id)?)?.rect())
    }

    /// The box of the first trigger, or else of the leftmost node.
    pub(super) fn first(&self) -> Option<Rect> {
        let order = |node: &&Node| (node.spec.kind != NodeKind::Trigger, node.spec.pos.x as i64);
        self.nodes.iter().min_by_key(order).map(Node::rect)
    }

    /// The box of the frame with this key, in canvas units.
    pub fn frame_box(&self, id: &str) -> Option<Rect> {
        let mut frames = self.frames.iter();
        let frame = frames.find(|frame| frame.spec.id == id)?;
        Some(frame.rect)
    }

    /// The boxes of all nodes in canvas units, in the order of [`Self::nodes`].
    pub fn node_rects(&self) -> impl ExactSizeIterator<Item = Rect> {
        self.nodes.iter().map(Node::rect)
    }

    /// What surrounds all nodes and frames, in canvas units; nothing for an empty scene.
    pub fn bounds(&self) -> Option<Rect> {
        self.bounds
    }

    /// The size a node has on the canvas, in canvas units; for automatic layout.
    pub fn node_size(spec: &NodeSpec) -> Vec2 {
        layout::lay_out(spec).size
    }
}
