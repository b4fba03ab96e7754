//! Keys go where the user looks: to the canvas unless something else waits for them, to a menu
//! while it is open, from panel to panel.

use crate::window_stage::{
    Window, canvas_has_focus, click, empty, graph, middle, open, press, press_with, red, says,
    select, send, settle, type_text,
};
use egui::{Key, Modifiers, Pos2, accesskit::Role, pos2};
use egui_kittest::kittest::{NodeT, Queryable};
use misp_flow::state::{Command, GoTo};
use misp_flow_engine::{run::Answer, workflow::NodeId};

/// A place far from the canvas, in the lists at the left.
const AWAY: Pos2 = pos2(120.0, 500.0);

/// The pointer rests on the lists, and nothing was clicked yet.
fn with_the_pointer_away() -> Window {
    let mut window = open(red());
    window.hover_at(AWAY);
    settle(&mut window);
    window
}

fn selected(window: &Window) -> Vec<String> {
    let nodes = &window.state().state.selected().nodes;
    nodes.iter().map(ToString::to_string).collect()
}

/// The names of what has the keyboard.
fn focused(window: &Window) -> String {
    let mut focused = window.query_all_by(|node| node.is_focused());
    let name = focused
        .next()
        .and_then(|node| node.accesskit_node().label());
    name.unwrap_or_default()
}

fn right_click(window: &mut Window, name: &str) {
    window.get_by_label_contains(name).click_secondary();
    settle(window);
}

#[test]
fn the_canvas_takes_keys_wherever_the_pointer_is() {
    let mut window = with_the_pointer_away();
    press(&mut window, Key::ArrowRight);
    assert_eq!(selected(&window), ["1"]);
    press(&mut window, Key::ArrowRight);
    assert_eq!(selected(&window), ["2"]);
    press(&mut window, Key::Enter);
    assert!(window.query_by_label("Close the quick edit").is_some());
    press(&mut window, Key::Escape);
    press(&mut window, Key::Delete);
    assert!(graph(&window).node(&NodeId::from(2)).is_none());
    let before = window.state().to_screen(Pos2::ZERO);
    press(&mut window, Key::Num0);
    assert_ne!(window.state().to_screen(Pos2::ZERO), before, "it zooms");
}

#[test]
fn a_field_that_is_typed_into_keeps_its_keys() {
    let mut window = with_the_pointer_away();
    select(&mut window, &[2]);
    click(&mut window, "Search modules");
    type_text(&mut window, "tag");
    press(&mut window, Key::Backspace);
    press(&mut window, Key::Delete);
    assert!(graph(&window).node(&NodeId::from(2)).is_some());
    assert_eq!(selected(&window), ["2"]);
    press(&mut window, Key::Escape);
    assert!(
        canvas_has_focus(&window),
        "left, the canvas has the keyboard"
    );
    press(&mut window, Key::Delete);
    assert!(graph(&window).node(&NodeId::from(2)).is_none());
}

#[test]
fn tab_adds_on_the_canvas_and_goes_through_controls_elsewhere() {
    let mut window = with_the_pointer_away();
    for key in [Key::Tab, Key::Space] {
        press(&mut window, key);
        assert!(says(&window, "Add a node"), "{key:?}");
        press(&mut window, Key::Escape);
        assert!(!says(&window, "Add a node…"));
    }
    click(&mut window, "Search modules");
    press(&mut window, Key::Tab);
    assert_eq!(focused(&window), "All");
    press(&mut window, Key::Tab);
    assert_eq!(focused(&window), "Triggers");
    assert!(!says(&window, "Add a node…"));
}

#[test]
fn a_button_that_is_pressed_by_space_opens_no_list_on_the_canvas() {
    let mut window = with_the_pointer_away();
    press(&mut window, Key::F6);
    window.get_by_label("Close the results").focus();
    window.run();
    press(&mut window, Key::Space);
    assert!(window.query_by_label("Close the results").is_none());
    assert!(canvas_has_focus(&window));
    assert!(!says(&window, "Add a node…"));
}

