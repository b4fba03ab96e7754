//! What keys do while the canvas has the focus.

use egui::{Context, EventFilter, Key, Modifiers, Pos2, Response, Vec2, vec2};
use misp_flow_engine::workflow::NodeId;

use super::{
    event::{CanvasEvent, MenuTarget},
    gesture::SNAP,
    scene::{Node, Scene},
    selection::Selection,
    state::CanvasState,
};

/// What keys, buttons and wheels do on the canvas, for the list of shortcuts in the window's help.
pub const SHORTCUTS: &[(&str, &str)] = &[
    ("Click", "Select"),
    ("Shift+click", "Add to or take from the selection"),
    ("Drag on the canvas", "Select with a box"),
    ("Ctrl+A", "Select all nodes"),
    ("Left, Right", "Walk along the wires"),
    ("Up, Down", "Walk between siblings"),
    (
        "F6, Shift+F6",
        "Go to the next panel, back to the one before",
    ),
    (
        "Drag a node",
        "Move the selection, snapping to nodes around it and to the grid",
    ),
    ("Alt+drag a node", "Move without snapping"),
    ("Alt+arrows", "Move the selection by one grid step"),
    ("Drag from a port", "Draw a wire"),
    ("Drag a wire", "Move its nearer end"),
    ("Double click on a node, Enter", "Edit the node"),
    ("Double click on the canvas, Space, Tab", "Add a node"),
    ("Delete, Backspace", "Delete the selection"),
    ("Shift+Delete", "Delete and connect the neighbours"),
    (
        "Escape",
        "Give up a drag, clear the selection, close a message",
    ),
    ("Right click, Shift+F10", "Open the menu"),
    (
        "Alt",
        "Go to the menu bar, and back; arrows or first letters open its menus",
    ),
    ("Scroll, middle or right drag, Space+drag", "Pan"),
    ("Ctrl+scroll, pinch", "Zoom at the pointer"),
    ("+, −", "Zoom in and out"),
    ("0", "Zoom to 100 %"),
    ("1", "Show everything"),
    ("2", "Show the selection"),
];

const ZOOM_STEP: f32 = 1.25;

/// The keys that were pressed and that the canvas takes.
#[derive(Default)]
struct Keys {
    delete: Option<bool>,
    escape: bool,
    walk: Option<Key>,
    nudge: Option<Vec2>,
    all: bool,
    add: bool,
    open: bool,
    menu: bool,
    view: Option<Key>,
}

impl Keys {
    fn read(ctx: &Context, state: &CanvasState) -> Self {
        let (panned, begun) = (state.space_panned, state.space_begun);
        let (read_only, selected) = (state.read_only, !state.selection().is_empty());
        ctx.input_mut(|i| {
            let mut keys = Self::default();
            for key in [Key::Delete, Key::Backspace] {
                if i.consume_key(Modifiers::SHIFT, key) {
                    keys.delete = Some(true);
                } else if i.consume_key(Modifiers::NONE, key) {
                    keys.delete = Some(false);
                }
            }
            for (key, by) in [
                (Key::ArrowLeft, vec2(-SNAP, 0.0)),
                (Key::ArrowRight, vec2(SNAP, 0.0)),
                (Key::ArrowUp, vec2(0.0, -SNAP)),
                (Key::ArrowDown, vec2(0.0, SNAP)),
            ] {
                if i.consume_key(Modifiers::ALT, key) {
                    keys.nudge = Some(by);
                } else if i.modifiers.is_none() && i.consume_key(Modifiers::NONE, key) {
                    keys.walk = Some(key);
                }
            }
            // Without a use for it here, it is left to what else can be closed.
            keys.escape = selected && i.consume_key(Modifiers::NONE, Key::Escape);
            keys.all = i.consume_key(Modifiers::COMMAND, Key::A);
            keys.menu = i.consume_key(Modifiers::SHIFT, Key::F10);
            if i.modifiers.is_none() {
                keys.open = i.consume_key(Modifiers::NONE, Key::Enter);
                keys.add = !read_only && i.consume_key(Modifiers::NONE, Key::Tab);
                // Space held down pans, so it adds only when it is let go without a drag. One that
                // went down on a button is no business of the canvas.
                let begun = begun || i.key_pressed(Key::Space);
                keys.add |= begun && i.key_released(Key::Space) && !panned && !i.pointer.any_down();
            }
            for key in [
                Key::Num0,
                Key::Num1,
                Key::Num2,
                Key::Plus,
                Key::Equals,
                Key::Minus,
            ] {
                if !i.modifiers.command && !i.modifiers.alt && i.consume_key(Modifiers::NONE, key) {
                    keys.view = Some(key);
                }
            }
            keys
        })
    }
}

