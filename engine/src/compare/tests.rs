use serde_json::json;

use super::{Kind, Place, What, compare};
use crate::{
    catalogue::{Catalogue, samples},
    workflow::{self, NodeId, Workflow},
};

fn sample(place: usize) -> Workflow {
    workflow::open(samples::WORKFLOWS[place].json.as_bytes()).unwrap()
}

/// The same workflow with other numbers, in another order, elsewhere.
fn renumbered(workflow: &Workflow) -> Workflow {
    let mut json = workflow.to_json();
    let data = json["Workflow"]["data"].as_object_mut().unwrap();
    let other = |id: &str| (500 - id.parse::<u64>().unwrap()).to_string();
    let old = std::mem::take(data);
    for (key, mut entry) in old.into_iter().rev() {
        if key == "_frames" {
            for frame in entry.as_object_mut().unwrap().values_mut() {
                for id in frame["nodes"].as_array_mut().unwrap() {
                    *id = json!(other(&id.to_string().replace('"', "")));
                }
            }
            data.insert(key, entry);
            continue;
        }
        for side in ["inputs", "outputs"] {
            for port in entry[side]
                .as_object_mut()
                .into_iter()
                .flat_map(|ports| ports.values_mut())
            {
                for link in port["connections"].as_array_mut().unwrap() {
                    link["node"] = json!(other(link["node"].as_str().unwrap()));
                }
            }
        }
        entry["id"] = json!(other(&key));
        entry["pos_x"] = json!(7);
        data.insert(other(&key), entry);
    }
    workflow::open(json.to_string().as_bytes()).unwrap()
}

#[test]
fn a_workflow_is_like_itself() {
    for place in 0..samples::WORKFLOWS.len() {
        assert_eq!(compare(&sample(place), &sample(place)).differences, []);
    }
}

#[test]
fn a_copy_that_was_numbered_anew_does_the_same() {
    for place in 0..samples::WORKFLOWS.len() {
        let (before, after) = (sample(place), renumbered(&sample(place)));
        let found = compare(&before, &after);
        assert!(found.does_the_same(), "{:#?}", found.differences);
        let numbers = found
            .differences
            .iter()
            .filter(|found| found.what == What::Number);
        assert_eq!(numbers.count(), before.graph.nodes.len());
    }
}

#[test]
fn a_change_in_a_renumbered_copy_is_found_at_its_node() {
    let (before, mut after) = (sample(0), renumbered(&sample(0)));
    let (id, _) = after
        .graph
        .nodes
        .iter()
        .find(|(_, node)| node.module == "tag-if")
        .unwrap();
    let id = id.clone();
    let node = after.graph.node_mut(&id).unwrap();
    node.params.insert("condition".to_owned(), json!("in_and"));
    let found = compare(&before, &after);
    let changed: Vec<_> = found
        .differences
        .iter()
        .filter(|found| found.kind() != Kind::Moved)
        .collect();
    let [only] = changed.as_slice() else {
        panic!("{changed:#?}")
    };
    assert!(matches!(&only.place, Place::Node(Some(_), Some(after)) if *after == id));
    assert!(matches!(&only.what, What::Param(param, _, _) if param == "condition"));
}

#[test]
fn words_hide_secrets_and_show_where_long_texts_differ() {
    let graph = |url: &str, message: &str| {
        let text = json!({"1": {"id": 1, "name": "Hook", "inputs": [], "outputs": [], "pos_x": 0, "pos_y": 0,
            "data": {"id": "webhook", "module_type": "action", "indexed_params": {"url": url}}},
            "2": {"id": 2, "name": "Stop", "inputs": [], "outputs": [], "pos_x": 0, "pos_y": 0,
            "data": {"id": "stop-execution", "module_type": "action", "indexed_params": {"message": message}}}});
        workflow::open(text.to_string().as_bytes()).unwrap()
    };
    let long = "a long message that goes on and on, and that says in the end whether it is ";
    let before = graph("https://a.example/sesame", &format!("{long}old"));
    let after = graph("https://a.example/sesame2", &format!("{long}new"));
    let words: Vec<String> = compare(&before, &after)
        .differences
        .iter()
        .map(|found| found.words(&before, &after, Catalogue::bundled()))
        .collect();
    let all = words.join("\n");
    assert!(!all.contains("sesame"), "{all}");
    assert!(
        all.contains("it is old →") && all.contains("it is new"),
        "{all}"
    );
}

#[test]
fn a_wire_to_a_node_that_is_nowhere_is_like_itself() {
    let text = json!({"1": {"id": 1, "name": "Go", "inputs": [], "pos_x": 0, "pos_y": 0,
        "data": {"id": "event-publish", "module_type": "trigger"},
        "outputs": {"output_1": {"connections": [{"node": "3", "output": "input_1"}]}}}});
    let document = workflow::open(text.to_string().as_bytes()).unwrap();
    assert_eq!(compare(&document, &document).differences, []);
}

#[test]
fn wires_are_named_by_their_ends() {
    let before = sample(0);
    let mut after = before.clone();
    let edge = after
        .graph
        .edges()
        .find(|edge| edge.from.port == "output_2")
        .unwrap();
    after.graph.remove_edge(&edge);
    let found = compare(&before, &after);
    let words: Vec<String> = found
        .differences
        .iter()
        .map(|found| found.words(&before, &after, Catalogue::bundled()))
        .collect();
    assert_eq!(words.len(), 1, "{words:?}");
    assert!(
        words[0].starts_with("Wire removed: ") && words[0].contains("(else) → "),
        "{words:?}"
    );
}

#[test]
fn of_five_thousand_nodes_the_one_that_changed_is_found() {
    let mut before = Workflow::new("long");
    let node = before_node();
    for id in 1..=5_000_u64 {
        before
            .graph
            .nodes
            .insert(NodeId::from(id), std::sync::Arc::new(node.clone()));
    }
    let mut after = before.clone();
    after.graph.node_mut(&NodeId::from(2_500)).unwrap().name = "Other".to_owned();
    let found = compare(&before, &after);
    assert_eq!(found.differences.len(), 1);
    assert_eq!(
        found.differences[0].place,
        Place::Node(Some(2_500.into()), Some(2_500.into()))
    );
}

fn before_node() -> workflow::Node {
    let module = Catalogue::bundled().get("tag_operation").unwrap();
    workflow::Node::of(module, workflow::Position::default())
}

#[test]
fn what_modules_bring_along_is_told_with_its_values() {
    let graph = |scope: &str, blocking: bool| {
        let text = json!({"1": {"id": 1, "name": "Go", "inputs": [], "outputs": [], "pos_x": 0, "pos_y": 0,
            "data": {"id": "event-publish", "module_type": "trigger", "scope": scope,
                "blocking": blocking, "api_key": scope}}});
        workflow::open(text.to_string().as_bytes()).unwrap()
    };
    let (before, after) = (graph("event", true), graph("attribute", false));
    let found = compare(&before, &after).differences;
    let words = found
        .iter()
        .map(|found| found.words(&before, &after, Catalogue::bundled()));
    let words: Vec<String> = words.collect();
    assert_eq!(
        words,
        [
            "Node 1 Go, scope: event → attribute",
            "Node 1 Go, blocking: yes → no",
            "Node 1 Go: api_key changed",
        ]
    );
}
