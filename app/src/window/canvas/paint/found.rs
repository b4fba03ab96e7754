//! Rings around what a search found.

use egui::{Rect, Stroke, StrokeKind, epaint::RectShape};

use super::{Pen, Shown};
use crate::window::canvas::Match;

/// Marks the matches among the nodes at these places, and among the frames.
pub(super) fn rings(pen: &mut Pen<'_>, view: &Shown<'_>, places: &[u32]) {
    let found = &view.state.found;
    if found.is_empty() {
        return;
    }
    for place in places
        .iter()
        .copied()
        .filter(|place| found.has_node(*place))
    {
        if let Some(node) = view.scene.node_at(place) {
            let rect = node.rect().translate(view.offset_of(place));
            let current = found.is_current(&Match::Node(node.spec.id.clone()));
            ring(pen, rect, current);
        }
    }
    for (place, frame) in view.scene.frames.iter().enumerate() {
        if found.has_frame(place) && frame.rect.is_positive() {
            let current = found.is_current(&Match::Frame(frame.spec.id.clone()));
            ring(pen, frame.rect, current);
        }
    }
}

fn ring(pen: &mut Pen<'_>, rect: Rect, current: bool) {
    let (width, away) = if current { (3.0, 6.0) } else { (2.0, 4.0) };
    let rect = pen.projection.screen_rect(rect).expand(away);
    let colour = pen.colours.warning;
    let wash = colour.gamma_multiply(if current { 0.12 } else { 0.06 });
    pen.add(RectShape::new(
        rect,
        (12.0 * pen.zoom()).clamp(4.0, 24.0),
        wash,
        Stroke::new(width, colour),
        StrokeKind::Middle,
    ));
}
