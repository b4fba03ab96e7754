//! Workflows that start each other, and what ends that.

use serde_json::{Value as Json, json};

use super::{of, stage::flow, told};
use crate::{
    check::{Guard, recursion},
    workflow::{NodeId, Workflow},
};

/// The loops of workflows as `workflow:action→trigger` in a row.
fn loops(workflows: &[Workflow]) -> Vec<String> {
    let workflows: Vec<&Workflow> = workflows.iter().collect();
    let step =
        |step: &crate::check::Step| format!("{}:{}→{}", step.workflow, step.action, step.fires);
    let loops = recursion(&workflows);
    loops
        .iter()
        .map(|found| found.steps.iter().map(step).collect::<Vec<_>>().join(" "))
        .collect()
}

/// What ends the loop of one workflow; panics where it has none.
fn guard(nodes: Json) -> Option<Guard> {
    let workflow = flow(&nodes);
    let loops = recursion(&[&workflow]);
    loops
        .first()
        .unwrap_or_else(|| panic!("no loop in {nodes}"))
        .guard()
        .cloned()
}

#[test]
fn the_way_back_leads_through_other_workflows() {
    let tagging = flow(
        &json!([["attribute-after-save", {}], ["published-if", {}], ["tag_operation", {"tags": ["x"]}]]),
    );
    let editing = flow(&json!([
        ["tag-attached-after-save", {}],
        ["attribute_ids_flag_operation", {}]
    ]));
    let publishing = flow(&json!([["user-after-save", {}], ["publish-event", {}]]));
    assert_eq!(
        loops(&[tagging.clone(), editing, publishing.clone()]),
        ["0:3→tag-attached-after-save 1:2→attribute-after-save"]
    );
    assert_eq!(loops(&[tagging, publishing]), [""; 0]);
}

#[test]
fn a_trigger_on_tags_listens_to_some() {
    let alone = |trigger: Json, tag: Json| {
        loops(&[flow(&json!([
            ["tag-attached-after-save", trigger],
            ["tag_operation", tag]
        ]))])
        .len()
    };
    let local = json!({"scope": "event", "locality": "local", "tags": ["x"]});
    assert_eq!(alone(json!({}), local.clone()), 1);
    assert_eq!(alone(json!({"tag": "x"}), local.clone()), 1);
    assert_eq!(alone(json!({"tag": "y"}), local.clone()), 0);
    assert_eq!(alone(json!({"locality": "global"}), local.clone()), 0);
    assert_eq!(alone(json!({"scope": "attribute"}), local), 0);
    assert_eq!(
        alone(json!({}), json!({"locality": "any", "tags": ["x"]})),
        0
    );
    assert_eq!(
        alone(json!({}), json!({"action": "remove", "tags": ["x"]})),
        0
    );
}

#[test]
fn marks_that_the_workflow_sets_and_tests_end_a_loop() {
    let trigger = json!(["attribute-after-save", {}]);
    let mark = json!(["tag_operation", {"scope": "attribute", "tags": ["done"]}]);
    let edit = json!(["attribute_ids_flag_operation", {"action": "remove"}]);
    let test = |condition: &str| json!(["tag-if", {"scope": "attribute", "condition": condition, "tags": ["done"]}]);
    let tag = || {
        Some(Guard::Tag {
            test: NodeId::from(2),
            tag: "done".to_owned(),
        })
    };

    assert_eq!(guard(json!([trigger, edit, mark])), None);
    assert_eq!(
        guard(json!([trigger, test("not_in_or"), edit, mark])),
        tag()
    );
    assert_eq!(
        guard(json!([trigger, test("in_or"), edit, mark])),
        None,
        "the wrong branch"
    );
    let other = json!(["attribute_ids_flag_operation", {}, "2.2"]);
    assert_eq!(
        guard(json!([trigger, test("in_or"), mark, other])),
        None,
        "the mark is set in the other branch"
    );
    let split = json!(["attribute_ids_flag_operation", {"action": "remove"}, "2.2"]);
    assert_eq!(guard(json!([trigger, test("in_or"), split, mark])), tag());
    assert_eq!(
        guard(json!([trigger, test("not_in_or"), edit])),
        None,
        "the mark is never set"
    );
}

#[test]
fn comments_flags_and_objects_end_a_loop_too() {
    let trigger = json!(["attribute-after-save", {}]);
    let generic = |path: &str, operator: &str, value: &str| json!(["generic-if", {"hash_path": path, "operator": operator, "value": value}]);
    let comment = json!(["Module_attribute_comment_operation", {"comment": "seen by us"}]);
    let list = "Event._AttributeFlattened.{n}";
    assert_eq!(
        guard(json!([
            trigger,
            generic(&format!("{list}.comment"), "not_in", "seen by us"),
            comment
        ])),
        Some(Guard::Comment(NodeId::from(2)))
    );
    assert_eq!(
        guard(json!([
            trigger,
            generic(&format!("{list}.comment"), "not_in", "other"),
            comment
        ])),
        None
    );
    let edit = json!(["attribute_ids_flag_operation", {"action": "remove"}]);
    assert_eq!(
        guard(json!([
            trigger,
            generic(&format!("{list}.to_ids"), "in", "1"),
            edit
        ])),
        Some(Guard::IdsFlag(NodeId::from(2)))
    );
    let filter = json!(["generic-filter-data", {"selector": list, "hash_path": "object_id", "operator": "in", "value": "0"}]);
    assert_eq!(
        guard(json!([trigger, filter, edit])),
        Some(Guard::ObjectId(NodeId::from(2)))
    );
    assert_eq!(
        guard(json!([trigger, filter, ["generic-filter-reset", {}], edit])),
        None,
        "the filter is off"
    );
    let own =
        json!({"selector": list, "path": "Tag.{n}.name", "operator": "not_in", "value": "done"});
    let tagged = json!(["tag_operation", {"scope": "attribute", "tags": ["done"]}]);
    assert_eq!(
        guard(json!([
            trigger,
            ["attribute_ids_flag_operation", {}, null, own],
            tagged
        ])),
        Some(Guard::Tag {
            test: NodeId::from(2),
            tag: "done".to_owned()
        })
    );
}

#[test]
fn the_problem_names_the_way_and_the_guard() {
    let bare = flow(&json!([
        ["event-publish", {}],
        ["published-if", {}],
        ["publish-event", {}]
    ]));
    let problems = told(&bare);
    let [problem] = of(&problems, "recursion")[..] else {
        panic!("{problems:?}");
    };
    assert_eq!(problem.place.node(), Some(&NodeId::from(3)));
    assert_eq!(problem.wires.len(), 2);
    assert!(
        problem.text.contains("fires Event Publish"),
        "{}",
        problem.text
    );
}
