//! Modules of newer servers, which no recording shows.

use crate::{
    catalogue::Catalogue,
    instance::{Instance, Store},
    run::{Answers, Plan, Run, Settings, simulate},
    value::Value,
};

const EVENT: &str = r#"{"id":"1","timestamp":"5","Attribute":[
    {"id":"7","event_id":"1","type":"md5","value":"1","distribution":"5","timestamp":"100","Tag":[{"id":"1","name":"x"}]},
    {"id":"8","event_id":"1","type":"md5","value":"4","distribution":"5","timestamp":"200"}]}"#;

fn json(text: &str) -> Value {
    Value::from_json(text.as_bytes()).unwrap()
}

/// A run of these modules, `(id, kind, parameters)`, one behind the other's first output, on a
/// server that has them and offers operators of order.
fn run(nodes: &[(&str, &str, &str)]) -> Run {
    let trigger = ("event-publish", "trigger", "{}");
    let mut modules = vec![
        r#"{"id":"generic-filter-data","name":"f","module_type":"logic","params":[
            {"id":"operator","label":"o","type":"select","options":{"greater":"greater"}}]}"#
            .to_owned(),
    ];
    let mut graph = Vec::new();
    for (number, (id, kind, params)) in (1..).zip(std::iter::once(&trigger).chain(nodes)) {
        if number > 1 {
            modules.push(format!(
                r#"{{"id":"{id}","name":"{id}","module_type":"{kind}","params":[]}}"#
            ));
        }
        let wire = if number > nodes.len() {
            String::new()
        } else {
            format!(r#"{{"node":"{}","output":"input_1"}}"#, number + 1)
        };
        graph.push(format!(
            r#""{number}":{{"id":{number},
                "data":{{"id":"{id}","module_type":"{kind}","indexed_params":{params}}},
                "outputs":{{"output_1":{{"connections":[{wire}]}}}}}}"#
        ));
    }
    let triggers = r#"[{"id":"event-publish","name":"t","module_type":"trigger","blocking":true,
        "misp_core_format":true,"scope":"event"}]"#;
    let modules = format!("[{}]", modules.join(","));
    let (catalogue, _) = Catalogue::from_answers(triggers, &modules).unwrap();
    let mut instance = Instance::of(&catalogue);
    instance.store = Store::from_value(&json(&format!(r#"{{"events":[{EVENT}]}}"#)));
    let plan = Plan::of_graph(&json(&format!("{{{}}}", graph.join(","))));
    let data = json(&format!(r#"{{"Event":{EVENT}}}"#));
    let settings = Settings {
        now: 300,
        ..Settings::default()
    };
    let run = simulate(&plan, &data, &instance, &mut Answers::default(), &settings);
    assert!(run.crash.is_none(), "{:?}", run.crash);
    run
}

fn told(run: &Run) -> Vec<String> {
    run.effects.iter().map(|effect| effect.sentence()).collect()
}

#[test]
fn filters_of_newer_servers_narrow_what_comes_behind() {
    let flag = (
        "attribute_ids_flag_operation",
        "action",
        r#"{"action":"add"}"#,
    );
    for (id, params, saved) in [
        ("filter-tag", r#"{"condition":"in_or","tags":["x"]}"#, 7),
        (
            "filter-timestamp",
            r#"{"operator":"greater","value":"150"}"#,
            8,
        ),
        ("filter-timestamp", r#"{"operator":"less","value":"2m"}"#, 7),
    ] {
        assert_eq!(
            told(&run(&[(id, "logic", params), flag])),
            [format!(
                "saves attribute {saved} of event 1 (to_ids = true)"
            )],
            "{id} {params}"
        );
    }
}

#[test]
fn an_aggregate_chooses_the_branch() {
    let flag = (
        "attribute_ids_flag_operation",
        "action",
        r#"{"action":"add"}"#,
    );
    for (value, is_then) in [("2", true), ("3", false)] {
        let params = format!(
            r#"{{"aggregation_path":"Event.Attribute.{{n}}.value","aggregation_type":"avg","operator":"greater","value":"{value}"}}"#
        );
        let run = run(&[("aggregate_comparator_if", "logic", &params), flag]);
        assert_eq!(!told(&run).is_empty(), is_then, "{value}");
    }
}

#[test]
fn attributes_get_a_sharing_group_with_its_distribution() {
    let params = r#"{"distribution":"4","sharing_group_id":"3"}"#;
    let run = run(&[("attribute_distribution_operation", "action", params)]);
    let fields = "(distribution = 4, sharing_group_id = 3)";
    assert_eq!(
        told(&run),
        [
            format!("saves attribute 7 of event 1 {fields}"),
            format!("saves attribute 8 of event 1 {fields}")
        ]
    );
}

#[test]
fn analyst_data_go_to_the_event_or_its_attributes() {
    let note = r#"{"type":"Opinion","comment":"fine"}"#;
    assert_eq!(
        told(&run(&[("add_analyst_data", "action", note)])),
        ["adds an opinion to event 1 (type = Opinion, comment = fine)"]
    );
    let note = r#"{"scope":"attribute","note":"seen"}"#;
    assert_eq!(
        told(&run(&[("add_analyst_data", "action", note)])),
        [
            "adds a note to attribute 7 of event 1 (scope = attribute, note = seen)",
            "adds a note to attribute 8 of event 1 (scope = attribute, note = seen)"
        ]
    );
}
