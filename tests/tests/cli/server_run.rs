//! Running on a server and switching its modules from the command line.

use std::path::Path;

use crate::stage::Stage;
use misp_flow_tests::misp_double::{Fault, Setup};
use serde_json::json;

const EVENT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../assets/samples/events/leaked-customer-data.json"
);

/// A server with the workflow that stops red data.
fn stage(name: &str) -> Stage {
    assert!(Path::new(EVENT).exists());
    let stage = Stage::with(
        name,
        Setup {
            enabled: ["event-publish", "tag-if", "stop-execution"]
                .map(str::to_owned)
                .to_vec(),
            ..Setup::default()
        },
    );
    stage.named("red.json", "Red");
    stage
        .run(&["push", "lab", "red.json", "--yes"])
        .is(0, "Pushed");
    stage
}

fn runs(stage: &Stage) -> usize {
    let log = stage.double.log();
    let runs = log.iter();
    runs.filter(|one| one.path.contains("executeWorkflow"))
        .count()
}

#[test]
fn a_run_is_asked_about_and_its_answer_is_beside_the_simulation() {
    let stage = stage("run");
    stage
        .run(&["run", "lab", "event-publish", EVENT])
        .is(2, "run it with --yes");
    let asked = stage.run(&["run", "lab", "event-publish", EVENT, "--json"]);
    let asked = asked.is(2, "there is no terminal to ask at");
    assert_eq!(asked.json()["ran"], false);
    assert_eq!(asked.json()["workflow"], "Red");
    let why = asked.json()["why_not"].to_string();
    assert!(why.contains("run it with --yes"), "{why}");
    stage
        .run(&["run", "lab", "event-publish", "red.json", "--yes"])
        .is(1, "red.json: it holds a workflow, not an event");
    assert_eq!(runs(&stage), 0);
    let said = stage.run(&["run", "lab", "event-publish", EVENT, "--yes"]);
    let said = said.is(0, "would be blocked by");
    assert!(said.out.contains("On the server: It was blocked"));
    assert!(said.out.contains("In the simulation: It was blocked"));
    assert_eq!(runs(&stage), 1);

    let said = stage.run(&["run", "lab", "1", EVENT, "--yes", "--json"]);
    let told = said.json();
    assert_eq!(told["same"], true);
    assert_eq!(told["server"]["ended"], "It was blocked");

    let answer = json!({"success": true, "outcome": "success"}).to_string();
    let path = "/workflows/executeWorkflow";
    stage
        .double
        .fault("POST", path, Fault::Json(200, answer), 1);
    stage
        .run(&["run", "lab", "1", EVENT, "--yes"])
        .is(2, "The simulation says otherwise");
}

#[test]
fn runs_that_cannot_be_are_refused() {
    let stage = stage("run-refused");
    let path = "/workflows/executeWorkflow";
    stage.double.fault("POST", path, Fault::InternalError, 1);
    stage
        .run(&["run", "lab", "1", EVENT, "--yes"])
        .is(4, "failed at POST");
    stage.double.fault("POST", path, Fault::CloseServed, 1);
    stage
        .run(&["run", "lab", "1", EVENT, "--yes"])
        .is(4, "not known");
    stage.double.enable("event-publish", false);
    stage.double.clear_log();
    stage
        .run(&["run", "lab", "1", EVENT, "--yes"])
        .is(2, "is switched off on the server");
    assert_eq!(runs(&stage), 0);
    stage.run(&["run", "lab", "99", EVENT, "--yes"]).is(3, "99");
}

#[test]
fn modules_are_listed_and_switched() {
    let stage = stage("modules");
    stage.run(&["modules", "lab"]).is(0, "off  action  webhook");
    let said = stage.run(&[
        "modules", "lab", "--on", "webhook", "--off", "tag-if", "--json",
    ]);
    let listed = said.json();
    let enabled = |id: &str| {
        let mut modules = listed.as_array().unwrap().iter();
        modules.find(|one| one["id"] == id).unwrap()["enabled"].clone()
    };
    assert_eq!(enabled("webhook"), true);
    assert_eq!(enabled("tag-if"), false);
    assert!(stage.double.is_enabled("webhook") && !stage.double.is_enabled("tag-if"));
    stage
        .run(&["modules", "lab", "--on", "no-such"])
        .is(3, "does not have what");
    let mut plain = stage.keyless(&["modules", "lab", "--on", "tag-if"]);
    let output = plain
        .env("MISP_KEY", stage.double.user_key())
        .output()
        .expect("the binary runs");
    crate::stage::Said::of(&output).is(3, "site admin");
    assert!(!stage.double.is_enabled("tag-if"));
}

