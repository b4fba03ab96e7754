//! Requests that are sent for real, and that nothing is sent otherwise.

use std::{net::TcpListener, time::Duration};

use crate::perform_stage::{Server, enrichment, webhooks};
use crate::window_stage::{
    Window, click, empty, open_as, press, press_with, says, select, send, settle,
};
use egui::{Key, Modifiers, Theme, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use misp_flow::{
    state::{BottomTab, Command, RunsCommand, StepCommand},
    stepper::DataChange,
};
use misp_flow_engine::{
    run::{EffectKind, Reply},
    workflow::NodeId,
};

/// A window with a workflow of these nodes in a row behind publishing, and a sample event.
fn window(name: &str, nodes: &[(&str, serde_json::Value)]) -> Window {
    let path = crate::window_stage::folder("perform").join(format!("{name}.json"));
    std::fs::write(&path, crate::perform_stage::workflow(nodes).to_string()).unwrap();
    let mut state = empty();
    state.apply(Command::OpenPath(path));
    while !state.is_idle() {
        state.poll();
    }
    state.apply(Command::ChooseEvent(2));
    // High enough for all of the inspector.
    open_as(state, Theme::Dark, vec2(1280.0, 1500.0), 1.0)
}

fn ask(window: &mut Window) {
    send(window, Command::Step(StepCommand::AskPerform));
    assert!(says(window, "Run and send for real?"));
}

/// Allows the host with this text before its number of requests, and runs.
fn perform(window: &mut Window, host: &str) {
    ask(window);
    click(window, host);
    click(window, "Run and send");
}

/// The names of the headers of a request that is shown, with their values but the masked ones.
fn shown_headers(window: &Window) -> Vec<String> {
    let requests = window
        .query_all_by(|node| node.label().as_deref() == Some("Request") && node.value().is_some());
    let text = requests.filter_map(|node| node.value()).next();
    let text = text.expect("a request is shown");
    let mut lines: Vec<String> = (text.lines().skip(1))
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| line_of(name, value))
        .collect();
    lines.sort();
    lines
}

/// The same of what came.
fn sent_headers(seen: &crate::perform_stage::Seen) -> Vec<String> {
    let own = seen.headers.iter().filter(|(name, _)| name != "host");
    let mut lines: Vec<String> = own.map(|(name, value)| line_of(name, value)).collect();
    lines.sort();
    lines
}

fn line_of(name: &str, value: &str) -> String {
    match name.to_ascii_lowercase().as_str() {
        "authorization" => "authorization".to_owned(),
        name => format!("{name}: {value}"),
    }
}

fn replies(window: &Window) -> Vec<Reply> {
    let shown = window.state().state.run().expect("a run");
    let effects = shown.run.effects.iter();
    effects
        .filter_map(|effect| match &effect.kind {
            EffectKind::Request(_, reply) => Some(reply.clone()),
            _ => None,
        })
        .collect()
}

#[test]
fn without_the_switch_no_connection_is_made() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let mut nodes = webhooks(&address, 1);
    nodes.extend(enrichment());
    let mut window = window("closed", &nodes);
    send(&mut window, Command::Step(StepCommand::SetModules(address)));
    press(&mut window, Key::F5);
    press(&mut window, Key::F10);
    press_with(&mut window, Modifiers::COMMAND, Key::F5);
    assert_eq!(replies(&window).len(), 2, "both would have been sent");
    // Asking sends nothing either, nor does a yes to nobody.
    ask(&mut window);
    press(&mut window, Key::Escape);
    ask(&mut window);
    window
        .state_mut()
        .state
        .apply(Command::Step(StepCommand::Perform));
    settle(&mut window);
    std::thread::sleep(Duration::from_millis(100));
    let came = listener.accept();
    assert!(came.is_err(), "somebody connected: {came:?}");
}

