//! What the lists at the bottom share: a line of names, rows of cells, the keys that go through
//! them.

use egui::{
    Color32, EventFilter, FontId, Rect, Response, Sense, Ui, WidgetInfo, WidgetType, pos2, vec2,
};

use crate::window::{controls::one_line, theme::Colours};

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

/// Texts beside each other, each cut to its column.
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

/// What is behind a row that is chosen, pointed at or has the keyboard.
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

/// The keys that the list keeps to itself.
pub(super) fn arrows() -> EventFilter {
    EventFilter {
        tab: false,
        horizontal_arrows: false,
        vertical_arrows: true,
        escape: false,
    }
}
