//! Each lint on a workflow that has the problem and on one that does not, in tables.

mod fields;
mod flows;
mod loops;
mod nodes;
mod stage;

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use stage::flow;

use super::{Place, Problem, Rule, Severity, filter_labels, problems, problems_on, rules};
use crate::{
    catalogue::Catalogue,
    edit::{Edit, History},
    instance::{ARBITRARY_URLS, Instance},
    value::Value,
    workflow::{NodeId, PortRef, Workflow},
};

/// One lint: its code, a workflow that it tells something of, and one of which it is silent.
type Case = (&'static str, Json, Json);

/// All tables.
fn cases() -> Vec<Case> {
    [fields::cases(), nodes::cases(), flows::cases()].concat()
}

fn told(workflow: &Workflow) -> Vec<Problem> {
    problems(workflow, Catalogue::bundled())
}

fn of<'p>(problems: &'p [Problem], code: &str) -> Vec<&'p Problem> {
    problems
        .iter()
        .filter(|problem| problem.code == code)
        .collect()
}

/// Asserts that the fix of a problem can be made and leaves nothing of its kind at its place.
fn mends(workflow: &Workflow, problem: &Problem) {
    let Some(fix) = &problem.fix else {
        return;
    };
    let mut mended = workflow.clone();
    let edit = fix.edit.clone();
    History::new().apply(&mut mended, edit).expect(problem.code);
    assert_ne!(&mended, workflow, "{} changes nothing", problem.code);
    let now = told(&mended);
    let before: BTreeSet<&str> = told(workflow).iter().map(|problem| problem.code).collect();
    // A wire that goes leaves nodes behind that nothing leads to any more.
    let is_new = |code: &str| !before.contains(code) && code != "unreachable";
    let new = now.iter().find(|problem| is_new(problem.code));
    assert_eq!(new, None, "mending {} makes it", problem.code);
    let left = of(&now, problem.code);
    assert!(
        left.iter().all(|left| left.place != problem.place),
        "{} is still there: {left:?}",
        problem.code
    );
}

