//! Runs that pause, go on, go back, and go on with something else.

use crate::window_stage::{
    Window, click, double_click, graph, open, press, press_with, red, says, select, send, settle,
    type_text,
};
use egui::{Event, Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::{NodeT, Queryable};
use misp_flow::{
    state::{Command, ShownRun, StepCommand},
    stepper::DataChange,
};
use misp_flow_engine::{
    edit::Edit,
    run::{Answer, Outcome},
    value::{Key as DataKey, Value},
    workflow::NodeId,
};
use serde_json::json;

/// The event that goes through all of the sample.
const PUBLIC: usize = 2;

fn run(window: &Window) -> &ShownRun {
    window.state().state.run().expect("a run")
}

fn steps(window: &Window) -> Vec<String> {
    let steps = run(window).run.steps.iter();
    steps.map(|step| step.node.to_string()).collect()
}

fn with_public() -> Window {
    let mut window = open(red());
    send(&mut window, Command::ChooseEvent(PUBLIC));
    window
}

fn is_paused(window: &Window) -> bool {
    window.state().state.paused().is_some()
}

#[test]
fn a_node_that_is_put_in_after_a_run_is_not_one_that_it_passed_over() {
    let mut window = open(red());
    press(&mut window, Key::F5);
    settle(&mut window);
    assert!(says(&window, ", did not run"));
    let passed = window.query_all_by_label_contains(", did not run").count();
    let document = window.state().state.document();
    let copied = document
        .workflow()
        .graph
        .nodes
        .values()
        .last()
        .unwrap()
        .clone();
    let add = Edit::AddNode {
        node: Box::new((*copied).clone()),
        from: None,
        to: None,
    };
    send(&mut window, Command::Edit(add));
    assert!(says(&window, "put in after the run"));
    assert_eq!(
        window.query_all_by_label_contains(", did not run").count(),
        passed
    );
}

#[test]
fn a_run_goes_step_by_step_back_and_on_to_its_end() {
    let mut window = with_public();
    press(&mut window, Key::F10);
    assert_eq!(steps(&window), ["2"]);
    assert!(says(&window, "Paused before IF :: Tag"));
    assert!(says(&window, "Node 3 IF :: Tag, logic"));
    press(&mut window, Key::F10);
    assert_eq!(steps(&window), ["2", "3"]);
    assert!(says(&window, "What step 2 did"));
    assert!(says(&window, "Paused before Attach warninglist"));

    press_with(&mut window, Modifiers::SHIFT, Key::F11);
    assert!(says(&window, "What step 1 did"));
    assert_eq!(steps(&window), ["2", "3"], "what was run stays run");
    press(&mut window, Key::F10);
    assert_eq!(steps(&window), ["2", "3"], "the step is looked at again");
    press(&mut window, Key::F10);
    assert_eq!(steps(&window), ["2", "3", "5"]);

    assert!(is_paused(&window));
    press(&mut window, Key::F5);
    assert!(!is_paused(&window));
    assert_eq!(steps(&window), ["2", "3", "5", "6"]);
    assert!(says(&window, "Publishing would go on"));
    press(&mut window, Key::F5);
    assert_eq!(steps(&window).len(), 4, "with nothing paused, it runs anew");
}

#[test]
fn a_run_that_is_stopped_does_not_go_on() {
    let mut window = with_public();
    press(&mut window, Key::F10);
    press_with(&mut window, Modifiers::SHIFT, Key::F5);
    assert!(says(
        &window,
        "Stopped before IF :: Tag (3); the rest was not run"
    ));
    press(&mut window, Key::F10);
    assert_eq!(steps(&window), ["2"]);
    press_with(&mut window, Modifiers::SHIFT, Key::F5);
    assert!(says(&window, "Nothing simulated yet"));
}

#[test]
fn a_break_point_on_a_node_stops_before_it_until_it_is_switched_off() {
    let mut window = with_public();
    select(&mut window, &[5]);
    press(&mut window, Key::F9);
    assert!(says(&window, "Node 5 Attach warninglist, action"));
    assert!(says(&window, "break point"));
    press(&mut window, Key::F5);
    assert_eq!(steps(&window), ["2", "3"]);
    assert!(says(
        &window,
        "Paused before Attach warninglist, at its break point"
    ));
    assert_eq!(
        window.state().state.selected().single(),
        Some(&NodeId::from(5))
    );
    press(&mut window, Key::F5);
    assert_eq!(steps(&window).len(), 4, "it stops there once");

    click(&mut window, "Break points (1)");
    click(&mut window, "Before Attach warninglist");
    press(&mut window, Key::Escape);
    press(&mut window, Key::F5);
    assert_eq!(steps(&window).len(), 4);
    assert!(!is_paused(&window));
    click(&mut window, "Break points (1)");
    click(&mut window, "Remove: Before Attach warninglist");
    assert!(says(&window, "Press F9 with a node selected"));
    assert_eq!(window.state().state.breaks().count(), 0);
    assert!(
        !window.state().state.document().is_unsaved(),
        "break points are no part of the workflow"
    );
}

#[test]
fn a_run_stops_behind_a_step_that_fails() {
    let mut window = with_public();
    let failure = Some(Box::new(Answer::failure("no lists here")));
    send(&mut window, Command::SetAnswer(NodeId::from(5), failure));
    press_with(&mut window, Modifiers::ALT, Key::F9);
    press(&mut window, Key::F5);
    assert_eq!(steps(&window), ["2", "3", "5"]);
    assert!(says(&window, "Attach warninglist failed"));
    assert!(says(&window, "no lists here"));
    press(&mut window, Key::F5);
    assert_eq!(steps(&window).len(), 4);
}

#[test]
fn a_run_stops_when_a_condition_over_the_data_comes_true() {
    let mut window = with_public();
    let sets = Answer {
        sets: vec![("Event.info".to_owned(), Value::from("another one"))],
        ..Answer::default()
    };
    send(
        &mut window,
        Command::SetAnswer(NodeId::from(5), Some(Box::new(sets))),
    );
    click(&mut window, "Break points");
    window
        .get_by_role_and_label(Role::TextInput, "Hash path to watch")
        .focus();
    settle(&mut window);
    type_text(&mut window, "Event.info");
    window
        .get_by_role_and_label(Role::TextInput, "Value to watch for")
        .focus();
    settle(&mut window);
    type_text(&mut window, "another one");
    press(&mut window, Key::Enter);
    assert!(says(&window, "When Event.info finds another one"));
    press(&mut window, Key::Escape);
    press(&mut window, Key::F5);
    assert_eq!(steps(&window), ["2", "3", "5"]);
    assert!(says(
        &window,
        "Paused before Push to ZMQ: Event.info finds another one"
    ));
    press(&mut window, Key::F5);
    assert_eq!(steps(&window).len(), 4, "it goes on while it stays true");
}

#[test]
fn a_condition_that_holds_from_the_first_pauses_the_run_at_its_beginning() {
    let mut window = with_public();
    click(&mut window, "Break points");
    window
        .get_by_role_and_label(Role::TextInput, "Hash path to watch")
        .focus();
    settle(&mut window);
    type_text(&mut window, "Event.info");
    let event = window.state().state.events().chosen_value().expect("it");
    let info = event.get("Event").and_then(|event| event.get("info"));
    let info = info.expect("its info").to_text().into_owned();
    window
        .get_by_role_and_label(Role::TextInput, "Value to watch for")
        .focus();
    settle(&mut window);
    type_text(&mut window, &info);
    press(&mut window, Key::Enter);
    press(&mut window, Key::Escape);
    press(&mut window, Key::F5);
    assert_eq!(steps(&window), Vec::<String>::new());
    assert!(says(&window, "Paused before"));
    press(&mut window, Key::F5);
    assert_eq!(steps(&window).len(), 4, "it goes on while it stays true");
}

#[test]
fn a_run_goes_to_a_node_or_says_that_it_did_not_come_there() {
    let mut window = with_public();
    select(&mut window, &[6]);
    press_with(&mut window, Modifiers::COMMAND, Key::F10);
    assert_eq!(steps(&window), ["2", "3", "5"]);
    assert!(says(&window, "Paused before Push to ZMQ"));
    send(&mut window, Command::ChooseEvent(1));
    send(&mut window, Command::ClearRun);
    select(&mut window, &[6]);
    press_with(&mut window, Modifiers::COMMAND, Key::F10);
    assert_eq!(run(&window).run.outcome, Outcome::Blocked);
    assert!(says(&window, "Push to ZMQ was not reached"));
}

#[test]
fn a_step_says_why_it_chose_and_what_it_changed() {
    let mut window = open(red());
    press(&mut window, Key::F5);
    press(&mut window, Key::F10);
    assert!(says(&window, "tlp:red found at Event.Tag.0"));
    assert!(says(
        &window,
        "It changed nothing in the data or the database"
    ));
    send(&mut window, Command::ChooseEvent(PUBLIC));
    let sets = Answer {
        sets: vec![("Event.info".to_owned(), Value::from("another one"))],
        ..Answer::default()
    };
    send(
        &mut window,
        Command::SetAnswer(NodeId::from(5), Some(Box::new(sets))),
    );
    press(&mut window, Key::F5);
    send(&mut window, Command::ShowStep(Some(0)));
    assert!(says(&window, "None of tlp:red and PAP:RED was found among"));
    send(&mut window, Command::ShowStep(Some(2)));
    assert!(says(&window, "event: info changed from"));
    assert!(says(&window, "to another one"));
    send(&mut window, Command::ShowStep(Some(3)));
    assert!(says(
        &window,
        "What MISP would do; nothing was sent from here"
    ));
    assert!(says(&window, "ZMQ message on"));
}

#[test]
fn a_value_that_is_changed_in_the_data_changes_the_way() {
    let mut state = red();
    state.settings.bottom_height = 420.0;
    let mut window = open(state);
    press(&mut window, Key::F5);
    assert_eq!(run(&window).run.outcome, Outcome::Blocked);
    send(&mut window, Command::ShowStep(Some(0)));
    click(&mut window, "Data before");
    let info = |node: &egui_kittest::Node<'_>| {
        let label = node.accesskit_node().label();
        label.is_some_and(|label| label.starts_with("info "))
    };
    let row = window
        .query_all_by_role(Role::TreeItem)
        .find(info)
        .expect("the info of the event");
    let row = row.rect();
    double_click(&mut window, row.center());
    let field = window.get_by_role_and_label(Role::TextInput, "New value");
    let field = field.rect();
    // It begins where the value does and has all the room behind that.
    assert!(field.left() < row.left() + 120.0, "{field} in {row}");
    assert!(field.right() > row.right() - 10.0, "{field} in {row}");
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    window.event(Event::Text("By hand".to_owned()));
    settle(&mut window);
    press(&mut window, Key::Enter);
    assert!(says(&window, "with data that were changed by hand"));
    assert!(steps(&window).is_empty(), "it stands before the first step");

    let tag = DataChange {
        after: 0,
        keys: ["Event", "Tag"]
            .into_iter()
            .map(DataKey::from)
            .chain([DataKey::Int(0), DataKey::from("name")])
            .collect(),
        value: Value::from("tlp:green"),
    };
    send(&mut window, Command::Step(StepCommand::Change(tag)));
    // Its attributes are red, too: the second condition decides now.
    press(&mut window, Key::F10);
    press(&mut window, Key::F10);
    assert_eq!(steps(&window), ["2", "3"]);
    press(&mut window, Key::F5);
    assert_eq!(steps(&window), ["2", "3", "4"]);
    let last = &run(&window).run.steps[2].data;
    let info = last.get("Event").and_then(|event| event.get("info"));
    assert_eq!(info, Some(&Value::from("By hand")));
    // The run as a whole is not one of the event as it is stored.
    assert!(!is_paused(&window));
    assert!(says(&window, "With data that were changed by hand"));
    send(&mut window, Command::Simulate);
    assert!(!says(&window, "With data that were changed by hand"));
}

