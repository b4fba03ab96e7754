//! Wires, their arrow heads and the filter labels on them.

use std::sync::Arc;

use egui::{
    Align2, Color32, Mesh, Pos2, Rect, Stroke, StrokeKind, Vec2,
    epaint::{CircleShape, RectShape},
    pos2, vec2,
};

use super::{Detail, Pen, Shown, mesh};
use crate::window::canvas::{
    curve::{ARROW, Curve},
    gesture::Gesture,
    hit::Hit,
    layout,
    overlay::WireState,
    scene::Wire,
};

/// Most pieces a curve is drawn in, and one more.
const POINTS: usize = 49;
/// A wire that goes less than this far to the right, in canvas units, has little room for labels.
const TIGHT: f32 = 62.0;

/// Paints the wires at these places of the scene.
pub(super) fn wires(pen: &mut Pen<'_>, view: &Shown<'_>, places: &[u32], kept: &mut Arc<Mesh>) {
    let Some(lines) = Arc::get_mut(kept) else {
        return;
    };
    let (mut chips, mut marks) = (false, false);
    for place in places.iter().copied() {
        let Some(wire) = view.scene.wire_at(place) else {
            continue;
        };
        let Some(curve) = view.scene.curve(wire, &|node| view.offset_of(node)) else {
            continue;
        };
        if !curve.bounds().intersects(pen.seen) || is_pulled(view, wire) {
            continue;
        }
        let state = view.state.flags.wire_state(place);
        marks |= matches!(
            state,
            WireState::Added | WireState::Removed | WireState::Heat(_)
        );
        chips |= !wire.spec.labels.is_empty();
        let look = look(pen, view, wire, place);
        course(pen, lines, &curve, look.width, look.colour, view.detail);
    }
    pen.mesh(kept);
    if marks && view.detail != Detail::Box {
        for place in places.iter().copied() {
            match view.state.flags.wire_state(place) {
                WireState::Heat(_) => count(pen, view, place),
                _ => mark(pen, view, place),
            }
        }
    }
    if chips && view.detail == Detail::Full {
        for place in places.iter().copied() {
            if let Some(wire) = view.scene.wire_at(place)
                && !wire.spec.labels.is_empty()
                && let Some(curve) = view.scene.curve(wire, &|node| view.offset_of(node))
            {
                let colour = look(pen, view, wire, place).colour;
                let dim = view.state.flags.wire_state(place) == WireState::NotTaken;
                let tight = curve.end.x - curve.start.x < TIGHT;
                let chip = Chip { colour, dim, tight };
                chip.paint(pen, wire, curve.at(0.5));
            }
        }
    }
}

/// A plus or minus near the start of a wire that only one of two compared workflows has.
fn mark(pen: &mut Pen<'_>, view: &Shown<'_>, place: u32) {
    let (sign, colour) = match view.state.flags.wire_state(place) {
        WireState::Added => (egui_phosphor::regular::PLUS, pen.colours.ok),
        WireState::Removed => (egui_phosphor::regular::MINUS, pen.colours.error),
        _ => return,
    };
    let wire = view.scene.wire_at(place);
    let Some(curve) = wire.and_then(|wire| view.scene.curve(wire, &|node| view.offset_of(node)))
    else {
        return;
    };
    let size = (layout::TEXT * pen.zoom()).max(8.0);
    let center = pen.projection.screen(curve.at(0.3));
    pen.add(CircleShape {
        center,
        radius: size * 0.75,
        fill: colour,
        stroke: Stroke::new(1.5, pen.colours.ground),
    });
    let ink = pen.colours.on_fill;
    pen.label(center, Align2::CENTER_CENTER, sign, size, ink);
}

/// How many events took a wire, in a box near its start: its middle is for filter labels.
fn count(pen: &mut Pen<'_>, view: &Shown<'_>, place: u32) {
    let Some(wire) = view.scene.wire_at(place) else {
        return;
    };
    let Some(curve) = view.scene.curve(wire, &|node| view.offset_of(node)) else {
        return;
    };
    let Some(count) = view.overlay.shown_count(&wire.spec.id) else {
        return;
    };
    let colour = look(pen, view, wire, place).colour;
    let never = view.state.flags.wire_state(place) == WireState::Heat(0);
    let size = (layout::TEXT * pen.zoom()).max(9.0);
    let text = || count.text.clone();
    let galley = pen.text.get(pen.ctx, count.key, size, None, text);
    let at = if wire.spec.labels.is_empty() {
        0.5
    } else {
        0.25
    };
    let room = galley.size() + vec2(size * 0.9, size * 0.35);
    let rect = Rect::from_center_size(pen.projection.screen(curve.at(at)), room);
    pen.add(RectShape::new(
        rect,
        rect.height() * 0.5,
        pen.colours.ground,
        Stroke::new(1.2, colour),
        StrokeKind::Middle,
    ));
    let ink = pen.dim(pen.colours.text, never);
    pen.galley(rect.center(), Align2::CENTER_CENTER, galley, ink);
}

