//! The command line as scripts use it: the real binary, its output and its exit status.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use misp_flow_tests::{
    binary::misp_flow,
    command_line::{err, folder, json_of, out, path, run, sample},
    shared::shared,
};
use serde_json::{Value as Json, json};

/// A file with this content in a folder of the test's own.
fn file(name: &str, content: &str) -> PathBuf {
    let path = folder("cli").join(name);
    std::fs::write(&path, content).expect("a file");
    path
}

/// The status and the report of a simulation.
fn simulated(workflow: &Path, event: &Path) -> (Option<i32>, Json) {
    let arguments = ["simulate", path(workflow), "--event", path(event), "--json"];
    let output = run(&arguments);
    (output.status.code(), json_of(&output))
}

#[test]
fn a_blocked_publishing_is_told_and_has_its_status() {
    let workflow = sample("workflows/block-publishing-of-red-data.json");
    let leak = sample("events/leaked-customer-data.json");
    let output = run(&["simulate", path(&workflow), "--event", path(&leak)]);
    assert_eq!(output.status.code(), Some(2), "{}", err(&output));
    let text = out(&output);
    assert!(
        text.contains("Publishing would be blocked by Stop execution"),
        "{text}"
    );
    assert!(text.contains("tag-if"), "{text}");

    let (status, report) = simulated(&workflow, &leak);
    assert_eq!(status, Some(2));
    assert_eq!(report["success"], false);
    assert_eq!(report["outcome"], "blocked");
    assert_eq!(report["steps"][0]["module"], "tag-if");
    assert_eq!(report["steps"][0]["branch"], "output_1");
    assert_eq!(report["steps"][1]["result"], "partial-success");
    assert!(
        report["errors"][0]
            .as_str()
            .is_some_and(|error| error.contains("returned the following error"))
    );
    assert!(report["effects"].is_array());
}

#[test]
fn a_harmless_event_goes_through_with_its_effects() {
    let workflow = sample("workflows/block-publishing-of-red-data.json");
    let event = sample("events/public-report.json");
    let (status, report) = simulated(&workflow, &event);
    assert_eq!(status, Some(0), "{report}");
    assert_eq!(report["outcome"], "success");
    assert!(
        report["effects"]
            .as_array()
            .is_some_and(|effects| !effects.is_empty()),
        "{report}"
    );
}

#[test]
fn every_event_of_a_search_result_is_simulated() {
    let workflow = sample("workflows/block-publishing-of-red-data.json");
    let event = |name: &str| std::fs::read_to_string(sample(name)).expect("a sample");
    let both = format!(
        "{{\"response\": [{}, {}]}}",
        event("events/public-report.json"),
        event("events/leaked-customer-data.json")
    );
    let both = file("both.json", &both);
    let (status, reports) = simulated(&workflow, &both);
    assert_eq!(reports[0]["outcome"], "success");
    assert_eq!(reports[1]["outcome"], "blocked");
    assert_eq!(status, Some(2), "the worst one counts");
}

#[test]
fn a_real_blueprint_runs_on_a_real_event() {
    let (Some(blueprints), Some(events)) = (shared("blueprints"), shared("events")) else {
        return;
    };
    let blueprint = blueprints.join("blueprint_pap_red-and-tlp_red-blocking_1661328258.json");
    let event = events.join("kobalos-linux-threat-to-hpc.json");
    let output = run(&["simulate", path(&blueprint), "--event", path(&event)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("--trigger event-publish"),
        "{}",
        err(&output)
    );
    let behind = ["--trigger", "event-publish", "--json"];
    let output = run(&[
        &["simulate", path(&blueprint), "--event", path(&event)],
        behind.as_slice(),
    ]
    .concat());
    let report: Json = json_of(&output);
    assert_eq!(report["outcome"], "success");
    assert_eq!(report["steps"][0]["node"], 53);
    assert_eq!(report["steps"][0]["branch"], "output_2");
}

#[test]
fn bad_input_is_named_with_its_place() {
    let workflow = sample("workflows/block-publishing-of-red-data.json");
    let event = sample("events/public-report.json");
    let broken = file("broken.json", "{\n  \"Event\": {,\n}");
    let list = file("list.json", "[1, 2]");
    let no_event = file("no-event.json", r#"{"Event": null, "x": 1}"#);
    let cases: [(&[&str], &str); 8] = [
        (&["simulate", "-", "--event", "-"], "cannot both come from"),
        (
            &["simulate", path(&workflow), "--event", path(&workflow)],
            "this holds none (found Workflow)",
        ),
        (
            &["simulate", path(&workflow), "--event", path(&no_event)],
            "event-publish hands over an event",
        ),
        (
            &["simulate", path(&workflow), "--event", path(&broken)],
            "line 2, column 13",
        ),
        (
            &["simulate", path(&broken), "--event", path(&event)],
            "line 2, column 13",
        ),
        (
            &["simulate", path(&list), "--event", path(&event)],
            "holds no workflow",
        ),
        (
            &["simulate", "/no/such/file", "--event", path(&event)],
            "there is no such file",
        ),
        (
            &[
                "simulate",
                path(&workflow),
                "--event",
                path(&event),
                "--trigger",
                "nope",
            ],
            "event-publish",
        ),
    ];
    for (arguments, message) in cases {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(
            err(&output).contains(message),
            "{arguments:?}: {}",
            err(&output)
        );
        assert_eq!(
            err(&output).trim_end().lines().count(),
            1,
            "said once: {}",
            err(&output)
        );
    }
    assert_eq!(run(&["simulate"]).status.code(), Some(1));
}

#[test]
fn a_failing_server_is_foreseen() {
    let graph = r#"{"1": {"id": 1, "name": "Start", "data": {"id": "event-publish", "module_type": "trigger"}, "inputs": [],
        "outputs": {"output_1": {"connections": [{"node": "9", "output": "input_1"}]}}, "pos_x": 0, "pos_y": 0}}"#;
    let workflow = file("nowhere.json", graph);
    let event = sample("events/public-report.json");
    let output = run(&["simulate", path(&workflow), "--event", path(&event)]);
    assert_eq!(output.status.code(), Some(3));
    assert!(
        out(&output).contains("leads to a node that does not exist"),
        "{}",
        out(&output)
    );
    let output = run(&["check", path(&workflow), "--json"]);
    assert_eq!(output.status.code(), Some(2));
    let problems: Json = json_of(&output);
    assert_eq!(problems[0]["code"], "wire-to-nowhere");
    assert_eq!(problems[0]["node"], 1);
}

