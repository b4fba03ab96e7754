//! Random inputs: values with PHP's edges, events, graphs, filters.

use misp_flow_engine::value::{Array, Key, Value};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value as Json, json};

/// Text that PHP treats in a way of its own, and some that it does not.
const TEXTS: [&str; 24] = [
    "",
    "0",
    "00",
    "01",
    "-0",
    "+1",
    "1",
    "1.0",
    "1.",
    ".5",
    "1e3",
    " 1",
    "1 ",
    "abc",
    "ABC",
    "-1",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "0x1A",
    "true",
    "tlp:red",
    "ü€😀",
    "a\u{2028}\"\\\n\t\0",
];

pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => select(TEXTS.as_slice()).prop_map(str::to_owned),
        1 => ".{0,6}",
    ]
}

pub fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3_i64..100).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        select(
            [
                0.0,
                -0.0,
                1.0,
                1.5,
                1e3,
                1e17,
                9_223_372_036_854_775_808.0,
                1e300
            ]
            .as_slice()
        )
        .prop_map(Value::from),
        text().prop_map(Value::from),
    ]
}

/// Any value that JSON can write, a few levels deep.
pub fn value() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            vec((key(), inner), 0..6)
                .prop_map(|elements| { Value::Array(elements.into_iter().collect::<Array>()) }),
        ]
    })
}

pub fn array() -> impl Strategy<Value = Value> {
    value().prop_filter("an array", Value::is_array)
}

fn key() -> impl Strategy<Value = Key> {
    prop_oneof![
        (-2_i64..5).prop_map(Key::from),
        select(["id", "name", "Tag", "Attribute", "_x"].as_slice()).prop_map(Key::from),
        text().prop_map(Key::from),
    ]
}

/// A path of keys, wildcards and conditions.
pub fn path() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => select(["id", "name", "Tag", "Attribute", "0", "1", "_x", "Event"].as_slice())
            .prop_map(str::to_owned),
        3 => select(["{n}", "{s}", "{*}", "{n}[id=1]", "{n}[name]", "{*}[name=/a/i]"].as_slice())
            .prop_map(str::to_owned),
        1 => text(),
    ];
    vec(piece, 0..5).prop_map(|pieces| pieces.join("."))
}

pub fn operator() -> impl Strategy<Value = &'static str> {
    select(
        [
            "in",
            "not_in",
            "equals",
            "not_equals",
            "in_or",
            "in_and",
            "not_in_or",
            "not_in_and",
            "any_value",
        ]
        .as_slice(),
    )
}

fn tag() -> impl Strategy<Value = Json> {
    (
        0..4_u8,
        select(["tlp:red", "tlp:amber", "PAP:RED", "x"].as_slice()),
        any::<bool>(),
    )
        .prop_map(|(id, name, local)| json!({"id": id.to_string(), "name": name, "local": local}))
}

fn attribute() -> impl Strategy<Value = Json> {
    let kind = select(["ip-src", "domain", "md5"].as_slice());
    (
        0..9_u16,
        kind,
        "[a-c]{1,3}",
        any::<bool>(),
        vec(tag(), 0..3),
        any::<bool>(),
    )
        .prop_map(|(id, kind, value, to_ids, tags, as_rows)| {
            let mut attribute = json!({
                "id": id.to_string(), "type": kind, "value": value, "to_ids": to_ids,
                "distribution": "5", "object_id": "0", "event_id": "7",
            });
            attribute[if as_rows { "AttributeTag" } else { "Tag" }] = if as_rows {
                tags.into_iter()
                    .map(|tag| json!({"tag_id": tag["id"], "Tag": tag}))
                    .collect()
            } else {
                Json::from(tags)
            };
            attribute
        })
}

