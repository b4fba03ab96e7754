//! Lints that look at how nodes follow each other.

use serde_json::{Value as Json, json};

use super::Case;

const LIST: &str = "Event._AttributeFlattened.{n}";

fn filter(label: &str, selector: &str) -> Json {
    json!(["generic-filter-data", {"filtering-label": label, "selector": selector, "hash_path": "type", "value": "url"}])
}

fn reset(label: &str) -> Json {
    json!(["generic-filter-reset", {"filtering-label": label}])
}

pub fn cases() -> Vec<Case> {
    let mut cases = path_filters();
    cases.extend(placement());
    cases.extend(travelling_data());
    cases
}

fn path_filters() -> Vec<Case> {
    let ids = json!(["attribute_ids_flag_operation", {"action": "remove"}]);
    let zmq = |path: &str| json!(["push-zmq", {"data_extraction_path": path}]);
    let flags = zmq("Event._AttributeFlattened.{n}.to_ids");
    vec![
        (
            "reset-without-filter",
            json!([reset("all")]),
            json!([filter("A", LIST), reset("all")]),
        ),
        (
            "reset-without-filter",
            json!([filter("A", LIST), reset("A"), reset("A")]),
            json!([filter("A", LIST), ids, reset("A")]),
        ),
        (
            "reset-maybe-without-filter",
            json!([
                ["published-if", {}],
                filter("A", LIST),
                ["generic-filter-reset", {}, "2.2 3.1"]
            ]),
            json!([
                filter("A", LIST),
                ["published-if", {}],
                ["generic-filter-reset", {}, "3.1 3.2"]
            ]),
        ),
        (
            "reset-drops-others",
            json!([filter("A", LIST), filter("B", LIST), reset("A")]),
            json!([filter("A", LIST), reset("A")]),
        ),
        (
            "reset-drops-others",
            json!([filter("A", LIST), reset("B")]),
            json!([filter("A", LIST), filter("B", LIST), reset("all")]),
        ),
        (
            "reset-drops-edits",
            json!([filter("A", LIST), ids, reset("all"), flags]),
            json!([filter("A", LIST), ids, flags, reset("all")]),
        ),
        (
            "reset-drops-edits",
            json!([filter("A", LIST), ids, reset("all"), zmq("")]),
            json!([filter("A", LIST), ids, reset("all"), zmq("Event.info")]),
        ),
        (
            "inner-wildcard",
            json!([filter("A", "Event.Object.{n}.Attribute.{n}")]),
            json!([filter("A", "Event.Object.{n}")]),
        ),
        (
            "inner-wildcard",
            json!([filter("A", "Event.Attribute.{n}[type=url]")]),
            json!([filter("A", "Event.Attribute.{n}")]),
        ),
        (
            "filter-without-selector",
            json!([filter("A", "")]),
            json!([filter("A", LIST)]),
        ),
        (
            "filter-misses-flattened",
            json!([filter("A", "Event.Attribute.{n}"), ids]),
            json!([filter("A", "Event.Attribute.{n}"), zmq("Event.Attribute")]),
        ),
        (
            "filter-misses-flattened",
            json!([filter("A", "Event.Attribute"), ids]),
            json!([filter("A", "Event.Attribute"), reset("A"), ids]),
        ),
        (
            "label-twice",
            json!([filter("A", LIST), filter("A", LIST)]),
            json!([filter("A", LIST), reset("A"), filter("A", LIST)]),
        ),
    ]
}

fn placement() -> Vec<Case> {
    let stop = json!(["stop-execution", {}]);
    let task = json!(["concurrent-task", {}]);
    vec![
        (
            "blocking-behind-concurrent",
            json!([task, ["published-if", {}], stop]),
            json!([stop]),
        ),
        (
            "blocking-under-non-blocking",
            json!([["event-after-save", {}], stop]),
            json!([["event-before-save", {}], stop]),
        ),
        (
            "blocking-under-non-blocking",
            json!([["event-after-save", {}], stop]),
            json!([["event-after-save", {}], task, stop]),
        ),
        (
            "needs-core-format",
            json!([["user-after-save", {}], ["published-if", {}]]),
            json!([["user-after-save", {}], ["push-zmq", {}]]),
        ),
        (
            "never-followed",
            json!([["stop-execution", {}], ["push-zmq", {}]]),
            json!([["push-zmq", {}], stop]),
        ),
        (
            "unreachable",
            json!([["push-zmq", {}], ["push-zmq", {}, ""]]),
            json!([["push-zmq", {}], ["push-zmq", {}]]),
        ),
        (
            "recursion",
            json!([["publish-event", {}]]),
            json!([["event-after-save-new", {}], ["publish-event", {}]]),
        ),
        (
            "guarded-recursion",
            json!([["event-after-save", {}], ["tag-if", {"tags": ["x"], "condition": "not_in_or"}],
                   ["tag_operation", {"tags": ["x"]}], ["publish-event", {}]]),
            json!([["event-after-save", {}], ["tag-if", {"tags": ["x"], "condition": "in_or"}],
                   ["tag_operation", {"tags": ["x"]}], ["publish-event", {}]]),
        ),
    ]
}

fn travelling_data() -> Vec<Case> {
    let tag = |scope: &str| json!(["tag_operation", {"scope": scope, "tags": ["x"]}]);
    let test = |scope: &str| json!(["tag-if", {"scope": scope, "tags": ["x", "y"]}]);
    let reload = json!(["reload-full-event", {}]);
    let enrich = json!(["enrich-event", {"modules": "hashlookup"}]);
    let decay = json!(["attach-decay-score", {"decayingmodels": ["1"]}]);
    let ids = json!(["attribute_ids_flag_operation", {}]);
    vec![
        (
            "tag-not-seen",
            json!([tag("event"), test("event")]),
            json!([tag("event"), reload, test("event")]),
        ),
        (
            "tag-not-seen",
            json!([tag("attribute"), test("event_attribute")]),
            json!([tag("attribute"), test("event")]),
        ),
        (
            "tag-not-seen",
            json!([["tag_replacement_tlp", {}], ["tag-if", {"tags": ["tlp:red"]}]]),
            json!([["tag_replacement_tlp", {}], ["tag-if", {"tags": ["PAP:RED"]}]]),
        ),
        (
            "flattened-gone",
            json!([enrich, test("event"), ids]),
            json!([enrich, reload, ids]),
        ),
        (
            "flattened-gone",
            json!([enrich, ["push-zmq", {"data_extraction_path": LIST}]]),
            json!([enrich, ["push-zmq", {"data_extraction_path": "Event.info"}]]),
        ),
        (
            "tags-gone",
            json!([decay, test("attribute")]),
            json!([decay, test("event")]),
        ),
    ]
}
