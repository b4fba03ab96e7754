//! What is in the user's hand: a wire, a selection box, a module on its way from the list.

use egui::{
    Color32, DragAndDrop, Mesh, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2,
    epaint::{CircleShape, RectShape},
};

use super::{Detail, Pen, Shown, wire};
use crate::window::canvas::{
    ModulePayload, PortEnd, PortRef,
    curve::Curve,
    gesture::Gesture,
    layout,
    pull::Pull,
    scene::{Node, Scene},
};

/// Paints the drag in progress.
pub(super) fn drag(pen: &mut Pen<'_>, view: &Shown<'_>) {
    match &view.state.gesture {
        Gesture::Wire(pull) => pulled(pen, view, pull),
        Gesture::Box { .. } => {
            if let Some(area) = view.state.gesture.area() {
                let rect = pen.projection.screen_rect(area);
                let accent = pen.colours.accent;
                let line = Stroke::new(1.0, accent);
                let wash = accent.gamma_multiply(0.12);
                pen.add(RectShape::new(rect, 2.0, wash, line, StrokeKind::Middle));
            }
        }
        Gesture::None => {
            module(pen, view);
            super::stencil::stencil(pen, view);
        }
        Gesture::Move { guides, .. } => {
            for guide in guides.iter().flatten() {
                let ends = [guide.from, guide.to].map(|at| pen.projection.screen(at));
                let line = Stroke::new(1.0, pen.colours.trigger);
                pen.add(Shape::line_segment(ends, line));
            }
        }
        Gesture::Resize { members, .. } => {
            for place in members {
                if let Some(node) = view.scene.node_at(*place) {
                    let rect = pen.projection.screen_rect(node.rect()).expand(3.0);
                    let line = Stroke::new(2.0, pen.colours.accent);
                    let wash = Color32::TRANSPARENT;
                    pen.add(RectShape::new(rect, 6.0, wash, line, StrokeKind::Middle));
                }
            }
        }
        Gesture::Pan { .. } | Gesture::Cancelled => {}
    }
}

fn pulled(pen: &mut Pen<'_>, view: &Shown<'_>, pull: &Pull) {
    let c = pen.colours;
    let end = pull.target.as_ref().map_or(pull.at, |target| target.at);
    let bad = pull.target.as_ref().is_some_and(|t| t.verdict.is_err());
    let colour = if bad { c.error } else { c.accent };
    let reach = Vec2::new(layout::PORT, 0.0);
    let curve = match &pull.fixed {
        PortEnd::Output(port) => match port_at(view.scene, port, true) {
            Some(from) => Curve::between(from + reach, end - reach),
            None => return,
        },
        PortEnd::Input(port) => match port_at(view.scene, port, false) {
            Some(to) => Curve::between(end + reach, to - reach),
            None => return,
        },
    };
    let mut mesh = Mesh::default();
    let width = (2.6 * pen.zoom()).clamp(1.5, 4.0);
    wire::course(pen, &mut mesh, &curve, width, colour, Detail::Full);
    pen.add(mesh);
    if pull.target.is_some() {
        ring(pen, end, colour);
    }
}

fn ring(pen: &mut Pen<'_>, at: Pos2, colour: Color32) {
    let radius = (layout::PORT * pen.zoom() * 1.9).max(6.0);
    let center = pen.projection.screen(at);
    pen.add(CircleShape {
        center,
        radius,
        fill: colour.gamma_multiply(0.25),
        stroke: Stroke::new(2.0, colour),
    });
}

fn port_at(scene: &Scene, port: &PortRef, output: bool) -> Option<Pos2> {
    let node: &Node = scene.node_at(scene.place(&port.node)?)?;
    Some(if output {
        let outputs = &node.spec.outputs;
        let index = outputs.iter().position(|out| out.name == port.port);
        node.output_at(index.unwrap_or(0))
    } else {
        let inputs = &node.spec.inputs;
        let index = inputs.iter().position(|name| *name == port.port);
        node.input_at(index.unwrap_or(0))
    })
}

/// Shows where a module from the list would land.
fn module(pen: &mut Pen<'_>, view: &Shown<'_>) {
    if !DragAndDrop::has_payload_of_type::<ModulePayload>(pen.ctx) {
        return;
    }
    let Some(pointer) = view.pointer(pen.ctx) else {
        return;
    };
    let size = Vec2::new(layout::WIDTH, layout::HEADER) * pen.zoom();
    let rect = Rect::from_min_size(pointer, size);
    let accent = pen.colours.accent;
    pen.add(RectShape::new(
        rect,
        6.0 * pen.zoom(),
        accent.gamma_multiply(0.15),
        Stroke::new(1.5, accent),
        StrokeKind::Inside,
    ));
}
