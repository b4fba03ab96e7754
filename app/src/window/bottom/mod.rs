//! The panel at the bottom: problems and simulation.

mod effects;
mod problems;
mod simulation;
pub(super) mod tree;
mod trial;

use egui::Ui;
use misp_flow_engine::check::Severity;

use super::{
    controls::{Commands, icon_button, tab},
    theme::Colours,
};
use crate::state::{BottomTab, Command, Panel, State};

/// What the bottom panel remembers from frame to frame.
#[derive(Debug, Default)]
pub struct BottomPanel {
    simulation: simulation::SimulationView,
}

impl BottomPanel {
    /// Shows the tabs and what is in the chosen one.
    pub fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        let colours = Colours::of(ui.visuals());
        let problems = state.known_problems();
        let colour = match problems.first().map(|worst| worst.severity) {
            Some(Severity::Error) => colours.error,
            Some(Severity::Warning) => colours.warning,
            _ => colours.soft_text,
        };
        ui.horizontal(|ui| {
            ui.add_space(4.0);
            if tab(
                ui,
                state.bottom == BottomTab::Problems,
                "Problems",
                Some((problems.len(), colour)),
            ) {
                out.push(Command::ShowBottom(BottomTab::Problems));
            }
            if tab(
                ui,
                state.bottom == BottomTab::Simulation,
                "Simulation",
                None,
            ) {
                out.push(Command::ShowBottom(BottomTab::Simulation));
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.add_space(6.0);
                let close = icon_button(
                    ui,
                    egui_phosphor::regular::CARET_DOWN,
                    "Close the bottom panel",
                    true,
                );
                if close.on_hover_text("Close the panel").clicked() {
                    out.push(Command::Toggle(Panel::Bottom));
                }
            });
        });
        match state.bottom {
            BottomTab::Problems => problems::show(ui, state, out),
            BottomTab::Simulation => self.simulation.show(ui, state, out),
        }
    }

    /// Forgets what belongs to the former document.
    pub fn forget(&mut self) {
        *self = Self::default();
    }
}
