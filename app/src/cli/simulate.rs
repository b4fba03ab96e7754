//! `misp-flow simulate`.

use misp_flow_engine::{
    catalogue::Catalogue,
    instance::Instance,
    run::{self, Answers, Outcome, Plan, Run, Settings},
    value::Value,
    workflow::Workflow,
};
use serde_json::json;

use super::{BLOCKED, FAILED, Failure, answers, args::SimulateArguments, input, print, report};
use crate::clock::unix_now;

pub(super) fn run(arguments: &SimulateArguments) -> Result<u8, Failure> {
    if [&arguments.workflow, &arguments.event]
        .iter()
        .all(|path| path.as_os_str() == "-")
    {
        return Err(Failure::OneInput);
    }
    let workflow = input::startable(&arguments.workflow, arguments.trigger.as_deref())?;
    let events = input::events(&arguments.event)?;
    let plan = Plan::of(&workflow);
    let mut instance = input::instance(arguments.instance.as_deref())?;
    if arguments.follow.is_some() {
        instance.enable(&workflow);
    }
    for path in &arguments.module {
        instance.add_custom(input::custom_module(path)?);
    }
    let mut answers = match &arguments.answers {
        Some(path) => answers::read(path)?,
        None => Answers::default(),
    };
    for text in &arguments.fail {
        let (node, answer) = answers::failing(text);
        if plan.node(&node).is_none() {
            return Err(Failure::NoSuchNode(node.to_string()));
        }
        answers.0.insert(node, answer);
    }
    let settings = Settings {
        debug: arguments.debug,
        background: true,
        now: unix_now(),
        follow: arguments.follow,
    };
    let mut reports = Vec::new();
    let mut status = 0;
    for event in &events {
        fits(arguments, &workflow, &event.value)?;
        let run = run::simulate(
            &plan,
            &event.value,
            &holding(&instance, &event.value),
            &mut answers,
            &settings,
        );
        status = status.max(exit_status(&run));
        if arguments.json {
            reports.push(report::json(&run, &workflow));
        } else {
            if events.len() > 1 {
                print(&format!("Event: {}\n", event.name))?;
            }
            print(&report::text(&run, &workflow))?;
        }
    }
    if arguments.json {
        let all = match reports.pop() {
            Some(only) if reports.is_empty() => only,
            Some(last) => {
                reports.push(last);
                json!(reports)
            }
            None => json!([]),
        };
        print(&format!("{all:#}\n"))?;
    }
    Ok(status)
}

/// The server with the event in its database, where it has none of that id: what a trigger hands
/// over is an event that the server holds.
fn holding(instance: &Instance, data: &Value) -> Instance {
    let mut instance = instance.clone();
    let id = data.get("Event").and_then(|event| event.get("id"));
    if id.is_some_and(|id| instance.store.event(id).is_none()) {
        instance.store.put_event(data);
    }
    instance
}

/// The worst of several events counts.
fn exit_status(run: &Run) -> u8 {
    match run.outcome {
        Outcome::Success => 0,
        Outcome::Blocked => BLOCKED,
        Outcome::Failure => FAILED,
    }
}

/// A workflow or a log entry instead of an event would pass as an event without attributes, as it
/// does on a server; a script that names the wrong file should hear of it.
fn fits(arguments: &SimulateArguments, workflow: &Workflow, data: &Value) -> Result<(), Failure> {
    let module = workflow
        .graph
        .trigger()
        .and_then(|(_, node)| Catalogue::bundled().get(&node.module));
    let Some((module, trigger)) =
        module.and_then(|module| Some((module, module.trigger.as_ref()?)))
    else {
        return Ok(());
    };
    let has = |key: &str| {
        data.get(key)
            .and_then(Value::as_array)
            .is_some_and(|array| !array.is_list() || array.is_empty())
    };
    let (keys, wanted): (&[&str], _) = match (trigger.misp_core_format, trigger.scope.as_str()) {
        (false, _) => return Ok(()),
        (true, "attribute") => (&["Event", "Attribute"], "an attribute or its event"),
        (true, "object") => (&["Event", "Object"], "an object or its event"),
        (true, "tag") => (&["Event", "Tag"], "a tag"),
        (true, _) => (&["Event"], "an event"),
    };
    if keys.iter().any(|key| has(key)) {
        return Ok(());
    }
    let found: Vec<String> = data
        .as_array()
        .into_iter()
        .flat_map(|data| data.keys())
        .take(4)
        .map(|key| key.to_string())
        .collect();
    Err(Failure::OtherData {
        path: arguments.event.clone(),
        trigger: module.id.to_string(),
        wanted,
        found: found.join(", "),
    })
}
