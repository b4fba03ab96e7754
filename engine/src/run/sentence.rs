//! The outcome in one sentence.

use super::{Answers, Crash, Outcome, PathKind, Run, SetBy, Step};
use crate::{
    account::effects_of,
    catalogue::Catalogue,
    workflow::{NodeId, Workflow},
};

impl Run {
    /// What the run means for the user, in one sentence, with the nodes' names.
    pub fn sentence(&self, workflow: &Workflow, catalogue: &Catalogue) -> String {
        self.sentence_with(workflow, catalogue, &Answers::default())
    }

    /// The same of a run whose nodes were set to give these answers: a failure that was set is told
    /// as one.
    pub fn sentence_with(
        &self,
        workflow: &Workflow,
        catalogue: &Catalogue,
        answers: &Answers,
    ) -> String {
        let trigger = workflow
            .graph
            .trigger()
            .map(|(_, node)| node.module.as_str())
            .unwrap_or_default();
        let operation = operation(trigger);
        let name = |id: &NodeId| workflow.graph.numbered_name(id);
        if let Some(crash) = &self.crash {
            return crash_sentence(crash, &name);
        }
        if let Some(reason) = &self.reason {
            let reason = reason.replace('\n', " ");
            return match self.path_kind {
                PathKind::Blocking => format!(
                    "{operation} would be cancelled, because the run did not begin: {reason}"
                ),
                PathKind::NonBlocking => format!("No node would run: {reason}"),
            };
        }
        match self.outcome {
            Outcome::Success => {
                let ran = count(self.executed.len(), "action");
                let went_on = match self.path_kind {
                    PathKind::Blocking => format!("{operation} would go on"),
                    PathKind::NonBlocking => "The workflow would run to its end".to_owned(),
                };
                let failures = self.failures(answers);
                let background = self.in_background();
                let trouble = self.background_trouble();
                let set = self.set_words(answers, &name);
                format!("{went_on}; {ran} executed{failures}{background}{trouble}{set}")
            }
            Outcome::Blocked | Outcome::Failure => {
                let last = self.steps.iter().rposition(Step::failed);
                let set = last.and_then(|last| self.set_for(last, answers));
                let last = last.and_then(|last| self.steps.get(last));
                let by = last.map(|step| name(&step.node)).unwrap_or_default();
                let why = last.map(|step| reason(step, catalogue, set));
                let by = format!("{by}{}", why.unwrap_or_default());
                let set = self.set_words(answers, &name);
                match (self.path_kind, self.errors.first()) {
                    (_, Some(error)) if last.is_none() => {
                        format!("{operation} would be cancelled: {error}")
                    }
                    (PathKind::Blocking, _) => {
                        format!("{operation} would be blocked by {by}{set}")
                    }
                    (PathKind::NonBlocking, _) => {
                        format!(
                            "The workflow would end at {by} (the trigger is not blocking, so nothing is prevented){set}"
                        )
                    }
                }
            }
        }
    }
}

impl Run {
    /// What of the answers a step ended by.
    fn set_for(&self, step: usize, answers: &Answers) -> Option<SetBy> {
        answers.set_for(self.steps.get(step)?, effects_of(self, step))
    }

    /// Whether any step of it, or of what it started in the background, ended by what was set.
    pub fn has_set(&self, answers: &Answers) -> bool {
        let mut background = self.background.iter();
        (0..self.steps.len()).any(|step| self.set_for(step, answers).is_some())
            || background.any(|one| one.run.has_set(answers))
    }

    /// Which nodes did well because that was set, or with an answer that was; failures are told
    /// for themselves.
    fn set_words(&self, answers: &Answers, name: &dyn Fn(&NodeId) -> String) -> String {
        let runs = std::iter::once(self).chain(self.background.iter().map(|one| &one.run));
        let (mut succeed, mut given): (Vec<NodeId>, Vec<NodeId>) = Default::default();
        for run in runs {
            for (place, step) in run
                .steps
                .iter()
                .enumerate()
                .filter(|(_, one)| !one.failed())
            {
                let list = match run.set_for(place, answers) {
                    Some(SetBy::Success) => &mut succeed,
                    Some(SetBy::Reply) => &mut given,
                    Some(SetBy::Failure) | None => continue,
                };
                if !list.contains(&step.node) {
                    list.push(step.node.clone());
                }
            }
        }
        let names = |nodes: &[NodeId]| match nodes {
            [one] => name(one),
            [one, other] => format!("{} and {}", name(one), name(other)),
            several => format!("{} nodes", several.len()),
        };
        let mut words = String::new();
        if !succeed.is_empty() {
            let were = if succeed.len() == 1 { "was" } else { "were" };
            words = format!("; {} {were} set to succeed", names(&succeed));
        }
        if !given.is_empty() {
            words = format!("{words}; the answer for {} was set by hand", names(&given));
        }
        words
    }

