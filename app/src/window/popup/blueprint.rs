//! Questions about blueprints: their names, and whether to delete one.

use egui::{Key, Margin, TextEdit, Ui};

use super::dialog::{buttons, heading};
use crate::{
    state::{BlueprintCommand, BlueprintDialog, BlueprintId, Command},
    window::controls::Commands,
};

/// What is typed into the question, kept between frames.
#[derive(Debug, Default)]
pub struct BlueprintQuestion {
    typed: Option<(String, String)>,
}

impl BlueprintQuestion {
    /// Shows the question.
    pub fn show(&mut self, ui: &mut Ui, question: &BlueprintDialog, out: &mut Commands) {
        match question {
            BlueprintDialog::Name { of, name, purpose } => {
                self.name(ui, of.as_ref(), (name, purpose), out);
            }
            BlueprintDialog::Delete { path, name } => {
                heading(ui, &format!("Delete {name}?"));
                ui.label(format!(
                    "{} is deleted from the disk. Workflows that it was inserted into keep their nodes",
                    path.display()
                ));
                let delete = Command::Blueprint(BlueprintCommand::Delete(path.clone()));
                let names = [
                    ("Delete", Some(delete)),
                    ("Cancel", Some(Command::CloseDialog)),
                ];
                buttons(ui, &names, out);
            }
        }
    }

    fn name(
        &mut self,
        ui: &mut Ui,
        of: Option<&BlueprintId>,
        before: (&String, &String),
        out: &mut Commands,
    ) {
        let (name, purpose) = self
            .typed
            .get_or_insert_with(|| (before.0.clone(), before.1.clone()));
        heading(
            ui,
            match of {
                Some(_) => "Rename the blueprint",
                None => "Save the selection as blueprint",
            },
        );
        let label = ui.label("Name");
        let field = TextEdit::singleline(name)
            .hint_text("Block on red")
            .desired_width(f32::INFINITY);
        let field = ui
            .add(field.margin(Margin::symmetric(8, 7)))
            .labelled_by(label.id);
        let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        if ui.memory(|memory| memory.focused().is_none()) && !entered {
            field.request_focus();
        }
        let label = ui.label("What it is for");
        let text = TextEdit::multiline(purpose)
            .hint_text("What it does, and what has to be set up for it")
            .desired_rows(3)
            .desired_width(f32::INFINITY);
        ui.add(text.margin(Margin::symmetric(8, 7)))
            .labelled_by(label.id);
        let (name, purpose) = (name.trim().to_owned(), purpose.trim().to_owned());
        let verb = if of.is_some() {
            "Rename"
        } else {
            "Save blueprint"
        };
        let cancel = Some(Command::CloseDialog);
        let pressed = buttons(ui, &[(verb, None), ("Cancel", cancel)], out) == Some(0);
        if (pressed || entered) && !name.is_empty() {
            out.push(Command::Blueprint(match of {
                Some(id) => BlueprintCommand::Rename {
                    id: id.clone(),
                    name,
                    purpose,
                },
                None => BlueprintCommand::Keep { name, purpose },
            }));
        }
    }
}