#[test]
fn lints_tell_what_is_wrong_and_nothing_else() {
    let mut wrong = Vec::new();
    for (code, bad, good) in cases() {
        let workflow = flow(&bad);
        let problems = told(&workflow);
        let found = of(&problems, code);
        if found.is_empty() {
            wrong.push(format!("{code} is silent about {bad}: {problems:?}"));
        }
        for problem in found {
            mends(&workflow, problem);
        }
        let problems = told(&flow(&good));
        for problem in of(&problems, code) {
            wrong.push(format!("{code} tells of {good}: {}", problem.text));
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn fixes_set_what_was_probably_meant() {
    let generic = json!({"operator": "in", "hash_path": "Event.Tag.{n}.name", "value": "", "value_list": ["a", "b"]});
    let one =
        json!({"operator": "not_in", "hash_path": "Event.info", "value": "", "value_list": ["a"]});
    let path = "Event.Tag.{n}[name=/^[a-z]+$/i].name";
    let quoted = "Event.Tag.{n}[name=\"x\"][id==1].name";
    let table = [
        (
            "value-in-other-field",
            "generic-if",
            generic,
            "operator",
            json!("in_or"),
        ),
        (
            "value-in-other-field",
            "generic-if",
            one,
            "value",
            json!("a"),
        ),
        (
            "get-with-payload",
            "webhook",
            json!({"request_method": "get", "payload": "x"}),
            "request_method",
            json!("post"),
        ),
        (
            "unknown-method",
            "webhook",
            json!({"request_method": "PUT"}),
            "request_method",
            json!("put"),
        ),
        (
            "blank-in-url",
            "webhook",
            json!({"url": " https://example.org/a b"}),
            "url",
            json!("https://example.org/a%20b"),
        ),
        (
            "cut-regex",
            "push-zmq",
            json!({"data_extraction_path": path}),
            "data_extraction_path",
            json!("Event.Tag.{n}[name=/(?i)^[a-z]+$/].name"),
        ),
        (
            "literal-condition",
            "push-zmq",
            json!({"data_extraction_path": quoted}),
            "data_extraction_path",
            json!("Event.Tag.{n}[name=x][id==1].name"),
        ),
        (
            "no-list",
            "tag-if",
            json!({"tags": "tlp:red"}),
            "tags",
            json!(["tlp:red"]),
        ),
        (
            "threat-level-name",
            "threat-level-if",
            json!({}),
            "threatlevel",
            json!("3"),
        ),
    ];
    for (code, module, params, param, value) in table {
        let workflow = flow(&json!([[module, params]]));
        let problems = told(&workflow);
        let fix = of(&problems, code)[0].fix.clone().expect(code);
        let mut mended = workflow.clone();
        History::new().apply(&mut mended, fix.edit).unwrap();
        let node = mended.graph.node(&NodeId::from(2)).unwrap();
        assert_eq!(node.params.get(param), Some(&value), "{code}");
    }
}

/// What needs a document of another kind than the tables have is tested by name.
const TESTED_APART: [&str; 20] = [
    "no-trigger",
    "several-triggers",
    "other-trigger",
    "cycle",
    "several-connections",
    "wire-to-nowhere",
    "wire-from-nowhere",
    "half-wire",
    "list-graph",
    "id-differs",
    "no-module-type",
    "unknown-module",
    "disabled-module",
    "version-changed",
    "params-no-object",
    "unknown-tag",
    "arbitrary-urls-off",
    "name-too-long",
    "reload-does-nothing",
    "debug-ends-background",
];

#[test]
fn every_rule_is_tested() {
    let tables = cases();
    let tested: BTreeSet<&str> = tables
        .iter()
        .map(|(code, ..)| *code)
        .chain(TESTED_APART)
        .collect();
    let known: Vec<Rule> = rules();
    let codes: BTreeSet<&str> = known.iter().map(|rule| rule.code).collect();
    assert_eq!(codes.len(), known.len(), "a code is taken twice");
    assert_eq!(tested, codes);
}

#[test]
fn fresh_nodes_warn_of_what_is_missing_only() {
    // What a person has to fill in before the node can do anything.
    let missing = [
        "no-tags",
        "no-tags-to-test",
        "no-url",
        "no-account",
        "no-subject",
        "no-path",
        "nothing-chosen",
        "comment-cleared",
        "filter-without-selector",
        "half-filled-filter",
        "threshold-no-number",
        "value-in-other-field",
        // Defaults of MISP's that do not work, and modules that do not.
        "threat-level-name",
        "no-such-proposals",
        "needs-attribute",
        "splunk-fails",
        "does-nothing",
        "reset-without-filter",
        "recursion",
    ];
    for module in Catalogue::bundled()
        .iter()
        .filter(|module| module.trigger.is_none())
    {
        let problems = told(&flow(&json!([[module.id, {}]])));
        let mut codes = problems.iter().map(|problem| problem.code);
        let odd = codes.find(|code| !missing.contains(code));
        assert_eq!(odd, None, "{}", module.id);
    }
}

#[test]
fn documents_of_other_kinds() {
    let text = r#"{"Workflow": {"name": "odd", "data": {
        "1": {"id": 1, "name": "T", "data": {"id": "event-publish", "module_type": "trigger"},
              "inputs": [], "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}]}}},
        "2": {"id": 7, "name": "Stop", "data": {"id": "stop-execution", "module_type": "action", "module_version": "0.1", "indexed_params": "none"},
              "inputs": {"input_1": {"connections": [{"node": "1", "input": "output_1"}]}}, "outputs": []}}}}"#;
    let problems = told(&crate::workflow::open(text.as_bytes()).unwrap());
    for code in ["id-differs", "params-no-object", "version-changed"] {
        assert_eq!(of(&problems, code).len(), 1, "{code}: {problems:?}");
    }
    let list = r#"{"Workflow": {"name": "l", "data": [
        {"id": 1, "name": "T", "data": {"id": "event-publish", "module_type": "trigger"}, "inputs": [], "outputs": []},
        {"id": 2, "name": "N", "data": {"id": "stop-execution"}, "inputs": [], "outputs": []}]}}"#;
    let list = crate::workflow::open(list.as_bytes()).unwrap();
    let problems = told(&list);
    assert_eq!(of(&problems, "no-module-type").len(), 1);
    mends(&list, of(&problems, "list-graph")[0]);

    let two = flow(&json!([
        ["event-publish", {}],
        ["event-before-save", {}, ""]
    ]));
    let problems = told(&two);
    mends(&two, of(&problems, "several-triggers")[0]);
    assert_eq!(of(&told(&Workflow::new("")), "no-trigger").len(), 1);

    let mut long = flow(&json!([]));
    assert!(of(&told(&long), "name-too-long").is_empty());
    long.name = "ä".repeat(256);
    let problems = told(&long);
    mends(&long, of(&problems, "name-too-long")[0]);
}

