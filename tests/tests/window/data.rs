//! The chosen event as a tree, and what is picked from it in the inspector.

use crate::window_stage::{
    Window, add, click, empty, first_start, open, press, press_with, red, says, send, settle,
    type_text,
};
use egui::{Event, Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::{NodeT, Queryable};
use misp_flow::state::{BottomTab, Command};
use misp_flow_engine::{edit::Edit, workflow::NodeId};
use serde_json::json;

fn rows(window: &Window) -> Vec<String> {
    window
        .query_all_by_role(Role::TreeItem)
        .filter_map(|node| node.accesskit_node().label())
        .collect()
}

fn chosen(window: &Window) -> Option<String> {
    window
        .query_all_by_role(Role::TreeItem)
        .find(|node| node.accesskit_node().is_selected() == Some(true))
        .and_then(|node| node.accesskit_node().label())
}

fn row(window: &mut Window, begin: &str) {
    window
        .query_all_by_role(Role::TreeItem)
        .find(|node| {
            node.accesskit_node()
                .label()
                .is_some_and(|label| label.starts_with(begin))
        })
        .unwrap_or_else(|| panic!("{begin} is not in sight"))
        .click();
    settle(window);
}

/// Goes down until a row is in sight, as one does with the wheel.
fn scroll_to(window: &mut Window, begin: &str) {
    for _ in 0..20 {
        if rows(window).iter().any(|row| row.starts_with(begin)) {
            return;
        }
        press(window, Key::ArrowDown);
        press(window, Key::ArrowDown);
    }
    panic!("{begin} does not come into sight: {:?}", rows(window));
}

/// Waits until something says this: a search is no job of the window's.
fn wait_for(window: &mut Window, text: &str) {
    for _ in 0..2_000 {
        if says(window, text) {
            return settle(window);
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
        window.step();
    }
    panic!("nothing says {text}");
}

fn data() -> Window {
    let mut window = open(first_start());
    send(&mut window, Command::ShowBottom(BottomTab::Data));
    window
}

#[test]
fn without_an_event_the_tab_says_what_to_do() {
    let mut window = open(empty());
    click(&mut window, "Data");
    assert!(says(&window, "No event chosen"));
}

#[test]
fn the_event_is_walked_through_by_keyboard() {
    let mut window = data();
    assert!(says(&window, "as the trigger hands it over"));
    row(&mut window, "Event ");
    press(&mut window, Key::ArrowDown);
    let first = chosen(&window).unwrap();
    press(&mut window, Key::ArrowDown);
    assert_ne!(chosen(&window).unwrap(), first);
    press(&mut window, Key::ArrowLeft);
    assert!(
        chosen(&window).unwrap().starts_with("Event"),
        "to what it stands in"
    );
    press(&mut window, Key::ArrowLeft);
    assert!(rows(&window).len() <= 2, "folded: {:?}", rows(&window));
    press(&mut window, Key::ArrowRight);
    press(&mut window, Key::ArrowRight);
    assert_eq!(chosen(&window), Some(first));
    press(&mut window, Key::End);
    press(&mut window, Key::Home);
    assert!(chosen(&window).unwrap().starts_with("Event"));
}

#[test]
fn what_is_chosen_is_copied_and_nothing_else() {
    let mut window = data();
    row(&mut window, "Event ");
    press(&mut window, Key::ArrowDown);
    let shown = chosen(&window).unwrap();
    window.event(Event::Copy);
    window.step();
    let copied: Vec<String> = window
        .output()
        .platform_output
        .commands
        .iter()
        .filter_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(copied.len(), 1);
    assert!(
        shown.ends_with(&copied[0]),
        "{shown} was copied as {copied:?}"
    );
}

#[test]
fn a_search_goes_from_one_to_the_next_and_around() {
    let mut window = data();
    window.get_by_label("Search the data").focus();
    window.run();
    type_text(&mut window, "PAP:RED");
    wait_for(&mut window, "1 of ");
    assert!(chosen(&window).unwrap().contains("PAP:RED"));
    let first = chosen(&window);
    press(&mut window, Key::Enter);
    assert!(says(&window, "2 of "));
    press_with(&mut window, Modifiers::SHIFT, Key::Enter);
    assert!(says(&window, "1 of "));
    assert_eq!(chosen(&window), first);
    press_with(&mut window, Modifiers::SHIFT, Key::Enter);
    assert!(!says(&window, "1 of "), "around to the last one");
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    type_text(&mut window, "no such thing");
    wait_for(&mut window, "Nothing found");
}

#[test]
fn a_step_of_a_run_shows_its_data() {
    let mut window = open(red());
    press(&mut window, Key::F5);
    press(&mut window, Key::F10);
    send(&mut window, Command::ShowBottom(BottomTab::Data));
    assert!(says(&window, "after step 1"));
}

/// An analyst who wants to know whether any attribute is tagged tlp:red, and never types.
#[test]
fn a_condition_on_tags_is_built_without_typing() {
    let mut window = open(red());
    add(&mut window, "generic-if", None);
    let id = window.state().state.selected().single().unwrap().clone();
    let param = |window: &Window, param: &str| {
        let node = window.state().state.document().workflow().graph.node(&id);
        node.unwrap().params.get(param).cloned()
    };
    click(&mut window, "Pick hash path from the data…");
    row(&mut window, "Event ");
    press(&mut window, Key::End);
    row(&mut window, "_AttributeFlattened");
    let tagged = window
        .query_all_by_role(Role::TreeItem)
        .filter_map(|node| node.accesskit_node().label())
        .find(|label| label.starts_with("0 "));
    assert!(tagged.is_some(), "{:?}", rows(&window));
    row(&mut window, "0 ");
    scroll_to(&mut window, "_allTags");
    row(&mut window, "_allTags");
    scroll_to(&mut window, "0 tlp:red");
    let tag = rows(&window);
    let tag = tag.iter().find(|label| label.contains("tlp:red")).unwrap();
    row(&mut window, tag);
    scroll_to(&mut window, "name tlp:red");
    row(&mut window, "name tlp:red");
    let path = "Event._AttributeFlattened.{n}._allTags.{n}.name";
    assert_eq!(param(&window, "hash_path"), Some(json!(path)));
    press(&mut window, Key::Escape);
    window
        .get_by(|node| node.role() == Role::TextInput && node.label().as_deref() == Some("Value"))
        .click();
    settle(&mut window);
    window
        .query_all_by_label("tlp:red")
        .find(|node| node.accesskit_node().role() == Role::Button)
        .unwrap()
        .click();
    settle(&mut window);
    assert_eq!(param(&window, "value"), Some(json!("tlp:red")));
}

#[test]
fn the_keyboard_goes_on_from_the_tree_to_the_document() {
    let mut window = open(red());
    send(
        &mut window,
        Command::Select(vec![NodeId::from(2)], Vec::new()),
    );
    send(&mut window, Command::ShowBottom(BottomTab::Data));
    row(&mut window, "Event ");
    let edit = Edit::Rename {
        node: NodeId::from(2),
        name: "Other".into(),
    };
    send(&mut window, Command::Edit(edit));
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    let name = |window: &Window| {
        let workflow = window.state().state.document().workflow();
        workflow.graph.node(&NodeId::from(2)).unwrap().name.clone()
    };
    assert_ne!(name(&window), "Other", "undo works from everywhere");
}
