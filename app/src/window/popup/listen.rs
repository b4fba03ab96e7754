//! Questions about debug posts and what a server publishes.

use egui::{Key, RichText, TextEdit, Ui};

use super::dialog::{buttons, heading};
use crate::{
    listen::ZmqAddress,
    state::{Command, ListenCommand, ListenDialog, State},
    window::{
        controls::{Commands, count_words},
        theme::Colours,
    },
};

/// Shows the question.
pub(super) fn show(ui: &mut Ui, state: &State, question: ListenDialog, out: &mut Commands) {
    let command = |command| Some(Command::Listen(command));
    match question {
        ListenDialog::Exposed(address) => {
            heading(ui, &format!("Listen at {address}?"));
            ui.label("Other machines can send to this address, and anything that they send is kept. Nobody can read what is kept. Use a secret, and a firewall that lets the MISP server through only");
            let names = [
                ("Cancel", Some(Command::CloseDialog)),
                ("Listen there", command(ListenCommand::StartExposed)),
            ];
            buttons(ui, &names, out);
        }
        ListenDialog::WithoutSecret => {
            heading(ui, "Listen without a secret?");
            ui.label("The last time, a secret was part of the address. It is kept nowhere: type it into Secret again, as it stands in Plugin.Workflow_debug_url on the server. Without it, what the server sends is taken for requests of an unknown kind, and the secret is kept as part of their paths");
            let names = [
                ("Cancel", Some(Command::CloseDialog)),
                (
                    "Listen without it",
                    command(ListenCommand::StartWithoutSecret),
                ),
            ];
            buttons(ui, &names, out);
        }
        ListenDialog::Subscribe => subscribe(ui, state, out),
        ListenDialog::Clear => {
            let (posts, pinned) = state.posts().store().map_or((0, 0), |store| {
                let index = store.index();
                (index.rows().len(), index.pins().len())
            });
            heading(ui, "Clear the debug posts?");
            let removed = count_words(posts.saturating_sub(pinned), "post");
            ui.label(match pinned {
                0 => format!("{removed} will be removed from the disk for good"),
                pinned => format!(
                    "{removed} will be removed from the disk for good; {} {}",
                    count_words(pinned, "pinned one"),
                    if pinned == 1 { "stays" } else { "stay" }
                ),
            });
            let names = [
                ("Cancel", Some(Command::CloseDialog)),
                ("Clear", command(ListenCommand::Clear)),
            ];
            buttons(ui, &names, out);
        }
    }
}

fn subscribe(ui: &mut Ui, state: &State, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    heading(ui, "Subscribe to ZeroMQ");
    ui.label("A MISP server with the ZeroMQ plugin publishes events, attributes and what workflows push. The messages come among the debug posts and can be saved as events. Nothing is sent but the wish to have them");
    let mut settings = state.posts().settings().clone();
    let label = ui.label("Address");
    let field = TextEdit::singleline(&mut settings.zmq)
        .hint_text("tcp://misp.local:50000")
        .desired_width(f32::INFINITY)
        .margin(egui::Margin::symmetric(8, 6));
    let field = ui.add(field).labelled_by(label.id);
    // Asked before the field gets the keyboard again, which would hide that it was left.
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if !entered && ui.memory(|memory| memory.focused().is_none()) {
        field.request_focus();
    }
    let typed = ZmqAddress::read(&settings.zmq);
    if let (Err(error), false) = (&typed, settings.zmq.trim().is_empty()) {
        ui.label(RichText::new(error.to_string()).color(colours.error_text));
    }
    let words = "The channel is not encrypted: whoever is on the way can read along";
    ui.label(RichText::new(words).size(12.5).color(colours.soft_text));
    if field.changed() {
        out.push(Command::Listen(ListenCommand::Settings(Box::new(settings))));
    }
    let names = [("Subscribe", None), ("Cancel", Some(Command::CloseDialog))];
    let pressed = buttons(ui, &names, out) == Some(0);
    if (pressed || entered) && typed.is_ok() {
        out.push(Command::Listen(ListenCommand::Subscribe));
    }
}
