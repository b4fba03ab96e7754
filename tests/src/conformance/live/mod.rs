//! `live_runs`: runs of a real server with its real modules, compared in everything that the
//! recording tells: the answer, debug posts, requests, questions to misp-modules, ZMQ messages, log,
//! rows added, and the event afterwards.

mod like;
mod network;
mod rig;

use misp_flow_engine::{
    check::graph,
    instance::Change,
    run::{self, EffectKind, Entry, Plan, Request, Run, Settings},
    value::{Array, Value},
};

use super::field;
use like::Standins;
use network::Network;

/// The time of the simulated run, `@NOW@` in the recordings.
const NOW: i64 = 1_790_000_000;

/// Runs one recording again and compares.
pub fn check(vector: &Value) -> Result<(), String> {
    let expected = field(vector, "expected");
    if expected.get("edit_refused").is_some() {
        let found = graph::check_graph(field(vector, "graph"));
        return match found {
            Ok(found) if found.is_acyclic() && !found.has_multiple_output_connection() => {
                Err("the server refused the graph".to_owned())
            }
            _ => Ok(()),
        };
    }
    let instance = rig::instance(vector)?;
    let trigger = field(vector, "trigger").to_text();
    let debug = field(vector, "debug_enabled").is_truthy();
    let plan = Plan::of_graph(field(vector, "graph"))
        .named(
            &field(field(vector, "ids"), "workflow").to_text(),
            &format!("Workflow for trigger {trigger}"),
        )
        .stored_for(&trigger);
    let mut network = Network::new(vector);
    let run = run::simulate_entry(
        &plan,
        field(vector, "input"),
        &instance,
        &instance.store,
        &mut network,
        &Settings {
            debug,
            background: true,
            now: NOW,
            follow: None,
        },
        Entry::Execute,
    );
    let mut standins = Standins::new(NOW);
    network.faults()?;
    posts(expected, &run, &mut standins)?;
    answer(expected, &run)?;
    requests(expected, &run, &mut standins)?;
    queries(expected, &run, &mut standins)?;
    zmq(expected, &run, &mut standins)?;
    log(expected, &run, &plan, debug, &mut standins)?;
    rows(expected, &run, &mut standins)?;
    event_after(vector, expected, &run, &mut standins)
}

/// A value made of keys and values.
fn map<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let mut array = Array::new();
    for (key, value) in fields {
        array.insert(key, value);
    }
    array.into()
}

fn text(value: impl AsRef<str>) -> Value {
    Value::from(value.as_ref())
}

fn answer(expected: &Value, run: &Run) -> Result<(), String> {
    let http = field(expected, "http");
    if field(http, "status").loose_eq(&Value::from(500)) {
        let Some(crash) = &run.crash else {
            return Err(format!(
                "the server failed ({}), the simulation did not",
                field(expected, "error_log").to_json()
            ));
        };
        let told = format!("[{}] {}", crash.class, crash.message);
        let logged = expected.get("error_log").map(Value::to_array);
        let logged = logged.unwrap_or_default();
        return match logged.values().next() {
            Some(error) if error.to_text() != told => {
                Err(format!("fails with {told}, expected {}", error.to_text()))
            }
            _ => Ok(()),
        };
    }
    if let Some(crash) = &run.crash {
        return Err(format!("crashed: {}: {}", crash.class, crash.message));
    }
    let told = map([
        ("success", Value::from(run.success)),
        ("outcome", text(run.outcome_text())),
    ]);
    super::expect_same("the answer", field(http, "body"), &told)
}

fn posts(expected: &Value, run: &Run, standins: &mut Standins) -> Result<(), String> {
    let posts = run.posts.iter().map(|post| {
        map([
            ("path", text(post.sent_path())),
            ("body", post.payload.clone()),
        ])
    });
    let expected = field(expected, "debug").to_array();
    let posts: Vec<_> = posts.collect();
    for (expected, post) in expected.values().zip(&posts) {
        let place = format!("post {}", field(expected, "path").to_text());
        standins.compare(&place, expected, post)?;
    }
    if expected.len() != posts.len() {
        return Err(format!(
            "{} debug posts, expected {} (crash: {:?})",
            posts.len(),
            expected.len(),
            run.crash
        ));
    }
    Ok(())
}

/// The effects of the run and of its background runs, in order.
fn effects(run: &Run) -> impl Iterator<Item = &EffectKind> {
    let background = run.background.iter().flat_map(|job| &job.run.effects);
    run.effects
        .iter()
        .chain(background)
        .map(|effect| &effect.kind)
}

fn asked(run: &Run) -> impl Iterator<Item = &Request> {
    effects(run).filter_map(|effect| match effect {
        EffectKind::Request(request, _) => Some(request),
        _ => None,
    })
}

fn list(
    what: &str,
    expected: &Value,
    actual: Vec<Value>,
    standins: &mut Standins,
) -> Result<(), String> {
    let expected = expected.to_array();
    for (number, (expected, actual)) in expected.values().zip(&actual).enumerate() {
        standins.compare(&format!("{what} {}", number + 1), expected, actual)?;
    }
    if expected.len() == actual.len() {
        Ok(())
    } else {
        Err(format!(
            "{what}: {} instead of {}: {}",
            actual.len(),
            expected.len(),
            Value::from(actual.into_iter().collect::<Array>()).to_json()
        ))
    }
}

