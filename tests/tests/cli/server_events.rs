//! Fetching events from the command line: what is left out unless asked for, what is found, and what
//! is told where not all of it came.

use std::fs;

use crate::stage::{Said, Stage};
use misp_flow_tests::misp_double::{Fault, Setup};
use serde_json::{Value as Json, json};

/// Events with files in them: directly, in an object, and none.
fn with_files(name: &str) -> Stage {
    let file = |name: &str| json!({"type": "attachment", "value": name, "data": "c2VjcmV0"});
    let events = vec![
        json!({"info": "A file", "Attribute": [file("a.txt")]}),
        json!({"info": "In an object", "Object": [{"name": "file", "Attribute": [file("b.txt")]}]}),
        json!({"info": "No file", "Attribute": [{"type": "text", "value": "c"}]}),
    ];
    Stage::with(
        name,
        Setup {
            events,
            ..Setup::default()
        },
    )
}

fn made(name: &str, events: u64) -> Stage {
    let setup = Setup {
        made_events: events,
        made_attributes: 2,
        ..Setup::default()
    };
    Stage::with(name, setup)
}

fn fetch(stage: &Stage, more: &[&str]) -> Said {
    stage.run(&[&["events", "fetch", "lab"], more].concat())
}

#[test]
fn what_is_attached_comes_only_when_asked_for() {
    let stage = with_files("events-files");
    for ids in [
        &["--id", "1"][..],
        &["--id", "2"],
        &["--id", "1", "--id", "2"],
        &[],
    ] {
        let bare = fetch(&stage, ids);
        assert!(!bare.out.contains("c2VjcmV0"), "{ids:?}: {bare:?}");
        let whole = fetch(&stage, &[ids, &["--attachments"]].concat());
        assert!(whole.out.contains("c2VjcmV0"), "{ids:?}: {whole:?}");
    }
    // Whatever a server gives away unasked.
    let given = json!({"Event": stage.double.event(1).expect("it")["Event"]});
    let view = ("GET", "/events/view/1*");
    let stubborn = Fault::Json(200, given.to_string());
    stage.double.fault(view.0, view.1, stubborn, 1);
    let said = fetch(&stage, &["--id", "1"]);
    assert!(said.out.contains("a.txt"), "{said:?}");
    assert!(!said.out.contains("c2VjcmV0"), "{said:?}");
}

#[test]
fn numbers_and_uuids_together_find_both() {
    let stage = made("events-both", 4);
    let uuid = |id| {
        let event = stage.double.event(id).expect("an event");
        event["Event"]["uuid"].as_str().expect("a uuid").to_owned()
    };
    let ids_of = |said: &Said| -> Vec<String> {
        let told = said.json();
        let events = told["events"].as_array().expect("a list").iter();
        events
            .map(|event| event["id"].as_str().expect("a number").to_owned())
            .collect()
    };
    let dry = ["--dry-run", "--json"];
    let (second, third) = (uuid(2), uuid(3));
    let said = fetch(
        &stage,
        &[&dry[..], &["--id", "1", "--uuid", &second]].concat(),
    );
    assert_eq!(ids_of(&said.is(0, "2 events")), ["1", "2"]);
    // None comes twice, and only what is missing is told.
    let nobody = "5f1c7a3e-8d2b-4c6f-9a10-3b7e2d4c5f60";
    let asked = [
        "--id", "3", "--id", "99", "--uuid", &third, "--uuid", nobody,
    ];
    let said = fetch(&stage, &[&dry[..], &asked].concat()).is(2, "1 event");
    assert_eq!(ids_of(&said), ["3"]);
    assert_eq!(said.json()["missing"], json!(["99", nobody]));
    let said = fetch(&stage, &["-o", "got", "--id", "1", "--uuid", &second]);
    said.is(0, "2 of 2");
    assert_eq!(fs::read_dir(stage.file("got")).expect("it").count(), 2);
}

#[test]
fn what_is_too_large_together_comes_in_parts() {
    let stage = made("events-large", 4);
    let search = ("POST", "/events/restSearch*");
    let huge = Fault::Endless(300 << 20);
    // The portion, and its two halves.
    stage
        .double
        .fault_behind(1, search.0, search.1, huge.clone(), 3);
    stage.double.fault("GET", "/events/view/2*", huge, 1);
    let said = fetch(&stage, &["--attachments", "-o", "got", "--json"]);
    let said = said.is(2, "too large to be fetched with what is attached to them");
    assert_eq!(said.json()["too_large"], json!(["2"]));
    assert_eq!(said.json()["fetched"], 3);
    assert_eq!(said.json()["missing"], json!([]));
    for (id, is_there) in [(1, true), (2, false), (3, true), (4, true)] {
        let file = stage.file(&format!("got/event-{id}.json"));
        assert_eq!(file.exists(), is_there, "{id}");
    }
}

