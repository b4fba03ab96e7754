//! Wires: drawing them, dropping them, and what takes their place.

use super::stage::{behind, chain, edges, names};
use crate::window_stage::{
    add, drag, empty, graph, middle, open, press, press_with, red, says, select, send, settle,
    type_text,
};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use misp_flow::state::{Command, OpenEnd};
use misp_flow_engine::workflow::{NodeId, PortRef, Position};

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
    select(&mut window, &[1]);
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
