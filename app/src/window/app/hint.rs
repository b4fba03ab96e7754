//! The line for beginners above the canvas.

use egui::Ui;

use crate::window::theme::Colours;

/// Paints it where it leaves the sample free, in as many words as there is room for; `taken` says
/// whether something of the workflow is seen in a part of the window.
pub(super) fn show(ui: &Ui, rect: egui::Rect, taken: impl Fn(egui::Rect) -> bool) {
    let colours = Colours::of(ui.visuals());
    let keys = ui.ctx().format_shortcut(&egui::KeyboardShortcut::new(
        egui::Modifiers::NONE,
        egui::Key::F5,
    ));
    let painter = ui.painter().with_clip_rect(rect);
    let texts = [
        format!(
            "A sample to try: press {keys} to simulate it, drag modules in, double click to add"
        ),
        format!("A sample: {keys} simulates it"),
    ];
    let font = egui::FontId::proportional(13.0);
    for text in texts {
        let galley = painter.layout_no_wrap(text, font.clone(), colours.soft_text);
        let size = galley.size();
        let corners = [
            rect.left_top() + egui::vec2(24.0, 16.0),
            rect.left_bottom() + egui::vec2(24.0, -16.0 - size.y),
        ];
        let place = |at| egui::Rect::from_min_size(at, size).expand2(egui::vec2(12.0, 6.0));
        let free = |at: &egui::Pos2| rect.contains_rect(place(*at)) && !taken(place(*at));
        if let Some(at) = corners.into_iter().find(free) {
            painter.rect_filled(place(at), 14.0, colours.ground);
            painter.galley(at, galley, colours.soft_text);
            return;
        }
    }
}
