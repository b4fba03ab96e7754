//! Workflows of any size, for benchmarks and tests of what is large.

use serde_json::{Map, Value as Json, json};

/// A graph in MISP's JSON: a trigger, and behind it a snake of IFs, tag operations, filters, resets
/// and messages in a square grid, each with what it needs to run.
pub fn workflow(nodes: usize) -> String {
    let side = (nodes as f64).sqrt().ceil().max(1.0) as usize;
    let all = (1..=nodes).map(|id| (id.to_string(), node(id, nodes, side)));
    Json::Object(all.collect::<Map<_, _>>()).to_string()
}

fn node(id: usize, last: usize, side: usize) -> Json {
    let (module, kind, params) = module(id);
    let to = |id: usize, end: &str, port: &str| json!([{"node": id.to_string(), end: port}]);
    let next = if id < last {
        to(id + 1, "output", "input_1")
    } else {
        json!([])
    };
    let mut outputs = json!({"output_1": {"connections": next}});
    if kind == "logic" && module.ends_with("-if") {
        outputs["output_2"] = json!({"connections": []});
    }
    let inputs = if id == 1 {
        json!({})
    } else {
        json!({"input_1": {"connections": to(id - 1, "input", "output_1")}})
    };
    json!({
        "id": id,
        "name": format!("{module} {id}"),
        "data": {
            "id": module, "name": module, "module_type": kind, "module_version": "0.1",
            "indexed_params": params, "multiple_output_connection": false,
            "saved_filters": {"selector": "", "value": "", "operator": "", "path": ""},
        },
        "class": "block-type-default",
        "typenode": false,
        "inputs": inputs,
        "outputs": outputs,
        "pos_x": (id - 1) % side * 400,
        "pos_y": (id - 1) / side * 220,
    })
}

fn module(id: usize) -> (&'static str, &'static str, Json) {
    if id == 1 {
        return ("event-publish", "trigger", json!({}));
    }
    match id % 5 {
        0 => (
            "generic-if",
            "logic",
            json!({"value": "tlp:red", "operator": "in", "hash_path": "Event.Tag.{n}.name"}),
        ),
        1 => (
            "tag_operation",
            "action",
            json!({"scope": "event", "action": "add", "locality": "local", "tags": ["tlp:clear"]}),
        ),
        2 => (
            "generic-filter-data",
            "logic",
            json!({"filtering-label": "A", "selector": "Event._AttributeFlattened.{n}",
                "value": "ip-src", "operator": "equals", "hash_path": "type"}),
        ),
        3 => (
            "push-zmq",
            "action",
            json!({"data_extraction_path": "Event._AttributeFlattened.{n}.value"}),
        ),
        _ => (
            "generic-filter-reset",
            "logic",
            json!({"filtering-label": "all"}),
        ),
    }
}