#[test]
fn a_search_that_is_none_is_not_taken_for_nothing_found() {
    let stage = made("events-none", 2);
    for (body, told) in [
        ("null", "null came"),
        ("{}", "an object without fields came"),
        (
            r#"[1, 2, null]"#,
            "a list of events was expected, and in it is the number 1",
        ),
        (r#"{"errors": ["db down"], "response": null}"#, "db down"),
        (r#"{"message": "In maintenance"}"#, "In maintenance"),
    ] {
        let search = ("POST", "/events/restSearch*");
        let answer = Fault::Json(200, body.to_owned());
        stage.double.fault(search.0, search.1, answer, 1);
        let said = fetch(&stage, &["--dry-run", "--json"]).is(3, told);
        let error = &said.json()["error"];
        assert_eq!(error["code"], 3);
        assert!(
            error["message"]
                .as_str()
                .is_some_and(|text| text.contains(told))
        );
    }
    let answer = Fault::Json(200, r#"{"response": []}"#.to_owned());
    stage.double.fault("POST", "/events/restSearch*", answer, 1);
    fetch(&stage, &["--dry-run"]).is(0, "0 events");
}

#[test]
#[cfg(unix)]
fn a_disk_that_is_full_says_how_many_are_written() {
    let mut events: Vec<Json> = (0..3)
        .map(|place| json!({"info": format!("{place}")}))
        .collect();
    events.push(json!({"info": "x".repeat(60_000)}));
    let stage = Stage::with(
        "events-full",
        Setup {
            events,
            ..Setup::default()
        },
    );
    // No file may grow beyond some KB, as on a disk that is full.
    let fetch = |place: &str| {
        let command = stage.command(&[]);
        let program = command.get_program().to_owned();
        let mut limited = std::process::Command::new("sh");
        let script =
            format!("trap '' XFSZ; ulimit -f 40; exec \"$0\" events fetch lab --json -o {place}");
        limited.args(["-c", &script]).arg(program);
        limited.current_dir(stage.folder.join("work"));
        limited.envs(
            command
                .get_envs()
                .filter_map(|(key, value)| Some((key, value?))),
        );
        limited.env_remove("DBUS_SESSION_BUS_ADDRESS");
        limited.stdin(std::process::Stdio::null());
        Said::of(&limited.output().expect("a shell"))
    };
    let said = fetch("got").is(1, "3 of 4 events were written before and stay");
    assert!(!said.err.contains("Nothing was written"), "{said:?}");
    assert_eq!(said.json()["fetched"], 3);
    assert_eq!(said.json()["error"]["code"], 1);
    assert_eq!(fs::read_dir(stage.file("got")).expect("it").count(), 3);
    let said = fetch("got.jsonl").is(1, "Nothing was written");
    assert_eq!(said.json()["fetched"], 0);
}

#[test]
fn what_came_before_the_server_was_lost_is_told_in_json() {
    let stage = made("events-lost", 120);
    let search = ("POST", "/events/restSearch*");
    stage
        .double
        .fault_behind(2, search.0, search.1, Fault::InternalError, usize::MAX);
    let said = fetch(&stage, &["-o", "got", "--limit", "120", "--json"]);
    let said = said.is(3, "of 120 events came before and stay");
    let told = said.json();
    assert_eq!(told["error"]["code"], 3);
    assert_eq!(told["found"], 120);
    let there = fs::read_dir(stage.file("got")).expect("it").count();
    assert_eq!(told["fetched"], there);
}

#[test]
fn a_folder_that_cannot_be_made_is_told_in_words() {
    let stage = made("events-folder", 1);
    stage.named("file.json", "A file");
    stage
        .run(&["push", "lab", "file.json", "--yes"])
        .is(0, "Pushed");
    let words = "cannot be made: a file is where a folder should be";
    fetch(&stage, &["-o", "file.json/ev"]).is(1, words);
    stage
        .run(&["pull", "lab", "--all", "-o", "file.json/sub"])
        .is(1, words);
}

#[test]
fn a_text_is_looked_for_anywhere_in_the_info() {
    let events = ["Phishing wave", "A wave of Phishing", "Botnet"];
    let events = events.map(|info| json!({"info": info, "Attribute": []}));
    let setup = Setup {
        events: events.to_vec(),
        ..Setup::default()
    };
    let stage = Stage::with("events-text", setup);
    for (text, found) in [
        ("Phishing", 2),
        ("%Phishing", 1),
        ("Phishing%", 1),
        ("nothing", 0),
    ] {
        let said = fetch(&stage, &["--text", text, "--dry-run", "--json"]);
        assert_eq!(said.json()["found"], found, "{text}: {said:?}");
    }
    let help = stage.run(&["events", "fetch", "--help"]).is(0, "--text");
    assert!(
        help.out.contains("A text somewhere in the event's info"),
        "{help:?}"
    );
}
