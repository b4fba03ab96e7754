//! Pushes without a window: conflicts, lost connections, history.

mod cli_server_stage;

use std::{fs, time::Duration};

use cli_server_stage::{Said, Stage, files};
use misp_flow_tests::misp_double::{Fault, Setup};
use serde_json::{Value as Json, json};

const SAVE: (&str, &str) = ("POST", "/workflows/edit*");
const VIEW: (&str, &str) = ("GET", "/workflows/view*");

/// A stage on whose server “Before” lies, pushed from here.
fn pushed(name: &str) -> Stage {
    let stage = Stage::new(name);
    stage.named("before.json", "Before");
    stage.named("after.json", "After");
    stage
        .run(&["push", "lab", "before.json", "--yes"])
        .is(0, "Pushed to workflow 1");
    stage
}

fn saves(stage: &Stage) -> usize {
    let asked = stage.double.log();
    let saves = asked.iter().filter(|one| one.path.contains("/edit/"));
    saves.count()
}

#[test]
fn a_push_is_shown_first_and_asks() {
    let stage = Stage::new("first");
    stage.named("a.json", "Ours");
    let diff = stage.run(&["diff", "lab", "a.json"]);
    let diff = diff.is(2, "not on the server yet");
    assert!(
        diff.out.contains("~ Node 3 Stop execution added"),
        "{diff:?}"
    );
    stage
        .run(&["push", "lab", "a.json"])
        .is(1, "push with --yes");
    assert!(stage.double.workflows().is_empty(), "nothing was changed");
    stage
        .run(&["push", "lab", "a.json", "--yes"])
        .is(0, "Pushed to workflow 1");
    assert_eq!(stage.name_there(), "Ours");
    stage.run(&["diff", "lab", "a.json"]).is(0, "in sync");
    stage
        .run(&["push", "lab", "a.json"])
        .is(0, "Nothing to push");
    assert_eq!(saves(&stage), 1);
}

#[test]
fn a_push_goes_where_it_is_meant_to() {
    let stage = Stage::new("where");
    stage.named("a.json", "Ours");
    let to = ["push", "lab", "a.json", "--yes", "--to", "event-after-save"];
    // It would never run for its own trigger: that is told, and wants a word of its own.
    let told = "it begins with the trigger Event Publish (event-publish)";
    let refused = stage.run(&to).is(2, told);
    assert!(refused.err.contains("--misplaced"), "{refused:?}");
    assert!(stage.double.workflows().is_empty(), "nothing was changed");
    let json = stage.run(&[
        "diff",
        "lab",
        "a.json",
        "--to",
        "event-after-save",
        "--json",
    ]);
    assert_eq!(
        json.json()["misplaced"],
        json!({"here": "event-publish", "there": "event-after-save"})
    );
    stage
        .run(&[&to[..], &["--misplaced"]].concat())
        .is(0, "Pushed to workflow 1");
    assert_eq!(
        stage.double.workflow(1).expect("it")["trigger_id"],
        "event-after-save"
    );
    // Pulled, the file has number and uuid, and goes back there although its trigger says otherwise.
    stage
        .run(&["pull", "lab", "1", "-o", "b.json"])
        .is(0, "new");
    let diff = stage.run(&["diff", "lab", "b.json", "--json"]);
    assert_eq!(diff.json()["target"]["number"], "1");
    assert_eq!(diff.json()["standing"], "in sync");
    // The number of another workflow says nothing: the trigger does.
    let text = stage.read("b.json").replace("-4000-8000-", "-4000-9000-");
    fs::write(stage.file("b.json"), text).expect("a file");
    let diff = stage.run(&["diff", "lab", "b.json", "--json"]).json();
    assert_eq!(diff["target"]["trigger"], "event-publish");
    // A part without a trigger has to be told.
    let blueprint = json!({"WorkflowBlueprint": {"name": "Part", "description": "", "data": []}});
    fs::write(stage.file("part.json"), blueprint.to_string()).expect("a file");
    stage.run(&["diff", "lab", "part.json"]).is(1, "--to");
    stage
        .run(&["diff", "lab", "part.json", "--to", "event-publish"])
        .is(2, "not on the server yet");
    stage
        .run(&["diff", "lab", "part.json", "--to", "nonsense"])
        .is(1, "no workflow “nonsense”");
}

