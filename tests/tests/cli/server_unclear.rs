//! Answers that do not say what the server did: what it did is looked at, and told.

use crate::stage::{Said, Stage};
use misp_flow_tests::misp_double::{Fault, Setup};
use serde_json::{Value as Json, json};

const SAVE: (&str, &str) = ("POST", "/workflows/edit*");
const TOGGLE: (&str, &str) = ("POST", "/workflows/toggleModule*");
const RUN: (&str, &str) = ("POST", "/workflows/executeWorkflow*");
const TRIGGERS: (&str, &str) = ("GET", "/workflows/triggers*");

const EVENT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../assets/samples/events/leaked-customer-data.json"
);

/// What stands before a server, or a server that has lost its mind, answers to what was done.
fn misleading() -> Vec<Fault> {
    let not_saved = json!({"saved": false, "errors": "Could not edit"}).to_string();
    let busy = json!({"name": "Too many requests", "message": "Too many requests"}).to_string();
    vec![
        Fault::StatusServed(404),
        Fault::StatusServed(403),
        Fault::LoginPageServed,
        Fault::JsonServed(403, not_saved),
        Fault::JsonServed(429, busy),
        Fault::JsonServed(404, json!({"message": "Not Found"}).to_string()),
    ]
}

/// A server that has “Before” for publishing, and “after.json” to push.
fn pushed(name: &str) -> Stage {
    let stage = Stage::with(
        name,
        Setup {
            enabled: ["event-publish", "tag-if", "stop-execution"]
                .map(str::to_owned)
                .to_vec(),
            ..Setup::default()
        },
    );
    stage.named("before.json", "Before");
    stage.named("after.json", "After");
    push(&stage, "before.json").is(0, "Pushed to workflow 1");
    stage
}

fn push(stage: &Stage, file: &str) -> Said {
    stage.run(&["push", "lab", file, "--yes"])
}

#[test]
fn a_push_is_read_back_whatever_was_answered() {
    let stage = pushed("unclear-push");
    for (place, fault) in misleading().into_iter().enumerate() {
        let name = format!("After {place}");
        stage.named("after.json", &name);
        stage.double.fault(SAVE.0, SAVE.1, fault.clone(), 1);
        let said = push(&stage, "after.json");
        assert_eq!(said.status, Some(0), "{fault:?}: {said:?}");
        assert!(said.out.contains("Pushed to workflow 1"), "{fault:?}");
        assert_eq!(stage.name_there(), name);
        let diff = stage.run(&["diff", "lab", "after.json"]);
        diff.is(0, "in sync");
    }
    // What was not done is told as that, once that was looked at.
    stage.named("after.json", "Last");
    stage.double.fault(SAVE.0, SAVE.1, Fault::Status(404), 1);
    let said = push(&stage, "after.json");
    assert_eq!(said.status, Some(3), "{said:?}");
    assert!(!said.err.contains("not known"), "{said:?}");
    assert_ne!(stage.name_there(), "Last");
}

#[test]
fn a_push_that_cannot_be_read_back_stays_open() {
    let stage = pushed("unclear-open");
    stage.run(&["diff", "lab", "after.json"]).is(2, "ahead");
    let looks = stage.double.log();
    let view = |one: &&misp_flow_tests::misp_double::Logged| one.path.contains("/workflows/view");
    let before = looks.iter().filter(view).count();
    stage.double.clear_log();
    stage.run(&["diff", "lab", "after.json"]).is(2, "ahead");
    let of_a_diff = stage.double.log().iter().filter(view).count();
    assert!(of_a_diff <= before);
    stage
        .double
        .fault(SAVE.0, SAVE.1, Fault::StatusServed(404), 1);
    // The push looks once more itself, and what it does after the save fails.
    stage.double.fault_behind(
        of_a_diff,
        "GET",
        "/workflows/view*",
        Fault::Status(404),
        usize::MAX,
    );
    let said = stage.run(&["push", "lab", "after.json", "--yes", "--json"]);
    let said = said.is(4, "whether the server has saved is not known");
    assert_eq!(said.json()["pushed"], Json::Null);
    assert_eq!(said.json()["error"]["code"], 4);
    assert_eq!(said.json()["target"]["number"], "1");
    stage.double.clear_faults();
    stage
        .run(&["workflows", "lab"])
        .is(0, "that was cut off has reached the server");
}

#[test]
fn a_save_that_was_answered_and_not_made_is_no_push() {
    let stage = pushed("unclear-lie");
    let there = json!({"Workflow": stage.double.workflow(1).expect("it")}).to_string();
    let lie = Fault::Json(200, there);
    stage.double.fault(SAVE.0, SAVE.1, lie, 1);
    let said = stage.run(&["push", "lab", "after.json", "--yes", "--json"]);
    let said = said.is(3, "still has the state before");
    assert_eq!(said.json()["pushed"], false);
    assert_eq!(stage.name_there(), "Before");
    push(&stage, "after.json").is(0, "Pushed to workflow 1");
}

