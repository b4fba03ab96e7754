//! What is seen: the canvas, panels, sizes and colours.

use egui::{Key, Modifiers};

use super::{ALT_SHIFT, CTRL_SHIFT};
use crate::{
    library::{Side, ThemeChoice},
    state::{
        BottomTab, CanvasAid, Command, GoTo, LeftTab, Panel,
        table::{CTRL, Entry, Menu, NONE, entry},
    },
};

pub(super) static COMMANDS: &[Entry] = &[
    entry(Menu::View, Command::Palette, "Find a command…")
        .keys(CTRL_SHIFT, Key::P)
        .in_text(),
    entry(Menu::View, Command::Find, "Find…")
        .keys(CTRL, Key::F)
        .in_text(),
    entry(Menu::View, Command::FindNext, "Find the next")
        .keys(NONE, Key::F3)
        .in_text(),
    entry(Menu::View, Command::FindPrevious, "Find the previous")
        .keys(Modifiers::SHIFT, Key::F3)
        .in_text(),
    entry(Menu::View, Command::FitAll, "Show everything")
        .keys(CTRL, Key::Num1)
        .in_text()
        .apart(),
    entry(Menu::View, Command::FitSelection, "Show the selection")
        .keys(CTRL, Key::Num2)
        .in_text(),
    entry(Menu::View, Command::ZoomActual, "Zoom to 100 %")
        .keys(CTRL, Key::Num0)
        .in_text(),
    entry(Menu::View, Command::ZoomIn, "Zoom in")
        .keys(CTRL, Key::Plus)
        .in_text(),
    entry(Menu::View, Command::ZoomOut, "Zoom out")
        .keys(CTRL, Key::Minus)
        .in_text(),
    entry(Menu::View, Command::Switch(CanvasAid::Minimap), "Minimap")
        .keys(CTRL, Key::M)
        .in_text(),
    entry(Menu::Panels, Command::ShowLeft(LeftTab::Modules), "Modules")
        .keys(Modifiers::ALT, Key::Num1)
        .in_text(),
    entry(
        Menu::Panels,
        Command::ShowLeft(LeftTab::Blueprints),
        "Blueprints",
    )
    .keys(Modifiers::ALT, Key::B)
    .in_text(),
    entry(
        Menu::Panels,
        Command::ShowLeft(LeftTab::Workflows),
        "Workflows on the server",
    ),
    entry(Menu::Panels, Command::ShowLeft(LeftTab::Events), "Events")
        .keys(Modifiers::ALT, Key::Num2)
        .in_text(),
    entry(Menu::Panels, Command::ShowLeft(LeftTab::Outline), "Outline")
        .keys(Modifiers::ALT, Key::Num3)
        .in_text(),
    entry(
        Menu::Panels,
        Command::ShowLeft(LeftTab::Learn),
        "Learn with short lessons…",
    )
    .keys(Modifiers::ALT, Key::Num0)
    .in_text(),
    entry(
        Menu::Panels,
        Command::ShowBottom(BottomTab::Problems),
        "Problems",
    )
    .keys(Modifiers::ALT, Key::Num4)
    .in_text(),
    entry(
        Menu::Panels,
        Command::ShowBottom(BottomTab::Simulation),
        "Simulation",
    )
    .keys(Modifiers::ALT, Key::Num5)
    .in_text(),
    entry(
        Menu::Panels,
        Command::ShowBottom(BottomTab::History),
        "History",
    )
    .keys(Modifiers::ALT, Key::Num6)
    .in_text(),
    entry(
        Menu::Panels,
        Command::ShowBottom(BottomTab::Data),
        "Data of the event",
    )
    .keys(Modifiers::ALT, Key::Num7)
    .in_text(),
    entry(
        Menu::Panels,
        Command::ShowBottom(BottomTab::Posts),
        "Debug posts",
    )
    .keys(Modifiers::ALT, Key::Num8)
    .in_text(),
    entry(
        Menu::Panels,
        Command::ShowBottom(BottomTab::Activity),
        "Activity",
    )
    .keys(Modifiers::ALT, Key::Num9)
    .in_text(),
    entry(
        Menu::Panels,
        Command::ShowBottom(BottomTab::Many),
        "Many events",
    )
    .keys(ALT_SHIFT, Key::M)
    .in_text(),
    entry(
        Menu::Panels,
        Command::ShowBottom(BottomTab::Expectations),
        "Expectations",
    )
    .keys(ALT_SHIFT, Key::E)
    .in_text(),
    entry(
        Menu::Panels,
        Command::ShowBottom(BottomTab::Runs),
        "Kept runs",
    )
    .keys(Modifiers::ALT, Key::R)
    .in_text(),
    entry(Menu::Panels, Command::Toggle(Panel::Left), "Lists")
        .keys(CTRL, Key::B)
        .in_text()
        .apart(),
    entry(Menu::Panels, Command::Toggle(Panel::Right), "Inspector")
        .keys(CTRL, Key::I)
        .in_text(),
    entry(Menu::Panels, Command::Toggle(Panel::Bottom), "Results")
        .keys(CTRL, Key::J)
        .in_text(),
    entry(
        Menu::Docks,
        Command::Dock(Panel::Left, Side::Left),
        "Lists on the left",
    ),
    entry(
        Menu::Docks,
        Command::Dock(Panel::Left, Side::Right),
        "Lists on the right",
    ),
    entry(
        Menu::Docks,
        Command::Dock(Panel::Left, Side::Bottom),
        "Lists at the bottom",
    ),
    entry(
        Menu::Docks,
        Command::Dock(Panel::Right, Side::Left),
        "Inspector on the left",
    )
    .apart(),
    entry(
        Menu::Docks,
        Command::Dock(Panel::Right, Side::Right),
        "Inspector on the right",
    ),
    entry(
        Menu::Docks,
        Command::Dock(Panel::Right, Side::Bottom),
        "Inspector at the bottom",
    ),
    entry(
        Menu::Docks,
        Command::Dock(Panel::Bottom, Side::Left),
        "Results on the left",
    )
    .apart(),
    entry(
        Menu::Docks,
        Command::Dock(Panel::Bottom, Side::Right),
        "Results on the right",
    ),
    entry(
        Menu::Docks,
        Command::Dock(Panel::Bottom, Side::Bottom),
        "Results at the bottom",
    ),
    entry(
        Menu::Docks,
        Command::DockAll,
        "All where they were at first",
    )
    .apart(),
    entry(
        Menu::Panels,
        Command::GoTo(GoTo::Next),
        "Go to the next panel",
    )
    .keys(NONE, Key::F6)
    .in_text()
    .apart(),
    entry(
        Menu::Panels,
        Command::GoTo(GoTo::Previous),
        "Go to the previous panel",
    )
    .keys(Modifiers::SHIFT, Key::F6)
    .in_text(),
    entry(
        Menu::Panels,
        Command::GoTo(GoTo::Canvas),
        "Go to the canvas",
    ),
    entry(Menu::View, Command::DismissAll, "Close all messages").apart(),
    entry(Menu::View, Command::NextTab, "Next workflow")
        .keys(CTRL, Key::PageDown)
        .in_text()
        .apart(),
    entry(Menu::View, Command::PreviousTab, "Previous workflow")
        .keys(CTRL, Key::PageUp)
        .in_text(),
    entry(
        Menu::Appearance,
        Command::ScaleUp,
        "Larger text and controls",
    )
    .keys(CTRL_SHIFT, Key::Plus)
    .in_text(),
    entry(
        Menu::Appearance,
        Command::ScaleDown,
        "Smaller text and controls",
    )
    .keys(CTRL_SHIFT, Key::Minus)
    .in_text(),
    entry(
        Menu::Appearance,
        Command::Scale(100),
        "Text and controls at 100 %",
    )
    .keys(CTRL_SHIFT, Key::Num0)
    .in_text(),
    entry(
        Menu::Appearance,
        Command::Theme(ThemeChoice::System),
        "Theme of the desktop",
    )
    .apart(),
    entry(
        Menu::Appearance,
        Command::Theme(ThemeChoice::Light),
        "Light theme",
    ),
    entry(
        Menu::Appearance,
        Command::Theme(ThemeChoice::Dark),
        "Dark theme",
    ),
];
