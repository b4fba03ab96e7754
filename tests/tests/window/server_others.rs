//! What others do on the server while somebody works here: delete, make anew, save in between; and
//! answers that get lost.

use std::time::Duration;

use crate::server_stage::{
    Place, change_message, double, messages, opened, serve,
    window_stage::{Window, click, says, send, settle, type_text},
};
use egui_kittest::kittest::Queryable as _;
use misp_flow::{
    push::Standing,
    state::{AdHocCommand, Command, ServerCommand},
};
use misp_flow_tests::misp_double::{Double, Fault};
use serde_json::{Value as Json, json};

const EDIT: (&str, &str) = ("POST", "/workflows/edit");

/// What the node that stops says in the workflow of this number.
fn message(double: &Double, id: u64) -> String {
    let stored = double.workflow(id).unwrap();
    let message = &stored["data"]["4"]["data"]["indexed_params"]["message"];
    message.as_str().unwrap_or_default().to_owned()
}

/// A colleague deletes the workflow and makes it anew, under a new number.
fn made_anew(double: &Double, change: impl FnOnce(&mut Json)) {
    assert!(double.remove_workflow(1));
    double.make_workflow("event-publish");
    double.another_editor(2, change);
}

#[test]
fn a_workflow_that_was_made_anew_is_found_by_its_trigger() {
    let double = double();
    let place = Place::of(&double);
    let (mut window, _) = opened(&place);
    change_message(&mut window, "Mine");
    let graph = double.workflow(1).unwrap()["data"].clone();
    made_anew(&double, |workflow| {
        workflow["name"] = json!("Theirs");
        workflow["data"] = graph;
    });
    serve(&mut window, ServerCommand::Push);
    assert!(
        says(&window, "Somebody has deleted the workflow that was there"),
        "{}",
        messages(&window)
    );
    assert!(says(&window, "“Theirs” in its place is another one"));
    assert!(says(&window, "Replace theirs with mine"), "a way to go on");
    click(&mut window, "Replace theirs with mine");
    assert_eq!(message(&double, 2), "Contains red data", "not yet");
    click(&mut window, "Push");
    assert_eq!(message(&double, 2), "Mine", "{}", messages(&window));
    // From now on that is the one that it goes to.
    change_message(&mut window, "Further");
    serve(&mut window, ServerCommand::Push);
    assert!(says(&window, "which nobody has changed since"));
    click(&mut window, "Push");
    assert_eq!(message(&double, 2), "Further");
}

#[test]
fn a_new_workflow_of_the_trigger_alone_is_overwritten_only_where_nobody_touched_it() {
    for (name, is_theirs) in [
        ("Theirs", true),
        ("Workflow for trigger event-publish", false),
    ] {
        let double = double();
        let place = Place::of(&double);
        let (mut window, _) = opened(&place);
        change_message(&mut window, "Mine");
        made_anew(&double, |workflow| workflow["name"] = json!(name));
        serve(&mut window, ServerCommand::Push);
        assert!(says(&window, "Somebody has deleted the workflow"), "{name}");
        assert_eq!(
            says(&window, "Replace theirs with mine"),
            is_theirs,
            "{name}"
        );
        if is_theirs {
            serve(&mut window, ServerCommand::Send);
            assert_eq!(double.workflow(2).unwrap()["name"], name);
        } else {
            assert!(says(&window, "is new and holds nothing yet"));
            click(&mut window, "Push");
            assert_eq!(message(&double, 2), "Mine", "{}", messages(&window));
        }
    }
}

