//! What the keyboard alone does with nodes and wires.

use super::stage::{behind, chain, edges, names};
use crate::window_stage::{
    add, canvas_has_focus, empty, graph, open, press, press_with, says, select, send, settle,
    type_text,
};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use misp_flow::state::Command;
use misp_flow_engine::workflow::{NodeId, Position};

#[test]
fn two_nodes_are_connected_and_disconnected() {
    let mut window = chain();
    add(&mut window, "push-zmq", Some(Position::new(800.0, 0.0)));
    add(
        &mut window,
        "stop-execution",
        Some(Position::new(800.0, 300.0)),
    );
    select(&mut window, &[2]);
    press_with(&mut window, Modifiers::COMMAND, Key::L);
    assert!(says(&window, "Connect or disconnect IF :: Tag"));
    type_text(&mut window, "else stop");
    press(&mut window, Key::Enter);
    let stored = graph(&window).node(&NodeId::from(2)).unwrap();
    let ends: Vec<Vec<String>> = (stored.outputs.values())
        .map(|links| links.iter().map(|link| link.node.to_string()).collect())
        .collect();
    assert_eq!(ends, [vec![], vec!["4".to_owned()]]);
    assert!(canvas_has_focus(&window), "and the keyboard is free again");

    // An output that takes one wire leads elsewhere afterwards.
    press_with(&mut window, Modifiers::COMMAND, Key::L);
    type_text(&mut window, "instead zmq");
    press(&mut window, Key::Enter);
    assert_eq!(
        graph(&window).node(&NodeId::from(2)).unwrap().outputs["output_2"][0].node,
        NodeId::from(3)
    );
    assert_eq!(edges(&window), 2);

    press_with(&mut window, Modifiers::COMMAND, Key::L);
    type_text(&mut window, "disconnect publish");
    press(&mut window, Key::Enter);
    assert_eq!(behind(&window, 1), [""; 0]);
    send(&mut window, Command::Undo);
    assert_eq!(behind(&window, 1), ["2"]);
}

#[test]
fn a_wire_that_closes_a_circle_is_not_offered() {
    let mut window = chain();
    add(&mut window, "push-zmq", Some(Position::new(800.0, 0.0)));
    select(&mut window, &[3]);
    press_with(&mut window, Modifiers::COMMAND, Key::L);
    type_text(&mut window, "tag then");
    press(&mut window, Key::Enter);
    assert_eq!(behind(&window, 2), ["3"]);
    select(&mut window, &[3]);
    press_with(&mut window, Modifiers::COMMAND, Key::L);
    let offered = |begin: &str, end: &str| {
        let rows = window.query_all_by_label_contains(end);
        let names = rows.filter_map(|row| row.accesskit_node().label());
        names.filter(|name| name.starts_with(begin)).count()
    };
    assert_eq!(offered("IF :: Tag, else ", "Push to ZMQ"), 1);
    assert_eq!(
        offered("Push to ZMQ ", "IF :: Tag"),
        0,
        "it leads there already"
    );
    assert_eq!(
        offered("Push to ZMQ ", "Event Publish"),
        0,
        "a trigger takes no wire"
    );
    type_text(&mut window, "push publish");
    assert!(says(&window, "no wire may close a circle"));
    press(&mut window, Key::Escape);
    assert!(!says(&window, "Connect or disconnect Push to ZMQ"));
    assert_eq!(edges(&window), 2);
}

#[test]
fn a_node_alone_can_be_connected_with_nothing() {
    let mut window = open(empty());
    add(&mut window, "event-publish", None);
    press_with(&mut window, Modifiers::COMMAND, Key::L);
    assert!(says(&window, "There is no other node"));
}

#[test]
fn a_node_is_named() {
    let mut window = chain();
    select(&mut window, &[2]);
    press(&mut window, Key::F2);
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    type_text(&mut window, "Is it red?");
    press(&mut window, Key::Enter);
    settle(&mut window);
    assert_eq!(names(&window), ["Event Publish", "Is it red?"]);
    assert!(!says(&window, "Add after"), "no key goes to the canvas");
}

#[test]
fn keys_do_not_reach_the_nodes_behind_a_dialog() {
    let mut window = chain();
    select(&mut window, &[2]);
    assert!(canvas_has_focus(&window));
    send(&mut window, Command::About);
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    assert_eq!(window.state().state.selected().nodes.len(), 1);
}

#[test]
fn what_is_added_lies_on_nothing() {
    let mut window = open(empty());
    for _ in 0..3 {
        select(&mut window, &[]);
        press_with(&mut window, Modifiers::COMMAND, Key::Space);
        let wanted = if names(&window).is_empty() {
            "event publish"
        } else {
            "zmq"
        };
        type_text(&mut window, wanted);
        press(&mut window, Key::Enter);
    }
    let places: Vec<Position> = graph(&window)
        .nodes
        .values()
        .map(|node| node.position)
        .collect();
    assert_eq!(places.len(), 3);
    for (number, one) in places.iter().enumerate() {
        for other in places.iter().skip(number + 1) {
            let apart = (one.x - other.x).abs() >= 250.0 || (one.y - other.y).abs() >= 110.0;
            assert!(apart, "{one:?} lies on {other:?}");
        }
    }
}
