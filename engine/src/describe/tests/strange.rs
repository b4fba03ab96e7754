//! What is said of choices that MISP does not offer.

use serde_json::json;

use super::{super::LONGEST, summary};
use crate::{
    catalogue::Catalogue,
    instance::Instance,
    run::{Answers, Plan, Settings, simulate},
    value::Value as Data,
};

#[test]
fn choices_that_nobody_knows_are_told_with_what_becomes_of_them() {
    let cases = [
        (
            "tag-if",
            json!({"tags": ["tlp:red", "PAP:RED"], "condition": "in_either"}),
            "MISP does not know the condition “in_either”, so always else",
        ),
        (
            "tag-if",
            json!({"tags": ["tlp:red"], "condition": "not_in"}),
            "the condition “not_in” is not meant for tags, so always then",
        ),
        (
            "tag-if",
            json!({"tags": ["tlp:red"], "condition": "equals"}),
            "the condition “equals” is not meant for this, so always else",
        ),
        (
            "tag-if",
            json!({"tags": ["tlp:red"], "scope": "report"}),
            "MISP does not know “report”, so attributes or their event tagged with tlp:red",
        ),
        (
            "distribution-if",
            json!({"condition": "in"}),
            "the condition “in” is not meant for this, so always else",
        ),
        (
            "distribution-if",
            json!({"scope": "object", "distribution": "1"}),
            "MISP does not know “object”, so event's distribution is this community",
        ),
        (
            "organisation-if",
            json!({"condition": "is", "org_id": ["1"]}),
            "MISP does not know the condition “is”, so always else",
        ),
        (
            "organisation-if",
            json!({"condition": "not_equals", "org_type": "x", "org_id": ["1"]}),
            "MISP does not know “x”, so event not owned by Organisation 1",
        ),
        (
            "published-if",
            json!({"condition": ""}),
            "no condition chosen, so always else",
        ),
        (
            "threat-level-if",
            json!({"condition": "worse", "threatlevel": "2"}),
            "MISP does not know the condition “worse”, so always else",
        ),
        (
            "count-if",
            json!({"selector": "Event.Tag.{n}", "operator": "in", "value": "1"}),
            "the comparison “in” is not meant for this, so always else",
        ),
        (
            "generic-if",
            json!({"hash_path": "Event.id", "operator": "like", "value": "1"}),
            "MISP does not know the comparison “like”, so always else",
        ),
        (
            "generic-if",
            json!({"hash_path": "Event.id", "operator": "greater", "value": "1"}),
            "only newer servers know the comparison “greater”; on others always else",
        ),
    ];
    for (id, params, expected) in cases {
        assert_eq!(summary(id, &params), expected, "{id} {params}");
        assert!(expected.chars().count() <= LONGEST);
    }
}

/// Where the engine goes behind a module with these params.
fn taken(id: &str, params: &serde_json::Value) -> bool {
    let event = Data::from_json(
        br#"{"Event": {"id": "1", "org_id": "1", "orgc_id": "1", "distribution": "0",
            "threat_level_id": "2", "published": true, "Tag": [{"name": "tlp:red"}],
            "Attribute": [{"distribution": "5"}], "_AttributeFlattened": []}}"#,
    )
    .unwrap();
    let graph = json!({
        "1": {"id": 1, "data": {"id": "event-publish", "module_type": "trigger",
                "indexed_params": {}},
            "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}]}}},
        "2": {"id": 2, "data": {"id": id, "module_type": "logic", "indexed_params": params},
            "outputs": {"output_1": {"connections": []}, "output_2": {"connections": []}}},
    });
    let plan = Plan::of_graph(&Data::from_serde(&graph));
    let instance = Instance::of(Catalogue::bundled());
    let settings = Settings::default();
    let run = simulate(&plan, &event, &instance, &mut Answers::default(), &settings);
    let step = run.steps.iter().find(|step| step.module == id).unwrap();
    assert!(step.errors.is_empty(), "{:?}", step.errors);
    step.branch.as_deref() == Some("output_1")
}

#[test]
fn what_a_sentence_says_of_a_strange_condition_is_what_the_engine_does() {
    for (id, params) in [
        (
            "tag-if",
            json!({"tags": ["tlp:red"], "condition": "in_either"}),
        ),
        (
            "tag-if",
            json!({"tags": ["tlp:red"], "condition": "not_in"}),
        ),
        (
            "tag-if",
            json!({"tags": ["tlp:red"], "condition": "equals"}),
        ),
        ("distribution-if", json!({"condition": "in"})),
        ("organisation-if", json!({"condition": "is"})),
        ("published-if", json!({"condition": ""})),
        (
            "threat-level-if",
            json!({"condition": "worse", "threatlevel": "2"}),
        ),
        (
            "count-if",
            json!({"selector": "Event.Tag.{n}", "operator": "in", "value": "1"}),
        ),
        (
            "generic-if",
            json!({"hash_path": "Event.id", "operator": "like", "value": "1"}),
        ),
        (
            "generic-if",
            json!({"hash_path": "Event.id", "operator": "in_and", "value": "1"}),
        ),
    ] {
        let told = summary(id, &params);
        let then = told.ends_with("always then");
        assert!(then || told.ends_with("always else"), "{told}");
        assert_eq!(taken(id, &params), then, "{id} {params}");
    }
}
