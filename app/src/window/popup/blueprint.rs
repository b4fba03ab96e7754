//! Questions about blueprints: their names, and whether to delete one.

use egui::{Key, Margin, TextEdit, Ui};

use super::dialog::{buttons, heading};
use crate::{
    state::{BlueprintCommand, BlueprintDialog, Command, ServerBlueprintCommand, ServerCommand},
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
                let verb = if of.is_some() {
                    "Rename"
                } else {
                    "Save blueprint"
                };
                let title = match of {
                    Some(_) => "Rename the blueprint",
                    None => "Save the selection as blueprint",
                };
                let named = self.name(ui, title, verb, (name, purpose), out);
                out.extend(named.map(|(name, purpose)| {
                    Command::Blueprint(match of {
                        Some(id) => BlueprintCommand::Rename {
                            id: id.clone(),
                            name,
                            purpose,
                        },
                        None => BlueprintCommand::Keep { name, purpose },
                    })
                }));
            }
            BlueprintDialog::NameOnServer => {
                let title = "Push the selection as blueprint";
                let named = self.name(ui, title, "Push", ("", ""), out);
                out.extend(named.map(|(name, purpose)| {
                    let push = ServerBlueprintCommand::PushSelection { name, purpose };
                    Command::Server(ServerCommand::Blueprints(push))
                }));
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

    /// Asks for a name and purpose; gives them once they were entered.
    fn name(
        &mut self,
        ui: &mut Ui,
        title: &str,
        verb: &str,
        before: (&str, &str),
        out: &mut Commands,
    ) -> Option<(String, String)> {
        let (name, purpose) = self
            .typed
            .get_or_insert_with(|| (before.0.to_owned(), before.1.to_owned()));
        heading(ui, title);
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
        let cancel = Some(Command::CloseDialog);
        let pressed = buttons(ui, &[(verb, None), ("Cancel", cancel)], out) == Some(0);
        ((pressed || entered) && !name.is_empty()).then_some((name, purpose))
    }
}
