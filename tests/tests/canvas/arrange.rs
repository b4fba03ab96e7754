//! Snapping while nodes are dragged, and the minimap.

use crate::stage::{
    Window,
    pointer::{button, events},
    window,
};
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Theme, Vec2, pos2, vec2};
use egui_kittest::{Harness, kittest::Queryable};
use misp_flow::window::canvas::{Aids, CanvasEvent, Scene, View};
use misp_flow_engine::workflow::NodeId;
use misp_flow_tests::canvas_scenes::{
    publish_nodes, publish_run, publish_scene, publish_wires, scene_grid, wire_id,
};

const NOTHING: Aids = Aids {
    minimap: false,
    neighbours: false,
    grid: false,
};
const NEIGHBOURS: Aids = Aids {
    neighbours: true,
    ..NOTHING
};
const MINIMAP: Aids = Aids {
    minimap: true,
    ..NOTHING
};

fn open(scene: Scene, aids: Aids) -> Harness<'static, Window> {
    open_sized(scene, aids, vec2(1400.0, 700.0))
}

fn open_sized(scene: Scene, aids: Aids, size: Vec2) -> Harness<'static, Window> {
    let mut window = window(scene);
    window.state.set_view(View::new(1.0, vec2(40.0, 40.0)));
    window.state.set_aids(aids);
    window.open(Theme::Dark, size)
}

/// The scene with some of its nodes only, and one wire.
fn part(ids: [usize; 2], wire: Option<(u64, usize, u64)>) -> Scene {
    let nodes = publish_nodes();
    let nodes = ids.map(|id| nodes[id - 1].clone()).to_vec();
    let mut wires = publish_wires();
    wires.retain(|spec| wire.is_some_and(|(from, port, to)| spec.id == wire_id(from, port, to)));
    Scene::new(nodes, wires, Vec::new())
}

fn hold(harness: &mut Harness<'_, Window>, from: Pos2, by: Vec2) {
    harness.hover_at(from);
    button(harness, from, PointerButton::Primary, true);
    harness.hover_at(from + by * 0.5);
    harness.hover_at(from + by);
    harness.run();
}

fn drag(harness: &mut Harness<'_, Window>, from: Pos2, by: Vec2) {
    hold(harness, from, by);
    button(harness, from + by, PointerButton::Primary, false);
    harness.run();
}

/// Where the one node that was dragged went.
fn moved(harness: &mut Harness<'_, Window>) -> Pos2 {
    let mut moves = events(harness).into_iter().filter_map(|event| match event {
        CanvasEvent::MoveNodes { moves, .. } => moves.first().map(|(_, at)| *at),
        _ => None,
    });
    moves.next().expect("a node was moved")
}

#[test]
fn a_node_is_drawn_to_the_edge_of_another() {
    // The top of node 1 is at 200, that of node 3 at 40; 157 units down leave 3 to go.
    for (aids, y) in [(NEIGHBOURS, 200.0), (NOTHING, 197.0)] {
        let mut harness = open(part([1, 3], None), aids);
        let from = harness.state().rect(3).center();
        drag(&mut harness, from, vec2(57.0, 157.0));
        assert_eq!(moved(&mut harness), pos2(717.0, y));
    }
}

#[test]
fn alt_switches_snapping_off() {
    let mut harness = open(part([1, 3], None), Aids::default());
    let from = harness.state().rect(3).center();
    harness.event(Event::ModifiersChanged(Modifiers::ALT));
    drag(&mut harness, from, vec2(57.0, 157.0));
    assert_eq!(moved(&mut harness), pos2(717.0, 197.0));
}

#[test]
fn the_grid_serves_where_no_neighbour_does() {
    let mut harness = open(part([1, 3], None), Aids::default());
    let from = harness.state().rect(3).center();
    drag(&mut harness, from, vec2(57.0, 157.0));
    assert_eq!(moved(&mut harness), pos2(720.0, 200.0));
}

#[test]
fn a_node_is_drawn_to_where_its_wire_is_straight() {
    let mut harness = open(part([5, 6], Some((5, 1, 6))), NEIGHBOURS);
    let state = &mut harness.state_mut().state;
    state.set_view(View::new(1.0, vec2(-700.0, 40.0)));
    harness.run();
    let output = harness
        .get_by_label("Output then of node 5 IF Count")
        .rect()
        .center();
    let input = harness
        .get_by_label("Input of node 6 Filter remove")
        .rect()
        .center();
    let from = harness.state().rect(6).center();
    drag(&mut harness, from, vec2(33.0, output.y - input.y + 4.0));
    let straight = publish_nodes()[5].pos.y + output.y - input.y;
    let at = moved(&mut harness);
    assert!(
        (at.y - straight).abs() < 0.01,
        "{at:?}, straight at {straight}"
    );
}

/// Node 7 below node 4, with their left edges in a line.
fn guides(theme: Theme, name: &str) {
    let mut window = window(publish_scene());
    window.state.set_view(View::new(0.8, vec2(40.0, 60.0)));
    window.state.set_aids(NEIGHBOURS);
    let mut harness = window.open(theme, vec2(1400.0, 560.0));
    let from = harness.state().rect(7).center();
    let to = harness.state().rect(4).left_bottom() + vec2(103.0, 92.0);
    hold(&mut harness, from, to - from);
    harness.snapshot(name);
}

