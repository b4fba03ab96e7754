//! Renaming a frame where its title is.

use egui::{Area, Event, Id, Key, Modifiers, Order, Rect, RichText, TextEdit, Ui};
use misp_flow_engine::edit::Edit;

use crate::{
    state::{Command, State},
    window::theme::Colours,
};

/// The open field.
#[derive(Clone, Debug)]
pub struct Rename {
    frame: String,
    text: String,
    opened: bool,
    escaped: bool,
}

impl Rename {
    /// Opens the field for a frame with this title.
    pub fn new(frame: String, text: String) -> Self {
        Self {
            frame,
            text,
            opened: false,
            escaped: false,
        }
    }

    /// Takes Escape before the canvas does.
    pub fn take_keys(&mut self, ctx: &egui::Context) {
        self.escaped = super::escape(ctx);
    }

    /// The frame.
    pub fn frame(&self) -> &str {
        &self.frame
    }

    /// Shows the field in the upper part of the frame's box. Gives whether it stays open, and the
    /// commands where the title was changed.
    pub fn show(
        &mut self,
        ui: &Ui,
        room: Rect,
        frame: Rect,
        state: &State,
    ) -> (bool, Vec<Command>) {
        let id = Id::new("frame title");
        let (mut keep, drop, was_open) = (false, self.escaped, self.opened);
        if ui.ctx().memory(|memory| memory.has_focus(id)) {
            // Before the field takes the line break; Shift+Enter makes one.
            ui.ctx().input_mut(|i| {
                let line = i.events.iter().any(|event| {
                    matches!(event, Event::Key { key: Key::Enter, modifiers, .. } if modifiers.shift)
                });
                keep = !line && i.consume_key(Modifiers::NONE, Key::Enter);
            });
        }
        let width = frame.width().clamp(240.0, 420.0).min(room.width() - 16.0);
        let shown = Area::new(Id::new("rename frame"))
            .order(Order::Middle)
            .fixed_pos(frame.left_top())
            .constrain_to(room)
            .show(ui.ctx(), |ui| {
                let popup = egui::Frame::popup(ui.style()).inner_margin(6);
                popup.show(ui, |ui| {
                    ui.set_width(width - 14.0);
                    let field = TextEdit::multiline(&mut self.text)
                        .id(id)
                        .hint_text("Title or note")
                        .desired_rows(1)
                        .desired_width(f32::INFINITY)
                        .margin(egui::Margin::symmetric(8, 6));
                    let field = ui.add(field);
                    let name = |node: &mut egui::accesskit::Node| {
                        node.set_label("Title of the frame");
                    };
                    ui.ctx().accesskit_node_builder(field.id, name);
                    if !std::mem::replace(&mut self.opened, true) {
                        field.request_focus();
                        select_all(ui, id, self.text.chars().count());
                    }
                    keep |= field.lost_focus() && !drop;
                    let colours = Colours::of(ui.visuals());
                    let words = "Enter keeps it, Shift+Enter starts a line. MISP keeps it as the frame's title";
                    let words = RichText::new(words).size(12.0).color(colours.soft_text);
                    ui.add(egui::Label::new(words).wrap().selectable(false));
                });
            });
        let elsewhere = ui.ctx().input(|i| {
            let at = i.pointer.interact_pos();
            was_open
                && i.pointer.any_pressed()
                && at.is_some_and(|at| !shown.response.rect.contains(at))
        });
        if drop {
            return (false, Vec::new());
        }
        if !keep && !elsewhere {
            return (true, Vec::new());
        }
        (false, self.commands(state))
    }

    fn commands(&self, state: &State) -> Vec<Command> {
        let frames = &state.document().workflow().graph.frames;
        let Some(mut frame) = frames.get(&self.frame).cloned() else {
            return Vec::new();
        };
        self.text.trim().clone_into(&mut frame.text);
        let edit = Edit::SetFrame {
            id: self.frame.clone(),
            frame: Some(Box::new(frame)),
        };
        vec![Command::Seal, Command::Edit(edit), Command::Seal]
    }
}

/// Marks all of a field's text, so that typing replaces it.
pub fn select_all(ui: &Ui, id: Id, letters: usize) {
    use egui::text::{CCursor, CCursorRange};
    let mut field = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let all = CCursorRange::two(CCursor::new(0), CCursor::new(letters));
    field.cursor.set_char_range(Some(all));
    field.store(ui.ctx(), id);
}
