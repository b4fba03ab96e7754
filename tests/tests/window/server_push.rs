//! Pushes that go elsewhere, come back different, or do not come to their end.

use std::time::Duration;

use crate::server_stage::{
    Place, change_message, double, messages, opened, pulled, serve,
    window_stage::{Window, click, press, says, send, settle, type_text},
};
use egui::Key;
use egui_kittest::kittest::Queryable as _;
use misp_flow::{
    push::Standing,
    state::{Command, LeftTab, ServerCommand, Stage},
};
use misp_flow_engine::edit::Edit;
use misp_flow_tests::misp_double::{Double, Fault};
use serde_json::json;

fn message(double: &Double) -> String {
    let stored = double.workflow(1).unwrap();
    let message = &stored["data"]["4"]["data"]["indexed_params"]["message"];
    message.as_str().unwrap().to_owned()
}

/// Pushes to a server that saves at once and takes its time to say so; does not wait for that.
fn send_slowly(window: &mut Window, double: &Double) {
    let delay = Fault::DelayedAnswer(Duration::from_millis(1500));
    double.fault("POST", "/workflows/edit", delay, 1);
    let state = &mut window.state_mut().state;
    state.apply(Command::Server(ServerCommand::Send));
}

#[test]
fn a_replaced_state_is_compared_and_pushed_back() {
    let double = double();
    let (mut window, at) = opened(&Place::of(&double));
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
    let (mut window, _) = opened(&Place::of(&double));
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
    let (mut window, _) = opened(&Place::of(&double));
    change_message(&mut window, "Second über leaf");
    serve(&mut window, ServerCommand::Push);
    double.set_time(1_795_400_000);
    // Its database does not know all signs.
    send_slowly(&mut window, &double);
    while !message(&double).starts_with("Second") {
        window.step();
    }
    double.another_editor(1, |workflow| {
        workflow["data"]["4"]["data"]["indexed_params"]["message"] = json!("Second ??ber leaf");
    });
    settle(&mut window);
    assert!(
        says(&window, "stored some of it in another way"),
        "{}",
        messages(&window)
    );
    assert!(says(&window, "Second über leaf → Second ??ber leaf"));
    click(&mut window, "Close");
    // It is the server's doing, and in nobody's way.
    change_message(&mut window, "Third");
    serve(&mut window, ServerCommand::Push);
    assert!(says(&window, "which nobody has changed since"));
}

#[test]
fn a_server_that_dies_before_it_saved_is_found_out_at_the_next_start() {
    let double = double();
    let place = Place::of(&double);
    let (mut window, _) = opened(&place);
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
        messages(&window).contains("has not reached the server so far"),
        "{}",
        messages(&window)
    );
    assert_eq!(message(&double), first);
    assert!(
        double.log().iter().all(|row| !row.path.contains("/edit")),
        "only read"
    );
}

#[test]
fn a_push_that_a_gateway_gave_up_on_is_no_conflict_with_oneself() {
    let double = double();
    let (mut window, at) = opened(&Place::of(&double));
    let first = message(&double);
    change_message(&mut window, "Second");
    serve(&mut window, ServerCommand::Push);
    double.fault("POST", "/workflows/edit", Fault::Status(504), 1);
    serve(&mut window, ServerCommand::Send);
    assert!(says(&window, "is not known"), "{}", messages(&window));
    assert_eq!(message(&double), first);
    send(&mut window, Command::CloseDialog);
    // The server was at it all the time; meanwhile somebody here goes on.
    change_message(&mut window, "Third");
    double.another_editor(1, |workflow| {
        workflow["data"]["4"]["data"]["indexed_params"]["message"] = json!("Second");
    });
    serve(&mut window, ServerCommand::Refresh);
    let rows = window.state().state.servers().rows();
    assert_eq!(rows[at].standing, Some(Standing::Ahead));
    assert!(
        messages(&window).contains("that was cut off has reached the server"),
        "{}",
        messages(&window)
    );
    serve(&mut window, ServerCommand::Push);
    assert!(!says(&window, "was changed on the server and here"));
    click(&mut window, "Push");
    assert_eq!(message(&double), "Third", "{}", messages(&window));
    let rows = window.state().state.servers().rows();
    assert_eq!(rows[at].standing, Some(Standing::InSync));
}

