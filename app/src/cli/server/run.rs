//! `misp-flow run`: a workflow on a server, for real.

use std::path::PathBuf;

use clap::Args;
use misp_flow_engine::value::Value;
use serde_json::{Value as Json, json};

use super::{
    failure::{CANCELLED, IN_THE_WAY, ServerFailure, UNSURE},
    push::{Answer, confirmed},
    session::Session,
    target,
};
use crate::{
    cli::{Failure, input, line::one_line, print},
    push,
    real_run::{Carried, Forecast, RunError, Side, Subject, carry_out, foresee},
};

/// Run a workflow on a server, for real
///
/// The server runs its own state of the workflow on this event: requests and mails go out, events
/// change, and there is no way back. What would happen is simulated and shown first, then it asks.
/// The server's answer is shown beside the simulation.
/// Exit status: 0 it ended as simulated; 1 bad input; 2 not run, or it ended otherwise; 3 the server
/// refuses or is not reached; 4 the connection ended, and whether it has run is not known.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  misp-flow run lab event-publish event.json
  misp-flow run lab 3 event.json --yes --json")]
pub struct RunArguments {
    /// The server: its name or address
    pub name: String,
    /// The workflow: its number, trigger or name
    pub workflow: String,
    /// The event, as a server gives it (`-` reads standard input)
    pub event: PathBuf,
    /// Do not ask
    #[arg(long, short)]
    pub yes: bool,
    /// Print JSON: {workflow, trigger, would, ran, server, simulated, same, difference}; where nobody
    /// could be asked, or said no, {workflow, trigger, would, ran, why_not}
    #[arg(long)]
    pub json: bool,
}

pub fn run(arguments: &RunArguments) -> Result<u8, Failure> {
    let session = Session::open(&arguments.name)?;
    let event = input::events(&arguments.event)?.into_iter().next();
    let event = event.ok_or_else(|| ServerFailure::NoEvent(arguments.event.clone()))?;
    // It is for real, so what is surely a mistake must not get there.
    let is_workflow = |key: &str| event.value.get(key).is_some_and(Value::is_array);
    if is_workflow("Workflow") || is_workflow("WorkflowBlueprint") {
        return Err(ServerFailure::WorkflowForEvent(arguments.event.clone()).into());
    }
    let forecast = session.run(async {
        let target = target::meant(&session.client, &arguments.workflow).await?;
        let stored = push::fetch(&session.client, &target).await?;
        let subject = Subject::Workflow(stored.id);
        Ok(foresee(&session.client, subject, &event.value).await?)
    })?;
    if !arguments.json {
        print(&told(&forecast, &session.instance.shown_name()))?;
        if let Some(id) = number_of(&event.value) {
            eprintln!(
                "Nodes that change the event change event {id} of {}, whatever that is there.",
                one_line(&session.instance.shown_name())
            );
        }
    }
    if forecast.refusal().is_none() && !arguments.yes {
        let why = match confirmed(&session, "Run it")? {
            Answer::Yes => None,
            Answer::No => Some("Nothing was run."),
            Answer::Nobody => {
                Some("Nothing was run: there is no terminal to ask at; run it with --yes.")
            }
        };
        if let Some(why) = why {
            if arguments.json {
                print(&format!("{:#}\n", not_run(&forecast, why)))?;
            }
            eprintln!("{why}");
            return Ok(IN_THE_WAY);
        }
    }
    let carried = session.run(async {
        let carried = carry_out(&session.client, &forecast, &event.value).await;
        Ok(carried?)
    });
    let carried = carried.map_err(|failure: Failure| {
        let mut known = not_run(&forecast, &failure.to_string());
        if [UNSURE, CANCELLED].contains(&failure.status())
            && let Some(ran) = known.get_mut("ran")
        {
            *ran = Json::Null;
        }
        failure.knowing(known)
    })?;
    if arguments.json {
        print(&format!("{:#}\n", json_of(&forecast, &carried)))?;
    } else {
        print(&answer(&carried))?;
    }
    Ok(if carried.verdict.same { 0 } else { IN_THE_WAY })
}

fn told(forecast: &Forecast, server: &str) -> String {
    let mut lines = vec![format!(
        "{} runs “{}” for real. By the simulation: {}",
        one_line(server),
        one_line(&forecast.title),
        one_line(&forecast.sentence)
    )];
    let would = forecast.effects.iter();
    lines.extend(would.map(|effect| format!("  {}", one_line(effect))));
    if forecast.more_effects > 0 {
        lines.push(format!("  and {} more", forecast.more_effects));
    }
    let off = forecast.switched_off.iter();
    lines.extend(off.map(|one| format!("  switched off there: {}", one_line(&one.id))));
    format!("{}\n", lines.join("\n"))
}

/// The number that the event has in its data.
fn number_of(event: &Value) -> Option<String> {
    let id = event.get("Event")?.get("id")?.to_text().into_owned();
    (!id.is_empty()).then(|| one_line(&id))
}

fn answer(carried: &Carried) -> String {
    let verdict = &carried.verdict;
    let side = |title: &str, side: &Side| {
        let lines: Vec<String> = side.lines.iter().map(|line| one_line(line)).collect();
        format!("{title}: {}. {}\n", side.words, lines.join("; "))
    };
    format!(
        "{}{}{}\n",
        side("On the server", &verdict.server),
        side("In the simulation", &verdict.simulated),
        one_line(&verdict.words)
    )
}

/// What would have run, and why it did not.
fn not_run(forecast: &Forecast, why: &str) -> Json {
    json!({
        "workflow": forecast.title,
        "trigger": forecast.trigger,
        "would": forecast.effects,
        "ran": false,
        "why_not": why,
    })
}

fn json_of(forecast: &Forecast, carried: &Carried) -> Json {
    let verdict = &carried.verdict;
    let side = |side: &Side| json!({"ended": side.words, "says": side.lines});
    json!({
        "workflow": forecast.title,
        "trigger": forecast.trigger,
        "would": forecast.effects,
        "ran": true,
        "server": side(&verdict.server),
        "simulated": side(&verdict.simulated),
        "same": verdict.same,
        "difference": verdict.words,
    })
}

impl From<RunError> for ServerFailure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Refused(refusal) => refusal.into(),
            other => Self::NotRun(other),
        }
    }
}
