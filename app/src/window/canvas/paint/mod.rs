//! Painting, from the back to the front: dots, frames, wires, nodes, what is being dragged.
//!
//! How much is painted depends on the zoom: text goes before boxes do. Wires, dots and far nodes
//! go into meshes of their own, whose buffers are kept; near nodes are egui shapes.

mod backdrop;
mod breaks;
mod drag;
mod far;
mod found;
mod mesh;
mod minimap;
mod near;
mod node;
mod run;
mod small;
mod stencil;
mod wire;

use std::sync::Arc;

use egui::{Align2, Color32, Context, Galley, Mesh, Painter, Pos2, Rect, Shape, Ui, Vec2};

use super::{
    overlay::Overlay, scene::Scene, state::CanvasState, text_cache::TextCache, view::Projection,
};
use crate::window::theme::Colours;

pub(super) use near::tooltip;

/// From this zoom on, nodes are painted with all of their text, which is too small to read below:
/// there it keeps its size, and as much of it is shown as has room.
const FULL_ZOOM: f32 = 0.9;
/// From this zoom on, nodes have their titles; below, they are boxes.
const TITLE_ZOOM: f32 = 0.26;

/// How much of a node is painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Detail {
    Full,
    Title,
    Box,
}

impl Detail {
    fn at(zoom: f32) -> Self {
        if zoom >= FULL_ZOOM {
            Self::Full
        } else if zoom >= TITLE_ZOOM {
            Self::Title
        } else {
            Self::Box
        }
    }
}

/// Buffers that are kept from frame to frame, so that a frame allocates little.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// What a hit test found.
    pub hits: Vec<u32>,
    /// The nodes in view, in the order they are painted.
    pub nodes: Vec<u32>,
    /// The wires in view, in the order they are painted.
    pub wires: Vec<u32>,
    shapes: Vec<Shape>,
    dots: Arc<Mesh>,
    lines: Arc<Mesh>,
    boxes: Arc<Mesh>,
}

/// A kept mesh, emptied. egui has dropped its share of it once the last frame is drawn; where it
/// has not, a new one is made.
fn emptied(mut kept: Arc<Mesh>) -> Arc<Mesh> {
    match Arc::get_mut(&mut kept) {
        Some(mesh) => {
            mesh.clear();
            kept
        }
        None => Arc::default(),
    }
}

/// What everything is painted with.
struct Pen<'a> {
    ctx: &'a Context,
    colours: &'static Colours,
    projection: Projection,
    /// The part of the canvas in view, in canvas units.
    seen: Rect,
    shapes: &'a mut Vec<Shape>,
    text: &'a mut TextCache,
    /// Size of a physical pixel in points.
    pixel: f32,
}

impl Pen<'_> {
    fn zoom(&self) -> f32 {
        self.projection.zoom
    }

    fn add(&mut self, shape: impl Into<Shape>) {
        self.shapes.push(shape.into());
    }

    /// Paints a mesh that is kept; it must not be empty for egui to take it.
    fn mesh(&mut self, mesh: &Arc<Mesh>) {
        if !mesh.is_empty() {
            self.shapes.push(Shape::Mesh(mesh.clone()));
        }
    }

    /// Paints a laid-out text with one of its corners, or its middle, at this point of the window.
    fn galley(&mut self, at: Pos2, anchor: Align2, galley: Arc<Galley>, colour: Color32) -> Rect {
        let rect = anchor.anchor_size(at, galley.size());
        if !galley.is_empty() {
            self.shapes.push(Shape::galley(rect.min, galley, colour));
        }
        rect
    }

    /// Paints a short text that is part of the program, at a font size in points.
    fn label(&mut self, at: Pos2, anchor: Align2, text: &'static str, size: f32, colour: Color32) {
        let key = text.as_ptr() as u64 ^ (text.len() as u64).rotate_left(48);
        let galley = self.text.get(self.ctx, key, size, None, || text.to_owned());
        self.galley(at, anchor, galley, colour);
    }

    /// A colour for what a run did not reach: close to the canvas.
    fn dim(&self, colour: Color32, dim: bool) -> Color32 {
        if dim {
            colour.lerp_to_gamma(self.colours.ground, 0.62)
        } else {
            colour
        }
    }
}

