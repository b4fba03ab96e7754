//! What the double keeps of workflows, and how it gives it back.

use misp_flow_tests::misp_double::{Double, Setup};
use serde_json::{Value as Json, json};

use crate::asker::Asker;

/// A double with one workflow, of `event-publish`, which is enabled.
pub fn one_workflow() -> Double {
    with_one_workflow(Setup::default())
}

fn with_one_workflow(setup: Setup) -> Double {
    let enabled = ["event-publish", "stop-execution"].map(str::to_owned);
    let double = Double::start(Setup {
        enabled: enabled.to_vec(),
        ..setup
    });
    let told = Asker::of(&double).get("/workflows/editor/event-publish.json");
    assert_eq!(told.status, 500, "and has made it");
    double
}

/// A trigger, and these further nodes.
fn graph(more: &Json) -> Json {
    let mut graph = json!({"1": {
        "id": 1, "name": "Start", "pos_x": 1.0, "pos_y": -2.5,
        "data": {"id": "event-publish", "module_type": "trigger", "indexed_params": {}},
        "inputs": {}, "outputs": {"output_1": {"connections": []}},
    }});
    for (key, node) in more.as_object().into_iter().flatten() {
        graph[key] = node.clone();
    }
    graph
}

/// The body that saves this name, and a graph with these nodes behind the trigger.
pub fn saved(name: &str, more: &Json) -> Json {
    json!({"Workflow": {"name": name, "data": graph(more).to_string()}})
}

/// The trigger's node and one more behind it.
fn behind_trigger(data: Json) -> Json {
    let mut graph = graph(&json!({"2": {
        "id": 2, "data": data, "outputs": [],
        "inputs": {"input_1": {"connections": [{"node": "1", "input": "output_1"}]}},
    }}));
    graph["1"]["outputs"]["output_1"]["connections"] = json!([{"node": "2", "output": "input_1"}]);
    graph
}

#[test]
fn a_save_moves_the_time_and_empties_become_lists() {
    let double = one_workflow();
    let asker = Asker::of(&double);
    let before = asker.get("/workflows/view/1.json").json();
    let told = asker
        .post("/workflows/edit/1", &saved("Mine", &json!({})))
        .json();
    let after = asker.get("/workflows/view/1.json").json();
    let time = |answer: &Json| {
        let time = answer["Workflow"]["timestamp"].as_str().expect("a text");
        time.parse::<i64>().expect("digits")
    };
    assert!(time(&after) > time(&before));
    assert_eq!(
        told["Workflow"]["timestamp"],
        json!(time(&after)),
        "a number here"
    );
    let node = &after["Workflow"]["data"]["1"];
    assert_eq!((&node["inputs"], &node["pos_x"]), (&json!([]), &json!(1)));
    assert_eq!(double.workflow(1).expect("a workflow"), after["Workflow"]);
    double.set_time(5);
    asker.post("/workflows/edit/1", &saved("Again", &json!({})));
    asker.post("/workflows/edit/1", &saved("And again", &json!({})));
    let stands = asker.get("/workflows/view/1.json").json();
    assert_eq!(time(&stands), 5);
    assert_eq!(stands["Workflow"]["name"], "And again");
}

#[test]
fn another_editor_can_come_between() {
    let double = one_workflow();
    let asker = Asker::of(&double);
    let before = asker.get("/workflows/view/1.json").json();
    double.another_editor(1, |workflow| {
        workflow["name"] = json!("Theirs");
        workflow["data"]["1"]["pos_x"] = json!(400);
    });
    let after = asker.get("/workflows/view/1.json").json();
    assert_ne!(
        before["Workflow"]["timestamp"],
        after["Workflow"]["timestamp"]
    );
    assert_eq!(after["Workflow"]["name"], "Theirs");
    assert_eq!(after["Workflow"]["data"]["1"]["pos_x"], 400);
    assert!(double.remove_workflow(1) && !double.remove_workflow(1));
    assert_eq!(asker.get("/workflows/view/1.json").status, 404);
}

