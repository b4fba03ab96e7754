//! Context menus of the canvas. While one is open, all keys are its own.

mod items;

use egui::{
    Align, Button, Event, EventFilter, Id, Key, Layout, Popup, PopupCloseBehavior, PopupKind, Pos2,
    Rect, RectAlign, Response, RichText, ScrollArea, Sense, Ui, WidgetInfo, WidgetType,
    containers::menu::{SubMenuButton, menu_style},
};
use misp_flow_engine::workflow::Position;

use crate::{
    state::State,
    window::{canvas::MenuTarget, controls::Commands},
};
use items::{Act, Item, Row, Rows};

/// An open context menu.
#[derive(Clone, Debug)]
pub struct ContextMenu {
    /// What it is for.
    pub target: MenuTarget,
    /// Where a paste or a new node would go.
    pub at: Position,
    /// Where the menu is.
    pub screen: Pos2,
    /// Whether it was shown before: the click that opened it must not close it.
    opened: bool,
    /// The marked item.
    marked: Option<usize>,
    /// Whether the items behind the marked one are shown, and which of them is marked.
    inside: Option<Option<usize>>,
    /// The keys that were pressed since it was shown last.
    keys: Vec<Key>,
    /// The marked item has to be brought into sight.
    follow: bool,
}

/// What a context menu asks for beside commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MenuWish {
    /// Quick add at the menu's place.
    Add,
}

/// What became of the menu.
enum Answer {
    Open,
    Closed,
    Chosen(Act),
}

impl ContextMenu {
    /// A menu for what is at a place of the canvas, shown at a point of the window.
    pub fn new(target: MenuTarget, at: Position, screen: Pos2) -> Self {
        Self {
            target,
            at,
            screen,
            opened: false,
            marked: None,
            inside: None,
            keys: Vec::new(),
            follow: false,
        }
    }

    /// Takes all keys that are pressed, before anything else does.
    pub fn take_keys(&mut self, ctx: &egui::Context) {
        ctx.input_mut(|i| {
            i.events.retain(|event| match event {
                Event::Key { key, pressed, .. } => {
                    if *pressed {
                        self.keys.push(*key);
                    }
                    false
                }
                Event::Copy | Event::Cut | Event::Paste(_) | Event::Text(_) => false,
                _ => true,
            });
        });
    }

    /// Shows the menu; gives whether it stays open.
    pub fn show(&mut self, ui: &Ui, state: &State, out: &mut Commands) -> (bool, Option<MenuWish>) {
        let rows = Rows::of(&self.target, state, ui.ctx());
        let mut answer = Answer::Open;
        for key in std::mem::take(&mut self.keys) {
            if let Answer::Open = answer {
                answer = self.press(key, &rows);
            }
        }
        if let Answer::Open = answer {
            answer = self.paint(ui, &rows);
        }
        self.opened = true;
        match answer {
            Answer::Open => (true, None),
            Answer::Closed => (false, None),
            Answer::Chosen(Act::Add) => (false, Some(MenuWish::Add)),
            Answer::Chosen(Act::Do(command)) => {
                out.extend(items::selecting(&self.target, state));
                out.push(command);
                (false, None)
            }
            Answer::Chosen(Act::Inside) => (true, None),
        }
    }

    fn press(&mut self, key: Key, rows: &Rows) -> Answer {
        self.follow = true;
        let items: Vec<&Item> = rows.items().collect();
        let current = self.marked.and_then(|place| items.get(place)).copied();
        let inner: Vec<&Item> = rows.inside.iter().collect();
        match (key, &mut self.inside) {
            (Key::Escape | Key::ArrowLeft, Some(_)) => self.inside = None,
            (Key::Escape, None) => return Answer::Closed,
            (Key::ArrowUp | Key::ArrowDown | Key::Home | Key::End, Some(marked)) => {
                *marked = next(&inner, *marked, key);
            }
            (Key::ArrowUp | Key::ArrowDown | Key::Home | Key::End, None) => {
                self.marked = next(&items, self.marked, key);
            }
            (Key::ArrowRight | Key::Enter | Key::Space, None) => {
                let Some(item) = current.filter(|item| item.enabled) else {
                    return Answer::Open;
                };
                match &item.act {
                    Act::Inside => self.inside = Some(next(&inner, None, Key::ArrowDown)),
                    act if key != Key::ArrowRight => return Answer::Chosen(act.clone()),
                    _ => {}
                }
            }
            (Key::Enter | Key::Space, Some(marked)) => {
                let item = marked.and_then(|place| inner.get(place)).copied();
                if let Some(item) = item.filter(|item| item.enabled) {
                    return Answer::Chosen(item.act.clone());
                }
            }
            _ => {}
        }
        Answer::Open
    }

