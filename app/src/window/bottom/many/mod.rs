//! Many events: which ones, how far their run is, what became of them, and how another version of
//! the workflow differs.

mod bar;
mod filter;
mod list;
mod words;

use egui::{RichText, Ui};
use egui_phosphor::regular as glyph;

use crate::{
    state::{Command, EventSet, ManyCommand, State},
    window::{
        controls::{Commands, count_words, empty, named_button},
        theme::Colours,
    },
};

/// In less room than this, in points, the buttons stand below each other.
const ROOMY: f32 = 560.0;

/// What the view remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct ManyView {
    list: list::ManyList,
}

impl ManyView {
    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        let Some(many) = state.many() else {
            return nothing(ui, state, out);
        };
        bar::show(ui, state, many, out);
        if let Some(trouble) = many.trouble() {
            let colours = Colours::of(ui.visuals());
            ui.horizontal_wrapped(|ui| {
                ui.add_space(8.0);
                ui.label(RichText::new(glyph::WARNING_CIRCLE).color(colours.error));
                let text = format!("The workflow was not run. {trouble}");
                ui.label(RichText::new(text).color(colours.text));
            });
            return;
        }
        filter::show(ui, state, many, out);
        let standing = many.standing();
        if !standing.ended || many.listed().1 {
            // The time goes on, and so does looking for what fits.
            let soon = match many.listed().1 {
                true => std::time::Duration::ZERO,
                false => std::time::Duration::from_millis(100),
            };
            ui.ctx().request_repaint_after(soon);
        }
        self.list.show(ui, state, many, out);
    }
}

fn nothing(ui: &mut Ui, state: &State, out: &mut Commands) {
    let text = "See how many are blocked, which way each takes, and which nodes none reaches. Nothing leaves this machine";
    empty(ui, glyph::STACK, "Simulate with many events", text);
    ui.add_space(6.0);
    let count = state.events().iter().len();
    let buttons = [
        (
            glyph::ENVELOPE_SIMPLE,
            format!("All {} of the list", count_words(count, "event")),
            ManyCommand::Run(EventSet::Stored),
        ),
        (
            glyph::FOLDER_OPEN,
            "A folder of events…".to_owned(),
            ManyCommand::AskFolder,
        ),
        (
            glyph::FILE_TEXT,
            "A file of events…".to_owned(),
            ManyCommand::AskFile,
        ),
    ];
    let mut show = |ui: &mut Ui| {
        for (place, (icon, name, command)) in buttons.iter().enumerate() {
            let command = Command::Many(command.clone());
            let refusal = state.why_not(&command);
            let button = named_button(ui, icon, name, place == 0, refusal.is_none());
            let button = button.on_disabled_hover_text(refusal.unwrap_or_default());
            if button.clicked() {
                out.push(command);
            }
        }
    };
    // In a row where there is room, in the middle.
    if ui.available_width() < ROOMY {
        ui.vertical_centered(show);
    } else {
        ui.horizontal(|ui| {
            ui.add_space((ui.available_width() - ROOMY) * 0.5 + 20.0);
            show(ui);
        });
    }
}
