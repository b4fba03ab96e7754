//! Tidying up, lining up and spreading nodes, through menu, keys and context menu.

use crate::window_stage::{
    Window, click, empty, graph, middle, open, press_with, red, says, select, send, settle,
};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use misp_flow::state::{CanvasAid, Command};
use misp_flow_engine::{
    arrange::{Alignment, Axis},
    edit::Edit,
    workflow::{NodeId, Position},
};

fn places(window: &Window) -> Vec<(f64, f64)> {
    let nodes = graph(window).nodes.values();
    nodes
        .map(|node| (node.position.x, node.position.y))
        .collect()
}

fn step(window: &Window) -> Option<String> {
    let history = window.state().state.document().history();
    history.undo_label().map(str::to_owned)
}

/// A workflow of six nodes that all lie on one heap.
fn heap() -> Window {
    let mut window = open(red());
    let moves = (1..=6).map(|id| {
        let at = Position::new(100.0 + id as f64 * 7.0, 80.0 + id as f64 * 5.0);
        (NodeId::from(id), at)
    });
    send(&mut window, Command::Edit(Edit::Move(moves.collect())));
    window
}

/// The middle of a node on the window, where it is in view.
fn centre(window: &Window, id: u64) -> Option<egui::Pos2> {
    let start = format!("Node {id} ");
    let is_it = |label: Option<String>| label.is_some_and(|label| label.starts_with(&start));
    let node = window.query_by(|node| is_it(node.label()))?;
    Some(node.rect().center())
}

/// Clicks the entry of an open menu whose name begins so, behind its mark.
fn choose(window: &mut Window, name: &str) {
    let begins = |label: Option<String>| {
        label.is_some_and(|label| {
            label
                .trim_start_matches(|c: char| !c.is_ascii())
                .trim_start()
                .starts_with(name)
        })
    };
    let entry = window.query_all_by(|node| begins(node.label())).last();
    entry.unwrap_or_else(|| panic!("no entry {name}")).click();
    settle(window);
}

#[test]
fn a_heap_is_tidied_up_in_one_step() {
    let mut window = heap();
    let before = places(&window);
    press_with(&mut window, Modifiers::ALT | Modifiers::SHIFT, Key::T);
    let tidy = places(&window);
    for (index, a) in tidy.iter().enumerate() {
        for b in &tidy[index + 1..] {
            let apart = (a.0 - b.0).abs() >= 400.0 || (a.1 - b.1).abs() >= 90.0;
            assert!(apart, "{a:?} and {b:?}");
        }
    }
    let graph = graph(&window);
    for edge in graph.edges() {
        let x = |id: &NodeId| graph.node(id).map(|node| node.position.x);
        assert!(x(&edge.from.node) < x(&edge.to.node), "{edge:?}");
    }
    assert_eq!(step(&window).as_deref(), Some("Tidy up 6 nodes"));
    for id in 1..=6 {
        assert!(
            centre(&window, id).is_some(),
            "node {id} is brought into view"
        );
    }

    press_with(&mut window, Modifiers::ALT | Modifiers::SHIFT, Key::T);
    assert_eq!(places(&window), tidy);
    assert!(says(&window, "The nodes are tidy already"));
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(places(&window), before);
    assert_eq!(step(&window).as_deref(), Some("Move 6 nodes"));
}

#[test]
fn only_the_selected_nodes_are_tidied_up_and_out_of_the_others_way() {
    let mut window = heap();
    let before = places(&window);
    select(&mut window, &[3, 5, 6]);
    click(&mut window, "Arrange");
    choose(&mut window, "Tidy up");
    let after = places(&window);
    for id in [0, 1, 3] {
        assert_eq!(after[id], before[id], "node {} was not selected", id + 1);
        for moved in [2, 4, 5] {
            let apart = (after[id].0 - after[moved].0).abs() >= 250.0
                || (after[id].1 - after[moved].1).abs() >= 58.0;
            assert!(apart, "{:?} lies on {:?}", after[moved], after[id]);
        }
    }
    assert_eq!(step(&window).as_deref(), Some("Tidy up 3 nodes"));
}