#[test]
fn what_somebody_else_saved_is_overwritten_only_when_told_and_is_kept() {
    let stage = pushed("conflict");
    stage
        .double
        .another_editor(1, |data| data["name"] = json!("Theirs"));
    stage
        .run(&["push", "lab", "before.json", "--yes"])
        .is(2, "the server has a later state");
    let refused = stage.run(&["push", "lab", "after.json", "--yes"]);
    let refused = refused.is(2, "Nothing was pushed");
    assert!(refused.out.contains("! conflict"), "{refused:?}");
    assert!(refused.out.contains("Before → Theirs"), "{refused:?}");
    let json = stage.run(&["push", "lab", "after.json", "--yes", "--json"]);
    assert_eq!(json.status, Some(2));
    assert_eq!(json.json()["pushed"], false);
    assert_eq!(json.json()["standing"], "diverged");
    assert_eq!(json.json()["conflicts"].as_array().map(Vec::len), Some(1));
    assert_eq!(stage.name_there(), "Theirs");
    stage
        .run(&["push", "lab", "after.json", "--mine"])
        .is(1, "--yes");
    let done = stage.run(&["push", "lab", "after.json", "--mine", "--yes", "--json"]);
    assert_eq!(done.json()["pushed"], true, "{done:?}");
    assert_eq!(done.json()["stored_otherwise"], json!([]));
    assert_eq!(stage.name_there(), "After");
    // Theirs is kept, and goes back.
    stage
        .run(&["history", "lab", "event-publish"])
        .is(0, "1  ")
        .is(0, "“Theirs”");
    let list = stage.run(&["history", "lab", "1", "--json"]).json();
    assert_eq!(list[0]["name"], "Theirs");
    assert_eq!(list[0]["who"], "admin@double.example");
    let show = [
        "history",
        "lab",
        "After",
        "--show",
        "1",
        "-o",
        "theirs.json",
    ];
    stage.run(&show).is(0, "");
    stage.run(&show).is(1, "is there already");
    stage
        .run(&["history", "lab", "1", "--show", "99"])
        .is(1, "the states are 1 to");
    stage
        .run(&["push", "lab", "theirs.json", "--yes"])
        .is(0, "Pushed");
    assert_eq!(stage.name_there(), "Theirs");
}

#[test]
fn what_the_server_would_refuse_is_not_sent() {
    let stage = pushed("refused");
    stage.named("party.json", "Party 🎉");
    stage
        .run(&["push", "lab", "party.json", "--yes"])
        .is(2, "the server would refuse it");
    assert_eq!(saves(&stage), 1);
    assert_eq!(stage.name_there(), "Before");
}

#[test]
fn a_lost_answer_is_found_out_by_the_push_itself() {
    for fault in [
        Fault::CloseServed,
        Fault::CutMidBody,
        Fault::InternalErrorServed,
    ] {
        let stage = pushed("lost");
        stage.double.fault(SAVE.0, SAVE.1, fault, 1);
        stage
            .run(&["push", "lab", "after.json", "--yes"])
            .is(0, "Pushed to workflow 1");
        assert_eq!(stage.name_there(), "After");
        assert_eq!(saves(&stage), 2, "a save is never repeated");
        stage.run(&["diff", "lab", "after.json"]).is(0, "in sync");
    }
    let stage = pushed("unserved");
    stage.double.fault(SAVE.0, SAVE.1, Fault::CloseUnserved, 1);
    let said = stage.run(&["push", "lab", "after.json", "--yes"]);
    let said = said.is(3, "ended in the middle");
    assert!(!said.err.contains("not known"), "{said:?}");
    assert_eq!(stage.name_there(), "Before");
}

