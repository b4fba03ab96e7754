//! Servers, their modules and blueprints, debug posts, help.

use egui::Key;

use super::CTRL_SHIFT;
use crate::state::{
    AdHocCommand, Command, ListenCommand, ModuleCommand, PostForm, RunCommand,
    ServerBlueprintCommand, ServerCommand,
    table::{Entry, Menu, NONE, entry},
};

const fn server(command: ServerCommand, name: &'static str) -> Entry {
    entry(Menu::Server, Command::Server(command), name)
}

const fn parts(command: ServerCommand, name: &'static str) -> Entry {
    entry(Menu::Parts, Command::Server(command), name)
}

const fn listen(command: ListenCommand, name: &'static str) -> Entry {
    entry(Menu::Posts, Command::Listen(command), name)
}

pub(super) static COMMANDS: &[Entry] = &[
    server(ServerCommand::Instances, "Instances…"),
    server(ServerCommand::Connect, "Connect"),
    server(ServerCommand::Disconnect, "Disconnect"),
    server(ServerCommand::Sync, "Fetch the catalogue").apart(),
    server(ServerCommand::Notes, "What changed…"),
    server(ServerCommand::Leave, "Use the built-in catalogue"),
    server(ServerCommand::Refresh, "Read the workflows again").apart(),
    server(ServerCommand::Push, "Push…")
        .keys(CTRL_SHIFT, Key::U)
        .in_text(),
    server(ServerCommand::Past, "Replaced states…"),
    server(
        ServerCommand::AdHoc(AdHocCommand::AskNew { push: false }),
        "New ad-hoc workflow…",
    ),
    server(ServerCommand::Run(RunCommand::Ask), "Run on the server…").apart(),
    server(
        ServerCommand::Run(RunCommand::AskNode),
        "Run the node on the server…",
    ),
    parts(
        ServerCommand::Modules(ModuleCommand::Show),
        "Modules of the server…",
    ),
    parts(
        ServerCommand::Modules(ModuleCommand::AskNeeded),
        "Switch on what the workflow uses…",
    ),
    parts(
        ServerCommand::Blueprints(ServerBlueprintCommand::List),
        "List the server's blueprints",
    )
    .apart(),
    parts(
        ServerCommand::Blueprints(ServerBlueprintCommand::AskSelection),
        "Push the selection as blueprint…",
    ),
    server(ServerCommand::Fetch, "Fetch events…").apart(),
    listen(ListenCommand::Start, "Listen for debug posts"),
    listen(ListenCommand::Stop, "Stop listening"),
    listen(ListenCommand::AskSubscribe, "Subscribe to ZeroMQ…"),
    listen(ListenCommand::Unsubscribe, "End the subscription"),
    listen(ListenCommand::CopyUrl, "Copy the debug address for MISP"),
    listen(ListenCommand::CopyCurl, "Copy the post as curl"),
    listen(ListenCommand::SaveAsEvent, "Save the post as event"),
    listen(ListenCommand::Import, "Import debug posts…").apart(),
    listen(
        ListenCommand::Export(PostForm::JsonLines),
        "Export debug posts as JSON Lines…",
    ),
    listen(
        ListenCommand::Export(PostForm::Har),
        "Export debug posts as HAR…",
    ),
    listen(ListenCommand::AskClear, "Clear the debug posts…"),
    entry(Menu::Help, Command::CheckLesson, "Check the lesson")
        .keys(NONE, Key::F4)
        .in_text(),
    entry(Menu::Help, Command::Hint, "Show the next hint"),
    entry(Menu::Help, Command::Keys, "Keyboard shortcuts and pointer…")
        .keys(NONE, Key::F1)
        .in_text()
        .apart(),
    entry(Menu::Help, Command::About, "About MISP Workflow Designer"),
];