/// Follows the keyboard through one frame.
pub(super) fn follow(
    response: &Response,
    state: &mut CanvasState,
    scene: &Scene,
    events: &mut Vec<CanvasEvent>,
) {
    let ctx = &response.ctx;
    // Keys belong to a dialog that is open above, whatever had the keyboard before.
    let covered = ctx.memory(|memory| memory.top_modal_layer().is_some());
    if !take_focus(response, state) || covered {
        state.space_panned = false;
        state.space_begun = false;
        return;
    }
    let (space, pressed) = ctx.input(|i| (i.key_down(Key::Space), i.key_pressed(Key::Space)));
    let keys = Keys::read(ctx, state);
    state.space_begun = space && (state.space_begun || pressed);
    state.space_panned = space && (state.space_panned || state.is_busy());
    let before = state.selection().stamp;
    if keys.escape {
        state.select(Selection::of_nodes([]));
    }
    if keys.all {
        state.select_all(scene);
    }
    if let Some(key) = keys.walk {
        walk(state, scene, key);
    }
    if state.selection().stamp != before {
        events.push(CanvasEvent::SelectionChanged);
    }
    if let Some(delta) = keys.nudge {
        let ids = state.selection().nodes();
        let moves: Vec<_> = ids
            .filter_map(|id| Some((id.clone(), scene.node_rect(id)?.min + delta)))
            .collect();
        if !moves.is_empty() {
            events.push(CanvasEvent::MoveNodes { moves, delta });
        }
    }
    if let Some(reconnect) = keys.delete.filter(|_| !state.selection().is_empty()) {
        events.push(CanvasEvent::Delete {
            nodes: state.selection().nodes().cloned().collect(),
            wires: state.selection().wires().cloned().collect(),
            reconnect,
        });
    }
    events.extend(opened(response, state, scene, &keys));
    match keys.view {
        Some(Key::Num0) => state.zoom_to(1.0),
        Some(Key::Num1) => state.fit_all(),
        Some(Key::Num2) => state.fit_selection(),
        Some(Key::Minus) => state.zoom_by(1.0 / ZOOM_STEP),
        Some(_) => state.zoom_by(ZOOM_STEP),
        None => {}
    }
    if keys.view.is_some() {
        ctx.request_repaint();
    }
}

/// Keys that nobody else waits for are the canvas', wherever the pointer is. Gives whether those of
/// this frame are: it must have had the keyboard before, since what closed in this frame may have
/// left the key that closed it.
fn take_focus(response: &Response, state: &CanvasState) -> bool {
    let ctx = &response.ctx;
    if state.gives_way {
        if response.has_focus() {
            response.surrender_focus();
        }
        return false;
    }
    if !response.has_focus() {
        if ctx.memory(|memory| memory.focused().is_none()) {
            response.request_focus();
            // The keys that it is to keep from moving the focus are known a frame later.
            ctx.request_repaint();
        }
        return false;
    }
    let filter = EventFilter {
        // Where nothing can be added, it goes on to the next control.
        tab: !state.read_only,
        horizontal_arrows: true,
        vertical_arrows: true,
        escape: true,
    };
    ctx.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    ctx.memory(|memory| memory.had_focus_last_frame(response.id))
}

