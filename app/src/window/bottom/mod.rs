//! The panel at the bottom: problems, simulation, many events, expectations, kept runs, debug posts,
//! the chosen event, history and activity.

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
mod trial;

use egui::{Ui, WidgetInfo, WidgetType};
use misp_flow_engine::check::Severity;

use super::{
    controls::{Commands, icon_button, tab},
    theme::Colours,
};
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
            BottomTab::Problems => self.problems.show(ui, state, out),
            BottomTab::Simulation => self.simulation.show(ui, state, out),
            BottomTab::Posts => self.posts.show(ui, state, out),
            BottomTab::Activity => self.activity.show(ui, state, out),
            BottomTab::Many => self.many.show(ui, state, out),
            BottomTab::Expectations => expectations::show(ui, state, out),
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

/// In less room than this, in points, tabs would take many lines.
const NARROW: f32 = 420.0;

fn tabs(ui: &mut Ui, state: &State, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let problems = state.known_problems();
    let colour = match problems.first().map(|worst| worst.severity) {
        Some(Severity::Error) => colours.error,
        Some(Severity::Warning) => colours.warning,
        _ => colours.soft_text,
    };
    let (_, differ, unusable) = state.expecting().counts();
    let listens = state.posts().listener().is_some();
    let posts = state.posts().store().filter(|_| listens);
    let posts = posts.map(|store| (store.index().rows().len(), colours.ok));
    let tabs = [
        (
            BottomTab::Problems,
            "Problems",
            Some((problems.len(), colour)),
        ),
        (BottomTab::Simulation, "Simulation", None),
        (BottomTab::Runs, "Runs", None),
        (BottomTab::Many, "Many events", None),
        (
            BottomTab::Expectations,
            "Expectations",
            Some((differ + unusable, colours.error)),
        ),
        (BottomTab::Posts, "Debug posts", posts),
        (BottomTab::Data, "Data", None),
        (BottomTab::History, "History", None),
        (BottomTab::Activity, "Activity", None),
    ];
    ui.add_space(4.0);
    if ui.available_width() < NARROW {
        return choice(ui, state, &tabs, out);
    }
    for (which, name, count) in tabs {
        if tab(ui, state.bottom == which, name, count) {
            out.push(Command::ShowBottom(which));
        }
    }
}

/// A tab with its name and a count in a colour.
type Named = (BottomTab, &'static str, Option<(usize, egui::Color32)>);

/// The tabs as a list that drops down.
fn choice(ui: &mut Ui, state: &State, tabs: &[Named], out: &mut Commands) {
    let shown = tabs.iter().find(|(which, ..)| *which == state.bottom);
    let shown = shown.map_or("", |(_, name, _)| *name);
    let response = egui::ComboBox::from_id_salt("results")
        .width(170.0)
        .selected_text(shown)
        .show_ui(ui, |ui| {
            for (which, name, count) in tabs {
                let text = match count.filter(|(count, _)| *count > 0) {
                    Some((count, _)) => format!("{name}, {count}"),
                    None => (*name).to_owned(),
                };
                if ui.selectable_label(state.bottom == *which, text).clicked() {
                    out.push(Command::ShowBottom(*which));
                }
            }
        })
        .response;
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(WidgetType::ComboBox, true, "Results");
        info.current_text_value = Some(shown.to_owned());
        info
    });
}
