//! What the pointer does: pan, zoom, select, drag, drop, open.

use egui::{
    Context, CursorIcon, DragAndDrop, InputState, Key, Modifiers, PointerButton, Pos2, Response,
    Vec2, vec2,
};

use super::{
    event::{CanvasEvent, Insert, MenuTarget, ModulePayload},
    gesture::Gesture,
    hit::{Hit, Side},
    pull::CanConnect,
    scene::Scene,
    selection::Selection,
    state::CanvasState,
    stencil::StencilPayload,
};

/// Within this many points of the viewport's edge, a drag scrolls the canvas.
const EDGE: f32 = 18.0;
/// How fast, in points a second.
const EDGE_SPEED: f32 = 700.0;
/// Reach of a wire for a module that is dropped onto it, in canvas units.
const DROP_REACH: f32 = 26.0;

/// What was read from egui's input at once, since each look takes a lock.
struct Input {
    at: Option<Pos2>,
    pressed_at: Option<Pos2>,
    primary_pressed: bool,
    space: bool,
    modifiers: Modifiers,
    zoom: f32,
    scroll: Vec2,
    seconds: f32,
}

impl Input {
    fn read(ctx: &Context) -> Self {
        ctx.input(|i| Self {
            at: i.pointer.interact_pos(),
            pressed_at: i.pointer.press_origin(),
            primary_pressed: i.pointer.primary_pressed(),
            space: i.key_down(Key::Space),
            modifiers: i.modifiers,
            zoom: i.zoom_delta(),
            scroll: i.smooth_scroll_delta(),
            seconds: i.stable_dt.min(0.1),
        })
    }

    /// Whether what is clicked adds to the selection.
    fn adds(&self) -> bool {
        self.modifiers.shift || self.modifiers.command
    }
}

/// Follows the pointer through one frame.
pub(super) fn follow(
    response: &Response,
    state: &mut CanvasState,
    scene: &Scene,
    can_connect: CanConnect<'_>,
    events: &mut Vec<CanvasEvent>,
) {
    let input = Input::read(&response.ctx);
    state.settling = Vec2::ZERO;
    if response.contains_pointer() {
        navigate(state, &input);
    }
    let before = state.selection().stamp;
    if input.primary_pressed && response.is_pointer_button_down_on() {
        response.request_focus();
        if let Some(at) = input.pressed_at {
            press(state, scene, at, &input);
        }
    }
    start(response, state, scene, &input);
    let changed = drag(response, state, scene, &input, can_connect, events);
    if let Some(at) = input.at {
        click(response, state, scene, at, &input, events);
        take_module(response, state, scene, at, events);
    }
    if changed || state.selection().stamp != before {
        events.insert(0, CanvasEvent::SelectionChanged);
    }
    let over = response.contains_pointer() && !state.is_busy();
    state.hover = match input.at {
        Some(at) if over => {
            let at = state.to_canvas(at);
            state.hit(scene, at)
        }
        _ => Hit::Nothing,
    };
    if response.contains_pointer() || state.is_busy() {
        response.ctx.set_cursor_icon(cursor(state, &input));
    }
}

fn navigate(state: &mut CanvasState, input: &Input) {
    let corner = state.viewport().min;
    if let Some(at) = input.at.filter(|_| input.zoom != 1.0) {
        state.view_mut().zoom_about(at - corner, input.zoom);
    } else if input.scroll != Vec2::ZERO {
        state.view_mut().pan(input.scroll);
    }
}

/// The button goes down: what is not selected yet is selected at once, so that a drag moves it.
fn press(state: &mut CanvasState, scene: &Scene, at: Pos2, input: &Input) {
    if input.adds() || input.space {
        return;
    }
    let at = state.to_canvas(at);
    match state.hit(scene, at) {
        Hit::Node(node) | Hit::Badge { node, .. } => {
            if let Some(node) = scene.node_at(node)
                && !state.selection().has_node(&node.spec.id)
            {
                state.select(Selection::of_nodes([node.spec.id.clone()]));
            }
        }
        Hit::Wire(wire) => {
            if let Some(wire) = scene.wire_at(wire)
                && !state.selection().has_wire(&wire.spec.id)
            {
                state.select(Selection::of_wire(wire.spec.id.clone()));
            }
        }
        Hit::Frame(frame) => select_frame(state, scene, frame),
        Hit::FrameEdge(..) | Hit::Nothing | Hit::Input { .. } | Hit::Output { .. } => {}
    }
}

fn select_frame(state: &mut CanvasState, scene: &Scene, frame: u32) {
    if let Some(frame) = scene.frames.get(frame as usize) {
        let members = frame.members.iter();
        let nodes = members.filter_map(|place| scene.node_at(*place));
        let nodes = nodes.map(|node| node.spec.id.clone());
        let selection = Selection::of_frame(frame.spec.id.clone(), nodes);
        if selection != *state.selection() {
            state.select(selection);
        }
    }
}

