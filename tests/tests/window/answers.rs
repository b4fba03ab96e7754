//! What was set for a node, told wherever it counts, with nodes of the same name told apart.

use crate::window_stage::{Window, empty, open_as, press, red, says, send, settle};
use egui::{Key, Theme, vec2};
use misp_flow::state::{BottomTab, Command, RunsCommand};
use misp_flow_engine::{
    edit::Edit,
    run::{Answer, Reply},
    workflow::NodeId,
};

/// A window with two webhooks of the same name, nodes 2 and 3, in a row behind publishing.
fn two_webhooks(name: &str) -> Window {
    let folder = crate::window_stage::folder(name);
    let path = folder.join("two.json");
    let nodes = crate::perform_stage::webhooks("https://hooks.example", 2);
    std::fs::write(&path, crate::perform_stage::workflow(&nodes).to_string()).unwrap();
    let mut state = empty();
    state.use_runs_file(folder.join("runs.sqlite"));
    state.apply(Command::OpenPath(path));
    while !state.is_idle() {
        state.poll();
    }
    state.apply(Command::ChooseEvent(2));
    let mut window = open_as(state, Theme::Dark, vec2(1280.0, 1400.0), 1.0);
    for node in [2, 3] {
        let rename = Edit::Rename {
            node: NodeId::from(node),
            name: "Webhook".into(),
        };
        send(&mut window, Command::Edit(rename));
    }
    window
}

/// Sets what a webhook is answered.
fn give(window: &mut Window, node: u64, status: u16) {
    let reply = Reply::Http {
        status,
        body: String::new(),
        location: None,
    };
    let answer = Some(Box::new(Answer::reply(reply)));
    send(window, Command::SetAnswer(NodeId::from(node), answer));
}

#[test]
fn an_answer_that_was_given_is_told_as_one() {
    let mut window = two_webhooks("given");
    give(&mut window, 3, 500);
    press(&mut window, Key::F5);
    settle(&mut window);
    assert!(says(
        &window,
        "Webhook (3), failed, with the answer that was set: "
    ));
    let sentence = "2 actions executed, 1 of them failed, as set by hand";
    assert!(says(&window, sentence));
    send(&mut window, Command::ShowStep(None));
    assert!(says(
        &window,
        "answered with status 500 (its answer was set by hand)"
    ));
    send(&mut window, Command::ShowStep(Some(1)));
    let set = "The answer was set for the node in simulations";
    assert!(says(&window, set));
    send(&mut window, Command::ShowStep(Some(0)));
    assert!(!says(&window, set));
    // What is kept of the run says it as well.
    send(&mut window, Command::ShowBottom(BottomTab::Runs));
    let first = window.state().state.runs().rows().unwrap()[0].id;
    let choose = Command::Runs(RunsCommand::Choose(vec![first]));
    send(&mut window, choose);
    assert!(says(&window, sentence));

    // An answer that is well is no less given.
    give(&mut window, 3, 204);
    press(&mut window, Key::F5);
    settle(&mut window);
    assert!(says(
        &window,
        "Webhook (3), done, with the answer that was set"
    ));
    assert!(!says(&window, sentence));
    assert!(says(
        &window,
        "2 actions executed; the answer for Webhook (3) was set by hand"
    ));
}

#[test]
fn a_node_that_was_set_to_succeed_or_to_block_is_told_in_the_outcome() {
    let mut state = red();
    let folder = crate::window_stage::folder("set-to-succeed");
    state.use_runs_file(folder.join("runs.sqlite"));
    let mut window = open_as(state, Theme::Dark, vec2(1280.0, 1400.0), 1.0);
    let graph = &window.state().state.document().workflow().graph;
    let stops = graph
        .nodes
        .iter()
        .filter(|(_, one)| one.module == "stop-execution");
    let stop = stops.map(|(id, _)| id.clone()).next().unwrap();
    let set = |window: &mut Window, answer: Answer| {
        let answer = Some(Box::new(answer));
        send(window, Command::SetAnswer(stop.clone(), answer));
        press(window, Key::F5);
        settle(window);
    };
    set(&mut window, Answer::failure("a drill"));
    assert!(says(&window, "stopped the run, as it was set to: a drill"));
    let succeed = Answer {
        success: true,
        errors: Vec::new(),
        ..Answer::failure("")
    };
    set(&mut window, succeed);
    let sentence = "; Stop execution was set to succeed";
    assert!(says(&window, sentence));
    // The list of runs says so as well.
    send(&mut window, Command::ShowBottom(BottomTab::Runs));
    assert!(says(&window, "with answers that were set"));
    let first = window.state().state.runs().rows().unwrap()[0].id;
    let choose = Command::Runs(RunsCommand::Choose(vec![first]));
    send(&mut window, choose);
    assert!(says(&window, sentence));
    assert!(says(&window, "Nodes gave what was set for them"));
}

#[test]
fn nodes_of_the_same_name_are_told_apart_wherever_they_are_named() {
    let mut window = two_webhooks("namesakes");
    press(&mut window, Key::F10);
    assert!(says(&window, "Paused before Webhook (3)"));
    press(&mut window, Key::F5);
    settle(&mut window);
    // What was done, of the whole run.
    send(&mut window, Command::ShowStep(None));
    assert!(says(&window, "Webhook (2): POST"));
    assert!(says(&window, "Webhook (3): POST"));
    give(&mut window, 3, 500);
    let told = "The answer set for Webhook (3) was changed since";
    assert!(says(&window, told));
}
