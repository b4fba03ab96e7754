//! Workflows side by side, with what differs coloured and signed, and as a list in words: two
//! states, or the three that a push has met.
//!
//! `sides` shows the canvases, which scroll and zoom together; `two` and `three` say what they
//! show; `marks` lays the differences over them; `list` shows the words; `bar` stands above.

mod bar;
mod list;
mod marks;
mod sides;
mod three;
mod two;

use egui::{Frame, Margin, Panel, Ui};
use egui_phosphor::regular as glyph;
use misp_flow_engine::compare::Kind;

use super::{
    canvas::{CanvasState, NodeState},
    controls::Commands,
};
use crate::state::{Command, Comparing, ServerCommand, State};

/// The height that the canvases keep as long as the list has its own least one, in points.
const CANVASES: f32 = 170.0;
const LIST: f32 = 60.0;

/// The comparison that takes the place of the canvas, with what it remembers.
#[derive(Debug, Default)]
pub struct CompareView {
    two: two::Two,
    three: three::Three,
    list: list::List,
}

impl CompareView {
    /// One of the canvases, which scroll and zoom together.
    pub fn canvas(&mut self, state: &State) -> &mut CanvasState {
        match state.three_states() {
            Some(_) => self.three.sides.leader(),
            None => self.two.sides.leader(),
        }
    }

    /// Shows the state's comparison, where there is one, in all the room there is; gives whether
    /// there was.
    pub fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) -> bool {
        if !state.compares() {
            self.two.forget();
            return false;
        }
        // A field that is being typed into, such as the palette's, has its own use for the key.
        let escape =
            |i: &mut egui::InputState| i.consume_key(egui::Modifiers::NONE, egui::Key::Escape);
        if state.dialog.is_none() && !ui.ctx().text_edit_focused() && ui.input_mut(escape) {
            out.push(match state.push_on_canvas() {
                Some(_) => Command::Server(ServerCommand::BackToPush),
                None => Command::Compare(Comparing::Close),
            });
        }
        let three = state.three_states();
        Panel::top("compare-bar")
            .frame(Frame::NONE.inner_margin(Margin::symmetric(10, 6)))
            .show(ui, |ui| bar::show(ui, state, out));
        // Where there is little room the canvases come first; the list scrolls.
        let room = ui.available_height();
        let most = (room * 0.6).min(room - CANVASES).max(LIST);
        Panel::bottom("compare-list")
            .resizable(true)
            .default_size(170.0_f32.min(most))
            .size_range(LIST..=most)
            .frame(Frame::NONE)
            .show(ui, |ui| match (three, state.compared()) {
                (Some((pushing, three)), _) => self.list.of_three(ui, state, pushing, three, out),
                (None, Some(shown)) => self.list.of_two(ui, state, shown, out),
                (None, None) => {}
            });
        match (three, state.compared()) {
            (Some((pushing, three)), _) => self.three.show(ui, state, pushing, three, out),
            (None, Some(shown)) => self.two.show(ui, state, shown, out),
            (None, None) => {}
        }
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
