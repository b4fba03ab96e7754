//! Messages: where they are, how they are closed, what they say.

use std::fs;

use crate::window_stage::{
    Window, click, empty, first_start, folder, open, press, press_with, red, says, select, send,
    settle,
};
use egui::Key;
use egui_kittest::kittest::{NodeT, Queryable};
use misp_flow::state::{BottomTab, Command, RunForm, RunsCommand};

fn count(window: &Window) -> usize {
    window.state().state.messages().iter().count()
}

/// Three failures, which stay until they are closed.
fn failed() -> Window {
    let mut window = open(red());
    for name in ["one", "two", "three"] {
        let path = folder("messages").join(format!("{name} is not there.json"));
        send(&mut window, Command::OpenPath(path));
    }
    assert_eq!(count(&window), 3);
    window
}

#[test]
fn escape_closes_the_newest_when_nothing_else_takes_it() {
    let mut window = failed();
    select(&mut window, &[2]);
    press(&mut window, Key::Escape);
    assert_eq!(count(&window), 3, "it clears the selection first");
    press(&mut window, Key::Escape);
    assert_eq!(count(&window), 2);
    assert!(!says(&window, "three is not there.json was not opened"));
    assert!(says(&window, "two is not there.json was not opened"));
    // A field and a list take it for themselves.
    click(&mut window, "Search modules");
    press(&mut window, Key::Escape);
    assert_eq!(count(&window), 2);
    send(&mut window, Command::Palette);
    press(&mut window, Key::Escape);
    assert_eq!(count(&window), 2);
    press(&mut window, Key::Escape);
    press(&mut window, Key::Escape);
    assert_eq!(count(&window), 0);
}

#[test]
fn all_are_closed_at_once_and_activity_keeps_them() {
    let mut window = failed();
    click(&mut window, "Close all messages");
    assert_eq!(count(&window), 0);
    send(&mut window, Command::ShowBottom(BottomTab::Activity));
    for name in ["one", "two", "three"] {
        assert!(says(&window, &format!("{name} is not there.json was not")));
    }
    let path = folder("messages").join("four.json");
    send(&mut window, Command::OpenPath(path));
    assert!(
        window.query_by_label("Close all messages").is_none(),
        "one has its own button"
    );
}

#[test]
fn messages_are_in_the_corner_of_the_canvas() {
    let window = failed();
    let canvas = window.get_by_label_contains("Canvas, ").rect();
    let closes: Vec<_> = window
        .get_all_by_label("Close the message")
        .map(|close| close.rect())
        .collect();
    for close in &closes {
        assert!(canvas.contains_rect(*close), "{close:?} in {canvas:?}");
        assert!(canvas.right() - close.right() < 80.0);
    }
    let lowest = closes
        .iter()
        .map(|close| close.bottom())
        .fold(0.0, f32::max);
    assert!(canvas.bottom() - lowest < 60.0);
}

#[test]
fn the_sign_and_a_line_of_text_are_level() {
    let mut window = open(red());
    select(&mut window, &[2]);
    send(&mut window, Command::Copy);
    for _ in 0..4 {
        window.step();
    }
    let sign = window.get_by_label(egui_phosphor_sign()).rect().center().y;
    let text = window.get_by_label("Copied 1 node").rect().center().y;
    let close = window.get_by_label("Close the message").rect().center().y;
    assert!((sign - text).abs() < 2.0, "{sign} {text}");
    assert!((close - text).abs() < 2.0, "{close} {text}");
}

/// The tick in a circle, as the font of signs has it.
fn egui_phosphor_sign() -> &'static str {
    "\u{e184}"
}

#[test]
fn a_save_that_fails_leaves_a_saved_workflow_saved() {
    let path = folder("failed-save").join("mine.json");
    let mut window = open(first_start());
    send(&mut window, Command::SaveTo(path.clone()));
    assert!(says(&window, "Saved state, Saved"));
    send(&mut window, Command::SaveTo("/proc/x.json".into()));
    assert!(says(&window, "/proc/x.json cannot be saved"));
    assert!(says(&window, "Nothing was written"), "there was no file");
    assert!(!says(&window, "The file is as it was"));
    assert!(says(&window, "Saved state, Saved"));

    // The same where it waits for an answer that is no.
    let other = folder("failed-save").join("other.json");
    fs::write(&other, "{}").unwrap();
    send(&mut window, Command::SaveAs);
    let text = other.display().to_string();
    window.state_mut().state.take_path(&text);
    crate::window_stage::settle(&mut window);
    assert!(says(&window, "There is a file with this name already"));
    click(&mut window, "Cancel");
    assert!(says(&window, "Saved state, Saved"));

    // And what was not saved before is not saved by a failure.
    press_with(&mut window, egui::Modifiers::COMMAND, Key::A);
    send(&mut window, Command::Delete { reconnect: false });
    send(&mut window, Command::SaveTo("/proc/x.json".into()));
    assert!(says(&window, "Saved state, Not saved"));
    send(&mut window, Command::Undo);
    assert!(says(&window, "Saved state, Saved"));
}

