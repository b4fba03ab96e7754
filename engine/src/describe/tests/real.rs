//! Summaries of workflows that people use; they lie outside of the project.

use std::{fs, path::PathBuf};

use serde_json::Value;

use super::{LONGEST, filtered};
use crate::workflow::NodeFilter;

/// The nodes of a workflow or blueprint that is not part of the project.
fn nodes(path: &str) -> Vec<Value> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared")
        .join(path);
    let Ok(text) = fs::read_to_string(&path) else {
        println!("skipped: no {}", path.display());
        return Vec::new();
    };
    let file: Value = serde_json::from_str(&text).unwrap();
    let nodes = file.pointer("/WorkflowBlueprint/data").unwrap_or(&file);
    match nodes {
        Value::Array(nodes) => nodes.clone(),
        Value::Object(nodes) => nodes.values().cloned().collect(),
        _ => Vec::new(),
    }
}

fn node_texts(path: &str) -> Vec<String> {
    nodes(path)
        .iter()
        .map(|node| {
            let data = &node["data"];
            let text = |key: &str| {
                data["saved_filters"][key]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned()
            };
            let filter = NodeFilter {
                selector: text("selector"),
                path: text("path"),
                operator: text("operator"),
                value: text("value"),
            };
            filtered(
                data["id"].as_str().unwrap(),
                &data["indexed_params"],
                Some(&filter),
            )
        })
        .collect()
}

#[test]
fn the_benchmark_workflow_reads_well() {
    let texts = node_texts("bench/workflow-10.json");
    if texts.is_empty() {
        return;
    }
    assert_eq!(
        texts,
        [
            "before an event is published · can block",
            "attributes or their event tagged with any of tlp:red, PAP:RED",
            "stops with “Contains red data”",
            "A: keeps attributes where type is any of ip-src, ip-dst, domain, hostname",
            "more than 0 matches of Event._AttributeFlattened.{n}[to_ids=1].value",
            "removes all filters",
            "pushes Event.info to ZMQ",
            "Event.Tag.{n}.name contains tlp:white",
            "pushes Event._AttributeFlattened.{n}.value to ZMQ",
            "pushes Event.Tag.{n}.name to ZMQ",
        ]
    );
}

#[test]
fn official_blueprints_read_well() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/blueprints");
    let Ok(files) = fs::read_dir(&folder) else {
        println!("skipped: no {}", folder.display());
        return;
    };
    for file in files {
        let name = file.unwrap().file_name().into_string().unwrap();
        if !name.ends_with(".json") {
            continue;
        }
        for text in node_texts(&format!("blueprints/{name}")) {
            println!("{text}");
            assert!(
                text.chars().count() <= LONGEST && !text.contains("(no "),
                "{text}"
            );
        }
    }
}
