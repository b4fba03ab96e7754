//! Changing the workflow, and where nodes stand.

use egui::{Key, Modifiers};
use misp_flow_engine::arrange::{Alignment, Axis};

use super::{ALT_SHIFT, CTRL_SHIFT};
use crate::state::{
    BlueprintCommand, CanvasAid, Command,
    table::{CTRL, Entry, Menu, NONE, entry},
};

pub(super) static COMMANDS: &[Entry] = &[
    entry(Menu::Edit, Command::Undo, "Undo").keys(CTRL, Key::Z),
    entry(Menu::Edit, Command::Redo, "Redo").keys(CTRL_SHIFT, Key::Z),
    // Copy, cut and paste come from the desktop as events of their own, not as keys.
    entry(Menu::Edit, Command::Cut, "Cut").apart(),
    entry(Menu::Edit, Command::Copy, "Copy"),
    entry(Menu::Edit, Command::Paste, "Paste"),
    entry(Menu::Edit, Command::Duplicate, "Duplicate").keys(CTRL, Key::D),
    // The canvas takes these two keys itself, so that they do nothing in a list.
    entry(Menu::Edit, Command::Delete { reconnect: false }, "Delete").apart(),
    entry(
        Menu::Edit,
        Command::Delete { reconnect: true },
        "Delete and reconnect",
    ),
    entry(Menu::Edit, Command::SelectAll, "Select all")
        .keys(CTRL, Key::A)
        .apart(),
    entry(Menu::Edit, Command::SelectDownstream, "Select downstream").keys(CTRL_SHIFT, Key::A),
    entry(Menu::Edit, Command::Frame, "Frame the selection").keys(CTRL, Key::G),
    entry(Menu::Edit, Command::Note, "Add a note about the selection").keys(CTRL_SHIFT, Key::G),
    entry(Menu::Edit, Command::Rename, "Rename").keys(NONE, Key::F2),
    entry(Menu::Edit, Command::NameFrame(None), "Rename the frame"),
    entry(
        Menu::Edit,
        Command::Reframe,
        "Fit the frame to the selection",
    ),
    entry(Menu::Edit, Command::RemoveFrame, "Remove the frame"),
    entry(
        Menu::Edit,
        Command::Blueprint(BlueprintCommand::SaveSelection),
        "Save the selection as blueprint…",
    ),
    entry(
        Menu::Edit,
        Command::AcceptVersions,
        "Accept all module versions",
    ),
    entry(Menu::Edit, Command::QuickAdd, "Add a node…")
        .keys(CTRL, Key::Space)
        .apart(),
    entry(Menu::Edit, Command::Wires, "Connect or disconnect…").keys(CTRL, Key::L),
    entry(Menu::Arrange, Command::TidyUp, "Tidy up").keys(ALT_SHIFT, Key::T),
    entry(Menu::Arrange, Command::Align(Alignment::Left), "Align left")
        .keys(Modifiers::ALT, Key::A)
        .apart(),
    entry(
        Menu::Arrange,
        Command::Align(Alignment::Centre),
        "Align centres",
    )
    .keys(Modifiers::ALT, Key::H),
    entry(
        Menu::Arrange,
        Command::Align(Alignment::Right),
        "Align right",
    )
    .keys(Modifiers::ALT, Key::D),
    entry(Menu::Arrange, Command::Align(Alignment::Top), "Align top")
        .keys(Modifiers::ALT, Key::W)
        .apart(),
    entry(
        Menu::Arrange,
        Command::Align(Alignment::Middle),
        "Align middles",
    )
    .keys(Modifiers::ALT, Key::V),
    entry(
        Menu::Arrange,
        Command::Align(Alignment::Bottom),
        "Align bottom",
    )
    .keys(Modifiers::ALT, Key::S),
    entry(
        Menu::Arrange,
        Command::Distribute(Axis::Horizontal),
        "Distribute horizontally",
    )
    .keys(ALT_SHIFT, Key::H)
    .apart(),
    entry(
        Menu::Arrange,
        Command::Distribute(Axis::Vertical),
        "Distribute vertically",
    )
    .keys(ALT_SHIFT, Key::V),
    entry(
        Menu::Arrange,
        Command::Switch(CanvasAid::Neighbours),
        "Snap to neighbours",
    )
    .apart(),
    entry(
        Menu::Arrange,
        Command::Switch(CanvasAid::Grid),
        "Snap to the grid",
    ),
];
