//! What is known of a server's workflows without it, and while it does not answer: the last list that
//! was read, with what was done from here since, and pushes whose outcome nobody knows.

use crate::server_stage::{
    Place, change_message, connection, double, messages, opened, serve, setup,
    window_stage::{Window, click, says, send, settle, type_text},
};
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use misp_flow::{
    push::Standing,
    state::{Command, Connection, LeftTab, ServerCommand, WorkflowRow},
};
use misp_flow_engine::edit::Edit;
use misp_flow_tests::misp_double::{Double, Fault, Setup};
use serde_json::{Value as Json, json};

const TRIGGERS: (&str, &str) = ("GET", "/workflows/triggers*");
const VIEW: (&str, &str) = ("GET", "/workflows/view*");
const EDIT: (&str, &str) = ("POST", "/workflows/edit*");
const OPEN: &str = "push cut off, outcome open";

/// The row of the trigger of publishing.
fn row(window: &Window) -> &WorkflowRow {
    let rows = window.state().state.servers().rows();
    let mut rows = rows.iter();
    let row = rows.find(|row| row.trigger.as_deref() == Some("event-publish"));
    row.expect("the row of its trigger")
}

fn is_active(window: &Window, button: &str) -> bool {
    let mut found = window.query_all_by_role_and_label(Role::Button, button);
    found.any(|button| !button.accesskit_node().is_disabled())
}

/// A server without workflows, to which a first push goes after the catalogue was fetched.
fn pushed_once(place: &Place) -> Window {
    let mut window = place.window();
    serve(&mut window, ServerCommand::Connect);
    serve(&mut window, ServerCommand::Sync);
    assert!(row(&window).stored.is_none());
    send(&mut window, Command::OpenSample(0));
    serve(&mut window, ServerCommand::Push);
    click(&mut window, "Push");
    assert_eq!(row(&window).standing, Some(Standing::InSync));
    window
}

fn empty_double() -> Double {
    Double::start(Setup {
        workflows: Vec::new(),
        ..setup()
    })
}

/// A push that the server saves, after which the program learns nothing more.
fn cut_off(window: &mut Window, double: &Double) {
    change_message(window, "Second");
    serve(window, ServerCommand::Push);
    double.fault(EDIT.0, EDIT.1, Fault::CloseServed, 1);
    double.fault_behind(1, VIEW.0, VIEW.1, Fault::CloseUnserved, 100);
    double.fault(TRIGGERS.0, TRIGGERS.1, Fault::CloseUnserved, 100);
    serve(window, ServerCommand::Send);
}

#[test]
fn a_push_that_was_cut_off_is_told_before_the_server_is_asked() {
    let double = empty_double();
    let place = Place::of(&double);
    let mut window = pushed_once(&place);
    cut_off(&mut window, &double);
    drop(window);
    double.clear_faults();
    let mut window = place.window_without_keyring();
    send(&mut window, Command::ShowLeft(LeftTab::Workflows));
    assert!(says(&window, "Offline, as of"));
    assert!(says(&window, OPEN), "at its row");
    assert!(!says(&window, "Create Event Publish"));
    let stays = {
        let mut notices = window.state().state.messages().iter();
        notices.any(|one| one.text.contains("was cut off, and it is not known") && one.stays())
    };
    assert!(stays, "{}", messages(&window));
    drop(window);
    // A view that fails costs nothing of what the list of triggers says.
    let mut window = place.window();
    send(&mut window, Command::ShowLeft(LeftTab::Workflows));
    double.fault(VIEW.0, VIEW.1, Fault::Status(502), 100);
    serve(&mut window, ServerCommand::Connect);
    assert_eq!(connection(&window), Connection::Connected);
    assert!(row(&window).has_workflow(), "{}", messages(&window));
    assert!(says(&window, OPEN));
    assert!(!says(&window, "Create Event Publish"));
    assert!(messages(&window).contains("it is not known whether MISP test has saved it"));
    assert!(messages(&window).contains("502"), "{}", messages(&window));
    double.clear_faults();
    serve(&mut window, ServerCommand::Refresh);
    assert!(messages(&window).contains("has reached the server"));
    assert!(!messages(&window).contains("it is not known"));
    assert!(!says(&window, OPEN));
}

#[test]
fn the_first_push_of_a_trigger_that_was_cut_off_shows_that_a_workflow_may_be_there() {
    let double = empty_double();
    let place = Place::of(&double);
    let mut window = place.window();
    serve(&mut window, ServerCommand::Connect);
    serve(&mut window, ServerCommand::Sync);
    send(&mut window, Command::OpenSample(0));
    serve(&mut window, ServerCommand::Push);
    double.fault(EDIT.0, EDIT.1, Fault::CloseServed, 1);
    double.fault(VIEW.0, VIEW.1, Fault::Status(502), 100);
    double.fault_behind(3, TRIGGERS.0, TRIGGERS.1, Fault::Status(502), 100);
    serve(&mut window, ServerCommand::Send);
    assert_eq!(double.workflows().len(), 1, "{}", messages(&window));
    for mut window in [window, place.window()] {
        send(&mut window, Command::CloseDialog);
        send(&mut window, Command::ShowLeft(LeftTab::Workflows));
        assert_eq!(row(&window).words(), OPEN);
        assert!(!says(&window, "Create Event Publish"));
    }
}

