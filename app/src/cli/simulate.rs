//! `misp-flow simulate`.

use misp_flow_engine::run::{self, Outcome, Plan, Settings};
use serde_json::json;

use super::{BLOCKED, FAILED, Failure, args::SimulateArguments, input, print, report};
use crate::{clock::unix_now, other_data};

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
    let answers = input::answers(arguments.answers.as_deref(), &arguments.fail, &plan)?;
    let mut answers = answers.answers();
    let settings = Settings {
        debug: arguments.debug,
        background: true,
        now: unix_now(),
        follow: arguments.follow,
    };
    let mut reports = Vec::new();
    let mut status = 0;
    for event in &events {
        other_data::check(&workflow, &event.value).map_err(|error| Failure::OtherData {
            path: arguments.event.clone(),
            error,
        })?;
        let run = run::simulate(
            &plan,
            &event.value,
            &instance.holding(&event.value),
            &mut answers,
            &settings,
        );
        status = status.max(exit_status(run.outcome));
        if arguments.json {
            reports.push(report::json(&run, &workflow, &answers));
        } else {
            if events.len() > 1 {
                print(&format!("Event: {}\n", event.name))?;
            }
            print(&report::text(&run, &workflow, &answers))?;
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

/// The worst of several events counts.
pub(super) fn exit_status(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Success => 0,
        Outcome::Blocked => BLOCKED,
        Outcome::Failure => FAILED,
    }
}
