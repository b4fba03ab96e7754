//! What is shown: nodes, wires and frames with their geometry worked out and indexed, so that a
//! frame costs what is visible and not what there is.

use std::collections::HashMap;

use egui::{Pos2, Rect, Vec2, vec2};
use misp_flow_engine::workflow::NodeId;

use super::{
    curve::Curve,
    grid::Grid,
    layout::{self, Layout},
    measure,
    spec::{BadgeKind, FrameSpec, NodeKind, NodeSpec, PortRef, Severity, WireId, WireSpec},
    stamp::Stamp,
};

/// Space between a frame's edge and its nodes.
const FRAME_PAD: f32 = 26.0;
/// Height of the first row of a frame's title above its nodes, and of each further row.
const FRAME_TITLE: f32 = 30.0;
const FRAME_ROW: f32 = 18.0;
/// Font size of a frame's title, and the room beside it.
pub(super) const FRAME_TEXT: f32 = 14.0;
const FRAME_INDENT: f32 = 14.0;
/// Most rows of a title on the canvas; the tooltip has all of it.
const FRAME_ROWS: usize = 8;
/// Size and distance of frames without nodes, which stand above the graph.
const LOOSE: Vec2 = vec2(240.0, 44.0);
const LOOSE_GAP: f32 = 24.0;

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

/// A node with its layout and its wires.
#[derive(Clone, Debug)]
pub(super) struct Node {
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

    /// Whether it cannot work as it is.
    pub fn broken(&self) -> bool {
        let badges = self.spec.badges.iter();
        let mut kinds = badges.map(|badge| badge.kind);
        kinds.any(|kind| {
            matches!(
                kind,
                BadgeKind::UnknownModule | BadgeKind::Problem(Severity::Error)
            )
        })
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
pub(super) struct Wire {
    pub spec: WireSpec,
    pub from: u32,
    pub from_port: usize,
    pub to: u32,
    pub to_port: usize,
    pub bounds: Rect,
    pub labels_key: u64,
}

/// A frame with the members that exist.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub spec: FrameSpec,
    pub members: Vec<u32>,
    pub rect: Rect,
    /// The title in rows as wide as the frame.
    pub title: measure::Wrapped,
    pub title_key: u64,
}

impl Frame {
    /// Whether it surrounds nothing that is there.
    pub fn is_loose(&self) -> bool {
        self.members.is_empty()
    }

    /// How high its title is, in canvas units.
    pub fn title_height(&self) -> f32 {
        FRAME_TITLE + self.title.rows.saturating_sub(1) as f32 * FRAME_ROW
    }

    /// Breaks the title into rows for a frame of this width.
    fn wrap_title(&mut self, width: f32) {
        let room = (width - 2.0 * FRAME_INDENT).max(40.0);
        self.title = measure::wrap_lines(&self.spec.title, FRAME_TEXT, room, FRAME_ROWS);
        self.title_key = layout::text_key(&self.title.text);
    }
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
            scene.frames.push(Frame {
                rect: Rect::NOTHING,
                title: measure::Wrapped::default(),
                title_key: 0,
                members,
                spec,
            });
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

    fn refresh_frames(&mut self) {
        let mut bounds: Option<Rect> = None;
        let mut add = |rect: Rect| {
            bounds = Some(bounds.map_or(rect, |all| all.union(rect)));
        };
        for node in &self.nodes {
            add(node.rect());
        }
        let mut frames = std::mem::take(&mut self.frames);
        for frame in frames.iter_mut().filter(|frame| !frame.is_loose()) {
            let members = self.around(frame, &|_| Vec2::ZERO);
            frame.wrap_title(members.width() + 2.0 * FRAME_PAD);
            frame.rect = self.frame_rect(frame, &|_| Vec2::ZERO);
            add(frame.rect);
        }
        // The format keeps no place for a frame without nodes.
        let corner = bounds.map_or(Pos2::ZERO, |all| all.left_top());
        let mut at = corner - vec2(0.0, LOOSE_GAP);
        for frame in frames.iter_mut().filter(|frame| frame.is_loose()) {
            frame.wrap_title(LOOSE.x);
            let size = vec2(LOOSE.x, LOOSE.y + frame.title_height() - FRAME_TITLE);
            frame.rect = Rect::from_min_size(at - vec2(0.0, size.y), size);
            at.x += LOOSE.x + LOOSE_GAP;
            bounds = Some(bounds.map_or(frame.rect, |all| all.union(frame.rect)));
        }
        self.frames = frames;
        self.bounds = bounds;
    }

