//! Adding, changing, copying and deleting nodes.

use super::stage::{edges, names};
use crate::window_stage::{
    drag, empty, graph, middle, open, press, press_with, red, says, send, settle, type_text,
};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use misp_flow::state::Command;
use misp_flow_engine::workflow::NodeId;

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
