//! `misp-flow workflows`.

use std::fmt::Write as _;

use misp_flow_engine::catalogue::Module;
use serde_json::{Value as Json, json};

use super::{args::WorkflowsArguments, failure::IN_THE_WAY, session::Session, target::There};
use crate::{
    cli::{Failure, line::one_line, print},
    misp::ServerDocument,
    push::{self, Standing, standing},
};

pub fn run(arguments: &WorkflowsArguments) -> Result<u8, Failure> {
    let session = Session::open(&arguments.name)?;
    let there = session.run(There::ask(&session.client))?;
    let mut rows =
        there
            .triggers
            .iter()
            .filter(|state| state.workflow.is_none())
            .map(|state| {
                let record = match state.broken {
                    Some(_) => UNREAD,
                    None => "no workflow yet",
                };
                Ok(Row::of(Some(&state.module), None, record))
            })
            .chain(there.workflows().map(|(trigger, stored)| {
                Ok(Row::of(trigger, Some(stored), record(&session, stored)?))
            }))
            .collect::<Result<Vec<Row<'_>>, Failure>>()?;
    // In the server's order, those that are run by hand last.
    let place = |row: &Row<'_>| {
        let mut triggers = there.triggers.iter();
        let trigger = row.trigger?;
        triggers.position(|state| state.module.id == trigger.id)
    };
    rows.sort_by_key(|row| place(row).unwrap_or(usize::MAX));
    print(&if arguments.json {
        let list: Vec<Json> = rows.iter().map(Row::json).collect();
        format!("{:#}\n", json!(list))
    } else {
        let lines: Vec<String> = rows.iter().map(Row::line).collect();
        lines.concat()
    })?;
    let broken = there.broken();
    for why in &broken {
        eprintln!("misp-flow: {}", one_line(why));
    }
    Ok(if broken.is_empty() { 0 } else { IN_THE_WAY })
}

/// How what was pulled or pushed last stands to the server's state.
fn record(session: &Session, stored: &ServerDocument) -> Result<&'static str, Failure> {
    let bases = push::bases(&session.store, stored)?;
    let Some(base) = bases.first() else {
        return Ok("not pulled");
    };
    let now = stored.document.as_ref().ok();
    Ok(match standing(Some(base), now, base) {
        Standing::InSync => "in sync",
        _ => "changed on the server",
    })
}

/// What is said where what came in place of a workflow is none.
const UNREAD: &str = "its workflow cannot be read";

struct Row<'a> {
    trigger: Option<&'a Module>,
    stored: Option<&'a ServerDocument>,
    record: &'static str,
}

impl<'a> Row<'a> {
    fn of(
        trigger: Option<&'a Module>,
        stored: Option<&'a ServerDocument>,
        record: &'static str,
    ) -> Self {
        Self {
            trigger,
            stored,
            record,
        }
    }

    /// Whether the server runs it: a trigger says it, else the workflow.
    fn is_enabled(&self) -> bool {
        let stored = || {
            let opened = self.stored?.document.as_ref().ok()?;
            Some(opened.enabled)
        };
        self.trigger
            .map_or_else(|| stored().unwrap_or_default(), |trigger| !trigger.disabled)
    }

    fn has_debug(&self) -> bool {
        let opened = self.stored.and_then(|stored| stored.document.as_ref().ok());
        opened.is_some_and(|opened| opened.debug_enabled)
    }

    fn line(&self) -> String {
        let trigger = self
            .trigger
            .map_or("run by hand", |trigger| trigger.id.as_str());
        let mut line = format!(
            "{trigger}  {}",
            if self.is_enabled() { "on" } else { "off" }
        );
        // Writing to a String cannot fail.
        if let Some(stored) = self.stored {
            let _ = write!(line, "  {} “{}”", stored.id, stored.name);
            if self.has_debug() {
                line.push_str("  debug on");
            }
            if let Err(error) = &stored.document {
                let _ = write!(line, "  cannot be opened: {error}");
            }
            let _ = write!(line, "  {}", self.record);
        } else {
            let _ = write!(line, "  {}", self.record);
        }
        format!("{}\n", one_line(&line))
    }

    fn json(&self) -> Json {
        json!({
            "trigger": self.trigger.map(|trigger| trigger.id.as_str()),
            "number": self.stored.map(|stored| &stored.id),
            "name": self.stored.map(|stored| &stored.name),
            "enabled": self.is_enabled(),
            "debug": self.has_debug(),
            "record": (self.stored.is_some() || self.record == UNREAD).then_some(self.record),
        })
    }
}
