//! `misp-flow batch`.

use std::{
    io::{IsTerminal as _, stderr},
    num::NonZeroUsize,
    path::PathBuf,
    sync::atomic::AtomicBool,
    thread,
    time::{Duration, Instant},
};

use misp_flow_engine::{
    run::{self, Answers, Outcome, Plan, Settings, Tally, Verdict},
    workflow::{Edge, NodeId, Workflow},
};
use serde_json::{Value as Json, json};

use super::{
    BAD_INPUT, Failure,
    args::BatchArguments,
    input,
    line::one_line,
    print,
    report::{id_json, name},
    simulate::exit_status,
};
use crate::{
    batch::{self, End, Entry, Finding, Work, is_standard_input},
    clock::unix_now,
    other_data,
};

/// So many entries of a kind are named in the summary.
const NAMED: usize = 10;
/// How often the progress is shown on a terminal.
const PROGRESS: Duration = Duration::from_millis(200);

pub(super) fn run(arguments: &BatchArguments) -> Result<u8, Failure> {
    let files = [&arguments.workflow].into_iter().chain(&arguments.events);
    if files.filter(|path| is_standard_input(path)).count() > 1 {
        return Err(Failure::OneInput);
    }
    let workflow = input::startable(&arguments.workflow, arguments.trigger.as_deref())?;
    let inputs = batch::expand(&arguments.events)?;
    let work = Work {
        batch: &run::Batch {
            plan: Plan::of(&workflow),
            instance: input::instance(arguments.instance.as_deref())?,
            answers: Answers::default(),
            settings: Settings {
                now: unix_now(),
                ..Settings::default()
            },
        },
        inputs: &inputs,
        jobs: arguments
            .jobs
            .or_else(|| thread::available_parallelism().ok())
            .unwrap_or(NonZeroUsize::MIN),
        expects: &|data| other_data::check(&workflow, data).map_err(|error| error.to_string()),
        cancel: &AtomicBool::new(false),
    };
    let mut summary = Summary::new(arguments, &inputs, &workflow);
    let tally = batch::run(&work, |entry| summary.take(entry));
    summary.end(&tally, &workflow)
}

/// What is printed while entries come in, and in the end.
struct Summary<'a> {
    arguments: &'a BatchArguments,
    inputs: &'a [PathBuf],
    told: u64,
    unreadable: u64,
    /// The first entries that did not succeed, the first that could not be read, and the first that
    /// succeeded with failures.
    bad: [Vec<Entry>; 3],
    workflow: &'a Workflow,
    /// When the progress was shown last; none where nobody looks.
    shown: Option<Instant>,
    failure: Option<Failure>,
}

impl<'a> Summary<'a> {
    fn new(arguments: &'a BatchArguments, inputs: &'a [PathBuf], workflow: &'a Workflow) -> Self {
        Self {
            arguments,
            inputs,
            told: 0,
            unreadable: 0,
            bad: [Vec::new(), Vec::new(), Vec::new()],
            workflow,
            shown: (stderr().is_terminal() && !arguments.each).then(Instant::now),
            failure: None,
        }
    }

    fn take(&mut self, entry: Entry) {
        self.told += 1;
        if self.arguments.each && self.failure.is_none() {
            let line = if self.arguments.json {
                self.entry_json(&entry).to_string()
            } else {
                self.entry_text(&entry)
            };
            self.failure = print(&format!("{line}\n")).err();
        }
        if let Some(shown) = self.shown.filter(|shown| shown.elapsed() > PROGRESS) {
            eprint!("\r{} events", self.told);
            self.shown = Some(shown + shown.elapsed());
        }
        let list = match &entry.finding {
            Finding::Ran(_, verdict) if verdict.outcome != Outcome::Success => 0,
            Finding::Ran(_, verdict) if verdict.failed.is_empty() => return,
            Finding::Ran(..) => 2,
            Finding::Unreadable(_) => {
                self.unreadable += 1;
                1
            }
        };
        if let Some(list) = self.bad.get_mut(list).filter(|list| list.len() < NAMED) {
            list.push(entry);
        }
    }

