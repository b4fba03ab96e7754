//! The minimap: its nodes and frames in one mesh that is kept until one of them changes, and the
//! part in view.

use std::sync::Arc;

use egui::{Color32, Mesh, Rect, Stroke, StrokeKind, Ui, Vec2, epaint::RectShape, pos2};

use super::{Shape, mesh};
use crate::window::{
    canvas::{
        NodeState, Severity,
        minimap::{Map, MeshKey},
        overlay::Overlay,
        scene::{Node, Scene},
        state::CanvasState,
    },
    theme::Colours,
};

/// A node is never smaller than this, in pixels.
const LEAST: f32 = 2.0;

/// Paints the minimap where it is shown.
pub(super) fn minimap(
    ui: &Ui,
    state: &mut CanvasState,
    scene: &Scene,
    overlay: &Overlay,
    shapes: &mut Vec<Shape>,
) {
    let Some(map) = state.minimap.shown else {
        return;
    };
    let colours = Colours::of(ui.visuals());
    let key = MeshKey {
        map,
        scene: scene.stamp,
        selection: state.selection().stamp,
        overlay: overlay.stamp,
        dark: colours.dark,
        pixel: 1.0 / ui.ctx().pixels_per_point(),
    };
    if state.minimap.mesh_of != Some(key) {
        state.minimap.mesh_of = Some(key);
        state.minimap.mesh = Arc::new(content(state, scene, &key, colours));
    }
    let edge = if state.minimap.focused {
        Stroke::new(2.0, colours.accent)
    } else {
        Stroke::new(1.0, colours.node_edge)
    };
    let back = colours
        .ground
        .gamma_multiply(if map.faded { 0.4 } else { 0.94 });
    shapes.push(RectShape::new(map.rect, 6.0, back, edge, StrokeKind::Outside).into());
    if !state.minimap.mesh.is_empty() {
        shapes.push(Shape::Mesh(Arc::clone(&state.minimap.mesh)));
    }
    let seen = map
        .screen_rect(state.visible())
        .intersect(map.rect.shrink(1.0));
    if seen.is_positive() {
        let wash = colours.accent.gamma_multiply(0.10);
        let line = Stroke::new(1.5, colours.accent);
        shapes.push(RectShape::new(seen, 2.0, wash, line, StrokeKind::Inside).into());
    }
}

fn content(state: &CanvasState, scene: &Scene, key: &MeshKey, colours: &Colours) -> Mesh {
    let strength = if key.map.faded { 0.5 } else { 1.0 };
    let faded = |colour: Color32| colour.gamma_multiply(strength);
    let mut content = Mesh::default();
    content.reserve_vertices(4 * (scene.nodes.len() + scene.frames.len()));
    content.reserve_triangles(2 * (scene.nodes.len() + scene.frames.len()));
    for frame in &scene.frames {
        if frame.rect.is_positive() {
            let colour = colours.frame(frame.spec.class).gamma_multiply(0.28);
            let colour = faded(colour);
            mesh::quad(&mut content, key.map.screen_rect(frame.rect), colour);
        }
    }
    for (place, node) in (0..).zip(&scene.nodes) {
        let rect = pixels(&key.map, node.rect(), key.pixel);
        mesh::quad(
            &mut content,
            rect,
            faded(colour(state, node, place, colours)),
        );
    }
    content
}

/// The box in whole pixels, so that equal nodes look equal.
fn pixels(map: &Map, rect: Rect, pixel: f32) -> Rect {
    let rect = map.screen_rect(rect);
    let snap = |x: f32| (x / pixel).round() * pixel;
    let size = Vec2::new(snap(rect.width()), snap(rect.height()));
    let size = size.max(Vec2::splat(LEAST * pixel));
    Rect::from_min_size(pos2(snap(rect.min.x), snap(rect.min.y)), size)
}

/// Its kind's colour, unless something about the node matters more.
fn colour(state: &CanvasState, node: &Node, place: u32, colours: &Colours) -> Color32 {
    if state.flags.node_selected(place) {
        return colours.accent;
    }
    match state.flags.node_run(place) {
        Some(NodeState::NotRun) => colours.node_edge,
        Some(run) => colours.state(run),
        None if node.worst() == Some(Severity::Error) => colours.error,
        None if node.worst() == Some(Severity::Warning) => colours.warning,
        None => colours.kind(node.spec.kind).gamma_multiply(0.85),
    }
}
