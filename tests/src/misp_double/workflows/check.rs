//! `POST /workflows/checkGraph`.

use std::collections::HashSet;

use misp_flow_engine::{
    check::graph,
    value::{Array, Key, Value},
};

use crate::misp_double::{answer::Answer, call::Call, modules::Modules};

use super::nodes;

/// What the server finds in the graph that the body brings as text.
pub(super) fn check_graph(call: &Call, modules: &Modules) -> Answer {
    if !call.is_post() {
        return Answer::method(call);
    }
    let text = call.body().and_then(|body| body["graph"].as_str());
    let Some(graph) = text.and_then(|text| Value::from_json(text.as_bytes()).ok()) else {
        return Answer::internal(call);
    };
    let Ok(findings) = graph::check_graph(&graph) else {
        return Answer::internal(call);
    };
    let cycles: Value = findings
        .cycle
        .iter()
        .map(|(from, to)| list([from.as_ref().into(), to.as_ref().into(), "Cycle".into()]))
        .collect();
    let crowded: Array = findings
        .crowded_outputs
        .iter()
        .map(|(node, targets)| (node.clone(), Value::from(targets.clone())))
        .collect();
    let warnings = path_warnings(&graph, modules);
    let part = |flag: (&str, bool), list: (&str, Value)| {
        Value::from(Array::from_iter([
            (Key::from(flag.0), Value::from(flag.1)),
            (Key::from(list.0), list.1),
        ]))
    };
    let told = Array::from_iter([
        (
            Key::from("is_acyclic"),
            part(("is_acyclic", findings.is_acyclic()), ("cycles", cycles)),
        ),
        (
            Key::from("multiple_output_connection"),
            part(
                ("has_multiple_output_connection", !crowded.is_empty()),
                ("edges", crowded.into()),
            ),
        ),
        (
            Key::from("path_warnings"),
            part(
                ("has_path_warnings", !warnings.is_empty()),
                ("edges", warnings.into_iter().collect()),
            ),
        ),
    ]);
    Answer::php(&told.into())
}

fn list<const N: usize>(values: [Value; N]) -> Value {
    values.into_iter().collect()
}

/// The edges behind a concurrent task that lead to an action which can block.
fn path_warnings(graph: &Value, modules: &Modules) -> Vec<Value> {
    let mut warnings = Vec::new();
    let tasks = nodes(graph).filter(|(_, node)| module(node) == "concurrent-task");
    let mut open: Vec<String> = tasks.map(|(key, _)| key.to_string()).collect();
    let mut seen = HashSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id.clone()) {
            continue;
        }
        for target in targets(graph, &id) {
            let node = nodes(graph).find(|(key, _)| key.to_string() == target);
            let id_of_module = node.map(|(_, node)| module(node)).unwrap_or_default();
            let known = modules.module(&id_of_module);
            if known.is_some_and(|module| module["blocking"] == true) {
                warnings.push(list([
                    id.as_str().into(),
                    target.as_str().into(),
                    "A node that can block does not block here".into(),
                    true.into(),
                    id_of_module.as_str().into(),
                    target.parse::<i64>().map_or(Value::Null, Value::Int),
                ]));
            }
            open.push(target);
        }
    }
    warnings
}

fn module(node: &Value) -> String {
    let id = node.get("data").and_then(|data| data.get("id"));
    id.map(|id| id.to_text().into_owned()).unwrap_or_default()
}

/// The ids of the nodes that a node is connected to.
fn targets(graph: &Value, id: &str) -> Vec<String> {
    let node = nodes(graph).find(|(key, _)| key.to_string() == id);
    let outputs = node.and_then(|(_, node)| node.get("outputs")?.as_array());
    let outputs = outputs.into_iter().flat_map(Array::values);
    let ends = outputs.flat_map(|output| {
        let list = output.get("connections").and_then(Value::as_array);
        list.into_iter().flat_map(Array::values)
    });
    let ends = ends.filter_map(|end| Some(end.get("node")?.to_text().into_owned()));
    ends.collect()
}
