//! A run in words, as Markdown: for tickets and reviews.

#[cfg(test)]
mod tests;

use std::{collections::HashSet, fmt::Write as _};

use indexmap::IndexMap;

use super::markdown::plain;
use crate::{
    account::{Changes, changes, database, effects_of, named_sentences},
    catalogue::Catalogue,
    describe::without_secrets,
    run::{Answers, Outcome, Run, SetBy, Step, StepResult},
    value::Value,
    workflow::Workflow,
};

/// How many changes of one step are told.
const MOST_CHANGES: usize = 3;
/// How many effects are told; a step can save a hundred thousand attributes.
const MOST_EFFECTS: usize = 200;

/// What a report says beside the run.
#[derive(Clone, Copy, Debug)]
pub struct ReportFacts<'a> {
    /// The heading.
    pub title: &'a str,
    /// When the run was made, in words.
    pub when: &'a str,
    /// What the event is called.
    pub event: &'a str,
    /// The name of the picture's file beside the report.
    pub picture: &'a str,
    /// What the nodes were set to give.
    pub answers: &'a Answers,
    /// Of each effect, in the order of the run and then of its background runs, how it was really
    /// sent; empty where nothing was.
    pub sent: &'a [Option<String>],
    /// How many requests really went out, in words; nothing where none was tried.
    pub sent_words: Option<&'a str>,
    /// What was changed by hand.
    pub by_hand: &'a [ByHand],
    /// Whether the user stopped it on the way.
    pub stopped: bool,
}

/// Data that were changed by hand during a run.
#[derive(Clone, Debug, PartialEq)]
pub struct ByHand {
    /// After so many steps.
    pub after: usize,
    /// Where in the data, as a path.
    pub place: String,
    /// The data with it.
    pub data: Value,
}

/// The report of a run of this workflow: what it means in one sentence, the picture of its path,
/// the steps with what each changed, what it would do outside, and all messages. Of web addresses
/// it shows the host only, and no other secrets; what the user named is made harmless for Markdown.
pub fn to_report(
    workflow: &Workflow,
    catalogue: &Catalogue,
    run: &Run,
    facts: &ReportFacts<'_>,
) -> String {
    let mut page = Page {
        text: String::new(),
        shared: workflow.graph.shared_names(),
        workflow,
        catalogue,
    };
    page.beginning(run, facts);
    page.steps("Steps", run, facts);
    let no_changes = ReportFacts {
        by_hand: &[],
        ..*facts
    };
    for (place, background) in run.background.iter().enumerate() {
        let from = page.name(&background.job.node);
        let title = format!("Background run {} from {from}", place + 1);
        page.steps(&title, &background.run, &no_changes);
    }
    page.effects(run, facts);
    page.messages(run);
    page.text
}

struct Page<'a> {
    text: String,
    /// The names that several nodes have.
    shared: HashSet<&'a str>,
    workflow: &'a Workflow,
    catalogue: &'a Catalogue,
}

/// Writes a line of the page; writing to a String cannot fail.
macro_rules! put {
    ($page:expr, $($words:tt)*) => {
        let _ = writeln!($page.text, $($words)*);
    };
}

/// A text of the user's or of a server's as the page may show it.
fn told(text: &str) -> String {
    plain(&without_secrets(text))
}