    /// What surrounds the members of a frame, each moved by its offset.
    fn around(&self, frame: &Frame, offset: &dyn Fn(u32) -> Vec2) -> Rect {
        let mut rect = Rect::NOTHING;
        for at in &frame.members {
            if let Some(node) = self.node_at(*at) {
                rect = rect.union(node.rect().translate(offset(*at)));
            }
        }
        rect
    }

    /// The frame's box with its members moved by their offsets; one without members stays.
    pub(super) fn frame_rect(&self, frame: &Frame, offset: &dyn Fn(u32) -> Vec2) -> Rect {
        if frame.is_loose() {
            return frame.rect;
        }
        let mut rect = self.around(frame, offset).expand(FRAME_PAD);
        rect.min.y -= frame.title_height() - 6.0;
        rect
    }

    /// A wire's course with its nodes moved by their offsets.
    pub(super) fn curve(&self, wire: &Wire, offset: &dyn Fn(u32) -> Vec2) -> Option<Curve> {
        let from = self.node_at(wire.from)?.output_at(wire.from_port) + offset(wire.from);
        let to = self.node_at(wire.to)?.input_at(wire.to_port) + offset(wire.to);
        let start = from + vec2(layout::PORT, 0.0);
        Some(Curve::between(start, to - vec2(layout::PORT, 0.0)))
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

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;
    use crate::window::canvas::{NodeKind, OutputSpec};

    fn node(id: u64, x: f32) -> NodeSpec {
        NodeSpec {
            id: NodeId::from(id),
            pos: pos2(x, 0.0),
            kind: NodeKind::Action,
            icon: "",
            title: "Send mail".to_owned(),
            summary: String::new(),
            badges: Vec::new(),
            inputs: vec!["input_1".to_owned()],
            outputs: vec![OutputSpec {
                name: "output_1".to_owned(),
                label: String::new(),
            }],
        }
    }

    fn wire(from: u64, to: u64) -> WireSpec {
        WireSpec {
            id: WireId {
                from: PortRef::new(NodeId::from(from), "output_1"),
                to: PortRef::new(NodeId::from(to), "input_1"),
            },
            labels: String::new(),
        }
    }

    #[test]
    fn a_wire_to_a_node_that_is_not_there_is_left_out() {
        let scene = Scene::new(vec![node(1, 0.0)], vec![wire(1, 2)], Vec::new());
        assert_eq!(scene.wires().len(), 0);
    }

    #[test]
    fn of_two_nodes_with_the_same_id_the_first_counts() {
        let scene = Scene::new(vec![node(1, 0.0), node(1, 900.0)], Vec::new(), Vec::new());
        assert_eq!(scene.nodes().len(), 1);
        assert_eq!(scene.node(&NodeId::from(1)).map(|n| n.pos.x), Some(0.0));
    }

    #[test]
    fn moving_a_node_takes_its_wire_and_frame_along() {
        let frame = FrameSpec {
            id: "f".to_owned(),
            title: String::new(),
            members: vec![NodeId::from(2), NodeId::from(9)],
            class: 0,
        };
        let nodes = vec![node(1, 0.0), node(2, 400.0)];
        let mut scene = Scene::new(nodes, vec![wire(1, 2)], vec![frame]);
        scene.move_nodes(&[(NodeId::from(2), pos2(40_000.0, 0.0))]);
        let there = Rect::from_min_size(pos2(39_900.0, 0.0), vec2(200.0, 50.0));
        let mut found = Vec::new();
        scene.node_grid.query(there, &mut found);
        assert_eq!(found, [1]);
        scene.wire_grid.query(there, &mut found);
        assert_eq!(found, [0]);
        let moved = scene.frames.first().map(|frame| frame.rect);
        assert!(moved.is_some_and(|rect| rect.intersects(there)));
        assert!(
            scene
                .bounds()
                .is_some_and(|all| all.contains_rect(there.shrink(60.0)))
        );
    }

    #[test]
    fn places_that_are_no_numbers_are_brought_to_the_origin() {
        let scene = Scene::new(vec![node(1, f32::NAN)], Vec::new(), Vec::new());
        let rect = scene.node_rect(&NodeId::from(1));
        assert_eq!(rect.map(|rect| rect.min), Some(Pos2::ZERO));
    }
}