#[test]
fn a_path_is_proposed_with_its_name_selected() {
    let mut window = open(first_start());
    for typed in ["mine", "yours"] {
        send(&mut window, Command::SaveAs);
        let proposed = field(&window);
        assert!(proposed.ends_with(".json"), "{proposed}");
        crate::window_stage::type_text(&mut window, typed);
        let folder = proposed.rfind('/').map_or("", |end| &proposed[..=end]);
        assert_eq!(field(&window), format!("{folder}{typed}.json"));
        press(&mut window, Key::ArrowLeft);
        click(&mut window, "Cancel");
    }
}

fn field(window: &Window) -> String {
    let field = window.get_by_label("Path");
    field.accesskit_node().value().unwrap_or_default()
}

#[test]
fn words_agree_between_message_history_and_buttons() {
    let mut window = open(empty());
    send(
        &mut window,
        Command::ShowLeft(misp_flow::state::LeftTab::Blueprints),
    );
    let id = window
        .state()
        .state
        .blueprints()
        .iter()
        .next()
        .unwrap()
        .id
        .clone();
    let insert = misp_flow::state::BlueprintCommand::Insert(id, None, None);
    send(&mut window, Command::Blueprint(insert));
    let nodes = crate::window_stage::graph(&window).nodes.len();
    assert!(says(&window, &format!(", {nodes} nodes. It starts with")));
    let undo = window.state().state.document().history().undo_label();
    assert!(
        undo.unwrap().ends_with(&format!(", {nodes} nodes")),
        "{undo:?}"
    );

    send(&mut window, Command::SelectAll);
    send(&mut window, Command::Frame);
    press(&mut window, Key::Enter);
    let undo = window.state().state.document().history().undo_label();
    assert_eq!(undo, Some(format!("Frame {nodes} nodes").as_str()));

    send(&mut window, Command::ChooseEvent(1));
    press(&mut window, Key::F5);
    assert!(window.state().state.run().is_some());
    send(&mut window, Command::TravelTo(0));
    assert!(says(&window, "The workflow was changed since"));
    assert!(!says(&window, "Simulate again") && !says(&window, "Run again from step"));
}

#[test]
fn what_a_tab_of_the_bottom_panel_says_does_not_follow_into_others() {
    let folder = folder("tabs");
    let mut state = red();
    state.use_runs_file(folder.join("runs.sqlite"));
    let mut window = open(state);
    press(&mut window, Key::F5);
    send(&mut window, Command::ShowBottom(BottomTab::Runs));
    let export = |window: &mut Window, place: &str| {
        send(window, Command::Runs(RunsCommand::Export(RunForm::Json)));
        let path = folder.join(place).join("run.json");
        window.state_mut().state.take_path(path.to_str().unwrap());
        settle(window);
    };
    export(&mut window, "missing");
    let failed = "there is no such folder. Nothing was written. Make the folder first";
    assert!(says(&window, failed));
    send(&mut window, Command::ShowBottom(BottomTab::Problems));
    assert!(!says(&window, failed));
    assert_eq!(count(&window), 0);
    send(&mut window, Command::ShowBottom(BottomTab::Runs));
    assert!(
        says(&window, failed),
        "a failure is there until it is closed"
    );
    click(&mut window, "Close the message");
    export(&mut window, ".");
    assert!(says(&window, "Exported the run to run.json"));
    send(&mut window, Command::ShowBottom(BottomTab::Problems));
    assert!(!says(&window, "Exported the run"));
    // What comes while another tab is open is not held back.
    send(
        &mut window,
        Command::Runs(RunsCommand::Export(RunForm::Json)),
    );
    send(&mut window, Command::ShowBottom(BottomTab::Data));
    let path = folder.join("other.json");
    window.state_mut().state.take_path(path.to_str().unwrap());
    settle(&mut window);
    assert!(says(&window, "Exported the run to other.json"));
}
