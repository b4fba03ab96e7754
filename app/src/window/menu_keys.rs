//! The menu bar by keyboard: how its buttons are reached, how arrows go through an open menu, into
//! those inside of it and on to the next one. Enter and Escape are egui's own.

use egui::{
    Context, Event, EventFilter, FocusDirection, Id, Key, KeyboardShortcut, Modifiers, Popup,
    Response, Ui,
    containers::menu::{MenuState, SubMenu},
};

use crate::state::COMMANDS;

/// The keys that go through menus.
const STEERING: [Key; 6] = [
    Key::ArrowUp,
    Key::ArrowDown,
    Key::ArrowLeft,
    Key::ArrowRight,
    Key::Home,
    Key::End,
];

/// A button of the bar.
#[derive(Clone, Copy, Debug)]
struct Top {
    id: Id,
    popup: Id,
    /// The key that opens it: with the bar reached, or with Alt where no command has that.
    letter: Option<Key>,
}

/// An entry of an open menu.
#[derive(Clone, Copy, Debug)]
struct Entry {
    id: Id,
    /// How many menus lead to it.
    depth: usize,
    enabled: bool,
    /// The menu that it is in, as egui knows it.
    menu: Id,
    /// The menu that it opens, and whether that is open.
    inside: Option<(Id, bool)>,
}

/// What the bar remembers for the keyboard.
#[derive(Debug, Default)]
pub struct MenuKeys {
    tops: Vec<Top>,
    entries: Vec<Entry>,
    depth: usize,
    /// The steering keys of this frame.
    pressed: Vec<Key>,
    /// The button of the bar that is to get the keyboard.
    wants_top: Option<usize>,
    /// How deep the menu is whose first entry is to get the keyboard as soon as it is shown.
    wants_first: Option<usize>,
    /// Keys were used last, and the pointer has not moved since.
    steered: bool,
    /// Alt is held, and nothing else was pressed since.
    alt: bool,
    alt_held: bool,
}

impl MenuKeys {
    /// Gives the keyboard to the bar.
    pub fn enter(&mut self) {
        self.wants_top = Some(0);
        self.steered = true;
    }

    /// Whether a button of the bar or an entry of its menus has the keyboard.
    pub fn has_focus(&self, ctx: &Context) -> bool {
        let focused = ctx.memory(|memory| memory.focused());
        let tops = self.tops.iter().map(|top| top.id);
        let mut all = tops.chain(self.entries.iter().map(|entry| entry.id));
        focused.is_some_and(|focused| all.any(|id| id == focused))
    }

    /// Takes the keys that are the bar's, before anything else does: those that open it, and while
    /// it has the keyboard those that go through it.
    pub fn take(&mut self, ctx: &Context) {
        if ctx.input(|i| i.pointer.delta() != egui::Vec2::ZERO || i.pointer.any_down()) {
            self.steered = false;
        }
        let mine = self.open(ctx).is_some() || self.has_focus(ctx);
        let (tops, mut letter) = (self.tops.clone(), None);
        let pressed = &mut self.pressed;
        ctx.input_mut(|i| {
            i.events.retain(|event| {
                let Event::Key {
                    key,
                    modifiers,
                    pressed: true,
                    ..
                } = event
                else {
                    return true;
                };
                if mine && modifiers.is_none() && STEERING.contains(key) {
                    pressed.push(*key);
                    return false;
                }
                if let Some(place) = tops.iter().position(|top| top.letter == Some(*key))
                    && (mine && modifiers.is_none() || is_free_with_alt(*key, *modifiers))
                {
                    letter = Some(place);
                    return false;
                }
                true
            });
            if letter.is_some() {
                i.events.retain(|event| !matches!(event, Event::Text(_)));
            }
        });
        if !self.pressed.is_empty() {
            self.steered = true;
            // egui has read the arrows already, and would go on from what they lead to.
            ctx.memory_mut(|memory| memory.move_focus(FocusDirection::None));
        }
        if let Some(top) = letter.and_then(|place| tops.get(place)) {
            self.steered = true;
            self.show_menu(ctx, top.popup);
        } else if self.alt_alone(ctx) {
            if mine {
                Popup::close_all(ctx);
                ctx.memory_mut(|memory| {
                    if let Some(focused) = memory.focused() {
                        memory.surrender_focus(focused);
                    }
                });
            } else {
                self.enter();
            }
        }
    }

