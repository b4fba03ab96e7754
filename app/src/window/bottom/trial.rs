//! The choice of the trigger that a blueprint is tried behind.

use egui::{ComboBox, RichText, Ui};
use misp_flow_engine::catalogue::ModuleKind;

use crate::{
    state::{Command, State},
    window::{
        controls::{Commands, take_arrows},
        theme::Colours,
    },
};

/// What is said before the list, and its accessible name.
const LABEL: &str = "Tried behind";

/// The list of triggers; choosing one simulates behind it. Shows nothing for a document with a
/// trigger of its own.
pub(super) fn choice(ui: &mut Ui, state: &State, out: &mut Commands) {
    let Some(chosen) = state.trial_trigger() else {
        return;
    };
    let colours = Colours::of(ui.visuals());
    ui.label(RichText::new(LABEL).size(12.0).color(colours.soft_text))
        .on_hover_text("This has no trigger of its own; a server runs it behind one");
    let list = ComboBox::from_id_salt("trial")
        .selected_text(&chosen.name)
        .show_ui(ui, |ui| {
            for trigger in state.catalogue.of_kind(ModuleKind::Trigger) {
                if ui
                    .selectable_label(trigger.id == chosen.id, &trigger.name)
                    .clicked()
                {
                    out.push(Command::TryBehind(trigger.id.to_string()));
                }
            }
        });
    take_arrows(list.response).widget_info(|| {
        egui::WidgetInfo::labeled(
            egui::WidgetType::ComboBox,
            true,
            format!("{LABEL} {}", chosen.name),
        )
    });
}