    fn paint(&mut self, ui: &Ui, rows: &Rows) -> Answer {
        let mut answer = Answer::Open;
        let mut focus = None;
        let mut parent = None;
        let follow = std::mem::take(&mut self.follow);
        let towards = self.moves_inside(ui);
        let shown = popup(Popup::new(
            Id::new("context menu"),
            ui.ctx().clone(),
            self.screen,
            ui.layer_id(),
        ))
        .show(|ui| {
            // Has the keyboard as long as no item is marked.
            let holder = ui.interact(
                ui.max_rect(),
                Id::new("context menu keys"),
                Sense::FOCUSABLE,
            );
            holder.widget_info(|| WidgetInfo::labeled(WidgetType::Other, true, "Menu"));
            focus = Some(holder.id);
            scrolling(ui, |ui| {
                let mut place = 0;
                for row in &rows.rows {
                    let item = match row {
                        Row::Title(title) => {
                            ui.label(RichText::new(title).size(12.0));
                            continue;
                        }
                        Row::Line => {
                            ui.separator();
                            continue;
                        }
                        Row::Item(item) => item,
                    };
                    let marked = self.marked == Some(place);
                    let response = button(ui, item);
                    if pointed(&response) && !towards && !marked {
                        self.marked = Some(place);
                        self.inside = None;
                    }
                    let here = self.marked == Some(place);
                    if matches!(item.act, Act::Inside) && item.enabled {
                        if here && (pointed(&response) || response.clicked()) {
                            self.inside = self.inside.or(Some(None));
                        }
                    } else if response.clicked() {
                        answer = Answer::Chosen(item.act.clone());
                    }
                    if here {
                        focus = Some(response.id);
                        if follow {
                            response.scroll_to_me(None);
                        }
                        parent = Some(response);
                    }
                    place += 1;
                }
            });
        });
        let mut rects: Vec<Rect> = shown.iter().map(|shown| shown.response.rect).collect();
        if let (Some(parent), Some(_)) = (parent, self.inside) {
            let inner = self.paint_inside(&parent, rows, follow, &mut focus);
            rects.extend(inner.0);
            if let Some(act) = inner.1 {
                answer = Answer::Chosen(act);
            }
        }
        if let Some(id) = focus {
            hold_focus(ui, id);
        }
        let elsewhere = ui.input(|i| {
            let at = i.pointer.interact_pos();
            i.pointer.any_pressed() && at.is_some_and(|at| rects.iter().all(|r| !r.contains(at)))
        });
        if elsewhere && self.opened {
            return Answer::Closed;
        }
        answer
    }

    /// Shows the items behind the marked one, beside it. Gives where, and what was chosen.
    fn paint_inside(
        &mut self,
        parent: &Response,
        rows: &Rows,
        follow: bool,
        focus: &mut Option<Id>,
    ) -> (Option<Rect>, Option<Act>) {
        let mut chosen = None;
        let beside = popup(Popup::from_response(parent))
            .id(inside_id())
            .align(RectAlign::RIGHT_START)
            .align_alternatives(&[RectAlign::LEFT_START]);
        let shown = beside.show(|ui| {
            scrolling(ui, |ui| {
                for (place, item) in rows.inside.iter().enumerate() {
                    let marked = self.inside == Some(Some(place));
                    let response = button(ui, item);
                    if pointed(&response) {
                        self.inside = Some(Some(place));
                    }
                    if marked {
                        *focus = Some(response.id);
                        if follow {
                            response.scroll_to_me(None);
                        }
                    }
                    if response.clicked() {
                        chosen = Some(item.act.clone());
                    }
                }
            });
        });
        (shown.map(|shown| shown.response.rect), chosen)
    }

