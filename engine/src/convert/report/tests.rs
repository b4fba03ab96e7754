use super::*;
use crate::{
    instance::Instance,
    run::{self, Answer, Plan, Reply, Settings},
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
    report_of(WORKFLOW, answers, sent, by_hand)
}

fn report_of(
    workflow: &str,
    answers: &Answers,
    sent: &[Option<String>],
    by_hand: &[ByHand],
) -> String {
    let workflow = workflow::open(workflow.as_bytes()).unwrap();
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
    assert!(text.contains("| failed, as it was set to |"), "{text}");
    assert!(text.contains(r"- Step 1, Tell \*them\*: no \| route"));
}

/// An answer that was given for the webhook.
fn given(status: u16) -> Answers {
    let reply = Reply::Http {
        status,
        body: String::new(),
        location: None,
    };
    let given = (NodeId::from(2), Answer::reply(reply));
    Answers([given].into_iter().collect())
}

#[test]
fn an_answer_that_was_given_is_told_where_it_counted() {
    let text = report(&given(500));
    assert!(
        text.contains("| failed, with the answer that was set |"),
        "{text}"
    );
    assert!(
        text.contains("answered with status 500 (the answer was set by hand)"),
        "{text}"
    );
    let text = report(&given(204));
    assert!(
        text.contains("| done, with the answer that was set |"),
        "{text}"
    );
    // Behind a trigger that does not block, nothing behind the failed node runs.
    let workflow = WORKFLOW.replace("event-publish", "event-after-save");
    let failing = (NodeId::from(2), Answer::failure(""));
    for answers in [given(500), Answers([failing].into_iter().collect())] {
        let text = report_of(&workflow, &answers, &[], &[]);
        let sentence = "1 action executed, 1 of them failed, as set by hand**";
        assert!(text.contains(sentence), "{text}");
        let outcome = "| Outcome | success, with failures |";
        assert!(text.contains(outcome), "{text}");
    }
    let text = report_of(
        &workflow.replace("Red | data", ""),
        &Answers(
            [(NodeId::from(2), Answer::failure(""))]
                .into_iter()
                .collect(),
        ),
        &[],
        &[],
    );
    assert!(!text.contains("| Workflow |"), "{text}");
    assert!(!text.contains("## Messages"), "{text}");
    let alone = workflow.replace(r#"[{"node": "3", "output": "input_1"}]"#, "[]");
    let text = report_of(&alone, &given(204), &[], &[]);
    assert!(text.contains("| Outcome | success |"), "{text}");
}

#[test]
fn effects_that_are_alike_are_told_once_with_their_number() {
    let lines = ["a", "b", "b", "b", "a"].map(str::to_owned);
    let counted: Vec<_> = counted(lines.to_vec()).into_iter().collect();
    let expected = [("a", 2), ("b", 3)].map(|(line, times)| (line.to_owned(), times));
    assert_eq!(counted, expected);
}

#[test]
fn nodes_of_the_same_name_are_told_apart_by_their_numbers() {
    let workflow = WORKFLOW.replace(r#""name": "Stop""#, r#""name": "Tell *them*""#);
    let text = report_of(&workflow, &given(500), &[], &[]);
    for told in [
        r"**Publishing would be blocked by Tell \*them\* (3): See",
        r"| Set by hand | Tell \*them\* (2) was given an answer from outside |",
        r"| 1 | Tell \*them\* (2) | failed",
        r"| 2 | Tell \*them\* (3) | stopped the run |",
        r"- Tell \*them\* (2): POST",
        r"- Step 2, Tell \*them\* (3): See",
    ] {
        assert!(text.contains(told), "{told}\n{text}");
    }
}

#[test]
fn a_request_without_an_answer_is_told_as_it_went_and_no_other_way() {
    let reply = Reply::Failed("it takes no connections".to_owned());
    let refused = (NodeId::from(2), Answer::reply(reply));
    let answers = Answers([refused].into_iter().collect());
    let sent = [Some("tried for real, no answer after 3 ms".to_owned())];
    let text = report_with(&answers, &sent, &[]);
    assert!(
        text.contains("with 63 bytes (**tried for real, no answer after 3 ms**)"),
        "{text}"
    );
    assert!(!text.contains("not sent"), "{text}");
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