    fn end(mut self, tally: &Tally, workflow: &Workflow) -> Result<u8, Failure> {
        if self.shown.is_some() {
            eprint!("\r");
        }
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let text = match (self.arguments.json, self.arguments.each) {
            (true, true) => format!("{}\n", self.json(tally, workflow)),
            (true, false) => format!("{:#}\n", self.json(tally, workflow)),
            (false, _) => self.text(tally, workflow),
        };
        print(&text)?;
        // The worst of the events counts; what cannot be read comes after what is known to be bad.
        let worst = [Outcome::Failure, Outcome::Blocked]
            .into_iter()
            .find(|outcome| tally.outcome(*outcome) > 0);
        Ok(match worst {
            Some(outcome) => exit_status(outcome),
            None if self.unreadable > 0 => BAD_INPUT,
            None => 0,
        })
    }

    fn place(&self, entry: &Entry) -> String {
        let file = self.inputs.get(entry.input);
        let file = file.map_or_else(String::new, |path| path.display().to_string());
        format!("{file}:{}", entry.place)
    }

    fn entry_text(&self, entry: &Entry) -> String {
        let place = self.place(entry);
        let text = match &entry.finding {
            Finding::Ran(name, verdict) => {
                let end = ended(verdict);
                match self.why(verdict) {
                    Some(why) => format!("{place}  {end}  {name}: {why}"),
                    None => format!("{place}  {end}  {name}"),
                }
            }
            Finding::Unreadable(why) => format!("{place}  unreadable: {why}"),
        };
        one_line(&text)
    }

    /// Why it did not end well, and which nodes failed where it went on all the same.
    fn why(&self, verdict: &Verdict) -> Option<String> {
        let failed = verdict.failed.iter().map(|id| name(self.workflow, id));
        let failed: Vec<String> = failed.collect();
        match (failed.is_empty(), &verdict.why) {
            (true, why) => why.clone(),
            (false, None) => Some(format!("{} failed", failed.join(", "))),
            (false, Some(why)) => Some(format!("{} failed: {why}", failed.join(", "))),
        }
    }

    fn entry_json(&self, entry: &Entry) -> Json {
        let file = self.inputs.get(entry.input);
        let file = file.map(|path| path.display().to_string());
        let (name, outcome, why) = match &entry.finding {
            Finding::Ran(name, verdict) => (Some(name), Some(verdict.outcome), self.why(verdict)),
            Finding::Unreadable(why) => (None, None, Some(why.clone())),
        };
        let failed: Vec<Json> = match &entry.finding {
            Finding::Ran(_, verdict) => verdict.failed.iter().map(id_json).collect(),
            Finding::Unreadable(_) => Vec::new(),
        };
        json!({
            "file": file,
            "line": entry.place,
            "name": name,
            "outcome": outcome,
            "failed": failed,
            "why": why,
        })
    }