#[test]
fn what_a_push_could_not_find_out_the_next_command_does() {
    for (fault, told, standing) in [
        (Fault::CloseServed, "has reached the server", 0),
        (Fault::CutMidBody, "has reached the server", 0),
        (Fault::CloseUnserved, "has not reached the server", 2),
    ] {
        let stage = pushed("later");
        stage.double.fault(SAVE.0, SAVE.1, fault, 1);
        // The number of looks before the save: where it goes, the plan, and the send's own.
        let looks = stage.double.log().len();
        stage.run(&["diff", "lab", "after.json"]).is(2, "ahead");
        let rows = stage.double.log().into_iter().skip(looks);
        let before = rows
            .filter(|one| one.path.contains("/workflows/view"))
            .count();
        stage
            .double
            .fault_behind(before, VIEW.0, VIEW.1, Fault::CloseUnserved, usize::MAX);
        stage
            .run(&["push", "lab", "after.json", "--yes"])
            .is(4, "is not known");
        // As long as the server cannot be asked, nothing else is done.
        stage.run(&["workflows", "lab"]).is(3, "127.0.0.1");
        stage
            .run(&["history", "lab", "1"])
            .is(0, "A push of this workflow was cut off");
        stage.double.clear_faults();
        stage.run(&["workflows", "lab"]).is(0, told);
        let quiet = stage.run(&["workflows", "lab"]).is(0, "");
        assert!(!quiet.err.contains("cut off"), "told once: {quiet:?}");
        let diff = stage.run(&["diff", "lab", "after.json"]);
        assert_eq!(diff.status, Some(standing), "{diff:?}");
    }
}

#[test]
#[cfg(unix)]
fn a_push_that_is_killed_or_given_up_is_told_truly() {
    for (signal, fault, told, standing) in [
        (
            "KILL",
            Fault::DelayedAnswer(Duration::from_secs(5)),
            "has reached",
            2,
        ),
        (
            "KILL",
            Fault::Delay(Duration::from_secs(5)),
            "has not reached",
            0,
        ),
        (
            "INT",
            Fault::DelayedAnswer(Duration::from_secs(5)),
            "has reached",
            2,
        ),
    ] {
        let stage = pushed("killed");
        stage.double.clear_log();
        stage.double.fault(SAVE.0, SAVE.1, fault, 1);
        let child = stage.start(&["push", "lab", "after.json", "--yes"]);
        let is_save = |one: &misp_flow_tests::misp_double::Logged| one.path.contains("/edit/");
        assert!(stage.double.wait_for(is_save, Duration::from_secs(20)));
        let kill = std::process::Command::new("kill")
            .args([&format!("-{signal}"), &child.id().to_string()])
            .status();
        assert!(kill.expect("kill runs").success());
        let ended = Said::of(&child.wait_with_output().expect("it ends"));
        if signal == "INT" {
            ended.is(4, "is not known");
        }
        stage
            .run(&["diff", "lab", "before.json"])
            .is(standing, told);
    }
}

