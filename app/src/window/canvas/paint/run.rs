//! What a run did to a node: a sign with the step numbers, and why it failed.

use egui::{Align2, Rect, Stroke, StrokeKind, epaint::RectShape, pos2, vec2};
use egui_phosphor::regular as glyph;

use super::{Detail, Pen, Shown};
use crate::window::canvas::{NodeState, layout, measure, scene::Node};

/// Size of the letters of a reason seen from afar, in points, and how many lines it has at most.
const FAR_TEXT: f32 = 10.5;
const FAR_ROWS: usize = 3;
/// Nodes narrower than this, in points, have no room for a reason.
const LEAST_REASON: f32 = 80.0;

/// Paints the sign on the node's top edge, and the reason below the node.
pub(super) fn sign(pen: &mut Pen<'_>, view: &Shown<'_>, node: &Node, rect: Rect, state: NodeState) {
    let mark = match state {
        NodeState::NotRun | NodeState::Same | NodeState::New => return,
        NodeState::Ok => glyph::CHECK,
        NodeState::Partial => glyph::WARNING,
        NodeState::Failed => glyph::X,
        NodeState::Blocked => glyph::HAND_PALM,
        NodeState::Current => glyph::PLAY,
        NodeState::Added => glyph::PLUS,
        NodeState::Removed => glyph::MINUS,
        NodeState::Changed => glyph::PENCIL_SIMPLE,
        NodeState::Moved => glyph::ARROWS_OUT_CARDINAL,
        NodeState::Conflict => glyph::GIT_MERGE,
        NodeState::Chosen => glyph::CHECK,
        NodeState::Never => glyph::PROHIBIT,
    };
    let c = pen.colours;
    let zoom = pen.zoom();
    let near = view.detail == Detail::Full;
    let size = (layout::TEXT * zoom).max(9.0);
    let shown = view.overlay.shown(&node.spec.id);
    // Which step it was, or how many events came here, is worth its room from afar, too.
    let told = shown.filter(|_| near || rect.width() >= size * 7.0);
    let steps = told.map(|shown| {
        let words = || shown.steps.clone();
        pen.text.get(pen.ctx, shown.steps_key, size, None, words)
    });
    let steps = steps.filter(|steps| steps.size().x > 0.0);
    let wide = steps
        .as_ref()
        .map_or(0.0, |steps| steps.size().x + size * 0.3);
    let width = wide + size * 2.1;
    // Mostly above the node, so that it covers neither the icon nor the title.
    let left = rect.left() + if near { 14.0 * zoom } else { 8.0 * zoom };
    let top = rect.top() - size * 1.25;
    let pill = Rect::from_min_size(pos2(left, top), vec2(width, size * 1.6));
    let fill = c.state(state);
    pen.add(RectShape::new(
        pill,
        pill.height() * 0.5,
        fill,
        Stroke::new(1.5 * zoom.max(0.6), c.ground),
        StrokeKind::Outside,
    ));
    let y = pill.center().y;
    let mut x = pill.left() + size * 0.55;
    if let Some(steps) = steps {
        pen.galley(pos2(x, y), Align2::LEFT_CENTER, steps, c.on_fill);
        x += wide;
    }
    pen.label(pos2(x, y), Align2::LEFT_CENTER, mark, size, c.on_fill);
    if near {
        reason(pen, view, node, rect, state);
    } else {
        small_reason(pen, view, node, rect, state);
    }
}

/// Why it failed or blocked, seen from afar: in letters that can be read, as far as no other node
/// is in the way.
fn small_reason(pen: &mut Pen<'_>, view: &Shown<'_>, node: &Node, rect: Rect, state: NodeState) {
    let shown = view.overlay.shown(&node.spec.id);
    let bad = matches!(state, NodeState::Failed | NodeState::Blocked);
    let Some(shown) = shown.filter(|shown| bad && shown.reason.rows > 0) else {
        return;
    };
    let room = rect.width() - 10.0;
    if room < LEAST_REASON {
        return;
    }
    let steps = (room / 6.0).floor();
    let key = shown.reason_key ^ u64::from(steps as u32).rotate_left(24);
    let text = pen.text.get(pen.ctx, key, FAR_TEXT, Some(1.2), || {
        measure::wrap_words(&shown.run.reason, FAR_TEXT, steps * 6.0, FAR_ROWS).text
    });
    let size = vec2(rect.width(), text.size().y + 6.0);
    let hanging = Rect::from_min_size(rect.left_bottom() + vec2(0.0, 4.0), size);
    if view.scene.any_node_in(pen.projection.canvas_rect(hanging)) {
        return;
    }
    let c = pen.colours;
    let line = Stroke::new(1.0, c.state(state));
    pen.add(RectShape::new(
        hanging,
        4.0,
        c.error_wash,
        line,
        StrokeKind::Inside,
    ));
    let at = hanging.min + vec2(5.0, 3.0);
    pen.galley(at, Align2::LEFT_TOP, text, c.error_text);
}

/// Why it failed or blocked, in a box that hangs on the node.
fn reason(pen: &mut Pen<'_>, view: &Shown<'_>, node: &Node, rect: Rect, state: NodeState) {
    let Some(shown) = view.overlay.shown(&node.spec.id) else {
        return;
    };
    if shown.reason.rows == 0 {
        return;
    }
    let c = pen.colours;
    let zoom = pen.zoom();
    let height = shown.reason.rows as f32 * layout::LINE + 12.0;
    let hanging = Rect::from_min_size(
        rect.left_bottom() + vec2(0.0, 5.0 * zoom),
        vec2(rect.width(), height * zoom),
    );
    let bad = matches!(state, NodeState::Failed | NodeState::Blocked);
    let (wash, ink) = if bad {
        (c.error_wash, c.error_text)
    } else {
        (c.node, c.text)
    };
    pen.add(RectShape::new(
        hanging,
        5.0 * zoom,
        wash,
        Stroke::new((1.2 * zoom).max(1.0), c.state(state)),
        StrokeKind::Inside,
    ));
    let at = hanging.min + vec2(layout::PAD - 4.0, 6.0 + layout::LINE * 0.5) * zoom;
    let sign = if bad { glyph::X_CIRCLE } else { glyph::INFO };
    pen.label(at, Align2::LEFT_CENTER, sign, 15.0 * zoom, c.state(state));
    let text = pen.text.get(
        pen.ctx,
        shown.reason_key,
        layout::TEXT * zoom,
        Some(layout::LINE / layout::TEXT),
        || shown.reason.text.clone(),
    );
    let at = hanging.min + vec2(layout::PAD + 16.0, 6.0) * zoom;
    pen.galley(at, Align2::LEFT_TOP, text, ink);
}