#[test]
fn a_run_is_made_again_from_the_node_that_was_changed() {
    let mut window = with_public();
    press(&mut window, Key::F5);
    let before = run(&window).run.clone();
    assert_eq!(before.outcome, Outcome::Success);
    send(
        &mut window,
        Command::Edit(Edit::SetParam {
            node: NodeId::from(3),
            param: "condition".into(),
            value: Some(json!("not_in_or")),
        }),
    );
    assert!(says(&window, "The workflow was changed since"));
    click(&mut window, "Run again from step 2");
    assert_eq!(steps(&window), ["2", "3", "4"]);
    assert_eq!(run(&window).run.outcome, Outcome::Blocked);
    assert_eq!(run(&window).run.steps[0], before.steps[0]);
    assert!(!says(&window, "The workflow was changed since"));
}

#[test]
fn what_is_changed_behind_a_pause_counts_when_it_goes_on() {
    let mut window = with_public();
    press(&mut window, Key::F10);
    send(
        &mut window,
        Command::Edit(Edit::SetParam {
            node: NodeId::from(3),
            param: "condition".into(),
            value: Some(json!("not_in_or")),
        }),
    );
    press(&mut window, Key::F5);
    assert_eq!(steps(&window), ["2", "3", "4"]);
    assert_eq!(run(&window).run.outcome, Outcome::Blocked);
}

