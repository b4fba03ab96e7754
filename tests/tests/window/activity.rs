//! The log of what happened, the palette's other words, the buttons for several nodes, tooltips
//! below questions.

use crate::window_stage::{
    click, empty, graph, middle, open, press, press_with, red, says, select, send, settle,
    type_text,
};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use misp_flow::state::{BottomTab, Command};
use misp_flow_engine::{arrange::Alignment, edit::Edit, workflow::NodeId};

#[test]
fn what_happened_is_kept_with_its_time_after_the_message_is_gone() {
    let mut window = open(empty());
    send(&mut window, Command::ShowBottom(BottomTab::Activity));
    assert!(says(&window, "Nothing happened yet"));
    send(&mut window, Command::TidyUp);
    let text = "The workflow has no nodes yet";
    let id = window.state().state.messages().iter().next().unwrap().id;
    send(&mut window, Command::Dismiss(id));
    assert_eq!(window.state().state.messages().iter().count(), 0);
    assert!(says(&window, text), "the log still has it");
    assert!(says(&window, "1 message"));
    window.get_by_label("Copy the log").click();
    let mut copied = None;
    for _ in 0..5 {
        window.step();
        let commands = window.output().platform_output.commands.iter();
        copied = copied.or(commands.into_iter().find_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        }));
    }
    let log = copied.expect("the log on the clipboard");
    assert!(log.contains(text) && log.contains("UTC"), "{log}");
}

#[test]
fn the_palette_knows_the_words_of_other_programs() {
    let mut window = open(red());
    for (text, name) in [
        ("zoom to sel", "Show the selection"),
        ("center", "Align centres"),
        ("auto layout", "Tidy up"),
        ("tutorial", "Learn with short lessons…"),
        ("run to here", "Run to the selected node"),
        ("dot", "Export a Graphviz digraph…"),
    ] {
        press_with(&mut window, Modifiers::COMMAND, Key::P);
        type_text(&mut window, text);
        assert!(says(&window, name), "{text} finds {name}");
        press(&mut window, Key::Escape);
        assert!(!says(&window, name), "the palette is closed");
    }
    select(&mut window, &[2, 3]);
    press_with(&mut window, Modifiers::COMMAND, Key::P);
    type_text(&mut window, "clone");
    press(&mut window, Key::Enter);
    assert_eq!(graph(&window).nodes.len(), 8);
}

#[test]
fn several_nodes_are_lined_up_framed_and_deleted_with_buttons() {
    let mut window = open(red());
    assert!(window.query_by_label("Align top").is_none());
    select(&mut window, &[2, 3, 4]);
    click(&mut window, "Align top");
    let tops: Vec<f64> = [2, 3, 4]
        .map(|id| graph(&window).node(&NodeId::from(id)).unwrap().position.y)
        .to_vec();
    assert!(tops.windows(2).all(|pair| pair[0] == pair[1]), "{tops:?}");
    let frames = graph(&window).frames.len();
    click(&mut window, "Frame the selection");
    press(&mut window, Key::Escape);
    assert_eq!(graph(&window).frames.len(), frames + 1);
    select(&mut window, &[2, 3, 4]);
    click(&mut window, "Delete");
    assert_eq!(graph(&window).nodes.len(), 3);
}

#[test]
fn nodes_that_stand_above_each_other_are_lined_up_beside_each_other() {
    let mut window = open(red());
    let at = |y| misp_flow_engine::workflow::Position::new(0.0, y);
    let moves = vec![(NodeId::from(2), at(0.0)), (NodeId::from(3), at(400.0))];
    send(&mut window, Command::Edit(Edit::Move(moves)));
    select(&mut window, &[2, 3]);
    send(&mut window, Command::Align(Alignment::Top));
    let place = |id: u64| graph(&window).node(&NodeId::from(id)).unwrap().position;
    assert_eq!(place(2).y, place(3).y);
    assert!((place(2).x - place(3).x).abs() >= 250.0, "none is hidden");
}

#[test]
fn a_tooltip_does_not_stay_above_a_question() {
    let mut window = open(red());
    let at = middle(&window, "Undo");
    window.hover_at(at);
    for _ in 0..60 {
        window.step();
    }
    let tip = "Undo. There is nothing to undo";
    assert!(says(&window, tip), "the tooltip of the button");
    window.state_mut().state.apply(Command::Keys);
    for _ in 0..5 {
        window.step();
    }
    settle(&mut window);
    assert!(says(&window, "Keys and pointer"));
    assert!(!says(&window, tip));
}