#[test]
fn a_run_that_was_sent_may_have_been_made() {
    let stage = pushed("unclear-run");
    for fault in misleading() {
        stage.double.fault(RUN.0, RUN.1, fault.clone(), 1);
        let said = stage.run(&["run", "lab", "event-publish", EVENT, "--yes", "--json"]);
        assert_eq!(said.status, Some(4), "{fault:?}: {said:?}");
        assert!(said.err.contains("not known"), "{fault:?}: {said:?}");
        assert_eq!(said.json()["ran"], Json::Null, "{fault:?}");
        assert_eq!(said.json()["error"]["code"], 4, "{fault:?}");
    }
}

#[test]
fn a_switch_is_read_back_whatever_was_answered() {
    let stage = Stage::new("unclear-switch");
    for fault in misleading() {
        stage.double.enable("tag-if", false);
        stage.double.fault(TOGGLE.0, TOGGLE.1, fault.clone(), 1);
        let said = stage.run(&["modules", "lab", "--on", "tag-if"]);
        assert_eq!(said.status, Some(0), "{fault:?}: {said:?}");
        assert!(said.err.contains("tag-if is on now"), "{fault:?}: {said:?}");
    }
    // Answered, and not done.
    let lie = json!({"saved": true, "success": true}).to_string();
    stage
        .double
        .fault_behind(1, TOGGLE.0, TOGGLE.1, Fault::Json(200, lie), 1);
    let both = [
        "modules",
        "lab",
        "--on",
        "stop-execution",
        "--off",
        "tag-if",
    ];
    let said = stage.run(&[&both[..], &["--json"]].concat());
    let said = said.is(
        3,
        "tag-if is not off: the server answered that it was switched",
    );
    assert!(
        said.err.contains("were switched before: stop-execution"),
        "{said:?}"
    );
    assert_eq!(said.json()["switched"], json!(["stop-execution"]));
    assert!(stage.double.is_enabled("tag-if"));
}

#[test]
fn a_list_of_triggers_that_is_none_takes_nothing_for_deleted() {
    let stage = pushed("unclear-triggers");
    stage
        .run(&["sync", "lab"])
        .is(0, "Fetched for the first time");
    let of_trigger = |workflow: Json| json!([{"id": "event-publish", "module_type": "trigger", "Workflow": workflow}]);
    let numberless = json!({"name": "Before", "data": []});
    for (list, told) in [
        (json!(null), "null came"),
        (json!({}), "an object without fields came"),
        (json!([1, 2, "x"]), "in it is the number 1"),
        (
            of_trigger(json!("broken")),
            "“event-publish” is the text “broken”",
        ),
        (
            of_trigger(numberless),
            "“event-publish” is an object without a number",
        ),
        (json!({"errors": "database is down"}), "database is down"),
    ] {
        let answer = Fault::Json(200, list.to_string());
        stage
            .double
            .fault(TRIGGERS.0, TRIGGERS.1, answer, usize::MAX);
        for command in [
            &["workflows", "lab"][..],
            &["diff", "lab", "after.json"],
            &["push", "lab", "after.json", "--yes"],
            &["pull", "lab", "--all", "-o", "all"],
        ] {
            // A row costs itself only, and is told.
            let is_row =
                told.contains("event-publish") && ["workflows", "pull"].contains(&command[0]);
            let said = stage.run(command).is(if is_row { 2 } else { 3 }, told);
            assert!(!said.err.contains("deleted"), "{said:?}");
            assert!(!said.out.contains("deleted"), "{said:?}");
        }
        stage.double.clear_faults();
    }
    assert_eq!(stage.name_there(), "Before");
}

