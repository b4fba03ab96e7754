//! What the canvas tells when a user works on its nodes, frames and view with the pointer.

use crate::stage::{
    Window, id, open,
    pointer::{button, deeds, double_click, drag, drag_with, events},
    published,
};
use egui::{Event, Key, Modifiers, MouseWheelUnit, PointerButton, TouchPhase, Vec2, pos2, vec2};
use egui_kittest::{Harness, kittest::Queryable};
use misp_flow::window::canvas::{
    Aids, CanvasEvent, Insert, MenuTarget, ModulePayload, Scene, Selection,
};
use misp_flow_tests::canvas_scenes::{publish_nodes, publish_wires, wire_id};

const TAG: &str = "Node 2 IF Tag, logic, event or attributes tagged with any of tlp:red, PAP:RED";
const STOP: &str =
    "Node 3 Stop execution, action, blocks with “Contains red data”, Stops a blocking workflow";
const TRIGGER: &str = "Node 1 Event publish, trigger, before an event is published; \
                            can block it, Can block what triggered it";
const ZMQ: &str =
    "Node 9 Push to ZMQ, action, sends every attribute’s value, The path matches nothing";

#[test]
fn a_click_selects_one_node() {
    let mut harness = published();
    harness.get_by_label(TAG).click();
    harness.run();
    assert_eq!(harness.state().selected(), ["2"]);
    assert_eq!(events(&mut harness), [CanvasEvent::SelectionChanged]);
    harness.get_by_label(STOP).click();
    harness.run();
    assert_eq!(harness.state().selected(), ["3"]);
}

#[test]
fn a_shift_click_adds_and_takes_away() {
    let mut harness = published();
    harness.get_by_label(TAG).click();
    harness.get_by_label(STOP).click_modifiers(Modifiers::SHIFT);
    harness.run();
    assert_eq!(harness.state().selected(), ["2", "3"]);
    harness.get_by_label(TAG).click_modifiers(Modifiers::SHIFT);
    harness.run();
    assert_eq!(harness.state().selected(), ["3"]);
}

#[test]
fn a_click_on_the_canvas_clears_the_selection() {
    let mut harness = published();
    harness.get_by_label(TAG).click();
    harness.hover_at(pos2(300.0, 600.0));
    drag(&mut harness, pos2(300.0, 600.0), pos2(300.0, 600.0));
    assert!(harness.state().selected().is_empty());
}

#[test]
fn a_box_selects_what_it_touches() {
    let mut harness = published();
    let (tag, stop) = (harness.state().rect(2), harness.state().rect(3));
    drag(
        &mut harness,
        pos2(tag.left() - 20.0, tag.top() + 70.0),
        pos2(stop.left() + 30.0, stop.bottom() - 10.0),
    );
    assert_eq!(harness.state().selected(), ["2", "3"]);
    assert!(deeds(&mut harness).is_empty());
}

#[test]
fn a_box_with_shift_adds() {
    let mut harness = published();
    harness.get_by_label(TRIGGER).click();
    let stop = harness.state().rect(3);
    drag_with(
        &mut harness,
        stop.left_top() - vec2(20.0, 20.0),
        stop.center_top() + vec2(0.0, 6.0),
        Modifiers::SHIFT,
    );
    assert_eq!(harness.state().selected(), ["1", "3"]);
}

#[test]
fn dragging_moves_the_selection_in_grid_steps() {
    let mut harness = published();
    let from = harness.state().rect(2).center();
    let state = harness.state_mut();
    state.state.set_aids(Aids {
        neighbours: false,
        ..Aids::default()
    });
    state.state.select(Selection::of_nodes([id(2), id(3)]));
    drag(&mut harness, from, from + vec2(43.0, 28.0));
    let delta = vec2(40.0, 30.0);
    let moves = vec![
        (id(2), pos2(330.0, 200.0) + delta),
        (id(3), pos2(660.0, 40.0) + delta),
    ];
    assert_eq!(
        deeds(&mut harness),
        [CanvasEvent::MoveNodes { moves, delta }]
    );
}

