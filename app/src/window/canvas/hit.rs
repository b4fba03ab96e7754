//! What is at a point of the canvas. Ports come before badges, badges before nodes, nodes before
//! wires, wires before frames; of two that overlap, the one painted on top.

use egui::{Pos2, Rect, Vec2};

use super::{layout, scene::Scene, state::CanvasState};

/// Reach of a port in points, whatever the zoom.
const PORT_REACH: f32 = 11.0;
/// Reach of a port for a wire that is being drawn.
const SNAP_REACH: f32 = 24.0;
/// Reach of a wire in points.
const WIRE_REACH: f32 = 7.0;
/// Reach of a frame's edge in points.
const EDGE_REACH: f32 = 5.0;
/// Below this zoom ports are too small to be aimed at.
pub(super) const PORT_ZOOM: f32 = 0.28;

/// Something on the canvas, told by its place in the scene's lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Hit {
    /// The empty canvas.
    #[default]
    Nothing,
    Input {
        node: u32,
        port: usize,
    },
    Output {
        node: u32,
        port: usize,
    },
    Badge {
        node: u32,
        badge: usize,
    },
    Node(u32),
    Wire(u32),
    /// The title of a frame.
    Frame(u32),
    /// An edge or a corner of a frame.
    FrameEdge(u32, Side),
}

/// An edge or corner of a box: -1 for left or top, 1 for right or bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Side {
    pub x: i8,
    pub y: i8,
}

impl Side {
    /// The edge or corner of a box that this point is within reach of.
    fn of(rect: Rect, at: Pos2, reach: f32) -> Option<Self> {
        if !rect.expand(reach).contains(at) {
            return None;
        }
        let near = |x: f32, low: f32, high: f32| {
            i8::from((x - high).abs() <= reach) - i8::from((x - low).abs() <= reach)
        };
        let side = Self {
            x: near(at.x, rect.left(), rect.right()),
            y: near(at.y, rect.top(), rect.bottom()),
        };
        (side.x != 0 || side.y != 0).then_some(side)
    }

    /// The box with this edge or corner put to a point.
    pub fn pulled(self, mut rect: Rect, to: Pos2) -> Rect {
        match self.x {
            -1 => rect.min.x = to.x,
            1 => rect.max.x = to.x,
            _ => {}
        }
        match self.y {
            -1 => rect.min.y = to.y,
            1 => rect.max.y = to.y,
            _ => {}
        }
        Rect::from_two_pos(rect.min, rect.max)
    }
}

impl Hit {
    /// The node that is meant, also by one of its parts.
    pub fn node(self) -> Option<u32> {
        match self {
            Self::Input { node, .. }
            | Self::Output { node, .. }
            | Self::Badge { node, .. }
            | Self::Node(node) => Some(node),
            Self::Nothing | Self::Wire(_) | Self::Frame(_) | Self::FrameEdge(..) => None,
        }
    }
}

/// Which ports count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ports {
    Both,
    Inputs,
    Outputs,
}

impl CanvasState {
    /// What is at this point, in canvas units.
    pub(super) fn hit(&mut self, scene: &Scene, at: Pos2) -> Hit {
        let zoom = self.view().zoom();
        if zoom >= PORT_ZOOM
            && let Some(port) = self.port_hit(scene, at, Ports::Both, PORT_REACH)
        {
            return port;
        }
        if let Some(node) = self.node_hit(scene, at) {
            return badge_hit(scene, node, at).unwrap_or(Hit::Node(node));
        }
        if let Some(wire) = self.wire_hit(scene, at, WIRE_REACH / zoom) {
            return Hit::Wire(wire);
        }
        let frames = scene.frames.iter().enumerate().rev();
        for (index, frame) in frames {
            let side = Side::of(frame.rect, at, EDGE_REACH / zoom);
            if let Some(side) = side.filter(|_| !frame.is_loose()) {
                return Hit::FrameEdge(index as u32, side);
            }
            let mut title = frame.rect;
            title.max.y = title.min.y + frame.title_height().max(22.0 / zoom);
            if title.contains(at) {
                return Hit::Frame(index as u32);
            }
        }
        Hit::Nothing
    }

    /// The port nearest to this point, for a wire that is being drawn.
    pub(super) fn snap(&mut self, scene: &Scene, at: Pos2, ports: Ports) -> Option<Hit> {
        if self.view().zoom() < PORT_ZOOM {
            return None;
        }
        self.port_hit(scene, at, ports, SNAP_REACH)
    }

    fn port_hit(&mut self, scene: &Scene, at: Pos2, ports: Ports, reach: f32) -> Option<Hit> {
        let reach = (reach / self.view().zoom()).min(layout::HEADER * 0.5);
        let around = Rect::from_center_size(at, Vec2::splat(2.0 * reach));
        let mut best = (reach, None);
        let mut found = std::mem::take(&mut self.scratch.hits);
        scene
            .node_grid
            .query(around.expand(layout::WIDTH), &mut found);
        // From the top down, and only nearer ones after that: the upper of two equal ones wins.
        for place in found.iter().rev().copied() {
            let Some(node) = scene.node_at(place) else {
                continue;
            };
            if !node.rect().expand(reach).contains(at) {
                continue;
            }
            if ports != Ports::Outputs {
                for port in 0..node.spec.inputs.len() {
                    let away = node.input_at(port).distance(at);
                    if away < best.0 {
                        best = (away, Some(Hit::Input { node: place, port }));
                    }
                }
            }
            if ports != Ports::Inputs {
                for port in 0..node.spec.outputs.len() {
                    let away = node.output_at(port).distance(at);
                    if away < best.0 {
                        best = (away, Some(Hit::Output { node: place, port }));
                    }
                }
            }
        }
        self.scratch.hits = found;
        best.1
    }

    /// The topmost node at this point; selected ones are painted on top.
    pub(super) fn node_hit(&mut self, scene: &Scene, at: Pos2) -> Option<u32> {
        let mut found = std::mem::take(&mut self.scratch.hits);
        scene
            .node_grid
            .query(Rect::from_min_max(at, at), &mut found);
        found.retain(|place| {
            let node = scene.node_at(*place);
            node.is_some_and(|node| node.rect().contains(at))
        });
        let top = found
            .iter()
            .copied()
            .max_by_key(|place| (self.flags.node_selected(*place), *place));
        self.scratch.hits = found;
        top
    }

    /// The wire nearest to this point, within this reach in canvas units.
    pub(super) fn wire_hit(&mut self, scene: &Scene, at: Pos2, reach: f32) -> Option<u32> {
        let around = Rect::from_center_size(at, Vec2::splat(2.0 * reach));
        let mut best = (reach, None);
        let mut found = std::mem::take(&mut self.scratch.hits);
        scene.wire_grid.query(around, &mut found);
        for place in found.iter().copied() {
            let Some(wire) = scene.wire_at(place) else {
                continue;
            };
            if !wire.bounds.expand(reach).contains(at) {
                continue;
            }
            let Some(curve) = scene.curve(wire, &|_| Vec2::ZERO) else {
                continue;
            };
            let away = curve.distance(at);
            if away < best.0 {
                best = (away, Some(place));
            }
        }
        self.scratch.hits = found;
        best.1
    }
}

fn badge_hit(scene: &Scene, place: u32, at: Pos2) -> Option<Hit> {
    let node = scene.node_at(place)?;
    let inside = (at - node.spec.pos).to_pos2();
    let count = node.spec.badges.len();
    let badge = (0..count).find(|index| layout::badge(*index, count).contains(inside))?;
    Some(Hit::Badge { node: place, badge })
}