    /// Whether Alt was pressed and let go with nothing in between.
    fn alt_alone(&mut self, ctx: &Context) -> bool {
        let was = self.alt;
        let (held, disturbed) = ctx.input(|i| {
            let other = |event: &Event| {
                matches!(
                    event,
                    Event::Key { .. }
                        | Event::PointerButton { .. }
                        | Event::MouseWheel { .. }
                        | Event::WindowFocused(_)
                )
            };
            let disturbed = i.events.iter().any(other) || i.pointer.any_down() || !i.focused;
            (i.modifiers.matches_exact(Modifiers::ALT), disturbed)
        });
        let fresh = held && !std::mem::replace(&mut self.alt_held, held);
        self.alt_held = held;
        self.alt = held && !disturbed && (was || fresh);
        was && !held && !disturbed && ctx.input(|i| i.modifiers.is_none())
    }

    /// The button whose menu is open.
    fn open(&self, ctx: &Context) -> Option<usize> {
        let mut tops = self.tops.iter();
        tops.position(|top| Popup::is_id_open(ctx, top.popup))
    }

    /// Whether the pointer is to be left out while the bar is shown: it rests where it was when keys
    /// took over, and would otherwise close again what they open.
    pub fn leaves_pointer_out(&self, ctx: &Context) -> bool {
        let still = ctx.input(|i| !i.pointer.any_down() && !i.pointer.any_released());
        self.steered && still && self.open(ctx).is_some()
    }

    /// Begins a frame of the bar.
    pub fn begin(&mut self) {
        self.tops.clear();
        self.entries.clear();
        self.depth = 0;
    }

    /// Notes a button of the bar.
    pub fn top(&mut self, response: &Response, title: &str) {
        let place = self.tops.len();
        if self.wants_top == Some(place) {
            self.wants_top = None;
            response.request_focus();
        }
        let first = title.get(..1).unwrap_or_default();
        self.tops.push(Top {
            id: response.id,
            popup: Popup::default_response_id(response),
            letter: Key::from_name(first),
        });
        hold(response);
    }

    /// Shows what is in a menu, one deeper.
    pub fn inside(&mut self, ui: &mut Ui, content: impl FnOnce(&mut Ui, &mut Self)) {
        self.depth += 1;
        content(ui, self);
        self.depth -= 1;
    }

    /// Notes an entry of a menu.
    pub fn entry(&mut self, ui: &Ui, response: &Response) {
        self.note(ui, response, None);
    }

    /// Notes an entry that opens a menu beside it.
    pub fn opener(&mut self, ui: &Ui, response: &Response, open: bool) {
        let id = SubMenu::id_from_widget_id(response.id);
        self.note(ui, response, Some((id, open)));
    }

    fn note(&mut self, ui: &Ui, response: &Response, inside: Option<(Id, bool)>) {
        let enabled = response.enabled();
        if enabled && self.wants_first == Some(self.depth) {
            self.wants_first = None;
            response.request_focus();
        }
        if self.steered && response.has_focus() {
            response.scroll_to_me(None);
        }
        hold(response);
        self.entries.push(Entry {
            id: response.id,
            depth: self.depth,
            enabled,
            menu: MenuState::from_ui(ui, |_, root| root.id),
            inside,
        });
    }

    /// Ends a frame of the bar: does what the keys say.
    pub fn end(&mut self, ctx: &Context) {
        for key in std::mem::take(&mut self.pressed) {
            self.press(ctx, key);
            ctx.request_repaint();
        }
        if self.open(ctx).is_none() {
            self.wants_first = None;
        }
    }

