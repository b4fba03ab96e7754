//! One module on its own ends as it did on a real MISP 2.5.1 that was asked the same.

use std::fs;

use misp_flow::{
    module_test::test,
    real_run::{Ending, Side},
};
use misp_flow_engine::{
    catalogue::{Catalogue, ModuleKind},
    instance::Instance,
    value::Value,
    workflow::{self, NodeId},
};
use misp_flow_tests::shared::{files, shared};
use serde_json::{Value as Json, json};

/// Tries the module with these params on this input.
fn tried(module: &str, kind: &str, params: &Json, input: &Value, convert: bool) -> Side {
    let graph = json!({"7": {
        "id": 7, "name": module, "inputs": [], "outputs": [],
        "data": {"id": module, "module_type": kind, "indexed_params": params},
    }});
    let document = workflow::open(graph.to_string().as_bytes()).unwrap();
    let node = document.graph.node(&NodeId::from(7)).unwrap();
    let catalogue = Catalogue::bundled();
    let instance = Instance::of(catalogue);
    test(node, input, convert, None, catalogue, instance).ended
}

#[test]
fn it_ends_as_on_the_server_that_was_recorded() {
    let Some(folder) = shared("recorded/rest") else {
        println!("skipped: the recordings are not here");
        return;
    };
    let (mut compared, mut left_out) = (0, 0);
    for file in files(&folder, "json") {
        let json: Json = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        let url = json["request"]["url"].as_str().unwrap_or_default();
        let Some((_, module)) = url.split_once("moduleStatelessExecution/") else {
            continue;
        };
        let (sent, answer) = (&json["request"]["body"], &json["response"]);
        if answer["status"] != 200 {
            // The client sees to it that such requests are not sent.
            continue;
        }
        let known = Catalogue::bundled().get(module);
        // A trigger does nothing on its own, and is not offered.
        let Some(known) = known.filter(|known| known.kind != ModuleKind::Trigger) else {
            left_out += 1;
            continue;
        };
        let input = Value::from_json(sent["input_data"].as_str().unwrap().as_bytes()).unwrap();
        let convert = sent["convert_data"] == json!(true) || sent["convert_data"] == json!("1");
        let kind = known.kind.name().to_lowercase();
        let ended = tried(
            module,
            &kind,
            &sent["module_indexed_param"],
            &input,
            convert,
        );
        let wanted = answer["body"]["success"].as_bool().unwrap();
        let note = &json["note"];
        assert_eq!(ended.ending == Ending::Well, wanted, "{note}: {ended:?}");
        for error in answer["body"]["errors"].as_array().unwrap() {
            let error = error.as_str().unwrap();
            assert!(
                ended.lines.iter().any(|line| line == error),
                "{note}: {ended:?}"
            );
        }
        compared += 1;
    }
    println!(
        "{compared} compared, {left_out} left out: a trigger, and a module of the recorded server's own"
    );
    assert_eq!((compared, left_out), (9, 2));
}

#[test]
fn without_conversion_it_gets_the_data_as_they_are() {
    let params = json!({"value": "8.8.8.8", "operator": "in", "hash_path": "Event._AttributeFlattened.{n}.value"});
    let input = br#"{"Event": {"id": "1", "Attribute": [{"type": "ip-dst", "value": "8.8.8.8"}]}}"#;
    let input = Value::from_json(input).unwrap();
    let ended = |convert| tried("generic-if", "logic", &params, &input, convert).words;
    assert_eq!(ended(true), "The condition holds");
    assert_eq!(ended(false), "The condition does not hold");
}
