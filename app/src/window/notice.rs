//! The line above the canvas that tells that somebody else changed the file.

use egui::{Button, Frame, Label, Layout, Margin, RichText, Ui};
use egui_phosphor::regular as glyph;

use super::{controls::Commands, theme::Colours};
use crate::state::{Command, Comparing, Outside, State};

/// Shows the line, where there is something to tell.
pub fn show(ui: &mut Ui, state: &State, out: &mut Commands) {
    let Some(outside) = state.tab().outside() else {
        return;
    };
    let document = state.document();
    let colours = Colours::of(ui.visuals());
    let name = document.path().and_then(|path| path.file_name());
    let name = name.map(|name| name.to_string_lossy().into_owned());
    let name = name.unwrap_or_else(|| document.title());
    let (text, tip) = match outside {
        Outside::Changed(_) if document.is_unsaved() => (
            format!("{name} was changed by another program, and you have unsaved changes"),
            "Reloading puts your changes among the earlier versions",
        ),
        Outside::Changed(_) => (
            format!("{name} was changed by another program"),
            "Reloading shows what it holds now; the history begins anew",
        ),
        Outside::Gone => (
            format!("{name} was deleted or moved. Saving writes it again"),
            "The workflow stays open",
        ),
    };
    let frame = Frame::new()
        .fill(colours.ground)
        .inner_margin(Margin::symmetric(12, 5));
    frame.show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            ui.label(
                RichText::new(glyph::WARNING)
                    .size(17.0)
                    .color(colours.warning),
            );
            ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                let button =
                    |text: &str| Button::new(text.to_owned()).min_size(egui::vec2(0.0, 26.0));
                if ui.add(button("Keep mine")).clicked() {
                    out.push(Command::KeepMine);
                }
                let reload = outside != Outside::Gone;
                let compare = reload && document.is_unsaved();
                if compare && ui.add(button("Compare")).clicked() {
                    out.push(Command::Compare(Comparing::Disk));
                }
                if reload && ui.add(button("Reload")).on_hover_text(tip).clicked() {
                    out.push(Command::Reload);
                }
                ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
                    let text = RichText::new(text).color(colours.text);
                    ui.add(Label::new(text).truncate()).on_hover_text(tip);
                });
            });
        });
    });
}
