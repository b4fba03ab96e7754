//! Which workflow of a server is meant.

use std::path::Path;

use misp_flow_engine::{catalogue::Module, workflow::Workflow};

use super::failure::ServerFailure;
use crate::{
    cli::Failure,
    misp::{Cause, Client, ServerDocument, TriggerState},
    push::Target,
};

/// The triggers and workflows of a server.
pub struct There {
    /// The triggers with their workflows.
    pub triggers: Vec<TriggerState>,
    /// That there are others, which could not be read, in words.
    pub unread: Option<String>,
    /// The workflows that are run by hand.
    pub by_hand: Vec<ServerDocument>,
}

impl There {
    /// Asks the server.
    pub async fn ask(client: &Client) -> Result<Self, Failure> {
        let listed = client.trigger_list().await?;
        let by_hand = match client.adhoc_workflows().await {
            // Servers up to 2.5.1 have none.
            Err(refusal) if refusal.cause == Cause::NotOffered => Vec::new(),
            other => other?,
        };
        Ok(Self {
            triggers: listed.states,
            unread: listed.unread,
            by_hand,
        })
    }

    /// What of the triggers is not known: whether they have a workflow, or which they are, and why,
    /// in words.
    pub fn broken(&self) -> Vec<String> {
        let broken = self
            .triggers
            .iter()
            .filter_map(|state| state.broken.as_ref());
        let broken = broken.map(ToString::to_string);
        broken.chain(self.unread.clone()).collect()
    }

    /// The workflows with their triggers.
    pub fn workflows(&self) -> impl Iterator<Item = (Option<&Module>, &ServerDocument)> {
        let of_triggers = self.triggers.iter();
        let of_triggers =
            of_triggers.filter_map(|state| Some((Some(&state.module), state.workflow.as_ref()?)));
        let of_a_trigger = |id: &str| {
            let mut triggers = self.triggers.iter();
            triggers.any(|state| state.workflow.as_ref().is_some_and(|one| one.id == id))
        };
        let by_hand = self.by_hand.iter();
        of_triggers.chain(
            by_hand
                .filter(move |one| !of_a_trigger(&one.id))
                .map(|one| (None, one)),
        )
    }
}

/// The workflow with this number, of this trigger, or of this name.
pub async fn meant(client: &Client, text: &str) -> Result<Target, Failure> {
    if !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit()) {
        return Ok(Target::Number(text.to_owned()));
    }
    let there = There::ask(client).await?;
    let mut triggers = there.triggers.iter();
    if triggers.any(|state| state.module.id == text) {
        return Ok(Target::Trigger(text.to_owned()));
    }
    let workflows = there.workflows();
    let numbers: Vec<&str> = workflows
        .filter(|(_, one)| one.name == text)
        .map(|(_, one)| one.id.as_str())
        .collect();
    one_of(text, &numbers, || {
        let triggers = there.triggers.iter();
        let ids: Vec<&str> = triggers.map(|state| state.module.id.as_str()).collect();
        match ids.as_slice() {
            [] => "the server lists no trigger and no workflow of one. A workflow that is run by hand is named by its number or its name".to_owned(),
            ids => {
                let known = format!(
                    "name one by its number, its name or its trigger: {}",
                    ids.join(", ")
                );
                match &there.unread {
                    Some(unread) => format!("{known}. It may be one that could not be read. {unread}"),
                    None => known,
                }
            }
        }
    })
    .map(Target::Number)
}

/// The only one of these numbers.
pub fn one_of(
    name: &str,
    numbers: &[&str],
    known: impl FnOnce() -> String,
) -> Result<String, Failure> {
    let name = name.to_owned();
    match numbers {
        [only] => Ok((*only).to_owned()),
        [] => Err(ServerFailure::NoWorkflow {
            name,
            known: known(),
        }
        .into()),
        several => Err(ServerFailure::Several {
            name,
            numbers: several.join(", "),
        }
        .into()),
    }
}

/// Where the workflow of a file goes: as it was asked for, else to the workflow with its number and
/// uuid, else to that of its trigger.
pub async fn of_file(
    client: &Client,
    file: &Path,
    workflow: &Workflow,
    asked: Option<&str>,
) -> Result<Target, Failure> {
    if let Some(asked) = asked {
        return meant(client, asked).await;
    }
    if let (Some(id), Some(uuid)) = (&workflow.id, &workflow.uuid) {
        match client.workflow(id).await {
            Ok(there) if there.uuid == *uuid => return Ok(Target::Number(id.clone())),
            Err(refusal) if !matches!(refusal.cause, Cause::NotFound { .. }) => {
                return Err(refusal.into());
            }
            _ => {}
        }
    }
    let trigger = workflow
        .graph
        .trigger()
        .map(|(_, node)| node.module.clone());
    let trigger = trigger.filter(|trigger| !trigger.is_empty());
    Ok(trigger
        .map(Target::Trigger)
        .ok_or_else(|| ServerFailure::NoPlace(file.to_owned()))?)
}
