//! Frames and notes: made, renamed, pulled around nodes, coloured and removed.

use crate::window_stage::{
    Window, add, canvas_has_focus, click, double_click, drag, empty, graph, middle, open, press,
    press_with, red, says, select, send, settle, type_text,
};
use egui::{Event, Key, Modifiers, PointerButton, accesskit::Role};
use egui_kittest::kittest::Queryable;
use misp_flow::state::{BottomTab, Command};
use misp_flow_engine::workflow::{Frame, NodeId, Position};

fn frames(window: &Window) -> Vec<Frame> {
    graph(window).frames.values().cloned().collect()
}

#[test]
fn without_a_selection_the_keys_for_note_and_frame_say_what_to_do() {
    let mut window = open(red());
    press_with(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::G);
    assert!(says(
        &window,
        "Select the nodes first that the note is about"
    ));
    press_with(&mut window, Modifiers::COMMAND, Key::G);
    assert!(says(
        &window,
        "Select the nodes first that the frame is to surround"
    ));
    assert_eq!(frames(&window).len(), frames(&open(red())).len());
}

#[test]
fn a_note_is_typed_in_place_and_kept_as_a_frame() {
    let mut window = open(red());
    select(&mut window, &[2, 3]);
    let before = frames(&window).len();
    press_with(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::G);
    type_text(&mut window, "Ask the lead");
    window.key_press_modifiers(Modifiers::SHIFT, Key::Enter);
    settle(&mut window);
    type_text(&mut window, "before changing it");
    press(&mut window, Key::Enter);
    let note = frames(&window).pop().unwrap();
    assert_eq!(frames(&window).len(), before + 1);
    assert_eq!(note.text, "Ask the lead\nbefore changing it");
    assert_eq!(note.nodes, [NodeId::from(2), NodeId::from(3)]);
    assert!(says(
        &window,
        "Frame Ask the lead before changing it, 2 nodes"
    ));
    assert!(canvas_has_focus(&window));

    let text = window.state().state.document().workflow().to_text();
    assert!(
        text.contains("Ask the lead\\nbefore changing it"),
        "it is in the file"
    );
}

#[test]
fn a_frame_is_renamed_where_its_title_is_and_escape_leaves_it() {
    let mut window = open(empty());
    add(&mut window, "event-publish", None);
    add(&mut window, "stop-execution", None);
    select(&mut window, &[2]);
    send(&mut window, Command::Frame);
    type_text(&mut window, "Stops");
    press(&mut window, Key::Enter);
    let title = middle(&window, "Frame Stops, 1 node");
    double_click(&mut window, title);
    window.get_by_role_and_label(Role::MultilineTextInput, "Title of the frame");
    type_text(&mut window, "Never mind");
    press(&mut window, Key::Escape);
    assert_eq!(frames(&window)[0].text, "Stops");
    press(&mut window, Key::F2);
    type_text(&mut window, "Brakes");
    press(&mut window, Key::Enter);
    assert_eq!(frames(&window)[0].text, "Brakes");
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(
        frames(&window)[0].text,
        "Stops",
        "renaming is a step of its own"
    );
}

#[test]
fn a_frame_is_pulled_around_another_node() {
    let mut window = open(empty());
    for (module, x) in [
        ("event-publish", 0.0),
        ("tag-if", 400.0),
        ("stop-execution", 800.0),
    ] {
        add(&mut window, module, Some(Position::new(x, 0.0)));
    }
    select(&mut window, &[2]);
    send(&mut window, Command::Frame);
    press(&mut window, Key::Enter);
    send(&mut window, Command::FitAll);
    let app = window.state();
    let frame = app.frame_box("frame-1").unwrap();
    let edge = app.to_screen(frame.right_center());
    let far = app.to_screen(egui::pos2(1100.0, frame.center().y));
    drag(&mut window, edge, far);
    assert_eq!(frames(&window)[0].nodes, [NodeId::from(2), NodeId::from(3)]);
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(frames(&window)[0].nodes, [NodeId::from(2)]);

    // By keyboard, the frame follows the selection.
    select(&mut window, &[2, 3]);
    press_with(&mut window, Modifiers::COMMAND, Key::P);
    type_text(&mut window, "fit the frame");
    press(&mut window, Key::Enter);
    assert_eq!(frames(&window)[0].nodes, [NodeId::from(2), NodeId::from(3)]);
    select(&mut window, &[3]);
    send(&mut window, Command::Reframe);
    assert_eq!(frames(&window)[0].nodes, [NodeId::from(3)]);
    send(&mut window, Command::Reframe);
    assert_eq!(frames(&window)[0].nodes, [NodeId::from(3)]);
}

