use super::Expected;
use crate::{
    instance::Instance,
    run::{self, Answer, Answers, Plan, Settings},
    value::Value,
    workflow::{self, NodeId, Workflow},
};

const RED: &[u8] =
    include_bytes!("../../../assets/samples/workflows/block-publishing-of-red-data.json");
const LEAK: &[u8] = include_bytes!("../../../assets/samples/events/leaked-customer-data.json");
const PUBLIC: &[u8] = include_bytes!("../../../assets/samples/events/public-report.json");

fn red() -> Workflow {
    workflow::open(RED).expect("a workflow")
}

fn found(workflow: &Workflow, event: &[u8], answers: Answers) -> Expected {
    let event = Value::from_json(event).expect("an event");
    let (plan, mut answers) = (Plan::of(workflow), answers);
    let instance = Instance::default().holding(&event);
    let run = run::simulate(&plan, &event, &instance, &mut answers, &Settings::default());
    Expected::of(&run, workflow)
}

fn expected(event: &[u8]) -> Expected {
    found(&red(), event, Answers::default())
}

#[test]
fn it_survives_being_written_and_is_as_expected() {
    let expected = expected(LEAK);
    let text = serde_json::to_string_pretty(&expected).expect("JSON");
    assert!(
        text.starts_with("{\n  \"outcome\": \"blocked\",\n  \"path\": ["),
        "{text}"
    );
    let read: Expected = serde_json::from_str(&text).expect("an expectation");
    assert_eq!(read, expected);
    assert!(read.differences(&expected).is_empty());
    let slip = text.replace("\"outcome\"", "\"outcom\"");
    assert!(serde_json::from_str::<Expected>(&slip).is_err());
}

#[test]
fn another_way_is_told_where_it_begins() {
    let differences = expected(LEAK).differences(&expected(PUBLIC));
    let [outcome, port, next, ..] = differences.as_slice() else {
        panic!("{differences:?}")
    };
    assert_eq!(outcome, "The outcome is success; expected blocked");
    assert!(
        port.starts_with("Step 1, ")
            && port.ends_with("goes on at else (output_2); expected then (output_1)"),
        "{port}"
    );
    assert!(
        next.starts_with("Step 2 is ") && next.ends_with("; expected Stop execution (3)"),
        "{next}"
    );
    assert_eq!(differences.len(), 3, "{differences:?}");
}

#[test]
fn messages_results_and_ends_are_told() {
    let mut other = red();
    other.name = "Renamed".to_owned();
    let stop = NodeId::new("3");
    let renamed = found(&other, LEAK, Answers::default());
    assert!(expected(LEAK).differences(&renamed).is_empty());

    let answer = Answer::failure("too red");
    let told = found(&red(), LEAK, Answers([(stop, answer)].into()));
    let differences = expected(LEAK).differences(&told);
    let [message] = differences.as_slice() else {
        panic!("{differences:?}")
    };
    assert!(
        message.starts_with("Step 2, Stop execution (3), tells “too red”; expected “"),
        "{message}"
    );

    let mut short = expected(LEAK);
    short.path.pop();
    assert_eq!(
        short.differences(&expected(LEAK)),
        ["Step 2 is Stop execution (3); expected the path to end after step 1"]
    );
    assert_eq!(
        expected(LEAK).differences(&short),
        ["The path ends after step 1; expected Stop execution (3) next"]
    );
    short.path.clear();
    assert!(
        expected(LEAK).differences(&short)[0]
            .starts_with("The path ends without executing any node")
    );

    let mut other = expected(LEAK);
    other.path[1].result = Some("success".to_owned());
    assert_eq!(
        expected(LEAK).differences(&other),
        ["Step 2, Stop execution (3), succeeds; expected that it fails"]
    );
}

#[test]
fn a_run_that_does_not_begin_keeps_its_reason() {
    let mut disabled = expected(LEAK);
    disabled.why = Some("TypeError: no".to_owned());
    assert_eq!(
        expected(LEAK).differences(&disabled),
        ["The reason given is “TypeError: no”; expected nothing"]
    );
}

#[test]
fn background_runs_count() {
    let graph = br#"{
      "1": {"id": 1, "name": "Publish", "data": {"id": "event-publish", "module_type": "trigger"},
            "inputs": [], "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}]}}},
      "2": {"id": 2, "name": "Later", "data": {"id": "concurrent-task", "module_type": "logic"},
            "inputs": {"input_1": {"connections": [{"node": "1", "input": "output_1"}]}},
            "outputs": {"output_1": {"connections": [{"node": "3", "output": "input_1"}]}}},
      "3": {"id": 3, "name": "Stop", "data": {"id": "stop-execution", "module_type": "action",
                                              "indexed_params": {"message": "no"}},
            "inputs": {"input_1": {"connections": [{"node": "2", "input": "output_1"}]}}, "outputs": []}}"#;
    let workflow = workflow::open(graph).expect("a graph");
    let expected = found(&workflow, LEAK, Answers::default());
    let mut other = expected.clone();
    other.background[0].run.path[0].errors.clear();
    assert_eq!(
        expected.differences(&other),
        ["Background run 1. Step 1, Stop (3), tells nothing; expected “no”"]
    );
    other.background.clear();
    assert_eq!(
        expected.differences(&other),
        ["Background runs start at nothing; expected node 3"]
    );
}
