//! Several workflows open at once, each in a tab of its own.

use std::{fs, path::PathBuf};

use crate::window_stage::{
    Window, click, drag, empty, first_start, folder, middle, open, press_with, says, send, settle,
};
use egui::{Key, Modifiers, PointerButton, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use misp_flow::{
    library::Settings,
    state::{Command, FileDialogs, State},
};
use misp_flow_engine::{edit::Edit, workflow, workflow::NodeId};

fn rename(name: &str) -> Command {
    Command::Edit(Edit::SetName(name.into()))
}

/// A file with a workflow of this name.
fn file(folder_name: &str, name: &str) -> PathBuf {
    let path = folder(folder_name).join(format!("{name}.json"));
    let mut workflow = workflow::open(include_bytes!("../window_stage/red.json")).unwrap();
    workflow.name = name.to_owned();
    fs::write(&path, workflow.to_text()).unwrap();
    path
}

/// A window with these workflows, each from a file.
fn with(folder_name: &str, names: &[&str]) -> Window {
    let mut state = empty();
    let files = names.iter().map(|name| file(folder_name, name)).collect();
    state.apply(Command::OpenPaths(files));
    open(state)
}

fn titles(window: &Window) -> Vec<String> {
    let tabs = window.state().state.tabs();
    tabs.map(|tab| tab.document().title()).collect()
}

fn shown(window: &Window) -> String {
    window.state().state.document().title()
}

#[test]
fn files_open_in_tabs_in_their_order_and_the_last_is_shown() {
    let window = with("order", &["One", "Two", "Three"]);
    assert_eq!(titles(&window), ["One", "Two", "Three"]);
    assert_eq!(shown(&window), "Three");
    let tab = window.get_by_label("Workflow Three");
    assert_eq!(tab.accesskit_node().is_selected(), Some(true));
    let tab = window.get_by_label("Workflow One");
    assert_eq!(tab.accesskit_node().is_selected(), Some(false));
}

#[test]
fn tabs_of_the_same_name_are_told_apart_and_do_not_offer_themselves() {
    let mut window = open(empty());
    for _ in 0..2 {
        send(&mut window, rename("Other"));
        send(&mut window, rename("New workflow"));
        send(&mut window, Command::New);
    }
    for name in [
        "Workflow New workflow, not saved",
        "Workflow New workflow 2, not saved",
        "Workflow New workflow 3",
        "Close New workflow 3",
    ] {
        assert!(window.query_by_label(name).is_some(), "{name}");
    }
    press_with(&mut window, Modifiers::COMMAND, Key::P);
    crate::window_stage::type_text(&mut window, "compare with new");
    let offered = |name: &str| window.query_by_label(name).is_some();
    assert!(offered("Compare with New workflow"));
    assert!(offered("Compare with New workflow 2"));
    assert!(!offered("Compare with New workflow 3"), "that is itself");
}

#[test]
fn a_file_that_is_open_is_switched_to() {
    let mut window = with("again", &["One", "Two"]);
    let path = folder("again").join("One.json");
    send(&mut window, Command::OpenPath(path.clone()));
    assert_eq!(titles(&window), ["One", "Two"]);
    assert_eq!(shown(&window), "One");
    // The same file by another way.
    send(&mut window, Command::NextTab);
    let way = folder("again").join("sub");
    fs::create_dir_all(&way).unwrap();
    send(
        &mut window,
        Command::OpenPath(way.join("..").join("One.json")),
    );
    assert_eq!(titles(&window), ["One", "Two"]);
    assert_eq!(shown(&window), "One");
}

#[test]
fn an_untouched_sample_gives_its_place_away_and_a_changed_one_stays() {
    let mut window = open(first_start());
    send(&mut window, Command::OpenPath(file("sample", "Mine")));
    assert_eq!(titles(&window), ["Mine"]);

    let mut window = open(first_start());
    send(&mut window, rename("Tried out"));
    send(&mut window, Command::OpenPath(file("sample", "Mine")));
    assert_eq!(titles(&window), ["Tried out", "Mine"]);
}

#[test]
fn history_selection_problems_run_and_view_go_with_their_tab() {
    let mut window = with("apart", &["One", "Two"]);
    press_with(&mut window, Modifiers::COMMAND, Key::PageUp);
    assert_eq!(shown(&window), "One");
    send(&mut window, Command::ChooseEvent(1));
    send(&mut window, Command::Simulate);
    send(&mut window, Command::Jump(NodeId::new("4")));
    send(&mut window, rename("One, changed"));
    send(&mut window, Command::ZoomIn);
    let place = window.state().to_screen(egui::pos2(0.0, 0.0));
    assert!(window.state().state.run().is_some());

    press_with(&mut window, Modifiers::CTRL, Key::Tab);
    assert_eq!(shown(&window), "Two");
    let state = &window.state().state;
    assert!(state.run().is_none());
    assert!(state.selected().is_empty());
    assert!(state.why_not(&Command::Undo).is_some());
    assert_ne!(window.state().to_screen(egui::pos2(0.0, 0.0)), place);

    press_with(&mut window, Modifiers::CTRL | Modifiers::SHIFT, Key::Tab);
    assert_eq!(shown(&window), "One, changed");
    let state = &window.state().state;
    assert_eq!(state.run().map(|shown| shown.run.steps.len()), Some(2));
    assert_eq!(state.selected().single(), Some(&NodeId::new("4")));
    assert_eq!(window.state().to_screen(egui::pos2(0.0, 0.0)), place);
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(titles(&window), ["One", "Two"]);
}

#[test]
fn a_run_that_ends_after_a_switch_belongs_to_the_workflow_that_was_simulated() {
    let mut state = empty();
    state.apply(Command::OpenPaths(vec![
        file("late", "One"),
        file("late", "Two"),
    ]));
    let mut window = open(state);
    let state = &mut window.state_mut().state;
    state.apply(Command::ChooseEvent(1));
    state.apply(Command::Simulate);
    state.apply(Command::PreviousTab);
    settle(&mut window);
    assert!(window.state().state.run().is_none());
    send(&mut window, Command::NextTab);
    assert!(window.state().state.run().is_some());
}

#[test]
fn tabs_are_closed_by_key_cross_and_middle_click() {
    let mut window = with("close", &["One", "Two", "Three", "Four"]);
    press_with(&mut window, Modifiers::COMMAND, Key::W);
    assert_eq!(titles(&window), ["One", "Two", "Three"]);
    assert_eq!(shown(&window), "Three");
    click(&mut window, "Close Two");
    assert_eq!(titles(&window), ["One", "Three"]);
    assert_eq!(shown(&window), "Three");
    let at = middle(&window, "Workflow One");
    window.hover_at(at);
    for pressed in [true, false] {
        window.event(egui::Event::PointerButton {
            pos: at,
            button: PointerButton::Middle,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    settle(&mut window);
    assert_eq!(titles(&window), ["Three"]);
    press_with(&mut window, Modifiers::COMMAND, Key::W);
    assert_eq!(titles(&window), ["New workflow"]);
    assert!(says(&window, "Start with a trigger"));
}

#[test]
fn closing_asks_where_changes_would_be_lost_and_shows_what_it_asks_about() {
    let mut window = with("ask-close", &["One", "Two"]);
    send(&mut window, rename("Two, changed"));
    assert!(says(&window, "Workflow Two, changed, not saved"));
    send(&mut window, Command::PreviousTab);
    click(&mut window, "Close Two, changed");
    assert!(says(&window, "Save changes to Two, changed?"));
    assert_eq!(shown(&window), "Two, changed");
    click(&mut window, "Cancel");
    assert_eq!(titles(&window), ["One", "Two, changed"]);
    press_with(&mut window, Modifiers::COMMAND, Key::W);
    click(&mut window, "Discard");
    assert_eq!(titles(&window), ["One"]);
}

#[test]
fn quitting_asks_once_for_all_and_saves_all() {
    let mut window = with("quit", &["One", "Two", "Three"]);
    send(&mut window, rename("Three, changed"));
    send(&mut window, Command::PreviousTab);
    send(&mut window, Command::PreviousTab);
    send(&mut window, rename("One, changed"));
    press_with(&mut window, Modifiers::COMMAND, Key::Q);
    assert!(says(&window, "Save changes to 2 workflows?"));
    assert!(says(&window, "•  One, changed"));
    assert!(says(&window, "•  Three, changed"));
    click(&mut window, "Save all");
    for (file, name) in [("One", "One, changed"), ("Three", "Three, changed")] {
        let path = folder("quit").join(format!("{file}.json"));
        let saved = workflow::open(&fs::read(path).unwrap()).unwrap();
        assert_eq!(saved.name, name);
    }
    let state = &window.state().state;
    assert!(state.tabs().all(|tab| !tab.document().is_unsaved()));
    assert!(window.state().state.dialog.is_none());
}

#[test]
fn a_tab_is_dragged_to_another_place() {
    let mut window = with("drag", &["One", "Two", "Three"]);
    let (from, to) = (
        middle(&window, "Workflow One"),
        middle(&window, "Workflow Three"),
    );
    drag(&mut window, from, to + vec2(10.0, 0.0));
    assert_eq!(titles(&window), ["Two", "Three", "One"]);
    assert_eq!(shown(&window), "One");
}

#[test]
fn the_files_that_were_open_are_open_at_the_next_start() {
    let mut window = with("next", &["One", "Two", "Three"]);
    send(&mut window, Command::New);
    send(&mut window, Command::PreviousTab);
    send(&mut window, Command::PreviousTab);
    assert_eq!(shown(&window), "Two");
    window.state_mut().state.remember_tabs();
    let kept = serde_json::to_string(&window.state().state.settings).unwrap();

    let settings: Settings = serde_json::from_str(&kept).unwrap();
    let mut state = State::new(settings, None);
    state.file_dialogs = FileDialogs::Own;
    state.reopen();
    let window = open(state);
    assert_eq!(titles(&window), ["One", "Two", "Three"]);
    assert_eq!(shown(&window), "Two");
}

#[test]
fn what_is_open_in_another_tab_is_not_saved_over() {
    let mut window = with("both", &["One", "Two"]);
    let path = folder("both").join("One.json");
    send(&mut window, Command::SaveTo(path.clone()));
    assert!(says(&window, "One.json is open in another tab"));
    assert!(
        !window.state().state.document().is_unsaved(),
        "its own file is as it was"
    );
    let there = workflow::open(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(there.name, "One");
}

#[test]
fn two_saves_in_a_row_leave_the_later_one() {
    let mut window = with("twice", &["One"]);
    let state = &mut window.state_mut().state;
    for number in 0..5 {
        state.apply(rename(&format!("Name {number}")));
        state.apply(Command::Save);
    }
    settle(&mut window);
    let saved = workflow::open(&fs::read(folder("twice").join("One.json")).unwrap()).unwrap();
    assert_eq!(saved.name, "Name 4");
    assert!(!window.state().state.document().is_unsaved());
}
