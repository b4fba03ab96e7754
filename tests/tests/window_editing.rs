//! Building a workflow with keyboard and mouse.

mod window_stage;

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use misp_flow::state::{BottomTab, Command, OpenEnd};
use misp_flow_engine::workflow::{NodeId, PortRef, Position};
use window_stage::{
    Window, add, click, drag, empty, first_start, graph, middle, nameless, open, press, press_with,
    red, says, send, settle, type_text,
};

fn names(window: &window_stage::Window) -> Vec<String> {
    let nodes = graph(window).nodes.values();
    nodes.map(|node| node.name.clone()).collect()
}

fn edges(window: &window_stage::Window) -> usize {
    graph(window).edges().count()
}

#[test]
fn a_workflow_is_built_by_keyboard_connected_by_mouse_and_undone() {
    let mut window = open(empty());
    assert!(says(&window, "Start with a trigger"));
    press_with(&mut window, Modifiers::COMMAND, Key::Space);
    type_text(&mut window, "event publish");
    press(&mut window, Key::Enter);
    assert_eq!(names(&window), ["Event Publish"]);

    // With nothing selected, the next node is not connected.
    send(&mut window, Command::Select(Vec::new(), Vec::new()));
    press_with(&mut window, Modifiers::COMMAND, Key::Space);
    type_text(&mut window, "stop exec");
    press(&mut window, Key::Enter);
    assert_eq!(names(&window), ["Event Publish", "Stop execution"]);
    assert_eq!(
        window.state().state.selected().single(),
        Some(&NodeId::from(2))
    );
    send(&mut window, Command::FitAll);

    let (from, to) = (
        middle(&window, "Output of node 1 Event Publish"),
        middle(&window, "Input of node 2 Stop execution"),
    );
    drag(&mut window, from, to);
    assert_eq!(edges(&window), 1, "the wire is there");

    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(edges(&window), 0);
    press_with(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(edges(&window), 1);
    for _ in 0..3 {
        press_with(&mut window, Modifiers::COMMAND, Key::Z);
    }
    assert!(names(&window).is_empty());
    assert!(
        !window.state().state.document().is_unsaved(),
        "back where it began"
    );
}

#[test]
fn a_wire_dropped_on_the_canvas_adds_and_connects() {
    let mut window = open(empty());
    add(&mut window, "event-publish", None);
    let from = middle(&window, "Output of node 1 Event Publish");
    drag(&mut window, from, from + egui::vec2(160.0, 60.0));
    assert!(says(&window, "Add after Event Publish"));
    assert!(
        window.query_by_label("Event After Save").is_none(),
        "a trigger has no input, so it is not offered here"
    );
    type_text(&mut window, "webhook");
    press(&mut window, Key::Enter);
    assert_eq!(names(&window), ["Event Publish", "Webhook"]);
    assert_eq!(edges(&window), 1);
}

#[test]
fn a_module_is_dragged_from_the_list_onto_the_canvas() {
    let mut window = open(red());
    let before = names(&window).len();
    let from = middle(&window, "Module Concurrent Task, logic");
    let to = middle(&window, "Canvas, 6 nodes, 6 wires") + egui::vec2(-300.0, 150.0);
    drag(&mut window, from, to);
    assert_eq!(names(&window).len(), before + 1);
    assert_eq!(
        names(&window).last().map(String::as_str),
        Some("Concurrent Task")
    );
}

#[test]
fn a_parameter_is_edited_in_the_inspector_and_shows_on_the_node() {
    let mut window = open(red());
    send(&mut window, Command::Jump(NodeId::from(4)));
    let field = window.get_by_role_and_label(egui::accesskit::Role::TextInput, "Message");
    field.focus();
    settle(&mut window);
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    type_text(&mut window, "Stays inside");
    let node = graph(&window).node(&NodeId::from(4)).unwrap();
    assert_eq!(node.param_text("message"), Some("Stays inside"));
    send(&mut window, Command::ZoomActual);
    assert!(says(&window, "Stops with “Stays inside”"));
    assert!(window.state().state.document().is_unsaved());
}

#[test]
fn an_illegal_wire_is_refused_and_nothing_changes() {
    let mut window = open(red());
    let before = edges(&window);
    let (from, to) = (
        middle(&window, "Output of node 5 Attach warninglist"),
        middle(&window, "Input of node 2 IF :: Tag"),
    );
    drag(&mut window, from, to);
    assert_eq!(edges(&window), before);
    assert!(!window.state().state.document().is_unsaved());
}

#[test]
fn what_is_copied_is_pasted_and_deleted_again() {
    let mut window = open(red());
    send(
        &mut window,
        Command::Select(vec![NodeId::from(2), NodeId::from(3)], Vec::new()),
    );
    window.event(egui::Event::Copy);
    // One frame alone: the text leaves in the frame of the copy.
    window.step();
    let text = window
        .output()
        .platform_output
        .commands
        .iter()
        .find_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        });
    let text = text.expect("a text on the clipboard");
    window.event(egui::Event::Paste(text));
    settle(&mut window);
    assert_eq!(names(&window).len(), 8);
    assert_eq!(
        edges(&window),
        7,
        "the wire between the two came along, those to others did not"
    );
    assert_eq!(
        window.state().state.selected().nodes.len(),
        2,
        "what was pasted is selected"
    );
    send(&mut window, Command::Delete { reconnect: false });
    assert_eq!(names(&window).len(), 6);
    window.event(egui::Event::Paste("no workflow at all".into()));
    settle(&mut window);
    assert!(says(
        &window,
        "The clipboard holds neither a workflow nor events"
    ));
}

