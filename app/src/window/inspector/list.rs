//! The list that drops down below a field, of which only what is in sight is drawn.

use egui::{
    Align2, CornerRadius, Event, EventFilter, FontId, Key, Modifiers, Popup, PopupCloseBehavior,
    Rect, Response, ScrollArea, Sense, Ui, WidgetInfo, WidgetType, vec2,
};
use egui_phosphor::regular as glyph;

use super::label::SMALL;
use crate::window::{controls::one_line, theme::Colours};

const ROW: f32 = 26.0;
const ROWS_IN_SIGHT: f32 = 10.0;
const PAGE: usize = 9;
/// What stands below the rows takes at most this.
const FOOTER: f32 = 60.0;

/// One line of a list.
pub(super) struct Entry {
    pub text: String,
    /// What is read second, at the far end.
    pub detail: String,
    pub chosen: bool,
    /// Whether the line makes something new.
    pub creates: bool,
    /// Whether nothing in the list is ever marked as chosen.
    pub plain: bool,
}

/// Which keys a field with an open list keeps to itself: Escape closes the list, not the field.
pub(super) fn keys_of_field(open: bool) -> EventFilter {
    EventFilter {
        tab: false,
        horizontal_arrows: true,
        vertical_arrows: true,
        escape: open,
    }
}

/// Where in a list somebody is.
#[derive(Default)]
pub(super) struct Cursor {
    pub at: Option<usize>,
    offset: f32,
    /// Whether `at` was moved by a key and must be brought into sight.
    follow: bool,
}

/// What the keys want of an open list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    Choose(usize),
    /// Take what was typed, be it in the list or not.
    Create,
    Close,
}

impl Cursor {
    /// Goes to an entry and to the list's top.
    pub fn reset(&mut self, at: Option<usize>) {
        *self = Self {
            at,
            ..Self::default()
        };
    }

    /// The entry that is marked.
    pub fn place(&self) -> Option<usize> {
        self.at
    }

    /// Takes the keys that move in an open list of `count` entries.
    pub fn keys(&mut self, ui: &Ui, count: usize) -> Option<Wish> {
        let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        let last = count.saturating_sub(1);
        let before = self.at;
        if pressed(Modifiers::NONE, Key::ArrowDown) {
            self.at = Some(self.at.map_or(0, |at| (at + 1).min(last)));
        }
        if pressed(Modifiers::NONE, Key::ArrowUp) {
            self.at = self.at.map(|at| at.saturating_sub(1));
        }
        if pressed(Modifiers::NONE, Key::PageDown) {
            self.at = Some(self.at.map_or(PAGE, |at| at + PAGE).min(last));
        }
        if pressed(Modifiers::NONE, Key::PageUp) {
            self.at = self.at.map(|at| at.saturating_sub(PAGE));
        }
        if count == 0 {
            self.at = None;
        }
        self.follow |= self.at != before;
        if pressed(Modifiers::COMMAND, Key::Enter) {
            return Some(Wish::Create);
        }
        if self.at.is_some_and(|at| at < count) && pressed(Modifiers::NONE, Key::Enter) {
            return self.at.map(Wish::Choose);
        }
        pressed(Modifiers::NONE, Key::Escape).then_some(Wish::Close)
    }
}

/// What became of an open list in this frame.
pub(super) struct Shown {
    /// The entry that was clicked.
    pub clicked: Option<usize>,
    /// Whether the pointer is at work in the list.
    pub hot: bool,
}