#[test]
fn a_push_whose_outcome_nobody_knows_stays_told_when_its_dialog_is_closed() {
    let double = double();
    let place = Place::of(&double);
    let (mut window, _) = opened(&place);
    send(&mut window, Command::ShowLeft(LeftTab::Workflows));
    change_message(&mut window, "Second");
    serve(&mut window, ServerCommand::Push);
    double.fault(EDIT.0, EDIT.1, Fault::CloseUnserved, 1);
    double.fault_behind(1, VIEW.0, VIEW.1, Fault::Status(502), 100);
    double.fault(TRIGGERS.0, TRIGGERS.1, Fault::Status(502), 100);
    serve(&mut window, ServerCommand::Send);
    assert!(says(&window, "is not known"), "{}", messages(&window));
    send(&mut window, Command::CloseDialog);
    assert!(says(&window, OPEN), "at its row");
    assert_eq!(connection(&window), Connection::NotReachable);
    assert!(says(&window, "It could not be read again since"));
    let told = "was cut off, and it is not known whether MISP test has saved it";
    assert!(messages(&window).contains(told), "{}", messages(&window));
    // Another look that comes to nothing takes nothing of that away.
    serve(&mut window, ServerCommand::Push);
    send(&mut window, Command::CloseDialog);
    assert!(messages(&window).contains(told), "{}", messages(&window));
    assert!(says(&window, OPEN));
}

#[test]
fn what_was_read_last_is_known_without_the_server() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    // Without a catalogue, too.
    serve(&mut window, ServerCommand::Connect);
    drop(window);
    let mut window = place.window();
    send(&mut window, Command::ShowLeft(LeftTab::Workflows));
    assert!(says(&window, "Offline, as of"));
    assert!(row(&window).has_workflow());
    // A deletion whose list was not read any more is known as well.
    serve(&mut window, ServerCommand::Connect);
    let rows = window.state().state.servers().rows();
    let at = rows.iter().position(WorkflowRow::has_workflow);
    serve(&mut window, ServerCommand::AskDelete(at.expect("a row")));
    double.fault(TRIGGERS.0, TRIGGERS.1, Fault::Status(502), 100);
    type_text(&mut window, "Block red data");
    click(&mut window, "Delete");
    assert!(double.workflows().is_empty());
    // Whether the server has one now was not read, so that none is made.
    assert!(!is_active(&window, "Create Event Publish"));
    drop(window);
    let window = place.window();
    assert!(!row(&window).has_workflow());
}

fn listed(double: &Double, list: &Json) {
    let answer = Fault::Json(200, list.to_string());
    double.fault(TRIGGERS.0, TRIGGERS.1, answer, 1);
}

#[test]
fn triggers_that_cannot_be_read_are_told_and_none_is_gone_for_it() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    send(&mut window, Command::ShowLeft(LeftTab::Workflows));
    serve(&mut window, ServerCommand::Connect);
    let there = double.workflow(1).expect("it");
    let trigger = |id: Json| json!({"id": id, "name": "A", "module_type": "trigger", "disabled": false, "Workflow": there});
    listed(
        &double,
        &json!([trigger(json!([7])), trigger(json!("event-after-save"))]),
    );
    serve(&mut window, ServerCommand::Refresh);
    assert!(says(
        &window,
        "triggers: 1 of the 2 that came could not be read"
    ));
    assert_eq!(row(&window).words(), "cannot be read");
    assert!(!says(&window, "Create Event Publish"));
    // A list without any is not believed.
    serve(&mut window, ServerCommand::Refresh);
    assert!(!says(&window, "could not be read"));
    listed(&double, &json!([]));
    serve(&mut window, ServerCommand::Refresh);
    assert!(row(&window).has_workflow());
    assert!(
        messages(&window).contains("it lists no trigger"),
        "{}",
        messages(&window)
    );
    settle(&mut window);
}

#[test]
fn a_running_window_that_loses_its_server_shows_what_was_done_beside_it() {
    let double = empty_double();
    let place = Place::of(&double);
    let mut window = pushed_once(&place);
    let mut other = place.window();
    serve(&mut other, ServerCommand::Connect);
    crate::server_stage::pulled(&mut other);
    let renamed = Edit::SetName("By another window".into());
    send(&mut other, Command::Edit(renamed));
    serve(&mut other, ServerCommand::Push);
    click(&mut other, "Push");
    let name = |window: &Window| row(window).stored.as_ref().map(|one| one.name.clone());
    assert_eq!(name(&other).as_deref(), Some("By another window"));
    assert_ne!(name(&window).as_deref(), Some("By another window"));
    // Every answer is cut off from now on.
    double.fault("GET", "/*", Fault::CloseUnserved, 1000);
    serve(&mut window, ServerCommand::Refresh);
    assert_eq!(name(&window).as_deref(), Some("By another window"));
    assert_eq!(connection(&window), Connection::NotReachable);
    assert!(says(&window, "not reachable"));
}