fn requests(expected: &Value, run: &Run, standins: &mut Standins) -> Result<(), String> {
    let base = network::SINK;
    let sent = asked(run).filter_map(|request| match request {
        Request::Http(request) => Some((request, request.url.strip_prefix(base)?)),
        _ => None,
    });
    let sent = sent.map(|(request, path)| {
        let headers = request
            .headers
            .iter()
            .map(|(name, value)| [text(name), text(value)].into_iter().collect::<Value>());
        map([
            ("method", text(&request.method)),
            ("path", text(path)),
            ("headers", headers.collect()),
            ("body", text(&request.body)),
        ])
    });
    let wanted: Value = field(expected, "requests")
        .to_array()
        .values()
        .map(|request| {
            let mut request = request.to_array();
            request.remove("after_answer");
            Value::from(request)
        })
        .collect();
    list("request", &wanted, sent.collect(), standins)
}

fn queries(expected: &Value, run: &Run, standins: &mut Standins) -> Result<(), String> {
    let asked = asked(run).filter_map(|request| match request {
        Request::Query(query) => Some(query.body.clone()),
        _ => None,
    });
    let wanted: Value = field(expected, "module_queries")
        .to_array()
        .values()
        .map(|query| field(query, "body").clone())
        .collect();
    list("misp-modules query", &wanted, asked.collect(), standins)
}

fn zmq(expected: &Value, run: &Run, standins: &mut Standins) -> Result<(), String> {
    let sent = asked(run).filter_map(|request| match request {
        Request::Zmq(message) => Some(message.message.clone()),
        _ => None,
    });
    list(
        "ZMQ message",
        field(expected, "zmq"),
        sent.collect(),
        standins,
    )
}

fn log(
    expected: &Value,
    run: &Run,
    plan: &Plan,
    debug: bool,
    standins: &mut Standins,
) -> Result<(), String> {
    let entries = run.log(plan, debug).into_iter();
    let entries =
        entries.map(|entry| map([("action", text(entry.action)), ("title", text(entry.title))]));
    list(
        "log entry",
        field(expected, "log"),
        entries.collect(),
        standins,
    )
}

fn rows(expected: &Value, run: &Run, standins: &mut Standins) -> Result<(), String> {
    let other = field(expected, "other");
    let changes: Vec<&Change> = effects(run)
        .filter_map(|effect| match effect {
            EffectKind::Change(change) => Some(change),
            _ => None,
        })
        .collect();
    let tags = changes.iter().filter_map(|change| match change {
        Change::TagCreated { id, name } => Some(map([
            ("id", text(id)),
            ("name", text(name)),
            ("local_only", text("0")),
            ("colour", text("@COLOUR@")),
            (
                "is_galaxy",
                text(if name.starts_with("misp-galaxy:") {
                    "1"
                } else {
                    "0"
                }),
            ),
        ])),
        _ => None,
    });
    list(
        "tag created",
        field(other, "tags_created"),
        tags.collect(),
        standins,
    )?;
    let blocked = changes.iter().filter_map(|change| match change {
        Change::EventBlocked {
            uuid,
            info,
            organisation,
            comment,
        } => Some(map([
            ("event_uuid", text(uuid)),
            ("event_info", text(info)),
            ("event_orgc", text(organisation)),
            ("comment", text(comment)),
        ])),
        _ => None,
    });
    let wanted = field(other, "event_blocklist_added");
    list("blocklist entry", wanted, blocked.collect(), standins)?;
    if let Some(wanted) = other.get("warninglist_entries") {
        let lists = ["137", "138", "139"];
        let lists = lists.iter().filter_map(|id| run.store.warninglist(id));
        let entries = lists.flat_map(|list| {
            let row =
                |value: &str| map([("warninglist_id", text(&list.id)), ("value", text(value))]);
            list.entries().map(row).collect::<Vec<_>>()
        });
        list("warninglist entry", wanted, entries.collect(), standins)?;
    } else if changes
        .iter()
        .any(|change| matches!(change, Change::Warnlisted { .. }))
    {
        return Err("puts a value on a warninglist".to_owned());
    }
    jobs(field(other, "jobs"), run, standins)
}

fn jobs(expected: &Value, run: &Run, standins: &mut Standins) -> Result<(), String> {
    let jobs = run.background.iter().map(|job| {
        let (status, message) = job.told();
        map([
            ("worker", text("prio")),
            ("job_type", text("workflowParallelTask")),
            ("job_input", text("Workflow ID: 1")),
            ("status", text(status.to_string())),
            ("message", text(message)),
        ])
    });
    list("job", expected, jobs.collect(), standins)
}

fn event_after(
    vector: &Value,
    expected: &Value,
    run: &Run,
    standins: &mut Standins,
) -> Result<(), String> {
    let wanted = field(expected, "event_after");
    if !wanted.is_array() {
        return Ok(());
    }
    let id = field(field(vector, "ids"), "event");
    let event = run
        .store
        .view(id)
        .ok_or("the event is not there afterwards")?;
    standins.compare(
        "event afterwards",
        field(wanted, "Event"),
        field(&event, "Event"),
    )
}
