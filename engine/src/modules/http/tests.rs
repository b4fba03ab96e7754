use std::collections::HashMap;

use crate::{
    instance::{Instance, Quirk},
    run::{
        Answer, AnswerSource, Answers, Call, Effect, HttpRequest, Plan, Reply, Request, Run,
        Settings, simulate,
    },
    value::Value,
    workflow::NodeId,
};

const EVENT: &str =
    r#"{"Event":{"id":"7","info":"Phishing","Attribute":[{"value":"a"},{"value":"b"}]}}"#;

/// Runs a publish workflow of one node.
fn run(module: &str, params: &str, instance: &Instance, answers: &mut dyn AnswerSource) -> Run {
    let graph = format!(
        r#"{{"1":{{"id":1,"data":{{"id":"event-publish","module_type":"trigger"}},"inputs":[],
               "outputs":{{"output_1":{{"connections":[{{"node":"2","output":"input_1"}}]}}}}}},
            "2":{{"id":2,"data":{{"id":"{module}","module_type":"action","indexed_params":{params}}},
               "inputs":{{}},"outputs":[]}}}}"#
    );
    let json = |text: &str| Value::from_json(text.as_bytes()).unwrap();
    let plan = Plan::of_graph(&json(&graph));
    simulate(&plan, &json(EVENT), instance, answers, &Settings::default())
}

fn sent(run: &Run) -> Vec<&HttpRequest> {
    let requests = run.effects.iter().filter_map(Effect::request);
    requests
        .filter_map(|request| match request {
            Request::Http(request) => Some(request),
            _ => None,
        })
        .collect()
}

fn header<'r>(request: &'r HttpRequest, name: &str) -> Option<&'r str> {
    let found = request.headers.iter().find(|(other, _)| other == name);
    found.map(|(_, value)| value.as_str())
}

fn status(status: u16, location: Option<&str>) -> Reply {
    Reply::Http {
        status,
        body: "busy".to_owned(),
        location: location.map(str::to_owned),
    }
}

/// A stub for the node of [`run`].
fn stub(reply: Reply) -> Answers {
    Answers(HashMap::from([(NodeId::from(2), Answer::reply(reply))]))
}

#[test]
fn what_a_user_lets_come_back_decides_as_on_the_server() {
    let told = |reply| {
        let url = r#"{"url":"https://a.test/x"}"#;
        run("webhook", url, &Instance::default(), &mut stub(reply)).steps[0]
            .errors
            .clone()
    };
    assert_eq!(
        told(status(500, None)),
        [
            "Something went wrong with the request or the remote side is having issues. Body returned: busy"
        ]
    );
    assert_eq!(told(status(403, None)), ["Authentication failed."]);
    assert_eq!(told(status(204, None)), [""; 0]);
    assert_eq!(
        told(Reply::Failed("curl error 28".to_owned())),
        ["Something went wrong while sending the request. Error returned: curl error 28"]
    );
    let endless = told(status(302, Some("/x")));
    assert!(endless[0].contains("curl error 47"), "{endless:?}");
}

