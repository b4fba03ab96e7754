//! Opening, saving, and not losing anything.

use std::fs;

use crate::window_stage::{
    click, empty, first_start, folder, graph, open, press, press_with, says, send, type_text,
};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use misp_flow::state::{Command, Dialog};
use misp_flow_engine::{edit::Edit, workflow};

fn rename(name: &str) -> Command {
    Command::Edit(Edit::SetName(name.into()))
}

#[test]
fn what_is_saved_is_there_when_it_is_opened_again() {
    let path = folder("save").join("red.json");
    let mut window = open(first_start());
    send(&mut window, rename("Nothing red leaves"));
    assert!(window.state().state.document().is_unsaved());
    press_with(&mut window, Modifiers::COMMAND, Key::S);
    assert!(says(
        &window,
        "No file dialog is available on this desktop; type a path"
    ));
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    type_text(&mut window, &path.display().to_string());
    press(&mut window, Key::Enter);
    assert!(says(&window, "Saved to red.json"));
    assert!(!window.state().state.document().is_unsaved());

    let mut other = open(empty());
    send(&mut other, Command::OpenPath(path));
    let document = other.state().state.document();
    assert_eq!(document.workflow().name, "Nothing red leaves");
    assert_eq!(
        document.workflow().to_json(),
        window.state().state.document().workflow().to_json()
    );
    assert!(!document.is_unsaved());
}

#[test]
fn unsaved_changes_are_asked_about_before_they_go() {
    let mut window = open(first_start());
    send(&mut window, rename("Changed"));
    press_with(&mut window, Modifiers::COMMAND, Key::W);
    assert!(says(&window, "Save changes to Changed?"));
    click(&mut window, "Cancel");
    assert_eq!(window.state().state.document().workflow().name, "Changed");
    assert!(window.state().state.dialog.is_none());

    press_with(&mut window, Modifiers::COMMAND, Key::W);
    press(&mut window, Key::Escape);
    assert_eq!(window.state().state.document().workflow().name, "Changed");

    press_with(&mut window, Modifiers::COMMAND, Key::W);
    click(&mut window, "Discard");
    assert!(graph(&window).nodes.is_empty());
    assert!(says(&window, "Start with a trigger"));
}

#[test]
fn saving_from_the_question_goes_on_to_what_was_asked_for() {
    let path = folder("ask").join("kept.json");
    let mut window = open(first_start());
    send(&mut window, Command::SaveTo(path.clone()));
    send(&mut window, rename("Kept"));
    press_with(&mut window, Modifiers::COMMAND, Key::W);
    let dialog = window.get_by_label("Discard").rect();
    let save = window
        .get_all_by_label("Save")
        .find(|button| (button.rect().center().y - dialog.center().y).abs() < 2.0);
    save.expect("a button beside Discard").click();
    crate::window_stage::settle(&mut window);
    let saved = workflow::open(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(saved.name, "Kept");
    assert!(
        graph(&window).nodes.is_empty(),
        "an empty workflow takes its place"
    );
}

#[test]
fn broken_json_is_told_with_its_place_and_keeps_the_document() {
    let path = folder("broken").join("broken.json");
    fs::write(
        &path,
        "{\"Workflow\": {\n  \"name\": \"x\",\n  \"data\": {,}\n}}",
    )
    .unwrap();
    let mut window = open(first_start());
    let before = window.state().state.document().workflow().clone();
    send(&mut window, Command::OpenPath(path));
    assert!(says(&window, "broken.json was not opened"));
    assert!(says(&window, "line 3, column 12"));
    assert_eq!(window.state().state.document().workflow(), &before);
}

#[test]
fn a_file_that_somebody_else_changed_is_not_saved_over_unasked() {
    let path = folder("changed").join("shared.json");
    let mut window = open(first_start());
    send(&mut window, Command::SaveTo(path.clone()));
    fs::write(&path, "{\"of\": \"somebody else\"}").unwrap();
    send(&mut window, rename("Mine"));
    press_with(&mut window, Modifiers::COMMAND, Key::S);
    assert!(says(&window, "The file was changed by somebody else"));
    assert!(fs::read_to_string(&path).unwrap().contains("somebody else"));
    assert!(window.state().state.document().is_unsaved());
    click(&mut window, "Replace");
    assert_eq!(
        workflow::open(&fs::read(&path).unwrap()).unwrap().name,
        "Mine"
    );
    assert!(!window.state().state.document().is_unsaved());
}

#[test]
fn a_typed_path_of_another_file_is_asked_about() {
    let path = folder("exists").join("there.json");
    fs::write(&path, "{}").unwrap();
    let mut window = open(first_start());
    send(&mut window, Command::SaveAs);
    window
        .state_mut()
        .state
        .take_path(&path.display().to_string());
    crate::window_stage::settle(&mut window);
    assert!(says(&window, "There is a file with this name already"));
    press(&mut window, Key::Escape);
    assert_eq!(fs::read_to_string(&path).unwrap(), "{}");
}

#[test]
fn a_place_that_cannot_be_written_is_told_and_nothing_counts_as_saved() {
    let mut window = open(first_start());
    send(
        &mut window,
        Command::SaveTo("/proc/nowhere/workflow.json".into()),
    );
    assert!(says(&window, "cannot be saved"));
    assert!(says(&window, "Saved state, Not a file yet"));
}

#[test]
fn a_file_with_events_becomes_the_event_and_leaves_the_workflow_alone() {
    let path = folder("events").join("hits.json");
    let hits = serde_json::json!({"response": [
        {"Event": {"info": "First hit", "Attribute": [{}, {}], "Tag": [{"name": "tlp:green"}]}},
        {"Event": {"info": "Second hit"}},
    ]});
    fs::write(&path, hits.to_string()).unwrap();
    let mut window = open(first_start());
    send(&mut window, Command::OpenPath(path));
    assert_eq!(
        window.state().state.events().chosen().unwrap().name,
        "First hit"
    );
    assert!(says(
        &window,
        "hits.json holds 2 events; the first is chosen"
    ));
    click(&mut window, "Event Second hit");
    assert_eq!(
        window.state().state.events().chosen().unwrap().name,
        "Second hit"
    );
    assert_eq!(
        window.state().state.document().workflow().name,
        "Block publishing of red data"
    );
}

#[test]
fn quitting_with_changes_is_a_question() {
    let mut window = open(first_start());
    send(&mut window, rename("Changed"));
    press_with(&mut window, Modifiers::COMMAND, Key::Q);
    assert!(matches!(
        window.state().state.dialog,
        Some(Dialog::Unsaved(_))
    ));
}

#[test]
fn closing_the_window_with_changes_is_a_question_and_cancel_keeps_it_open() {
    let mut window = open(first_start());
    send(&mut window, rename("Changed"));
    let close = |window: &mut crate::window_stage::Window| {
        let viewport = window
            .input_mut()
            .viewports
            .entry(egui::ViewportId::ROOT)
            .or_default();
        viewport.events.push(egui::ViewportEvent::Close);
        window.step();
        let viewport = window
            .input_mut()
            .viewports
            .entry(egui::ViewportId::ROOT)
            .or_default();
        viewport.events.clear();
        let commands = &window.output().viewport_output[&egui::ViewportId::ROOT].commands;
        commands.contains(&egui::ViewportCommand::CancelClose)
    };
    assert!(close(&mut window), "the window stays");
    crate::window_stage::settle(&mut window);
    assert!(says(&window, "Save changes to Changed?"));
    click(&mut window, "Cancel");
    assert_eq!(window.state().state.document().workflow().name, "Changed");
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert!(!close(&mut window), "without changes it closes unasked");
}
