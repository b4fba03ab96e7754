//! The chosen event as a tree, as the trigger hands it over or as the chosen step left it.

use egui::{RichText, Ui};
use egui_phosphor::regular as glyph;

use crate::{
    state::{Command, LeftTab, State},
    window::{
        controls::{Commands, command_button, empty},
        theme::Colours,
        tree::DataTree,
    },
};

pub(super) fn show(ui: &mut Ui, tree: &mut DataTree, state: &State, out: &mut Commands) {
    let Some(chosen) = state.events().chosen() else {
        let what = "Choose an event on the left, or open one, to see what a workflow gets";
        empty(ui, glyph::TREE_STRUCTURE, "No event chosen", what);
        ui.vertical_centered(|ui| {
            let events = Command::ShowLeft(LeftTab::Events);
            command_button(ui, state, glyph::ENVELOPE_SIMPLE, events, false, out);
        });
        return;
    };
    let Some(data) = state.sample_data() else {
        ui.horizontal(|ui| {
            ui.add_space(8.0);
            ui.label("Preparing the event…");
        });
        return;
    };
    let run = state.run();
    let step = run.and_then(|shown| shown.chosen_step());
    let (name, moment) = match (run, step) {
        (Some(shown), Some(step)) => (&shown.event, format!("after {}", step.words())),
        (Some(shown), None) => (&shown.event, "as the trigger hands it over".to_owned()),
        (None, _) => (&chosen.name, "as the trigger hands it over".to_owned()),
    };
    let colours = Colours::of(ui.visuals());
    ui.horizontal(|ui| {
        ui.add_space(8.0);
        ui.add(egui::Label::new(RichText::new(name).color(colours.text).strong()).truncate());
        ui.label(RichText::new(moment).size(12.0).color(colours.soft_text));
    });
    tree.set(data);
    let room = egui::Frame::new().inner_margin(egui::Margin::symmetric(8, 0));
    room.show(ui, |ui| tree.show(ui));
}
