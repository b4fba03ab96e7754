//! Pushes that go elsewhere, come back different, or do not come to their end.

mod server_stage;

use std::time::Duration;

use misp_flow::{
    push::Standing,
    state::{Command, ServerCommand, Stage},
};
use misp_flow_tests::misp_double::Fault;
use serde_json::json;
use server_stage::{
    Place, change_message, double, messages, pulled, serve,
    window_stage::{click, says, send, settle},
};

fn message(double: &misp_flow_tests::misp_double::Double) -> String {
    let stored = double.workflow(1).unwrap();
    let message = &stored["data"]["4"]["data"]["indexed_params"]["message"];
    message.as_str().unwrap().to_owned()
}

#[test]
fn a_replaced_state_is_compared_and_pushed_back() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    let at = pulled(&mut window);
    let first = message(&double);
    change_message(&mut window, "Second");
    serve(&mut window, ServerCommand::Push);
    click(&mut window, "Push");
    assert_eq!(message(&double), "Second");
    serve(&mut window, ServerCommand::Past);
    assert!(says(&window, "admin@admin.test") || says(&window, "just now"));
    serve(
        &mut window,
        ServerCommand::ComparePast(0, "Before".to_owned()),
    );
    let compared = window.state().state.compared().unwrap();
    assert!(
        compared
            .lines
            .iter()
            .any(|line| line.words.contains("Second"))
    );
    serve(&mut window, ServerCommand::OpenPast(0, "Before".to_owned()));
    assert!(window.state().state.compared().is_none());
    serve(&mut window, ServerCommand::Push);
    assert!(
        says(&window, "What changes on the server"),
        "{}",
        messages(&window)
    );
    click(&mut window, "Push");
    assert_eq!(message(&double), first, "{}", messages(&window));
    let rows = window.state().state.servers().rows();
    assert_eq!(rows[at].standing, Some(Standing::InSync));
}

#[test]
fn a_push_to_another_trigger_than_its_own_is_told() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    pulled(&mut window);
    serve(
        &mut window,
        ServerCommand::PushTo("event-before-save".to_owned()),
    );
    assert!(
        says(&window, "It begins with the trigger Event Publish"),
        "{}",
        messages(&window)
    );
    assert!(says(&window, "Push all the same"));
    send(&mut window, Command::CloseDialog);
    assert_eq!(double.workflows().len(), 1, "looking changes nothing");
    change_message(&mut window, "Second");
    serve(&mut window, ServerCommand::Push);
    assert!(!says(&window, "It begins with the trigger"));
}

#[test]
fn what_the_server_stored_in_another_way_is_shown() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    pulled(&mut window);
    change_message(&mut window, "Second");
    serve(&mut window, ServerCommand::Push);
    // Between the save and the reading back somebody else saves.
    let delay = Fault::DelayedAnswer(Duration::from_millis(1500));
    double.fault("POST", "/workflows/edit", delay, 1);
    let state = &mut window.state_mut().state;
    state.apply(Command::Server(ServerCommand::Send));
    while message(&double) != "Second" {
        window.step();
    }
    double.another_editor(1, |workflow| {
        workflow["data"]["4"]["data"]["indexed_params"]["message"] = json!("Third");
    });
    settle(&mut window);
    assert!(
        says(&window, "stored some of it in another way"),
        "{}",
        messages(&window)
    );
    assert!(says(&window, "Second → Third"));
    click(&mut window, "Close");
}

#[test]
fn a_server_that_dies_before_it_saved_is_found_out_at_the_next_start() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    pulled(&mut window);
    let first = message(&double);
    change_message(&mut window, "Second");
    serve(&mut window, ServerCommand::Push);
    // It takes the request to save, and is gone.
    double.fault("POST", "/workflows/edit", Fault::CloseUnserved, 100);
    double.fault_behind(1, "GET", "/workflows/view", Fault::CloseUnserved, 100);
    serve(&mut window, ServerCommand::Send);
    let pushing = window.state().state.servers().pushing().unwrap();
    assert!(matches!(pushing.stage, Stage::Failed(_)));
    assert!(says(&window, "is not known"), "{}", messages(&window));
    drop(window);
    double.clear_faults();
    double.clear_log();
    let mut window = place.window();
    serve(&mut window, ServerCommand::Connect);
    assert!(
        messages(&window).contains("has not reached the server. Push again"),
        "{}",
        messages(&window)
    );
    assert_eq!(message(&double), first);
    assert!(
        double.log().iter().all(|row| !row.path.contains("/edit")),
        "only read"
    );
}