#[test]
fn a_conflict_names_no_change_that_is_not_sent() {
    let double = double();
    let (mut window, _) = opened(&Place::of(&double));
    // Which of the two the server has is its own to say.
    let mut workflow = window.state().state.document().workflow().clone();
    workflow.enabled = !workflow.enabled;
    let edit = Edit::Replace {
        with: Box::new(workflow),
        label: "Switch".to_owned(),
    };
    send(&mut window, Command::Edit(edit));
    crate::server_stage::conflict(&mut window, &double);
    serve(&mut window, ServerCommand::Push);
    assert!(says(&window, "Changed here only"));
    assert!(says(&window, "Tell the queue"));
    assert!(!says(&window, "witched on"), "{}", messages(&window));
}

#[test]
fn what_another_window_pushed_meanwhile_is_not_overwritten() {
    let double = double();
    let place = Place::of(&double);
    let (mut window, _) = opened(&place);
    change_message(&mut window, "Mine");
    // Both keep what they know of the server in the same place.
    let mut other = place.window();
    pulled(&mut other);
    change_message(&mut other, "Theirs");
    serve(&mut other, ServerCommand::Push);
    serve(&mut other, ServerCommand::Send);
    assert_eq!(message(&double), "Theirs");
    serve(&mut window, ServerCommand::Push);
    assert!(says(&window, "was changed on the server and here"));
    serve(&mut window, ServerCommand::Send);
    assert_eq!(message(&double), "Theirs", "{}", messages(&window));
    // Decided for what is here, it goes; theirs is among the replaced states.
    click(&mut window, "Replace theirs with mine");
    assert_eq!(message(&double), "Theirs");
    click(&mut window, "Push");
    assert_eq!(message(&double), "Mine", "{}", messages(&window));
    serve(&mut window, ServerCommand::Past);
    assert!(says(&window, "just now"));
}

#[test]
fn a_workflow_that_was_never_pushed_goes_to_its_own_trigger() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    serve(&mut window, ServerCommand::Connect);
    send(&mut window, Command::OpenSample(0));
    serve(&mut window, ServerCommand::Push);
    assert!(says(&window, "was changed on the server and here"));
}

#[test]
fn the_workflow_of_a_trigger_that_was_deleted_is_got_back() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    serve(&mut window, ServerCommand::Connect);
    send(&mut window, Command::ShowLeft(LeftTab::Workflows));
    let rows = window.state().state.servers().rows();
    let at = rows.iter().position(|row| row.stored.is_some()).unwrap();
    serve(&mut window, ServerCommand::AskDelete(at));
    type_text(&mut window, "Block red data");
    click(&mut window, "Delete");
    assert!(double.workflows().is_empty(), "{}", messages(&window));
    // In the menu of the row of its trigger, which has no workflow now.
    click(&mut window, "Actions of Event Publish");
    // The first of that name is the button above the list.
    let entry = window.get_all_by_label("Replaced states…").last();
    entry.expect("an entry of the menu").click();
    settle(&mut window);
    assert!(says(&window, "“Block red data”  ·  6 nodes"));
    let open = window.get_all_by_label_contains("Open the state of").next();
    open.expect("a state").click();
    settle(&mut window);
    serve(
        &mut window,
        ServerCommand::PushTo("event-publish".to_owned()),
    );
    click(&mut window, "Push");
    assert_eq!(double.workflows().len(), 1, "{}", messages(&window));
    let name = &double.workflows()[0]["name"];
    assert_eq!(name, "Block red data");
}

#[test]
fn escape_does_not_hide_a_push_that_is_under_way() {
    let double = double();
    let (mut window, _) = opened(&Place::of(&double));
    change_message(&mut window, "Second");
    serve(&mut window, ServerCommand::Push);
    send_slowly(&mut window, &double);
    for _ in 0..3 {
        window.step();
    }
    window.key_press(Key::Escape);
    for _ in 0..3 {
        window.step();
    }
    assert!(says(&window, "Pushing, then reading back"));
    assert!(says(&window, "Cancel the push"));
    settle(&mut window);
    assert_eq!(message(&double), "Second");
    assert!(!says(&window, "Pushing, then"), "it goes when it is done");
}

#[test]
fn quitting_in_the_midst_of_a_push_is_a_question() {
    let double = double();
    let (mut window, _) = opened(&Place::of(&double));
    change_message(&mut window, "Second");
    serve(&mut window, ServerCommand::Push);
    send_slowly(&mut window, &double);
    window.step();
    window.state_mut().state.apply(Command::Quit);
    window.step();
    assert!(says(&window, "is being pushed"));
    assert!(says(&window, "Quit all the same"));
    window.state_mut().state.apply(Command::CloseDialog);
    window.step();
    window.step();
    assert!(says(&window, "Cancel the push"), "back at the push");
    settle(&mut window);
    assert_eq!(message(&double), "Second");
    // Afterwards nothing but what is not saved is asked about.
    send(&mut window, Command::Quit);
    assert!(!says(&window, "is being pushed"));
}

