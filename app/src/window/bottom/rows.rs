//! What lists of many rows share: cells in columns, the look of a row, keys. Only rows that are in
//! sight are laid out.

use egui::{
    Color32, EventFilter, FontId, Id, Key, Modifiers, Rect, Response, ScrollArea, Sense, Ui,
    WidgetInfo, WidgetType, pos2, vec2,
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

/// Keeps the newest rows of a list in sight, as long as nobody scrolls up from them.
#[derive(Debug, Default)]
pub(super) struct Newest {
    /// Somebody has scrolled up.
    left: bool,
    /// How high all rows were together, and where the view began.
    total: f32,
    offset: f32,
}

impl Newest {
    /// The area that shows rows of this height together in so much room: at their end, where the
    /// newest were in sight.
    pub fn area(&mut self, area: ScrollArea, total: f32, room: f32) -> ScrollArea {
        match self.begin(total, room) {
            Some(offset) => area.vertical_scroll_offset(offset),
            None => area,
        }
    }

    /// Where the view is to begin, where that is elsewhere than it was.
    fn begin(&mut self, total: f32, room: f32) -> Option<f32> {
        let end = (total - room).max(0.0);
        if self.left || (self.offset - end).abs() < 0.5 {
            return None;
        }
        self.offset = end;
        Some(end)
    }

    /// Notes what was looked at: rows from this offset on, in so much room. Gives whether the
    /// newest are to come into sight yet.
    pub fn end(&mut self, total: f32, offset: f32, room: f32) -> bool {
        let is_at = |end: f32| offset + room >= end - 0.5;
        // Rows may come in the very frame that scrolls to what was the end until then.
        let came = offset > self.offset && is_at(self.total);
        let stays = !self.left && offset >= self.offset - 0.01;
        self.left = !(is_at(total) || came || stays);
        (self.total, self.offset) = (total, offset);
        !self.left && !is_at(total)
    }

    /// Says that something else than the newest rows was brought into sight.
    pub fn leave(&mut self) {
        self.left = true;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A list of rows of 24 points in a room of 240, scrolled by so many points in the next frame.
    fn frame(newest: &mut Newest, at: &mut f32, rows: usize, by: f32) -> bool {
        let (total, room) = (rows as f32 * 24.0, 240.0);
        *at = newest.begin(total, room).unwrap_or(*at);
        *at = (*at + by).clamp(0.0, (total - room).max(0.0));
        newest.end(total, *at, room)
    }

    #[test]
    fn the_newest_row_stays_in_sight_until_somebody_scrolls_up() {
        let (mut newest, mut at) = (Newest::default(), 0.0);
        frame(&mut newest, &mut at, 5, 0.0);
        for rows in [20, 21, 50] {
            frame(&mut newest, &mut at, rows, 0.0);
            assert_eq!(at, rows as f32 * 24.0 - 240.0, "{rows} rows");
        }
        frame(&mut newest, &mut at, 51, -100.0);
        let left = at;
        frame(&mut newest, &mut at, 60, 0.0);
        assert_eq!(at, left);
        // A row comes in the frame that scrolls to what was the end before it.
        newest.end(61.0 * 24.0, at, 240.0);
        at = 61.0 * 24.0 - 240.0;
        assert!(newest.end(62.0 * 24.0, at, 240.0), "it is to be seen yet");
        assert!(!frame(&mut newest, &mut at, 62, 0.0));
        assert_eq!(at, 62.0 * 24.0 - 240.0);
        // The list has less room, as where a warning comes above it.
        assert_eq!(newest.begin(62.0 * 24.0, 200.0), Some(62.0 * 24.0 - 200.0));
    }
}