/// What a key opens: a node, the list of modules, a menu.
fn opened(
    response: &Response,
    state: &CanvasState,
    scene: &Scene,
    keys: &Keys,
) -> Option<CanvasEvent> {
    let pointer = response.ctx.pointer_hover_pos();
    let pointer = pointer.filter(|at| response.rect.contains(*at));
    let screen = pointer.unwrap_or(response.rect.center());
    let node_corner = |id: &NodeId| {
        let rect = scene.node_rect(id)?;
        Some(state.to_screen(rect.left_bottom()))
    };
    if keys.open {
        let node = state.selection().single()?.clone();
        let screen = node_corner(&node).unwrap_or(screen);
        return Some(CanvasEvent::OpenNode { node, screen });
    }
    if keys.add {
        let at = state.to_canvas(screen);
        return Some(CanvasEvent::AddNext { at, screen });
    }
    if keys.menu {
        let selection = state.selection();
        let node = selection.single().or(selection.nodes().next()).cloned();
        let screen = node.as_ref().and_then(node_corner).unwrap_or(screen);
        let wire = || selection.wires().next().cloned().map(MenuTarget::Wire);
        let target = node.map(MenuTarget::Node).or_else(wire);
        return Some(CanvasEvent::ContextMenu {
            target: target.unwrap_or(MenuTarget::Canvas),
            at: state.to_canvas(screen),
            screen,
        });
    }
    None
}

/// Selects the node that an arrow key leads to, and brings it into view.
fn walk(state: &mut CanvasState, scene: &Scene, key: Key) {
    let current = state.selection().single();
    let current = current.and_then(|id| scene.node_at(scene.place(id)?));
    let next = match current {
        Some(node) => neighbour(scene, node, key),
        None => first_in_view(state, scene),
    };
    if let Some(next) = next {
        let id = next.spec.id.clone();
        state.select(Selection::of_nodes([id.clone()]));
        state.reveal(id);
    }
}

fn first_in_view<'s>(state: &CanvasState, scene: &'s Scene) -> Option<&'s Node> {
    let seen = state.visible();
    let order = |node: &&Node| {
        let Pos2 { x, y } = node.spec.pos;
        (!node.rect().intersects(seen), x as i64, y as i64)
    };
    scene.nodes.iter().min_by_key(order)
}

fn neighbour<'s>(scene: &'s Scene, node: &'s Node, key: Key) -> Option<&'s Node> {
    let ends = |wires: &[u32], incoming: bool| -> Vec<&'s Node> {
        let wires = wires.iter().filter_map(|place| scene.wire_at(*place));
        let mut wires: Vec<_> = wires.collect();
        wires.sort_by_key(|wire| (wire.from_port, wire.to_port));
        let ends = wires.into_iter();
        let ends = ends.map(|wire| if incoming { wire.from } else { wire.to });
        ends.filter_map(|place| scene.node_at(place)).collect()
    };
    let top_down = |node: &Node| node.spec.pos.y as i64;
    match key {
        Key::ArrowLeft => ends(&node.incoming, true).first().copied(),
        Key::ArrowRight => ends(&node.outgoing, false).first().copied(),
        _ => {
            // Siblings share a node before them, or else one after them.
            let before = ends(&node.incoming, true);
            let mut siblings: Vec<&Node> = match before.first() {
                Some(parent) => ends(&parent.outgoing, false),
                None => match ends(&node.outgoing, false).first() {
                    Some(child) => ends(&child.incoming, true),
                    None => Vec::new(),
                },
            };
            siblings.sort_by_key(|node| top_down(node));
            siblings.dedup_by_key(|node| &node.spec.id);
            let here = siblings.iter().position(|s| s.spec.id == node.spec.id)?;
            let there = if key == Key::ArrowUp {
                here.checked_sub(1)?
            } else {
                here + 1
            };
            siblings.get(there).copied()
        }
    }
}