#[test]
fn a_row_says_what_a_push_has_found_out() {
    let double = double();
    let (mut window, at) = opened(&Place::of(&double));
    change_message(&mut window, "Second");
    let standing = |window: &Window| window.state().state.servers().rows()[at].standing;
    assert_eq!(standing(&window), Some(Standing::Ahead));
    double.another_editor(1, |workflow| {
        workflow["data"]["4"]["data"]["indexed_params"]["message"] = json!("Theirs");
    });
    serve(&mut window, ServerCommand::Push);
    press(&mut window, Key::Escape);
    assert_eq!(standing(&window), Some(Standing::Diverged));
}

#[test]
fn a_workflow_without_a_name_is_not_pushed() {
    let double = double();
    let (mut window, _) = opened(&Place::of(&double));
    send(&mut window, Command::Edit(Edit::SetName(String::new())));
    serve(&mut window, ServerCommand::Push);
    assert!(says(&window, "it has no name"), "{}", messages(&window));
    serve(&mut window, ServerCommand::Send);
    assert_eq!(double.workflow(1).unwrap()["name"], "Block red data");
    assert!(double.log().iter().all(|row| !row.path.contains("/edit")));
}

#[test]
fn a_workflow_that_was_deleted_meanwhile_is_told() {
    let double = double();
    let (mut window, _) = opened(&Place::of(&double));
    assert!(double.remove_workflow(1));
    let trigger = "event-publish".to_owned();
    serve(&mut window, ServerCommand::PushTo(trigger));
    assert!(
        says(&window, "Somebody has deleted the workflow that was there"),
        "{}",
        messages(&window)
    );
    click(&mut window, "Push");
    assert_eq!(double.workflows().len(), 1, "{}", messages(&window));
}

#[test]
fn a_push_that_failed_out_of_sight_is_no_longer_told_once_it_is_tried_again() {
    let double = double();
    let (mut window, _) = opened(&Place::of(&double));
    change_message(&mut window, "Second");
    serve(&mut window, ServerCommand::Push);
    double.fault("POST", "/workflows/edit", Fault::InternalError, 1);
    let state = &mut window.state_mut().state;
    state.apply(Command::Server(ServerCommand::Send));
    state.dialog = None;
    settle(&mut window);
    assert!(
        messages(&window).contains("failed at"),
        "{}",
        messages(&window)
    );
    serve(&mut window, ServerCommand::Push);
    assert!(!messages(&window).contains("failed at"));
    click(&mut window, "Push");
    assert_eq!(message(&double), "Second", "{}", messages(&window));
}

#[test]
#[cfg(unix)]
fn a_record_that_cannot_be_written_is_named_with_what_the_server_has() {
    let double = double();
    let place = Place::of(&double);
    let (mut window, _) = opened(&place);
    let first = message(&double);
    change_message(&mut window, "Second");
    let record = place.folder.join("instances").join(&place.instance.id);
    let lock = record.join("workflows/1/push.lock");
    let _ = std::fs::remove_file(&lock);
    std::fs::create_dir(&lock).unwrap();
    serve(&mut window, ServerCommand::Push);
    click(&mut window, "Push");
    assert!(says(&window, "Nothing was changed on the server"));
    assert!(says(&window, "The push was not begun"));
    assert!(says(&window, &lock.display().to_string()), "which one");
    assert!(says(&window, "or let this program write there"));
    assert!(!says(&window, "your changes are still here"));
    assert_eq!(message(&double), first);
    std::fs::remove_dir(&lock).unwrap();
    click(&mut window, "Look again");
    assert!(!says(&window, "Nothing was changed on the server"));
    click(&mut window, "Push");
    assert_eq!(message(&double), "Second", "{}", messages(&window));
}

#[test]
fn a_push_says_which_of_several_of_a_name_it_is() {
    let double = double();
    let place = Place::of(&double);
    let (mut window, _) = opened(&place);
    change_message(&mut window, "Second");
    serve(&mut window, ServerCommand::Push);
    assert!(says(&window, "Push “Block red data” to MISP test"));
    assert!(says(&window, "To workflow 1 on the server"));
    send(&mut window, Command::CloseDialog);
    // Saved to a file, that is told as well.
    let file = place.folder.join("mine.json");
    send(&mut window, Command::SaveTo(file.clone()));
    serve(&mut window, ServerCommand::Push);
    let from = format!("From {}, to workflow 1", file.display());
    assert!(says(&window, &from), "{from}");
}
