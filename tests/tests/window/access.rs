//! Every control of every panel has a name, and the keyboard reaches and leaves everything.

use std::collections::HashSet;

use crate::window_stage::{
    Window, canvas_has_focus, empty, nameless, open, open_as, press, press_with, red, send, settle,
};
use egui::{Key, Modifiers, Theme, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use misp_flow::state::{BottomTab, Command, LeftTab};
use misp_flow_engine::workflow::NodeId;

fn all_named(window: &Window, place: &str) {
    let nameless = nameless(window);
    assert!(nameless.is_empty(), "{place}: {nameless:?}");
}

#[test]
fn every_control_of_every_panel_has_a_name() {
    let mut window = open(red());
    for tab in [LeftTab::Modules, LeftTab::Events, LeftTab::Outline] {
        send(&mut window, Command::ShowLeft(tab));
        all_named(&window, &format!("{tab:?}"));
    }
    send(
        &mut window,
        Command::Edit(misp_flow_engine::edit::Edit::SetName("A".into())),
    );
    for tab in [
        BottomTab::Problems,
        BottomTab::History,
        BottomTab::Simulation,
    ] {
        send(&mut window, Command::ShowBottom(tab));
        all_named(&window, &format!("{tab:?}"));
    }
    send(&mut window, Command::Simulate);
    all_named(&window, "a run");
    send(&mut window, Command::ShowStep(Some(1)));
    all_named(&window, "a step");
    let ids: Vec<NodeId> = {
        let graph = &window.state().state.document().workflow().graph;
        graph.nodes.keys().cloned().collect()
    };
    for id in &ids {
        send(&mut window, Command::Jump(id.clone()));
        all_named(&window, &format!("the inspector of node {id}"));
    }
    send(&mut window, Command::Select(ids, Vec::new()));
    all_named(&window, "the inspector of several nodes");
    send(&mut window, Command::Note);
    all_named(&window, "a note");
    press(&mut window, Key::Escape);
    send(&mut window, Command::Find);
    all_named(&window, "find");
    press(&mut window, Key::Escape);
    send(&mut window, Command::Jump(NodeId::from(2)));
    send(&mut window, Command::Palette);
    all_named(&window, "the palette");
    press(&mut window, Key::Escape);
    send(&mut window, Command::QuickAdd);
    all_named(&window, "quick add");
    press(&mut window, Key::Escape);
    send(&mut window, Command::About);
    all_named(&window, "about");
    send(&mut window, Command::CloseDialog);
    send(&mut window, Command::SaveAs);
    all_named(&window, "the path");
}

#[test]
fn nodes_ports_and_wires_have_names() {
    let mut window = open(red());
    send(&mut window, Command::FitAll);
    let labels: Vec<String> = window
        .query_all_by(|node| node.label().is_some())
        .filter_map(|node| node.accesskit_node().label())
        .collect();
    let count = |start: &str| {
        labels
            .iter()
            .filter(|label| label.starts_with(start))
            .count()
    };
    let graph = &window.state().state.document().workflow().graph;
    assert_eq!(count("Node "), graph.nodes.len());
    assert_eq!(count("Wire from "), graph.edges().count());
    let outputs: usize = graph.nodes.values().map(|node| node.outputs.len()).sum();
    let inputs: usize = graph.nodes.values().map(|node| node.inputs.len()).sum();
    assert_eq!((count("Output "), count("Input ")), (outputs, inputs));
}

/// What has the focus, by its place in the tree.
fn focused(window: &Window) -> Option<String> {
    let mut all = window.query_all_by(|node| node.is_focused());
    all.next()
        .map(|node| format!("{:?} {:?}", node.accesskit_node().label(), node.rect()))
}

#[test]
fn tab_goes_through_all_controls_to_the_canvas() {
    for state in [empty(), red()] {
        let mut window = open(state);
        window.get_by_label("File").focus();
        window.run();
        let mut seen = Vec::new();
        while !canvas_has_focus(&window) {
            assert!(seen.len() < 400, "the canvas is never reached");
            seen.extend(focused(&window));
            window.key_press(Key::Tab);
            window.run();
        }
        let different: HashSet<&String> = seen.iter().collect();
        assert!(different.len() > 20, "only {} controls", different.len());
        assert_eq!(different.len(), seen.len(), "no control holds the focus");
    }
}

#[test]
fn the_canvas_is_left_by_f6_and_by_nothing_else() {
    let mut window = open(red());
    send(&mut window, Command::Find);
    press(&mut window, Key::Escape);
    assert!(canvas_has_focus(&window));
    press(&mut window, Key::ArrowRight);
    press(&mut window, Key::Escape);
    press(&mut window, Key::Escape);
    assert!(canvas_has_focus(&window), "what keys do stays clear");
    press(&mut window, Key::F6);
    assert!(focused(&window).is_some() && !canvas_has_focus(&window));
    press_with(&mut window, Modifiers::COMMAND, Key::Num1);
    settle(&mut window);
}

#[test]
fn controls_keep_within_the_window_at_each_scale() {
    for (size, scale) in [
        (vec2(1280.0, 800.0), 1.0),
        (vec2(853.0, 533.0), 1.5),
        (vec2(512.0, 320.0), 2.5),
        (vec2(1024.0, 576.0), 2.5),
        (vec2(2560.0, 1440.0), 1.0),
    ] {
        let window = open_as(red(), Theme::Dark, size, scale);
        let top: Vec<(String, egui::Rect)> = window
            .query_all_by(|node| node.label().is_some())
            .filter(|node| node.rect().bottom() < 42.0 && node.rect().is_positive())
            .filter(|node| node.accesskit_node().role() == egui::accesskit::Role::Button)
            .map(|node| {
                (
                    node.accesskit_node().label().unwrap_or_default(),
                    node.rect(),
                )
            })
            .collect();
        assert!(top.len() >= 6, "{size}: {top:?}");
        for (name, rect) in &top {
            assert!(rect.right() <= size.x + 0.5, "{size}: {name} is cut off");
            for (other, there) in &top {
                let overlap = rect.intersect(*there);
                let apart = name == other || overlap.width() < 1.0 || overlap.height() < 1.0;
                assert!(apart, "{size}: {name} is over {other}");
            }
        }
    }
}
