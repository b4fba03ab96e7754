//! Nodes that hang on the pointer until they are dropped.

use egui::{
    Align2, Color32, DragAndDrop, FontId, Mesh, Stroke, StrokeKind, Vec2, epaint::RectShape,
};

use super::{Detail, Pen, Shown, wire};
use crate::window::canvas::{StencilPayload, layout};

/// Shows where nodes from a list would land.
pub(super) fn stencil(pen: &mut Pen<'_>, view: &Shown<'_>) {
    let Some(payload) = DragAndDrop::payload::<StencilPayload>(pen.ctx) else {
        return;
    };
    let Some(pointer) = view.pointer(pen.ctx) else {
        return;
    };
    let scene = &payload.scene;
    let shift = StencilPayload::landing(pen.projection.canvas(pointer)) - payload.corner();
    let mut lines = Mesh::default();
    let accent = pen.colours.accent;
    let width = (2.0 * pen.zoom()).clamp(1.0, 3.0);
    for one in &scene.wires {
        if let Some(curve) = scene.curve(one, &|_| shift) {
            wire::course(pen, &mut lines, &curve, width, accent, view.detail);
        }
    }
    pen.add(lines);
    for node in &scene.nodes {
        let rect = pen.projection.screen_rect(node.rect().translate(shift));
        if !rect.intersects(view.state.viewport()) {
            continue;
        }
        let kind = pen.colours.kind(node.spec.kind);
        let zoom = pen.zoom();
        pen.add(RectShape::new(
            rect,
            8.0 * zoom,
            pen.colours.node.gamma_multiply(0.82),
            Stroke::new(1.5, accent),
            StrokeKind::Inside,
        ));
        let side = (layout::HEADER * 0.6 * zoom).min(rect.height() * 0.6);
        let patch = egui::Rect::from_center_size(
            rect.left_top() + Vec2::new(layout::HEADER * 0.55, layout::HEADER * 0.5) * zoom,
            Vec2::splat(side),
        );
        pen.add(RectShape::filled(patch, 4.0 * zoom, kind));
        let icon = side * 0.6;
        let ink = pen.colours.on_fill;
        pen.label(
            patch.center(),
            Align2::CENTER_CENTER,
            node.spec.icon,
            icon,
            ink,
        );
        if view.detail != Detail::Box {
            title(pen, &node.spec.title, patch, rect.width());
        }
    }
}

fn title(pen: &mut Pen<'_>, text: &str, patch: egui::Rect, width: f32) {
    let colour: Color32 = pen.colours.text;
    let size = (13.5 * pen.zoom()).clamp(8.0, 30.0);
    let mut job = egui::text::LayoutJob::simple_singleline(
        text.to_owned(),
        FontId::proportional(size),
        colour,
    );
    job.wrap = egui::text::TextWrapping::truncate_at_width((width - patch.width() * 2.2).max(8.0));
    let galley = pen.ctx.fonts_mut(|fonts| fonts.layout_job(job));
    let at = patch.right_center() + Vec2::new(patch.width() * 0.35, 0.0);
    pen.galley(at, Align2::LEFT_CENTER, galley, colour);
}