/// Whether the wire is in the user's hand, and painted with it.
fn is_pulled(view: &Shown<'_>, wire: &Wire) -> bool {
    match &view.state.gesture {
        Gesture::Wire(pull) => pull.replaces.as_ref() == Some(&wire.spec.id),
        _ => false,
    }
}

/// Width in points and colour of a wire.
struct Look {
    width: f32,
    colour: Color32,
}

fn look(pen: &Pen<'_>, view: &Shown<'_>, wire: &Wire, place: u32) -> Look {
    let c = pen.colours;
    let onto = match &view.state.gesture {
        Gesture::Move { onto, .. } => onto.as_ref() == Some(&wire.spec.id),
        _ => view.state.dropping_onto == Some(place),
    };
    let (width, colour) = if view.state.flags.wire_selected(place) || onto {
        (3.2, c.accent)
    } else if view.state.hover == Hit::Wire(place) {
        (3.0, c.hover)
    } else {
        match view.state.flags.wire_state(place) {
            WireState::Plain => (2.0, c.wire),
            WireState::Taken | WireState::Added => (3.4, c.ok),
            WireState::Removed => (3.4, c.error),
            WireState::NotTaken | WireState::Heat(0) => (1.6, pen.dim(c.wire, true)),
            WireState::Heat(share) => {
                // Small shares are to be told apart as well as large ones.
                let share = (f32::from(share) / 255.0).sqrt();
                let colour = c.wire.lerp_to_gamma(c.accent, 0.3 + 0.7 * share);
                (2.0 + 7.0 * share, colour)
            }
        }
    };
    let width = (width * pen.zoom()).clamp(width * 0.4, width * 1.6);
    Look { width, colour }
}

/// Draws a curve and its arrow head; from afar in few straight pieces and without the head.
pub(super) fn course(
    pen: &Pen<'_>,
    lines: &mut Mesh,
    curve: &Curve,
    width: f32,
    colour: Color32,
    detail: Detail,
) {
    let zoom = pen.zoom();
    let pieces = curve.pieces(zoom);
    let mut points = [Pos2::ZERO; POINTS];
    let count = usize::from(pieces) + 1;
    let near = detail != Detail::Box;
    for (step, point) in (0..=pieces).zip(points.iter_mut()) {
        *point = pen.projection.screen(curve.at(curve.begin(step, pieces)));
    }
    let tip = pen.projection.screen(curve.end + vec2(ARROW, 0.0));
    if !near && let Some(last) = points.get_mut(count - 1) {
        *last = tip;
    }
    let points = points.get(..count).unwrap_or_default();
    mesh::line(lines, points, width, colour, pen.pixel);
    if near {
        let size = vec2(ARROW + 1.0, ARROW) * zoom.max(0.4);
        let size = size.max(Vec2::splat(width * 2.2));
        mesh::arrow(lines, tip, size, colour, pen.pixel);
    }
}

/// The filter labels in force on a wire, in a little box on its middle.
struct Chip {
    colour: Color32,
    dim: bool,
    /// Without the funnel, for want of room.
    tight: bool,
}

impl Chip {
    fn paint(&self, pen: &mut Pen<'_>, wire: &Wire, at: Pos2) {
        let zoom = pen.zoom();
        let size = layout::TEXT * zoom;
        let labels = pen.text.get(pen.ctx, wire.labels_key, size, None, || {
            wire.spec.labels.clone()
        });
        let (pad, glyph) = if self.tight {
            (5.0 * zoom, 0.0)
        } else {
            (7.0 * zoom, 13.0 * zoom)
        };
        let gap = glyph * 0.2;
        let width = (labels.size().x + glyph + gap + 2.0 * pad).max(18.0 * zoom);
        let height = if self.tight { 18.0 } else { 20.0 } * zoom;
        let rect = Rect::from_center_size(pen.projection.screen(at), vec2(width, height));
        pen.add(RectShape::new(
            rect,
            height * 0.5,
            pen.colours.ground,
            Stroke::new(1.2, self.colour),
            StrokeKind::Middle,
        ));
        let text = pen.dim(pen.colours.text, self.dim);
        if self.tight {
            pen.galley(rect.center(), Align2::CENTER_CENTER, labels, text);
            return;
        }
        let left = pos2(rect.left() + pad, rect.center().y);
        let funnel = egui_phosphor::regular::FUNNEL;
        pen.label(left, Align2::LEFT_CENTER, funnel, glyph, text);
        let left = left + vec2(glyph + gap, 0.0);
        pen.galley(left, Align2::LEFT_CENTER, labels, text);
    }
}
