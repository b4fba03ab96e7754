//! Lints of what stands in the fields of a node: parameters, hash paths, filters.

use serde_json::{Value as Json, json};

use super::{Case, nodes::pair};

const LIST: &str = "Event._AttributeFlattened.{n}";

/// The same with node filters, on nodes that are fine otherwise.
fn filters(
    code: &'static str,
    module: &str,
    params: Json,
    bad: [&str; 4],
    good: [&str; 4],
) -> Case {
    let node = |[selector, path, operator, value]: [&str; 4]| {
        let filter =
            json!({"selector": selector, "path": path, "operator": operator, "value": value});
        json!([[module, params, null, filter]])
    };
    (code, node(bad), node(good))
}

/// Of a path filter: list, path, operator and value.
fn path_filter(code: &'static str, bad: [&str; 4], good: [&str; 4]) -> Case {
    let node = |[selector, path, operator, value]: [&str; 4]| json!({"selector": selector, "hash_path": path, "operator": operator, "value": value});
    pair(code, "generic-filter-data", node(bad), node(good))
}

/// A path of a node that takes any.
fn path(code: &'static str, bad: &str, good: &str) -> Case {
    let zmq = |path: &str| json!({"data_extraction_path": path});
    pair(code, "push-zmq", zmq(bad), zmq(good))
}

pub fn cases() -> Vec<Case> {
    [params(), paths(), node_filters()].concat()
}

fn params() -> Vec<Case> {
    vec![
        pair(
            "no-list",
            "tag-if",
            json!({"tags": "tlp:red"}),
            json!({"tags": ["tlp:red"]}),
        ),
        pair(
            "no-list",
            "tag_operation",
            json!({"tags": "x"}),
            json!({"tags": ["x"]}),
        ),
        pair(
            "no-list",
            "tag-if",
            json!({"clusters": 7}),
            json!({"clusters": ""}),
        ),
        pair(
            "no-list",
            "generic-if",
            json!({"value_list": "a"}),
            json!({"value_list": []}),
        ),
        // Modules that take one value for a list of one.
        pair(
            "no-list",
            "tag-if",
            json!({"tags": 7}),
            json!({"tags": {"1": "tlp:red"}}),
        ),
        (
            "no-list",
            json!([["tag-if", {"tags": "x"}]]),
            json!([["attach-enrichment", {"modules": "hashlookup"}]]),
        ),
        pair(
            "no-text",
            "push-zmq",
            json!({"data_extraction_path": ["a", "b"]}),
            json!({"data_extraction_path": []}),
        ),
        pair(
            "no-text",
            "stop-execution",
            json!({"message": ["Stop"]}),
            json!({"message": "Stop"}),
        ),
        pair(
            "unknown-param",
            "stop-execution",
            json!({"nonsense": 1}),
            json!({"message": "x"}),
        ),
        pair(
            "unknown-choice",
            "tag_operation",
            json!({"action": "burn"}),
            json!({"action": "add"}),
        ),
        pair(
            "unknown-choice",
            "generic-filter-reset",
            json!({"filtering-label": "Z"}),
            json!({"filtering-label": "F"}),
        ),
        // The server's own default is none of its options.
        pair(
            "unknown-choice",
            "tag_replacement_pap",
            json!({"remove_substituted": "2"}),
            json!({"remove_substituted": "1"}),
        ),
        pair(
            "outside-basic-plane",
            "stop-execution",
            json!({"message": "🛑"}),
            json!({"message": "✋"}),
        ),
        pair(
            "not-rendered",
            "tag_operation",
            json!({"tags": ["e:{{ Event.id }}"]}),
            json!({"tags": ["e"]}),
        ),
        pair(
            "not-rendered",
            "add_eventblocklist_entry",
            json!({"block_comment": "{% if x %}"}),
            json!({"block_comment": "{n}"}),
        ),
        pair(
            "template-syntax",
            "stop-execution",
            json!({"message": "{{ Event.info"}),
            json!({"message": "{{ Event.info }}"}),
        ),
        pair(
            "no-current-attribute",
            "stop-execution",
            json!({"message": "{{ __currentAttribute.value }}"}),
            json!({"message": "{{ Event.info }}"}),
        ),
    ]
}

