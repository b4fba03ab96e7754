//! Rows that cannot be read in lists that can: each costs itself, is told, and makes nothing look
//! deleted; and what is said of a server is what it says now.

use crate::stage::{Said, Stage};
use misp_flow_tests::misp_double::{Fault, GivenWorkflow, Setup, Tls};
use serde_json::{Value as Json, json};

const TRIGGERS: (&str, &str) = ("GET", "/workflows/triggers*");
const MODULES: (&str, &str) = ("GET", "/workflows/moduleIndex*");
const TAGS: (&str, &str) = ("GET", "/tags/index*");
const SEARCH: (&str, &str) = ("POST", "/events/restSearch*");

fn fault(stage: &Stage, list: (&str, &str), answer: &Json) {
    let answer = Fault::Json(200, answer.to_string());
    stage.double.fault(list.0, list.1, answer, 1);
}

fn module(id: Json) -> Json {
    json!({"id": id, "name": "Decay", "module_type": "action", "version": "0.1", "disabled": true})
}

fn sync(stage: &Stage) -> Said {
    stage.run(&["sync", "lab"])
}

#[test]
fn a_broken_row_of_a_list_is_told_and_nothing_is_gone_for_it() {
    let stage = Stage::new("broken-rows");
    let tags =
        json!({"Tag": [{"id": "1", "name": "tlp:red"}, null, {"id": "2", "name": "tlp:green"}]});
    fault(&stage, TAGS, &tags);
    sync(&stage)
        .is(0, "tags 2")
        .is(0, "tags: 1 of the 3 that came could not be read");
    for broken in [json!(null), module(json!(5))] {
        fault(
            &stage,
            MODULES,
            &json!([module(json!("a")), module(json!("b"))]),
        );
        sync(&stage).is(0, "modules 2");
        fault(&stage, MODULES, &json!([module(json!("a")), broken]));
        let said = sync(&stage).is(0, "modules: 1 of the 2 that came could not be read");
        assert!(!said.out.contains("is gone"), "{said:?}");
        assert!(!said.out.contains("is new"), "{said:?}");
        assert!(!said.out.contains("Check that the address"), "{said:?}");
        fault(
            &stage,
            MODULES,
            &json!([module(json!("a")), module(json!("b"))]),
        );
        let said = sync(&stage);
        assert!(!said.out.contains("is new"), "{said:?}");
    }
}

#[test]
fn an_empty_list_of_modules_is_not_believed() {
    let stage = Stage::new("broken-empty");
    let first = stage.run(&["sync", "lab", "--json"]).json();
    for list in [MODULES, TRIGGERS] {
        fault(&stage, list, &json!([]));
        let said = stage.run(&["sync", "lab", "--json"]).is(0, "listed none");
        assert_eq!(said.json()["counts"], first["counts"], "{said:?}");
        assert_eq!(said.json()["changes"], json!([]));
    }
}

#[test]
fn a_trigger_whose_workflow_is_none_costs_no_other() {
    let of = |trigger: &str| GivenWorkflow {
        trigger: trigger.to_owned(),
        name: format!("Of {trigger}"),
        data: json!({}),
    };
    let setup = Setup {
        workflows: vec![of("event-publish"), of("event-after-save")],
        ..Setup::default()
    };
    let stage = Stage::with("broken-trigger", setup);
    let workflow = |id: u64| stage.double.workflow(id).expect("it");
    let trigger = |id: &str, workflow: Json| json!({"id": id, "name": id, "module_type": "trigger", "disabled": false, "Workflow": workflow});
    let list = json!([
        trigger("event-publish", json!(7)),
        trigger("event-after-save", workflow(2)),
    ]);
    fault(&stage, TRIGGERS, &list);
    let said = stage.run(&["workflows", "lab"]);
    let said = said.is(2, "2 “Of event-after-save”");
    assert!(
        said.out
            .contains("event-publish  on  its workflow cannot be read"),
        "{said:?}"
    );
    assert!(
        said.err.contains("“event-publish” is the number 7"),
        "{said:?}"
    );
}

#[test]
fn triggers_that_cannot_be_read_are_told_and_an_empty_list_is_not_believed() {
    let stage = Stage::new("broken-triggers");
    let trigger = |id: Json| json!({"id": id, "name": "A trigger", "module_type": "trigger", "disabled": false, "Workflow": []});
    let list = json!([trigger(json!([7])), trigger(json!("event-after-save"))]);
    fault(&stage, TRIGGERS, &list);
    let said = stage.run(&["workflows", "lab"]);
    said.is(2, "triggers: 1 of the 2 that came could not be read");
    // Nothing is said of a trigger that may be that one.
    stage.named("flow.json", "Flow");
    // It is asked for what is switched on, and for the workflows.
    fault(&stage, TRIGGERS, &list);
    fault(&stage, TRIGGERS, &list);
    let said = stage.run(&["diff", "lab", "flow.json"]);
    said.is(3, "it does not list “event-publish”");
    fault(&stage, TRIGGERS, &json!([]));
    let said = stage.run(&["workflows", "lab"]);
    said.is(3, "it lists no trigger");
}