    fn text(&self, tally: &Tally, workflow: &Workflow) -> String {
        // As the window counts them: MISP calls both a success.
        let clean = tally.success.saturating_sub(tally.with_failures);
        let with_failures = match tally.with_failures {
            0 => String::new(),
            some => format!(" {some} with failures,"),
        };
        let mut lines = vec![format!(
            "{} events: {clean} success,{with_failures} {} blocked, {} failure",
            tally.runs(),
            tally.blocked,
            tally.failure
        )];
        if self.unreadable > 0 {
            lines.push(format!("{} could not be read", self.unreadable));
        }
        lines.push(format!(
            "{} effects (simulated, nothing was sent)",
            tally.effects
        ));
        let executed = tally.nodes.iter().filter(|(id, _)| !starts(workflow, id));
        let rows = executed.map(|(id, count)| {
            let counts = [count.executed, count.succeeded, count.failed];
            (name(workflow, id), counts.to_vec())
        });
        lines.extend(table(
            "Nodes",
            &["executed", "succeeded", "failed"],
            rows.collect(),
        ));
        let wires = tally.wires.iter();
        let rows = wires.map(|(edge, count)| (edge_text(edge, workflow), vec![*count]));
        lines.extend(table("Wires", &["taken"], rows.collect()));
        let titles = [
            "First that were blocked or failed",
            "First that could not be read",
            "First that succeeded with failures",
        ];
        for (title, entries) in titles.into_iter().zip(&self.bad) {
            if !entries.is_empty() {
                lines.push(title.to_owned());
                lines.extend(
                    entries
                        .iter()
                        .map(|entry| format!("  {}", self.entry_text(entry))),
                );
            }
        }
        lines.join("\n") + "\n"
    }

    fn json(&self, tally: &Tally, workflow: &Workflow) -> Json {
        let nodes = tally.nodes.iter().map(|(id, count)| {
            let module = workflow.graph.node(id).map(|node| node.module.as_str());
            json!({
                "node": id_json(id),
                "module": module,
                "executed": count.executed,
                "succeeded": count.succeeded,
                "failed": count.failed,
            })
        });
        let wires = tally.wires.iter().map(|(edge, count)| {
            let end = |node, port: &str| json!({"node": id_json(node), "port": port});
            json!({
                "from": end(&edge.from.node, &edge.from.port),
                "to": end(&edge.to.node, &edge.to.port),
                "taken": count,
            })
        });
        let [bad, unreadable, with_failures] = &self.bad;
        let listed = |entries: &[Entry]| -> Vec<Json> {
            entries.iter().map(|entry| self.entry_json(entry)).collect()
        };
        json!({
            "events": tally.runs(),
            "outcomes": {"success": tally.success, "blocked": tally.blocked, "failure": tally.failure},
            // Those of the successful ones in which nodes failed on the way.
            "with_failures": tally.with_failures,
            "unreadable": self.unreadable,
            "effects": tally.effects,
            "nodes": nodes.collect::<Vec<_>>(),
            "wires": wires.collect::<Vec<_>>(),
            "first": {"bad": listed(bad), "unreadable": listed(unreadable), "with_failures": listed(with_failures)},
        })
    }
}

/// How an event ended, in the words of the window's list.
fn ended(verdict: &Verdict) -> &'static str {
    match verdict.outcome {
        Outcome::Success if !verdict.failed.is_empty() => End::Partial.name(),
        outcome => outcome.name(),
    }
}

/// Triggers are where runs begin; they are not executed.
fn starts(workflow: &Workflow, id: &NodeId) -> bool {
    let trigger = workflow.graph.trigger();
    trigger.is_some_and(|(trigger, _)| trigger == id)
}

fn edge_text(edge: &Edge, workflow: &Workflow) -> String {
    format!(
        "{} {} → {}",
        name(workflow, &edge.from.node),
        edge.from.port,
        name(workflow, &edge.to.node)
    )
}

/// Rows of a name and numbers under the heads of their columns.
fn table(title: &str, heads: &[&str], rows: Vec<(String, Vec<u64>)>) -> Vec<String> {
    let names = rows.iter().map(|(name, _)| name.chars().count() + 2);
    let width = names.chain([title.len()]).max().unwrap_or_default();
    let mut lines = Vec::with_capacity(rows.len() + 1);
    let heads_text: String = heads.iter().map(|head| format!("  {head:>9}")).collect();
    lines.push(format!("{title:width$}{heads_text}"));
    for (name, counts) in rows {
        let counts: String = counts.iter().map(|count| format!("  {count:>9}")).collect();
        let name = format!("  {name}");
        lines.push(format!("{name:width$}{counts}"));
    }
    lines
}
