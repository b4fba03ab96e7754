//! The panel at the bottom: problems, simulation, many events, expectations, debug posts, kept runs,
//! module test, the chosen event, history and activity.

mod activity;
mod breaks;
mod data;
mod effects;
mod expectations;
mod history;
mod many;
mod paused;
mod posts;
mod problems;
mod received;
mod rows;
mod runs;
mod simulation;
mod step;
mod steps;
mod tabs;
mod test;
mod trial;

use egui::Ui;

use super::controls::{Commands, icon_button};
use crate::state::{BottomTab, Command, Panel, State};

/// What the bottom panel remembers from frame to frame.
#[derive(Debug, Default)]
pub struct BottomPanel {
    activity: activity::ActivityView,
    problems: problems::ProblemsView,
    simulation: simulation::SimulationView,
    history: history::HistoryView,
    data: super::tree::DataTree,
    posts: posts::PostsView,
    many: many::ManyView,
    runs: runs::RunsView,
    test: test::TestView,
}

impl BottomPanel {
    /// Shows the tabs and what is in the chosen one.
    pub fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        let mut row = ui.available_rect_before_wrap();
        let corner = egui::pos2(row.right() - 6.0, row.top());
        row.max.x -= 40.0;
        let tabs = ui.scope_builder(egui::UiBuilder::new().max_rect(row), |ui| {
            ui.horizontal(|ui| tabs::show(ui, state, out));
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
        ui.advance_cursor_after_rect(tabs.response.rect);
        match state.bottom {
            BottomTab::History => self.history.show(ui, state, out),
            BottomTab::Problems => self.problems.show(ui, state, out),
            BottomTab::Simulation => self.simulation.show(ui, state, out),
            BottomTab::Posts => self.posts.show(ui, state, out),
            BottomTab::Activity => self.activity.show(ui, state, out),
            BottomTab::Many => self.many.show(ui, state, out),
            BottomTab::Expectations => expectations::show(ui, state, out),
            BottomTab::Runs => self.runs.show(ui, state, out),
            BottomTab::Test => self.test.show(ui, state, out),
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
