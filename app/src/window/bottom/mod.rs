//! The panel at the bottom: problems, simulation, debug posts, kept runs, the chosen event and history.

mod data;
mod effects;
mod history;
mod posts;
mod problems;
mod received;
mod runs;
mod simulation;
mod table;
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
    history: history::HistoryView,
    data: super::tree::DataTree,
    posts: posts::PostsView,
    runs: runs::RunsView,
}

impl BottomPanel {
    /// Shows the tabs and what is in the chosen one.
    pub fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        let mut row = ui.available_rect_before_wrap();
        let corner = egui::pos2(row.right() - 6.0, row.top());
        row.max.x -= 40.0;
        let tabs = ui.scope_builder(egui::UiBuilder::new().max_rect(row), |ui| {
            ui.horizontal_wrapped(|ui| tabs(ui, state, out));
        });
        let place = egui::Rect::from_min_max(
            corner - egui::vec2(28.0, 0.0),
            corner + egui::vec2(0.0, 30.0),
        );
        ui.scope_builder(egui::UiBuilder::new().max_rect(place), |ui| {
            let close = icon_button(
                ui,
                egui_phosphor::regular::CARET_DOWN,
                "Close the results",
                true,
            );
            if close.on_hover_text("Close the panel").clicked() {
                out.push(Command::Toggle(Panel::Bottom));
            }
        });
        // The tabs may take several rows.
        ui.advance_cursor_after_rect(tabs.response.rect);
        match state.bottom {
            BottomTab::History => self.history.show(ui, state, out),
            BottomTab::Problems => problems::show(ui, state, out),
            BottomTab::Simulation => self.simulation.show(ui, state, out),
            BottomTab::Posts => self.posts.show(ui, state, out),
            BottomTab::Runs => self.runs.show(ui, state, out),
            BottomTab::Data => data::show(ui, &mut self.data, state, out),
        }
    }

    /// Forgets what belongs to the former document.
    pub fn forget(&mut self) {
        let posts = std::mem::take(&mut self.posts);
        let runs = std::mem::take(&mut self.runs);
        *self = Self {
            posts,
            runs,
            ..Self::default()
        };
    }
}

fn tabs(ui: &mut Ui, state: &State, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let problems = state.known_problems();
    let colour = match problems.first().map(|worst| worst.severity) {
        Some(Severity::Error) => colours.error,
        Some(Severity::Warning) => colours.warning,
        _ => colours.soft_text,
    };
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
    let listens = state.posts().listener().is_some();
    let posts = state.posts().store().filter(|_| listens);
    let count = posts.map(|store| (store.index().rows().len(), colours.ok));
    if tab(ui, state.bottom == BottomTab::Posts, "Debug posts", count) {
        out.push(Command::ShowBottom(BottomTab::Posts));
    }
    if tab(ui, state.bottom == BottomTab::Runs, "Runs", None) {
        out.push(Command::ShowBottom(BottomTab::Runs));
    }
    if tab(ui, state.bottom == BottomTab::Data, "Data", None) {
        out.push(Command::ShowBottom(BottomTab::Data));
    }
    if tab(ui, state.bottom == BottomTab::History, "History", None) {
        out.push(Command::ShowBottom(BottomTab::History));
    }
}