#[test]
fn break_points_stay_with_their_tab() {
    let mut window = with_public();
    select(&mut window, &[5]);
    press(&mut window, Key::F9);
    send(&mut window, Command::New);
    assert_eq!(window.state().state.breaks().count(), 0);
    send(&mut window, Command::PreviousTab);
    assert_eq!(window.state().state.breaks().count(), 1);
}

#[test]
fn an_answer_that_was_changed_is_told_as_one() {
    let mut window = with_public();
    press(&mut window, Key::F5);
    let answer = |answer| Command::SetAnswer(NodeId::from(5), answer);
    let fails = Answer::failure("out for lunch");
    send(&mut window, answer(Some(Box::new(fails))));
    let name = graph(&window).node(&NodeId::from(5)).unwrap().name.clone();
    let words = format!("The answer set for {name} was changed since");
    assert!(says(&window, &words));
    assert!(!says(&window, "The workflow was changed"));
    let rename = Edit::Rename {
        node: NodeId::from(2),
        name: "Is it red?".into(),
    };
    send(&mut window, Command::Edit(rename));
    let both = format!("The workflow and the answer set for {name} were changed since");
    assert!(says(&window, &both));
    press(&mut window, Key::F5);
    assert!(!says(&window, "changed since"));
}

#[test]
fn a_node_that_was_set_to_fail_without_a_message_says_so() {
    let mut window = with_public();
    let fails = Answer {
        success: false,
        errors: vec![String::new()],
        ..Answer::default()
    };
    let answer = Command::SetAnswer(NodeId::from(5), Some(Box::new(fails)));
    send(&mut window, answer);
    press(&mut window, Key::F5);
    assert!(says(&window, "failed, as it was set to"));
    assert!(!says(&window, "MISP gives no reason"));
    let at = steps(&window).iter().position(|node| node == "5").unwrap();
    send(&mut window, Command::ShowStep(Some(at)));
    assert!(says(&window, "The node was set to fail in simulations"));
}
