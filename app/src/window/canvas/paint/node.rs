//! A node from near: its body in the shape of its kind, icon, title, badges, summary and ports.

use egui::{
    Align2, Color32, CornerRadius, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2,
    epaint::{CircleShape, PathShape, RectShape},
    pos2, vec2,
};
use egui_phosphor::regular as glyph;

use super::{Detail, Pen, Shown, run, small};
use crate::window::canvas::{
    NodeKind, NodeState, Severity, hit::Hit, layout, scene::Node, spec::BadgeKind,
};

/// Rounding of a trigger's left side, cut of a logic node's corners, rounding of an action's.
const PILL: f32 = 22.0;
const CUT: f32 = 11.0;
const ROUND: f32 = 5.0;

/// Paints the node at this place of the scene.
pub(super) fn node(pen: &mut Pen<'_>, view: &Shown<'_>, place: u32) {
    let Some(node) = view.scene.node_at(place) else {
        return;
    };
    let rect = node.rect().translate(view.offset_of(place));
    if !rect.expand(12.0).intersects(pen.seen) {
        return;
    }
    let state = view.state.flags.node_run(place);
    let selected = view.state.flags.node_selected(place);
    let hovered = view.state.hover.node() == Some(place);
    let dim = matches!(state, Some(NodeState::NotRun | NodeState::Never));
    let rect = pen.projection.screen_rect(rect);
    if view.detail == Detail::Full && !dim {
        shadow(pen, rect);
    }
    body(pen, node, rect, Touch { selected, hovered }, state);
    if view.detail == Detail::Full {
        face(pen, node, rect, dim);
    } else {
        small::face(pen, node, rect, dim);
    }
    ports(pen, view, node, rect, place, dim);
    if let Some(state) = state {
        run::sign(pen, view, node, rect, state);
    }
}

/// What the user does to a node.
struct Touch {
    selected: bool,
    hovered: bool,
}

fn shadow(pen: &mut Pen<'_>, rect: Rect) {
    let zoom = pen.zoom();
    let below = rect.translate(vec2(0.0, 2.5 * zoom)).expand(1.0);
    let shadow = RectShape::filled(below, CornerRadius::same(12), pen.colours.shadow);
    pen.add(shadow.with_blur_width(9.0 * zoom));
}

fn body(pen: &mut Pen<'_>, node: &Node, rect: Rect, touch: Touch, state: Option<NodeState>) {
    let c = pen.colours;
    let zoom = pen.zoom();
    let kind = node.spec.kind;
    let dim = matches!(state, Some(NodeState::NotRun | NodeState::Never));
    let worst = node.worst().filter(|_| state.is_none());
    let edge = match worst {
        Some(Severity::Error) => c.error,
        Some(Severity::Warning) => c.warning,
        _ => c.node_edge.lerp_to_gamma(c.kind(kind), 0.55),
    };
    let mut stroke = Stroke::new((1.3 * zoom).clamp(1.0, 2.0), pen.dim(edge, dim));
    if touch.hovered {
        stroke = Stroke::new((1.8 * zoom).clamp(1.5, 3.0), c.hover);
    }
    if let Some(state) = state.filter(|state| state.has_sign()) {
        stroke = Stroke::new((2.2 * zoom).clamp(1.5, 3.5), c.state(state));
        if state == NodeState::Current {
            let halo = c.accent.gamma_multiply(0.30);
            let glow = rect.expand(6.0 * zoom.max(0.5));
            pen.add(outline(kind, glow, zoom, halo, Stroke::NONE));
        }
    }
    if touch.selected {
        let ring = rect.expand((3.0 * zoom).clamp(2.0, 4.0));
        let halo = c.ground.lerp_to_gamma(c.accent, 0.25);
        let line = Stroke::new((2.2 * zoom).clamp(1.8, 3.0), c.accent);
        pen.add(outline(kind, ring, zoom, halo, line));
    }
    pen.add(outline(kind, rect, zoom, pen.dim(c.node, dim), stroke));
}

