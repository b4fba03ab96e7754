//! Expectations in the window: kept beside the workflow, green and red, mended, removed.

use std::{fs, path::PathBuf};

use crate::window_stage::{
    Window, click, folder, nameless, open, press, red, says, send, settle, type_text,
};
use egui::Key;
use misp_flow::{
    expectations::{Expectations, Verdict, expectations_of},
    state::{BottomTab, Command, ExpectCommand, LeftTab},
};
use misp_flow_engine::{edit::Edit, run::Outcome, workflow::NodeId};

/// The file of the expectations of the workflow that is shown, empty at first.
fn stage() -> (Window, PathBuf) {
    let mut state = red();
    state.settings.bottom_height = 340.0;
    let path = state.document().path().expect("a file").to_owned();
    let name = format!("expect-{:?}.json", std::thread::current().id());
    let own = folder("expect").join(name);
    fs::copy(path, &own).unwrap();
    let file = expectations_of(&own);
    if file.exists() {
        fs::remove_file(&file).unwrap();
    }
    state.apply(Command::OpenPath(own));
    while !state.is_idle() {
        state.poll();
    }
    (open(state), file)
}

fn expect(command: ExpectCommand) -> Command {
    Command::Expect(command)
}

/// Lets events and attributes with another tag be stopped.
fn change(window: &mut Window, tag: &str) {
    for node in [2, 3] {
        let edit = Edit::SetParam {
            node: NodeId::from(node),
            param: "tags".into(),
            value: Some(serde_json::json!([tag])),
        };
        send(window, Command::Edit(edit));
    }
}

/// Expects the blocked and the published event.
fn two(window: &mut Window) {
    press(window, Key::F5);
    click(window, "Expect this outcome");
    send(window, Command::ShowLeft(LeftTab::Events));
    click(window, "Event Public report");
    press(window, Key::F5);
    click(window, "Expect this outcome");
}

#[test]
fn what_a_run_comes_to_is_expected_and_stays_green() {
    let (mut window, file) = stage();
    send(&mut window, Command::ShowBottom(BottomTab::Expectations));
    assert!(says(&window, "Nothing is expected yet"));
    let why = "Simulate first: what the run does is what is expected then";
    assert!(says(&window, why), "why the button does nothing yet");
    two(&mut window);
    assert_eq!(window.state().state.bottom, BottomTab::Expectations);
    let written = Expectations::read(&file).expect("the file");
    let names: Vec<&str> = written
        .expectations
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names, ["Leaked customer data", "Public report"]);
    assert_eq!(written.expectations[0].expected.outcome, Outcome::Blocked);
    press(&mut window, Key::F7);
    assert!(says(&window, "2 expectations") && says(&window, "2 met"));
    assert!(says(
        &window,
        "Leaked customer data, met, is blocked after 2 steps"
    ));
    assert!(!says(&window, "not met"));
    assert!(nameless(&window).is_empty(), "{:?}", nameless(&window));
}

#[test]
fn what_differs_is_red_in_words_and_can_be_mended() {
    let (mut window, file) = stage();
    two(&mut window);
    change(&mut window, "tlp:amber");
    assert!(says(&window, "The workflow was changed since"));
    press(&mut window, Key::F7);
    assert!(says(&window, "1 met") && says(&window, "1 not met"));
    assert!(says(&window, "Leaked customer data, not met"));
    assert!(says(&window, "The outcome is success; expected blocked"));
    assert!(
        says(&window, "Expectations, 1"),
        "the tab tells how many are red"
    );
    // It opens in the stepper as its test made it.
    click(&mut window, "Simulate “Leaked customer data”");
    let shown = window.state().state.run().expect("a run");
    assert_eq!(shown.run.outcome, Outcome::Success);
    assert!(!shown.run.steps.is_empty());
    send(&mut window, Command::ShowBottom(BottomTab::Expectations));
    // The workflow is put right again.
    send(&mut window, Command::Undo);
    send(&mut window, Command::Undo);
    press(&mut window, Key::F7);
    assert!(says(&window, "2 met"));
    // Or it is right, and the expectation is not.
    change(&mut window, "tlp:amber");
    press(&mut window, Key::F7);
    click(
        &mut window,
        "Expect the new outcome of “Leaked customer data”",
    );
    assert!(says(&window, "Leaked customer data, met, succeeds"));
    let written = Expectations::read(&file).expect("the file");
    assert_eq!(written.expectations[0].expected.outcome, Outcome::Success);
    press(&mut window, Key::F7);
    assert!(says(&window, "2 met"));
}

