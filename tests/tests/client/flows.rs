//! Calls that take several requests, because a server's answer alone does not tell: creating,
//! importing, switching, debugging; and what is refused before it is sent.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use crate::misp_stage::{Reply, Server, refusal, wait};
use misp_flow::misp::{BlueprintChange, Cause, Characters, Objection, Saving};
use serde_json::{Value as Json, json};

const INTERNAL: &str = r#"{"name": "An Internal Error Has Occurred.", "message": "An Internal Error Has Occurred.", "url": "/x"}"#;

fn workflow(id: &str, trigger: &str) -> Json {
    json!({"id": id, "uuid": format!("uuid-{id}"), "name": format!("Workflow for trigger {trigger}"),
        "trigger_id": trigger, "timestamp": "1795293239", "debug_enabled": false,
        "data": {"1": {"id": 1, "name": "Start", "inputs": [],
            "data": {"id": trigger, "module_type": "trigger", "params": []},
            "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}]}}},
          "2": {"id": 2, "name": "Stop",
            "data": {"id": "stop-execution", "module_type": "action",
                "indexed_params": {"connections": [{"labels": "mine"}]}},
            "inputs": {"input_1": {"connections": [{"node": "1", "input": "output_1", "labels": [{"id": 1}]}]}},
            "outputs": []}}})
}

/// A server that creates a workflow with a 500, as 2.5.1 does, or does not.
fn creating(works: bool) -> Server {
    let there = Arc::new(AtomicBool::new(false));
    Server::start(move |seen| match seen.path.as_str() {
        "/workflows/triggers.json" => {
            let mut trigger =
                json!({"id": "event-publish", "module_type": "trigger", "name": "Event publish"});
            if there.load(Ordering::SeqCst) {
                trigger["Workflow"] = workflow("7", "event-publish");
            }
            Reply::json(&json!([trigger]))
        }
        "/workflows/editor/event-publish.json" => {
            there.store(works, Ordering::SeqCst);
            Reply::text(500, INTERNAL)
        }
        other => panic!("{other}"),
    })
}

#[test]
fn a_500_that_has_created_the_workflow_is_no_failure() {
    let server = creating(true);
    let made = wait(server.client().create_workflow("event-publish")).unwrap();
    assert_eq!(made.id, "7");
    let asked = ["triggers", "editor/event-publish", "triggers"];
    let asked = asked.map(|path| format!("GET /workflows/{path}.json"));
    assert_eq!(server.calls(), asked);
    // The second time it is there already, and nothing is created.
    wait(server.client().create_workflow("event-publish")).unwrap();
    assert_eq!(server.calls().len(), 4);
}

#[test]
fn a_500_that_has_created_nothing_is_one() {
    let server = creating(false);
    let refused = refusal(server.client().create_workflow("event-publish"));
    assert_eq!(refused.cause, Cause::Internal);
    assert!(!refused.unsure, "it was looked up");
    assert_eq!(server.connections(), 3, "it was asked for once");
    let refused = refusal(server.client().create_workflow("no-such-trigger"));
    assert!(matches!(refused.cause, Cause::NotFound { .. }), "{refused}");
    assert_eq!(server.connections(), 4, "nothing was created");
}

#[test]
fn a_module_is_looked_up_before_it_is_switched() {
    let server = Server::start(|seen| match seen.path.as_str() {
        "/workflows/moduleView/webhook.json" => {
            Reply::json(&json!({"id": "webhook", "module_type": "action"}))
        }
        "/workflows/moduleView/event-publish.json" => {
            Reply::json(&json!({"id": "event-publish", "module_type": "trigger"}))
        }
        path if path.contains("moduleView") => Reply::text(
            404,
            r#"{"name": "Invalid trigger ID", "message": "Invalid trigger ID"}"#,
        ),
        _ => Reply::json(&json!({"saved": true, "success": true})),
    });
    let client = server.client();
    wait(client.set_module_enabled("webhook", true)).unwrap();
    wait(client.set_module_enabled("event-publish", false)).unwrap();
    let refused = refusal(client.set_module_enabled("no-such-module", true));
    assert!(matches!(refused.cause, Cause::NotFound { .. }));
    let switched: Vec<String> = server
        .calls()
        .into_iter()
        .filter(|call| call.starts_with("POST"))
        .collect();
    assert_eq!(
        switched,
        [
            "POST /workflows/toggleModule/webhook/1",
            "POST /workflows/toggleModule/event-publish/0/1"
        ]
    );
}

#[test]
fn debug_is_switched_by_a_save_of_what_is_there() {
    let server = Server::start(|seen| match seen.method.as_str() {
        "GET" => Reply::json(&json!({"Workflow": workflow("1", "event-publish")})),
        _ => {
            let mut saved = workflow("1", "event-publish");
            saved["debug_enabled"] = seen.json()["Workflow"]["debug_enabled"].clone();
            saved["timestamp"] = json!(1_795_293_772);
            Reply::json(&json!({"Workflow": saved}))
        }
    });
    let saved = wait(server.client().set_debug("1", true)).unwrap();
    assert!(saved.document.unwrap().debug_enabled);
    let sent = &server.seen()[1].json()["Workflow"];
    let fields: Vec<&String> = sent.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["data", "debug_enabled"]);
    let graph: Json = serde_json::from_str(sent["data"].as_str().unwrap()).unwrap();
    let mut stored = workflow("1", "event-publish")["data"].clone();
    let link = &mut stored["2"]["inputs"]["input_1"]["connections"][0];
    link.as_object_mut().unwrap().remove("labels");
    assert_eq!(graph, stored, "labels go, a param of that name stays");
}