#[test]
fn a_frame_goes_with_or_without_its_nodes_and_takes_a_colour() {
    let mut window = open(red());
    let count = |window: &Window| graph(window).nodes.len();
    let nodes = count(&window);
    select(&mut window, &[2, 3]);
    send(&mut window, Command::Frame);
    type_text(&mut window, "Mine");
    press(&mut window, Key::Enter);
    let ours = frames(&window).len();
    let title = |window: &Window| middle(window, "Frame Mine, 2 nodes");
    let right_click = |window: &mut Window| {
        let at = title(window);
        window.hover_at(at);
        window.step();
        for pressed in [true, false] {
            window.event(Event::PointerButton {
                pos: at,
                button: PointerButton::Secondary,
                pressed,
                modifiers: Modifiers::NONE,
            });
            window.step();
        }
        settle(window);
    };
    right_click(&mut window);
    click(&mut window, "Colour");
    let green = window.get_by(|node| node.label().is_some_and(|label| label.ends_with("Green")));
    green.click();
    settle(&mut window);
    assert_eq!(frames(&window)[ours - 1].class, "success");
    right_click(&mut window);
    click(&mut window, "Remove the frame, keep its nodes");
    assert_eq!((frames(&window).len(), count(&window)), (ours - 1, nodes));
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    right_click(&mut window);
    click(&mut window, "Delete the frame and 2 nodes");
    assert_eq!(
        (frames(&window).len(), count(&window)),
        (ours - 1, nodes - 2)
    );
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!((frames(&window).len(), count(&window)), (ours, nodes));
}

#[test]
fn a_frame_that_is_selected_by_its_title_is_told_and_removed_alone() {
    let mut window = open(empty());
    for (module, x) in [
        ("event-publish", 0.0),
        ("tag-if", 400.0),
        ("stop-execution", 800.0),
    ] {
        add(&mut window, module, Some(Position::new(x, 0.0)));
    }
    for title in ["Inner", "Outer"] {
        select(&mut window, &[2, 3]);
        send(&mut window, Command::Frame);
        type_text(&mut window, title);
        press(&mut window, Key::Enter);
    }
    send(&mut window, Command::FitAll);
    let title = middle(&window, "Frame Outer, 2 nodes");
    window.hover_at(title);
    window.drag_at(title);
    window.step();
    window.drop_at(title);
    settle(&mut window);
    assert!(says(&window, "1 frame with 2 nodes"));
    assert!(
        says(&window, "1 frame with 2 nodes selected"),
        "in the status bar"
    );
    click(&mut window, "Remove the frame, keep its nodes");
    let left: Vec<String> = frames(&window).into_iter().map(|one| one.text).collect();
    assert_eq!(left, ["Inner"], "the one that was clicked is gone");
    assert_eq!(graph(&window).nodes.len(), 3);
    assert!(!says(&window, "1 frame with"));
}

#[test]
fn the_history_tells_notes_from_frames() {
    let mut window = open(red());
    select(&mut window, &[2, 3]);
    send(&mut window, Command::Note);
    type_text(&mut window, "Ask first");
    press(&mut window, Key::Enter);
    send(&mut window, Command::Frame);
    type_text(&mut window, "Brakes");
    press(&mut window, Key::Enter);
    send(&mut window, Command::ShowBottom(BottomTab::History));
    for step in [
        "Add a note",
        "Name the note",
        "Frame 2 nodes",
        "Name the frame",
    ] {
        assert!(says(&window, step), "{step}");
    }
}
