//! The filter labels that MISP shows on the connections of a path, in answers only.

use std::collections::{BTreeSet, HashSet};

use misp_flow_engine::value::{Array, KeyRef, Value};

use super::{nodes, trigger_nodes};

/// The graph with `labels` at each input connection that a labelled filter is active on.
pub(super) fn labelled(graph: &Value) -> Value {
    let mut marks = Vec::new();
    let mut seen = HashSet::new();
    let mut open: Vec<(String, BTreeSet<String>)> = Vec::new();
    for trigger in trigger_nodes(graph) {
        if let Some(id) = trigger.get("id") {
            open.push((id.to_text().into_owned(), BTreeSet::new()));
        }
    }
    while let Some((id, mut labels)) = open.pop() {
        let Some((_, node)) = nodes(graph).find(|(key, _)| key.to_string() == id) else {
            continue;
        };
        if !seen.insert((id.clone(), labels.clone())) {
            continue;
        }
        set_labels(node, &mut labels);
        for (port, connection) in connections(node, "outputs") {
            let target = connection
                .get("node")
                .map(|node| node.to_text().into_owned());
            let Some(target) = target else { continue };
            if !labels.is_empty() {
                marks.push((target.clone(), id.clone(), port, labels.clone()));
            }
            open.push((target, labels.clone()));
        }
    }
    let mut graph = graph.clone();
    for (target, source, port, labels) in marks {
        mark(&mut graph, &target, (&source, &port), &labels);
    }
    graph
}

/// What a node does to the labels of the path behind it.
fn set_labels(node: &Value, labels: &mut BTreeSet<String>) {
    let field = |name| node.get("data").and_then(|data| data.get(name));
    let label = field("indexed_params").and_then(|params| params.get("filtering-label"));
    let label = label.map(|label| label.to_text().into_owned());
    match (field("id").and_then(Value::as_str), label) {
        (Some("generic-filter-data"), Some(label)) if !label.is_empty() => {
            labels.insert(label);
        }
        (Some("generic-filter-reset"), Some(label)) if label != "all" => {
            labels.remove(&label);
        }
        (Some("generic-filter-reset"), _) => labels.clear(),
        _ => {}
    }
}

/// The connections at one side of a node, each with the name of its port.
fn connections<'v>(node: &'v Value, side: &str) -> Vec<(String, &'v Value)> {
    let ports = node.get(side).and_then(Value::as_array);
    let ports = ports.into_iter().flat_map(Array::iter);
    let with_ports = ports.flat_map(|(name, port)| {
        let list = port.get("connections").and_then(Value::as_array);
        let list = list.into_iter().flat_map(Array::values);
        list.map(move |connection| (name.to_string(), connection))
    });
    with_ports.collect()
}

/// The array under this key.
fn array<'v>(value: &'v mut Value, key: &str) -> Option<&'v mut Array> {
    array_in(value.as_array_mut()?, key)
}

fn array_in<'v>(array: &'v mut Array, key: &str) -> Option<&'v mut Array> {
    array.entry(KeyRef::new(key))?.as_array_mut()
}

/// Writes labels at the connection of `target` that comes from this output.
fn mark(graph: &mut Value, target: &str, from: (&str, &str), labels: &BTreeSet<String>) {
    let Some(inputs) = array(graph, target).and_then(|node| array_in(node, "inputs")) else {
        return;
    };
    for port in inputs.values_mut() {
        let list = array(port, "connections");
        for connection in list.into_iter().flat_map(Array::values_mut) {
            let is = |key: &str, text: &str| {
                connection
                    .get(key)
                    .is_some_and(|value| value.to_text() == text)
            };
            if is("node", from.0) && is("input", from.1) {
                let labels = labels.iter().map(|label| {
                    Value::from(Array::from_iter([
                        ("id", Value::from(label.to_lowercase())),
                        ("name", Value::from(label.as_str())),
                        ("variant", Value::from("info")),
                    ]))
                });
                let labels: Value = labels.collect();
                if let Some(connection) = connection.as_array_mut() {
                    connection.insert("labels", labels);
                }
            }
        }
    }
}
