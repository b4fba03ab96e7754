//! What assistive technology is told: a name for each node, port and wire in view.

use egui::{
    Id, Response, Sense, Ui, Vec2, WidgetInfo, WidgetType,
    accesskit::{Action, Role},
};

use super::{
    event::CanvasEvent,
    hit::PORT_ZOOM,
    overlay::Overlay,
    scene::{Frame, Node, Scene, Wire},
    selection::Selection,
    state::CanvasState,
};
use crate::window::controls::count_words;

/// Half the side of the patch that stands for a port or a wire, in points.
const PATCH: f32 = 7.0;

/// Names what is in view, where somebody listens, and selects what they press. Costs nothing
/// otherwise.
pub(super) fn describe(
    ui: &Ui,
    response: &Response,
    state: &mut CanvasState,
    scene: &Scene,
    overlay: &Overlay,
    events: &mut Vec<CanvasEvent>,
) {
    let (nodes, wires) = (scene.nodes.len(), scene.wires.len());
    let name = format!("Canvas, {nodes} nodes, {wires} wires");
    let listening = ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Canvas);
        node.set_label(name);
    });
    if listening.is_none() {
        return;
    }
    let projection = state.projection();
    let zoom = projection.zoom;
    let places = std::mem::take(&mut state.scratch.nodes);
    let mut pressed = None;
    for place in places.iter().copied() {
        let Some(node) = scene.node_at(place) else {
            continue;
        };
        let rect = projection.screen_rect(node.rect());
        let id = response.id.with(("node", node.spec.id.as_str()));
        let selected = state.flags.node_selected(place);
        if name_it(
            ui,
            id,
            rect,
            selected,
            &node_name(node, overlay, state.breaks.at(place)),
        ) {
            pressed = Some(Selection::of_nodes([node.spec.id.clone()]));
        }
        if selected {
            let canvas = response.id;
            ui.ctx().accesskit_node_builder(canvas, |canvas| {
                canvas.set_active_descendant(id.accesskit_id());
            });
        }
        if zoom < PORT_ZOOM {
            continue;
        }
        let patch = Vec2::splat(2.0 * PATCH);
        for port in 0..node.spec.inputs.len() {
            let at = projection.screen(node.input_at(port));
            let rect = egui::Rect::from_center_size(at, patch);
            name_it(
                ui,
                id.with(("in", port)),
                rect,
                false,
                &input_name(node, port),
            );
        }
        for port in 0..node.spec.outputs.len() {
            let at = projection.screen(node.output_at(port));
            let rect = egui::Rect::from_center_size(at, patch);
            name_it(
                ui,
                id.with(("out", port)),
                rect,
                false,
                &output_name(node, port),
            );
        }
    }
    state.scratch.nodes = places;
    for frame in &scene.frames {
        let mut title = projection.screen_rect(frame.rect);
        title.max.y = title.min.y + (frame.title_height() * zoom).max(22.0);
        let id = response.id.with(("frame", &frame.spec.id));
        if name_it(ui, id, title, false, &frame_name(frame)) {
            let members = frame.members.iter();
            let nodes = members.filter_map(|place| scene.node_at(*place));
            let nodes = nodes.map(|node| node.spec.id.clone());
            pressed = Some(Selection::of_frame(frame.spec.id.clone(), nodes));
        }
    }
    if zoom >= PORT_ZOOM {
        let places = std::mem::take(&mut state.scratch.wires);
        for place in places.iter().copied() {
            let Some(wire) = scene.wire_at(place) else {
                continue;
            };
            let Some(curve) = scene.curve(wire, &|_| Vec2::ZERO) else {
                continue;
            };
            let middle = projection.screen(curve.at(0.5));
            let rect = egui::Rect::from_center_size(middle, Vec2::splat(2.0 * PATCH));
            let id = response.id.with(("wire", &wire.spec.id));
            let selected = state.flags.wire_selected(place);
            if name_it(ui, id, rect, selected, &wire_name(scene, wire, overlay)) {
                pressed = Some(Selection::of_wire(wire.spec.id.clone()));
            }
        }
        state.scratch.wires = places;
    }
    if let Some(selection) = pressed {
        state.select(selection);
        events.push(CanvasEvent::SelectionChanged);
    }
}

/// Gives a patch of the canvas a name; says whether it was pressed by assistive technology. It
/// takes no clicks of the pointer, which are the canvas' own.
fn name_it(ui: &Ui, id: Id, rect: egui::Rect, selected: bool, name: &str) -> bool {
    let seen = rect.intersect(ui.clip_rect());
    if !seen.is_positive() {
        return false;
    }
    let patch = ui.interact(seen, id, Sense::hover());
    patch.widget_info(|| WidgetInfo::selected(WidgetType::Button, true, selected, name));
    let ctx = ui.ctx();
    ctx.accesskit_node_builder(id, |node| node.add_action(Action::Click));
    ctx.input(|i| i.has_accesskit_action_request(id, Action::Click))
}

fn short_name(node: &Node) -> String {
    format!("node {} {}", node.spec.id, node.spec.title)
}

fn node_name(node: &Node, overlay: &Overlay, breaks: Option<bool>) -> String {
    let spec = &node.spec;
    let mut name = format!("Node {} {}, {}", spec.id, spec.title, spec.kind.word());
    let mut add = |text: &str| {
        if !text.is_empty() {
            name.push_str(", ");
            name.push_str(text);
        }
    };
    add(&spec.summary);
    for badge in &spec.badges {
        add(&badge.text);
    }
    match breaks {
        Some(true) => add("break point"),
        Some(false) => add("break point that is off"),
        None => {}
    }
    if overlay.is_active() {
        match overlay.node(&spec.id) {
            Some(run) => {
                match run.count {
                    Some(0) | None => add(run.state.words()),
                    Some(count) => {
                        let count = usize::try_from(count).unwrap_or(usize::MAX);
                        add(&format!("reached by {}", count_words(count, "event")));
                    }
                }
                add(&run.reason);
            }
            None => add(overlay.rest().words()),
        }
    }
    name
}

fn frame_name(frame: &Frame) -> String {
    let count = frame.members.len();
    let nodes = if count == 1 { "node" } else { "nodes" };
    let title = frame.spec.title.replace('\n', " ");
    if title.is_empty() {
        format!("Frame around {count} {nodes}")
    } else {
        format!("Frame {title}, {count} {nodes}")
    }
}

fn output_name(node: &Node, port: usize) -> String {
    let label = node.spec.outputs.get(port).map(|out| out.label.as_str());
    match label {
        Some("") | None => format!("Output of {}", short_name(node)),
        Some(label) => format!("Output {label} of {}", short_name(node)),
    }
}

fn input_name(node: &Node, port: usize) -> String {
    if node.spec.inputs.len() > 1 {
        format!("Input {} of {}", port + 1, short_name(node))
    } else {
        format!("Input of {}", short_name(node))
    }
}

fn wire_name(scene: &Scene, wire: &Wire, overlay: &Overlay) -> String {
    let from = scene.node_at(wire.from);
    let label = from.and_then(|node| node.spec.outputs.get(wire.from_port));
    let label = label.map(|out| out.label.as_str()).unwrap_or_default();
    let of = if label.is_empty() { "" } else { " of " };
    let from = from.map(short_name).unwrap_or_default();
    let to = scene.node_at(wire.to).map(short_name).unwrap_or_default();
    let name = format!("Wire from {label}{of}{from} to {to}");
    match overlay.wire_count(&wire.spec.id) {
        Some("1") => format!("{name}, taken by 1 event"),
        Some(count) => format!("{name}, taken by {count} events"),
        None => name,
    }
}