    fn press(&mut self, ctx: &Context, key: Key) {
        let focused = ctx.memory(|memory| memory.focused());
        let mut entries = self.entries.iter();
        let here = entries.find(|entry| Some(entry.id) == focused).copied();
        match (key, here) {
            (Key::ArrowRight, Some(entry)) if entry.inside.is_some() => {
                if let Some((inside, _)) = entry.inside.filter(|_| entry.enabled) {
                    set_open(ctx, entry.menu, Some(inside));
                    self.wants_first = Some(entry.depth + 1);
                }
            }
            (Key::ArrowLeft, Some(entry)) if entry.depth > 1 => {
                let mut above = self.entries.iter();
                let opener = above.find(|above| {
                    above.depth + 1 == entry.depth && above.inside.is_some_and(|(_, open)| open)
                });
                if let Some(opener) = opener {
                    set_open(ctx, opener.menu, None);
                    ctx.memory_mut(|memory| memory.request_focus(opener.id));
                }
            }
            (Key::ArrowLeft | Key::ArrowRight, _) => self.aside(ctx, key == Key::ArrowRight),
            _ => self.along(ctx, key, here),
        }
    }

    /// To the next button of the bar or the one before, with its menu where one is open.
    fn aside(&mut self, ctx: &Context, forth: bool) {
        let focused = ctx.memory(|memory| memory.focused());
        let open = self.open(ctx);
        let on = || self.tops.iter().position(|top| Some(top.id) == focused);
        let count = self.tops.len();
        let Some(here) = open.or_else(on).filter(|_| count > 1) else {
            return;
        };
        let next = (here + if forth { 1 } else { count - 1 }) % count;
        let Some(top) = self.tops.get(next).copied() else {
            return;
        };
        if open.is_some() {
            self.show_menu(ctx, top.popup);
        } else {
            ctx.memory_mut(|memory| memory.request_focus(top.id));
        }
    }

    /// Along the entries of the menu that has the keyboard, or into the menu below a button.
    fn along(&mut self, ctx: &Context, key: Key, here: Option<Entry>) {
        if self.open(ctx).is_none() {
            let focused = ctx.memory(|memory| memory.focused());
            let mut tops = self.tops.iter();
            if let Some(top) = tops.find(|top| Some(top.id) == focused).copied() {
                self.show_menu(ctx, top.popup);
            }
            return;
        }
        let depth = here.map_or(1, |entry| entry.depth);
        let level = self.entries.iter().filter(|entry| entry.depth == depth);
        let level: Vec<Entry> = level.filter(|entry| entry.enabled).copied().collect();
        let now = here.and_then(|here| level.iter().position(|entry| entry.id == here.id));
        let count = level.len();
        let next = match (key, now) {
            (Key::Home, _) | (Key::ArrowDown, None) => 0,
            (Key::End, _) | (Key::ArrowUp, None) => count.saturating_sub(1),
            (Key::ArrowUp, Some(now)) => (now + count - 1) % count,
            (_, now) => (now.map_or(0, |now| now + 1)) % count.max(1),
        };
        if let Some(next) = level.get(next) {
            set_open(ctx, next.menu, None);
            ctx.memory_mut(|memory| memory.request_focus(next.id));
        }
    }

    /// Opens a menu of the bar with its first entry marked.
    fn show_menu(&mut self, ctx: &Context, popup: Id) {
        Popup::open_id(ctx, popup);
        self.wants_first = Some(1);
        ctx.request_repaint();
    }
}

/// Whether this is Alt with a letter that no command has. On a Mac, Alt with a letter types a sign.
fn is_free_with_alt(key: Key, modifiers: Modifiers) -> bool {
    let keys = KeyboardShortcut::new(Modifiers::ALT, key);
    modifiers.matches_exact(Modifiers::ALT)
        && !cfg!(target_os = "macos")
        && COMMANDS.iter().all(|entry| entry.shortcut != Some(keys))
}

/// Opens or closes the menu inside of a menu.
fn set_open(ctx: &Context, menu: Id, inside: Option<Id>) {
    if let Some(inside) = inside {
        // One that was not shown is otherwise taken for closed.
        MenuState::mark_shown(ctx, inside);
    }
    MenuState::from_id(ctx, menu, |state| state.open_item = inside);
}

/// Keeps egui from leading the keyboard elsewhere by the arrows.
fn hold(response: &Response) {
    if response.has_focus() {
        let filter = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        let memory = |memory: &mut egui::Memory| memory.set_focus_lock_filter(response.id, filter);
        response.ctx.memory_mut(memory);
    }
}