impl Page<'_> {
    fn name(&self, node: &crate::workflow::NodeId) -> String {
        let known = self.workflow.graph.node(node);
        let name = known.map(|known| {
            let name = match known.name.as_str() {
                "" => known.module.as_str(),
                name => name,
            };
            match self.shared.contains(known.name.as_str()) {
                true => format!("{name} ({node})"),
                false => name.to_owned(),
            }
        });
        told(&name.unwrap_or_else(|| format!("node {node}")))
    }

    fn beginning(&mut self, run: &Run, facts: &ReportFacts<'_>) {
        let sentence = match facts.stopped {
            true => "Stopped on the way; the rest was not run".to_owned(),
            false => run.sentence_with(self.workflow, self.catalogue, facts.answers),
        };
        put!(self, "# {}\n", told(facts.title));
        put!(self, "**{}**\n", told(&sentence));
        put!(self, "| | |\n| --- | --- |");
        if !self.workflow.name.is_empty() {
            put!(self, "| Workflow | {} |", told(&self.workflow.name));
        }
        if let Some((id, _)) = self.workflow.graph.trigger() {
            put!(self, "| Trigger | {} |", self.name(id));
        }
        put!(self, "| Event | {} |", told(facts.event));
        put!(self, "| Simulated | {} |", plain(facts.when));
        let outcome = match facts.stopped {
            true => "stopped".to_owned(),
            false if run.has_failures() => format!("{}, with failures", told(&run.outcome_text())),
            false => told(&run.outcome_text()),
        };
        put!(self, "| Outcome | {outcome} |");
        if let Some(words) = facts.sent_words {
            put!(self, "| Sent for real | {} |", told(words));
        }
        let mut set: Vec<_> = facts.answers.0.iter().collect();
        set.sort_by_key(|(node, _)| *node);
        for (node, answer) in set {
            let gives = match (&answer.reply, answer.success) {
                _ if answer.throws.is_some() => "was set to throw an error".to_owned(),
                (None, false) => match told(&answer.errors.join(", ")) {
                    errors if errors.is_empty() => "was set to fail".to_owned(),
                    errors => format!("was set to fail: {errors}"),
                },
                (None, true) if answer.replaces => "was set to succeed".to_owned(),
                _ => "was given an answer from outside".to_owned(),
            };
            put!(self, "| Set by hand | {} {gives} |", self.name(node));
        }
        put!(self, "\n![The path of the run](<{}>)", facts.picture);
    }

    fn steps(&mut self, title: &str, run: &Run, facts: &ReportFacts<'_>) {
        put!(self, "\n## {title}\n");
        if run.steps.is_empty() {
            put!(self, "No node was executed.");
            return;
        }
        put!(self, "| Step | Node | Result | What it changed |");
        put!(self, "| ---: | --- | --- | --- |");
        let mut before = run.normalised.as_ref().unwrap_or(&run.original);
        for (place, step) in run.steps.iter().enumerate() {
            let by_hand = facts.by_hand.iter();
            for change in by_hand.filter(|change| change.after == place) {
                let what = one_of(changed(before, &change.data));
                let at = told(&change.place);
                put!(self, "|  | *by hand* | {at} was changed | {what} |");
                before = &change.data;
            }
            let mut result = self.result(step, run);
            if let Some(set) = facts.answers.set_for(step, effects_of(run, place)) {
                result.push_str(set_words(set));
            }
            let stored = database(effects_of(run, place), before);
            let stored = lines(&stored).map(|lines| format!("in the database: {lines}"));
            let changed = [changed(before, &step.data), stored].into_iter().flatten();
            let changed = one_of(Some(changed.collect::<Vec<_>>().join("<br>")));
            let name = self.name(&step.node);
            put!(self, "| {} | {name} | {result} | {changed} |", place + 1);
            before = &step.data;
        }
    }

    fn result(&self, step: &Step, run: &Run) -> String {
        if step.failed() {
            let stopped = run.outcome == Outcome::Blocked && step.module == "stop-execution";
            let words = if stopped { "stopped the run" } else { "failed" };
            return words.to_owned();
        }
        let labels = (self.catalogue.get(&step.module)).map(|module| module.output_labels());
        let label = step.branch.as_ref().and_then(|branch| {
            let place: usize = branch.strip_prefix("output_")?.parse().ok()?;
            labels?.get(place.checked_sub(1)?).copied()
        });
        let words = match (&step.result, label) {
            (StepResult::Success, Some(label)) if !label.is_empty() => format!("→ {label}"),
            (StepResult::Success, _) => "done".to_owned(),
            (result, _) => result.name().replace(['_', '-'], " "),
        };
        match step.errors.is_empty() {
            true => words,
            false => format!("{words}, with errors"),
        }
    }

    fn effects(&mut self, run: &Run, facts: &ReportFacts<'_>) {
        let background = run.background.iter().flat_map(|one| &one.run.effects);
        let all: Vec<_> = run.effects.iter().chain(background).collect();
        if all.is_empty() {
            return;
        }
        put!(self, "\n## What it would do\n");
        let told_of = all.get(..MOST_EFFECTS).unwrap_or(&all);
        let data = run.normalised.as_ref().unwrap_or(&run.original);
        let sentences = named_sentences(told_of, data);
        let mut lines = Vec::new();
        for (place, (effect, sentence)) in told_of.iter().zip(sentences).enumerate() {
            let name = self.name(&effect.node);
            // What came back is told once: as it really was, where it was sent.
            let sent = facts.sent.get(place).and_then(Option::as_deref);
            let (sentence, how) = match (effect.request(), sent) {
                (Some(request), Some(how)) => (request.sentence(), format!(" (**{}**)", told(how))),
                (Some(request), None) if facts.answers.is_given(&effect.node, request) => {
                    (sentence, " (the answer was set by hand)".to_owned())
                }
                _ => (sentence, String::new()),
            };
            lines.push(format!("- {name}: {}{how}", told(&sentence)));
        }
        for (line, times) in counted(lines) {
            let times = match times {
                1 => String::new(),
                _ => format!(" (× {times})"),
            };
            put!(self, "{line}{times}");
        }
        if let Some(more @ 1..) = all.len().checked_sub(MOST_EFFECTS) {
            put!(self, "- and {more} more");
        }
    }

    fn messages(&mut self, run: &Run) {
        let mut lines = Vec::new();
        let background = run.background.iter().map(|one| &one.run);
        for run in std::iter::once(run).chain(background) {
            for (place, step) in run.steps.iter().enumerate() {
                let texts = step.errors.iter().chain(&step.notes);
                for text in texts.filter(|text| !text.is_empty()) {
                    let name = self.name(&step.node);
                    lines.push(format!("- Step {}, {name}: {}", place + 1, told(text)));
                }
            }
            if let Some(crash) = &run.crash {
                lines.push(format!("- {}: {}", crash.class, told(&crash.message)));
            }
        }
        if lines.is_empty() {
            return;
        }
        put!(self, "\n## Messages\n\n{}", lines.join("\n"));
    }
}

