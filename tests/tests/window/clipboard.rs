//! What comes along when nodes are copied, cut, pasted and duplicated.

use crate::window_stage::{
    Window, add, empty, first_start, graph, open, press_with, red, says, select, send, settle,
};
use misp_flow::state::Command;
use misp_flow_engine::workflow::{NodeId, Position};

/// The text that a command puts onto the clipboard.
fn text_of(window: &mut Window, event: egui::Event) -> String {
    window.event(event);
    // The text leaves in the frame of the copy.
    window.step();
    let commands = &window.output().platform_output.commands;
    let text = commands.iter().find_map(|command| match command {
        egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    settle(window);
    text.expect("a text on the clipboard")
}

/// A workflow with a frame around two nodes, one around these and the trigger, and a node beside.
fn framed() -> Window {
    let mut window = open(empty());
    for (module, x) in [
        ("event-publish", 0.0),
        ("tag-if", 400.0),
        ("stop-execution", 800.0),
        ("push-zmq", 1200.0),
    ] {
        add(&mut window, module, Some(Position::new(x, 100.0)));
    }
    for (nodes, title) in [(&[2, 3][..], "Inner"), (&[1, 2, 3][..], "Outer")] {
        select(&mut window, nodes);
        send(&mut window, Command::Frame);
        crate::window_stage::type_text(&mut window, title);
        crate::window_stage::press(&mut window, egui::Key::Enter);
    }
    window
}

fn frames(window: &Window) -> Vec<(String, usize)> {
    let frames = graph(window).frames.values();
    frames
        .map(|frame| (frame.text.clone(), frame.nodes.len()))
        .collect()
}

#[test]
fn frames_come_along_into_another_window() {
    let mut window = framed();
    select(&mut window, &[1, 2, 3]);
    let text = text_of(&mut window, egui::Event::Copy);
    assert!(says(&window, "Copied 3 nodes and 2 frames"));
    let mut other = open(first_start());
    let before = graph(&other).frames.len();
    other.event(egui::Event::Paste(text));
    settle(&mut other);
    let pasted = frames(&other).split_off(before);
    assert_eq!(pasted, [("Inner".to_owned(), 2), ("Outer".to_owned(), 2)]);
    assert!(says(&other, "The trigger was left out"));
}

#[test]
fn a_frame_of_which_a_part_is_copied_stays_behind() {
    let mut window = framed();
    select(&mut window, &[2]);
    let text = text_of(&mut window, egui::Event::Copy);
    assert!(says(&window, "Copied 1 node"));
    assert!(!says(&window, "frame;") && !text.contains("Inner"));
}

#[test]
fn what_is_cut_is_pasted_with_its_frames() {
    let mut window = framed();
    select(&mut window, &[2, 3]);
    let text = text_of(&mut window, egui::Event::Cut);
    assert!(says(&window, "Cut 2 nodes and 1 frame"));
    assert_eq!(frames(&window), [("Outer".to_owned(), 1)]);
    assert_eq!(graph(&window).nodes.len(), 2);
    window.event(egui::Event::Paste(text));
    settle(&mut window);
    assert_eq!(frames(&window)[1], ("Inner".to_owned(), 2));
    send(&mut window, Command::Undo);
    send(&mut window, Command::Undo);
    assert_eq!(
        frames(&window),
        [("Inner".to_owned(), 2), ("Outer".to_owned(), 3)],
        "cutting is one step"
    );
}

#[test]
fn duplicates_stand_beside_their_originals_though_the_trigger_is_selected() {
    let mut window = framed();
    send(&mut window, Command::SelectAll);
    press_with(&mut window, egui::Modifiers::COMMAND, egui::Key::D);
    assert!(says(&window, "The trigger was left out"));
    let at = |id: u64| graph(&window).node(&NodeId::from(id)).unwrap().position;
    assert_eq!(graph(&window).nodes.len(), 7);
    for (original, copy) in [(2, 5), (3, 6), (4, 7)] {
        let (original, copy) = (at(original), at(copy));
        assert_eq!((copy.x - original.x, copy.y - original.y), (40.0, 40.0));
    }
}

#[test]
fn a_trigger_is_pasted_where_there_is_none() {
    let mut window = open(red());
    send(&mut window, Command::SelectAll);
    let text = text_of(&mut window, egui::Event::Copy);
    assert!(says(&window, "Copied 6 nodes"));
    let mut other = open(empty());
    other.event(egui::Event::Paste(text.clone()));
    settle(&mut other);
    assert_eq!(graph(&other).nodes.len(), 6);
    assert!(graph(&other).trigger().is_some() && !says(&other, "left out"));
    window.event(egui::Event::Paste(text));
    settle(&mut window);
    assert_eq!(graph(&window).nodes.len(), 11);
    assert!(says(&window, "The trigger was left out"));

    // Alone it is not doubled, and not pasted beside another.
    select(&mut window, &[1]);
    send(&mut window, Command::Duplicate);
    assert!(says(&window, "A trigger cannot be duplicated"));
    let alone = text_of(&mut window, egui::Event::Copy);
    window.event(egui::Event::Paste(alone));
    settle(&mut window);
    assert!(says(&window, "the workflow has its trigger"));
    let cut = text_of(&mut window, egui::Event::Cut);
    assert!(graph(&window).trigger().is_none());
    window.event(egui::Event::Paste(cut));
    settle(&mut window);
    assert!(graph(&window).trigger().is_some());
}
