//! The minimap: a small picture of all of the graph in a corner where no node is, with the part
//! that is in view. A click or drag in it moves the view.

use std::sync::Arc;

use egui::{
    EventFilter, Id, Key, Mesh, Modifiers, Pos2, Rect, Response, Sense, Ui, Vec2, pos2, vec2,
};

use super::{scene::Scene, stamp::Stamp, state::CanvasState};

/// Size of the minimap, in points.
const SIZE: Vec2 = vec2(204.0, 136.0);
/// Space around it.
const MARGIN: f32 = 12.0;
/// Space inside of it around the graph.
const PAD: f32 = 8.0;
/// Least size of a canvas that has room for it.
const LEAST: Vec2 = vec2(520.0, 340.0);
/// What hangs below a node, in canvas units.
const HANGING: f32 = 70.0;
/// How far an arrow key moves the view, as a share of what is seen.
const STEP: f32 = 0.15;

/// What the minimap remembers.
#[derive(Debug, Default)]
pub(super) struct Minimap {
    /// Where it was shown in this frame.
    pub shown: Option<Map>,
    pub focused: bool,
    /// Where the middle of the view is, seen from the pointer that drags it, in canvas units.
    grabbed: Vec2,
    pub mesh: Arc<Mesh>,
    /// What the mesh shows.
    pub mesh_of: Option<MeshKey>,
}

/// Tells one content of the minimap from another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct MeshKey {
    pub map: Map,
    pub scene: Stamp,
    pub selection: Stamp,
    pub overlay: Stamp,
    pub dark: bool,
    pub pixel: f32,
}

/// Where the minimap is on the window, and what of the canvas it shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Map {
    pub rect: Rect,
    /// Whether nodes lie below it, which then shine through.
    pub faded: bool,
    /// Points for each canvas unit.
    scale: f32,
    /// The canvas point in the middle.
    middle: Pos2,
}

impl Map {
    /// `held` while the pointer is down in it: then it stays where it is.
    fn of(state: &CanvasState, scene: &Scene, former: Option<Self>, held: bool) -> Option<Self> {
        let (viewport, bounds) = (state.viewport(), scene.bounds()?);
        let hidden = !state.aids.minimap
            || viewport.width() < LEAST.x
            || viewport.height() < LEAST.y
            || state.visible().contains_rect(bounds);
        if hidden {
            return None;
        }
        let (top, bottom) = (viewport.top() + MARGIN, viewport.bottom() - MARGIN - SIZE.y);
        let (left, right) = (viewport.left() + MARGIN, viewport.right() - MARGIN - SIZE.x);
        let corners = [(left, bottom), (right, bottom), (left, top), (right, top)];
        let places = corners.map(|(x, y)| Rect::from_min_size(pos2(x, y).round(), SIZE));
        // Where it was, as long as no node is there; else in another corner, if that is better.
        // What hangs on a node, such as why it failed, is part of it.
        let covers = |rect: &Rect| {
            let mut part = state.to_canvas_rect(*rect);
            part.min.y -= HANGING;
            scene.any_node_in(part) || state.is_covered(rect.expand(MARGIN))
        };
        let was = former.map(|map| map.rect);
        let here = places.iter().find(|place| was == Some(**place));
        let free = || places.iter().find(|place| !covers(place));
        let stays = here.filter(|place| held || !covers(place));
        let here = stays.or_else(free).or(here);
        let rect = here.or(places.first()).copied()?;
        let room = SIZE - Vec2::splat(2.0 * PAD);
        Some(Self {
            faded: covers(&rect),
            rect,
            scale: (room / bounds.size().max(Vec2::splat(1.0)))
                .min_elem()
                .min(0.25),
            middle: bounds.center(),
        })
    }

    /// A point of the canvas on the window.
    pub fn screen(&self, at: Pos2) -> Pos2 {
        self.rect.center() + (at - self.middle) * self.scale
    }

    /// A box of the canvas on the window.
    pub fn screen_rect(&self, rect: Rect) -> Rect {
        Rect::from_min_max(self.screen(rect.min), self.screen(rect.max))
    }

    /// A point of the window on the canvas.
    fn canvas(&self, at: Pos2) -> Pos2 {
        self.middle + (at - self.rect.center()) / self.scale
    }
}

/// Follows what the user does in the minimap, where it is shown.
pub(super) fn follow(ui: &Ui, canvas: Id, state: &mut CanvasState, scene: &Scene) {
    // One that is being dragged stays, also while all is in view for a moment.
    let dragged = ui.ctx().is_being_dragged(canvas.with("minimap"));
    let former = state.minimap.shown;
    let held = former.is_some_and(|map| is_held(ui, map.rect));
    let map = Map::of(state, scene, former, held).or(former.filter(|_| dragged));
    state.minimap.shown = map;
    let Some(map) = map else {
        return;
    };
    let over = ui.rect_contains_pointer(map.rect);
    if let Some(map) = &mut state.minimap.shown {
        map.faded &= !over && !dragged;
    }
    let response = ui.interact(map.rect, canvas.with("minimap"), Sense::click_and_drag());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Image, true, "Minimap"));
    state.minimap.focused = response.has_focus();
    if let Some(at) = response.interact_pointer_pos() {
        let at = map.canvas(at);
        let seen = state.visible();
        if ui.input(|i| i.pointer.primary_pressed()) {
            // Grabbed by the frame, it moves along; a click beside it brings it there.
            let inside = seen.contains(at);
            state.minimap.grabbed = if inside {
                seen.center() - at
            } else {
                Vec2::ZERO
            };
        }
        if response.is_pointer_button_down_on() || response.clicked() {
            let size = state.viewport().size();
            let to = at + state.minimap.grabbed;
            state.view_mut().centre(to, size);
        }
    }
    walk(&response, state);
    response.on_hover_cursor(egui::CursorIcon::PointingHand);
}

/// Whether the pointer went down in it and is not up yet, or is only just.
fn is_held(ui: &Ui, rect: Rect) -> bool {
    ui.input(|input| {
        let pointer = &input.pointer;
        let down = pointer.primary_down() || pointer.any_released();
        down && pointer.press_origin().is_some_and(|at| rect.contains(at))
    })
}

/// Arrow keys move the view while the minimap has the focus.
fn walk(response: &Response, state: &mut CanvasState) {
    if !response.has_focus() {
        return;
    }
    let filter = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    let ctx = &response.ctx;
    ctx.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let step = state.viewport().size() * STEP;
    for (key, by) in [
        (Key::ArrowLeft, vec2(step.x, 0.0)),
        (Key::ArrowRight, vec2(-step.x, 0.0)),
        (Key::ArrowUp, vec2(0.0, step.y)),
        (Key::ArrowDown, vec2(0.0, -step.y)),
    ] {
        if ctx.input_mut(|i| i.consume_key(Modifiers::NONE, key)) {
            state.view_mut().pan(by);
        }
    }
}