#[test]
fn a_workflow_that_is_run_by_hand_and_was_deleted_asks_for_another_place() {
    let double = Double::start(misp_flow_tests::misp_double::Setup {
        age: misp_flow_tests::misp_double::Age::Newer,
        ..crate::server_stage::setup()
    });
    let place = Place::of(&double);
    let mut window = place.window();
    serve(&mut window, ServerCommand::Connect);
    let new = AdHocCommand::New {
        name: "By hand".to_owned(),
        description: String::new(),
        push: false,
    };
    serve(&mut window, ServerCommand::AdHoc(new));
    let rows = window.state().state.servers().rows();
    let at = rows.iter().position(|row| row.trigger.is_none()).unwrap();
    serve(&mut window, ServerCommand::Pull(at));
    assert!(double.remove_workflow(2));
    serve(&mut window, ServerCommand::Push);
    assert!(
        messages(&window).contains("is not on the server any more"),
        "{}",
        messages(&window)
    );
    assert!(says(&window, "Push to which trigger?"));
}

#[test]
fn what_somebody_saves_right_after_a_push_is_not_taken_for_the_servers_doing() {
    for stands in [false, true] {
        let double = double();
        let (mut window, at) = opened(&Place::of(&double));
        change_message(&mut window, "Second");
        serve(&mut window, ServerCommand::Push);
        if stands {
            // Within the same second, so that the time stamp does not tell.
            double.set_time(1_795_400_000);
        }
        let delay = Fault::DelayedAnswer(Duration::from_millis(1500));
        double.fault(EDIT.0, EDIT.1, delay, 1);
        let state = &mut window.state_mut().state;
        state.apply(Command::Server(ServerCommand::Send));
        while message(&double, 1) != "Second" {
            window.step();
        }
        double.another_editor(1, |workflow| {
            workflow["data"]["4"]["data"]["indexed_params"]["message"] = json!("Theirs");
        });
        settle(&mut window);
        assert!(!says(&window, "The server stored"), "{stands}");
        assert!(says(&window, "somebody else may have changed it"));
        assert!(says(&window, "Second → Theirs"));
        click(&mut window, "Close");
        let rows = window.state().state.servers().rows();
        assert_eq!(rows[at].standing, Some(Standing::Behind));
        change_message(&mut window, "Third");
        serve(&mut window, ServerCommand::Push);
        assert!(says(&window, "was changed on the server and here"));
        serve(&mut window, ServerCommand::Send);
        assert_eq!(message(&double, 1), "Theirs", "nothing is overwritten");
    }
}

#[test]
fn a_push_that_arrived_after_all_is_what_the_tab_goes_on_from() {
    let double = double();
    let (mut window, _) = opened(&Place::of(&double));
    change_message(&mut window, "Second");
    serve(&mut window, ServerCommand::Push);
    double.fault(EDIT.0, EDIT.1, Fault::CloseServed, 1);
    double.fault_behind(1, "GET", "/workflows/view", Fault::CloseUnserved, 3);
    serve(&mut window, ServerCommand::Send);
    assert!(says(&window, "is not known"), "{}", messages(&window));
    send(&mut window, Command::CloseDialog);
    double.clear_faults();
    serve(&mut window, ServerCommand::Refresh);
    assert!(messages(&window).contains("has reached the server"));
    // A colleague goes on from that, and so does somebody here, elsewhere.
    double.another_editor(1, |workflow| workflow["description"] = json!("Theirs"));
    let rename = misp_flow_engine::edit::Edit::SetName("Renamed".to_owned());
    send(&mut window, Command::Edit(rename));
    serve(&mut window, ServerCommand::Push);
    assert!(says(&window, "Changed on the server only"));
    assert!(!says(&window, "→ Second"), "the message is of this tab");
}

/// The place of the row of the one workflow.
fn row_of(window: &Window) -> usize {
    let rows = window.state().state.servers().rows();
    let at = rows.iter().position(|row| row.stored.is_some());
    at.expect("a workflow")
}