#[test]
fn f6_goes_through_the_panels_and_back() {
    let mut window = with_the_pointer_away();
    assert!(canvas_has_focus(&window));
    let there = |window: &Window| {
        let node = window.query_all_by(|node| node.is_focused()).next();
        node.map(|node| node.rect().center()).unwrap_or_default()
    };
    press(&mut window, Key::F6);
    assert!(
        there(&window).x > 900.0,
        "the inspector: {}",
        focused(&window)
    );
    press(&mut window, Key::F6);
    assert!(
        there(&window).y > 500.0,
        "the results: {}",
        focused(&window)
    );
    press(&mut window, Key::F6);
    assert_eq!(focused(&window), "File", "the menus");
    press(&mut window, Key::F6);
    assert_eq!(focused(&window), "Modules", "the lists");
    press(&mut window, Key::Tab);
    assert_eq!(focused(&window), "Workflows", "and on from there");
    press(&mut window, Key::F6);
    assert!(canvas_has_focus(&window));
    press_with(&mut window, Modifiers::SHIFT, Key::F6);
    assert_eq!(focused(&window), "Modules");
    // From a text field, by the palette.
    click(&mut window, "Search modules");
    press_with(&mut window, Modifiers::COMMAND, Key::P);
    type_text(&mut window, "go to the canvas");
    press(&mut window, Key::Enter);
    assert!(canvas_has_focus(&window));
    // What is closed is passed over.
    press_with(&mut window, Modifiers::COMMAND, Key::I);
    send(&mut window, Command::GoTo(GoTo::Next));
    assert!(
        there(&window).y > 500.0,
        "the results: {}",
        focused(&window)
    );
}

#[test]
fn a_menu_takes_the_keys_and_is_about_the_node_of_its_title() {
    let mut window = with_the_pointer_away();
    select(&mut window, &[2]);
    press_with(&mut window, Modifiers::SHIFT, Key::F10);
    assert!(says(&window, "Select downstream"));
    press(&mut window, Key::ArrowDown);
    assert_eq!(focused(&window), "Rename");
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::ArrowDown);
    assert_eq!(focused(&window), "Cut");
    assert_eq!(selected(&window), ["2"], "the canvas below stays as it is");
    press(&mut window, Key::ArrowUp);
    press(&mut window, Key::ArrowUp);
    press(&mut window, Key::ArrowUp);
    assert_eq!(focused(&window), "Delete and reconnect", "around the end");
    press(&mut window, Key::ArrowUp);
    // Other shortcuts wait until it is closed.
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    assert_eq!(selected(&window), ["2"]);
    assert_eq!(focused(&window), "Delete");
    press(&mut window, Key::Enter);
    assert!(graph(&window).node(&NodeId::from(2)).is_none());
    assert_eq!(graph(&window).nodes.len(), 5);
    assert!(!says(&window, "Select downstream"), "it is closed");
    assert!(canvas_has_focus(&window));
}

#[test]
fn escape_closes_a_menu_and_the_selection_stays() {
    let mut window = with_the_pointer_away();
    right_click(&mut window, "Node 4 ");
    assert!(says(&window, "Select downstream"));
    press(&mut window, Key::Escape);
    assert!(!says(&window, "Select downstream"));
    assert_eq!(selected(&window), ["4"]);
    assert!(canvas_has_focus(&window));
    press(&mut window, Key::Escape);
    assert_eq!(selected(&window), [""; 0]);
}

#[test]
fn a_menu_of_something_else_than_the_selection_is_about_that() {
    let mut window = with_the_pointer_away();
    right_click(&mut window, "Node 4 ");
    // Somebody else selects another node, such as a job that ends.
    select(&mut window, &[2]);
    press(&mut window, Key::End);
    press(&mut window, Key::Enter);
    assert!(graph(&window).node(&NodeId::from(4)).is_none());
    assert!(graph(&window).node(&NodeId::from(2)).is_some());
}

/// How often a menu offers this; the inspector has a button for it, too.
fn offered(window: &Window, name: &str) -> usize {
    window.query_all_by_label(name).count() - 1
}

#[test]
fn the_items_behind_an_item_are_reached_by_keys_and_by_the_pointer() {
    let mut window = with_the_pointer_away();
    select(&mut window, &[2, 4]);
    press_with(&mut window, Modifiers::SHIFT, Key::F10);
    assert!(says(&window, "2 nodes"));
    for _ in 0..3 {
        press(&mut window, Key::ArrowUp);
    }
    assert_eq!(focused(&window), "Align and distribute");
    press(&mut window, Key::ArrowRight);
    assert_eq!(focused(&window), "Align left");
    press(&mut window, Key::ArrowLeft);
    assert_eq!(focused(&window), "Align and distribute");
    assert_eq!(offered(&window, "Align left"), 0);
    press(&mut window, Key::Enter);
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::ArrowDown);
    assert_eq!(focused(&window), "Align top");
    press(&mut window, Key::Enter);
    let y = |id: u64| {
        graph(&window)
            .node(&NodeId::from(id))
            .map(|node| node.position.y)
    };
    assert_eq!(y(2), y(4));

    press_with(&mut window, Modifiers::SHIFT, Key::F10);
    let parent = middle(&window, "Align and distribute");
    window.hover_at(parent - egui::vec2(0.0, 4.0));
    window.run();
    window.hover_at(parent);
    settle(&mut window);
    assert_eq!(offered(&window, "Align left"), 1);
    let left = window.get_all_by_label("Align left").last();
    left.expect("an item").click();
    settle(&mut window);
    let x = |id: u64| {
        graph(&window)
            .node(&NodeId::from(id))
            .map(|node| node.position.x)
    };
    assert_eq!(x(2), x(4));
    assert_eq!(offered(&window, "Align left"), 0, "it is closed");
}

