//! What keys and pointer do.

use egui::{Grid, RichText, ScrollArea, Ui};

use super::dialog::{buttons, heading, room_for_list};
use crate::{
    state::{COMMANDS, Command, shortcut_words},
    window::{canvas::SHORTCUTS, theme::Colours},
};

/// Shows the keys of all commands, then what helps on the canvas. Gives whether the list is to be
/// closed.
pub(super) fn show(ui: &mut Ui) -> bool {
    let height = room_for_list(ui, 110.0).max(100.0);
    heading(ui, "Keys and pointer");
    ui.label("Every command, with or without a key, is also in the palette");
    ScrollArea::vertical()
        .max_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            part(ui, "On the canvas", |ui| {
                for (keys, what) in SHORTCUTS {
                    line(ui, keys, what);
                }
            });
            part(ui, "Everywhere", |ui| {
                for (keys, name) in commands(ui) {
                    line(ui, &keys, name);
                }
            });
        });
    let mut none: Vec<Command> = Vec::new();
    buttons(ui, &[("Close", None)], &mut none).is_some()
}

/// Between the two columns, in points.
const GAP: f32 = 12.0;

/// The keys and names of the commands that have a key.
fn commands(ui: &Ui) -> Vec<(String, &'static str)> {
    let all = COMMANDS
        .iter()
        .map(|entry| (shortcut_words(&entry.command, ui.ctx()), entry.name));
    all.filter(|(keys, _)| !keys.is_empty()).collect()
}

fn part(ui: &mut Ui, title: &str, lines: impl FnOnce(&mut Ui)) {
    ui.add_space(8.0);
    ui.label(RichText::new(title).strong());
    // In a narrow window both columns break into lines.
    let column = (ui.available_width() - GAP) / 2.0;
    Grid::new(title)
        .num_columns(2)
        .striped(true)
        .min_col_width(column.max(0.0))
        .max_col_width(column.max(40.0))
        .spacing([GAP, 6.0])
        .show(ui, lines);
}

fn line(ui: &mut Ui, keys: &str, what: &str) {
    let colour = Colours::of(ui.visuals()).text;
    ui.label(RichText::new(what.trim_end_matches('…')));
    ui.label(RichText::new(keys).color(colour));
    ui.end_row();
}
