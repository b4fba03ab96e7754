use super::*;
use crate::{
    instance::Instance,
    run::{self, Answer, Plan, Settings},
    workflow::{self, NodeId},
};

const WORKFLOW: &str = r#"{"Workflow": {"name": "Red | data", "data": {
    "1": {"id": 1, "name": "Event publish", "data": {"id": "event-publish", "module_type": "trigger"},
          "inputs": [], "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}]}}},
    "2": {"id": 2, "name": "Tell *them*", "data": {"id": "webhook", "module_type": "action", "indexed_params":
            {"url": "https://hooks.example/services/T0/secret-part", "content_type": "json"}},
          "inputs": {"input_1": {"connections": [{"node": "1", "input": "output_1"}]}},
          "outputs": {"output_1": {"connections": [{"node": "3", "output": "input_1"}]}}},
    "3": {"id": 3, "name": "Stop", "data": {"id": "stop-execution", "module_type": "action",
                                            "indexed_params": {"message": "See https://wiki.example/a?token=hidden"}},
          "inputs": {"input_1": {"connections": [{"node": "2", "input": "output_1"}]}}, "outputs": []}}}}"#;

fn report(answers: &Answers) -> String {
    report_with(answers, &[], &[])
}

fn report_with(answers: &Answers, sent: &[Option<String>], by_hand: &[ByHand]) -> String {
    let workflow = workflow::open(WORKFLOW.as_bytes()).unwrap();
    let event = Value::from_json(br#"{"Event": {"id": "7", "info": "Phishing"}}"#).unwrap();
    let instance = Instance::of(Catalogue::bundled());
    let (plan, settings) = (Plan::of(&workflow), Settings::default());
    let run = run::simulate(&plan, &event, &instance, &mut answers.clone(), &settings);
    let facts = ReportFacts {
        title: "Friday's run",
        when: "1 January 1970, 00:00:00 UTC",
        event: "Phishing",
        picture: "run.svg",
        answers,
        sent,
        sent_words: (!sent.is_empty()).then_some("1 request was really sent"),
        by_hand,
        stopped: false,
    };
    to_report(&workflow, Catalogue::bundled(), &run, &facts)
}

#[test]
fn the_report_says_what_happened_and_keeps_secrets() {
    let text = report(&Answers::default());
    assert_eq!(text, include_str!("expected.md"), "{text}");
    assert!(!text.contains("secret-part") && !text.contains("hidden"));
}

#[test]
fn what_was_set_by_hand_is_told() {
    let failing = (NodeId::from(2), Answer::failure("no | route"));
    let text = report(&Answers([failing].into_iter().collect()));
    let row = r"| Set by hand | Tell \*them\* was set to fail: no \| route |";
    assert!(text.contains(row), "{text}");
    assert!(text.contains(r"- Step 1, Tell \*them\*: no \| route"));
}

#[test]
fn what_was_really_sent_and_changed_by_hand_is_told() {
    let sent = [Some("sent for real, answered with 200 in 9 ms".to_owned())];
    let changed = ByHand {
        after: 0,
        place: "Event.info".to_owned(),
        data: Value::from_json(br#"{"Event": {"id": "7", "info": "Other"}}"#).unwrap(),
    };
    let text = report_with(&Answers::default(), &sent, &[changed]);
    assert!(
        text.contains("| Sent for real | 1 request was really sent |"),
        "{text}"
    );
    assert!(
        text.contains("(**sent for real, answered with 200 in 9 ms**)"),
        "{text}"
    );
    assert!(
        text.contains("|  | *by hand* | Event.info was changed |"),
        "{text}"
    );
}