#[test]
fn a_save_sends_what_was_given_and_the_graph_as_a_text() {
    let server = Server::start(|_| Reply::json(&json!({"Workflow": workflow("1", "x")})));
    let graph = workflow("1", "event-publish")["data"].clone();
    let saving = Saving {
        name: Some("Näme"),
        ..Saving::graph(&graph)
    };
    wait(server.client().save_workflow("1", &saving)).unwrap();
    let sent = server.seen()[0].json();
    assert_eq!(sent["Workflow"]["name"], "Näme");
    assert_eq!(sent["Workflow"]["data"], json!(graph.to_string()));
    assert!(sent["Workflow"].get("description").is_none());
}

#[test]
fn what_a_server_would_choke_on_is_not_sent() {
    let server = Server::start(|_| Reply::text(500, INTERNAL));
    let client = server.client();
    let emoji =
        json!({"2": {"id": 2, "name": "Webhook", "data": {"indexed_params": {"payload": "😀"}}}});
    let refused = refusal(client.save_workflow("1", &Saving::graph(&emoji)));
    assert_eq!(
        refused.to_string(),
        format!(
            "Not sent to {}: “payload” of node 2 (Webhook) holds “😀”, which the database of most servers does not take. Take it out",
            refused.host()
        )
    );
    let long = "n".repeat(256);
    let headless = json!({"1": {"data": {"module_type": "trigger", "id": "event-publish"}}});
    let saving = Saving {
        name: Some(&long),
        ..Saving::graph(&headless)
    };
    let Cause::Unsent(found) = refusal(client.save_workflow("1", &saving)).cause else {
        panic!()
    };
    assert_eq!(found[0], Objection::NameTooLong { length: 256 });
    assert_eq!(
        found[1],
        Objection::TriggerWithoutId {
            node: "1".to_owned()
        }
    );
    let no_words = BlueprintChange {
        name: Some("Name"),
        graph: Some(&headless),
        ..BlueprintChange::default()
    };
    let Cause::Unsent(found) = refusal(client.add_blueprint(&no_words)).cause else {
        panic!()
    };
    assert!(found.contains(&Objection::NoDescription));
    let broken = json!("[{");
    let broken = BlueprintChange {
        graph: Some(&broken),
        ..BlueprintChange::default()
    };
    let refused = refusal(client.change_blueprint("1", &broken));
    assert_eq!(refused.cause, Cause::Unsent(vec![Objection::NoGraph]));
    assert_eq!(server.connections(), 0);
    // A database that was converted takes them.
    let saving = Saving {
        characters: Characters::All,
        ..Saving::graph(&emoji)
    };
    let refused = refusal(client.save_workflow("1", &saving));
    assert_eq!(refused.cause, Cause::Internal);
    assert!(refused.unsure, "a 500 may have saved");
}

