//! What stands above a comparison: how much differs, and what can be done about it.

use egui::{Align, Button, Layout, RichText, Stroke, Ui, vec2};
use egui_phosphor::regular as glyph;
use misp_flow_engine::{
    compare::Kind,
    merge::{Merge, Side},
};

use super::look;
use crate::{
    state::{Command, Compared, Comparing, Pushing, ServerCommand, State, ThreeStates},
    window::{
        canvas::NodeState,
        controls::{Commands, command_icon, count_words, tick},
        decide,
        theme::Colours,
    },
};

const KINDS: [Kind; 4] = [Kind::Added, Kind::Removed, Kind::Changed, Kind::Moved];

pub(super) fn show(ui: &mut Ui, state: &State, out: &mut Commands) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let command = |comparing| Command::Compare(comparing);
            command_icon(ui, state, glyph::X, command(Comparing::Close), out);
            command_icon(ui, state, glyph::CARET_DOWN, command(Comparing::Next), out);
            command_icon(
                ui,
                state,
                glyph::CARET_UP,
                command(Comparing::Previous),
                out,
            );
            // On a bare panel the box would hardly be seen.
            let edge = Stroke::new(1.0, Colours::of(ui.visuals()).soft_text);
            let bare = std::mem::replace(&mut ui.visuals_mut().widgets.inactive.bg_stroke, edge);
            let mut hide = state.hides_moved();
            if tick(ui, &mut hide, "Hide what only moved", true).changed() {
                out.push(command(Comparing::HideMoved));
            }
            ui.visuals_mut().widgets.inactive.bg_stroke = bare;
            if state.push_on_canvas().is_some() && state.three_states().is_none() {
                back(ui, out);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                match (state.three_states(), state.compared()) {
                    (Some((pushing, three)), _) => counts_of_three(ui, pushing, three),
                    (None, Some(shown)) => counts(ui, shown),
                    (None, None) => {}
                }
            });
        });
    });
    if let Some((pushing, _)) = state.three_states() {
        ui.horizontal_wrapped(|ui| decisions(ui, state, pushing, out));
    }
}

/// How many differences of each kind there are.
fn counts(ui: &mut Ui, shown: &Compared) {
    let colours = Colours::of(ui.visuals());
    if shown.lines.is_empty() {
        ui.label(RichText::new("No differences").strong().color(colours.text));
    }
    for kind in KINDS {
        let count = shown.count(kind);
        if count == 0 {
            continue;
        }
        let (sign, state, word) = look(kind);
        sum(ui, state, format!("{sign} {count} {word}"));
    }
}

/// How much both changed, and how much of it is decided.
fn counts_of_three(ui: &mut Ui, pushing: &Pushing, three: &ThreeStates) {
    let conflicts = three.merge().map_or(0, |merge| merge.conflicts().len());
    let open = pushing.undecided();
    let (state, words) = match (conflicts, open) {
        (0, _) => (NodeState::Ok, "Nothing was changed by both".to_owned()),
        (_, 0) => (NodeState::Chosen, "All is decided".to_owned()),
        (all, open) => (
            NodeState::Conflict,
            format!("{} {open} of {all} to decide", glyph::GIT_MERGE),
        ),
    };
    sum(ui, state, words);
    for (side, words) in [(Side::Theirs, "only theirs"), (Side::Mine, "only mine")] {
        let count = three.changed_by(side).count();
        if count > 0 {
            sum(
                ui,
                NodeState::Changed,
                format!("{} {words}", count_words(count, "change")),
            );
        }
    }
}

fn sum(ui: &mut Ui, state: NodeState, words: String) {
    let colour = Colours::of(ui.visuals()).state(state);
    ui.label(RichText::new(words).color(colour).strong());
    ui.add_space(8.0);
}

/// What can be done with three states.
fn decisions(ui: &mut Ui, state: &State, pushing: &Pushing, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    back(ui, out);
    if state.is_push_outdated() {
        let words = "The workflow was changed since. Go back to the push to compare anew";
        ui.label(RichText::new(words).color(colours.warning));
        return;
    }
    let conflicts = pushing.merge().map_or(&[][..], Merge::conflicts);
    if !conflicts.is_empty() {
        decide::all(ui, out);
    }
    decide::keep_copy(ui, out);
    decide::bring_together(ui, pushing, out);
}

/// The way back to the push.
fn back(ui: &mut Ui, out: &mut Commands) {
    let text = format!("{}  Back to the push", glyph::ARROW_LEFT);
    let response = ui.add(Button::new(text).min_size(vec2(0.0, 28.0)));
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::WidgetType::Button, true, "Back to the push")
    });
    if response.clicked() {
        out.push(Command::Server(ServerCommand::BackToPush));
    }
}