/// Redirects the first request with a status, then takes everything.
struct Moved(u16, &'static str);

impl AnswerSource for Moved {
    fn answer(&mut self, _: &Call<'_>) -> Option<Answer> {
        None
    }

    fn perform(&mut self, _: &Call<'_>, _: &Request) -> Reply {
        let moved = status(self.0, Some(self.1));
        self.0 = 200;
        moved
    }
}

#[test]
fn a_redirection_drops_the_body_and_keeps_secrets_from_other_sites() {
    let params =
        r#"{"url":"https://u:p@a.test/x","payload":"y","headers":"Authorization: z\nX: 1"}"#;
    let follow = |code, location| {
        let run = run(
            "webhook",
            params,
            &Instance::default(),
            &mut Moved(code, location),
        );
        assert!(run.steps[0].errors.is_empty());
        let sent = sent(&run);
        assert_eq!(sent.len(), 2);
        assert_eq!(header(sent[0], "Authorization"), Some("z"));
        sent[1].clone()
    };
    let here = follow(301, "/ok");
    assert_eq!((here.method.as_str(), here.body.as_str()), ("POST", ""));
    assert_eq!(header(&here, "Authorization"), Some("z"));
    assert_eq!(header(&here, "Content-Length"), None);
    let elsewhere = follow(307, "https://b.test/ok");
    assert_eq!(elsewhere.body, "\"y\"");
    assert_eq!(header(&elsewhere, "Authorization"), None);
    assert_eq!(header(&elsewhere, "X"), Some("1"));
}

#[test]
fn own_headers_take_the_place_of_the_servers() {
    let headers = r#"{"url":"a.test","payload":"1.0","headers":"Content-Type: text/x\nUser-Agent:\naccept-encoding: br"}"#;
    let run = run(
        "webhook",
        headers,
        &Instance::default(),
        &mut Answers::default(),
    );
    let request = sent(&run)[0];
    let names: Vec<_> = request
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "Accept",
            "Content-Type",
            "accept-encoding",
            "Content-Length"
        ]
    );
    assert_eq!(header(request, "Content-Type"), Some("text/x"));
    assert_eq!(
        (request.url.as_str(), request.body.as_str()),
        ("http://a.test/", "1")
    );
}

#[test]
fn payloads_of_another_kind_go_out_as_the_server_sends_them() {
    let body = |params: &str| {
        let run = run(
            "webhook",
            params,
            &Instance::default(),
            &mut Answers::default(),
        );
        sent(&run)[0].body.clone()
    };
    assert_eq!(
        body(r#"{"url":"a.test","content_type":"xml","payload":"{\"a\": 1}"}"#),
        r#""{\"a\": 1}""#
    );
    // A number is no text to render, so the data are sent.
    assert!(body(r#"{"url":"a.test","payload":5}"#).starts_with(r#"{"Event""#));
    let run = run(
        "webhook",
        r#"{"url":"a.test","request_method":"patch"}"#,
        &Instance::default(),
        &mut Answers::default(),
    );
    assert!(run.crash.is_some() && sent(&run).is_empty());
}

#[test]
fn a_bot_token_is_sent_but_not_shown() {
    let params = r#"{"bot_token":"1:x","chat_id":"2","message_body_template":"hi"}"#;
    let run = run(
        "telegram-send-alert",
        params,
        &Instance::default(),
        &mut Answers::default(),
    );
    let request = sent(&run)[0];
    assert_eq!(request.url, "https://api.telegram.org/bot1:x/sendMessage");
    assert_eq!(request.body, r#"{"chat_id":"2","text":"hi"}"#);
    let told = run.effects[0].sentence();
    assert_eq!(told, "POST https://api.telegram.org/… with 27 bytes");
}

#[test]
fn a_server_without_the_fault_sends_each_attribute_to_splunk() {
    let mut instance = Instance::default();
    instance.quirks.remove(&Quirk::SplunkFails);
    let params = r#"{"url":"https://s.test/hec","hec_token":"t","verify_tls":"0","source_type":"misp:x",
        "event_per_attribute":"1","data_extraction_model":"{\"v\":\"Attribute.value\",\"info\":\"Event.info\"}"}"#;
    let run = run(
        "splunk-hec-export",
        params,
        &instance,
        &mut Answers::default(),
    );
    let sent = sent(&run);
    assert_eq!(
        sent[1].body,
        r#"{"event":{"v":"b","info":"Phishing"},"sourcetype":"misp:x"}"#
    );
    assert_eq!(header(sent[1], "Authorization"), Some("Splunk t"));
    assert!(sent.len() == 2 && sent[0].accepts_self_signed);
    assert!(!run.effects[0].sentence().contains("Splunk"));
}
