//! Whatever MISP gives can be opened and comes out as it was: every blueprint, every workflow in
//! the recorded answers, every graph in the vectors.

use misp_flow_engine::{
    value::Value,
    workflow::{self, wire::read_graph},
};
use misp_flow_tests::{
    conformance::default_sources,
    shared::{files, shared},
};
use serde_json::{Value as Json, json};

/// Equal but for what PHP itself does not tell apart: `{}` and `[]`, and the order of keys.
fn same(left: &Json, right: &Json) -> bool {
    Value::from_serde(left).same_unordered(&Value::from_serde(right))
}

fn reads_and_writes(name: &str, json: &Json) {
    let text = json.to_string();
    match workflow::open(text.as_bytes()) {
        Ok(document) => {
            let written = document.to_json();
            assert!(same(&written, json), "{name} changes:\n{written}\n{json}");
            let again = workflow::open(document.to_text().as_bytes()).expect("its own text");
            assert_eq!(again.to_json(), written, "{name} changes the second time");
        }
        Err(error) => panic!("{name} does not open: {error}"),
    }
}

#[test]
fn blueprints() {
    let Some(folder) = shared("blueprints") else {
        return;
    };
    let files = files(&folder, "json");
    assert!(files.len() >= 9, "{files:?}");
    for path in files {
        let text = std::fs::read(&path).expect("a blueprint");
        reads_and_writes(
            &path.display().to_string(),
            &serde_json::from_slice(&text).expect("JSON"),
        );
    }
}

/// Every object under a key `Workflow` or `WorkflowBlueprint` that holds a graph.
fn documents(json: &Json, found: &mut Vec<Json>) {
    match json {
        Json::Object(map) => {
            for (key, value) in map {
                let graph = value
                    .get("data")
                    .filter(|data| data.is_object() || data.is_array());
                if ["Workflow", "WorkflowBlueprint"].contains(&key.as_str()) && graph.is_some() {
                    found.push(json!({ key: value }));
                }
                documents(value, found);
            }
        }
        Json::Array(list) => list.iter().for_each(|value| documents(value, found)),
        _ => {}
    }
}

#[test]
fn recorded_workflows() {
    let Some(folder) = shared("recorded/rest") else {
        return;
    };
    let mut count = 0;
    for path in files(&folder, "json") {
        let text = std::fs::read(&path).expect("a recorded call");
        let call: Json = serde_json::from_slice(&text).expect("JSON");
        let mut found = Vec::new();
        documents(&call["response"], &mut found);
        count += found.len();
        for document in found {
            reads_and_writes(&path.display().to_string(), &document);
        }
    }
    assert!(count > 100, "only {count} workflows found");
}

#[test]
fn graphs_of_the_vectors() {
    let (files, _) = default_sources();
    let mut count = 0;
    for file in files
        .iter()
        .filter(|file| ["walk", "graph_check", "live_runs"].contains(&file.name.as_str()))
    {
        for (id, vector) in &file.vectors {
            let graph = vector.get("graph").unwrap_or(&Value::Null).to_serde();
            let Some(read) = read_graph(graph.clone()) else {
                continue;
            };
            let written = read.to_json();
            assert!(
                same(&written, &graph),
                "the graph of {id} changes:\n{written}\n{graph}"
            );
            count += 1;
        }
    }
    assert!(count > 600, "only {count} graphs found");
}
