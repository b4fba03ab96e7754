//! The name of a new workflow that is run by hand.

use egui::{Key, Ui};

use super::{
    super::dialog::{buttons, heading},
    field, soft,
};
use crate::{
    state::{AdHocCommand, Command, ServerCommand},
    window::controls::Commands,
};

/// What is typed, kept between frames.
#[derive(Debug, Default)]
pub(super) struct NewAdHoc {
    name: String,
    description: String,
}

impl NewAdHoc {
    pub(super) fn show(&mut self, ui: &mut Ui, push: bool, out: &mut Commands) {
        heading(ui, "New ad-hoc workflow");
        soft(
            ui,
            if push {
                "It is made on the server without a trigger, to be run by hand. What the open workflow would put there is shown next, before it is pushed"
            } else {
                "It is made on the server without a trigger, to be run by hand"
            },
        );
        let name = field(ui, "Name", &mut self.name, "Clean up old tags");
        let entered = name.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        if ui.memory(|memory| memory.focused().is_none()) && !entered {
            name.request_focus();
        }
        field(
            ui,
            "Description",
            &mut self.description,
            "What it is for, and who looks after it",
        );
        let verb = if push { "Create and look…" } else { "Create" };
        let names = [(verb, None), ("Cancel", Some(Command::CloseDialog))];
        let pressed = buttons(ui, &names, out) == Some(0);
        let name = self.name.trim().to_owned();
        if (pressed || entered) && !name.is_empty() {
            let description = self.description.trim().to_owned();
            let new = AdHocCommand::New {
                name,
                description,
                push,
            };
            out.push(Command::Server(ServerCommand::AdHoc(new)));
        }
    }

    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}
