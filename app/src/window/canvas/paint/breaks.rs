//! Break points: a red dot on the node's left edge above the port, a ring where it is off.

use egui::{Stroke, epaint::CircleShape, vec2};

use super::{Pen, Shown};

/// The radius in canvas units, and the smallest in points.
const RADIUS: f32 = 8.0;
const SMALLEST: f32 = 4.0;

/// Marks the nodes that runs pause before.
pub(super) fn dots(pen: &mut Pen<'_>, view: &Shown<'_>) {
    for (place, on) in view.state.breaks.places() {
        let Some(node) = view.scene.node_at(place) else {
            continue;
        };
        let rect = node.rect().translate(view.offset_of(place));
        if !rect.expand(RADIUS).intersects(pen.seen) {
            continue;
        }
        let rect = pen.projection.screen_rect(rect);
        let radius = (RADIUS * pen.zoom()).max(SMALLEST);
        // The sign of a run stands on the upper edge; this one hangs on the left corner.
        let centre = rect.left_top() + vec2(0.0, radius * 0.6);
        let (colour, canvas) = (pen.colours.error, pen.colours.ground);
        let width = (radius * 0.25).max(1.0);
        pen.add(CircleShape {
            center: centre,
            radius: radius + width,
            fill: canvas,
            stroke: Stroke::NONE,
        });
        pen.add(CircleShape {
            center: centre,
            radius,
            fill: if on { colour } else { canvas },
            stroke: Stroke::new(width, colour),
        });
    }
}
