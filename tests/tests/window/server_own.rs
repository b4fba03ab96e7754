//! What is done from here is not taken for somebody else's, and what the server said last is what is
//! shown of it.

use crate::server_stage::{
    Place, change_message, double, field, form, messages, opened, save, serve,
    window_stage::{Window, click, says, send, settle, type_text},
};
use egui_kittest::kittest::Queryable as _;
use misp_flow::{
    push::Standing,
    state::{Command, ServerCommand},
};
use misp_flow_tests::misp_double::{Double, Fault};
use serde_json::json;

const EDIT: (&str, &str) = ("POST", "/workflows/edit");

fn standing(window: &Window, at: usize) -> Option<Standing> {
    window.state().state.servers().rows()[at].standing
}

fn is_debug(window: &Window) -> bool {
    window.state().state.document().workflow().debug_enabled
}

/// The inspector of the workflow itself.
fn overview(window: &mut Window) {
    send(window, Command::Select(Vec::new(), Vec::new()));
}

fn delete(window: &mut Window, at: usize) {
    serve(window, ServerCommand::AskDelete(at));
    type_text(window, "Block red data");
    click(window, "Delete");
}

#[test]
fn an_own_switch_of_debug_posts_is_nobody_elses_change() {
    for fault in [None, Some(Fault::CloseServed)] {
        let double = double();
        let (mut window, at) = opened(&Place::of(&double));
        if let Some(fault) = fault.clone() {
            double.fault(EDIT.0, EDIT.1, fault, 1);
        }
        serve(&mut window, ServerCommand::Debug(at, true));
        assert_eq!(double.workflow(1).unwrap()["debug_enabled"], true);
        assert!(is_debug(&window), "{fault:?}: {}", messages(&window));
        assert_eq!(standing(&window, at), Some(Standing::InSync), "{fault:?}");
        // What is changed after that goes without a question, and so does it after a new start.
        change_message(&mut window, "Mine");
        assert_eq!(standing(&window, at), Some(Standing::Ahead), "{fault:?}");
        serve(&mut window, ServerCommand::Push);
        assert!(says(&window, "which nobody has changed since"), "{fault:?}");
        // What somebody else changed at the same time is still told.
        double.another_editor(1, |workflow| workflow["description"] = json!("Theirs"));
        send(&mut window, Command::CloseDialog);
        serve(&mut window, ServerCommand::Debug(at, false));
        assert_eq!(standing(&window, at), Some(Standing::Diverged), "{fault:?}");
        serve(&mut window, ServerCommand::Push);
        assert!(says(&window, "Changed on the server only"), "{fault:?}");
    }
}

#[test]
fn what_the_inspector_says_of_the_server_is_what_the_server_said_last() {
    let (double, other) = (double(), Double::start(crate::server_stage::setup()));
    let place = Place::of(&double);
    let (mut window, at) = opened(&place);
    overview(&mut window);
    assert!(says(&window, "On the server: number 1, enabled"));
    serve(&mut window, ServerCommand::Enable(at, false));
    assert!(says(&window, "On the server: number 1, not enabled"));
    // A colleague makes it anew, and it is pushed there.
    assert!(double.remove_workflow(1));
    double.make_workflow("event-publish");
    change_message(&mut window, "Mine");
    serve(&mut window, ServerCommand::Push);
    click(&mut window, "Push");
    overview(&mut window);
    assert!(
        says(&window, "On the server: number 2"),
        "{}",
        messages(&window)
    );
    let uuid = double.workflow(2).unwrap()["uuid"].clone();
    assert!(says(&window, uuid.as_str().unwrap()));
    let rows = window.state().state.servers().rows();
    let at = rows.iter().position(|row| row.stored.is_some()).unwrap();
    delete(&mut window, at);
    overview(&mut window);
    assert!(double.workflows().is_empty(), "{}", messages(&window));
    assert!(!says(&window, "On the server: number"));
    // Nor is it on another server.
    double.make_workflow("event-publish");
    serve(&mut window, ServerCommand::Refresh);
    serve(
        &mut window,
        ServerCommand::PushTo("event-publish".to_owned()),
    );
    click(&mut window, "Push");
    overview(&mut window);
    assert!(
        says(&window, "On the server: number 3"),
        "{}",
        messages(&window)
    );
    move_to(&mut window, &place, &other);
    serve(&mut window, ServerCommand::Connect);
    overview(&mut window);
    assert!(!says(&window, "On the server: number 3"));
}

