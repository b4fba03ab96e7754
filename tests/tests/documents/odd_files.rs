//! Files that are broken, odd or of another shape: explained, mended, written back as they were.

use misp_flow_engine::{
    catalogue::Catalogue,
    check::{Place, problems},
    edit::{Edit, History},
    workflow::{self, Edge, FileForm, NodeId, OpenError, PortRef},
};

#[test]
fn broken_files_say_what_is_wrong_and_where() {
    let open = |text: &str| workflow::open(text.as_bytes()).unwrap_err();
    assert_eq!(open("  \n"), OpenError::Empty);
    let error = open("{\n  \"Workflow\": {,}\n}");
    assert!(
        matches!(
            error,
            OpenError::Syntax {
                line: 2,
                column: 16,
                ..
            }
        ),
        "{error:?}"
    );
    assert!(
        open(r#"{"Event": {"info": "x"}}"#)
            .to_string()
            .contains("holds no workflow")
    );
    assert!(
        open(r#"{"Workflow": {"data": 7}}"#)
            .to_string()
            .contains("is a number")
    );
    assert!(
        open("[{\"Workflow\": {}}, {\"Workflow\": {}}]")
            .to_string()
            .contains("2 workflows")
    );
    assert!(open("3").to_string().contains("holds no workflow"));
    assert!(
        open(&"[".repeat(100_000))
            .to_string()
            .contains("not valid JSON")
    );
}

#[test]
fn odd_graphs_are_opened_and_their_problems_named() {
    let text = r#"{"Workflow": {"name": "odd", "trigger_id": "event-publish", "data": {
        "1": {"id": 1, "name": "T", "data": {"id": "event-after-save", "module_type": "trigger"}, "inputs": [],
              "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}, {"node": "9", "output": "input_1"}]}}},
        "2": {"id": 2, "name": "Loop", "data": {"id": "no-such-module", "module_type": "action"},
              "inputs": {"input_1": {"connections": [{"node": "1", "input": "output_1"}]}},
              "outputs": {"output_1": {"connections": [{"node": "3", "output": "input_1"}]}}},
        "3": {"id": 3, "name": "Back", "data": {"id": "stop-execution", "module_type": "action", "indexed_params": {"nonsense": "1"},
                 "saved_filters": {"selector": "Event", "value": "", "operator": "", "path": ""}},
              "inputs": {"input_1": {"connections": [{"node": "2", "input": "output_1"}, {"node": "7", "input": "output_1"}]}},
              "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}]}}},
        "6": {"id": 6, "name": "Wrong", "data": {"id": "tag-if", "module_type": "logic", "indexed_params": {"tags": 7}},
              "inputs": {"input_1": {"connections": []}}, "outputs": []},
        "4": {"id": 4, "name": "Alone", "data": {"id": "push-zmq", "module_type": "action"}, "inputs": {"input_1": {"connections": []}}, "outputs": []},
        "5": null, "extra": "kept"}}}"#;
    let workflow = workflow::open(text.as_bytes()).unwrap();
    assert_eq!(workflow.form, FileForm::Workflow);
    assert_eq!(
        workflow.to_json(),
        serde_json::from_str::<serde_json::Value>(text).unwrap()
    );
    let found = problems(&workflow, Catalogue::bundled());
    let codes: Vec<&str> = found.iter().map(|problem| problem.code).collect();
    for code in [
        "cycle",
        "several-connections",
        "wire-to-nowhere",
        "wire-from-nowhere",
        "unknown-module",
        "unknown-param",
        "ignored-filter",
        "blocking-under-non-blocking",
        "unreachable",
        "other-trigger",
        "half-wire",
        "no-list",
    ] {
        assert!(codes.contains(&code), "{code} is missing in {codes:?}");
    }
    let circle = Edge {
        from: PortRef::new(NodeId::from(3), "output_1"),
        to: PortRef::new(NodeId::from(2), "input_1"),
    };
    let cycle = found
        .iter()
        .find(|problem| problem.code == "cycle")
        .unwrap();
    assert_eq!(cycle.place, Place::Wire(circle));
    assert!(
        cycle.text.contains("Loop (2) to Back (3) to Loop (2)"),
        "{}",
        cycle.text
    );

    // Every fix mends what it promises to.
    for problem in found.iter().filter(|problem| problem.fix.is_some()) {
        let mut mended = workflow.clone();
        let edit = problem.fix.clone().unwrap().edit;
        if let Err(error) = History::new().apply(&mut mended, edit) {
            panic!("the fix of {} fails: {error}", problem.code);
        }
        let left = problems(&mended, Catalogue::bundled());
        assert!(!left.contains(problem), "{} is still there", problem.code);
    }
}

#[test]
fn a_graph_that_is_a_list_opens_and_can_be_keyed() {
    let text = r#"[{"id": 1, "name": "T", "data": {"id": "event-publish", "module_type": "trigger"}, "inputs": [],
                    "outputs": {"output_1": {"connections": []}}, "pos_x": 0, "pos_y": 0}]"#;
    let mut workflow = workflow::open(text.as_bytes()).unwrap();
    assert_eq!(
        workflow.to_json(),
        serde_json::from_str::<serde_json::Value>(text).unwrap()
    );
    let found = problems(&workflow, Catalogue::bundled());
    let list = found
        .iter()
        .find(|problem| problem.code == "list-graph")
        .unwrap();
    History::new()
        .apply(&mut workflow, list.fix.clone().unwrap().edit)
        .unwrap();
    assert_eq!(workflow.to_json()["1"]["name"], "T");
}

#[test]
fn saving_keeps_the_order_of_the_keys() {
    let text = r#"{"WorkflowBlueprint":{"id":"1","data":[],"default":true,"mermaid":"x"}}"#;
    let mut document = workflow::open(text.as_bytes()).unwrap();
    assert_eq!(document.to_json().to_string(), text);
    History::new()
        .apply(&mut document, Edit::SetName("Named".into()))
        .unwrap();
    let named =
        r#"{"WorkflowBlueprint":{"id":"1","data":[],"default":true,"mermaid":"x","name":"Named"}}"#;
    assert_eq!(document.to_json().to_string(), named);
}
