//! Kept runs: the search, the list and the chosen run; or two runs beside each other.

mod bar;
mod beside;
mod detail;
mod list;

use egui::{Align, Layout, Rect, RichText, Ui, UiBuilder};
use egui_phosphor::regular as glyph;

use crate::{
    runs::Ending,
    state::{Command, RunsCommand, State},
    window::{
        controls::{Commands, command_button, empty, named_button},
        theme::Colours,
    },
};

/// What the view remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct RunsView {
    list: list::RunListView,
    detail: detail::RunDetail,
    beside: beside::BesideView,
}

impl RunsView {
    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        trouble(ui, state, out);
        let runs = state.runs();
        if let Some(compared) = runs.compared() {
            self.beside.show(ui, state, compared, out);
            return;
        }
        let Some(rows) = runs.rows() else {
            if runs.trouble().is_none() && runs.can_keep() {
                ui.add_space(8.0);
                ui.label("Opening the kept runs…");
            }
            return;
        };
        bar::show(ui, state, out);
        if rows.is_empty() {
            let text = match state.settings.keep_runs {
                true => {
                    "Every simulated run is kept from now on. Simulate, then compare runs or open them again"
                }
                false => "Keeping is switched off. Switch it on above, then simulate",
            };
            empty(
                ui,
                glyph::CLOCK_COUNTER_CLOCKWISE,
                "No runs are kept yet",
                text,
            );
            ui.add_space(6.0);
            ui.vertical_centered(|ui| {
                command_button(ui, state, glyph::PLAY, Command::Simulate, false, out);
            });
            return;
        }
        let whole = ui.available_width();
        let open = !runs.chosen().is_empty();
        let width = match open {
            true => (whole - DETAIL).max(whole * 0.5),
            false => whole,
        };
        let (left, right) = halves(ui, width, open);
        side(ui, left, |ui| self.list.show(ui, state, out));
        if open {
            side(ui, right, |ui| self.detail.show(ui, state, out));
        }
        let room = left.union(right);
        ui.advance_cursor_after_rect(room);
    }
}

/// The width of what is told of the chosen run.
const DETAIL: f32 = 340.0;
/// Between the two sides.
const GAP: f32 = 14.0;

/// The rest of the panel in two, with a line between them where both are used.
fn halves(ui: &Ui, width: f32, both: bool) -> (Rect, Rect) {
    let room = ui.available_rect_before_wrap();
    let (left, right) = room.split_left_right_at_x(room.left() + width);
    if both {
        let line = ui.visuals().widgets.noninteractive.bg_stroke;
        ui.painter()
            .vline(right.left() + GAP * 0.5, room.y_range(), line);
    }
    (left, right.with_min_x(right.left() + GAP))
}

/// Either side keeps to its room, whatever the other one holds.
fn side(ui: &mut Ui, room: Rect, show: impl FnOnce(&mut Ui)) {
    let builder = UiBuilder::new()
        .max_rect(room)
        .layout(Layout::top_down(Align::Min));
    let mut ui = ui.new_child(builder);
    ui.shrink_clip_rect(room);
    show(&mut ui);
}

/// What is wrong with the file, and what can be done.
fn trouble(ui: &mut Ui, state: &State, out: &mut Commands) {
    let runs = state.runs();
    let colours = Colours::of(ui.visuals());
    let words = match (runs.can_keep(), runs.trouble()) {
        (false, _) => "There is no folder for the program's data, so runs are not kept",
        (true, Some(words)) => words,
        (true, None) => return,
    };
    // Lines that wrap begin where the first does.
    let margin = egui::Margin {
        left: 8,
        ..egui::Margin::ZERO
    };
    egui::Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(glyph::WARNING_CIRCLE).color(colours.error));
            ui.label(RichText::new(words).color(colours.text));
        });
        let (icon, name, command) = match (runs.can_keep(), runs.is_damaged()) {
            (false, _) => return,
            (true, true) => (glyph::FILE_PLUS, "Begin anew", RunsCommand::BeginAnew),
            (true, false) => (glyph::ARROW_CLOCKWISE, "Try again", RunsCommand::Reload),
        };
        if named_button(ui, icon, name, false, true).clicked() {
            out.push(Command::Runs(command));
        }
    });
}

/// The sign and colour of how a run ended.
fn ending_look(ending: Ending, colours: &Colours) -> (&'static str, egui::Color32) {
    match ending {
        Ending::Success => (glyph::CHECK_CIRCLE, colours.ok),
        Ending::Partial => (glyph::WARNING, colours.warning),
        Ending::Blocked => (glyph::HAND_PALM, colours.blocked),
        Ending::Failure => (glyph::X_CIRCLE, colours.error),
        Ending::Crash => (glyph::WARNING_OCTAGON, colours.error),
        Ending::Stopped => (glyph::STOP_CIRCLE, colours.soft_text),
    }
}
