//! What an empty canvas says: what to do first.

use egui::{Rect, RichText, ScrollArea, Ui, UiBuilder, vec2};
use egui_phosphor::regular as glyph;

use super::{
    controls::{Commands, command_button},
    theme::Colours,
};
use crate::state::{Command, LeftTab, State};

/// The size that all of it wants, in points.
const SIZE: egui::Vec2 = vec2(420.0, 230.0);
/// In less height than this only the buttons are shown, in rows.
const TIGHT: f32 = 150.0;

/// Shows it in the middle of the canvas, as much of it as there is room for.
pub fn show(ui: &mut Ui, rect: Rect, state: &State, out: &mut Commands) {
    let room = rect.shrink(8.0);
    let tight = room.height() < TIGHT;
    let wanted = if tight { vec2(SIZE.x, 72.0) } else { SIZE };
    let middle = Rect::from_center_size(room.center(), wanted.min(room.size()));
    ui.scope_builder(UiBuilder::new().max_rect(middle), |ui| {
        ScrollArea::vertical()
            .id_salt("empty canvas")
            .max_height(middle.height())
            .show(ui, |ui| {
                if tight {
                    ui.horizontal_wrapped(|ui| buttons(ui, state, out));
                } else {
                    ui.vertical_centered(|ui| {
                        ui.spacing_mut().item_spacing.y = 8.0;
                        words(ui, room.height() >= SIZE.y);
                        buttons(ui, state, out);
                    });
                }
            });
    });
}

fn words(ui: &mut Ui, roomy: bool) {
    let colours = Colours::of(ui.visuals());
    if roomy {
        let icon = RichText::new(glyph::LIGHTNING).size(34.0);
        ui.label(icon.color(colours.trigger));
    }
    let title = RichText::new("Start with a trigger").size(18.0).strong();
    ui.label(title.color(colours.text));
    if roomy {
        let text =
            "It says when MISP runs the workflow. Drag one from the modules, or press space here";
        ui.label(RichText::new(text).color(colours.soft_text));
        ui.add_space(4.0);
    }
}

fn buttons(ui: &mut Ui, state: &State, out: &mut Commands) {
    command_button(ui, state, glyph::PLUS, Command::QuickAdd, true, out);
    if ui.button("Open the sample workflow").clicked() {
        out.push(Command::OpenSample(0));
    }
    if ui.button("Learn with short lessons").clicked() {
        out.push(Command::ShowLeft(LeftTab::Learn));
    }
}
