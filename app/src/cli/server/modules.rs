//! `misp-flow modules`: what a server has, switched on and off.

use clap::Args;
use misp_flow_engine::catalogue::{Catalogue, Module};
use serde_json::{Value as Json, json};

use super::{failure::ServerFailure, session::Session};
use crate::cli::{Failure, line::one_line, print};

/// List the modules and triggers of a server, and switch them on or off
///
/// A workflow behind a trigger that is off never runs, and a node whose module is off fails, in all
/// workflows of the server.
/// Exit status: 0 done, 1 bad input, 3 the server refuses or is not reached, 4 the connection ended,
/// and whether the change was made is not known.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  misp-flow modules lab
  misp-flow modules lab --on webhook --on event-publish
  misp-flow modules lab --off webhook --json")]
pub struct ModulesArguments {
    /// The server: its name or address
    pub name: String,
    /// The id of a module or trigger to switch on (can be given several times)
    #[arg(long, value_name = "ID")]
    pub on: Vec<String>,
    /// The id of a module or trigger to switch off (can be given several times)
    #[arg(long, value_name = "ID")]
    pub off: Vec<String>,
    /// Print a JSON list: {id, name, kind, enabled}
    #[arg(long)]
    pub json: bool,
}

pub fn run(arguments: &ModulesArguments) -> Result<u8, Failure> {
    if let Some(both) = arguments.on.iter().find(|id| arguments.off.contains(id)) {
        return Err(ServerFailure::OnAndOff(both.clone()).into());
    }
    let session = Session::open(&arguments.name)?;
    let mut switched = Vec::new();
    let catalogue = session.run(async {
        let on = arguments.on.iter().map(|id| (id, true));
        for (id, on) in on.chain(arguments.off.iter().map(|id| (id, false))) {
            switch(&session, id, on).await?;
            switched.push(id.as_str());
        }
        let triggers = session.client.triggers_json().await?;
        let modules = session.client.modules_json().await?;
        let read = Catalogue::from_server(&triggers, &modules);
        let (catalogue, _) = read.map_err(|error| ServerFailure::Catalogue(error.to_string()))?;
        Ok(catalogue)
    });
    let catalogue = catalogue.map_err(|failure: Failure| {
        if !switched.is_empty() {
            let line = format!("these were switched before: {}", switched.join(", "));
            eprintln!("misp-flow: {}", one_line(&line));
        }
        failure.knowing(json!({"switched": switched}))
    })?;
    print(&if arguments.json {
        let list: Vec<Json> = catalogue.iter().map(json_of).collect();
        format!("{:#}\n", json!(list))
    } else {
        catalogue.iter().map(line_of).collect()
    })?;
    Ok(0)
}

/// Switches one on or off, and asks the server how it is then, whatever was answered: it answers 500
/// to what it has done, what stands before it answers in its place, and it says yes to what it has
/// not done.
async fn switch(session: &Session, id: &str, on: bool) -> Result<(), Failure> {
    let client = &session.client;
    let answered = client.set_module_enabled(id, on).await;
    if let Err(refusal) = &answered
        && !refusal.was_sent()
    {
        return Err(refusal.clone().into());
    }
    let word = if on { "on" } else { "off" };
    let is_so = client.module(id).await.map(|now| now.disabled != on);
    match (answered, is_so) {
        (Ok(()), Ok(true)) => Ok(()),
        (Ok(()), Ok(false)) => {
            let id = id.to_owned();
            Err(ServerFailure::NotSwitched { id, word }.into())
        }
        (Ok(()), Err(unread)) => Err(unread.unsure(true).into()),
        (Err(refusal), Ok(true)) => {
            let why = refusal.unsure(false);
            let line = format!("{id} is {word} now, although not answered so: {why}");
            eprintln!("misp-flow: {}", one_line(&line));
            Ok(())
        }
        (Err(refusal), Ok(false)) if !refusal.may_be_under_way() => {
            Err(refusal.unsure(false).into())
        }
        (Err(refusal), _) => Err(refusal.unsure_if_sent().into()),
    }
}

fn line_of(module: &Module) -> String {
    let on = if module.disabled { "off" } else { "on" };
    let line = format!(
        "{on:3}  {}  {}  {}",
        module.kind.name(),
        module.id,
        module.name
    );
    format!("{}\n", one_line(&line))
}

fn json_of(module: &Module) -> Json {
    json!({
        "id": module.id.as_str(),
        "name": module.name,
        "kind": module.kind.name(),
        "enabled": !module.disabled,
    })
}
