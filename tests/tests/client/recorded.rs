//! Every recorded answer of a real MISP 2.5.1 that belongs to a call is read by that call: data
//! without an error, refusals as the right ones.

use std::{collections::BTreeMap, fs, path::Path};

use crate::misp_stage::{Reply, Server, wait};
use misp_flow::misp::{BlueprintChange, Cause, Client, EventFilter, Refusal, Saving};
use misp_flow_engine::value::Value;
use misp_flow_tests::shared::{files, shared};
use serde_json::{Map, Value as Json, json};

struct Recording {
    name: String,
    note: String,
    method: String,
    path: Vec<String>,
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
    sent: Json,
}

fn read(file: &Path) -> Recording {
    let json: Json = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let response = &json["response"];
    let headers = response["headers"].as_array().unwrap().iter();
    Recording {
        name: file.file_name().unwrap().to_string_lossy().into_owned(),
        note: text(&json["note"]),
        method: text(&json["request"]["method"]),
        path: text(&json["request"]["url"])
            .trim_start_matches('/')
            .split('/')
            .map(str::to_owned)
            .collect(),
        status: response["status"].as_u64().unwrap().try_into().unwrap(),
        headers: headers
            .filter_map(|header| header.as_str()?.split_once(": "))
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect(),
        body: match &response["body"] {
            Json::String(text) => text.clone(),
            body => body.to_string(),
        },
        sent: json["request"]["body"].clone(),
    }
}