#[test]
fn check_says_when_all_is_well() {
    let output = run(&[
        "check",
        path(&sample("workflows/block-publishing-of-red-data.json")),
    ]);
    assert_eq!(
        (output.status.code(), out(&output).as_str()),
        (Some(0), "No problems found.\n")
    );
}

#[test]
fn convert_writes_every_form() {
    let workflow = sample("workflows/block-publishing-of-red-data.json");
    let convert = |to: &str| {
        let output = run(&["convert", path(&workflow), "--to", to]);
        assert_eq!(output.status.code(), Some(0), "{to}: {}", err(&output));
        out(&output)
    };
    assert!(
        convert("mermaid").starts_with("flowchart LR\n    1{{\"Event Publish<br/>"),
        "{}",
        convert("mermaid")
    );
    assert!(convert("dot").starts_with("digraph G {"));
    let again: Json = serde_json::from_str(&convert("workflow")).expect("JSON");
    let original: Json =
        serde_json::from_slice(&std::fs::read(&workflow).expect("the sample")).expect("JSON");
    assert_eq!(again, original);
    let blueprint: Json = serde_json::from_str(&convert("blueprint")).expect("JSON");
    let nodes = blueprint["WorkflowBlueprint"]["data"]
        .as_array()
        .expect("a list of nodes");
    assert!(
        nodes
            .iter()
            .all(|node| node["data"]["module_type"] != "trigger")
    );
}

#[test]
fn the_workflow_can_come_through_a_pipe() {
    let text =
        std::fs::read(sample("workflows/block-publishing-of-red-data.json")).expect("the sample");
    let mut child = Command::new(misp_flow())
        .args(["check", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(&text)
        .expect("written");
    let output = child.wait_with_output().expect("an end");
    assert_eq!(
        (output.status.code(), out(&output).as_str()),
        (Some(0), "No problems found.\n")
    );
}

#[test]
fn without_a_display_it_says_what_works() {
    let output = Command::new(misp_flow())
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .expect("the binary runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(!err(&output).contains(".rs:"), "{}", err(&output));
    assert!(
        err(&output).contains("misp-flow simulate"),
        "{}",
        err(&output)
    );
}

/// A node with one output.
fn node(id: usize, module: &str, kind: &str, to: &[usize]) -> Json {
    let links: Vec<Json> = to
        .iter()
        .map(|to| json!({"node": to.to_string(), "output": "input_1"}))
        .collect();
    json!({"id": id, "name": format!("n{id}"),
        "data": {"id": module, "module_type": kind, "multiple_output_connection": true},
        "inputs": {"input_1": {"connections": []}}, "outputs": {"output_1": {"connections": links}}})
}

#[test]
fn a_workflow_that_doubles_at_every_join_ends() {
    // Thirty forks that join again: a thousand million ways through ninety nodes.
    let mut graph = serde_json::Map::new();
    graph.insert("1".into(), node(1, "event-publish", "trigger", &[2]));
    for fork in 0..30 {
        let first = 2 + 3 * fork;
        let next = first + 3;
        graph.insert(
            first.to_string(),
            node(first, "push-zmq", "action", &[first + 1, first + 2]),
        );
        graph.insert(
            (first + 1).to_string(),
            node(first + 1, "push-zmq", "action", &[next]),
        );
        graph.insert(
            (first + 2).to_string(),
            node(first + 2, "push-zmq", "action", &[next]),
        );
    }
    graph.insert("92".into(), node(92, "push-zmq", "action", &[]));
    let workflow = file("doubling.json", &Json::Object(graph).to_string());
    let event = sample("events/public-report.json");
    let (status, report) = simulated(&workflow, &event);
    assert_eq!(status, Some(3));
    assert!(
        report["sentence"]
            .as_str()
            .is_some_and(|text| text.contains("not come to an end")),
        "{}",
        report["sentence"]
    );
}

#[test]
fn background_runs_that_queue_each_other_are_ended_with_a_reason() {
    let workflow = json!({
        "1": node(1, "event-after-save", "trigger", &[2]),
        "2": node(2, "concurrent-task", "logic", &[2]),
    });
    let workflow = file("endless.json", &workflow.to_string());
    let event = sample("events/public-report.json");
    let args = ["simulate", path(&workflow), "--event", path(&event)];
    let output = run(&args);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        text.contains("would not come to an end in useful time"),
        "{text}"
    );
    assert!(text.contains("ends: the simulation was ended after 1000 runs"));
    assert!(text.matches("Background run ").count() <= 1_001);
}
