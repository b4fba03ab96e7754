//! A node that is zoomed out: icon, title and as much of the sentence as has room, in letters that
//! keep a size in which they can be read.

use egui::{Align2, Rect, pos2, vec2};

use super::{
    Pen,
    node::{badge_sign, tile},
};
use crate::window::canvas::{Severity, layout, measure, scene::Node, spec::BadgeKind};

/// Size of the letters of title and sentence where both are shown, in points, and the height of
/// their lines.
const TEXT: f32 = 12.0;
const LINE: f32 = 14.0;
/// Height of the lines of a title that stands alone, in sizes of its letters.
const DENSE: f32 = 1.1;
/// A line of the sentence narrower than this, in points, says nothing.
const LEAST_ROOM: f32 = 84.0;
/// The least and the greatest size of the letters at outputs, in points.
const LABELS: [f32; 2] = [9.0, 12.0];
/// Widths are taken in steps of this many points, so that text is broken anew only now and then
/// while zooming.
const STEP: f32 = 4.0;

/// Paints what is inside of the node's outline.
pub(super) fn face(pen: &mut Pen<'_>, node: &Node, rect: Rect, dim: bool) {
    if !told(pen, node, rect, dim) {
        named(pen, node, rect, dim);
    }
}

/// Icon, title and badges in the header, and below them what the node does. Says whether there is
/// room for at least a line of that; the whole title comes before it.
fn told(pen: &mut Pen<'_>, node: &Node, rect: Rect, dim: bool) -> bool {
    let zoom = pen.zoom();
    let (spec, layout) = (&node.spec, &node.layout);
    let inset = (layout::PAD * zoom).max(5.0);
    let room = rect.width() - 2.0 * inset;
    if layout.summary.is_empty() || room < LEAST_ROOM {
        return false;
    }
    let head = layout::HEADER * zoom;
    let side = (29.0 * zoom).clamp(11.0, 18.0).min(head - 2.0);
    let left = rect.left() + inset + side + 5.0;
    let badges = spec.badges.len();
    let right = match badges {
        0 => rect.right() - inset,
        _ => rect.left() + layout::badge(0, badges).left() * zoom,
    };
    let title_room = stepped(right - left);
    let key = layout.title_key ^ u64::from(title_room as u32).rotate_left(32);
    let name = pen.text.get(pen.ctx, key, TEXT, Some(LINE / TEXT), || {
        let title = |rows| measure::wrap_words(&spec.title, TEXT, title_room, rows);
        let one = title(1);
        if one.elided { title(2).text } else { one.text }
    });
    let name_height = name.rows.len() as f32 * LINE;
    let top = rect.top() + 3.0;
    let middle = rect.top() + head * 0.5;
    let name_top = (middle - name_height * 0.5).max(top);
    let below = (name_top + name_height).max(middle + side * 0.5);
    let end = match layout.rows_top() {
        Some(rows) => rect.top() + rows * zoom,
        None => rect.bottom() - 1.0,
    };
    let rows = ((end - below) / LINE).floor();
    if rows < 1.0 {
        return false;
    }

    let c = pen.colours;
    let centre = pos2(rect.left() + inset + side * 0.5, middle);
    tile(
        pen,
        spec.kind,
        centre,
        side,
        pen.dim(c.kind(spec.kind), dim),
    );
    if side >= 12.0 {
        let icon = side * 0.6;
        pen.label(centre, Align2::CENTER_CENTER, spec.icon, icon, c.on_fill);
    }
    let at = pos2(left, name_top);
    pen.galley(at, Align2::LEFT_TOP, name, pen.dim(c.text, dim));
    for (index, badge) in spec.badges.iter().enumerate() {
        let (sign, colour) = badge_sign(pen, badge.kind);
        let centre = rect.min + layout::badge(index, badges).center().to_vec2() * zoom;
        let size = (layout::BADGE * zoom).max(10.0);
        let colour = pen.dim(colour, dim);
        pen.label(centre, Align2::CENTER_CENTER, sign, size, colour);
    }

    let rows = rows.min(3.0);
    // Beside the letters at the outputs there is room for the rest of a long sentence.
    let wide = labels(pen, node, rect, room, dim).unwrap_or(rect.width());
    let beside = stepped(rect.width() - wide - inset - 4.0);
    let more = ((rect.bottom() - 3.0 - below) / LINE).floor().min(3.0) - rows;
    let more = if beside < LEAST_ROOM {
        0.0
    } else {
        more.max(0.0)
    };
    let (room, rows, more) = (stepped(room), rows as usize, more as usize);
    let places = (room as u32 * 512 + beside as u32) * 16 + (rows * 4 + more) as u32;
    let key = layout.summary_key ^ u64::from(places).rotate_left(32);
    let words = pen.text.get(pen.ctx, key, TEXT, Some(LINE / TEXT), || {
        measure::wrap_beside(&spec.summary, TEXT, (room, rows), (beside, more))
    });
    let at = pos2(rect.left() + inset, below);
    pen.galley(at, Align2::LEFT_TOP, words, pen.dim(c.soft_text, dim));
    true
}

