//! What lies behind the nodes: the dots of the grid, and frames.

use std::sync::Arc;

use egui::{Align2, Color32, Mesh, Rect, Stroke, StrokeKind, Vec2, epaint::RectShape, pos2, vec2};

use super::{Detail, Pen, Shown, mesh};
use crate::window::canvas::{gesture::Gesture, hit::Hit, measure, scene::FRAME_TEXT};

/// Distance of the dots in canvas units.
const STEP: f32 = 20.0;
/// Dots are never nearer to each other than this many points.
const NEAREST: f32 = 14.0;
/// Dots start to fade at this zoom and are gone at the other.
const FADE: (f32, f32) = (0.6, 0.22);

/// From this zoom on, frames have all rows of their titles: below, they would be too small to read.
pub(super) const TITLE_ZOOM: f32 = 12.0 / FRAME_TEXT;
/// A title of the least size needs this much above the nodes, in points.
const LEAST_ROOM: f32 = 13.0;
/// Side of a handle that a frame is resized by, in points.
const HANDLE: f32 = 7.0;

/// Paints the dots.
pub(super) fn dots(pen: &mut Pen<'_>, viewport: Rect, kept: &mut Arc<Mesh>) {
    let zoom = pen.zoom();
    let strength = ((zoom - FADE.1) / (FADE.0 - FADE.1)).clamp(0.0, 1.0);
    if strength <= 0.0 {
        return;
    }
    let Some(dots) = Arc::get_mut(kept) else {
        return;
    };
    let mut step = STEP * zoom;
    while step < NEAREST {
        step *= 2.0;
    }
    let colour = pen.colours.dots.gamma_multiply(strength);
    let side = (1.6 * zoom.sqrt()).max(pen.pixel * 1.5);
    let side = (side / pen.pixel).round().max(1.0) * pen.pixel;
    let snap = |x: f32| (x / pen.pixel).round() * pen.pixel;
    let from = |origin: f32, low: f32| origin + ((low - origin) / step).floor() * step;
    let start = pos2(
        from(pen.projection.origin.x, viewport.min.x),
        from(pen.projection.origin.y, viewport.min.y),
    );
    let columns = (viewport.width() / step) as u32 + 2;
    let rows = (viewport.height() / step) as u32 + 2;
    let count = (columns * rows) as usize;
    dots.reserve_vertices(count * 4);
    dots.reserve_triangles(count * 2);
    for row in 0..rows {
        let y = snap(start.y + row as f32 * step - side * 0.5);
        for column in 0..columns {
            let x = snap(start.x + column as f32 * step - side * 0.5);
            let dot = Rect::from_min_size(pos2(x, y), Vec2::splat(side));
            mesh::quad(dots, dot, colour);
        }
    }
    pen.mesh(kept);
}

/// Paints the frames in view, with their titles: inside at the top from near, above from afar.
pub(super) fn frames(pen: &mut Pen<'_>, view: &Shown<'_>) {
    let zoom = pen.zoom();
    for (index, frame) in view.scene.frames.iter().enumerate() {
        let resized = match &view.state.gesture {
            Gesture::Resize { frame, rect, .. } if *frame == index as u32 => Some(*rect),
            _ => None,
        };
        let rect = if let Some(rect) = resized {
            rect
        } else if view.offset == Vec2::ZERO {
            frame.rect
        } else {
            let scene = view.scene;
            scene.frame_rect(frame, &|place| view.offset_of(place))
        };
        if !rect.is_positive() || !rect.expand(40.0 / zoom).intersects(pen.seen) {
            continue;
        }
        let rect = pen.projection.screen_rect(rect);
        let colour = pen.colours.frame(frame.spec.class);
        let hovered = match view.state.hover {
            Hit::Frame(place) | Hit::FrameEdge(place, _) => place == index as u32,
            _ => resized.is_some(),
        };
        let (wash, line) = if hovered { (0.14, 2.0) } else { (0.08, 1.5) };
        pen.add(RectShape::new(
            rect,
            (14.0 * zoom).clamp(3.0, 40.0),
            colour.gamma_multiply(wash),
            Stroke::new(line, colour.gamma_multiply(if hovered { 1.0 } else { 0.6 })),
            StrokeKind::Inside,
        ));
        if hovered && !frame.is_loose() {
            handles(pen, rect, colour);
        }
        if frame.spec.title.is_empty() {
            continue;
        }
        // What stands around it would strike its title through, and has one of its own from afar.
        let room = frame.room_above_nodes() * zoom;
        if frame.nested && room < LEAST_ROOM {
            continue;
        }
        let inside = view.detail == Detail::Full || frame.nested;
        let size = (FRAME_TEXT * zoom).max(12.0);
        if zoom >= TITLE_ZOOM {
            let text = || frame.title.text.clone();
            let galley = pen.text.get(pen.ctx, frame.title_key, size, None, text);
            let at = rect.left_top() + vec2(14.0, 9.0) * zoom;
            pen.galley(at, Align2::LEFT_TOP, galley, colour);
            continue;
        }
        let width = rect.width() - if inside { 28.0 * zoom } else { 4.0 };
        if width < 30.0 {
            continue;
        }
        // A title is laid out anew only when its room changes by a good deal.
        let room = (width / 24.0).floor();
        let key = frame.title_key ^ u64::from(room as u32).rotate_left(40);
        let galley = pen.text.get(pen.ctx, key, size, None, || {
            let first = frame.spec.title.lines().next().unwrap_or_default();
            measure::wrap(first, size, room * 24.0, 1).text
        });
        let (at, anchor) = if inside {
            let middle = (17.0 * zoom).max(room.min(16.0) / 2.0);
            let at = rect.left_top() + vec2(14.0 * zoom, middle);
            (at, Align2::LEFT_CENTER)
        } else {
            (rect.left_top() + vec2(2.0, -3.0), Align2::LEFT_BOTTOM)
        };
        pen.galley(at, anchor, galley, colour);
    }
}

/// The handles of a frame: its corners and the middles of its edges.
fn handles(pen: &mut Pen<'_>, rect: Rect, colour: Color32) {
    let points = [
        rect.left_top(),
        rect.center_top(),
        rect.right_top(),
        rect.left_center(),
        rect.right_center(),
        rect.left_bottom(),
        rect.center_bottom(),
        rect.right_bottom(),
    ];
    for point in points {
        pen.add(RectShape::new(
            Rect::from_center_size(point, Vec2::splat(HANDLE)),
            1.5,
            pen.colours.ground,
            Stroke::new(1.5, colour),
            StrokeKind::Middle,
        ));
    }
}
