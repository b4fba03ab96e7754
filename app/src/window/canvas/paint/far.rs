//! Nodes from so far away that no text could be read: a box with a mark of the kind's colour and
//! shape, all in one mesh.

use std::sync::Arc;

use egui::{Color32, Mesh, Rect, Vec2, pos2};

use super::{Pen, Shown, mesh};
use crate::window::canvas::{NodeKind, NodeState, Severity, hit::Hit, scene::Node};

/// Paints the nodes at these places of the scene.
pub(super) fn nodes(pen: &mut Pen<'_>, view: &Shown<'_>, places: &[u32], kept: &mut Arc<Mesh>) {
    let Some(boxes) = Arc::get_mut(kept) else {
        return;
    };
    boxes.reserve_vertices(places.len() * 12);
    boxes.reserve_triangles(places.len() * 6);
    for place in places.iter().copied() {
        let Some(node) = view.scene.node_at(place) else {
            continue;
        };
        let rect = node.rect().translate(view.offset_of(place));
        if !rect.intersects(pen.seen) {
            continue;
        }
        let look = look(pen, view, node, place);
        let rect = snap(pen.projection.screen_rect(rect), pen.pixel);
        mesh::quad(boxes, rect, look.edge);
        let inside = rect.shrink(look.border * pen.pixel);
        if inside.is_positive() {
            mesh::quad(boxes, inside, look.fill);
        }
        mark(boxes, node.spec.kind, inside, look.mark);
    }
    pen.mesh(kept);
}

fn snap(rect: Rect, pixel: f32) -> Rect {
    let snap = |x: f32| (x / pixel).round() * pixel;
    let min = pos2(snap(rect.min.x), snap(rect.min.y));
    let size = Vec2::new(snap(rect.width()), snap(rect.height()));
    Rect::from_min_size(min, size.max(Vec2::splat(3.0 * pixel)))
}

struct Look {
    edge: Color32,
    border: f32,
    fill: Color32,
    mark: Color32,
}

fn look(pen: &Pen<'_>, view: &Shown<'_>, node: &Node, place: u32) -> Look {
    let c = pen.colours;
    let kind = c.kind(node.spec.kind);
    let run = view.state.flags.node_run(place);
    let dim = matches!(run, Some(NodeState::NotRun | NodeState::Never));
    let mut look = Look {
        edge: pen.dim(c.node_edge.lerp_to_gamma(kind, 0.5), dim),
        border: 1.0,
        fill: pen.dim(c.node.lerp_to_gamma(kind, 0.16), dim),
        mark: pen.dim(kind, dim),
    };
    if let Some(state) = run.filter(|state| state.has_sign()) {
        look.edge = c.state(state);
        look.border = 2.0;
        look.fill = c.node.lerp_to_gamma(c.state(state), 0.30);
    } else if run.is_none() {
        match node.worst() {
            Some(Severity::Error) => look.edge = c.error,
            Some(Severity::Warning) => look.edge = c.warning,
            _ => {}
        }
    }
    if view.state.flags.node_selected(place) {
        look.edge = c.accent;
        look.border = 2.0;
        look.fill = look.fill.lerp_to_gamma(c.accent, 0.35);
    } else if view.state.hover == Hit::Node(place) {
        look.edge = c.hover;
    }
    look
}

/// A diamond for logic, a square for actions, a half disc at the left edge for triggers.
fn mark(boxes: &mut Mesh, kind: NodeKind, inside: Rect, colour: Color32) {
    if inside.width() < 6.0 || inside.height() < 4.0 {
        return;
    }
    let radius = (inside.height() * 0.5 - 1.0)
        .min(inside.width() * 0.14)
        .max(1.5);
    let centre = pos2(inside.left() + radius + 1.5, inside.center().y);
    let (x, y) = (centre.x, centre.y);
    match kind {
        NodeKind::Trigger => {
            let side = radius * 0.7;
            let points = [
                pos2(x - radius, y),
                pos2(x - side, y - side),
                pos2(x, y - radius),
                pos2(x + side, y - side),
                pos2(x + radius, y),
                pos2(x + side, y + side),
                pos2(x, y + radius),
                pos2(x - side, y + side),
            ];
            mesh::polygon(boxes, points, colour);
        }
        NodeKind::Logic => {
            let points = [
                pos2(x - radius, y),
                pos2(x, y - radius),
                pos2(x + radius, y),
                pos2(x, y + radius),
            ];
            mesh::polygon(boxes, points, colour);
        }
        NodeKind::Action => {
            let square = Rect::from_center_size(centre, Vec2::splat(radius * 1.7));
            mesh::quad(boxes, square, colour);
        }
    }
}
