//! Lost answers, kills, and Ctrl+C.

use std::{fs, time::Duration};

use super::stage::*;
use crate::stage::{Said, Stage};
use misp_flow_tests::misp_double::{Fault, Setup};

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
    let said = said.is(4, "ended in the middle");
    assert!(said.err.contains("not known"), "{said:?}");
    assert_eq!(stage.name_there(), "Before");
    let stage = pushed("failed");
    stage.double.fault(SAVE.0, SAVE.1, Fault::InternalError, 1);
    let said = stage.run(&["push", "lab", "after.json", "--yes"]);
    let said = said.is(3, "status 500");
    assert!(!said.err.contains("not known"), "{said:?}");
}

#[test]
fn what_a_gateway_gave_up_on_is_known_as_ones_own_when_it_comes() {
    let stage = pushed("gateway");
    stage.double.fault(SAVE.0, SAVE.1, Fault::Status(504), 1);
    let said = stage.run(&["push", "lab", "after.json", "--yes"]);
    let said = said.is(4, "is not known").is(4, "status 504");
    assert!(said.err.contains("both states are kept"), "{said:?}");
    let open = "has not reached the server so far, which may yet save it";
    stage.run(&["workflows", "lab"]).is(0, open);
    // The server was at it all the time; meanwhile somebody here goes on.
    stage
        .double
        .another_editor(1, |data| data["name"] = "After".into());
    let mut further: serde_json::Value =
        serde_json::from_str(&stage.read("after.json")).expect("JSON");
    further["Workflow"]["description"] = "Further".into();
    fs::write(stage.file("further.json"), further.to_string()).expect("a file");
    stage
        .run(&["diff", "lab", "further.json"])
        .is(2, "that was cut off has reached the server")
        .is(2, "ahead of the server");
    stage.run(&["diff", "lab", "after.json"]).is(0, "in sync");
    stage
        .run(&["push", "lab", "further.json", "--yes"])
        .is(0, "Pushed to workflow 1");
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
        if standing == 0 {
            let quiet = stage.run(&["workflows", "lab"]).is(0, "");
            assert!(!quiet.err.contains("cut off"), "told once: {quiet:?}");
        }
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
            // Nobody has to know from the status alone what may have happened.
            ended
                .is(130, "may have reached the server all the same")
                .is(130, "finds out and tells");
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
