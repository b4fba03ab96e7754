//! What others do on the server between two pushes, and what becomes of a push that was cut off.

use std::{fs, time::Duration};

use super::stage::*;
use crate::stage::{Said, Stage};
use misp_flow_tests::misp_double::{Fault, Logged};
use serde_json::json;

/// A colleague deletes the workflow and makes one anew, under a new number.
fn made_anew(stage: &Stage, name: &str) {
    assert!(stage.double.remove_workflow(1));
    stage.double.make_workflow("event-publish");
    stage
        .double
        .another_editor(2, |workflow| workflow["name"] = json!(name));
}

fn push(stage: &Stage, file: &str, more: &[&str]) -> Said {
    stage.run(&[&["push", "lab", file, "--yes"], more].concat())
}

#[test]
fn a_colleagues_new_workflow_is_not_overwritten_unasked() {
    let stage = pushed("anew");
    made_anew(&stage, "Theirs");
    let deleted =
        "Somebody has deleted the workflow that was there; the one in its place is another";
    stage
        .run(&["diff", "lab", "after.json"])
        .is(2, "diverged")
        .is(2, deleted);
    // The same of a file that was never pushed.
    stage.named("new.json", "New");
    for file in ["before.json", "after.json", "new.json"] {
        push(&stage, file, &[]).is(2, "there is another one in its place");
    }
    assert_eq!(stage.double.workflow(2).expect("it")["name"], "Theirs");
    // Nor is it by a file of the former one where the new one was pulled elsewhere.
    stage
        .run(&["pull", "lab", "2", "-o", "theirs.json"])
        .is(0, "theirs.json");
    push(&stage, "before.json", &[]).is(2, "there is another one in its place");
    push(&stage, "before.json", &["--mine"]).is(0, "Pushed to workflow 2");
    assert_eq!(stage.double.workflow(2).expect("it")["name"], "Before");
    // From then on it is the file's own.
    stage.named("before.json", "Further");
    push(&stage, "before.json", &[]).is(0, "Pushed to workflow 2");
}

#[test]
fn what_a_server_makes_by_itself_is_nobodys_work() {
    let stage = pushed("fresh");
    made_anew(&stage, "Workflow for trigger event-publish");
    stage
        .run(&["diff", "lab", "before.json"])
        .is(2, "ahead")
        .is(2, "is new and holds nothing yet");
    push(&stage, "before.json", &[]).is(0, "Pushed to workflow 2");
    // One that somebody has named is somebody's, whether anything of this server is on record or not.
    let stage = Stage::new("named");
    stage.double.make_workflow("event-publish");
    stage.double.another_editor(1, |workflow| {
        workflow["description"] = json!("Ours to fill")
    });
    stage.named("a.json", "Mine");
    let said = push(&stage, "a.json", &[]).is(2, "somebody else may have changed it");
    assert!(!said.out.contains("deleted"), "{said:?}");
}

#[test]
fn what_was_pushed_from_another_file_is_nobody_elses_change() {
    let stage = pushed("other-file");
    stage.named("before.json", "Later");
    push(&stage, "before.json", &[]).is(0, "Pushed to workflow 1");
    // A copy of it, which goes on; from which of the two states its name does not tell.
    stage.named("copy.json", "Of the copy");
    let said = push(&stage, "copy.json", &[]).is(2, "by your own push of ");
    assert!(!said.err.contains("somebody else"), "{said:?}");
    assert!(
        said.err
            .contains("before.json, and copy.json was made from an earlier state")
    );
    assert!(said.out.contains("came from your own push of "), "{said:?}");
    assert_eq!(stage.name_there(), "Later");
    // Who says what it was made from has no conflict.
    let base = ["--base", "before.json"];
    push(&stage, "copy.json", &base).is(0, "Pushed to workflow 1");
    assert_eq!(stage.name_there(), "Of the copy");
    // What somebody else saved since is theirs.
    let theirs = |workflow: &mut serde_json::Value| workflow["name"] = json!("Theirs");
    stage.double.another_editor(1, theirs);
    stage.named("third.json", "Third");
    let said = push(&stage, "third.json", &[]).is(2, "somebody else may have changed it");
    assert!(!said.err.contains("your own push"), "{said:?}");
}

#[test]
fn what_another_server_had_was_not_deleted_on_a_new_one() {
    let stage = pushed("moved");
    let other = Stage::new("moved-to");
    other.named("theirs.json", "Theirs");
    push(&other, "theirs.json", &[]).is(0, "Pushed to workflow 1");
    let url = other.double.url().to_owned();
    stage
        .run(&["instance", "add", "lab", &url, "--replace"])
        .is(0, "lab");
    other
        .double
        .another_editor(1, |workflow| workflow["description"] = json!("Theirs"));
    stage.named("new.json", "New");
    let diff = stage.run(&["diff", "lab", "new.json"]);
    assert!(!diff.out.contains("deleted"), "{diff:?}");
    assert!(other.double.remove_workflow(1));
    stage
        .run(&["diff", "lab", "new.json"])
        .is(2, "not on the server yet");
    push(&stage, "new.json", &[]).is(0, "Pushed to workflow 2");
}