#[test]
fn a_delete_whose_answer_was_lost_is_told_by_what_the_server_has() {
    let delete = |window: &mut Window| {
        let at = row_of(window);
        serve(window, ServerCommand::AskDelete(at));
        type_text(window, "Block red data");
        click(window, "Delete");
    };
    for (fault, told) in [
        (Fault::CloseServed, "was deleted on the server"),
        (Fault::InternalErrorServed, "was deleted on the server"),
        (Fault::InternalError, "“Block red data” was not deleted"),
        (
            Fault::CloseUnserved,
            "Whether “Block red data” was deleted is not known",
        ),
        (
            Fault::Json(200, json!({"saved": true, "success": true}).to_string()),
            "was not deleted: the server answered that it had done it",
        ),
    ] {
        let double = double();
        let place = Place::of(&double);
        let mut window = place.window();
        serve(&mut window, ServerCommand::Connect);
        double.fault("POST", "/workflows/delete", fault.clone(), 1);
        delete(&mut window);
        let shown = messages(&window);
        assert!(shown.contains(told), "{fault:?}: {shown}");
        let is_there = !double.workflows().is_empty();
        if told == "“Block red data” was not deleted" {
            let at = row_of(&window);
            serve(&mut window, ServerCommand::PastOf(at));
            let past = window.state().state.servers().past().unwrap();
            assert_eq!(past.states.len(), 0, "nothing was replaced");
        }
        assert_eq!(
            shown.contains("was not deleted"),
            is_there && !told.starts_with("Whether")
        );
    }
    // Nor is anything said where the list cannot be read.
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    serve(&mut window, ServerCommand::Connect);
    double.fault("POST", "/workflows/delete", Fault::CloseServed, 1);
    double.fault("GET", "/workflows/triggers", Fault::Status(404), 9);
    delete(&mut window);
    let shown = messages(&window);
    assert!(shown.contains("was deleted is not known"), "{shown}");
    assert!(shown.contains("could not be asked"), "{shown}");
}

#[test]
fn a_debug_switch_whose_answer_was_lost_is_told_by_what_the_server_has() {
    for (fault, told) in [
        (
            Fault::CloseServed,
            "Debug posts of “Block red data” were switched on",
        ),
        (Fault::InternalError, "were not switched on"),
    ] {
        let double = double();
        let (mut window, at) = opened(&Place::of(&double));
        double.fault(EDIT.0, EDIT.1, fault, 1);
        serve(&mut window, ServerCommand::Debug(at, true));
        let shown = messages(&window);
        assert!(shown.contains(told), "{shown}");
    }
}

#[test]
fn a_push_that_was_cut_off_while_the_workflow_is_made_says_what_is_not_known() {
    let double = double();
    let (mut window, _) = opened(&Place::of(&double));
    assert!(double.remove_workflow(1));
    let trigger = "event-publish".to_owned();
    serve(&mut window, ServerCommand::PushTo(trigger));
    double.fault("GET", "/workflows/editor", Fault::CloseUnserved, 9);
    double.fault_behind(2, "GET", "/workflows/triggers", Fault::Status(404), 9);
    click(&mut window, "Push");
    assert!(
        says(
            &window,
            "Nothing was pushed. Whether the server has made an empty workflow for the trigger “event-publish”"
        ),
        "{}",
        messages(&window)
    );
    double.clear_faults();
    click(&mut window, "Look again");
    assert!(window.query_by_label("Push").is_some() || says(&window, "Push"));
}

#[test]
fn a_push_that_was_refused_leaves_nothing_among_the_replaced_states() {
    let double = double();
    let (mut window, _) = opened(&Place::of(&double));
    change_message(&mut window, "Second");
    for fault in [Fault::InternalError, Fault::Status(404)] {
        serve(&mut window, ServerCommand::Push);
        double.fault(EDIT.0, EDIT.1, fault, 1);
        serve(&mut window, ServerCommand::Send);
        send(&mut window, Command::CloseDialog);
    }
    serve(&mut window, ServerCommand::Past);
    let past = window.state().state.servers().past().unwrap();
    assert_eq!(past.states.len(), 0);
    send(&mut window, Command::CloseDialog);
    serve(&mut window, ServerCommand::Push);
    click(&mut window, "Push");
    serve(&mut window, ServerCommand::Past);
    let past = window.state().state.servers().past().unwrap();
    assert_eq!(past.states.len(), 1, "what was replaced is there");
}