#[test]
fn a_module_that_could_not_be_read_is_not_new_after_a_list_that_did_not_come() {
    let stage = Stage::new("broken-later");
    let both = json!([module(json!("a")), module(json!("b"))]);
    for list in [
        both.clone(),
        json!([module(json!("a")), module(json!([7]))]),
        json!([]),
        json!([]),
    ] {
        fault(&stage, MODULES, &list);
        sync(&stage).is(0, "modules");
    }
    fault(&stage, MODULES, &both);
    let said = sync(&stage).is(0, "modules 2");
    assert!(!said.out.contains("is new"), "{said:?}");
}

#[test]
fn an_event_that_cannot_be_read_costs_no_other() {
    let setup = Setup {
        made_events: 3,
        made_attributes: 1,
        ..Setup::default()
    };
    let stage = Stage::with("broken-event", setup);
    let event = |id: u64| stage.double.event(id).expect("it");
    fault(
        &stage,
        SEARCH,
        &json!({"response": [event(1), null, event(3)]}),
    );
    let dry = stage.run(&["events", "fetch", "lab", "--dry-run", "--json"]);
    let dry = dry.is(2, "1 event that came could not be read");
    assert_eq!(dry.json()["found"], 2);
    // The heads come, and one of the events then does not.
    let answer = Fault::Json(
        200,
        json!({"response": [event(1), null, event(3)]}).to_string(),
    );
    stage.double.fault_behind(1, SEARCH.0, SEARCH.1, answer, 1);
    let said = stage.run(&["events", "fetch", "lab", "-o", "got", "--json"]);
    let said = said.is(2, "what came for these could not be read: 2");
    assert_eq!(said.json()["fetched"], 2);
    assert_eq!(said.json()["missing"], json!([]));
}

#[test]
fn what_was_switched_on_since_the_sync_is_not_said_to_be_off() {
    let stage = Stage::new("broken-stale");
    stage.named("flow.json", "Flow");
    sync(&stage).is(0, "Fetched");
    let off = "is switched off on the instance";
    // What is a warning in the window is one here.
    let said = stage.run(&["diff", "lab", "flow.json"]).is(2, off);
    assert!(said.out.contains("! warning: "), "{said:?}");
    assert!(!said.out.contains("! error: "), "{said:?}");
    for id in ["event-publish", "tag-if", "stop-execution"] {
        stage.double.enable(id, true);
    }
    let said = stage.run(&["diff", "lab", "flow.json"]);
    for name in ["Event publish", "IF :: Tag", "Stop execution"] {
        assert!(!said.out.contains(&format!("{name} {off}")), "{said:?}");
        assert!(!said.out.contains(&format!("“{name}” {off}")), "{said:?}");
    }
    // And what was switched off since is: the workflow would come to nothing.
    stage.double.enable("stop-execution", false);
    stage.double.enable("event-publish", false);
    let said = stage.run(&["diff", "lab", "flow.json"]).is(2, off);
    assert!(
        said.out.contains("Stop execution, which is switched off"),
        "{said:?}"
    );
    assert!(said.out.contains("the workflow does not run"), "{said:?}");
}

#[test]
fn a_key_that_is_given_as_an_argument_is_not_said_again() {
    let stage = Stage::new("broken-argument");
    let key = "abcdefghijABCDEFGHIJ0123456789abcdefghij";
    let with_key = format!("--key={key}");
    for (wrong, words) in [
        (key, "A key is never an argument: set MISP_KEY"),
        (with_key.as_str(), "unexpected argument"),
    ] {
        let said = stage.run(&["instance", "test", "lab", wrong]);
        let said = said.is(1, words);
        assert!(
            !said.err.contains(key) && !said.out.contains(key),
            "{said:?}"
        );
    }
}

#[test]
fn what_was_added_is_told_to_scripts() {
    let stage = Stage::new("broken-added");
    let url = stage.double.url().to_owned();
    let said = stage.run(&["instance", "add", "second", &url, "--json"]);
    let said = said.is(0, "");
    let added = said.json();
    assert_eq!(added["name"], "second");
    assert_eq!(added["encrypted"], false);
    assert_eq!(added["key_kept"], false, "there is no keyring here");
    let listed = stage.run(&["instance", "list", "--json"]).is(0, "").json();
    let listed = listed.as_array().unwrap();
    assert!(listed.iter().any(|one| one["id"] == added["id"]));
}

#[test]
fn the_cure_for_a_certificate_is_one() {
    for (tls, cure, none) in [
        (Tls::SelfSigned, Some("--pin or --ca"), "until then"),
        (Tls::Expired, Some("with --pin and"), "--ca"),
        (Tls::WrongHost, Some("with --pin and"), "--ca"),
    ] {
        let stage = Stage::with(
            "broken-tls",
            Setup {
                tls,
                ..Setup::default()
            },
        );
        if tls != Tls::SelfSigned {
            stage.add_with_authority(stage.double.ca_pem()).is(0, "lab");
        }
        let said = stage.run(&["instance", "test", "lab"]);
        let said = said.is(3, cure.unwrap_or_default());
        assert!(!said.err.contains(none), "{tls:?}: {said:?}");
    }
}