/// A press has become a drag.
fn start(response: &Response, state: &mut CanvasState, scene: &Scene, input: &Input) {
    if !response.drag_started() {
        return;
    }
    let Some(from) = input.pressed_at.or(input.at) else {
        return;
    };
    let from = state.to_canvas(from);
    let primary = response.drag_started_by(PointerButton::Primary);
    if !primary || input.space || state.read_only {
        state.gesture = Gesture::Pan { grabbed: from };
        return;
    }
    let hit = state.hit(scene, from);
    if let Hit::Node(node) | Hit::Badge { node, .. } = hit
        && let Some(node) = scene.node_at(node)
        && !state.selection().has_node(&node.spec.id)
    {
        let mut selection = state.selection().clone();
        selection.add_node(node.spec.id.clone());
        state.select(selection);
    }
    state.begin_drag(scene, hit, from, input.adds());
}

/// Gives whether the selection changed.
fn drag(
    response: &Response,
    state: &mut CanvasState,
    scene: &Scene,
    input: &Input,
    can_connect: CanConnect<'_>,
    events: &mut Vec<CanvasEvent>,
) -> bool {
    if !state.is_busy() {
        return false;
    }
    // egui itself ends the drag on Escape, which must not pass for a drop.
    let escape = |i: &mut InputState| i.consume_key(Modifiers::NONE, Key::Escape);
    if response.ctx.input_mut(escape) {
        state.cancel();
    }
    let mut changed = false;
    if let Some(at) = input.at {
        if let Gesture::Pan { grabbed } = &state.gesture {
            let by = at - state.to_screen(*grabbed);
            state.view_mut().pan(by);
        } else {
            scroll_at_edge(response, state, at, input.seconds);
            let at = state.to_canvas(at);
            changed = state.follow_drag(scene, at, input.modifiers.alt, can_connect);
        }
    }
    if response.drag_stopped() {
        let inside = input.at.is_some_and(|at| state.viewport().contains(at));
        state.end_drag(scene, inside, events);
    } else if !response.dragged() {
        state.gesture = Gesture::None;
    }
    changed
}

fn scroll_at_edge(response: &Response, state: &mut CanvasState, at: Pos2, seconds: f32) {
    if matches!(state.gesture, Gesture::Cancelled) || !response.dragged() {
        return;
    }
    let room = state.viewport().shrink(EDGE);
    let past = |x: f32, low: f32, high: f32| ((x - low).min(0.0) + (x - high).max(0.0)) / EDGE;
    let by = vec2(
        past(at.x, room.left(), room.right()),
        past(at.y, room.top(), room.bottom()),
    );
    if by != Vec2::ZERO {
        let by = by.clamp(Vec2::splat(-1.5), Vec2::splat(1.5));
        state.view_mut().pan(-by * EDGE_SPEED * seconds);
        response.ctx.request_repaint();
    }
}

fn click(
    response: &Response,
    state: &mut CanvasState,
    scene: &Scene,
    screen: Pos2,
    input: &Input,
    events: &mut Vec<CanvasEvent>,
) {
    let primary = response.clicked_by(PointerButton::Primary) && !input.space;
    let secondary = response.clicked_by(PointerButton::Secondary);
    if !primary && !secondary {
        return;
    }
    let at = state.to_canvas(screen);
    let hit = state.hit(scene, at);
    if secondary {
        response.request_focus();
        let target = menu_target(state, scene, hit);
        events.push(CanvasEvent::ContextMenu { target, at, screen });
        return;
    }
    choose(state, scene, hit, input.adds());
    if response.double_clicked_by(PointerButton::Primary) {
        events.extend(open(scene, hit, at, screen));
    }
}

fn choose(state: &mut CanvasState, scene: &Scene, hit: Hit, adds: bool) {
    let mut selection = if adds {
        state.selection().clone()
    } else {
        Selection::default()
    };
    if let Some(node) = hit.node().and_then(|place| scene.node_at(place)) {
        selection.toggle_node(&node.spec.id);
    } else if let Hit::Wire(place) = hit {
        if let Some(wire) = scene.wire_at(place) {
            selection.toggle_wire(&wire.spec.id);
        }
    } else if let Hit::Frame(place) | Hit::FrameEdge(place, _) = hit {
        select_frame(state, scene, place);
        return;
    }
    if selection != *state.selection() {
        state.select(selection);
    }
}