/// The outline that tells a kind: a trigger's left side is round, a logic node's corners are cut,
/// an action is a plain box.
fn outline(kind: NodeKind, rect: Rect, zoom: f32, fill: Color32, stroke: Stroke) -> Shape {
    let round = |by: f32| (by * zoom).round().clamp(1.0, 120.0) as u8;
    match kind {
        NodeKind::Trigger => {
            let corner = CornerRadius {
                nw: round(PILL),
                sw: round(PILL),
                ne: round(ROUND),
                se: round(ROUND),
            };
            RectShape::new(rect, corner, fill, stroke, StrokeKind::Inside).into()
        }
        NodeKind::Action => {
            let corner = CornerRadius::same(round(ROUND));
            RectShape::new(rect, corner, fill, stroke, StrokeKind::Inside).into()
        }
        NodeKind::Logic => {
            let rect = rect.shrink(stroke.width * 0.5);
            let cut = CUT * zoom;
            let (l, t, r, b) = (rect.left(), rect.top(), rect.right(), rect.bottom());
            let points = vec![
                pos2(l + cut, t),
                pos2(r - cut, t),
                pos2(r, t + cut),
                pos2(r, b - cut),
                pos2(r - cut, b),
                pos2(l + cut, b),
                pos2(l, b - cut),
                pos2(l, t + cut),
            ];
            PathShape::convex_polygon(points, fill, stroke).into()
        }
    }
}

/// The patch behind the icon repeats the kind: a disc, a diamond, a square.
pub(super) fn tile(pen: &mut Pen<'_>, kind: NodeKind, centre: Pos2, side: f32, colour: Color32) {
    let half = side * 0.5;
    match kind {
        NodeKind::Trigger => pen.add(CircleShape::filled(centre, half, colour)),
        NodeKind::Logic => {
            let reach = half * 1.24;
            let points = vec![
                centre - vec2(reach, 0.0),
                centre - vec2(0.0, reach),
                centre + vec2(reach, 0.0),
                centre + vec2(0.0, reach),
            ];
            pen.add(PathShape::convex_polygon(points, colour, Stroke::NONE));
        }
        NodeKind::Action => {
            let square = Rect::from_center_size(centre, Vec2::splat(side - 2.0 * pen.pixel));
            let corner = (side * 0.2).round();
            pen.add(RectShape::filled(square, corner, colour));
        }
    }
}

fn face(pen: &mut Pen<'_>, node: &Node, rect: Rect, dim: bool) {
    let c = pen.colours;
    let zoom = pen.zoom();
    let (spec, layout) = (&node.spec, &node.layout);
    let at = |inside: Pos2| rect.min + inside.to_vec2() * zoom;

    let patch = layout.tile();
    let kind = pen.dim(c.kind(spec.kind), dim);
    tile(
        pen,
        spec.kind,
        at(patch.center()),
        layout::TILE * zoom,
        kind,
    );
    let icon = if spec.kind == NodeKind::Logic {
        16.0
    } else {
        17.0
    };
    let centre = at(patch.center());
    pen.label(
        centre,
        Align2::CENTER_CENTER,
        spec.icon,
        icon * zoom,
        c.on_fill,
    );

    let title = pen.text.get(
        pen.ctx,
        layout.title_key,
        layout::TITLE * zoom,
        None,
        || layout.title.clone(),
    );
    let strong = pen.dim(c.text, dim);
    pen.galley(at(layout.title_at()), Align2::LEFT_CENTER, title, strong);

    let count = spec.badges.len();
    for (index, badge) in spec.badges.iter().enumerate() {
        let (sign, colour) = badge_sign(pen, badge.kind);
        let centre = at(layout::badge(index, count).center());
        let colour = pen.dim(colour, dim);
        let size = layout::BADGE * zoom;
        pen.label(centre, Align2::CENTER_CENTER, sign, size, colour);
    }

    let soft = pen.dim(c.soft_text, dim);
    if !layout.summary.is_empty() {
        let summary = pen.text.get(
            pen.ctx,
            layout.summary_key,
            layout::TEXT * zoom,
            Some(layout::LINE / layout::TEXT),
            || layout.summary.clone(),
        );
        pen.galley(at(layout.summary_at()), Align2::LEFT_TOP, summary, soft);
    }
    for (index, output) in spec.outputs.iter().enumerate() {
        if output.label.is_empty() {
            continue;
        }
        let port = layout.output(spec, index);
        let at = at(port.to_pos2()) - vec2(layout::PAD * zoom, 0.0);
        let key = layout::text_key(&output.label);
        let size = layout::TEXT * zoom;
        let label = pen
            .text
            .get(pen.ctx, key, size, None, || output.label.clone());
        pen.galley(at, Align2::RIGHT_CENTER, label, soft);
    }
}