#[test]
fn what_is_allowed_is_sent_once_and_kept_with_the_run() {
    let server = Server::start(200, r#"{"ticket": 42}"#);
    let mut window = window("open", &webhooks(&server.address, 1));
    perform(&mut window, &format!("{}, 1 request", server.address));
    let seen = server.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(
        (seen[0].method.as_str(), seen[0].path.as_str()),
        ("POST", "/hook/1")
    );
    assert_eq!(seen[0].header("authorization"), Some("Bearer very-secret"));
    assert_eq!(seen[0].header("content-type"), Some("application/json"));
    assert_eq!(seen[0].body, r#"{"number":1}"#);
    assert!(says(&window, "1 request was really sent"));
    assert!(
        says(&window, "(sent for real, answered with 200 in"),
        "the list tells which one it was"
    );
    let shown = window.state().state.run().expect("a run");
    let real = &shown.stepping.real;
    assert_eq!(real.len(), 1);
    assert_eq!(real[0].host, server.address);
    assert!(matches!(&real[0].reply, Reply::Http { status: 200, body, .. } if body.contains("42")));

    send(&mut window, Command::ShowStep(Some(0)));
    assert!(says(&window, "What was sent"));
    assert!(says(&window, "Sent for real, answered with 200 in"));
    let title = crate::perform_stage::label_with(&window, "POST http");
    click(&mut window, &title);
    assert!(says(&window, "authorization: ••••••") || says(&window, "Authorization: ••••••"));
    assert!(!says(&window, "very-secret"), "the key is not shown");
    assert!(says(&window, "42"));
    assert_eq!(
        shown_headers(&window),
        sent_headers(&seen[0]),
        "no more and no less than what went out"
    );

    // The next run is a simulation again, and making the step again sends nothing.
    send(&mut window, Command::Step(StepCommand::Rerun(Some(0))));
    press(&mut window, Key::F5);
    assert!(!says(&window, "really sent"));
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn the_last_real_answer_can_be_given_again() {
    let server = Server::start(500, "the other side is out for lunch");
    let mut window = window("again", &webhooks(&server.address, 1));
    perform(&mut window, &format!("{}, 1 request", server.address));
    assert!(
        says(&window, "out for lunch"),
        "it failed as it would in MISP"
    );
    press(&mut window, Key::F5);
    assert!(!says(&window, "out for lunch"), "assumed to go well");
    select(&mut window, &[2]);
    click(&mut window, "In the simulation");
    assert!(says(&window, "answered with status 200 and an empty body"));
    click(&mut window, "This node");
    click(&mut window, "Gets its last real answer");
    press(&mut window, Key::F5);
    assert!(says(&window, "out for lunch"));
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn the_last_real_answer_of_an_earlier_session_can_be_given_again() {
    let server = Server::start(500, "the other side is out for lunch");
    let nodes = webhooks(&server.address, 1);
    let file = crate::window_stage::folder("perform").join("earlier.sqlite");
    let _ = std::fs::remove_file(&file);
    let mut first = window("earlier", &nodes);
    first.state_mut().state.use_runs_file(file.clone());
    perform(&mut first, &format!("{}, 1 request", server.address));
    drop(first);
    let mut later = window("earlier", &nodes);
    later.state_mut().state.use_runs_file(file.clone());
    select(&mut later, &[2]);
    settle(&mut later);
    click(&mut later, "In the simulation");
    click(&mut later, "This node");
    click(&mut later, "Gets its last real answer");
    press(&mut later, Key::F5);
    assert!(says(&later, "out for lunch"));
    assert_eq!(server.seen().len(), 1);
    drop(later);
    std::fs::remove_file(file).unwrap();
}

#[test]
fn a_break_point_holds_the_request_behind_it_back() {
    let server = Server::start(200, "");
    let mut window = window("held", &webhooks(&server.address, 2));
    select(&mut window, &[3]);
    press(&mut window, Key::F9);
    perform(&mut window, &format!("{}, 2 requests", server.address));
    assert!(says(&window, "at its break point"));
    assert_eq!(server.seen().len(), 1);
    press(&mut window, Key::F5);
    assert_eq!(server.seen().len(), 2);
    assert_eq!(window.state().state.run().unwrap().stepping.real.len(), 2);
}

#[test]
fn a_server_that_does_not_answer_can_be_given_up() {
    let server = Server::silent();
    let mut window = window("silent", &webhooks(&server.address, 1));
    ask(&mut window);
    click(&mut window, &format!("{}, 1 request", server.address));
    let run = Command::Step(StepCommand::Perform);
    window.state_mut().state.apply(run);
    while server.seen().is_empty() {
        window.step();
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(window.state().state.is_stepping());
    window.key_press_modifiers(Modifiers::SHIFT, Key::F5);
    settle(&mut window);
    assert!(!window.state().state.is_stepping());
    assert!(window.state().state.run().is_none());
}

#[test]
fn misp_modules_is_asked_at_its_address() {
    let server = Server::start(
        200,
        r#"{"results": [{"types": ["text"], "values": ["from the real one"]}]}"#,
    );
    let mut window = window("modules", &enrichment());
    let address = server.address.clone();
    send(&mut window, Command::Step(StepCommand::SetModules(address)));
    perform(
        &mut window,
        &format!(
            "misp-modules at {}, {}",
            server.address,
            crate::perform_stage::QUESTIONS
        ),
    );
    let seen = server.seen();
    assert!(!seen.is_empty());
    assert_eq!(seen[0].path, "/query");
    assert!(
        seen[0].body.contains(r#""module":"eql""#),
        "{}",
        seen[0].body
    );
    let run = window.state().state.run().expect("a run").run.clone();
    let data = run.steps.last().expect("a step").data.to_json();
    assert!(
        data.contains("from the real one"),
        "what was found is attached"
    );
    assert_eq!(run.steps[0].node, NodeId::from(2));
}

#[test]
fn a_run_that_is_stopped_after_it_sent_is_kept_and_sends_no_more_when_it_is_opened() {
    let server = Server::start(200, "{}");
    let address = server.address.clone();
    let mut window = window("stopped", &webhooks(&address, 2));
    let file = crate::window_stage::folder("perform").join("stopped.sqlite");
    let _ = std::fs::remove_file(&file);
    window.state_mut().state.use_runs_file(file.clone());
    // It pauses between the two.
    let second = StepCommand::ToggleBreak(Some(NodeId::from(3)));
    send(&mut window, Command::Step(second));
    perform(&mut window, &format!("{address}, 2 requests"));
    assert_eq!(server.seen().len(), 1);
    assert!(says(&window, "Sends for real"));
    send(&mut window, Command::Step(StepCommand::Stop));
    send(&mut window, Command::ShowBottom(BottomTab::Runs));
    let row = window.state().state.runs().rows().unwrap()[0].clone();
    assert_eq!((row.sent, row.steps), (1, 1), "what was sent is kept");
    send(
        &mut window,
        Command::Runs(RunsCommand::Choose(vec![row.id])),
    );
    assert!(says(&window, "1 request was sent or tried for real"));
    send(&mut window, Command::Runs(RunsCommand::Open));
    let shown = window.state().state.run().unwrap();
    assert_eq!((shown.run.steps.len(), shown.stepping.real.len()), (1, 1));
    assert!(says(&window, "1 request was really sent"));
    assert_eq!(server.seen().len(), 1, "opening it sends nothing");
    drop(window);
    std::fs::remove_file(file).unwrap();
}

#[test]
fn a_run_that_is_changed_where_it_pauses_goes_on_sending_and_says_so() {
    let server = Server::start(200, "{}");
    let address = server.address.clone();
    let mut window = window("whole", &webhooks(&address, 2));
    let file = crate::window_stage::folder("perform").join("whole.sqlite");
    let _ = std::fs::remove_file(&file);
    window.state_mut().state.use_runs_file(file.clone());
    let second = StepCommand::ToggleBreak(Some(NodeId::from(3)));
    send(&mut window, Command::Step(second));
    perform(&mut window, &format!("{address}, 2 requests"));
    // Data that are changed where it pauses do not make it another run: it goes on sending, and
    // says so while it does.
    let change = DataChange {
        after: 1,
        keys: vec!["Event".into(), "info".into()],
        value: "Other".into(),
    };
    send(&mut window, Command::Step(StepCommand::Change(change)));
    let app = window.state_mut();
    app.state.apply(Command::Step(StepCommand::Continue));
    assert_eq!(app.state.sending_to(), [address.as_str()]);
    settle(&mut window);
    assert_eq!(server.seen().len(), 2);
    send(&mut window, Command::ShowBottom(BottomTab::Runs));
    let rows = window.state().state.runs().rows().unwrap();
    let told: Vec<_> = rows.iter().map(|row| (row.sent, row.steps)).collect();
    assert_eq!(
        told,
        [(2, 2), (1, 1)],
        "the whole run, and what was sent before the change"
    );
    drop(window);
    std::fs::remove_file(file).unwrap();
}

#[test]
fn a_run_that_pauses_and_goes_on_is_kept_once() {
    let server = Server::start(200, "{}");
    let address = server.address.clone();
    let mut window = window("once", &webhooks(&address, 2));
    let file = crate::window_stage::folder("perform").join("once.sqlite");
    let _ = std::fs::remove_file(&file);
    window.state_mut().state.use_runs_file(file.clone());
    let second = StepCommand::ToggleBreak(Some(NodeId::from(3)));
    send(&mut window, Command::Step(second));
    perform(&mut window, &format!("{address}, 2 requests"));
    send(&mut window, Command::Step(StepCommand::Continue));
    assert_eq!(server.seen().len(), 2);
    send(&mut window, Command::ShowBottom(BottomTab::Runs));
    let rows = window.state().state.runs().rows().unwrap();
    let told: Vec<_> = rows.iter().map(|row| (row.sent, row.steps)).collect();
    assert_eq!(told, [(2, 2)]);
    drop(window);
    std::fs::remove_file(file).unwrap();
}

#[test]
fn of_several_effects_those_that_were_sent_are_marked() {
    let server = Server::start(200, "{}");
    let mut nodes = webhooks(&server.address, 1);
    nodes.extend(webhooks("http://127.0.0.2:9", 1));
    let mut window = window("marked", &nodes);
    perform(&mut window, &format!("{}, 1 request", server.address));
    assert_eq!(server.seen().len(), 1);
    let effects = window.query_all_by(|node| {
        let words = node.value().or(node.label()).unwrap_or_default();
        // Of one name, so they are told apart by their numbers.
        words.starts_with("webhook (") && words.contains("): POST ")
    });
    let words: Vec<String> = effects
        .filter_map(|node| node.value().or(node.accesskit_node().label()))
        .collect();
    assert_eq!(words.len(), 2, "{words:?}");
    assert!(words[0].contains("sent for real"), "{words:?}");
    assert!(!words[1].contains("sent for real"), "{words:?}");
    assert!(words[1].contains("not sent from here"), "{words:?}");
}

#[test]
fn what_nobody_answered_is_not_told_as_sent() {
    let server = Server::start(200, "{}");
    let mut nodes = webhooks(&server.address, 1);
    nodes.extend(webhooks("http://127.0.0.1:1", 1));
    let mut window = window("silent", &nodes);
    perform(&mut window, "http://127.0.0.1:1, 1 request");
    assert!(says(&window, "1 request was tried and not answered"));
    assert!(!says(&window, "really sent"));
    ask(&mut window);
    click(&mut window, &format!("{}, 1 request", server.address));
    click(&mut window, "http://127.0.0.1:1, 1 request");
    click(&mut window, "Run and send");
    let told = window.query_all_by(|node| {
        let words = node.value().or(node.label()).unwrap_or_default();
        words.contains("1 request was really sent, 1 tried and not answered")
    });
    assert_eq!(told.count(), 2, "above the steps and beside them");
}