#[test]
fn a_click_elsewhere_closes_a_menu() {
    let mut window = with_the_pointer_away();
    right_click(&mut window, "Node 4 ");
    click(&mut window, "Search modules");
    assert!(!says(&window, "Select downstream"));
    type_text(&mut window, "tag");
    assert!(says(&window, "IF :: Tag"));
}

#[test]
fn an_empty_canvas_adds_by_tab_too() {
    let mut window = open(empty());
    window.hover_at(AWAY);
    settle(&mut window);
    press(&mut window, Key::Tab);
    type_text(&mut window, "publish");
    press(&mut window, Key::Enter);
    assert_eq!(graph(&window).nodes.len(), 1);
}

#[test]
fn a_list_that_the_pointer_opened_goes_by_arrow_keys() {
    let mut window = open(red());
    let chosen = |window: &Window| window.state().state.events().chosen_place();
    let before = chosen(&window);
    click(&mut window, "Event to simulate with");
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::Enter);
    assert_eq!(before, Some(1));
    assert_eq!(chosen(&window), Some(2));
    assert!(!says(&window, "Show all events"), "the list is closed");
    // And one of the inspector.
    select(&mut window, &[4]);
    click(&mut window, "In the simulation");
    send(
        &mut window,
        Command::SetAnswer(NodeId::from(4), Some(Box::new(Answer::default()))),
    );
    let list = window.get_by(|node| {
        node.role() == Role::ComboBox
            && node.value().as_deref() == Some("Succeeds and changes nothing")
    });
    list.click();
    settle(&mut window);
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::Enter);
    assert!(window.state().state.answer_of_selected().is_none());
}

#[test]
fn arrows_go_through_a_menu_of_the_bar_that_the_pointer_opened() {
    let mut window = with_the_pointer_away();
    click(&mut window, "Edit");
    assert!(says(&window, "Select all"));
    press(&mut window, Key::ArrowDown);
    let first = focused(&window);
    press(&mut window, Key::ArrowDown);
    assert_ne!(focused(&window), first);
    press(&mut window, Key::ArrowUp);
    assert_eq!(focused(&window), first);
    // To the menu beside it, and back.
    press(&mut window, Key::ArrowRight);
    assert!(says(&window, "Tidy up") && !says(&window, "Select all"));
    press(&mut window, Key::ArrowLeft);
    assert!(says(&window, "Select all"));
    let wanted = |window: &Window| focused(window).contains("Select all");
    for _ in 0..30 {
        if wanted(&window) {
            break;
        }
        press(&mut window, Key::ArrowDown);
    }
    assert!(wanted(&window), "{}", focused(&window));
    press(&mut window, Key::Enter);
    assert_eq!(selected(&window).len(), 6);
    assert!(canvas_has_focus(&window));
}

#[test]
fn the_menu_bar_is_reached_and_left_by_keyboard() {
    let mut window = with_the_pointer_away();
    let go_round = |window: &mut Window, there: &dyn Fn(&Window) -> bool| {
        for _ in 0..10 {
            if there(window) {
                return;
            }
            press(window, Key::F6);
        }
        panic!("not reached: {}", focused(window));
    };
    go_round(&mut window, &|window| focused(window) == "File");
    press(&mut window, Key::ArrowRight);
    assert_eq!(focused(&window), "Edit");
    press(&mut window, Key::ArrowLeft);
    press(&mut window, Key::ArrowDown);
    assert!(says(&window, "Open sample"));
    for _ in 0..30 {
        if focused(&window).contains("Open sample") {
            break;
        }
        press(&mut window, Key::ArrowDown);
    }
    // Into a menu inside of it and back out.
    press(&mut window, Key::ArrowRight);
    let samples = misp_flow_engine::catalogue::samples::WORKFLOWS;
    assert_eq!(focused(&window), samples[0].name);
    press(&mut window, Key::ArrowDown);
    assert_eq!(focused(&window), samples[1].name);
    press(&mut window, Key::ArrowLeft);
    assert!(focused(&window).contains("Open sample"));
    assert!(!says(&window, samples[1].name));
    press(&mut window, Key::Escape);
    assert!(!says(&window, "Open sample"));
    go_round(&mut window, &canvas_has_focus);
    // Alt with a letter that no command has.
    press_with(&mut window, Modifiers::ALT, Key::R);
    assert!(says(&window, "Simulate"));
    press(&mut window, Key::Escape);
}