/// A server whose import answers 500 and saves, as 2.5.1 does.
fn importing(works: bool) -> Server {
    let stored = Arc::new(Mutex::new(Vec::<Json>::new()));
    Server::start(move |seen| match seen.path.as_str() {
        "/workflowBlueprints/index.json" => {
            let stored = stored.lock().unwrap();
            Reply::json(&json!(*stored))
        }
        "/workflowBlueprints/import" => {
            let text = seen.json()["WorkflowBlueprint"]["json"].clone();
            let mut whole: Json = serde_json::from_str(text.as_str().unwrap()).unwrap();
            whole["WorkflowBlueprint"]["id"] = json!("35");
            if works {
                stored.lock().unwrap().push(whole);
            }
            Reply::text(500, INTERNAL)
        }
        other => panic!("{other}"),
    })
}

#[test]
fn an_import_is_looked_up_after_its_500() {
    let whole = json!({"WorkflowBlueprint": {"uuid": "5e8f1a2b-0009-4c3d-9e8f-000000000001",
        "name": "Imported", "description": "Words", "data": []}});
    let server = importing(true);
    let made = wait(server.client().import_blueprint(&whole)).unwrap();
    assert_eq!((made.id.as_str(), made.name.as_str()), ("35", "Imported"));
    let refused = refusal(server.client().import_blueprint(&whole));
    let name = "Imported".to_owned();
    assert_eq!(
        refused.cause,
        Cause::Unsent(vec![Objection::UuidTaken { name }])
    );
    assert_eq!(server.connections(), 4);
    let refused = refusal(importing(false).client().import_blueprint(&whole));
    assert_eq!(refused.cause, Cause::Internal);
    assert!(!refused.unsure);
}

#[test]
fn workflows_by_hand_are_there_on_newer_servers_only() {
    let old =
        Server::start(|_| Reply::text(404, r#"{"name": "Not Found", "message": "Not Found"}"#));
    let refused = refusal(old.client().add_adhoc_workflow("Mine", "Words"));
    assert_eq!(refused.cause, Cause::NotOffered);
    assert!(!refused.unsure);
    let newer = Server::start(|seen| {
        let mut made = workflow("9", "");
        made["name"] = seen.json()["Workflow"]["name"].clone();
        Reply::json(&json!({"Workflow": made}))
    });
    let made = wait(newer.client().add_adhoc_workflow("Mine", "Words")).unwrap();
    assert_eq!((made.name.as_str(), made.trigger_id()), ("Mine", None));
}

#[test]
fn a_test_of_the_connection_says_what_is_missing() {
    let instance = |admin: bool, triggers: fn() -> Reply| {
        let server = Server::start(move |seen| match seen.path.as_str() {
            "/servers/getVersion.json" => Reply::json(&json!({"version": "2.5.1"})),
            "/users/view/me.json" => Reply::json(&json!({"User": {"id": "1", "email": "a@b.c"},
                "Role": {"name": "user", "perm_site_admin": admin}, "Organisation": {"name": "ORG"}})),
            _ => triggers(),
        });
        wait(server.client().test_connection()).unwrap()
    };
    let good = instance(true, || Reply::json(&json!([{"id": "event-publish"}])));
    assert_eq!(good.triggers, Ok(1));
    assert_eq!(good.missing(), Vec::<String>::new());
    let refused = || {
        let words = "You do not have permission to use this functionality.";
        Reply::text(403, &json!({"name": words, "message": words}).to_string())
    };
    let missing = instance(false, refused).missing();
    assert_eq!(missing.len(), 1, "{missing:?}");
    assert!(missing[0].starts_with("a@b.c is no site admin (role user)"));
    let missing = instance(true, refused).missing();
    assert!(missing[0].contains("read-only"), "{missing:?}");
    let off = || Reply::text(500, "<div>Could not access Workflow system</div>");
    let missing = instance(true, off).missing();
    assert!(
        missing[0].contains("Plugin.Workflow_enable must be on"),
        "{missing:?}"
    );
}