    /// Whether the pointer is on its way to the items that are shown beside the menu, over others.
    fn moves_inside(&self, ui: &Ui) -> bool {
        let shown = ui.ctx().read_response(inside_id());
        let rect = shown.filter(|_| self.inside.is_some()).map(|it| it.rect);
        rect.is_some_and(|rect| {
            ui.input(|i| {
                let at = i.pointer.hover_pos();
                i.pointer.is_moving_towards_rect(&rect) || at.is_some_and(|at| rect.contains(at))
            })
        })
    }
}

fn inside_id() -> Id {
    Id::new("context menu, inside")
}

/// The item that a key leads to; what cannot be chosen is passed over.
fn next(items: &[&Item], from: Option<usize>, key: Key) -> Option<usize> {
    let count = items.len();
    let enabled = |place: &usize| items.get(*place).is_some_and(|item| item.enabled);
    match key {
        Key::ArrowUp | Key::End => {
            let from = from.filter(|_| key == Key::ArrowUp).unwrap_or(count);
            let before = (0..from).rev().chain((from..count).rev());
            before.into_iter().find(enabled)
        }
        _ => {
            let from = from.filter(|_| key == Key::ArrowDown);
            let from = from.map_or(0, |place| place + 1);
            (from..count).chain(0..from.min(count)).find(enabled)
        }
    }
}

/// Whether the pointer has just come here: one that rests must not take the mark from the keys.
fn pointed(response: &Response) -> bool {
    response.hovered()
        && response
            .ctx
            .input(|i| i.pointer.delta() != egui::Vec2::ZERO)
}

fn popup(popup: Popup<'_>) -> Popup<'_> {
    popup
        .kind(PopupKind::Menu)
        .layout(Layout::top_down_justified(Align::Min))
        .style(menu_style)
        .gap(0.0)
        .open(true)
        .close_behavior(PopupCloseBehavior::IgnoreClicks)
}

/// Items that scroll where they are higher than the window.
fn scrolling(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    ui.set_min_width(220.0);
    let height = (ui.ctx().content_rect().height() - 24.0).max(60.0);
    // What drops down is offered 400 points only, however high the window is.
    ui.set_max_height(height);
    ScrollArea::vertical().max_height(height).show(ui, content);
}

fn button(ui: &mut Ui, item: &Item) -> Response {
    let name = RichText::new(&item.name);
    let button = match item.colour {
        Some(colour) => {
            let dot = RichText::new(egui_phosphor::regular::SQUARE).size(16.0);
            Button::new((dot.color(colour), name))
        }
        None => Button::new(name),
    };
    let button = match item.act {
        Act::Inside => button.right_text(SubMenuButton::RIGHT_ARROW),
        _ if item.ticked => button.right_text(egui_phosphor::regular::CHECK),
        _ => button.shortcut_text(item.keys.as_str()),
    };
    let response = ui.add_enabled(item.enabled, button);
    response.widget_info(|| {
        WidgetInfo::selected(WidgetType::Button, item.enabled, item.ticked, &item.name)
    });
    response
}

/// Gives the keyboard to an item, and keeps egui from leading it elsewhere.
fn hold_focus(ui: &Ui, id: Id) {
    let filter = EventFilter {
        tab: true,
        horizontal_arrows: true,
        vertical_arrows: true,
        escape: true,
    };
    let new = ui.ctx().memory_mut(|memory| {
        let new = !memory.has_focus(id);
        if new {
            memory.request_focus(id);
        }
        memory.set_focus_lock_filter(id, filter);
        new
    });
    if new {
        // The mark is seen, and the keys are held, a frame later.
        ui.ctx().request_repaint();
    }
}