#[test]
fn dragging_with_alt_does_not_snap() {
    let mut harness = published();
    let from = harness.state().rect(2).center();
    drag_with(&mut harness, from, from + vec2(43.0, 28.0), Modifiers::ALT);
    let delta = vec2(43.0, 28.0);
    let moves = vec![(id(2), pos2(330.0, 200.0) + delta)];
    assert_eq!(
        deeds(&mut harness),
        [CanvasEvent::MoveNodes { moves, delta }]
    );
}

#[test]
fn a_dragged_node_is_shown_where_it_is_dragged() {
    let mut harness = published();
    let from = harness.state().rect(2).center();
    harness.hover_at(from);
    button(&harness, from, PointerButton::Primary, true);
    harness.hover_at(from + vec2(100.0, 100.0));
    harness.run();
    assert!(harness.state().state.is_busy());
    harness.snapshot("canvas_dragging");
    harness.key_press(Key::Escape);
    harness.run();
    button(
        &harness,
        from + vec2(100.0, 100.0),
        PointerButton::Primary,
        false,
    );
    harness.run();
    assert!(deeds(&mut harness).is_empty(), "Escape gives the drag up");
    assert_eq!(harness.state().selected(), ["2"], "and keeps the selection");
}

#[test]
fn a_double_click_on_the_canvas_asks_for_a_node_there() {
    let mut harness = published();
    let screen = pos2(300.0, 600.0);
    double_click(&mut harness, screen);
    let at = harness.state().state.to_canvas(screen);
    let from = None;
    assert_eq!(
        deeds(&mut harness),
        [CanvasEvent::OpenQuickAdd { at, screen, from }]
    );
}

#[test]
fn a_double_click_on_a_node_opens_it() {
    let mut harness = published();
    let screen = harness.state().rect(2).center();
    double_click(&mut harness, screen);
    let node = id(2);
    assert_eq!(
        deeds(&mut harness),
        [CanvasEvent::OpenNode { node, screen }]
    );
}

#[test]
fn a_right_click_asks_for_a_menu_and_selects() {
    let mut harness = published();
    harness.get_by_label(TAG).click_secondary();
    harness.run();
    assert_eq!(harness.state().selected(), ["2"]);
    let deeds = deeds(&mut harness);
    let [CanvasEvent::ContextMenu { target, .. }] = deeds.as_slice() else {
        panic!("{deeds:?}");
    };
    assert_eq!(*target, MenuTarget::Node(id(2)));
}

#[test]
fn a_module_can_be_dropped_on_the_canvas_and_on_a_wire() {
    let mut harness = published();
    let wire = harness.get_by_label("Wire from node 1 Event publish to node 2 IF Tag");
    let on_wire = wire.rect().center();
    for (screen, wire) in [
        (pos2(300.0, 600.0), None),
        (on_wire, Some(wire_id(1, 1, 2))),
    ] {
        harness.hover_at(screen);
        harness.run();
        egui::DragAndDrop::set_payload(&harness.ctx, ModulePayload("tag_operation".to_owned()));
        harness.run();
        button(&harness, screen, PointerButton::Primary, true);
        button(&harness, screen, PointerButton::Primary, false);
        harness.run();
        let at = harness.state().state.to_canvas(screen);
        let payload = "tag_operation".to_owned();
        let told = deeds(&mut harness);
        assert_eq!(
            told,
            [match wire {
                None => CanvasEvent::DropModule { payload, at },
                Some(wire) => CanvasEvent::InsertOnWire {
                    wire,
                    insert: Insert::Module(payload),
                    at,
                },
            }]
        );
    }
}

#[test]
fn a_lone_node_dropped_on_a_wire_goes_in_between() {
    let mut wires = publish_wires();
    wires.retain(|wire| wire.id != wire_id(8, 1, 9));
    let mut nodes = publish_nodes();
    nodes[8].pos = pos2(300.0, 480.0);
    let mut harness = open(Scene::new(nodes, wires, Vec::new()));
    let from = harness.state().rect(9).center();
    let wire = harness.get_by_label("Wire from else of node 2 IF Tag to node 4 Filter generic");
    let to = wire.rect().center();
    assert!(harness.query_by_label(ZMQ).is_some());
    drag(&mut harness, from, to);
    let told = deeds(&mut harness);
    let [CanvasEvent::InsertOnWire { wire, insert, .. }] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!(*wire, wire_id(2, 2, 4));
    assert_eq!(*insert, Insert::Node(id(9)));
}