#[test]
fn several_wires_on_one_output_are_cut_to_the_first() {
    let bad = flow(&json!([
        ["push-zmq", {}],
        ["stop-execution", {}, "1.1"],
        ["concurrent-task", {}, "2.1"],
        ["push-zmq", {}],
        ["push-zmq", {}, "4.1"],
    ]));
    let problems = told(&bad);
    let found = of(&problems, "several-connections");
    let places: Vec<&Place> = found.iter().map(|problem| &problem.place).collect();
    let trigger = PortRef::new(NodeId::from(1), "output_1");
    assert_eq!(places, [&Place::Port(trigger)]);
    mends(&bad, found[0]);
}

#[test]
fn a_reload_needs_the_word_of_the_trigger() {
    let mut workflow = flow(&json!([["reload-full-event", {}]]));
    assert!(told(&workflow).is_empty(), "fresh triggers give it");
    let trigger = NodeId::from(1);
    workflow.graph.node_mut(&trigger).unwrap().core_format = false;
    let problems = told(&workflow);
    let problem = of(&problems, "reload-does-nothing")[0];
    mends(&workflow, problem);
    let edit = problem.fix.clone().unwrap().edit;
    History::new().apply(&mut workflow, edit).unwrap();
    let json = workflow.to_json();
    assert_eq!(
        json["Workflow"]["data"]["1"]["data"]["misp_core_format"],
        json!(true)
    );
}

#[test]
fn debug_posts_end_background_runs_of_more_than_one_node() {
    let long = json!([["concurrent-task", {}], ["push-zmq", {}], ["push-zmq", {}]]);
    let short = json!([["concurrent-task", {}], ["push-zmq", {}]]);
    for (nodes, debug, count) in [(&long, true, 1), (&long, false, 0), (&short, true, 0)] {
        let mut workflow = flow(nodes);
        workflow.debug_enabled = debug;
        let problems = told(&workflow);
        let found = of(&problems, "debug-ends-background");
        assert_eq!(found.len(), count, "{nodes}");
        found.iter().for_each(|problem| mends(&workflow, problem));
    }
}

#[test]
fn what_is_known_of_a_server_counts() {
    let workflow = flow(&json!([["webhook", {"url": "https://example.org/"}]]));
    let catalogue = Catalogue::bundled();
    let mut server = Instance::of(catalogue);
    assert!(problems_on(&workflow, catalogue, &server).is_empty());
    server
        .settings
        .insert(ARBITRARY_URLS.into(), Value::from(false));
    server.disabled.insert("webhook".into());
    server.disabled.insert("event-publish".into());
    let problems = problems_on(&workflow, catalogue, &server);
    assert_eq!(of(&problems, "arbitrary-urls-off").len(), 1);
    assert_eq!(of(&problems, "disabled-module").len(), 2);
}

