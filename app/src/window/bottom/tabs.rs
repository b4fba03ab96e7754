//! The names of what the panel at the bottom can show. What has no room stands in a menu.

use egui::{Color32, FontId, TextStyle, Ui, WidgetInfo, WidgetType};
use egui_phosphor::regular as glyph;
use misp_flow_engine::check::Severity;

use crate::{
    state::{BottomTab, Command, State},
    window::{
        controls::{Commands, tab},
        theme::Colours,
    },
};

/// The room that the button of the menu takes.
const MORE: f32 = 40.0;

/// A tab with its name and a count in a colour.
type Named = (BottomTab, &'static str, Option<(usize, Color32)>);

/// Shows the tabs in one row.
pub(super) fn show(ui: &mut Ui, state: &State, out: &mut Commands) {
    ui.add_space(4.0);
    let all = named(ui, state);
    let fitting = fitting(ui, &all);
    let (mut row, mut rest): (Vec<&Named>, Vec<&Named>) = (
        all.iter().take(fitting).collect(),
        all.iter().skip(fitting).collect(),
    );
    // The one that is shown is in sight; it takes the place of the last one.
    if let Some(at) = rest.iter().position(|(which, ..)| *which == state.bottom) {
        let shown = rest.remove(at);
        if let Some(last) = row.pop() {
            rest.insert(0, last);
        }
        row.push(shown);
    }
    for (which, name, count) in row {
        if tab(ui, state.bottom == *which, name, *count) {
            out.push(Command::ShowBottom(*which));
        }
    }
    if !rest.is_empty() {
        more(ui, &rest, out);
    }
}

fn named(ui: &Ui, state: &State) -> [Named; 10] {
    let colours = Colours::of(ui.visuals());
    let problems = state.known_problems();
    let colour = match problems.first().map(|worst| worst.severity) {
        Some(Severity::Error) => colours.error,
        Some(Severity::Warning) => colours.warning,
        _ => colours.soft_text,
    };
    let (_, differ, unusable) = state.expecting().counts();
    // What was found of another state of the workflow is no error of this one.
    let tested = match state.are_expectations_stale() {
        true => colours.soft_text,
        false => colours.error,
    };
    let listens = state.posts().listener().is_some();
    let posts = state.posts().store().filter(|_| listens);
    let posts = posts.map(|store| (store.index().rows().len(), colours.ok));
    [
        (
            BottomTab::Problems,
            "Problems",
            Some((problems.len(), colour)),
        ),
        (BottomTab::Simulation, "Simulation", None),
        (BottomTab::Many, "Many events", None),
        (
            BottomTab::Expectations,
            "Expectations",
            Some((differ + unusable, tested)),
        ),
        (BottomTab::Posts, "Debug posts", posts),
        (BottomTab::Runs, "Kept runs", None),
        (BottomTab::Data, "Data", None),
        (BottomTab::Test, "Module test", None),
        (BottomTab::History, "History", None),
        (BottomTab::Activity, "Activity", None),
    ]
}

/// How many of the tabs have room beside each other, with the button of the menu where that is not
/// all of them; one at least.
fn fitting(ui: &Ui, tabs: &[Named]) -> usize {
    let spacing = ui.spacing();
    let around = spacing.button_padding.x * 2.0 + spacing.item_spacing.x;
    let font = TextStyle::Button.resolve(ui.style());
    let width = |text: &str, font: FontId| {
        let galley = ui
            .painter()
            .layout_no_wrap(text.to_owned(), font, Color32::WHITE);
        galley.size().x
    };
    let room = ui.available_width();
    let mut ends = Vec::with_capacity(tabs.len());
    let mut end = 0.0;
    for (_, name, count) in tabs {
        end += width(name, font.clone()) + around;
        if let Some((count, _)) = count.filter(|(count, _)| *count > 0) {
            let small = FontId::new(12.0, font.family.clone());
            end += width(&count.to_string(), small) + spacing.icon_spacing;
        }
        ends.push(end);
    }
    if end <= room {
        return tabs.len();
    }
    let fit = ends.iter().take_while(|end| **end + MORE <= room).count();
    fit.max(1)
}

/// The tabs that have no room.
fn more(ui: &mut Ui, tabs: &[&Named], out: &mut Commands) {
    let button = ui.menu_button(glyph::DOTS_THREE, |ui| {
        for (which, name, count) in tabs {
            let text = match count.filter(|(count, _)| *count > 0) {
                Some((count, _)) => format!("{name}, {count}"),
                None => (*name).to_owned(),
            };
            if ui.button(text).clicked() {
                out.push(Command::ShowBottom(*which));
            }
        }
    });
    let names: Vec<&str> = tabs.iter().map(|(_, name, _)| *name).collect();
    let button = button.response;
    button.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, "More results"));
    button.on_hover_text(names.join(", "));
}
