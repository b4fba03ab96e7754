//! Two workflows side by side, with what differs coloured and signed, and as a list in words.
//!
//! `sides` shows the two canvases, which scroll and zoom together; `marks` lays the differences
//! over them; `list` shows the words.

mod list;
mod marks;
mod sides;

use egui::{Frame, Margin, Panel, RichText, Ui};
use egui_phosphor::regular as glyph;
use misp_flow_engine::compare::Kind;

use super::{
    canvas::{CanvasState, NodeState},
    controls::{Commands, command_icon},
    theme::Colours,
};
use crate::state::{Command, Compared, Comparing, State};
use sides::Sides;

/// The comparison that takes the place of the canvas, with what it remembers.
#[derive(Debug, Default)]
pub struct CompareView {
    sides: Sides,
    list: list::List,
}

impl CompareView {
    /// One of the two canvases, which scroll and zoom together.
    pub fn canvas(&mut self) -> &mut CanvasState {
        self.sides.leader()
    }

    /// Shows the state's comparison, where there is one, in all the room there is; gives whether
    /// there was.
    pub fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) -> bool {
        let Some(shown) = state.compared() else {
            return false;
        };
        // A field that is being typed into, such as the palette's, has its own use for the key.
        let escape =
            |i: &mut egui::InputState| i.consume_key(egui::Modifiers::NONE, egui::Key::Escape);
        if state.dialog.is_none() && !ui.ctx().text_edit_focused() && ui.input_mut(escape) {
            out.push(Command::Compare(Comparing::Close));
        }
        let colours = Colours::of(ui.visuals());
        let bare = Frame::new().fill(colours.panel);
        Panel::top("compare-bar")
            .frame(bare.inner_margin(Margin::symmetric(10, 6)))
            .show(ui, |ui| bar(ui, state, shown, out));
        let most = (ui.available_height() * 0.6).max(90.0);
        Panel::bottom("compare-list")
            .resizable(true)
            .default_size(170.0_f32.min(most))
            .size_range(70.0..=most)
            .frame(bare)
            .show(ui, |ui| self.list.show(ui, state, shown, out));
        self.sides.show(ui, state, shown, out);
        true
    }
}

/// Sign, state on the canvas and word of a kind of difference.
fn look(kind: Kind) -> (&'static str, NodeState, &'static str) {
    match kind {
        Kind::Added => (glyph::PLUS, NodeState::Added, "added"),
        Kind::Removed => (glyph::MINUS, NodeState::Removed, "removed"),
        Kind::Changed => (glyph::PENCIL_SIMPLE, NodeState::Changed, "changed"),
        Kind::Moved => (glyph::ARROWS_OUT_CARDINAL, NodeState::Moved, "moved only"),
    }
}

const KINDS: [Kind; 4] = [Kind::Added, Kind::Removed, Kind::Changed, Kind::Moved];

fn bar(ui: &mut Ui, state: &State, shown: &Compared, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
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
            let edge = egui::Stroke::new(1.0, colours.soft_text);
            ui.visuals_mut().widgets.inactive.bg_stroke = edge;
            let mut hide = state.hides_moved();
            if ui.checkbox(&mut hide, "Hide what only moved").changed() {
                out.push(command(Comparing::HideMoved));
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                if shown.lines.is_empty() {
                    ui.label(RichText::new("No differences").strong().color(colours.text));
                }
                for kind in KINDS {
                    let count = shown.count(kind);
                    if count == 0 {
                        continue;
                    }
                    let (sign, state, word) = look(kind);
                    let words = format!("{sign} {count} {word}");
                    let text = RichText::new(words).color(colours.state(state)).strong();
                    ui.label(text);
                    ui.add_space(8.0);
                }
            });
        });
    });
}
