//! What stands above a comparison: how much differs, and what can be done about it.

use egui::{Align, Button, Label, Layout, RichText, Stroke, Ui, vec2};
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

/// What the buttons and the box beside the counts take, in points, and the way back to a push.
const CONTROLS: f32 = 300.0;
const BACK: f32 = 160.0;
/// Between two counts, in points.
const GAP: f32 = 16.0;

pub(super) fn show(ui: &mut Ui, state: &State, out: &mut Commands) {
    let counts = match (state.three_states(), state.compared()) {
        (Some((pushing, three)), _) => counts_of_three(pushing, three),
        (None, Some(shown)) => counts(shown),
        (None, None) => Vec::new(),
    };
    let comes_from_push = state.push_on_canvas().is_some() && state.three_states().is_none();
    let needed = counts
        .iter()
        .map(|count| wide(ui, count) + GAP)
        .sum::<f32>()
        + CONTROLS
        + if comes_from_push { BACK } else { 0.0 };
    let controls = |ui: &mut Ui, out: &mut Commands| {
        hide_moved(ui, state, out);
        if comes_from_push {
            back(ui, out);
        }
    };
    if ui.available_width() < needed {
        ui.horizontal_wrapped(|ui| {
            for (icon, comparing) in BUTTONS {
                command_icon(ui, state, icon, Command::Compare(comparing), out);
            }
            controls(ui, out);
            for count in &counts {
                sum(ui, count);
            }
        });
    } else {
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                for (icon, comparing) in BUTTONS.into_iter().rev() {
                    command_icon(ui, state, icon, Command::Compare(comparing), out);
                }
                controls(ui, out);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    for count in &counts {
                        sum(ui, count);
                    }
                });
            });
        });
    }
    if let Some((pushing, _)) = state.three_states() {
        ui.horizontal_wrapped(|ui| decisions(ui, state, pushing, out));
    }
}

const BUTTONS: [(&str, Comparing); 3] = [
    (glyph::CARET_UP, Comparing::Previous),
    (glyph::CARET_DOWN, Comparing::Next),
    (glyph::X, Comparing::Close),
];

fn hide_moved(ui: &mut Ui, state: &State, out: &mut Commands) {
    // On a bare panel the box would hardly be seen.
    let edge = Stroke::new(1.0, Colours::of(ui.visuals()).soft_text);
    let bare = std::mem::replace(&mut ui.visuals_mut().widgets.inactive.bg_stroke, edge);
    let mut hide = state.hides_moved();
    if tick(ui, &mut hide, "Hide what only moved", true).changed() {
        out.push(Command::Compare(Comparing::HideMoved));
    }
    ui.visuals_mut().widgets.inactive.bg_stroke = bare;
}

/// A count in words, with the state on the canvas whose colour it has; none for a plain text.
type Count = (Option<NodeState>, String);

/// How many differences of each kind there are.
fn counts(shown: &Compared) -> Vec<Count> {
    if shown.lines.is_empty() {
        return vec![(None, "No differences".to_owned())];
    }
    let mut counts = Vec::new();
    for kind in KINDS {
        let count = shown.count(kind);
        if count > 0 {
            let (sign, state, word) = look(kind);
            counts.push((Some(state), format!("{sign} {count} {word}")));
        }
    }
    counts
}

/// How much both changed, and how much of it is decided.
fn counts_of_three(pushing: &Pushing, three: &ThreeStates) -> Vec<Count> {
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
    let mut counts = vec![(Some(state), words)];
    for (side, words) in [(Side::Theirs, "only theirs"), (Side::Mine, "only mine")] {
        let count = three.changed_by(side).count();
        if count > 0 {
            let words = format!("{} {words}", count_words(count, "change"));
            counts.push((Some(NodeState::Changed), words));
        }
    }
    counts
}

/// How wide a count is, in points.
fn wide(ui: &Ui, (_, words): &Count) -> f32 {
    let font = egui::TextStyle::Body.resolve(ui.style());
    let painter = ui.painter();
    let galley = painter.layout_no_wrap(words.clone(), font, egui::Color32::PLACEHOLDER);
    galley.size().x
}

fn sum(ui: &mut Ui, (state, words): &Count) {
    let colours = Colours::of(ui.visuals());
    let colour = state.map_or(colours.text, |state| colours.state(state));
    let label = Label::new(RichText::new(words).color(colour).strong());
    // Where it has no room in a row it goes whole into the next.
    ui.add(label.extend());
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