#[test]
fn nodes_are_lined_up_and_spread_by_keys() {
    let mut window = open(red());
    select(&mut window, &[1, 2, 3]);
    press_with(&mut window, Modifiers::ALT, Key::W);
    let tops = places(&window);
    assert!(tops[0].1 == tops[1].1 && tops[1].1 == tops[2].1, "{tops:?}");
    assert_eq!(step(&window).as_deref(), Some("Align 3 nodes at the top"));
    let moves = vec![(NodeId::from(2), Position::new(tops[0].0 + 300.0, tops[0].1))];
    send(&mut window, Command::Edit(Edit::Move(moves)));
    select(&mut window, &[1, 2, 3]);
    press_with(&mut window, Modifiers::ALT | Modifiers::SHIFT, Key::H);
    let spread = places(&window);
    // All nodes are as wide, so even gaps are even steps.
    let steps = [spread[1].0 - spread[0].0, spread[2].0 - spread[1].0];
    assert!((steps[0] - steps[1]).abs() <= 1.0, "{steps:?}");
    assert_eq!(
        step(&window).as_deref(),
        Some("Distribute 3 nodes horizontally")
    );
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(places(&window), tops);
}

#[test]
fn right_edges_and_middles_use_the_size_that_is_seen() {
    let mut window = open(red());
    select(&mut window, &[1, 2]);
    send(&mut window, Command::Align(Alignment::Middle));
    let one = centre(&window, 1).expect("node 1");
    let two = centre(&window, 2).expect("node 2");
    assert!((one.y - two.y).abs() <= 1.0, "{one:?} and {two:?}");
}

#[test]
fn what_cannot_be_lined_up_says_why() {
    let mut window = open(red());
    select(&mut window, &[2]);
    send(&mut window, Command::Align(Alignment::Left));
    assert!(says(&window, "Select two or more nodes first"));
    select(&mut window, &[2, 3]);
    send(&mut window, Command::Distribute(Axis::Vertical));
    assert!(says(&window, "Select three or more nodes first"));
    let mut window = open(empty());
    send(&mut window, Command::TidyUp);
    assert!(says(&window, "The workflow has no nodes yet"));
}

#[test]
fn the_menu_of_a_node_lines_up() {
    let mut window = open(red());
    select(&mut window, &[1, 2]);
    let at = centre(&window, 2).expect("node 2");
    window.hover_at(at);
    window.step();
    for pressed in [true, false] {
        window.event(egui::Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Secondary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    settle(&mut window);
    choose(&mut window, "Align and distribute");
    choose(&mut window, "Align left");
    let places = places(&window);
    assert_eq!(places[0].0, places[1].0);
    assert_eq!(step(&window).as_deref(), Some("Align 2 nodes left"));
}

#[test]
fn the_minimap_is_switched_by_a_key_and_remembered() {
    let mut window = open(red());
    send(&mut window, Command::ZoomActual);
    send(&mut window, Command::ZoomIn);
    assert!(window.query_by_label("Minimap").is_some());
    press_with(&mut window, Modifiers::COMMAND, Key::M);
    assert!(window.query_by_label("Minimap").is_none());
    assert!(!window.state().state.settings.minimap);
    click(&mut window, "View");
    choose(&mut window, "Minimap");
    assert!(window.state().state.settings.minimap);
    assert!(window.query_by_label("Minimap").is_some());
}

#[test]
fn snapping_is_switched_in_the_menu() {
    let mut window = open(red());
    click(&mut window, "Arrange");
    choose(&mut window, "Snap to the grid");
    click(&mut window, "Arrange");
    choose(&mut window, "Snap to neighbours");
    let settings = &window.state().state.settings;
    assert!(!settings.snap_to_grid && !settings.snap_to_neighbours);
    assert!(
        !window
            .state()
            .state
            .is_on(&Command::Switch(CanvasAid::Grid))
    );
    let (from, was) = (
        middle(&window, "Input of node 2 IF :: Tag"),
        places(&window)[1],
    );
    let zoom = f64::from(window.state().to_screen(egui::pos2(1.0, 0.0)).x)
        - f64::from(window.state().to_screen(egui::pos2(0.0, 0.0)).x);
    let from = from + egui::vec2(30.0, 0.0);
    crate::window_stage::drag(&mut window, from, from + egui::vec2(13.0, 3.0));
    let now = places(&window)[1];
    assert!(
        (now.0 - was.0 - 13.0 / zoom).abs() <= 1.0,
        "{was:?} to {now:?} at {zoom}"
    );
    assert!(
        (now.1 - was.1 - 3.0 / zoom).abs() <= 1.0,
        "{was:?} to {now:?} at {zoom}"
    );
}