pub(super) fn badge_sign(pen: &Pen<'_>, kind: BadgeKind) -> (&'static str, Color32) {
    let c = pen.colours;
    match kind {
        BadgeKind::Blocking => (glyph::HAND_PALM, c.blocked),
        BadgeKind::Disabled => (glyph::POWER, c.soft_text),
        BadgeKind::FilterSet => (glyph::FUNNEL, c.accent),
        BadgeKind::ModuleChanged => (glyph::ARROWS_CLOCKWISE, c.warning),
        BadgeKind::UnknownModule => (glyph::SEAL_QUESTION, c.warning),
        BadgeKind::Problem(severity) => {
            let sign = match severity {
                Severity::Hint => glyph::INFO,
                Severity::Warning => glyph::WARNING,
                Severity::Error => glyph::WARNING_OCTAGON,
            };
            (sign, c.severity(severity))
        }
    }
}

/// Ports: filled where a wire is, hollow where one could be, ringed where many may leave at once.
fn ports(pen: &mut Pen<'_>, view: &Shown<'_>, node: &Node, rect: Rect, place: u32, dim: bool) {
    let c = pen.colours;
    let zoom = pen.zoom();
    let size = (layout::PORT * zoom).max(2.2);
    let line = (1.6 * zoom).clamp(1.0, 2.5);
    let at = |inside: Vec2| rect.min + inside * zoom;
    let hover = view.state.hover;
    let plain = pen.dim(c.wire, dim);
    let inside = pen.dim(c.node, dim);
    let style = |hot: bool, wired: bool| {
        let colour = if hot { c.accent } else { plain };
        let radius = if hot { size * 1.45 } else { size };
        (radius, if wired { colour } else { inside }, colour)
    };
    let scene = view.scene;
    for port in 0..node.spec.inputs.len() {
        let hot = hover == Hit::Input { node: place, port };
        let mut wires = node.incoming.iter().filter_map(|at| scene.wire_at(*at));
        let wired = wires.any(|wire| wire.to_port == port);
        let (radius, fill, colour) = style(hot, wired);
        let centre = at(node.layout.input(port));
        dot(pen, centre, radius, fill, Stroke::new(line, colour));
    }
    for (port, output) in node.spec.outputs.iter().enumerate() {
        let hot = hover == Hit::Output { node: place, port };
        let mut wires = node.outgoing.iter().filter_map(|at| scene.wire_at(*at));
        let wired = wires.any(|wire| wire.from_port == port);
        let (radius, fill, colour) = style(hot, wired);
        let centre = at(node.layout.output(&node.spec, port));
        let stroke = Stroke::new(line, colour);
        if output.label == "concurrent" {
            dot(pen, centre, radius * 1.6, inside, stroke);
        }
        dot(pen, centre, radius, fill, stroke);
    }
}

fn dot(pen: &mut Pen<'_>, center: Pos2, radius: f32, fill: Color32, stroke: Stroke) {
    pen.add(CircleShape {
        center,
        radius,
        fill,
        stroke,
    });
}
