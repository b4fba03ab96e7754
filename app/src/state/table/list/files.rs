//! Files, giving the workflow away, comparing it.

use egui::{Key, Modifiers};

use super::CTRL_SHIFT;
use crate::{
    export::Form,
    state::{
        BlueprintCommand, Command, Comparing, EventCommand, Export,
        table::{CTRL, Entry, Menu, NONE, entry},
    },
};

pub(super) static COMMANDS: &[Entry] = &[
    entry(Menu::File, Command::New, "New workflow")
        .keys(CTRL, Key::N)
        .in_text(),
    entry(Menu::File, Command::Open, "Open…")
        .keys(CTRL, Key::O)
        .in_text(),
    entry(Menu::File, Command::OpenEvent, "Open event…")
        .keys(CTRL_SHIFT, Key::O)
        .in_text(),
    entry(Menu::File, Command::Save, "Save")
        .keys(CTRL, Key::S)
        .in_text()
        .apart(),
    entry(Menu::File, Command::SaveAs, "Save as…")
        .keys(CTRL_SHIFT, Key::S)
        .in_text(),
    entry(
        Menu::Export,
        Command::Export(Export::whole(Form::Png)),
        "Export a PNG picture…",
    ),
    entry(
        Menu::Export,
        Command::Export(Export::whole(Form::Svg)),
        "Export an SVG picture…",
    ),
    entry(
        Menu::Export,
        Command::Export(Export::whole(Form::Markdown)),
        "Export a Markdown description…",
    ),
    entry(
        Menu::Export,
        Command::Export(Export::whole(Form::Mermaid)),
        "Export a Mermaid flowchart…",
    ),
    entry(
        Menu::Export,
        Command::Export(Export::whole(Form::Dot)),
        "Export a Graphviz digraph…",
    ),
    entry(
        Menu::Export,
        Command::Export(Export::whole(Form::Workflow)),
        "Export a MISP workflow…",
    )
    .apart(),
    entry(
        Menu::Export,
        Command::Export(Export::whole(Form::Blueprint)),
        "Export a MISP blueprint…",
    ),
    entry(
        Menu::Export,
        Command::Export(Export::selected(Form::Blueprint)),
        "Export the selection as a blueprint…",
    ),
    entry(Menu::Export, Command::CopyAs(Form::Png), "Copy a picture").apart(),
    entry(
        Menu::Export,
        Command::CopyAs(Form::Markdown),
        "Copy a Markdown description",
    ),
    entry(
        Menu::Export,
        Command::CopyAs(Form::Mermaid),
        "Copy a Mermaid flowchart",
    ),
    entry(
        Menu::Compare,
        Command::Compare(Comparing::AskFile),
        "Compare with a file…",
    ),
    entry(
        Menu::Compare,
        Command::Compare(Comparing::Disk),
        "Compare with the file on disk",
    ),
    entry(
        Menu::Compare,
        Command::Compare(Comparing::LastSaved),
        "Compare with the last saved state",
    ),
    entry(
        Menu::Compare,
        Command::Compare(Comparing::Next),
        "Next difference",
    )
    .keys(NONE, Key::F8)
    .in_text()
    .apart(),
    entry(
        Menu::Compare,
        Command::Compare(Comparing::Previous),
        "Previous difference",
    )
    .keys(Modifiers::SHIFT, Key::F8)
    .in_text(),
    entry(
        Menu::Compare,
        Command::Compare(Comparing::HideMoved),
        "Hide what only moved",
    ),
    entry(
        Menu::Compare,
        Command::Compare(Comparing::Close),
        "Close the comparison",
    ),
    entry(Menu::File, Command::Reload, "Reload from disk"),
    entry(Menu::File, Command::EarlierVersions, "Earlier versions…").apart(),
    entry(Menu::File, Command::FindUnsaved, "Restore unsaved changes…"),
    entry(Menu::File, Command::CloseTab(None), "Close")
        .keys(CTRL, Key::W)
        .in_text()
        .apart(),
    entry(
        Menu::File,
        Command::Blueprint(BlueprintCommand::Import),
        "Import blueprints…",
    )
    .apart(),
    entry(
        Menu::File,
        Command::Event(EventCommand::PutBack),
        "Put removed events back",
    ),
    entry(Menu::File, Command::Quit, "Quit")
        .keys(CTRL, Key::Q)
        .in_text(),
];
