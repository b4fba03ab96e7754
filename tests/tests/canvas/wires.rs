//! Drawing, moving and removing wires with the pointer.

use crate::stage::{
    Window, id, open,
    pointer::{button, deeds, drag},
    published,
};
use egui::{Key, PointerButton, Pos2, pos2, vec2};
use egui_kittest::{Harness, kittest::Queryable};
use misp_flow::window::canvas::{CanvasEvent, PortEnd, PortRef, Scene};
use misp_flow_tests::canvas_scenes::{publish_nodes, publish_wires, wire_id};

/// The middle of the port with this name.
fn port(harness: &Harness<'_, Window>, label: &str) -> Pos2 {
    harness.get_by_label(label).rect().center()
}

#[test]
fn dragging_from_port_to_port_connects() {
    let mut wires = publish_wires();
    wires.retain(|wire| wire.id != wire_id(2, 1, 3));
    let mut harness = open(Scene::new(publish_nodes(), wires, Vec::new()));
    let from = port(&harness, "Output then of node 2 IF Tag");
    let to = port(&harness, "Input of node 3 Stop execution");
    drag(&mut harness, from, to);
    let (from, to) = (
        PortRef::new(id(2), "output_1"),
        PortRef::new(id(3), "input_1"),
    );
    assert_eq!(deeds(&mut harness), [CanvasEvent::Connect { from, to }]);
}

#[test]
fn a_wire_can_be_drawn_backwards_and_dropped_on_a_body() {
    let mut wires = publish_wires();
    wires.retain(|wire| wire.id != wire_id(2, 1, 3));
    let mut harness = open(Scene::new(publish_nodes(), wires, Vec::new()));
    let (from, to) = (
        PortRef::new(id(2), "output_1"),
        PortRef::new(id(3), "input_1"),
    );
    let connected = [CanvasEvent::Connect { from, to }];

    let input = port(&harness, "Input of node 3 Stop execution");
    let then = port(&harness, "Output then of node 2 IF Tag");
    drag(&mut harness, input, then);
    assert_eq!(deeds(&mut harness), connected);

    let body = harness.state().rect(3).center();
    drag(&mut harness, then, body);
    assert_eq!(deeds(&mut harness), connected);
}

#[test]
fn an_illegal_wire_is_refused_with_its_reason_at_the_pointer() {
    let mut harness = published();
    harness.state_mut().refusal = Some("A workflow may not run in circles".to_owned());
    let from = port(&harness, "Output of node 4 Filter generic");
    let to = harness.state().rect(2).center();
    harness.hover_at(from);
    button(&harness, from, PointerButton::Primary, true);
    harness.hover_at(to - vec2(0.0, 30.0));
    harness.hover_at(to);
    harness.run();
    assert!(
        harness
            .query_by_label("A workflow may not run in circles")
            .is_some()
    );
    button(&harness, to, PointerButton::Primary, false);
    harness.run();
    let reason = "A workflow may not run in circles".to_owned();
    assert_eq!(
        deeds(&mut harness),
        [CanvasEvent::ConnectRefused { reason }]
    );
    let asked = harness.state().asked.borrow();
    assert_eq!(
        asked.as_slice(),
        [(id(4), id(2), None)],
        "asked once a port"
    );
}

#[test]
fn a_wire_dropped_on_the_canvas_asks_for_a_node() {
    let mut harness = published();
    let from = port(&harness, "Output of node 4 Filter generic");
    let to = pos2(900.0, 600.0);
    drag(&mut harness, from, to);
    let at = harness.state().state.to_canvas(to);
    let from = Some(PortEnd::Output(PortRef::new(id(4), "output_1")));
    assert_eq!(
        deeds(&mut harness),
        [CanvasEvent::OpenQuickAdd {
            at,
            screen: to,
            from
        }]
    );
}

#[test]
fn a_wires_end_can_be_moved_or_pulled_off() {
    let mut harness = published();
    let old = wire_id(2, 1, 3);
    let end = port(&harness, "Input of node 3 Stop execution");
    let other = harness.state().rect(4).center();
    drag(&mut harness, end, other);
    let to = PortRef::new(id(4), "input_1");
    let moved = CanvasEvent::Rewire {
        old: old.clone(),
        from: old.from.clone(),
        to,
    };
    assert_eq!(deeds(&mut harness), [moved]);
    let asked = harness.state().asked.borrow().last().cloned();
    assert_eq!(asked, Some((id(2), id(4), Some(old.clone()))));

    drag(&mut harness, end, pos2(500.0, 620.0));
    assert_eq!(deeds(&mut harness), [CanvasEvent::Disconnect { wire: old }]);
}

#[test]
fn a_wire_put_back_tells_nothing() {
    let mut harness = published();
    let end = port(&harness, "Input of node 3 Stop execution");
    drag(&mut harness, end, end + vec2(15.0, 5.0));
    assert!(deeds(&mut harness).is_empty());
}

#[test]
fn a_wire_can_be_selected_and_deleted() {
    let mut harness = published();
    harness
        .get_by_label("Wire from then of node 2 IF Tag to node 3 Stop execution")
        .click();
    harness.run();
    let wire = wire_id(2, 1, 3);
    assert!(harness.state().state.selection().has_wire(&wire));
    harness.key_press(Key::Backspace);
    harness.run();
    assert_eq!(
        deeds(&mut harness),
        [CanvasEvent::Delete {
            nodes: vec![],
            wires: vec![wire],
            reconnect: false,
        }]
    );
}
