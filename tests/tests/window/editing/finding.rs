//! The palette, the keys, the outline, the problems and the messages.

use super::stage::names;
use crate::window_stage::{
    Window, add, click, empty, first_start, folder, middle, nameless, open, press, press_with, red,
    says, send, type_text,
};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use misp_flow::state::{BottomTab, Command};
use misp_flow_engine::{
    edit::Edit,
    workflow::{Edge, NodeId, PortRef},
};

#[test]
fn the_palette_finds_commands_by_name() {
    let mut window = open(red());
    press_with(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    type_text(&mut window, "select all");
    press(&mut window, Key::Enter);
    assert_eq!(window.state().state.selected().nodes.len(), 6);
    press_with(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    press(&mut window, Key::Escape);
    assert!(!says(&window, "Find a command"));
}

#[test]
fn the_palette_has_room_for_more_rows_than_the_last_time_and_escape_closes_it() {
    let mut window = open(red());
    press(&mut window, Key::F5);
    let palette = Modifiers::COMMAND | Modifiers::SHIFT;
    press_with(&mut window, palette, Key::P);
    type_text(&mut window, "select all");
    press(&mut window, Key::Enter);
    press_with(&mut window, palette, Key::P);
    type_text(&mut window, "co");
    let seen = |window: &Window, name: &str| {
        let row = window.query_by_label(name).map(|row| row.rect());
        row.is_some_and(|row| row.bottom() < 440.0)
    };
    assert!(seen(&window, "Copy a picture") && seen(&window, "Copy"));
    let rows = window.query_all_by_label_contains("ompare with").count();
    assert!(rows >= 2, "{rows}");
    // The canvas under the pointer has a use for Escape as well.
    let canvas = window.get_by_label_contains("Canvas, ").rect();
    for command in [Command::Palette, Command::QuickAdd] {
        send(&mut window, command);
        window.hover_at(canvas.left_bottom() + egui::vec2(40.0, -40.0));
        window.run();
        press(&mut window, Key::Escape);
        assert!(!says(&window, "Find a command") && !says(&window, "Add a node"));
    }
}

#[test]
fn the_palette_says_why_a_command_cannot_be_used() {
    let mut window = open(red());
    press_with(&mut window, Modifiers::COMMAND, Key::P);
    type_text(&mut window, "compare with the last saved");
    assert!(says(
        &window,
        "Nothing has changed since it was opened or saved"
    ));
    press(&mut window, Key::Enter);
    assert!(says(&window, "Find a command"), "it stays open");
}

#[test]
fn the_keys_are_listed_with_what_they_do() {
    let mut window = open(red());
    press(&mut window, Key::F1);
    assert!(says(&window, "Delete and connect the neighbours"));
    assert!(says(&window, "Shift+Delete"));
    assert!(says(&window, "Next workflow"));
    press(&mut window, Key::Escape);
    assert!(!says(&window, "Delete and connect the neighbours"));
}

#[test]
fn the_outline_selects_and_jumps() {
    let mut window = open(red());
    press_with(&mut window, Modifiers::ALT, Key::Num3);
    click(&mut window, "Go to node 6 Push to ZMQ");
    assert_eq!(
        window.state().state.selected().single(),
        Some(&NodeId::from(6))
    );
    // As the workflow goes, whatever was added first.
    let mut window = open(empty());
    add(&mut window, "stop-execution", None);
    add(&mut window, "event-publish", None);
    let wire = Edge {
        from: PortRef::new(NodeId::from(2), "output_1"),
        to: PortRef::new(NodeId::from(1), "input_1"),
    };
    send(&mut window, Command::Edit(Edit::Connect(wire)));
    press_with(&mut window, Modifiers::ALT, Key::Num3);
    let row = |name: &str| middle(&window, name).y;
    assert!(row("Go to node 2 Event Publish") < row("Go to node 1 Stop execution"));
}

#[test]
fn a_problem_leads_to_its_node_and_is_mended_by_its_button() {
    let mut window = open(red());
    // A second trigger cannot be added, so the wire is broken as a foreign tool would.
    let mut broken = window.state().state.document().workflow().to_json();
    broken["Workflow"]["data"]["2"]["inputs"]["input_1"]["connections"] = serde_json::json!([]);
    let path = folder("problems").join("broken.json");
    std::fs::write(&path, broken.to_string()).unwrap();
    send(&mut window, Command::OpenPath(path));
    click(&mut window, "Problems, 1");
    let problem = window.state().state.known_problems()[0].clone();
    let fix = problem.fix.expect("a fix");
    click(&mut window, &format!("Fix: {}", fix.label));
    assert!(window.state().state.known_problems().is_empty());
    assert!(says(&window, "No problems found"));
}

#[test]
fn a_problem_leads_to_its_field_and_what_is_typed_goes_there() {
    let mut window = open(first_start());
    let webhook = Command::AddModule {
        module: "webhook".into(),
        at: None,
        end: None,
    };
    send(&mut window, webhook);
    let id = window.state().state.selected().nodes.first().cloned();
    send(&mut window, Command::Select(Vec::new(), Vec::new()));
    send(&mut window, Command::ShowBottom(BottomTab::Problems));
    let place = window
        .state()
        .state
        .known_problems()
        .iter()
        .position(|problem| problem.code == "no-url")
        .unwrap();
    send(&mut window, Command::ShowProblem(place));
    window.run();
    type_text(&mut window, "https://x.example/");
    let graph = &window.state().state.document().workflow().graph;
    let node = graph.node(&id.unwrap()).unwrap();
    assert_eq!(node.params["url"], "https://x.example/");
}

#[test]
fn every_control_has_a_name() {
    let mut window = open(red());
    assert_eq!(nameless(&window), [""; 0]);
    send(&mut window, Command::Jump(NodeId::from(2)));
    assert_eq!(nameless(&window), [""; 0]);
    send(&mut window, Command::Simulate);
    assert_eq!(nameless(&window), [""; 0]);
    for number in [Key::Num2, Key::Num3, Key::Num4] {
        press_with(&mut window, Modifiers::ALT, number);
        assert_eq!(nameless(&window), [""; 0]);
    }
}

#[test]
fn a_shortcut_that_cannot_be_used_is_no_other_one() {
    let mut window = open(red());
    let before = names(&window).len();
    send(&mut window, Command::SelectAll);
    send(&mut window, Command::Duplicate);
    let doubled = names(&window).len();
    assert!(doubled > before);
    press_with(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(
        names(&window).len(),
        doubled,
        "there is nothing to redo, and nothing is undone"
    );
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(names(&window).len(), before);
    press_with(&mut window, Modifiers::COMMAND, Key::Y);
    assert_eq!(names(&window).len(), doubled);
}

#[test]
fn messages_stay_small_in_their_corner() {
    let mut window = open(red());
    send(
        &mut window,
        Command::Select(vec![NodeId::from(2)], Vec::new()),
    );
    send(&mut window, Command::Copy);
    send(&mut window, Command::PasteText("no workflow".into(), None));
    for _ in 0..6 {
        window.step();
    }
    let places: Vec<_> = window
        .get_all_by_label("Close the message")
        .map(|close| close.rect())
        .collect();
    assert_eq!(places.len(), 2);
    for place in places {
        assert!(place.height() < 40.0, "{place:?}");
        assert!(place.top() > 400.0, "{place:?}");
    }
}