/// Makes the call that a recording is of, on a server that gives the recorded answer; `None`
/// where there is no such call.
fn call(client: &Client, recording: &Recording) -> Option<Result<String, Refusal>> {
    let path: Vec<&str> = recording
        .path
        .iter()
        .map(|part| part.trim_end_matches(".json"))
        .collect();
    let graph = graph(&recording.sent);
    let input = Value::from_json(br#"{"Event": {}}"#).unwrap();
    let change = BlueprintChange {
        name: Some("Name"),
        description: Some("Words"),
        graph: Some(&graph),
        ..BlueprintChange::default()
    };
    let none = EventFilter::default();
    let count = |what: &str, count: usize| format!("{count} {what}");
    Some(match (recording.method.as_str(), path.as_slice()) {
        ("GET", ["servers", "getVersion"]) => wait(client.version()).map(|it| it.version),
        ("GET", ["users", "view", "me"]) => wait(client.me()).map(|it| it.email),
        ("GET", ["workflows", "triggers", ..]) => {
            wait(client.triggers()).map(|all| count("triggers", all.len()))
        }
        ("GET" | "POST", ["workflows", "moduleIndex", ..]) => {
            let modules = wait(client.modules_json());
            modules.map(|all| count("modules", all.as_array().unwrap().len()))
        }
        ("GET", ["workflows", "moduleView", id]) => {
            wait(client.module(id)).map(|module| module.id.to_string())
        }
        ("GET" | "POST", ["workflows", "index", ..]) => {
            wait(client.workflows()).map(|all| count("workflows", all.len()))
        }
        ("GET" | "POST", ["workflows", "view", id]) => {
            wait(client.workflow(id)).map(|it| format!("{} {}", it.id, it.document.is_ok()))
        }
        ("POST" | "PUT", ["workflows", "edit", id]) => {
            let saving = Saving::graph(&graph);
            wait(client.save_workflow(id, &saving)).map(|it| it.id)
        }
        ("POST", ["workflows", "checkGraph"]) => {
            wait(client.check_graph(&graph)).map(|report| format!("{report:?}"))
        }
        ("POST", ["workflows", "executeWorkflow", id]) => {
            wait(client.execute_workflow(id, &input)).map(|it| it.outcome)
        }
        ("POST", ["workflows", "moduleStatelessExecution", id]) => {
            let params = Map::new();
            let run = client.execute_module(id, &input, &params, true);
            wait(run).map(|it| format!("{} {:?}", it.success, it.errors))
        }
        ("POST", ["workflows", "toggleModule", id, on, ..]) => {
            wait(client.set_module_enabled(id, *on == "1")).map(|()| String::new())
        }
        ("POST", ["workflows", "delete", id]) => {
            wait(client.delete_workflow(id)).map(|()| String::new())
        }
        ("GET", ["workflowBlueprints" | "workflow_blueprints", "index"]) => {
            wait(client.blueprints()).map(|all| count("blueprints", all.len()))
        }
        ("GET", ["workflowBlueprints", "view", id]) => {
            wait(client.blueprint(id)).map(|it| format!("{} {}", it.name, it.document.is_ok()))
        }
        ("GET", ["workflowBlueprints", "export", id]) => {
            wait(client.export_blueprint(id)).map(|it| it.name)
        }
        ("POST", ["workflowBlueprints", "add"]) => {
            wait(client.add_blueprint(&change)).map(|it| it.name)
        }
        ("POST", ["workflowBlueprints", "edit", id]) => wait(client.change_blueprint(id, &change))
            .map(|it| {
                assert!(it.document.is_ok(), "a graph as a text is opened");
                it.name
            }),
        ("POST", ["workflowBlueprints", "delete", id]) => {
            wait(client.delete_blueprint(id)).map(|()| String::new())
        }
        ("POST", ["events", "restSearch"]) => {
            wait(client.search_events(&none, 1, 50)).map(|all| count("events", all.len()))
        }
        ("GET", ["events", "view", id]) => wait(client.event(id, false)).map(|_| String::new()),
        ("GET", ["events", "index"]) => {
            wait(client.events_page(1, 50)).map(|all| count("events", all.len()))
        }
        ("GET", ["tags", "index"]) => wait(client.tags()).map(|all| count("tags", all.len())),
        ("GET", ["galaxies", "index"]) => {
            wait(client.galaxies()).map(|all| count("galaxies", all.len()))
        }
        ("GET", ["organisations", "index"]) => {
            wait(client.organisations()).map(|all| count("organisations", all.len()))
        }
        ("GET", ["sharing_groups", "index"]) => {
            wait(client.sharing_groups()).map(|all| count("sharing groups", all.len()))
        }
        ("GET", ["warninglists", "index"]) => {
            wait(client.warninglists()).map(|all| count("warninglists", all.len()))
        }
        ("GET", ["modules", "index"]) => {
            wait(client.misp_modules()).map(|all| count("misp-modules", all.len()))
        }
        _ => return None,
    })
}

/// The graph that a recorded request carried, or one that passes.
fn graph(sent: &Json) -> Json {
    let text = sent["Workflow"]["data"].as_str().or(sent["graph"].as_str());
    let graph: Option<Json> = text.and_then(|text| serde_json::from_str(text).ok());
    // What would not be sent at all has tests of its own.
    graph
        .filter(|graph| !graph.to_string().contains("😀"))
        .filter(|graph| graph["1"].get("id").is_some())
        .unwrap_or_else(|| json!({}))
}

/// What a refusal with this status and note has to be.
fn is_right(recording: &Recording, cause: &Cause) -> bool {
    let about_key = ["bad_key_40", "bad_key_short", "no_key"].contains(&recording.note.as_str());
    let about_role =
        recording.note.starts_with("role") || recording.note.starts_with("readonly_key");
    match (recording.status, cause) {
        (302, Cause::LoginPage) => true,
        (403, Cause::KeyRefused) => about_key,
        (403, Cause::NotPermitted { message }) => about_role && !message.is_empty(),
        (403, Cause::Invalid { message }) => !about_key && !about_role && message.len() > 10,
        (404, Cause::NotFound { message }) => message.starts_with("Invalid"),
        (405, Cause::BrokenJson) => recording.note.starts_with("broken"),
        (405, Cause::NotOffered) => true,
        (500, Cause::WorkflowsOff { settings }) => {
            recording.note == "workflow_plugin_disabled" && settings.len() == 3
        }
        (500, Cause::Internal) => recording.note != "workflow_plugin_disabled",
        // The only answer with status 200 that is a refusal: the service behind it is not there.
        (200, Cause::Failed { message }) => {
            recording.path[0] == "modules" && message.contains("no response from misp_modules")
        }
        // A type that there is not has no list, which is no empty one.
        // Of the triggers that are on there were none then. This client asks for all of them, and
        // that there is none at all is not believed.
        (200, Cause::Unreadable { detail })
            if recording
                .path
                .last()
                .is_some_and(|part| part == "enabled:1.json") =>
        {
            recording.body == "[]" && detail.starts_with("it lists no trigger")
        }
        (200, Cause::Unreadable { detail }) => {
            recording.path[1] == "moduleIndex" && detail == "a list was expected, null came"
        }
        _ => false,
    }
}

#[test]
fn recorded_answers_are_read_by_their_calls() {
    let Some(folder) = shared("recorded/rest") else {
        return;
    };
    let mut tried = BTreeMap::<u16, usize>::new();
    let mut wrong = Vec::new();
    let mut left = 0;
    for file in files(&folder, "json") {
        let recording = read(&file);
        let toggles = recording
            .path
            .get(1)
            .is_some_and(|call| call == "toggleModule");
        let (status, body) = (recording.status, recording.body.clone());
        let headers = recording.headers.clone();
        let server = Server::start(move |seen| {
            if toggles && seen.method == "GET" {
                // The look before: a module of any kind.
                return Reply::json(&json!({"id": "any", "module_type": "action"}));
            }
            let reply = Reply::text(status, &body);
            headers
                .iter()
                .fold(reply, |reply, (key, value)| reply.with(key, value))
        });
        let Some(outcome) = call(&server.client(), &recording) else {
            left += 1;
            continue;
        };
        *tried.entry(recording.status).or_default() += 1;
        let right = match &outcome {
            Ok(_) => recording.status == 200,
            Err(refused) => is_right(&recording, &refused.cause),
        };
        if !right {
            wrong.push(format!("{}: {outcome:?}", recording.name));
        }
        if let Err(refused) = outcome {
            let words = refused.to_string();
            assert!(words.contains("127.0.0.1"), "{words}");
            assert!(!words.contains("  ") && !words.ends_with('.'), "{words}");
        }
    }
    println!("{tried:?} answers by status, {left} of calls that this client does not make");
    assert_eq!(wrong, Vec::<String>::new());
    assert!(tried.get(&200) > Some(&200), "{tried:?}");
}

/// A few answers in detail.
#[test]
fn recorded_answers_mean_what_they_say() {
    let Some(folder) = shared("recorded/rest") else {
        return;
    };
    let server = |number: &str| {
        let file = files(&folder, "json").into_iter().find(|file| {
            file.file_name()
                .unwrap()
                .to_string_lossy()
                .starts_with(number)
        });
        let recording = read(&file.unwrap());
        Server::start(move |_| Reply::text(recording.status, &recording.body))
    };
    let me = wait(server("0002").client().me()).unwrap();
    assert_eq!(
        (me.email.as_str(), me.role.as_str()),
        ("admin@admin.test", "admin")
    );
    assert!(me.site_admin);
    assert_eq!(me.organisation, "ORGNAME");

    let triggers = wait(server("0391").client().triggers()).unwrap();
    let with: Vec<&str> = triggers
        .iter()
        .filter(|trigger| trigger.workflow.is_some())
        .map(|trigger| trigger.module.id.as_str())
        .collect();
    assert!(
        with.contains(&"event-publish") && with.len() == 4,
        "{with:?}"
    );
    let publish = triggers.iter().find(|one| one.module.id == "event-publish");
    let workflow = publish.unwrap().workflow.clone().unwrap();
    assert_eq!(workflow.trigger_id(), Some("event-publish"));
    assert!(workflow.document.unwrap().graph.trigger().is_some());

    let saved = wait(server("0472").client().workflow("1")).unwrap();
    assert_eq!(saved.timestamp, Some(1_795_293_772), "as a number");
    assert!(saved.document.unwrap().debug_enabled);
    let viewed = wait(server("0473").client().workflow("1")).unwrap();
    assert_eq!(viewed.timestamp, Some(1_795_293_772), "as a text");
    assert_eq!(viewed.counter, 25);

    let check = |number| wait(server(number).client().check_graph(&json!({}))).unwrap();
    assert!(check("0223").may_be_saved());
    assert_eq!(check("0224").cycle.len(), 2);
    let crowded = check("0225").crowded;
    assert_eq!(
        format!("{crowded:?}"),
        r#"[(NodeId("1"), [NodeId("2"), NodeId("3")])]"#
    );
    let warnings = check("0228").path_warnings;
    assert!(warnings[0].2.contains("blocking node"), "{warnings:?}");

    let heads = wait(
        server("0151")
            .client()
            .search_events(&EventFilter::default(), 1, 9),
    );
    let head = &heads.unwrap()[0];
    assert_eq!((head.id.as_str(), head.attributes), ("1", 10));
    assert_eq!(head.organisation, "ORGNAME");
    assert!(head.tags.contains(&"PAP:RED".to_owned()), "{head:?}");
    let heads = wait(server("0158").client().events_page(1, 9)).unwrap();
    assert_eq!(heads.len(), 2);
    assert!(
        heads
            .iter()
            .any(|head| head.tags.contains(&"PAP:RED".to_owned()))
    );

    let stopped = server("0316").client();
    let input = Value::from_json(b"{}").unwrap();
    let run = wait(stopped.execute_module("stop-execution", &input, &Map::new(), true)).unwrap();
    assert!(!run.success);
    assert_eq!(run.errors, ["stop 1"]);

    let lists = wait(server("0452").client().warninglists()).unwrap();
    assert!(
        lists
            .iter()
            .any(|list| list.kind == "cidr" && list.entries == 78)
    );
    assert_eq!(
        wait(server("0453").client().sharing_groups()),
        Ok(Vec::new())
    );
    // A type that there is not: not a list without modules, which would empty the catalogue.
    let none = wait(server("0025").client().modules_json()).unwrap_err();
    assert!(none.to_string().contains("null"), "{none}");
    let tags = wait(server("0159").client().tags()).unwrap();
    assert!(
        tags.iter()
            .any(|tag| tag.name == "PAP:RED" && tag.colour == "#1cf4db")
    );
}