#[test]
fn a_catalogue_is_not_lost_to_lists_that_are_none() {
    let stage = Stage::new("unclear-sync");
    let first = stage.run(&["sync", "lab", "--json"]).json();
    let modules = ("GET", "/workflows/moduleIndex*");
    for (list, body) in [
        (modules, "null"),
        (modules, "[1, 2]"),
        (modules, r#"{"message": "busy"}"#),
        (TRIGGERS, "{}"),
        (TRIGGERS, "null"),
    ] {
        let answer = Fault::Json(200, body.to_owned());
        stage.double.fault(list.0, list.1, answer, 1);
        let said = stage.run(&["sync", "lab", "--json"]);
        assert_eq!(said.status, Some(3), "{body}: {said:?}");
        assert_eq!(said.json()["error"]["code"], 3, "{body}");
    }
    stage.double.enable("tag-if", true);
    let again = stage.run(&["sync", "lab", "--json"]).json();
    assert_eq!(again["counts"], first["counts"]);
    assert_eq!(
        again["changes"].as_array().map(Vec::len),
        Some(1),
        "{again}"
    );
}

#[test]
fn what_php_stores_otherwise_is_in_sync() {
    let stage = pushed("unclear-php");
    let mut file: Json = serde_json::from_str(&stage.read("before.json")).expect("JSON");
    let nodes = file["Workflow"]["data"].as_object_mut().expect("nodes");
    let stop = nodes
        .values_mut()
        .find(|node| node["data"]["id"] == "stop-execution");
    let params = &mut stop.expect("a node that stops")["data"]["indexed_params"];
    params["message"] = json!("Other");
    params["weight"] = json!(1.0);
    params["nothing"] = json!({});
    params["deep"] = json!([{"none": {}, "two": 2.0}, {"0": "a", "1": "b"}]);
    std::fs::write(stage.file("php.json"), file.to_string()).expect("a file");
    push(&stage, "php.json").is(0, "Pushed to workflow 1");
    stage.run(&["diff", "lab", "php.json"]).is(0, "in sync");
    push(&stage, "php.json").is(0, "Nothing to push");
    let there = stage.double.workflow(1).expect("it").to_string();
    assert!(
        there.contains(r#""weight":1,"#) || there.contains(r#""weight":1}"#),
        "{there}"
    );
    // What differs does so still.
    let text = stage
        .read("php.json")
        .replace("\"weight\":1.0", "\"weight\":1.5");
    std::fs::write(stage.file("other.json"), text).expect("a file");
    stage.run(&["diff", "lab", "other.json"]).is(2, "ahead");
}

#[test]
fn json_is_there_whatever_goes_wrong() {
    let stage = Stage::empty("unclear-json", Setup::default());
    let error = |said: &Said| {
        let told = said.json();
        let message = told["error"]["message"].as_str().expect("words").to_owned();
        assert!(
            said.err
                .contains(message.split('\n').next().expect("a line")),
            "{said:?}"
        );
        assert_eq!(told["error"]["code"].as_i64(), said.status.map(i64::from));
        message
    };
    let unknown = stage.run(&["workflows", "lab", "--json"]);
    assert!(error(&unknown).contains("there is no instance “lab”"));
    let url = stage.double.url().to_owned();
    stage.run(&["instance", "add", "lab", &url]).is(0, "lab");
    let output = stage
        .keyless(&["sync", "lab", "--json"])
        .output()
        .expect("the binary runs");
    assert!(error(&Said::of(&output)).contains("there is no API key"));
    stage.double.switch_workflows(false);
    for command in [
        &["workflows", "lab", "--json"][..],
        &["modules", "lab", "--json"],
        &["blueprints", "list", "lab", "--json"],
        &["pull", "lab", "--all", "-o", "all", "--json"],
    ] {
        let said = stage.run(command);
        if command[0] != "blueprints" {
            assert!(error(&said).contains("switched off"), "{said:?}");
        }
    }
    let plain = stage.run(&["workflows", "lab"]);
    assert_eq!(plain.out, "", "only where it was asked for");
}

#[test]
fn where_nothing_is_listed_nothing_is_named() {
    let stage = Stage::new("unclear-empty");
    let none = Fault::Json(200, "[]".to_owned());
    stage.double.fault(TRIGGERS.0, TRIGGERS.1, none, 1);
    let said = stage.run(&["pull", "lab", "event-publish"]);
    let said = said.is(3, "it lists no trigger, and every MISP has some");
    assert!(!said.err.trim_end().ends_with(':'), "{said:?}");
}

#[test]
fn the_hint_at_https_is_for_an_address_that_never_answered() {
    let stage = pushed("unclear-hint");
    stage
        .double
        .fault("POST", "/workflows/checkGraph*", Fault::CloseUnserved, 9);
    let said = stage
        .run(&["diff", "lab", "after.json"])
        .is(3, "ended in the middle");
    assert!(!said.err.contains("https"), "{said:?}");
}

#[test]
fn what_is_kept_when_a_server_is_forgotten_is_told_the_same_everywhere() {
    let stage = pushed("unclear-remove");
    let help = stage.run(&["instance", "remove", "--help"]);
    let help = help.out.split_whitespace().collect::<Vec<_>>().join(" ");
    let kept = "there again when its address is added once more";
    assert!(help.contains(kept), "{help}");
    stage.run(&["instance", "remove", "lab"]).is(0, kept);
}