#[test]
fn what_somebody_saves_right_after_a_push_is_theirs() {
    let stage = pushed("right-after");
    stage.double.clear_log();
    let slow = Fault::DelayedAnswer(Duration::from_secs(2));
    stage.double.fault(SAVE.0, SAVE.1, slow, 1);
    let child = stage.start(&["push", "lab", "after.json", "--yes", "--json"]);
    let is_save = |one: &Logged| one.path.contains("/edit/");
    assert!(stage.double.wait_for(is_save, Duration::from_secs(20)));
    while stage.name_there() != "After" {
        std::thread::sleep(Duration::from_millis(5));
    }
    stage
        .double
        .another_editor(1, |workflow| workflow["name"] = json!("Theirs"));
    let said = Said::of(&child.wait_with_output().expect("it ends"));
    let said = said.is(2, "somebody else may have changed it");
    assert!(!said.err.contains("stored otherwise"), "{said:?}");
    assert_eq!(said.json()["pushed"], true);
    assert_eq!(said.json()["stored_otherwise"], json!([]));
    assert_eq!(
        said.json()["changed_since"].as_array().map(Vec::len),
        Some(1)
    );
    stage.named("after.json", "Further");
    push(&stage, "after.json", &[]).is(2, "may have changed it on the server");
    assert_eq!(stage.name_there(), "Theirs");
}

#[test]
#[cfg(unix)]
fn what_a_killed_push_brought_there_is_what_the_file_goes_on_from() {
    let stage = pushed("killed-goes-on");
    stage.named("before.json", "Mine");
    stage.double.clear_log();
    let slow = Fault::DelayedAnswer(Duration::from_secs(5));
    stage.double.fault(SAVE.0, SAVE.1, slow, 1);
    let child = stage.start(&["push", "lab", "before.json", "--yes"]);
    let is_save = |one: &Logged| one.path.contains("/edit/");
    assert!(stage.double.wait_for(is_save, Duration::from_secs(20)));
    while stage.name_there() != "Mine" {
        std::thread::sleep(Duration::from_millis(5));
    }
    let kill = std::process::Command::new("kill")
        .args(["-KILL", &child.id().to_string()])
        .status();
    assert!(kill.expect("kill runs").success());
    child.wait_with_output().expect("it ends");
    stage
        .run(&["workflows", "lab"])
        .is(0, "has reached the server")
        .is(0, "in sync");
    // The text that was pushed is one's own.
    stage.named("before.json", "Mine, further");
    let diff = stage.run(&["diff", "lab", "before.json"]);
    let diff = diff.is(2, "ahead of the server");
    assert!(!diff.out.contains("changed on the server"), "{diff:?}");
    push(&stage, "before.json", &[]).is(0, "Pushed to workflow 1");
}

#[test]
fn a_graph_without_one_trigger_is_not_sent() {
    let stage = pushed("triggers");
    let whole: serde_json::Value = serde_json::from_str(&stage.read("after.json")).expect("JSON");
    let nodes = whole["Workflow"]["data"]
        .as_object()
        .expect("nodes")
        .clone();
    let is_trigger = |node: &serde_json::Value| node["data"]["module_type"] == "trigger";
    let (key, trigger) = nodes
        .iter()
        .find(|(_, node)| is_trigger(node))
        .expect("a trigger");
    let mut none = whole.clone();
    none["Workflow"]["data"]
        .as_object_mut()
        .expect("nodes")
        .remove(key);
    let mut two = whole.clone();
    let mut other = trigger.clone();
    other["id"] = json!(99);
    two["Workflow"]["data"]["99"] = other;
    let mut empty = whole.clone();
    empty["Workflow"]["data"] = json!({});
    for (graph, told) in [
        (none, "it has no trigger"),
        (empty, "it has no trigger"),
        (two, "it has 2 triggers, and may have one"),
    ] {
        fs::write(stage.file("odd.json"), graph.to_string()).expect("a file");
        let said = push(&stage, "odd.json", &["--to", "1", "--mine"]);
        said.is(2, "the server would refuse it").is(2, told);
        assert_eq!(saves(&stage), 1, "it was not sent");
    }
}

#[test]
fn a_push_that_was_refused_is_no_part_of_the_history() {
    let stage = pushed("no-history");
    let states = |stage: &Stage| {
        let said = stage.run(&["history", "lab", "1", "--json"]).json();
        let names = said.as_array().expect("a list").iter();
        names.map(|one| one["name"].clone()).collect::<Vec<_>>()
    };
    let before = states(&stage);
    for fault in [Fault::InternalError, Fault::Status(404)] {
        stage.double.fault(SAVE.0, SAVE.1, fault, 1);
        push(&stage, "after.json", &[]).is(3, "");
        assert_eq!(states(&stage), before);
    }
    push(&stage, "after.json", &[]).is(0, "Pushed to workflow 1");
    assert_eq!(states(&stage).len(), before.len() + 1);
    assert_eq!(states(&stage)[0], "Before");
}