#[test]
fn a_frames_title_moves_its_nodes() {
    let mut harness = published();
    let first = harness.state().rect(4);
    let title = first.left_top() - vec2(0.0, 34.0);
    drag(&mut harness, title, title + vec2(0.0, 50.0));
    assert_eq!(harness.state().selected(), ["4", "5"]);
    let told = deeds(&mut harness);
    let [CanvasEvent::MoveNodes { moves, delta }] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!((moves.len(), *delta), (2, vec2(0.0, 50.0)));
}

fn wheel(harness: &Harness<'_, Window>, delta: Vec2, modifiers: Modifiers) {
    harness.event_modifiers(
        Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta,
            phase: TouchPhase::Move,
            modifiers,
        },
        modifiers,
    );
}

#[test]
fn zooming_keeps_the_point_under_the_pointer() {
    let mut harness = published();
    let pointer = pos2(433.0, 277.0);
    harness.hover_at(pointer);
    harness.run();
    let before = harness.state().state.to_canvas(pointer);
    wheel(&harness, vec2(0.0, 80.0), Modifiers::COMMAND);
    harness.run_steps(20);
    let state = &harness.state().state;
    assert!(state.view().zoom() > 1.1, "{:?}", state.view());
    assert!((state.to_canvas(pointer) - before).length() < 0.01);
}

#[test]
fn scrolling_pans() {
    let mut harness = published();
    harness.hover_at(pos2(400.0, 300.0));
    harness.run();
    wheel(&harness, vec2(0.0, -60.0), Modifiers::NONE);
    harness.run_steps(30);
    let view = harness.state().state.view();
    assert_eq!(view.zoom(), 1.0);
    assert!(
        (view.offset() - vec2(40.0, -20.0)).length() < 1.0,
        "{view:?}"
    );
}

#[test]
fn the_middle_button_pans() {
    let mut harness = published();
    let from = harness.state().rect(2).center();
    harness.hover_at(from);
    button(&harness, from, PointerButton::Middle, true);
    harness.hover_at(from + vec2(50.0, 25.0));
    harness.hover_at(from + vec2(100.0, 50.0));
    button(
        &harness,
        from + vec2(100.0, 50.0),
        PointerButton::Middle,
        false,
    );
    harness.run();
    let offset = harness.state().state.view().offset();
    assert_eq!(offset, vec2(140.0, 90.0));
    assert!(events(&mut harness).is_empty());
}

#[test]
fn more_height_never_shows_less_of_the_graph() {
    let zoom = |height: f32| {
        let scene = Scene::new(publish_nodes(), publish_wires(), Vec::new());
        let mut harness = crate::stage::window(scene).open(egui::Theme::Dark, vec2(700.0, height));
        harness.state_mut().state.fit_all();
        harness.run();
        harness.state().state.view().zoom()
    };
    assert!(zoom(700.0) >= zoom(330.0));
}

#[test]
fn a_wire_that_goes_back_is_seen_below_the_boxes() {
    let mut wires = publish_wires();
    let mut back = wires[0].clone();
    back.id = wire_id(4, 1, 2);
    wires.push(back);
    let mut harness = open(Scene::new(publish_nodes(), wires, Vec::new()));
    let wire = harness.get_by_label_contains("Wire from node 4 Filter generic to node 2");
    let middle = wire.rect().center();
    for id in 1..=9 {
        let node = harness.state().scene.node(&crate::stage::id(id)).is_some();
        assert!(
            !node || !harness.state().rect(id).contains(middle),
            "hidden by {id}"
        );
    }
    drag(&mut harness, middle, middle);
    let wires: Vec<_> = harness.state().state.selection().wires().cloned().collect();
    assert_eq!(wires, [wire_id(4, 1, 2)], "it is taken where it is seen");
}
