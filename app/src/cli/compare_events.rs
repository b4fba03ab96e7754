//! `misp-flow compare` over events: which of them come to something else.

use std::{num::NonZeroUsize, sync::atomic::AtomicBool, thread};

use misp_flow_engine::{
    compare::compare,
    run::{self, Answers, Plan, Route, Settings, Verdict},
    workflow::Workflow,
};
use serde_json::{Value as Json, json};

use super::{
    BAD_INPUT, BLOCKED, Failure,
    args::CompareArguments,
    input,
    line::one_line,
    print,
    report::{id_json, name},
};
use crate::{
    batch::{self, Change, Events, Found, Input, Inputs, Seen, Side, is_standard_input},
    clock::unix_now,
    other_data,
};

/// One of the two workflows.
struct Told<'a> {
    workflow: &'a Workflow,
    side: &'a Side,
}

/// What is printed and counted while events come in.
struct Summary<'a> {
    json: bool,
    files: Vec<String>,
    before: Told<'a>,
    after: Told<'a>,
    events: u64,
    unreadable: u64,
    changed: [u64; 4],
    changes: Vec<Json>,
    failure: Option<Failure>,
}

pub(super) fn run(arguments: &CompareArguments) -> Result<u8, Failure> {
    let paths = [&arguments.before, &arguments.after].into_iter();
    let paths = paths.chain(&arguments.events);
    if paths.filter(|path| is_standard_input(path)).count() > 1 {
        return Err(Failure::OneInput);
    }
    let trigger = arguments.trigger.as_deref();
    let open = |path| {
        let own = input::workflow(path)?;
        match own.graph.trigger() {
            Some(_) => Ok(own),
            None => input::startable_of(own, path, trigger),
        }
    };
    let before = open(&arguments.before)?;
    let after = open(&arguments.after)?;
    let instance = input::instance(arguments.instance.as_deref())?;
    let now = unix_now();
    let batch = |workflow: &Workflow| run::Batch {
        plan: Plan::of(workflow),
        instance: instance.clone(),
        answers: Answers::default(),
        settings: Settings {
            now,
            ..Settings::default()
        },
    };
    let later = Side::new(batch(&after));
    let earlier = later.other(batch(&before), &compare(&after, &before).pairs);
    let files = batch::expand(&arguments.events)?;
    let mut summary = Summary {
        json: arguments.json,
        files: files
            .iter()
            .map(|path| path.display().to_string())
            .collect(),
        before: Told {
            workflow: &before,
            side: &earlier,
        },
        after: Told {
            workflow: &after,
            side: &later,
        },
        events: 0,
        unreadable: 0,
        changed: [0; 4],
        changes: Vec::new(),
        failure: None,
    };
    let inputs = Inputs::new(files.into_iter().map(Input::File).collect());
    let events = Events {
        inputs: &inputs,
        jobs: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
        expects: &|data| other_data::check(&after, data).map_err(|error| error.to_string()),
        cancel: &AtomicBool::new(false),
    };
    batch::each(
        &events,
        || (),
        |(), event| Seen {
            name: event.name.to_owned(),
            now: later.see(event.value),
            before: Some(earlier.see(event.value)),
        },
        |told| told.found.into_iter().for_each(|found| summary.take(found)),
    );
    summary.end()
}

impl Summary<'_> {
    fn take(&mut self, found: Found<Seen>) {
        let file = self.files.get(found.at.input).cloned().unwrap_or_default();
        let place = format!("{file}:{}", found.at.place);
        let seen = match found.result {
            Ok(seen) => seen,
            Err(why) => {
                self.unreadable += 1;
                return self.tell(&format!("{place}  unreadable: {why}"));
            }
        };
        // As `batch` counts: what is no event is told by itself.
        self.events += 1;
        let Some(before) = &seen.before else { return };
        let change = Change::between(before, &seen.now);
        if let Some(count) = self.changed.get_mut(change as usize) {
            *count += 1;
        }
        if change == Change::None {
            return;
        }
        if self.json {
            self.changes.push(json!({
                "file": file,
                "line": found.at.place,
                "name": seen.name,
                "change": word(change),
                "before": self.before.json(before),
                "after": self.after.json(&seen.now),
            }));
            return;
        }
        let (old, new) = (before.0.outcome.name(), seen.now.0.outcome.name());
        let outcome = match old == new {
            true => old.to_owned(),
            false => format!("{old} → {new}"),
        };
        self.tell(&format!("{place}  {outcome}  {}", seen.name));
        if !before.1.goes_as(&seen.now.1) {
            self.tell(&format!("    path before: {}", self.before.path(&before.1)));
            self.tell(&format!(
                "    path after:  {}",
                self.after.path(&seen.now.1)
            ));
        }
        if before.0.why != seen.now.0.why {
            let said = |verdict: &Verdict| verdict.why.clone().unwrap_or("nothing".to_owned());
            let (old, new) = (said(&before.0), said(&seen.now.0));
            self.tell(&format!("    says before: {old}"));
            self.tell(&format!("    says after:  {new}"));
        }
    }

    fn tell(&mut self, text: &str) {
        if !self.json && self.failure.is_none() {
            self.failure = print(&format!("{}\n", one_line(text))).err();
        }
    }

    fn end(self) -> Result<u8, Failure> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        let [_, message, path, outcome] = self.changed;
        let changed = message + path + outcome;
        if self.json {
            let summary = json!({
                "events": self.events,
                "changed": {"outcome": outcome, "path": path, "message": message},
                "unreadable": self.unreadable,
                "changes": self.changes,
            });
            print(&format!("{summary:#}\n"))?;
        } else {
            let mut text = format!(
                "{changed} of {} events change: {outcome} in outcome, {path} in path, {message} in message\n",
                self.events
            );
            if self.unreadable > 0 {
                text.push_str(&format!("{} could not be read\n", self.unreadable));
            }
            print(&text)?;
        }
        Ok(match (changed, self.unreadable) {
            (0, 0) => 0,
            (0, _) => BAD_INPUT,
            _ => BLOCKED,
        })
    }
}

fn word(change: Change) -> &'static str {
    match change {
        Change::None => "none",
        Change::Message => "message",
        Change::Path => "path",
        Change::Outcome => "outcome",
    }
}

impl Told<'_> {
    fn path(&self, route: &Route) -> String {
        let stops = route.all_stops();
        let names = stops.iter().filter_map(|stop| {
            let node = self.side.places().node(stop.node)?;
            let name = name(self.workflow, node);
            Some(match stop.port {
                0 => name,
                port => format!("{name} output_{port}"),
            })
        });
        let names: Vec<String> = names.collect();
        match names.is_empty() {
            true => "no node".to_owned(),
            false => names.join(" → "),
        }
    }

    fn json(&self, (verdict, route): &(Verdict, Route)) -> Json {
        let stops = route.all_stops();
        let nodes = stops.iter();
        let nodes = nodes.filter_map(|stop| self.side.places().node(stop.node));
        let path: Vec<Json> = nodes.map(id_json).collect();
        json!({"outcome": verdict.outcome, "why": verdict.why, "path": path})
    }
}