    /// How many of the steps failed, and how many of those because of what was set.
    fn failures(&self, answers: &Answers) -> String {
        let steps = self.steps.iter().enumerate();
        let failed: Vec<usize> = steps
            .filter_map(|(place, step)| step.failed().then_some(place))
            .collect();
        let set = |place: &&usize| self.set_for(**place, answers).is_some();
        match (failed.len(), failed.iter().filter(set).count()) {
            (0, _) => String::new(),
            (failed, 0) => format!(", {failed} of them failed"),
            (failed, set) if failed == set => format!(", {failed} of them failed, as set by hand"),
            (failed, set) => format!(", {failed} of them failed, {set} of these as set by hand"),
        }
    }

    /// How many actions ran in the background, and how many of them failed.
    fn in_background(&self) -> String {
        let runs = || self.background.iter().map(|one| &one.run);
        let ran: usize = runs().map(|run| run.executed.len()).sum();
        let steps = runs().flat_map(|run| &run.steps);
        let failed = steps.filter(|step| step.failed()).count();
        match (ran, failed) {
            (0, 0) => String::new(),
            (ran, 0) => format!(", {ran} in the background"),
            (ran, failed) => format!(", {ran} in the background, where {failed} failed"),
        }
    }

    /// What the background runs leave to be said of a run that itself ends well, or nothing.
    fn background_trouble(&self) -> String {
        let crashes = || (self.background.iter()).filter_map(|one| one.run.crash.as_ref());
        if let Some(crash) = crashes().find(|crash| crash.is_too_long()) {
            return format!(
                "; what it starts in the background would not come to an end in useful time: {}",
                crash.message
            );
        }
        let Some(first) = crashes().next() else {
            return String::new();
        };
        let died = count(crashes().count(), "background run");
        format!("; {died} would die ({}: {})", first.class, first.message)
    }
}

/// PHP's message names functions; the usual causes are said in the user's words before it.
fn crash_sentence(crash: &Crash, name: &dyn Fn(&NodeId) -> String) -> String {
    if crash.is_too_long() {
        return format!(
            "It would not come to an end in useful time: {}, because paths that join run everything behind them once per path and background runs may queue each other",
            crash.message
        );
    }
    let place = crash.node.as_ref().map(name);
    let cause = match (crash.class.as_str(), &place) {
        ("TriggerNotFoundException", _) => "there is no trigger that the server knows".to_owned(),
        (_, Some(place)) if crash.message.starts_with("Workflow::executeNode()") => {
            format!("a wire of {place} leads to a node that does not exist")
        }
        (_, Some(place)) => format!("{place} cannot work on these data"),
        (_, None) => "the run cannot begin".to_owned(),
    };
    format!(
        "The server would fail with status 500, because {cause} ({}: {}){}",
        crash.class,
        crash.message,
        crash
            .notes
            .iter()
            .map(|note| format!("; {note}"))
            .collect::<String>()
    )
}

/// What a step failed with, behind its node's name.
fn reason(step: &Step, catalogue: &Catalogue, set: Option<SetBy>) -> String {
    let errors = step.errors.iter().filter(|error| !error.is_empty());
    let errors = errors.map(String::as_str).collect::<Vec<_>>().join(", ");
    let because = match set {
        Some(SetBy::Reply) => ", with the answer that was set for it",
        Some(SetBy::Failure) => ", which was set to fail",
        Some(SetBy::Success) | None => "",
    };
    if !errors.is_empty() {
        return format!("{because}: {errors}");
    }
    if set == Some(SetBy::Failure) {
        return because.to_owned();
    }
    let module = catalogue.get(&step.module);
    let name = module.map_or(step.module.as_str(), |module| &module.name);
    match step.notes.first() {
        Some(note) => format!("{because}: {name} failed without a message: {note}"),
        None => format!("{because}: {name} failed without a message"),
    }
}

fn count(number: usize, thing: &str) -> String {
    match number {
        0 => format!("no {thing}"),
        1 => format!("1 {thing}"),
        several => format!("{several} {thing}s"),
    }
}

/// What the trigger stands in front of or behind, as the beginning of a sentence.
fn operation(trigger: &str) -> &'static str {
    match trigger {
        "event-publish" => "Publishing",
        "event-before-save" | "event-after-save" => "Saving the event",
        "event-after-save-new" | "event-after-save-new-from-pull" => "Creating the event",
        "attribute-after-save" => "Saving the attribute",
        "object-after-save" => "Saving the object",
        "enrichment-before-query" => "The enrichment query",
        "tag-attached-after-save" => "Attaching the tag",
        "sighting-after-save" => "Saving the sighting",
        "event-report-after-save" => "Saving the report",
        "shadow-attribute-before-save" | "shadow-attribute-after-save" => "Saving the proposal",
        "post-after-save" => "Posting",
        "user-before-save" | "user-after-save" => "Saving the user",
        "log-after-save" => "Logging",
        _ => "The operation",
    }
}