fn open(scene: &Scene, hit: Hit, at: Pos2, screen: Pos2) -> Option<CanvasEvent> {
    if let Some(node) = hit.node() {
        let node = scene.node_at(node)?.spec.id.clone();
        return Some(CanvasEvent::OpenNode { node, screen });
    }
    match hit {
        Hit::Nothing => Some(CanvasEvent::OpenQuickAdd {
            at,
            screen,
            from: None,
        }),
        Hit::Frame(place) | Hit::FrameEdge(place, _) => {
            let frame = scene.frames.get(place as usize)?.spec.id.clone();
            Some(CanvasEvent::OpenFrame { frame, screen })
        }
        _ => None,
    }
}

/// What a context menu is for; it becomes the selection where it is not part of it.
fn menu_target(state: &mut CanvasState, scene: &Scene, hit: Hit) -> MenuTarget {
    if let Some(node) = hit.node().and_then(|place| scene.node_at(place)) {
        let id = node.spec.id.clone();
        if !state.selection().has_node(&id) {
            state.select(Selection::of_nodes([id.clone()]));
        }
        return MenuTarget::Node(id);
    }
    match hit {
        Hit::Wire(place) => {
            if let Some(wire) = scene.wire_at(place) {
                let id = wire.spec.id.clone();
                if !state.selection().has_wire(&id) {
                    state.select(Selection::of_wire(id.clone()));
                }
                return MenuTarget::Wire(id);
            }
        }
        Hit::Frame(place) | Hit::FrameEdge(place, _) => {
            if let Some(frame) = scene.frames.get(place as usize) {
                return MenuTarget::Frame(frame.spec.id.clone());
            }
        }
        _ => {}
    }
    MenuTarget::Canvas
}

/// A module or nodes from a list are let go over the canvas or over one of its wires.
fn take_module(
    response: &Response,
    state: &mut CanvasState,
    scene: &Scene,
    screen: Pos2,
    events: &mut Vec<CanvasEvent>,
) {
    let at = state.to_canvas(screen);
    if state.read_only {
        return;
    }
    let over = response.dnd_hover_payload::<ModulePayload>().is_some()
        || response.dnd_hover_payload::<StencilPayload>().is_some();
    let wire = over
        .then(|| state.wire_hit(scene, at, DROP_REACH))
        .flatten();
    state.dropping_onto = wire;
    // To take what is of another type is to lose it.
    if DragAndDrop::has_payload_of_type::<StencilPayload>(&response.ctx)
        && let Some(stencil) = response.dnd_release_payload::<StencilPayload>()
    {
        // The search that it was found with has done its work.
        response.request_focus();
        let (what, at) = (stencil.what.clone(), StencilPayload::landing(at));
        events.push(match wire.and_then(|place| scene.wire_at(place)) {
            Some(wire) => CanvasEvent::InsertOnWire {
                wire: wire.spec.id.clone(),
                insert: Insert::Stencil(what),
                at,
            },
            None => CanvasEvent::DropStencil { what, at },
        });
    }
    let Some(module) = response.dnd_release_payload::<ModulePayload>() else {
        return;
    };
    response.request_focus();
    let payload = module.0.clone();
    events.push(match wire.and_then(|place| scene.wire_at(place)) {
        Some(wire) => CanvasEvent::InsertOnWire {
            wire: wire.spec.id.clone(),
            insert: Insert::Module(payload),
            at,
        },
        None => CanvasEvent::DropModule { payload, at },
    });
}

fn cursor(state: &CanvasState, input: &Input) -> CursorIcon {
    match &state.gesture {
        Gesture::Pan { .. } => CursorIcon::Grabbing,
        Gesture::Move { .. } => CursorIcon::Move,
        Gesture::Wire(pull) => match &pull.target {
            Some(target) if target.verdict.is_err() => CursorIcon::NotAllowed,
            _ => CursorIcon::Crosshair,
        },
        Gesture::Resize { side, .. } => resizing(*side),
        Gesture::None | Gesture::Box { .. } | Gesture::Cancelled => match state.hover {
            _ if input.space => CursorIcon::Grab,
            Hit::Input { .. } | Hit::Output { .. } => CursorIcon::Crosshair,
            Hit::Wire(_) | Hit::Badge { .. } => CursorIcon::PointingHand,
            Hit::FrameEdge(_, side) => resizing(side),
            Hit::Nothing | Hit::Node(_) | Hit::Frame(_) => CursorIcon::Default,
        },
    }
}

fn resizing(side: Side) -> CursorIcon {
    match (side.x, side.y) {
        (0, _) => CursorIcon::ResizeVertical,
        (_, 0) => CursorIcon::ResizeHorizontal,
        (x, y) if x == y => CursorIcon::ResizeNwSe,
        _ => CursorIcon::ResizeNeSw,
    }
}