#[test]
fn blueprints_are_listed_pulled_and_pushed_without_replacing_unasked() {
    let stage = stage("blueprints");
    stage
        .run(&["blueprints", "push", "lab", "red.json"])
        .is(0, "“Red” was pushed");
    stage.run(&["blueprints", "list", "lab"]).is(0, "1  “Red”");
    stage
        .run(&["blueprints", "pull", "lab", "Red"])
        .is(0, "\"WorkflowBlueprint\"");
    stage
        .run(&["blueprints", "pull", "lab", "Blue"])
        .is(1, "there is no blueprint “Blue”");
    stage
        .run(&["blueprints", "pull", "lab", "1", "-o", "one.json"])
        .is(0, "one.json");
    stage
        .run(&["blueprints", "pull", "lab", "1", "-o", "one.json"])
        .is(1, "is there already");
    stage
        .run(&["blueprints", "push", "lab", "one.json"])
        .is(0, "already, the same");
    let changed = stage.read("one.json").replace("\"Red\"", "\"Changed\"");
    std::fs::write(stage.file("one.json"), changed).unwrap();
    stage
        .run(&["blueprints", "push", "lab", "one.json"])
        .is(2, "Nothing was pushed");
    assert_eq!(
        stage.double.blueprints()[0]["WorkflowBlueprint"]["name"],
        "Red"
    );
    stage
        .run(&["blueprints", "push", "lab", "one.json", "--another"])
        .is(0, "was pushed");
    assert_eq!(stage.double.blueprints().len(), 2);
    stage
        .run(&["blueprints", "push", "lab", "one.json", "--replace"])
        .is(0, "What it replaced is kept as");
    let listed = stage.run(&["blueprints", "list", "lab", "--json"]).json();
    assert_eq!(listed[0]["name"], "Changed");
    // A workflow of the name of one blueprint is that one, of the name of several a new one.
    stage.named("part.json", "Part");
    let push = ["blueprints", "push", "lab", "part.json"];
    stage.run(&push).is(0, "“Part” was pushed");
    stage.run(&push).is(0, "has “Part” already, the same");
    let text = stage.read("part.json").replace("tlp:red", "tlp:amber");
    std::fs::write(stage.file("part.json"), text).unwrap();
    let clash = stage
        .run(&push)
        .is(2, "the server has “Part” under the same uuid");
    assert!(clash.out.contains("tlp:amber"), "what differs: {clash:?}");
    assert_eq!(parts(&stage), 1);
    stage
        .run(&[&push[..], &["--replace"]].concat())
        .is(0, "What it replaced is kept as");
    assert_eq!(parts(&stage), 1);
    stage
        .run(&["blueprints", "pull", "lab", "Part", "-o", "twin.json"])
        .is(0, "twin.json");
    let twin = stage.read("twin.json");
    let uuid =
        serde_json::from_str::<serde_json::Value>(&twin).unwrap()["WorkflowBlueprint"]["uuid"]
            .as_str()
            .unwrap()
            .to_owned();
    let other = "0f0f0f0f-0000-4000-8000-000000000001";
    std::fs::write(stage.file("twin.json"), twin.replace(&uuid, other)).unwrap();
    stage
        .run(&["blueprints", "push", "lab", "twin.json"])
        .is(0, "“Part” was pushed");
    assert_eq!(parts(&stage), 2);
    stage
        .run(&["blueprints", "pull", "lab", "Part"])
        .is(1, "several blueprints are called “Part”");
    stage.run(&push).is(0, "“Part” was pushed");
    assert_eq!(parts(&stage), 3);
    stage
        .run(&["blueprints", "pull", "lab", "99"])
        .is(3, "does not have what");
}

#[test]
fn a_blueprint_that_is_replaced_is_read_back_whatever_was_answered() {
    let edit = ("POST", "/workflowBlueprints/edit*");
    let saved = serde_json::json!({"WorkflowBlueprint": {"id": "1", "name": "Changed"}});
    for (name, fault, status, told) in [
        ("lost", Fault::CloseServed, 0, "“Changed” was pushed"),
        (
            "failed",
            Fault::InternalErrorServed,
            0,
            "“Changed” was pushed",
        ),
        ("refused", Fault::InternalError, 3, "status 500"),
        ("open", Fault::CloseUnserved, 4, "is not known"),
        (
            "lie",
            Fault::Json(200, saved.to_string()),
            2,
            "in another way than it was sent",
        ),
    ] {
        let stage = stage(&format!("blueprint-{name}"));
        stage
            .run(&["blueprints", "push", "lab", "red.json"])
            .is(0, "was pushed");
        stage
            .run(&["blueprints", "pull", "lab", "1", "-o", "one.json"])
            .is(0, "one.json");
        let changed = stage.read("one.json").replace("\"Red\"", "\"Changed\"");
        std::fs::write(stage.file("one.json"), changed).unwrap();
        stage.double.fault(edit.0, edit.1, fault, 1);
        let said = stage.run(&["blueprints", "push", "lab", "one.json", "--replace"]);
        said.is(status, told);
        let is_there = stage.double.blueprints()[0]["WorkflowBlueprint"]["name"] == "Changed";
        assert_eq!(is_there, status == 0, "{name}");
    }
}

/// How many blueprints of the server are called “Part”.
fn parts(stage: &Stage) -> usize {
    let all = stage.double.blueprints();
    let named = all
        .iter()
        .filter(|one| one["WorkflowBlueprint"]["name"] == "Part");
    named.count()
}
