//! Other words for commands, as people know them from other programs, so that the palette finds
//! them.

use misp_flow_engine::arrange::{Alignment, Axis};

use crate::{
    export::Form,
    state::{
        BlueprintCommand, BottomTab, CanvasAid, Command, Comparing, Export, LeftTab, Panel,
        ServerCommand, StepCommand,
    },
};

/// What else a command may be looked up by, in small letters; empty for nothing.
pub fn other_words(command: &Command) -> &'static str {
    match command {
        Command::New => "create add tab",
        Command::Open => "load import file",
        Command::SaveAs => "save copy rename file",
        Command::Quit => "exit leave",
        Command::CloseTab(None) => "close tab",
        Command::Reload => "revert refresh reread",
        Command::EarlierVersions => "backup history previous",
        Command::FindUnsaved => "recover crash journal",
        Command::Undo => "revert take back",
        Command::Redo => "repeat again",
        Command::Duplicate => "clone copy",
        Command::Delete { reconnect: false } => "remove erase",
        Command::Delete { reconnect: true } => "remove bypass dissolve",
        Command::SelectDownstream => "select children descendants following",
        Command::Frame => "group box section",
        Command::Note => "comment annotation sticky text",
        Command::Rename => "name title",
        Command::NameFrame(_) => "title group",
        Command::RemoveFrame => "ungroup",
        Command::AcceptVersions => "update upgrade migrate",
        Command::GoTo(_) => "focus keyboard area pane",
        Command::DismissAll => "dismiss clear toasts notifications errors",
        Command::QuickAdd => "insert module new node create",
        Command::Wires => "wire edge link cable delete wire remove wire draw",
        Command::TidyUp => "auto layout arrange format clean up organise",
        Command::Align(Alignment::Centre) => "center horizontally",
        Command::Align(Alignment::Middle) => "center vertically",
        Command::Distribute(Axis::Horizontal) => "space evenly gaps columns",
        Command::Distribute(Axis::Vertical) => "space evenly gaps rows",
        Command::Palette => "command palette",
        Command::Find => "search look for node",
        Command::FitAll => "zoom to fit fit all center whole graph overview",
        Command::FitSelection => "zoom to selection fit selection center frame",
        Command::ZoomActual => "actual size reset zoom original",
        Command::ZoomIn => "larger closer magnify",
        Command::ZoomOut => "smaller farther",
        Command::Switch(CanvasAid::Minimap) => "map overview",
        Command::Switch(CanvasAid::Neighbours | CanvasAid::Grid) => "magnet guides align",
        Command::ScaleUp | Command::ScaleDown | Command::Scale(_) => "zoom interface font dpi",
        Command::Theme(_) => "dark mode light mode colours appearance",
        Command::ShowLeft(LeftTab::Modules) => "library palette nodes",
        Command::ShowLeft(LeftTab::Outline) => "list of nodes tree",
        Command::ShowLeft(LeftTab::Learn) => "tutorial lessons exercises training help",
        Command::ShowBottom(BottomTab::Problems) => "errors warnings lint check validate",
        Command::ShowBottom(BottomTab::Simulation) => "run result output steps",
        Command::ShowBottom(BottomTab::History) => "undo list steps",
        Command::ShowBottom(BottomTab::Data) => "event json",
        Command::ShowBottom(BottomTab::Posts) => "debugger log requests",
        Command::ShowBottom(BottomTab::Activity) => "log messages jobs tasks notifications",
        Command::Toggle(Panel::Left) => "sidebar hide show",
        Command::Toggle(Panel::Right) => "properties parameters hide show",
        Command::Toggle(Panel::Bottom) => "hide show console",
        Command::DockAll => "reset layout panels",
        Command::Simulate => "run start execute play test debug",
        Command::Step(StepCommand::RunTo(None)) => "run to here cursor until",
        Command::NextStep => "step forward",
        Command::PreviousStep => "step back",
        Command::ClearRun => "stop reset",
        Command::Compare(Comparing::AskFile | Comparing::Disk | Comparing::LastSaved) => {
            "diff changes"
        }
        Command::Blueprint(BlueprintCommand::SaveSelection) => "template reuse",
        Command::Export(Export {
            form: Form::Dot, ..
        }) => "dot gv graph",
        Command::Export(Export {
            form: Form::Mermaid,
            ..
        })
        | Command::CopyAs(Form::Mermaid) => "mmd diagram graph",
        Command::Export(Export {
            form: Form::Markdown,
            ..
        })
        | Command::CopyAs(Form::Markdown) => "md text document",
        Command::Export(Export {
            form: Form::Png | Form::Svg,
            ..
        })
        | Command::CopyAs(Form::Png) => "image screenshot",
        Command::Server(ServerCommand::Instances) => "settings login key misp connection",
        Command::Server(ServerCommand::Connect) => "login online",
        Command::Server(ServerCommand::Disconnect) => "logout offline",
        Command::Server(ServerCommand::Push) => "upload publish deploy send",
        Command::Server(ServerCommand::Refresh) => "pull download sync reload",
        Command::Keys => "help hotkeys",
        Command::About => "version licence",
        _ => "",
    }
}
