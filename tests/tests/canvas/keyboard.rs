//! What keys do on the canvas, what a screen reader hears, and what is left out when far away.

use crate::stage::{Window, window};
use egui::{Key, Modifiers, Theme, vec2};
use egui_kittest::{Harness, kittest::Queryable};
use misp_flow::window::canvas::{CanvasEvent, MenuTarget, SHORTCUTS, Selection, View};
use misp_flow_engine::workflow::NodeId;
use misp_flow_tests::canvas_scenes::{publish_run, scene_grid};

/// The pointer over free canvas.
fn published() -> Harness<'static, Window> {
    let mut harness = crate::stage::published();
    harness.hover_at(egui::pos2(200.0, 600.0));
    harness.run();
    harness
}

fn select(harness: &mut Harness<'_, Window>, id: u64) {
    let selection = Selection::of_nodes([NodeId::from(id)]);
    harness.state_mut().state.select(selection);
}

fn press(harness: &mut Harness<'_, Window>, key: Key) {
    harness.key_press(key);
    harness.run();
}

#[test]
fn arrows_walk_along_the_wires() {
    let mut harness = published();
    select(&mut harness, 1);
    for (key, there) in [
        (Key::ArrowRight, "2"),
        (Key::ArrowRight, "3"),
        (Key::ArrowDown, "4"),
        (Key::ArrowUp, "3"),
        (Key::ArrowUp, "3"),
        (Key::ArrowLeft, "2"),
        (Key::ArrowLeft, "1"),
        (Key::ArrowLeft, "1"),
    ] {
        press(&mut harness, key);
        assert_eq!(harness.state().selected(), [there], "{key:?}");
    }
}

#[test]
fn walking_brings_the_node_into_view() {
    let mut harness = published();
    select(&mut harness, 8);
    press(&mut harness, Key::ArrowRight);
    press(&mut harness, Key::ArrowDown);
    assert_eq!(harness.state().selected(), ["10"]);
    let rect = harness.state().rect(10);
    assert!(rect.right() < 1400.0 && rect.left() > 0.0, "{rect:?}");
}

#[test]
fn the_first_arrow_selects_a_node_in_view() {
    let mut harness = published();
    press(&mut harness, Key::ArrowDown);
    assert_eq!(harness.state().selected(), ["1"]);
}

#[test]
fn delete_tells_what_is_selected_and_whether_to_reconnect() {
    let mut harness = published();
    select(&mut harness, 4);
    press(&mut harness, Key::Delete);
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Delete);
    harness.run();
    let deleted = |reconnect| CanvasEvent::Delete {
        nodes: vec![NodeId::from(4)],
        wires: vec![],
        reconnect,
    };
    assert_eq!(harness.state().events, [deleted(false), deleted(true)]);
}

#[test]
fn select_all_and_escape() {
    let mut harness = published();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run();
    assert_eq!(harness.state().selected().len(), 10);
    press(&mut harness, Key::Escape);
    assert!(harness.state().selected().is_empty());
}

#[test]
fn tab_and_space_ask_for_a_node_at_the_pointer() {
    let mut harness = published();
    for key in [Key::Tab, Key::Space] {
        press(&mut harness, key);
        let told = std::mem::take(&mut harness.state_mut().events);
        let [CanvasEvent::AddNext { screen, .. }] = told.as_slice() else {
            panic!("{key:?}: {told:?}");
        };
        assert_eq!(*screen, egui::pos2(200.0, 600.0));
    }
}

#[test]
fn enter_opens_the_node_and_shift_f10_its_menu() {
    let mut harness = published();
    select(&mut harness, 2);
    press(&mut harness, Key::Enter);
    harness.key_press_modifiers(Modifiers::SHIFT, Key::F10);
    harness.run();
    let told = harness.state().events.as_slice();
    let [
        CanvasEvent::OpenNode { node, .. },
        CanvasEvent::ContextMenu { target, .. },
    ] = told
    else {
        panic!("{told:?}");
    };
    assert_eq!(*node, NodeId::from(2));
    assert_eq!(*target, MenuTarget::Node(NodeId::from(2)));
}

