//! What is brought here: the catalogue, workflows, events.

use std::fs;

use crate::stage::Stage;
use misp_flow_tests::misp_double::{Age, Fault, Setup};
use serde_json::json;

#[test]
fn a_sync_tells_what_changed_since_the_last() {
    let stage = Stage::new("sync");
    stage
        .run(&["sync", "lab"])
        .is(0, "Fetched for the first time");
    stage
        .run(&["sync", "lab"])
        .is(0, "No trigger or module changed");
    stage.double.enable("tag-if", true);
    stage.double.remove_module("stop-execution");
    let said = stage.run(&["sync", "lab", "--json"]);
    let changes = said.json()["changes"].to_string();
    assert!(changes.contains("was switched on"), "{changes}");
    assert!(changes.contains("is gone"), "{changes}");
    assert!(said.err.contains("of 11"), "progress: {said:?}");
}

#[test]
fn workflows_are_listed_with_the_record_of_each() {
    let setup = Setup {
        age: Age::Newer,
        ..Setup::default()
    };
    let stage = Stage::with("workflows", setup);
    stage.named("a.json", "Ours");
    stage
        .run(&["workflows", "lab"])
        .is(0, "event-publish  off  no workflow yet");
    stage
        .run(&["push", "lab", "a.json", "--yes"])
        .is(0, "Pushed");
    stage.run(&["workflows", "lab"]).is(0, "1 “Ours”  in sync");
    stage
        .double
        .another_editor(1, |data| data["name"] = json!("Theirs"));
    stage.double.enable("event-publish", true);
    stage
        .run(&["workflows", "lab"])
        .is(0, "event-publish  on  1 “Theirs”  changed on the server");
    let list = stage.run(&["workflows", "lab", "--json"]).json();
    let rows = list.as_array().expect("a list").iter();
    let ours = rows.filter(|row| row["number"] == "1").collect::<Vec<_>>();
    assert_eq!(
        ours,
        [
            &json!({"trigger": "event-publish", "number": "1", "name": "Theirs", "enabled": true,
            "debug": false, "record": "changed on the server"})
        ]
    );
}

#[test]
fn pulled_files_change_only_with_the_workflow() {
    let stage = Stage::new("pull");
    let all = ["pull", "lab", "--all", "-o", "all"];
    let nothing = "There are no workflows on lab yet; nothing was written.";
    stage.run(&all).is(0, nothing);
    let list = stage.run(&[&all[..], &["--json"]].concat());
    assert_eq!(list.json(), json!([]));
    stage.named("a.json", "Ours");
    stage
        .run(&["push", "lab", "a.json", "--yes"])
        .is(0, "Pushed");
    for meant in ["1", "event-publish", "Ours"] {
        stage
            .run(&["pull", "lab", meant])
            .is(0, "\"name\": \"Ours\"");
    }
    let shown = stage.run(&["pull", "lab", "1"]).out;
    let streamed = stage.run(&["pull", "lab", "1", "-o", "-"]).is(0, "");
    assert_eq!(streamed.out, shown);
    assert!(!stage.file("-").exists());
    stage
        .run(&["pull", "lab", "Nobody's"])
        .is(1, "no workflow “Nobody's”");
    stage
        .run(&["pull", "lab", "event-after-save"])
        .is(1, "no workflow for the trigger");
    stage
        .run(&["pull", "lab", "1", "-o", "b.json"])
        .is(0, "new");
    let first = stage.read("b.json");
    // Somebody saves the same again: the server's time moves, the file does not change.
    stage.double.another_editor(1, |_| {});
    stage
        .run(&["pull", "lab", "1", "-o", "b.json"])
        .is(0, "unchanged");
    assert_eq!(stage.read("b.json"), first);
    let rename = |name: &'static str| {
        stage
            .double
            .another_editor(1, |data| data["name"] = json!(name));
    };
    rename("Theirs");
    stage
        .run(&["pull", "lab", "1", "-o", "b.json"])
        .is(0, "changed");
    let second = stage.read("b.json");
    let differ = first.lines().zip(second.lines()).filter(|(a, b)| a != b);
    assert_eq!(differ.count(), 1, "one line for a new name");
    // A file with changes of its own is left alone, and the base with it.
    fs::write(stage.file("b.json"), second.replace("Theirs", "Mine")).expect("a file");
    rename("Theirs again");
    stage
        .run(&["pull", "lab", "1", "-o", "b.json"])
        .is(2, "left alone");
    assert!(stage.read("b.json").contains("Mine"));
    stage.run(&["diff", "lab", "b.json"]).is(2, "diverged");
    // So is a file that is something else.
    fs::write(stage.file("notes.txt"), "my notes").expect("a file");
    stage
        .run(&["pull", "lab", "1", "-o", "notes.txt"])
        .is(2, "left alone");
    assert_eq!(stage.read("notes.txt"), "my notes");
    stage
        .run(&["pull", "lab", "1", "-o", "b.json", "--force"])
        .is(0, "changed");
    assert!(stage.read("b.json").contains("Theirs again"));
    stage.run(&["diff", "lab", "b.json"]).is(0, "in sync");
    stage
        .run(&["pull", "lab", "--all", "-o", "all"])
        .is(0, "event-publish.json: new");
    let list = stage.run(&["pull", "lab", "--all", "-o", "all", "--json"]);
    assert_eq!(list.json()[0]["result"], "unchanged");
}