#[test]
fn a_push_that_is_being_carried_out_is_not_taken_for_one_that_was_cut_off() {
    let stage = pushed("carried-out");
    stage.double.clear_log();
    let slow = Fault::DelayedAnswer(Duration::from_secs(6));
    stage.double.fault(SAVE.0, SAVE.1, slow, 1);
    let child = stage.start(&["push", "lab", "after.json", "--yes"]);
    let is_save = |one: &misp_flow_tests::misp_double::Logged| one.path.contains("/edit/");
    assert!(stage.double.wait_for(is_save, Duration::from_secs(20)));
    let other = stage.run(&["workflows", "lab"]).is(0, "1 “After”");
    assert!(!other.err.contains("cut off"), "{other:?}");
    stage.named("third.json", "Third");
    stage
        .run(&["push", "lab", "third.json", "--yes", "--mine"])
        .is(2, "another push of this workflow");
    let first = child.wait_with_output().expect("it ends");
    Said::of(&first).is(0, "Pushed to workflow 1");
    assert_eq!(stage.name_there(), "After");
    stage.run(&["diff", "lab", "after.json"]).is(0, "in sync");
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_what_only_reads() {
    let stage = Stage::with(
        "ctrl-c",
        Setup {
            made_events: 1000,
            made_attributes: 5,
            ..Setup::default()
        },
    );
    let slow = Fault::Delay(Duration::from_secs(30));
    stage.double.fault("*", "/tags*", slow.clone(), 9);
    stage
        .double
        .fault_behind(5, "*", "/events/restSearch*", slow, 99);
    for (arguments, path) in [
        (&["sync", "lab"][..], "/tags"),
        (
            &["events", "fetch", "lab", "--limit", "1000", "-o", "x.jsonl"],
            "/events/restSearch",
        ),
    ] {
        let child = stage.start(arguments);
        let asked = |one: &misp_flow_tests::misp_double::Logged| one.path.starts_with(path);
        assert!(stage.double.wait_for(asked, Duration::from_secs(20)));
        let kill = std::process::Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status();
        assert!(kill.expect("kill runs").success());
        let ended = child.wait_with_output().expect("it ends");
        Said::of(&ended).is(130, "cancelled");
    }
    assert!(!stage.file("x.jsonl").exists());
}

#[test]
#[cfg(unix)]
fn what_came_before_ctrl_c_stays() {
    let setup = Setup {
        made_events: 300,
        made_attributes: 2,
        ..Setup::default()
    };
    let stage = Stage::with("ctrl-c-fetch", setup);
    // Two pages of the search and some portions come, then the server takes its time. Which of
    // the portions that are asked for at once comes first is not known.
    let slow = Fault::Delay(Duration::from_secs(60));
    stage
        .double
        .fault_behind(5, "POST", "/events/restSearch*", slow, 99);
    let child = stage.start(&["events", "fetch", "lab", "--limit", "300", "-o", "got"]);
    let got = || fs::read_dir(stage.file("got")).map_or(0, Iterator::count);
    let until = std::time::Instant::now() + Duration::from_secs(20);
    while got() < 50 && std::time::Instant::now() < until {
        std::thread::sleep(Duration::from_millis(10));
    }
    // Those that come together are written one after the other.
    std::thread::sleep(Duration::from_millis(500));
    let kill = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(kill.expect("kill runs").success());
    let ended = child.wait_with_output().expect("it ends");
    let there = got();
    assert!([50, 100, 150].contains(&there), "{there} of 300");
    let told = format!("{there} of 300 events came before and stay");
    Said::of(&ended).is(130, &told);
}

#[test]
fn a_machine_without_a_record_goes_by_the_file_that_was_pulled() {
    let stage = pushed("base");
    stage
        .run(&["pull", "lab", "1", "-o", "base.json"])
        .is(0, "base.json");
    stage.named("mine.json", "Mine");
    let record = stage.folder.join("data/misp-flow/instances");
    fs::remove_dir_all(&record).expect("a record");
    stage
        .run(&["push", "lab", "mine.json", "--yes"])
        .is(2, "may have changed it");
    stage
        .run(&["diff", "lab", "mine.json", "--base", "base.json"])
        .is(2, "ahead of the server");
    stage.double.another_editor(1, |workflow| {
        workflow["description"] = "Theirs".into();
    });
    stage
        .run(&["push", "lab", "mine.json", "--yes", "--base", "base.json"])
        .is(2, "changed it on the server");
    stage
        .run(&["pull", "lab", "1", "-o", "base.json", "--force"])
        .is(0, "base.json");
    fs::remove_dir_all(&record).expect("a record");
    stage
        .run(&["push", "lab", "mine.json", "--yes", "--base", "base.json"])
        .is(0, "Pushed to workflow 1");
    assert_eq!(stage.name_there(), "Mine");
}

#[test]
fn a_damaged_state_is_named_and_the_others_are_listed() {
    let stage = pushed("damaged");
    for file in ["after.json", "before.json"] {
        stage
            .run(&["push", "lab", file, "--yes"])
            .is(0, "Pushed to workflow 1");
    }
    let mut kept = Vec::new();
    files(&stage.folder.join("data"), &mut kept);
    kept.retain(|path| {
        path.parent()
            .is_some_and(|folder| folder.ends_with("history"))
    });
    kept.sort();
    let damaged = kept.first().expect("a replaced state");
    fs::write(damaged, "nothing of ours").expect("a file");
    let said = stage
        .run(&["history", "lab", "1"])
        .is(2, &damaged.display().to_string());
    assert_eq!(said.out.lines().count(), kept.len() - 1, "{said:?}");
}

#[test]
fn what_the_server_stores_otherwise_is_shown() {
    let stage = pushed("otherwise");
    stage.double.fault_behind(
        2,
        VIEW.0,
        VIEW.1,
        Fault::Json(200, changed_by_the_server(&stage).to_string()),
        1,
    );
    stage
        .run(&["push", "lab", "after.json", "--yes", "--to", "1"])
        .is(2, "stored otherwise");
}

/// The state of workflow 1 as if the server had given it a name of its own.
fn changed_by_the_server(stage: &Stage) -> Json {
    let mut there = stage.double.workflow(1).expect("a workflow");
    there["name"] = json!("The server's own");
    json!({"Workflow": there})
}