#[test]
fn guides_show_what_a_node_is_lined_up_with() {
    guides(Theme::Dark, "canvas_guides_dark");
}

#[test]
fn guides_show_in_the_light_theme() {
    guides(Theme::Light, "canvas_guides_light");
}

fn minimap(harness: &Harness<'_, Window>) -> Option<egui::Rect> {
    harness.query_by_label("Minimap").map(|map| map.rect())
}

#[test]
fn the_minimap_shows_only_while_something_is_out_of_view() {
    let mut harness = open(publish_scene(), MINIMAP);
    let map = minimap(&harness).expect("a minimap");
    assert!(map.left() < 30.0 && map.bottom() > 670.0, "{map:?}");
    harness.state_mut().state.fit_all();
    harness.run();
    assert_eq!(minimap(&harness), None, "everything is in view");
    harness.state_mut().state.zoom_to(2.0);
    harness.run();
    assert!(minimap(&harness).is_some());
    harness.state_mut().state.set_aids(NOTHING);
    harness.run();
    assert_eq!(minimap(&harness), None, "switched off");
    let small = open_sized(publish_scene(), MINIMAP, vec2(500.0, 300.0));
    assert_eq!(minimap(&small), None, "no room");
}

#[test]
fn the_minimap_gives_way_to_what_lies_under_it() {
    let mut harness = open(publish_scene(), MINIMAP);
    let map = minimap(&harness).expect("a minimap");
    assert!(map.left() < 30.0, "in the left corner: {map:?}");
    // The last node, with nothing to the right of it, comes to lie where the minimap is.
    let right = |id: &u64| harness.state().rect(*id).right() as i64;
    let last = (1..=10).max_by_key(right).expect("nodes");
    let by = map.center() - harness.state().rect(last).center();
    let state = &mut harness.state_mut().state;
    let origin = state.to_screen(Pos2::ZERO) + by;
    state.set_view(View::new(1.0, origin.to_vec2()));
    harness.run();
    let map = minimap(&harness).expect("a minimap");
    assert!(map.right() > 1370.0, "in the other corner: {map:?}");
    assert!(!map.intersects(harness.state().rect(last)));
}

#[test]
fn a_click_in_the_minimap_brings_that_place_into_view() {
    let mut harness = open(publish_scene(), MINIMAP);
    let map = minimap(&harness).expect("a minimap");
    let bounds = harness.state().scene.bounds().expect("bounds");
    // Beside the part in view, which is on the left.
    let at = map.center() + vec2(70.0, 0.0);
    drag(&mut harness, at, Vec2::ZERO);
    let scale = (204.0 - 16.0) / bounds.width();
    let expected = bounds.center() + vec2(70.0, 0.0) / scale;
    let middle = harness.state().state.visible().center();
    assert!(
        (middle - expected).length() < 2.0,
        "{middle:?} for {expected:?}"
    );
    assert!(
        harness.state().events.is_empty(),
        "the canvas below takes no part"
    );
}

#[test]
fn the_part_in_view_is_dragged_along_and_moved_by_keys() {
    let mut harness = open(publish_scene(), MINIMAP);
    let map = minimap(&harness).expect("a minimap");
    let bounds = harness.state().scene.bounds().expect("bounds");
    let scale = (204.0 - 16.0) / bounds.width();
    let before = harness.state().state.visible().center();
    let grip = map.center() + (before + vec2(100.0, 0.0) - bounds.center()) * scale;
    drag(&mut harness, grip, vec2(30.0, 10.0));
    let after = harness.state().state.visible().center();
    let expected = vec2(30.0, 10.0) / scale;
    assert!(
        (after - before - expected).length() < 2.0,
        "{:?}, not {expected:?}",
        after - before
    );
    assert_eq!(harness.state().state.view().zoom(), 1.0);

    harness.get_by_label("Minimap").focus();
    harness.run();
    harness.key_press(Key::ArrowLeft);
    harness.run();
    let left = harness.state().state.visible().center();
    assert!(
        left.x < after.x - 100.0 && (left.y - after.y).abs() < 0.1,
        "{left:?}"
    );
}

#[test]
fn a_minimap_of_a_run() {
    let mut window = window(publish_scene()).with_overlay(publish_run());
    window.state.set_view(View::new(1.0, vec2(-300.0, 40.0)));
    window.state.set_aids(MINIMAP);
    let mut harness = window.open(Theme::Light, vec2(900.0, 560.0));
    harness.remove_cursor();
    harness.run();
    harness.snapshot("canvas_minimap_run_light");
}

#[test]
fn a_minimap_of_many_nodes() {
    let mut window = window(scene_grid(400));
    window
        .state
        .set_view(View::new(0.7, vec2(-1_800.0, -900.0)));
    window.state.set_aids(MINIMAP);
    window
        .state
        .select(misp_flow::window::canvas::Selection::of_nodes(
            (190..196).map(NodeId::from),
        ));
    let mut harness = window.open(Theme::Dark, vec2(900.0, 560.0));
    harness.remove_cursor();
    harness.run();
    harness.snapshot("canvas_minimap_dark");
}