#[test]
fn what_the_database_does_not_take_fails_without_a_word() {
    let double = one_workflow();
    let asker = Asker::of(&double);
    let long = "n".repeat(256);
    for name in [long.as_str(), "Party 🎉"] {
        let told = asker.post("/workflows/edit/1", &saved(name, &json!({})));
        assert_eq!(told.status, 500);
    }
    let escaped = json!({"Workflow": {"data": r#"{"1": {"id": 1, "data": {"id": "event-publish", "module_type": "trigger", "x": "\ud83c\udf89"}}}"#}});
    assert_eq!(asker.post("/workflows/edit/1", &escaped).status, 500);
    let double = with_one_workflow(Setup {
        takes_emoji: true,
        ..Setup::default()
    });
    let asker = Asker::of(&double);
    assert_eq!(asker.post("/workflows/edit/1", &escaped).status, 200);
}

#[test]
fn a_workflow_runs_and_stops_what_it_is_for() {
    let setup = Setup {
        events: vec![json!({"Event": {"info": "First"}})],
        ..Setup::default()
    };
    let double = with_one_workflow(setup);
    let asker = Asker::of(&double);
    asker.post("/events/publish/1", &json!({}));
    assert_eq!(
        double.event(1).expect("an event")["Event"]["published"],
        true
    );
    asker.post("/events/unpublish/1", &json!({}));
    let stop = behind_trigger(json!({
        "id": "stop-execution", "module_type": "action", "indexed_params": {"message": "No"},
    }));
    let body = json!({"Workflow": {"data": stop.to_string()}});
    assert_eq!(asker.post("/workflows/edit/1", &body).status, 200);
    let input = json!({"Workflow": {"data": double.event(1).expect("an event").to_string()}});
    let told = asker.post("/workflows/executeWorkflow/1", &input).json();
    assert_eq!(told, json!({"success": false, "outcome": "blocked"}));
    let told = asker.post("/events/publish/1", &json!({})).json();
    assert_eq!(told["message"], "Job queued", "although it is stopped");
    assert_eq!(
        double.event(1).expect("an event")["Event"]["published"],
        false
    );
    assert_eq!(double.workflow(1).expect("a workflow")["counter"], "3");
}

#[test]
fn what_a_run_changes_is_kept() {
    let setup = Setup {
        events: vec![json!({"Event": {"info": "First"}})],
        ..Setup::default()
    };
    let double = with_one_workflow(setup);
    double.enable("tag_operation", true);
    let asker = Asker::of(&double);
    let tag = behind_trigger(json!({
        "id": "tag_operation", "module_type": "action",
        "indexed_params": {"scope": "event", "action": "add", "locality": "global", "tags": ["tlp:red"]},
    }));
    asker.post(
        "/workflows/edit/1",
        &json!({"Workflow": {"data": tag.to_string()}}),
    );
    let input = json!({"Workflow": {"data": double.event(1).expect("an event").to_string()}});
    let told = asker.post("/workflows/executeWorkflow/1", &input).json();
    assert_eq!(told["outcome"], "success");
    let event = asker.get("/events/view/1.json").json();
    assert_eq!(event["Event"]["Tag"][0]["name"], "tlp:red");
}

#[test]
fn the_catalogue_can_change_under_a_client() {
    let double = one_workflow();
    let asker = Asker::of(&double);
    let view = "/workflows/moduleView/webhook.json";
    let mut module = asker.get(view).json();
    assert_eq!(module["disabled"], true);
    module["version"] = json!("9.9");
    double.put_module(module);
    assert_eq!(asker.get(view).json()["version"], "9.9");
    assert!(double.remove_module("webhook"));
    assert_eq!(asker.get(view).status, 404);
    assert!(double.is_enabled("stop-execution"));
    double.enable("stop-execution", false);
    assert!(!double.is_enabled("stop-execution"));
}

#[test]
fn a_server_given_workflows_has_them_from_the_start() {
    use misp_flow_tests::misp_double::GivenWorkflow;
    let double = Double::start(Setup {
        workflows: vec![GivenWorkflow {
            trigger: "event-publish".to_owned(),
            name: "Given".to_owned(),
            data: graph(&json!({})),
        }],
        ..Setup::default()
    });
    let triggers = Asker::of(&double).get("/workflows/triggers.json").json();
    let triggers = triggers.as_array().expect("a list").iter();
    let with: Vec<&Json> = triggers.filter_map(|one| one.get("Workflow")).collect();
    assert_eq!(with.len(), 1);
    assert_eq!(
        (&with[0]["id"], &with[0]["name"]),
        (&json!("1"), &json!("Given"))
    );
    assert_eq!(double.workflows().len(), 1);
    assert!(!double.was_rebuilt());
}

#[test]
fn a_server_can_lie_below_a_path() {
    let double = Double::start(Setup {
        below: "/misp",
        ..Setup::default()
    });
    assert!(double.url().ends_with("/misp"));
    let asker = Asker::of(&double);
    assert_eq!(
        asker.get("/servers/getVersion.json").json()["version"],
        "2.5.1"
    );
    assert_eq!(double.log()[0].path, "/misp/servers/getVersion.json");
}

#[test]
fn only_local_organisations_are_listed_unless_asked() {
    let double = Double::start(Setup::default());
    let asker = Asker::of(&double);
    let names = |path: &str| {
        let rows = asker.get(path).json();
        let rows = rows.as_array().expect("a list").iter();
        rows.map(|row| {
            row["Organisation"]["name"]
                .as_str()
                .expect("a name")
                .to_owned()
        })
        .collect::<Vec<_>>()
    };
    assert_eq!(names("/organisations/index.json"), ["Double"]);
    assert_eq!(
        names("/organisations/index/scope:all.json"),
        ["Double", "Elsewhere"]
    );
}
