//! Which part of the window has the keyboard, and how it goes from one to the next.

use egui::{Context, FocusDirection, Id, Rect, Ui};

use super::App;
use crate::state::{GoTo, Panel};

/// Where the panels are, and which of them is to get the keyboard.
#[derive(Debug, Default)]
pub(super) struct Areas {
    places: Vec<(Panel, Rect)>,
    wanted: Option<Panel>,
    /// What had the keyboard at the end of the last frame.
    focused: Option<Id>,
}

/// A part of the window that has the keyboard as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Area {
    Canvas,
    Panel(Panel),
    /// The menu bar.
    Bar,
}

/// In the order in which the keyboard goes through them.
const ORDER: [Area; 5] = [
    Area::Panel(Panel::Left),
    Area::Canvas,
    Area::Panel(Panel::Right),
    Area::Panel(Panel::Bottom),
    Area::Bar,
];

impl Areas {
    /// Begins a frame: no panel is shown yet.
    pub fn begin(&mut self) {
        self.places.clear();
    }

    /// Notes that a panel is shown here; its first control gets the keyboard where that is wanted.
    pub fn enter(&mut self, ui: &Ui, panel: Panel) {
        let place = ui.available_rect_before_wrap();
        self.places.push((panel, place));
        if self.wanted == Some(panel) {
            self.wanted = None;
            ui.memory_mut(|memory| {
                if let Some(focused) = memory.focused() {
                    memory.surrender_focus(focused);
                }
                memory.move_focus(FocusDirection::Next);
            });
        }
    }

    fn of(&self, ctx: &Context, focused: Id) -> Option<Area> {
        let at = ctx.read_response(focused)?.rect.center();
        let mut places = self.places.iter();
        let place = places.find(|(_, place)| place.contains(at));
        place.map(|(panel, _)| Area::Panel(*panel))
    }
}

impl App {
    /// Gives the keyboard to a part of the window.
    pub(super) fn go_to(&mut self, ctx: &Context, to: GoTo) {
        let Self { state, parts } = self;
        let there = |area: &Area| match area {
            Area::Canvas | Area::Bar => true,
            Area::Panel(panel) => state.shows(*panel) && !state.gives_way_to_comparison(*panel),
        };
        let now = ctx.memory(|memory| memory.focused());
        let now = now.and_then(|focused| parts.areas.of(ctx, focused));
        let now = match now {
            _ if parts.bar.has_focus(ctx) => Area::Bar,
            now => now.unwrap_or(Area::Canvas),
        };
        let here = ORDER.iter().position(|area| *area == now).unwrap_or(0);
        let behind = ORDER.iter().cycle().skip(here + 1).take(ORDER.len() - 1);
        let next = match to {
            GoTo::Canvas => Some(&Area::Canvas),
            GoTo::Next => behind.clone().find(|area| there(area)),
            GoTo::Previous => behind.filter(|area| there(area)).last(),
        };
        match next {
            Some(Area::Canvas) => parts.centre.seen(state).take_focus(),
            Some(Area::Panel(panel)) => parts.areas.wanted = Some(*panel),
            Some(Area::Bar) => parts.bar.enter(),
            None => {}
        }
    }

    /// Whether something is open above the canvas that has the keyboard.
    pub(super) fn covered(&self, ctx: &Context) -> bool {
        let parts = &self.parts;
        self.state.dialog.is_some()
            || parts.menu.is_some()
            || parts.palette.is_some()
            || parts.quick_add.is_some()
            || parts.wiring.is_some()
            || parts.quick_edit.is_some()
            || parts.rename.is_some()
            || egui::Popup::is_any_open(ctx)
    }

    /// Whether Escape would close nothing that is open, and leave no field: to be asked before
    /// anything has taken it.
    pub(super) fn escape_is_free(&mut self, ctx: &Context) -> bool {
        // egui has taken the focus away by now.
        let focused = self.parts.areas.focused;
        let on_canvas = self.parts.centre.seen(&self.state).has_focus();
        (focused.is_none() || on_canvas) && !self.covered(ctx)
    }

    /// Remembers what has the keyboard, for the next frame.
    pub(super) fn remember_focus(&mut self, ctx: &Context) {
        let areas = &mut self.parts.areas;
        areas.focused = ctx.memory(|memory| memory.focused());
        // What was not shown does not get it later on.
        areas.wanted = areas.wanted.filter(|panel| self.state.shows(*panel));
    }
}