#[test]
fn deleting_with_reconnect_joins_the_neighbours() {
    let mut window = open(red());
    send(
        &mut window,
        Command::Select(vec![NodeId::from(5)], Vec::new()),
    );
    send(&mut window, Command::Delete { reconnect: true });
    let graph = &window.state().state.document().workflow().graph;
    assert!(
        graph
            .edges()
            .any(|edge| edge.from.node == NodeId::from(3) && edge.to.node == NodeId::from(6))
    );
}

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
}

#[test]
fn a_problem_leads_to_its_node_and_is_mended_by_its_button() {
    let mut window = open(red());
    // A second trigger cannot be added, so the wire is broken as a foreign tool would.
    let mut broken = window.state().state.document().workflow().to_json();
    broken["Workflow"]["data"]["2"]["inputs"]["input_1"]["connections"] = serde_json::json!([]);
    let path = window_stage::folder("problems").join("broken.json");
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
fn adding_goes_on_behind_the_selected_node_and_prefers_triggers_at_the_start() {
    let mut window = open(empty());
    for name in ["publish", "tag", "stop"] {
        press_with(&mut window, Modifiers::COMMAND, Key::Space);
        type_text(&mut window, name);
        press(&mut window, Key::Enter);
    }
    assert_eq!(
        names(&window),
        ["Event Publish", "IF :: Tag", "Stop execution"]
    );
    let graph = &window.state().state.document().workflow().graph;
    let wires: Vec<_> = graph.edges().map(|edge| edge.from).collect();
    assert_eq!(wires.len(), 2);
    // An IF goes on at its first output, then.
    assert_eq!(wires[1].port, "output_1");
    let x: Vec<f64> = graph.nodes.values().map(|node| node.position.x).collect();
    assert!(x[0] + 400.0 <= x[1] && x[1] + 400.0 <= x[2], "{x:?}");
}

/// A trigger that leads to a condition, with room to the right and below.
fn chain() -> Window {
    let mut window = open(empty());
    add(&mut window, "event-publish", Some(Position::new(0.0, 0.0)));
    let end = Some(OpenEnd::From(PortRef::new(NodeId::from(1), "output_1")));
    let module = "tag-if".to_owned();
    let at = Some(Position::new(400.0, 0.0));
    send(&mut window, Command::AddModule { module, at, end });
    send(&mut window, Command::FitAll);
    window
}

/// The nodes that the first output of a node leads to.
fn behind(window: &Window, id: u64) -> Vec<String> {
    let node = graph(window).node(&NodeId::from(id)).unwrap();
    let links = node.outputs.values().next().into_iter().flatten();
    links.map(|link| link.node.to_string()).collect()
}

#[test]
fn a_wire_from_a_taken_output_inserts_what_is_chosen() {
    let mut window = chain();
    let from = window.get_by_label_contains("Output of node 1").rect();
    let to = window.state().to_screen(egui::pos2(300.0, 200.0));
    window.hover_at(from.center());
    window.step();
    window.drag_at(from.center());
    for part in 1..=4 {
        window.hover_at(from.center() + (to - from.center()) * (part as f32 / 4.0));
        window.step();
    }
    window.run();
    assert!(
        says(&window, "Insert after Event Publish, before IF :: Tag"),
        "it is said while it is dragged"
    );
    window.drop_at(to);
    settle(&mut window);
    assert!(says(
        &window,
        "Insert after Event Publish, before IF :: Tag"
    ));
    // What has no output is there with the reason.
    type_text(&mut window, "stop execution");
    assert!(says(
        &window,
        "It has no output, so nothing could come behind it"
    ));
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    type_text(&mut window, "zmq");
    press(&mut window, Key::Enter);
    assert_eq!(behind(&window, 1), ["3"]);
    assert_eq!(behind(&window, 3), ["2"]);
}

#[test]
fn an_output_for_several_wires_gets_another_one() {
    let mut window = open(empty());
    add(
        &mut window,
        "concurrent-task",
        Some(Position::new(0.0, 0.0)),
    );
    let end = Some(OpenEnd::From(PortRef::new(NodeId::from(1), "output_1")));
    let module = "push-zmq".to_owned();
    let at = Some(Position::new(400.0, 0.0));
    send(&mut window, Command::AddModule { module, at, end });
    send(&mut window, Command::FitAll);
    let from = window
        .get_by_label_contains("Output concurrent of node 1")
        .rect()
        .center();
    let to = window.state().to_screen(egui::pos2(300.0, 250.0));
    drag(&mut window, from, to);
    type_text(&mut window, "zmq");
    press(&mut window, Key::Enter);
    assert_eq!(behind(&window, 1), ["2", "3"]);
}

#[test]
fn a_node_is_added_beside_one_whose_outputs_are_taken() {
    let mut window = chain();
    window_stage::select(&mut window, &[1]);
    let pointer = window.state().to_screen(egui::pos2(100.0, 40.0));
    window.hover_at(pointer);
    settle(&mut window);
    press(&mut window, Key::Space);
    assert!(says(&window, "Add beside Event Publish, not connected"));
    type_text(&mut window, "zmq");
    press(&mut window, Key::Enter);
    let at = |id: u64| graph(&window).node(&NodeId::from(id)).unwrap().position;
    for other in [1, 2] {
        let (new, old) = (at(3), at(other));
        let apart = (new.x - old.x).abs() >= 250.0 || (new.y - old.y).abs() >= 120.0;
        assert!(apart, "{new:?} lies on {old:?}");
    }
    assert_eq!(edges(&window), 1);
}
