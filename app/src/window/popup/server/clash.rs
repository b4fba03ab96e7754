//! Two blueprints of the same uuid, one here and one on the server.

use egui::Ui;

use super::{
    super::dialog::{buttons, heading},
    lines, scrolled, soft,
};
use crate::{
    exchange::Decision,
    state::{Command, ServerBlueprintCommand, ServerCommand, State, Way},
    window::controls::Commands,
};

pub(super) fn show(ui: &mut Ui, state: &State, out: &mut Commands) {
    let Some(waiting) = state.servers().waiting() else {
        return;
    };
    let server = state.servers().name_of_used();
    let clash = &waiting.clash;
    let (theirs, mine) = (&clash.theirs.name, &clash.mine.name);
    let (title, words, replace) = match waiting.way {
        Way::Pull => (
            format!("You have “{theirs}” in another state"),
            format!(
                "Your “{mine}” has the same uuid as the one on {server}, and other content. Nothing is replaced before you have decided"
            ),
            "Replace mine",
        ),
        Way::Push => (
            format!("{server} has “{mine}” in another state"),
            format!(
                "“{theirs}” on {server} has the same uuid as yours, and other content. Nothing is replaced before you have decided"
            ),
            "Replace the server's",
        ),
    };
    heading(ui, &title);
    ui.label(words);
    if clash.theirs.is_default && waiting.way == Way::Push {
        soft(
            ui,
            "It came with MISP: an update of the server's library brings its own state back",
        );
    }
    scrolled(ui, "clash", |ui| {
        if clash.words.is_empty() {
            soft(
                ui,
                "What the server has cannot be opened, so what differs is not known",
            );
        } else {
            ui.strong("What replacing changes");
            lines(ui, clash.words.iter().map(String::as_str));
        }
    });
    soft(
        ui,
        "What is replaced is kept as a file; keeping both gives the one that comes a uuid of its own",
    );
    let decide = |decision| {
        let decide = ServerBlueprintCommand::Decide(decision);
        Some(Command::Server(ServerCommand::Blueprints(decide)))
    };
    let names = [
        ("Keep both", decide(Decision::KeepBoth)),
        ("Cancel", Some(Command::CloseDialog)),
        (replace, decide(Decision::Replace)),
    ];
    buttons(ui, &names, out);
}