/// Shows a list of `count` entries below `field`; `footer` stands below it, where not empty.
pub(super) fn show(
    field: &Response,
    cursor: &mut Cursor,
    count: usize,
    footer: &str,
    entry: impl Fn(usize) -> Option<Entry>,
) -> Shown {
    let width = field.rect.width();
    let mut clicked = None;
    let popup = Popup::from_response(field)
        .open(true)
        .close_behavior(PopupCloseBehavior::IgnoreClicks)
        .width(width)
        .gap(3.0)
        .show(|ui| {
            let frame = ui.style().spacing.menu_margin.sum().x + 2.0;
            ui.set_width(width - frame);
            ui.spacing_mut().item_spacing.y = 0.0;
            let height = ROW * ROWS_IN_SIGHT;
            // An area is offered what it took in the frame before, so that a list that had few
            // rows would never have more.
            ui.set_max_height(height + FOOTER);
            let mut area = ScrollArea::vertical()
                .max_height(height)
                .auto_shrink([false, true])
                .content_margin(egui::Margin::ZERO);
            if std::mem::take(&mut cursor.follow)
                && let Some(at) = cursor.at
            {
                let (top, bottom) = (at as f32 * ROW, (at + 1) as f32 * ROW);
                let offset = cursor.offset.clamp((bottom - height).max(0.0), top);
                area = area.vertical_scroll_offset(offset);
            }
            let output = area.show_rows(ui, ROW, count, |ui, rows| {
                for place in rows {
                    if let Some(entry) = entry(place)
                        && line(ui, place, &entry, cursor.at == Some(place)).clicked()
                    {
                        clicked = Some(place);
                    }
                }
            });
            cursor.offset = output.state.offset.y;
            if count == 0 || !footer.is_empty() {
                let text = if footer.is_empty() {
                    "Nothing found"
                } else {
                    footer
                };
                ui.add_space(4.0);
                super::label::note(ui, super::label::Tone::Plain, text);
            }
        });
    let rect = popup.map_or(Rect::NOTHING, |popup| popup.response.rect);
    let hot = field.ctx.input(|input| {
        let pointer = &input.pointer;
        let inside = |pos: Option<egui::Pos2>| pos.is_some_and(|pos| rect.contains(pos));
        let wheel = input
            .events
            .iter()
            .any(|e| matches!(e, Event::MouseWheel { .. }));
        inside(pointer.latest_pos()) && (pointer.any_down() || pointer.any_released() || wheel)
            || pointer.any_down() && inside(pointer.press_origin())
    });
    Shown { clicked, hot }
}

fn line(ui: &mut Ui, place: usize, entry: &Entry, current: bool) -> Response {
    let colours = Colours::of(ui.visuals());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    // Not focusable: the field above keeps the keyboard.
    let response = ui.interact(rect, ui.id().with(place), Sense::CLICK);
    let name = if entry.creates {
        format!("Add “{}”", entry.text)
    } else {
        entry.text.clone()
    };
    response.widget_info(|| {
        WidgetInfo::selected(WidgetType::SelectableLabel, true, entry.chosen, &name)
    });
    let painter = ui.painter();
    if current || response.hovered() {
        let lift = if current { 0.16 } else { 0.08 };
        let fill = colours.ground.lerp_to_gamma(colours.accent, lift);
        painter.rect_filled(rect, CornerRadius::same(4), fill);
    }
    let sign = match (entry.creates, entry.chosen) {
        (true, _) => glyph::PLUS,
        (false, true) => glyph::CHECK,
        (false, false) => "",
    };
    let middle = rect.center().y;
    painter.text(
        egui::pos2(rect.left() + 12.0, middle),
        Align2::CENTER_CENTER,
        sign,
        FontId::proportional(13.0),
        colours.accent,
    );
    let galley = |text: String, size: f32, colour, most: f32| {
        let job = one_line(text, FontId::proportional(size), colour, most.max(20.0));
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    let indent = if entry.plain { 8.0 } else { 24.0 };
    let room = rect.width() - indent - 8.0;
    let detail = galley(entry.detail.clone(), SMALL, colours.soft_text, room * 0.4);
    let text = galley(name, 13.0, colours.text, room - detail.size().x - 8.0);
    let top = |height: f32| middle - height / 2.0;
    let detail_left = rect.right() - 8.0 - detail.size().x;
    let detail_at = egui::pos2(detail_left, top(detail.size().y));
    painter.galley(
        egui::pos2(rect.left() + indent, top(text.size().y)),
        text,
        colours.text,
    );
    painter.galley(detail_at, detail, colours.soft_text);
    response
}
