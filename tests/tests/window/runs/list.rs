//! The list: what is kept, names, pins, removing.

use super::stage::{Folder, choose, row, rows, runs, runs_of_red, simulate, with_runs};
use crate::window_stage::{
    click, double_click, empty, graph, middle, nameless, open, press, press_with, says, send,
    settle, type_text,
};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use misp_flow::{
    runs::RunLibrary,
    state::{BottomTab, Command, RunsCommand},
};

#[test]
fn without_runs_the_tab_says_what_to_do_first() {
    let folder = Folder::new("none");
    let mut window = runs_of_red(&folder);
    assert!(says(&window, "No runs are kept yet"));
    assert!(nameless(&window).is_empty(), "{:?}", nameless(&window));
    runs(&mut window, RunsCommand::SwitchKeeping);
    assert!(says(&window, "Keeping is switched off"));
    simulate(&mut window, 1);
    assert!(says(&window, "No runs are kept yet"), "it is not kept");
    assert!(!folder.file().exists());

    let mut window = open(empty());
    send(&mut window, Command::ShowBottom(BottomTab::Runs));
    assert!(says(&window, "There is no folder for the program's data"));
}

#[test]
fn every_simulation_is_kept_and_listed_for_the_next_start_too() {
    let folder = Folder::new("list");
    let mut window = runs_of_red(&folder);
    simulate(&mut window, 1);
    simulate(&mut window, 2);
    let listed = rows(&window);
    assert_eq!(listed.len(), 2, "{listed:?}");
    assert!(
        listed[0].contains("Public report, Success, 4 steps"),
        "{listed:?}"
    );
    assert!(
        listed[1].contains("Leaked customer data, Blocked, 2 steps"),
        "{listed:?}"
    );
    assert!(listed[0].contains("shown") && !listed[1].contains("shown"));
    assert!(nameless(&window).is_empty(), "{:?}", nameless(&window));

    click(&mut window, "Search kept runs");
    type_text(&mut window, "blocked leaked");
    assert_eq!(rows(&window).len(), 1);
    assert!(says(&window, "1 of 2 runs"));
    type_text(&mut window, " nonsense");
    assert!(says(&window, "No run fits the search"));
    drop(window);

    let mut window = open(with_runs(empty(), &folder.file()));
    send(&mut window, Command::ShowBottom(BottomTab::Runs));
    assert_eq!(rows(&window).len(), 2);
    click(&mut window, "Only this workflow");
    assert!(says(&window, "No run of this workflow is kept"));
}

#[test]
fn runs_are_named_pinned_removed_and_brought_back() {
    let folder = Folder::new("changes");
    let mut window = runs_of_red(&folder);
    simulate(&mut window, 1);
    simulate(&mut window, 2);
    choose(&mut window, "Blocked");
    runs(&mut window, RunsCommand::AskName);
    type_text(&mut window, "Before the change");
    press(&mut window, Key::Enter);
    runs(&mut window, RunsCommand::Pin);
    let told = row(&window, "Before the change");
    assert!(told.contains("pinned"), "{told}");
    let kept = RunLibrary::at(folder.file()).list().unwrap();
    assert_eq!(kept[1].name, "Before the change");
    assert!(kept[1].pinned);

    runs(&mut window, RunsCommand::Remove);
    assert_eq!(rows(&window).len(), 1);
    assert!(says(&window, "Removed a kept run"));
    click(&mut window, "Bring back");
    assert_eq!(rows(&window).len(), 2);
    assert!(row(&window, "Before the change").contains("pinned"));
}

#[test]
fn the_list_goes_by_keyboard() {
    let folder = Folder::new("keys");
    let mut window = runs_of_red(&folder);
    for event in [1, 2, 1] {
        simulate(&mut window, event);
    }
    let ids: Vec<i64> = {
        let all = window.state().state.runs().rows().unwrap();
        all.iter().map(|row| row.id).collect()
    };
    window.get_by_label("Kept runs in a list").focus();
    settle(&mut window);
    press(&mut window, Key::ArrowDown);
    assert_eq!(window.state().state.runs().chosen(), &ids[..1]);
    press(&mut window, Key::ArrowDown);
    assert_eq!(window.state().state.runs().chosen(), &ids[1..2]);
    press_with(&mut window, Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(window.state().state.runs().chosen(), &ids[1..3]);
    press(&mut window, Key::Home);
    assert_eq!(window.state().state.runs().chosen(), &ids[..1]);
    press(&mut window, Key::Delete);
    assert_eq!(rows(&window).len(), 2);
    assert_eq!(graph(&window).nodes.len(), 6, "no node was deleted");
    assert_eq!(window.state().state.runs().chosen(), &ids[1..2]);
    press(&mut window, Key::Enter);
    assert_eq!(window.state().state.shown_kept_run(), Some(ids[1]));
    assert!(says(&window, "Publishing would go on"));
}

#[test]
fn a_double_click_opens_a_run_whether_it_was_chosen_or_not() {
    for chosen in [false, true] {
        let folder = Folder::new(&format!("double-{chosen}"));
        let mut window = runs_of_red(&folder);
        simulate(&mut window, 1);
        simulate(&mut window, 2);
        if chosen {
            choose(&mut window, "Blocked");
        }
        let name = row(&window, "Blocked");
        let at = middle(&window, &name);
        double_click(&mut window, at);
        let kept = RunLibrary::at(folder.file()).list().unwrap();
        assert_eq!(window.state().state.shown_kept_run(), Some(kept[1].id));
    }
}

#[test]
fn a_workflow_without_a_name_is_told_as_on_its_tab() {
    let folder = Folder::new("nameless");
    let path = folder.0.join("many hosts.json");
    let mut state = empty();
    let text = include_str!("../../window_stage/red.json");
    std::fs::write(&path, text.replace("Block publishing of red data", "")).unwrap();
    state.apply(Command::OpenPath(path));
    while !state.is_idle() {
        state.poll();
    }
    let mut window = open(with_runs(state, &folder.file()));
    simulate(&mut window, 1);
    let listed = rows(&window);
    assert!(listed[0].contains("many hosts"), "{listed:?}");
    // Another tab is in front when the run ends.
    let state = &mut window.state_mut().state;
    state.apply(Command::Simulate);
    state.apply(Command::New);
    settle(&mut window);
    let listed = rows(&window);
    assert_eq!(listed.len(), 2);
    assert!(listed[0].contains("many hosts"), "{listed:?}");
}