/// Each line once, where it comes first, and how many are like it.
fn counted(lines: Vec<String>) -> IndexMap<String, usize> {
    let mut counted = IndexMap::new();
    for line in lines {
        *counted.entry(line).or_insert(0) += 1;
    }
    counted
}

/// That a step ended by what was set for it, behind its result.
fn set_words(set: SetBy) -> &'static str {
    match set {
        SetBy::Failure | SetBy::Success => ", as it was set to",
        SetBy::Reply => ", with the answer that was set",
    }
}

/// What is different in the data, if anything is.
fn changed(before: &Value, after: &Value) -> Option<String> {
    lines(&changes(before, after))
}

/// Changes in the cell of a table; nothing where there are none.
fn lines(changes: &Changes) -> Option<String> {
    // One more takes no more room than the words that there is one more.
    let all = changes.list.len();
    let most = MOST_CHANGES + usize::from(all == MOST_CHANGES + 1);
    let shown = changes.list.iter().take(most);
    let mut lines: Vec<String> = shown.map(|one| told(&one.words())).collect();
    if changes.more || all > most {
        lines.push("and more".to_owned());
    }
    (!lines.is_empty()).then(|| lines.join("<br>"))
}

fn one_of(cell: Option<String>) -> String {
    cell.filter(|cell| !cell.is_empty())
        .unwrap_or_else(|| "nothing".to_owned())
}
