//! `misp-flow batch` as scripts use it.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use misp_flow_tests::{
    binary::misp_flow,
    command_line::{self, err, json_of, out, path, run, sample},
};
use serde_json::Value as Json;

const RED: &str = r#"{"Event": {"id": "1", "info": "Leak", "Tag": [{"name": "tlp:red"}], "Attribute": [{"type": "domain"}]}}"#;
const GREEN: &str = r#"{"Event": {"id": "2", "info": "Report", "Tag": [{"name": "tlp:green"}]}}"#;

fn workflow() -> String {
    let workflow = sample("workflows/block-publishing-of-red-data.json");
    path(&workflow).to_owned()
}

/// A folder of this test's own.
fn folder(name: &str) -> PathBuf {
    command_line::folder(&format!("batch-{name}"))
}

fn batch(inputs: &[&Path], options: &[&str]) -> Output {
    let workflow = workflow();
    let inputs: Vec<&str> = inputs.iter().copied().map(path).collect();
    run(&[&["batch", &workflow], inputs.as_slice(), options].concat())
}

#[test]
fn outcomes_nodes_and_wires_are_counted() {
    let lines = folder("counted").join("events.jsonl");
    let broken = "{\"Event\": {";
    std::fs::write(&lines, [GREEN, RED, "", broken, GREEN].join("\n")).expect("a file");
    let output = batch(&[&lines], &["--json"]);
    let report: Json = json_of(&output);
    assert_eq!(output.status.code(), Some(2), "{report}");
    assert_eq!(report["events"], 3);
    assert_eq!(report["outcomes"]["success"], 2);
    assert_eq!(report["outcomes"]["blocked"], 1);
    assert_eq!(report["unreadable"], 1);
    assert_eq!(report["first"]["bad"][0]["line"], 2);
    assert_eq!(report["first"]["bad"][0]["name"], "Leak");
    assert_eq!(report["first"]["unreadable"][0]["line"], 4);
    let nodes = report["nodes"].as_array().expect("a list");
    let node = |module: &str| nodes.iter().find(|node| node["module"] == module);
    assert_eq!(node("tag-if").expect("the tag")["executed"], 3);
    assert_eq!(node("stop-execution").expect("the stop")["failed"], 1);
    assert_eq!(report["wires"][0]["taken"], 3);

    let text = out(&batch(&[&lines], &[]));
    assert!(
        text.starts_with("3 events: 2 success, 1 blocked, 0 failure\n1 could not be read\n"),
        "{text}"
    );
    assert!(
        text.contains("events.jsonl:2  blocked  Leak: Node `stop-execution`"),
        "{text}"
    );
    assert!(
        text.contains("events.jsonl:4  unreadable: This is not valid JSON"),
        "{text}"
    );
}

#[test]
fn each_event_is_told_in_order_whatever_the_jobs() {
    let lines = folder("each").join("events.jsonl");
    let events: String = (1..=300)
        .map(|id| format!("{{\"Event\": {{\"id\": \"{id}\", \"info\": \"No. {id}\"}}}}\n"))
        .collect();
    std::fs::write(&lines, events).expect("a file");
    let one = out(&batch(&[&lines], &["--each", "--jobs", "1"]));
    let five = out(&batch(&[&lines], &["--each", "--jobs", "5"]));
    assert_eq!(one, five);
    for (id, line) in (1..=300).zip(one.lines()) {
        assert!(
            line.ends_with(&format!(":{id}  success  No. {id}")),
            "{line}"
        );
    }
}

#[test]
fn folders_search_results_and_the_standard_input_are_read() {
    let folder = folder("inputs");
    std::fs::write(folder.join("a.json"), GREEN).expect("a file");
    std::fs::write(folder.join("b.jsonl"), [GREEN, GREEN].join("\n")).expect("a file");
    std::fs::write(folder.join("notes.txt"), "no event").expect("a file");
    let deeper = folder.join("2025").join("11");
    std::fs::create_dir_all(&deeper).expect("a folder");
    std::fs::write(deeper.join("d.json"), GREEN).expect("a file");
    // Round and round, were it followed.
    #[cfg(unix)]
    {
        let round = deeper.join("round");
        let _ = std::fs::remove_file(&round);
        std::os::unix::fs::symlink(&folder, round).expect("a link");
    }
    let search = format!("{{\n\"response\": [\n{GREEN},\n{GREEN}]}}\n");
    std::fs::write(folder.join("c.json"), search).expect("a file");
    let output = batch(&[&folder], &["--json"]);
    let report: Json = json_of(&output);
    assert_eq!(
        (output.status.code(), &report["events"]),
        (Some(0), &Json::from(6))
    );

    let mut child = Command::new(misp_flow())
        .args(["batch", &workflow(), "-", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut input = child.stdin.take().expect("a pipe");
    input
        .write_all([GREEN, RED].join("\n").as_bytes())
        .expect("the events");
    drop(input);
    let output = child.wait_with_output().expect("the output");
    let report: Json = json_of(&output);
    assert_eq!(report["outcomes"]["blocked"], 1);
}

#[test]
fn bad_input_alone_has_its_status() {
    let lines = folder("bad").join("events.jsonl");
    std::fs::write(&lines, [GREEN, "{\"Log\": {\"id\": 1}}", "[1]"].join("\n")).expect("a file");
    let output = batch(&[&lines], &[]);
    assert_eq!(output.status.code(), Some(1));
    let text = out(&output);
    assert!(
        text.contains(":2  unreadable: the trigger event-publish hands over an event"),
        "{text}"
    );
    assert!(
        text.contains(":3  unreadable: The file holds no event"),
        "{text}"
    );

    let output = batch(&[Path::new("/no/such/file.jsonl")], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("there is no such file"));
    assert!(err(&run(&["batch", "-", "-"])).contains("cannot both come from"));
}

#[test]
fn what_succeeded_though_a_node_failed_is_told_apart_as_in_the_window() {
    let folder = folder("with-failures");
    let graph = r#"{"1": {"id": 1, "name": "Event Publish", "data": {"id": "event-publish", "name": "Event Publish", "module_type": "trigger"},
        "inputs": [], "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}]}}, "pos_x": 0, "pos_y": 0},
      "2": {"id": 2, "name": "Tell them", "data": {"id": "tag_operation", "name": "Tell them", "module_type": "action",
          "indexed_params": {"scope": "event", "action": "add", "locality": "local", "tags": []}},
        "inputs": {"input_1": {"connections": [{"node": "1", "input": "output_1"}]}}, "outputs": [], "pos_x": 400, "pos_y": 0}}"#;
    let workflow = folder.join("failing.json");
    std::fs::write(&workflow, graph).expect("a file");
    let lines = folder.join("events.jsonl");
    std::fs::write(&lines, [GREEN, RED].join("\n")).expect("a file");
    let output = run(&["batch", path(&workflow), path(&lines)]);
    let text = out(&output);
    let tells = text.starts_with("2 events: 0 success, 2 with failures, 0 blocked, 0 failure\n");
    assert!(tells, "{text} {}", err(&output));
    assert!(
        text.contains("events.jsonl:1  with failures  Report: Tell them (2) failed"),
        "{text}"
    );
    let report: Json = json_of(&run(&["batch", path(&workflow), path(&lines), "--json"]));
    assert_eq!(report["with_failures"], 2);
}