#[test]
fn bugs_are_told_of_servers_that_have_them() {
    let comment = json!({"comment": "{{ __currentAttribute.value }}"});
    let mut workflow = flow(&json!([
        ["concurrent-task", {}],
        ["tag_replacement_tlp", {"scope": "all", "remove_substituted": "yes"}],
        ["Module_attribute_comment_operation", comment],
        ["reload-full-event", {}],
        ["splunk-hec-export", {}],
    ]));
    workflow.debug_enabled = true;
    workflow
        .graph
        .node_mut(&NodeId::from(1))
        .unwrap()
        .core_format = false;
    let mut server = Instance::default();
    let codes = |server: &Instance| -> BTreeSet<&str> {
        let problems = problems_on(&workflow, Catalogue::bundled(), server);
        problems.iter().map(|problem| problem.code).collect()
    };
    let bugs = [
        "debug-ends-background",
        "replacement-removes-nothing",
        "replacement-needs-tags",
        "no-current-attribute",
        "reload-does-nothing",
        "splunk-fails",
    ];
    let found = codes(&server);
    assert!(bugs.iter().all(|bug| found.contains(bug)), "{found:?}");
    server.quirks.clear();
    let found = codes(&server);
    assert!(!bugs.iter().any(|bug| found.contains(bug)), "{found:?}");
}

#[test]
fn tags_that_the_instance_does_not_have_are_named() {
    let description = json!([{"id": "tag-if", "name": "IF :: Tag", "module_type": "logic", "inputs": 1, "outputs": 2,
        "params": [{"id": "tags", "label": "Tags", "type": "picker", "multiple": true, "options": ["tlp:red", "tlp:green"]},
                   {"id": "scope", "label": "Scope", "type": "select", "default": "event", "options": {"event": "Event"}},
                   {"id": "condition", "label": "Condition", "type": "select", "default": "in_or", "options": {"in_or": "Any"}}]}]);
    let (catalogue, _) = Catalogue::from_server(&json!([]), &description).unwrap();
    let workflow = flow(&json!([["tag-if", {"tags": ["tlp:red", "tlp:rde"]}]]));
    let problems = problems(&workflow, &catalogue);
    let [tag] = of(&problems, "unknown-tag")[..] else {
        panic!("{problems:?}");
    };
    assert!(tag.text.starts_with("tlp:rde is none"), "{}", tag.text);
    assert_eq!(tag.severity, Severity::Notice);
    let Some(Edit::SetParam { value, .. }) = tag.fix.as_ref().map(|fix| &fix.edit) else {
        panic!("{tag:?}");
    };
    assert_eq!(value, &Some(json!(["tlp:red"])));
}

#[test]
fn filter_labels_are_on_until_they_are_reset() {
    let filter = |label: &str| json!({"filtering-label": label, "selector": "Event.Tag.{n}"});
    let workflow = flow(&json!([
        ["generic-filter-data", filter("A")],
        ["generic-filter-data", filter("B")],
        ["published-if", {}],
        ["generic-filter-reset", {"filtering-label": "A"}, "4.1"],
        ["push-zmq", {}],
        ["generic-filter-reset", {"filtering-label": "all"}, "4.2"],
        ["push-zmq", {}],
    ]));
    let labels = filter_labels(&workflow.graph, Catalogue::bundled());
    let on = |from: u64, to: u64| -> String {
        let on = labels.iter().find(|(edge, _)| {
            edge.from.node == NodeId::from(from) && edge.to.node == NodeId::from(to)
        });
        on.map(|(_, labels)| labels.iter().map(|label| label.as_str()).collect())
            .unwrap_or_default()
    };
    let wires = [(1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (4, 7), (7, 8)];
    let found = wires.map(|(from, to)| on(from, to));
    assert_eq!(found, ["", "A", "AB", "AB", "B", "AB", ""]);
}
