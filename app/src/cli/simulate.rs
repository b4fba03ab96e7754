//! `misp-flow simulate`.

use misp_flow_engine::{
    catalogue::Catalogue,
    instance::Instance,
    run::{self, Answers, Outcome, Plan, Run, Settings},
};
use serde_json::json;

use super::{BLOCKED, FAILED, Failure, args::SimulateArguments, input, print, report};

pub(super) fn run(arguments: &SimulateArguments) -> Result<u8, Failure> {
    let workflow = input::startable(&arguments.workflow, arguments.trigger.as_deref())?;
    let events = input::events(&arguments.event)?;
    let plan = Plan::of(&workflow);
    let instance = Instance::of(Catalogue::bundled());
    let mut reports = Vec::new();
    let mut status = 0;
    for event in &events {
        let run = run::simulate(
            &plan,
            &event.value,
            &instance,
            &mut Answers::default(),
            &Settings::default(),
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

/// The worst of several events counts.
fn exit_status(run: &Run) -> u8 {
    match run.outcome {
        Outcome::Success => 0,
        Outcome::Blocked => BLOCKED,
        Outcome::Failure => FAILED,
    }
}
