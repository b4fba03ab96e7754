//! What lists of many rows share: cells in columns, the look of a row, keys. Only rows that are in
//! sight are laid out.

use egui::{
    Color32, EventFilter, FontId, Id, Key, Modifiers, Rect, Response, Sense, Ui, WidgetInfo,
    WidgetType, pos2, vec2,
};

use crate::window::{controls::one_line, theme::Colours};

/// Whether a row was pressed, by pointer or key.
pub(super) fn pressed(ui: &Ui, response: &Response) -> bool {
    response.clicked() || (response.has_focus() && ui.input(|i| i.key_pressed(Key::Enter)))
}

/// Keeps the arrow keys for the list with this id, while it has the keyboard.
pub(super) fn keep_arrows(ui: &Ui, id: Id) {
    let filter = EventFilter {
        tab: false,
        horizontal_arrows: false,
        vertical_arrows: true,
        escape: false,
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
}

/// The row that the keys go on to from the one `at` this place, of so many.
pub(super) fn going_on(ui: &Ui, at: usize, page: usize, rows: usize) -> Option<usize> {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let last = rows.saturating_sub(1);
    [
        (Key::ArrowDown, (at + 1).min(last)),
        (Key::ArrowUp, at.saturating_sub(1)),
        (Key::PageDown, (at + page).min(last)),
        (Key::PageUp, at.saturating_sub(page)),
        (Key::Home, 0),
        (Key::End, last),
    ]
    .into_iter()
    .find_map(|(key, to)| pressed(key).then_some(to))
}

/// The names of the columns.
pub(super) fn header(ui: &mut Ui, widths: &[f32], names: &[&str]) {
    let colours = Colours::of(ui.visuals());
    let size = vec2(ui.available_width(), 20.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, names.join(", ")));
    let cells: Vec<(&str, Color32)> = (names.iter())
        .map(|name| (*name, colours.soft_text))
        .collect();
    cells_of(ui, rect, widths, &cells, 12.0);
}

/// Texts in columns of these widths.
pub(super) fn cells_of(ui: &Ui, rect: Rect, widths: &[f32], cells: &[(&str, Color32)], size: f32) {
    let mut left = rect.left() + 10.0;
    for (width, (text, colour)) in widths.iter().zip(cells) {
        if *width > 0.0 {
            let font = FontId::proportional(size);
            let room = (width - 8.0).max(0.0);
            let galley = ui
                .painter()
                .layout_job(one_line(*text, font, *colour, room));
            let at = pos2(left, rect.center().y - galley.size().y / 2.0);
            ui.painter().galley(at, galley, *colour);
        }
        left += width;
    }
}

/// What lies behind a row.
pub(super) fn background(ui: &Ui, rect: Rect, response: &Response, chosen: bool) {
    let inside = rect.shrink2(vec2(4.0, 0.5));
    if chosen {
        let fill = ui.visuals().selection.bg_fill;
        ui.painter().rect_filled(inside, 5.0, fill);
    } else if response.hovered() || response.has_focus() {
        let fill = ui.visuals().widgets.inactive.weak_bg_fill;
        ui.painter().rect_filled(inside, 5.0, fill);
    }
}