#[test]
fn alt_arrows_nudge_by_a_grid_step() {
    let mut harness = published();
    select(&mut harness, 2);
    harness.key_press_modifiers(Modifiers::ALT, Key::ArrowRight);
    harness.run();
    let delta = vec2(10.0, 0.0);
    let moves = vec![(NodeId::from(2), egui::pos2(340.0, 200.0))];
    assert_eq!(
        harness.state().events,
        [CanvasEvent::MoveNodes { moves, delta }]
    );
}

#[test]
fn keys_zoom_and_fit() {
    let mut harness = published();
    press(&mut harness, Key::Num1);
    let all = harness.state().state.visible();
    let bounds = harness.state().scene.bounds().expect("there are nodes");
    assert!(all.contains_rect(bounds));
    press(&mut harness, Key::Num0);
    assert_eq!(harness.state().state.view().zoom(), 1.0);
    press(&mut harness, Key::Minus);
    assert_eq!(harness.state().state.view().zoom(), 0.8);
    select(&mut harness, 9);
    press(&mut harness, Key::Num2);
    let rect = harness.state().rect(9);
    assert!(
        (rect.center() - egui::pos2(700.0, 350.0)).length() < 12.0,
        "{rect:?}"
    );
}

#[test]
fn keys_of_a_text_field_are_left_alone() {
    let mut harness = published();
    select(&mut harness, 2);
    let elsewhere = egui::Id::new("a text field");
    harness
        .ctx
        .memory_mut(|memory| memory.request_focus(elsewhere));
    harness.key_press(Key::Delete);
    harness.step();
    assert!(harness.state().events.is_empty());
}

#[test]
fn a_screen_reader_hears_nodes_ports_and_the_run() {
    let mut harness = published();
    harness.state_mut().overlay = publish_run();
    harness.run();
    for name in [
        "Canvas, 10 nodes, 9 wires",
        "Node 5 IF Count, logic, more than 0 attributes with to_ids set, ran",
        "Node 3 Stop execution, action, blocks with “Contains red data”, \
         Stops a blocking workflow, did not run",
        "Output then of node 2 IF Tag",
        "Output else of node 2 IF Tag",
        "Output of node 1 Event publish",
        "Input of node 5 IF Count",
        "Wire from else of node 2 IF Tag to node 4 Filter generic",
    ] {
        assert!(harness.query_by_label(name).is_some(), "{name}");
    }
}

#[test]
fn a_screen_reader_can_select() {
    let mut harness = published();
    let name = "Node 5 IF Count, logic, more than 0 attributes with to_ids set";
    harness.get_by_label(name).click_accesskit();
    harness.run();
    assert_eq!(harness.state().selected(), ["5"]);
    assert_eq!(harness.state().events, [CanvasEvent::SelectionChanged]);
}

fn named(harness: &Harness<'_, Window>, start: &str) -> usize {
    harness.query_all_by_label_contains(start).count()
}

#[test]
fn nodes_out_of_view_cost_nothing() {
    let mut window = window(scene_grid(5_000));
    window
        .state
        .set_view(View::new(1.0, vec2(-8_000.0, -4_400.0)));
    let harness = window.open(Theme::Dark, vec2(1400.0, 900.0));
    let seen = named(&harness, "Node ");
    assert!((9..=25).contains(&seen), "{seen} nodes of 5,000 are named");
}

#[test]
fn from_afar_nodes_have_no_ports() {
    let mut window = window(scene_grid(100));
    window.state.set_view(View::new(0.2, vec2(10.0, 10.0)));
    let harness = window.open(Theme::Dark, vec2(1400.0, 900.0));
    assert!(named(&harness, "Node ") >= 100);
    assert_eq!(named(&harness, "Output "), 0);
}

#[test]
fn vanished_nodes_leave_the_selection() {
    let mut harness = published();
    select(&mut harness, 9);
    harness.state_mut().scene = scene_grid(4);
    harness.run();
    assert!(harness.state().selected().is_empty());
    assert_eq!(harness.state().events, [CanvasEvent::SelectionChanged]);
}

#[test]
fn shortcuts_are_listed_once() {
    let mut keys: Vec<_> = SHORTCUTS.iter().map(|(keys, _)| keys).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), SHORTCUTS.len());
}