fn stepped(room: f32) -> f32 {
    (room / STEP).max(0.0).floor() * STEP
}

/// Icon and title alone, in the middle of the node.
fn named(pen: &mut Pen<'_>, node: &Node, rect: Rect, dim: bool) {
    let c = pen.colours;
    let zoom = pen.zoom();
    let (spec, layout) = (&node.spec, &node.layout);
    let side = (44.0 * zoom).clamp(11.0, 20.0).min(rect.height() - 3.0);
    let middle = rect.center().y;
    let centre = pos2(rect.left() + side * 0.62 + 16.0 * zoom, middle);
    let kind = pen.dim(c.kind(spec.kind), dim);
    tile(pen, spec.kind, centre, side, kind);
    if side >= 12.0 {
        let icon = side * 0.6;
        pen.label(centre, Align2::CENTER_CENTER, spec.icon, icon, c.on_fill);
    }
    let size = (22.0 * zoom).clamp(9.5, 13.5);
    let left = centre.x + side * 0.62 + 5.0;
    let mut right = rect.right() - 12.0 * zoom;
    if let Some(worst) = node.worst().filter(|worst| *worst > Severity::Hint) {
        let (sign, colour) = badge_sign(pen, BadgeKind::Problem(worst));
        let at = pos2(rect.right() - 6.0 * zoom - 2.0, middle);
        let size = size * 1.15;
        pen.label(at, Align2::RIGHT_CENTER, sign, size, pen.dim(colour, dim));
        right = at.x - size - 2.0;
    }
    // The words of the title come first; where they would be cut, there are no labels.
    let least = measure::widest_part(&spec.title, size);
    if let Some(wide) = labels(pen, node, rect, right - left - least, dim) {
        right = right.min(rect.right() - wide);
    }
    let room = stepped(right - left);
    let rows = ((rect.height() - 2.0) / (size * DENSE))
        .floor()
        .clamp(1.0, 3.0);
    let key = layout.title_key ^ u64::from(room as u32 * 4 + rows as u32).rotate_left(32);
    let title = pen.text.get(pen.ctx, key, size, Some(DENSE), || {
        measure::wrap_words(&spec.title, size, room, rows as usize).text
    });
    let strong = pen.dim(c.text, dim);
    pen.galley(pos2(left, middle), Align2::LEFT_CENTER, title, strong);
}

/// Where the outputs of a node lead, in letters that can be read, as far as they have room above
/// each other and are not wider than `most`. Gives what they take of its width.
fn labels(pen: &mut Pen<'_>, node: &Node, rect: Rect, most: f32, dim: bool) -> Option<f32> {
    let zoom = pen.zoom();
    let step = layout::PORT_ROW * zoom;
    let [least, best] = LABELS;
    let size = step.clamp(least, best);
    let mut labels = node.spec.outputs.iter().filter(|out| !out.label.is_empty());
    labels.next()?;
    let rows = node.spec.outputs.len();
    if (rows > 1 && step < size * 0.95) || rect.width() < size * 9.0 {
        return None;
    }
    let soft = pen.dim(pen.colours.soft_text, dim);
    let mut wide: f32 = 0.0;
    let mut labels = Vec::with_capacity(rows);
    for output in &node.spec.outputs {
        let key = layout::text_key(&output.label);
        let text = || output.label.clone();
        let label = pen.text.get(pen.ctx, key, size, None, text);
        wide = wide.max(label.size().x + 10.0);
        labels.push(label);
    }
    // The title ends before the node's edge anyway.
    if wide > most + 12.0 * zoom {
        return None;
    }
    for (index, label) in labels.into_iter().enumerate() {
        let port = node.layout.output(&node.spec, index);
        let at = rect.min + port * zoom - vec2(7.0, 0.0);
        pen.galley(at, Align2::RIGHT_CENTER, label, soft);
    }
    Some(wide)
}
