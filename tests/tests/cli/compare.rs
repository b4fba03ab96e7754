//! `convert` into pictures and descriptions, and `compare`: the real binary, its output and status.

use std::{
    path::{Path, PathBuf},
    process::Output,
};

use misp_flow_tests::command_line::{err, folder, out, path, run, sample};
use serde_json::{Value as Json, json};

fn red() -> PathBuf {
    sample("workflows/block-publishing-of-red-data.json")
}

fn place(name: &str) -> PathBuf {
    folder("compare").join(name)
}

/// Has the workflow painted into this file.
fn painted(file: &Path) -> Output {
    let red = red();
    run(&["convert", path(&red), "--to", "png", "--output", path(file)])
}

/// The red sample with a change.
fn changed(name: &str, change: impl FnOnce(&mut Json)) -> PathBuf {
    let sample = std::fs::read(red()).expect("a sample");
    let mut json = serde_json::from_slice(&sample).expect("JSON");
    change(&mut json);
    let file = place(name);
    std::fs::write(&file, json.to_string()).expect("a file");
    file
}

#[test]
fn pictures_and_descriptions_are_written() {
    let output = run(&["convert", path(&red()), "--to", "svg"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let svg = out(&output);
    assert!(
        svg.starts_with("<svg ") && svg.contains("Red data stay here"),
        "{svg}"
    );

    let output = run(&["convert", path(&red()), "--to", "md"]);
    let page = out(&output);
    assert!(page.contains("**2. Stop execution**"), "{page}");

    let file = place("red.png");
    let output = painted(&file);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(output.stdout.is_empty());
    let png = std::fs::read(&file).expect("a picture");
    let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    assert!(png.starts_with(b"\x89PNG"));
    assert_eq!((side(16), side(20)), (2328, 1316));

    // Into a pipe a picture may go.
    let output = run(&["convert", path(&red()), "--to", "png"]);
    assert_eq!(output.stdout, png);
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let file = place("no-such-folder/red.png");
    let output = painted(&file);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("there is no such folder"));
}

#[test]
fn equal_workflows_have_no_differences() {
    let output = run(&["compare", path(&red()), path(&red())]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert_eq!(out(&output), "No differences.\n");
}

#[test]
fn differences_are_told_line_by_line() {
    let other = changed("changed.json", |json| {
        let data = &mut json["Workflow"]["data"];
        data["3"]["data"]["indexed_params"]["message"] = json!("Too red");
        data["2"]["name"] = json!("Is it red?");
    });
    let output = run(&["compare", path(&red()), path(&other)]);
    assert_eq!(output.status.code(), Some(2), "{}", err(&output));
    let words = out(&output);
    assert!(
        words.contains("~ Node 2 renamed: IF :: Tag → Is it red?"),
        "{words}"
    );
    assert!(words.contains("Contains red data → Too red"), "{words}");

    let output = run(&["compare", path(&red()), path(&other), "--json"]);
    assert_eq!(output.status.code(), Some(2));
    let list: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    let entries = list.as_array().expect("a list");
    assert_eq!(entries.len(), 2, "{list:#}");
    assert!(
        entries
            .iter()
            .all(|entry| entry["kind"] == "changed" && entry["what"] == "node")
    );
}

#[test]
fn what_only_moved_counts_on_request() {
    let other = changed("moved.json", |json| {
        json["Workflow"]["data"]["3"]["pos_y"] = json!(900);
    });
    let output = run(&["compare", path(&red()), path(&other)]);
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));
    let output = run(&["compare", path(&red()), path(&other), "--layout"]);
    assert_eq!(output.status.code(), Some(2));
    let words = out(&output);
    assert!(
        words.starts_with("> Node 3 ") && words.ends_with(" moved\n"),
        "{words}"
    );
}

#[test]
fn what_cannot_be_compared_is_told() {
    let output = run(&["compare", path(&red()), "/no/such/file.json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("there is no such file"));
    let output = run(&["compare", "-", "-"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("name a file for one of them"));
}

/// Three events, of which two are red, and a line that is none.
fn events() -> PathBuf {
    let event = |id: u32, tag: &str| {
        format!(
            r#"{{"Event":{{"id":"{id}","info":"Event {id}","Attribute":[{{"type":"domain"}}],"Tag":[{{"id":"1","name":"{tag}"}}]}}}}"#
        )
    };
    let lines = [
        event(1, "tlp:red"),
        event(2, "tlp:green"),
        "no event".to_owned(),
        event(3, "tlp:red"),
    ];
    let file = place("events.jsonl");
    std::fs::write(&file, lines.join("\n")).expect("a file");
    file
}

#[test]
fn events_that_come_to_something_else_are_told() {
    let other = changed("green.json", |json| {
        let data = &mut json["Workflow"]["data"];
        data["2"]["data"]["indexed_params"]["tags"] = json!(["tlp:green"]);
    });
    let (red, events) = (red(), events());
    let args = [
        "compare",
        path(&red),
        path(&other),
        "--events",
        path(&events),
    ];
    let output = run(&args);
    assert_eq!(output.status.code(), Some(2), "{}", err(&output));
    let words = out(&output);
    assert!(
        words.contains("events.jsonl:1  blocked → success  Event 1"),
        "{words}"
    );
    assert!(
        words.contains("events.jsonl:2  success → blocked  Event 2"),
        "{words}"
    );
    assert!(
        words.contains("events.jsonl:3  unreadable: This is not valid JSON"),
        "{words}"
    );
    assert!(words.contains("    path before: IF :: Tag"), "{words}");
    assert!(words.contains("    says after:  nothing"), "{words}");
    assert!(
        words.contains(
            "3 of 3 events change: 3 in outcome, 0 in path, 0 in message\n1 could not be read"
        ),
        "{words}"
    );

    let output = run(&[&args[..], &["--json"]].concat());
    assert_eq!(output.status.code(), Some(2));
    let found: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        found["changed"],
        json!({"outcome": 3, "path": 0, "message": 0})
    );
    assert_eq!(found["events"], 3, "what is no event is none of them");
    assert_eq!(found["unreadable"], 1);
    assert_eq!(found["changes"][0]["before"]["outcome"], "blocked");
    assert_eq!(found["changes"][0]["after"]["outcome"], "success");
    assert_eq!(found["changes"][0]["before"]["path"], json!([2, 3]));

    // The same with itself, without the line that is no event.
    let one = place("one.json");
    std::fs::write(&one, r#"{"Event":{"id":"1","info":"One"}}"#).expect("a file");
    let output = run(&["compare", path(&red), path(&red), "--events", path(&one)]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(out(&output).starts_with("0 of 1 events change"));
    let output = run(&["compare", path(&red), path(&red), "--events", path(&events)]);
    assert_eq!(output.status.code(), Some(1));
}