fn paths() -> Vec<Case> {
    vec![
        path("broken-path", "Event.Tag.{x}.name", "Event.Tag.{n}.name"),
        path("broken-path", "Event..info", "Event.{s}.{*}"),
        path("broken-path", "Event.Attribute.{n", "Event.Attribute.{n}"),
        path(
            "invalid-regex",
            "Event.Tag.{n}[name=/(/].name",
            "Event.Tag.{n}[name=/(a|b)/].name",
        ),
        path(
            "cut-regex",
            "Event.Tag.{n}[name=/[a-z]+$/i].name",
            "Event.Tag.{n}[name=/[a-z]+$/].name",
        ),
        path(
            "idle-condition",
            "Event.Tag.{n}[id=].name",
            "Event.Tag.{n}[id].name",
        ),
        path(
            "idle-condition",
            "Event.Tag.{n}[].name",
            "Event.Tag.{n}[name=/a[bc]/].name",
        ),
        path(
            "idle-condition",
            "Event.Tag.{n}[id",
            "Event.Tag.{n}[id>2][local]",
        ),
        path(
            "stray-bracket",
            "Event.Tag.{n}[id=1]].name",
            "Event.Tag.{n}[id=1].name",
        ),
        path(
            "literal-condition",
            "Event.Tag.{n}[id==1].name",
            "Event.Tag.{n}[id=1].name",
        ),
        path(
            "literal-condition",
            "Event.Tag.{n}[name=\"tlp:red\"]",
            "Event.Tag.{n}[name=x:y=\"z\"]",
        ),
        path(
            "literal-condition",
            "Event.Tag.{n}[name!=/^tlp/]",
            "Event.Tag.{n}[name=/^tlp/]",
        ),
        path(
            "literal-condition",
            "Event.Attribute.{n}[to_ids=TRUE]",
            "Event.Attribute.{n}[to_ids=true]",
        ),
        path(
            "literal-condition",
            "Event.Tag.{n}[id=>1]",
            "Event.Tag.{n}[id>=1]",
        ),
        path("blank-in-path", "Event.info ", "Event.info"),
        pair(
            "path-from-top",
            "generic-filter-data",
            json!({"selector": LIST, "hash_path": "Event.info"}),
            json!({"selector": LIST, "hash_path": "type"}),
        ),
        filters(
            "path-from-top",
            "attribute_ids_flag_operation",
            json!({}),
            [LIST, "Event.type", "in", "x"],
            [LIST, "type", "in", "x"],
        ),
        path("unknown-key", "Event.Tga.{n}.name", "Event.Tag.{n}.name"),
        path("unknown-key", "Event.Tag.name", "Event.Tag.{n}.name"),
        path(
            "unknown-key",
            "Event.Attribute.{n}[tpye=url].value",
            "Event.Attribute.{n}[type=url].value",
        ),
        pair(
            "unknown-key",
            "generic-filter-data",
            json!({"selector": LIST, "hash_path": "tpye"}),
            json!({"selector": LIST, "hash_path": "type"}),
        ),
        filters(
            "unknown-key",
            "attribute_ids_flag_operation",
            json!({}),
            [LIST, "Tag.{n}.nmae", "in", "x"],
            [LIST, "Tag.{n}.name", "in", "x"],
        ),
    ]
}

fn node_filters() -> Vec<Case> {
    let ids = "attribute_ids_flag_operation";
    let good = [LIST, "type", "in", "ip-dst"];
    let tags = |scope: &str| json!({"scope": scope, "tags": ["x"]});
    let tag_op = "tag_operation";
    vec![
        filters(
            "half-filled-filter",
            ids,
            json!({}),
            [LIST, "type", "in", ""],
            [LIST, "Tag", "any_value", ""],
        ),
        path_filter(
            "half-filled-filter",
            [LIST, "", "in", ""],
            [LIST, "type", "in", "x"],
        ),
        path_filter(
            "half-filled-filter",
            [LIST, "type", "in", ""],
            [LIST, "type", "any_value", ""],
        ),
        // Without a selector the event itself is looked into.
        filters(
            "half-filled-filter",
            tag_op,
            tags("event"),
            [LIST, "", "", ""],
            ["", "Tag.{n}.name", "in", "x"],
        ),
        filters("ignored-filter", "stop-execution", json!({}), good, [""; 4]),
        filters(
            "filter-matches-nothing",
            ids,
            json!({}),
            [LIST, "type", "in_or", "ip-dst"],
            good,
        ),
        filters(
            "first-value-only",
            ids,
            json!({}),
            [LIST, "Tag.{n}.name", "equals", "x"],
            [LIST, "type", "equals", "x"],
        ),
        filters(
            "drops-where-missing",
            ids,
            json!({}),
            [LIST, "Tag.{n}.name", "not_equals", "x"],
            [LIST, "Tag.{n}.name", "not_in", "x"],
        ),
        filters(
            "filter-on-event",
            tag_op,
            tags("event"),
            ["Event", "Tag.{n}.name", "in", "x"],
            ["", "Tag.{n}.name", "in", "x"],
        ),
        filters(
            "filter-leaves-nothing",
            tag_op,
            tags("event"),
            good,
            ["", "info", "equals", "x"],
        ),
        filters(
            "filter-leaves-nothing",
            "proposal-action",
            json!({}),
            good,
            [""; 4],
        ),
        filters(
            "filter-leaves-nothing",
            "tag_replacement_tlp",
            json!({"scope": "attribute"}),
            good,
            [""; 4],
        ),
        (
            "filter-matches-nothing",
            json!([["generic-filter-data", {"selector": LIST, "hash_path": "type", "operator": "not_in_or", "value": "x"}]]),
            json!([["generic-filter-data", {"selector": LIST, "hash_path": "type", "operator": "in_or", "value_list": ["x"]}]]),
        ),
        (
            "drops-where-missing",
            json!([["generic-filter-data", {"selector": LIST, "hash_path": "Tag.{n}.name", "operator": "not_equals", "value": "x"}]]),
            json!([["generic-filter-data", {"selector": LIST, "hash_path": "type", "operator": "not_equals", "value": "x"}]]),
        ),
    ]
}