#[test]
fn events_are_fetched_into_files_and_lines() {
    let setup = Setup {
        events: vec![json!({"info": "Phishing wave", "Attribute": [
            {"type": "ip-dst", "category": "Network activity", "value": "192.0.2.1"}]})],
        made_events: 250,
        made_attributes: 3,
        ..Setup::default()
    };
    let stage = Stage::with("events", setup);
    let fetch = |more: &[&str]| {
        let mut arguments = vec!["events", "fetch", "lab"];
        arguments.extend(more);
        stage.run(&arguments)
    };
    fetch(&["--dry-run"])
        .is(0, "100 events with")
        .is(0, "--limit");
    fetch(&["--dry-run", "--text", "Phishing%"]).is(0, "1 event with 1 attribute, about 1 KB");
    fetch(&["--id", "1"]).is(0, "\"192.0.2.1\"");
    let all = fetch(&["--limit", "1000", "-o", "all.jsonl", "--json"]);
    assert_eq!(all.json()["fetched"], 251);
    let lines = stage.read("all.jsonl");
    assert_eq!(lines.lines().count(), 251);
    assert!(lines.lines().all(|line| line.starts_with("{\"Event\":")));
    fetch(&["--limit", "3", "-o", "folder"]).is(0, "3 of 3");
    assert_eq!(
        fs::read_dir(stage.file("folder"))
            .expect("a folder")
            .count(),
        3
    );
    // What is there is not lost: the same is nothing to do, something else is left alone.
    fetch(&["--limit", "1000", "-o", "all.jsonl"]).is(0, "251 of 251");
    fetch(&["--limit", "2", "-o", "all.jsonl"]).is(2, "all.jsonl holds something else");
    assert_eq!(stage.read("all.jsonl"), lines);
    fetch(&["--text", "Nothing like it", "-o", "all.jsonl"]).is(0, "0 events");
    fetch(&["--text", "Nothing like it", "-o", "none.jsonl"]).is(0, "0 events");
    assert_eq!(stage.read("all.jsonl"), lines);
    fs::write(stage.file("folder/event-1.json"), "{\"mine\":1}").expect("a file");
    let left = fetch(&["--id", "1", "-o", "folder", "--json"]);
    assert_eq!(left.json()["left_alone"], json!(["folder/event-1.json"]));
    let left = left.is(2, "folder/event-1.json holds something else");
    assert_eq!(
        stage.read("folder/event-1.json"),
        "{\"mine\":1}",
        "{left:?}"
    );
    fetch(&["--id", "1", "-o", "folder", "--force"]).is(0, "1 of 1");
    assert!(stage.read("folder/event-1.json").contains("192.0.2.1"));
    fs::write(stage.file("plain.txt"), "text").expect("a file");
    fetch(&["--id", "1", "-o", "plain.txt"]).is(1, "plain.txt is a file; name a folder");
    fs::remove_file(stage.file("plain.txt")).expect("the file");
    // One that is cut off leaves what was there.
    stage
        .double
        .fault("*", "/events/restSearch*", Fault::Status(403), 9);
    assert_ne!(fetch(&["--limit", "9", "-o", "all.jsonl"]).status, Some(0));
    assert_eq!(stage.read("all.jsonl"), lines);
    let left = fs::read_dir(stage.file("")).expect("a folder");
    assert_eq!(left.count(), 2, "nothing else is left behind");
}
