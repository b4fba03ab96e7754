//! The line for beginners above the canvas.

use egui::Ui;

use crate::window::theme::Colours;

/// Paints it where it leaves the sample free, in as many words as there is room for.
pub(super) fn show(ui: &Ui, rect: egui::Rect) {
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
    let mut galleys = texts
        .into_iter()
        .map(|text| painter.layout_no_wrap(text, font.clone(), colours.soft_text));
    let fits = |galley: &std::sync::Arc<egui::Galley>| galley.size().x + 40.0 < rect.width();
    let Some(galley) = galleys.find(|galley| fits(galley) && rect.height() > 160.0) else {
        return;
    };
    // In this corner the sample leaves room.
    let at = rect.left_top() + egui::vec2(24.0, 16.0);
    let back = egui::Rect::from_min_size(at, galley.size()).expand2(egui::vec2(12.0, 6.0));
    painter.rect_filled(back, 14.0, colours.panel);
    painter.galley(at, galley, colours.soft_text);
}