/// The instance is pointed at another server.
fn move_to(window: &mut Window, place: &Place, other: &Double) {
    form(window, place);
    field(window, "Address", other.url());
    window
        .get_by_role_and_label(egui::accesskit::Role::PasswordInput, "API key")
        .focus();
    settle(window);
    type_text(window, other.key());
    save(window);
    send(window, Command::CloseDialog);
}

#[test]
fn what_was_deleted_from_here_was_not_deleted_by_somebody() {
    let double = double();
    let (mut window, at) = opened(&Place::of(&double));
    delete(&mut window, at);
    assert!(double.workflows().is_empty(), "{}", messages(&window));
    change_message(&mut window, "Mine");
    serve(&mut window, ServerCommand::Push);
    assert!(!says(&window, "Somebody has deleted"));
    assert!(says(
        &window,
        "The server has no workflow for this trigger yet"
    ));
    click(&mut window, "Push");
    assert!(double.workflow(2).is_some(), "{}", messages(&window));
    // What somebody else deletes after that is told as before.
    assert!(double.remove_workflow(2));
    serve(&mut window, ServerCommand::Push);
    assert!(says(&window, "Somebody has deleted"));
}

#[test]
fn another_servers_past_is_not_the_past_of_this_one() {
    let (double, other) = (double(), Double::start(crate::server_stage::setup()));
    assert!(other.remove_workflow(1));
    let place = Place::of(&double);
    let (mut window, _) = opened(&place);
    change_message(&mut window, "Second");
    serve(&mut window, ServerCommand::Push);
    click(&mut window, "Push");
    move_to(&mut window, &place, &other);
    serve(&mut window, ServerCommand::Connect);
    serve(&mut window, ServerCommand::Push);
    assert!(!says(&window, "Somebody has deleted"));
    assert!(says(
        &window,
        "The server has no workflow for this trigger yet"
    ));
    send(&mut window, Command::CloseDialog);
    let rows = window.state().state.servers().rows();
    let of_trigger =
        |row: &misp_flow::state::WorkflowRow| row.trigger.as_deref() == Some("event-publish");
    let at = rows.iter().position(of_trigger).unwrap();
    serve(&mut window, ServerCommand::PastOf(at));
    let past = window.state().state.servers().past().unwrap();
    assert_eq!(past.states.len(), 0, "it is the other server's");
}

#[test]
fn a_push_that_was_cut_off_is_open_until_it_is_known_and_its_notice_goes_then() {
    let double = double();
    let (mut window, at) = opened(&Place::of(&double));
    change_message(&mut window, "Second");
    serve(&mut window, ServerCommand::Push);
    double.fault(EDIT.0, EDIT.1, Fault::CloseUnserved, 1);
    serve(&mut window, ServerCommand::Send);
    send(&mut window, Command::CloseDialog);
    let words = |window: &Window| window.state().state.servers().rows()[at].words();
    assert_eq!(words(&window), "push cut off, outcome open");
    double.another_editor(1, |workflow| {
        workflow["name"] = json!("Renamed by them");
    });
    serve(&mut window, ServerCommand::Refresh);
    assert_ne!(words(&window), "push cut off, outcome open");
    let told = "The push of “Block red data” was cut off";
    assert!(messages(&window).contains(told), "{}", messages(&window));
    serve(&mut window, ServerCommand::Push);
    serve(&mut window, ServerCommand::Merge);
    serve(&mut window, ServerCommand::Send);
    let stored = double.workflow(1).unwrap();
    assert_eq!(stored["name"], "Renamed by them");
    let message = &stored["data"]["4"]["data"]["indexed_params"]["message"];
    assert_eq!(message, "Second", "{}", messages(&window));
    assert!(!messages(&window).contains(told), "that is over");
}