#[test]
fn one_is_removed_and_put_back() {
    let (mut window, file) = stage();
    two(&mut window);
    click(&mut window, "Expect no longer “Public report”");
    assert_eq!(Expectations::read(&file).unwrap().expectations.len(), 1);
    assert!(says(&window, "“Public report” is not expected any more"));
    click(&mut window, "Put back");
    assert_eq!(Expectations::read(&file).unwrap().expectations.len(), 2);
}

#[test]
fn a_workflow_that_is_in_no_file_has_to_be_saved_first() {
    let mut state = crate::window_stage::first_start();
    state.settings.bottom_height = 340.0;
    let mut window = open(state);
    press(&mut window, Key::F5);
    click(&mut window, "Expect this outcome");
    assert!(says(&window, "Save it first"));
    assert!(window.state().state.dialog.is_none());
    send(&mut window, Command::ShowBottom(BottomTab::Expectations));
    assert!(says(&window, "kept in a file beside it"));
    let path = folder("expect").join("saved.json");
    send(&mut window, Command::SaveTo(path.clone()));
    send(&mut window, expect(ExpectCommand::Keep));
    assert!(expectations_of(&path).exists());
}

#[test]
fn an_answer_that_was_set_is_part_of_what_is_expected() {
    let (mut window, file) = stage();
    send(&mut window, Command::ShowLeft(LeftTab::Events));
    click(&mut window, "Event Public report");
    let workflow = window.state().state.document().workflow();
    let push = workflow
        .graph
        .nodes
        .iter()
        .find(|(_, node)| node.module == "push-zmq");
    let push = push.expect("it pushes").0.clone();
    send(&mut window, Command::Jump(push.clone()));
    click(&mut window, "In the simulation");
    click(&mut window, "This node");
    click(&mut window, "Fails");
    click(&mut window, "Message");
    type_text(&mut window, "nobody listens");
    press(&mut window, Key::F5);
    click(&mut window, "Expect this outcome");
    let text = fs::read_to_string(&file).expect("the file");
    assert!(text.contains("nobody listens"), "{text}");
    // Without it the same event is another expectation.
    send(&mut window, Command::SetAnswer(push, None));
    press(&mut window, Key::F5);
    click(&mut window, "Expect this outcome");
    press(&mut window, Key::F7);
    assert!(says(&window, "Public report (2), met"));
    assert!(says(&window, "2 met"));
}

#[test]
fn a_damaged_file_is_told_and_left_alone() {
    let (mut window, file) = stage();
    fs::write(&file, "{\"expectations\": 7}").unwrap();
    send(&mut window, Command::ShowBottom(BottomTab::Expectations));
    assert!(says(&window, "This is no file of expectations"));
    press(&mut window, Key::F5);
    click(&mut window, "Expect this outcome");
    settle(&mut window);
    assert_eq!(fs::read_to_string(&file).unwrap(), "{\"expectations\": 7}");
    // Put right by hand, it is read again.
    fs::remove_file(&file).unwrap();
    press(&mut window, Key::F7);
    assert!(window.state().state.expecting().trouble().is_none());
    assert!(says(&window, "Nothing is expected yet"));
}

#[test]
fn the_window_and_the_command_line_test_alike() {
    let (mut window, file) = stage();
    two(&mut window);
    let tested = misp_flow::expectations::test_file(&file);
    let verdicts: Vec<Verdict> = tested
        .result
        .unwrap()
        .into_iter()
        .map(|one| one.verdict)
        .collect();
    assert_eq!(verdicts, [Verdict::AsExpected, Verdict::AsExpected]);
}
