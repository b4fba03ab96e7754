//! Renaming a frame.

use egui::{Id, Key, Modal, RichText, TextEdit, Ui};
use misp_flow_engine::edit::Edit;

use crate::state::{Command, State};

/// The open field.
#[derive(Clone, Debug)]
pub struct Rename {
    frame: String,
    text: String,
    opened: bool,
}

impl Rename {
    /// Opens the field for a frame with this title.
    pub fn new(frame: String, text: String) -> Self {
        Self {
            frame,
            text,
            opened: false,
        }
    }

    /// Shows the field. Gives whether it stays open, and the edit where the title was changed.
    pub fn show(&mut self, ui: &Ui, state: &State) -> (bool, Option<Command>) {
        let mut done = false;
        let modal = Modal::new(Id::new("rename frame")).show(ui.ctx(), |ui| {
            ui.set_width(320.0);
            ui.label(RichText::new("Title of the frame").strong());
            let field = TextEdit::singleline(&mut self.text).desired_width(f32::INFINITY);
            let field = ui.add(field.margin(egui::Margin::symmetric(8, 7)));
            ui.ctx()
                .accesskit_node_builder(field.id, |node| node.set_label("Title of the frame"));
            if !self.opened {
                field.request_focus();
                self.opened = true;
            }
            done = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
            ui.add_space(4.0);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                done |= ui.button("Rename").clicked();
            });
        });
        if !done {
            return (!modal.should_close(), None);
        }
        let frame = state
            .document()
            .workflow()
            .graph
            .frames
            .get(&self.frame)
            .map(|frame| {
                let mut frame = frame.clone();
                frame.text.clone_from(&self.text);
                let edit = Edit::SetFrame {
                    id: self.frame.clone(),
                    frame: Some(Box::new(frame)),
                };
                Command::Edit(edit)
            });
        (false, frame)
    }
}