/// Paints the scene.
pub(super) fn paint(
    ui: &Ui,
    painter: &Painter,
    state: &mut CanvasState,
    scene: &Scene,
    overlay: &Overlay,
) {
    let colours = Colours::of(ui.visuals());
    let ppp = ui.ctx().pixels_per_point();
    let projection = state.projection().snapped(ppp);
    let seen = projection.canvas_rect(state.viewport());
    find_visible(state, scene, seen);

    let mut scratch = std::mem::take(&mut state.scratch);
    let mut text = std::mem::take(&mut state.text);
    let mut shapes = std::mem::take(&mut scratch.shapes);
    text.begin_frame(ui.ctx());
    let mut pen = Pen {
        ctx: ui.ctx(),
        colours,
        projection,
        seen,
        shapes: &mut shapes,
        text: &mut text,
        pixel: 1.0 / ppp,
    };
    let view = Shown {
        state,
        scene,
        overlay,
        offset: state.drag_offset(),
        detail: Detail::at(projection.zoom),
    };
    scratch.dots = emptied(scratch.dots);
    backdrop::dots(&mut pen, state.viewport(), &mut scratch.dots);
    backdrop::frames(&mut pen, &view);
    scratch.lines = emptied(scratch.lines);
    wire::wires(&mut pen, &view, &scratch.wires, &mut scratch.lines);
    if view.detail == Detail::Box {
        scratch.boxes = emptied(scratch.boxes);
        far::nodes(&mut pen, &view, &scratch.nodes, &mut scratch.boxes);
    } else {
        for place in scratch.nodes.iter().copied() {
            node::node(&mut pen, &view, place);
        }
    }
    breaks::dots(&mut pen, &view);
    found::rings(&mut pen, &view, &scratch.nodes);
    drag::drag(&mut pen, &view);
    minimap::minimap(ui, state, scene, overlay, &mut shapes);
    painter.extend(shapes.drain(..));
    scratch.shapes = shapes;
    state.scratch = scratch;
    state.text = text;
}

/// What is painted.
struct Shown<'a> {
    state: &'a CanvasState,
    scene: &'a Scene,
    overlay: &'a Overlay,
    /// By how much selected nodes are off their place.
    offset: Vec2,
    detail: Detail,
}

impl Shown<'_> {
    /// Where the pointer is, if that is on the canvas.
    fn pointer(&self, ctx: &Context) -> Option<Pos2> {
        let pointer = ctx.pointer_interact_pos();
        pointer.filter(|at| self.state.viewport().contains(*at))
    }

    fn offset_of(&self, node: u32) -> Vec2 {
        if self.offset != Vec2::ZERO && self.state.flags.node_selected(node) {
            self.offset
        } else {
            Vec2::ZERO
        }
    }
}

/// Finds the nodes and wires in view, and puts what is selected last, that is, on top.
fn find_visible(state: &mut CanvasState, scene: &Scene, seen: Rect) {
    let dragged = state.drag_offset() != Vec2::ZERO;
    let mut nodes = std::mem::take(&mut state.scratch.nodes);
    let mut wires = std::mem::take(&mut state.scratch.wires);
    let around = seen.expand(24.0);
    let flags = &state.flags;
    if scene.bounds().is_some_and(|all| around.contains_rect(all)) {
        nodes.clear();
        nodes.extend(0..scene.nodes.len() as u32);
        wires.clear();
        wires.extend(0..scene.wires.len() as u32);
    } else {
        scene.node_grid.query(around, &mut nodes);
        scene.wire_grid.query(around, &mut wires);
    }
    nodes.retain(|place| {
        let node = scene.node_at(*place);
        node.is_some_and(|node| node.rect().intersects(around))
            && !(dragged && flags.node_selected(*place))
    });
    wires.retain(|place| {
        let wire = scene.wire_at(*place);
        wire.is_some_and(|wire| {
            let moved = flags.node_selected(wire.from) || flags.node_selected(wire.to);
            wire.bounds.intersects(around) && !(dragged && moved)
        })
    });
    if dragged {
        let selected = state.selection().nodes();
        for place in selected.filter_map(|id| scene.place(id)) {
            let Some(node) = scene.node_at(place) else {
                continue;
            };
            nodes.push(place);
            wires.extend_from_slice(&node.outgoing);
            let others = node.incoming.iter().copied();
            wires.extend(others.filter(|place| {
                let wire = scene.wire_at(*place);
                wire.is_some_and(|wire| !flags.node_selected(wire.from))
            }));
        }
    }
    nodes.sort_by_key(|place| flags.node_selected(*place));
    wires.sort_by_key(|place| flags.wire_selected(*place));
    state.scratch.nodes = nodes;
    state.scratch.wires = wires;
}