/// `{"Event": …}` as a trigger hands it over.
pub fn event() -> impl Strategy<Value = Value> {
    let object = (0..9_u16, vec(attribute(), 0..3)).prop_map(|(id, attributes)| {
        json!({"id": id.to_string(), "name": "file", "event_id": "7", "Attribute": attributes})
    });
    (
        text(),
        vec(tag(), 0..3),
        vec(attribute(), 0..4),
        vec(object, 0..3),
        any::<bool>(),
    )
        .prop_map(|(info, tags, attributes, objects, published)| {
            Value::from_serde(&json!({"Event": {
                "id": "7", "info": info, "published": published, "threat_level_id": "2",
                "distribution": "1", "org_id": "1", "orgc_id": "2", "Tag": tags,
                "Attribute": attributes, "Object": objects,
            }}))
        })
}

/// What a node needs to be one, and how many outputs it has.
const MODULES: [(&str, &str, usize); 12] = [
    ("event-publish", "trigger", 1),
    ("attribute-after-save", "trigger", 1),
    ("generic-if", "logic", 2),
    ("tag-if", "logic", 2),
    ("published-if", "logic", 2),
    ("generic-filter-data", "logic", 1),
    ("generic-filter-reset", "logic", 1),
    ("concurrent-task", "logic", 1),
    ("stop-execution", "action", 0),
    ("webhook", "action", 1),
    ("tag_operation", "action", 1),
    ("no-such-module", "action", 1),
];

fn params(module: &str, path: &str) -> Json {
    match module {
        "generic-if" => json!({"value": "tlp:red", "operator": "in", "hash_path": path}),
        "generic-filter-data" => json!({
            "filtering-label": "A", "selector": "Event._AttributeFlattened.{n}", "hash_path": "type",
            "operator": "equals", "value": "domain",
        }),
        "tag-if" => json!({"scope": "event", "condition": "in_or", "tags": ["tlp:red"]}),
        _ => json!({}),
    }
}

/// The graph of a workflow: one trigger, some nodes, and wires between any of them, a few of them
/// stored on one side only.
pub fn graph() -> impl Strategy<Value = Json> {
    let nodes = vec((0..MODULES.len(), path()), 1..8);
    let wires = vec((1..9_usize, 0..2_usize, 1..9_usize, 0..10_u8), 0..12);
    (0..2_usize, nodes, wires).prop_map(|(trigger, nodes, wires)| {
        let mut graph = json!({});
        let all = std::iter::once((trigger, String::new())).chain(nodes);
        for (number, (module, path)) in (1..).zip(all) {
            let (module, kind, outputs) = MODULES[module];
            let outputs: serde_json::Map<String, Json> = (1..=outputs)
                .map(|port| (format!("output_{port}"), json!({"connections": []})))
                .collect();
            graph[number.to_string()] = json!({
                "id": number, "name": module, "class": "", "typenode": false,
                "data": {
                    "id": module, "name": module, "module_type": kind,
                    "indexed_params": params(module, &path), "node_uid": format!("uid{number}"),
                },
                "inputs": if kind == "trigger" { json!([]) } else { json!({"input_1": {"connections": []}}) },
                "outputs": outputs, "pos_x": number * 400, "pos_y": "20.5",
            });
        }
        for (from, output, to, sides) in wires {
            let (from, to, output) = (from.to_string(), to.to_string(), format!("output_{}", output + 1));
            if sides != 0
                && let Some(list) = connections(&mut graph, &from, "outputs", &output)
            {
                list.push(json!({"node": to, "output": "input_1"}));
            }
            if sides != 1
                && let Some(list) = connections(&mut graph, &to, "inputs", "input_1")
            {
                list.push(json!({"node": from, "input": output}));
            }
        }
        graph
    })
}

fn connections<'g>(
    graph: &'g mut Json,
    node: &str,
    side: &str,
    port: &str,
) -> Option<&'g mut Vec<Json>> {
    graph
        .get_mut(node)?
        .get_mut(side)?
        .get_mut(port)?
        .get_mut("connections")?
        .as_array_mut()
}
