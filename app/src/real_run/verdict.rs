//! A server's answer beside the simulation of the same, and what differs, in words.

use misp_flow_engine::{
    run::{EffectKind, Outcome, Run, StepResult},
    workflow::NodeKind,
};

use crate::misp::{Cause, ModuleOutcome, Refusal, RunOutcome};

/// How one of the two ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It went through; of a condition, that it holds.
    Well,
    /// It was blocked; of a condition, that it does not hold.
    Stopped,
    /// It failed.
    Failed,
}

/// One of the two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// How it ended.
    pub ending: Ending,
    /// The same in words.
    pub words: String,
    /// What else it says, a line each.
    pub lines: Vec<String>,
}

/// Both, and what differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What the server answered.
    pub server: Side,
    /// What the simulation gave.
    pub simulated: Side,
    /// Whether they end the same way.
    pub same: bool,
    /// What differs, in a sentence.
    pub words: String,
    /// What the difference may come from.
    pub hints: Vec<String>,
}

impl Verdict {
    /// Of a workflow.
    pub(super) fn of_workflow(answer: &RunOutcome, run: &Run, sentence: &str) -> Self {
        let ending = match answer.outcome.as_str() {
            _ if answer.success => Ending::Well,
            "blocked" => Ending::Stopped,
            _ => Ending::Failed,
        };
        let server = Side {
            ending,
            words: words_of_workflow(ending).to_owned(),
            lines: vec![format!("It answered “{}”", answer.outcome)],
        };
        Self::of(server, simulated(run, sentence), run)
    }

    /// Of a workflow that the simulation knows to crash the server; nothing where it does not.
    pub(super) fn of_crash(refusal: &Refusal, run: &Run, sentence: &str) -> Option<Self> {
        if refusal.cause != Cause::Internal || run.crash.is_none() {
            return None;
        }
        let server = Side {
            ending: Ending::Failed,
            words: words_of_workflow(Ending::Failed).to_owned(),
            lines: vec!["It answered with status 500".to_owned()],
        };
        Some(Self::of(server, simulated(run, sentence), run))
    }

    /// Of a module that was run alone.
    pub(super) fn of_module(answer: &ModuleOutcome, run: &Run, kind: NodeKind) -> Self {
        let server = Side {
            ending: ending_of_module(answer.success, kind),
            words: words_of_module(answer.success, kind).to_owned(),
            lines: answer.errors.clone(),
        };
        let mut verdict = Self::of(server, simulated_module(run, kind), run);
        let step = run.steps.first().filter(|_| run.crash.is_none());
        let told = step.map_or(&[][..], |step| step.errors.as_slice());
        if verdict.same && told != answer.errors.as_slice() {
            verdict.words = "Both end the same way, with other messages".to_owned();
        }
        verdict
    }

    fn of(server: Side, simulated: Side, run: &Run) -> Self {
        let same = server.ending == simulated.ending;
        Self {
            words: if same {
                "The server did what the simulation says".to_owned()
            } else {
                format!(
                    "The simulation says otherwise. On the server: {}. In the simulation: {}",
                    lower(&server.words),
                    lower(&simulated.words)
                )
            },
            hints: if same { Vec::new() } else { hints(run) },
            server,
            simulated,
            same,
        }
    }
}

/// What the simulation of one module on its own comes to.
pub fn simulated_module(run: &Run, kind: NodeKind) -> Side {
    let step = run.steps.first().filter(|_| run.crash.is_none());
    match (step, &run.crash) {
        (Some(step), _) => {
            let success = match kind {
                NodeKind::Logic => step.branch.as_deref() == Some("output_1"),
                _ => step.result == StepResult::Success,
            };
            let mut lines = step.errors.clone();
            lines.extend(step.notes.iter().cloned());
            Side {
                ending: ending_of_module(success, kind),
                words: words_of_module(success, kind).to_owned(),
                lines,
            }
        }
        (None, crash) => Side {
            ending: Ending::Failed,
            words: "It would fail".to_owned(),
            lines: crash.iter().map(|crash| crash.message.clone()).collect(),
        },
    }
}

fn simulated(run: &Run, sentence: &str) -> Side {
    let ending = match run.outcome {
        _ if run.crash.is_some() => Ending::Failed,
        Outcome::Success => Ending::Well,
        Outcome::Blocked => Ending::Stopped,
        Outcome::Failure => Ending::Failed,
    };
    let mut lines = vec![sentence.to_owned()];
    lines.extend(run.errors.iter().cloned());
    Side {
        ending,
        words: words_of_workflow(ending).to_owned(),
        lines,
    }
}

fn words_of_workflow(ending: Ending) -> &'static str {
    match ending {
        Ending::Well => "It went through",
        Ending::Stopped => "It was blocked",
        Ending::Failed => "It failed",
    }
}

fn ending_of_module(success: bool, kind: NodeKind) -> Ending {
    match (success, kind) {
        (true, _) => Ending::Well,
        (false, NodeKind::Logic) => Ending::Stopped,
        (false, _) => Ending::Failed,
    }
}

fn words_of_module(success: bool, kind: NodeKind) -> &'static str {
    match (kind, success) {
        (NodeKind::Logic, true) => "The condition holds",
        (NodeKind::Logic, false) => "The condition does not hold",
        (_, true) => "It succeeded",
        (_, false) => "It failed",
    }
}

/// What the simulation has to take for granted.
fn hints(run: &Run) -> Vec<String> {
    let mut hints = Vec::new();
    let has = |wanted: fn(&EffectKind) -> bool| run.effects.iter().any(|one| wanted(&one.kind));
    if has(|kind| matches!(kind, EffectKind::Request(..))) {
        hints.push(
            "The simulation takes it that requests and mails go well; on the server one may have failed"
                .to_owned(),
        );
    }
    if has(|kind| matches!(kind, EffectKind::Unknown)) {
        hints.push("The workflow uses a module that the simulator does not know".to_owned());
    }
    hints.push(
        "The server looks some things up in its own database, such as warninglists and the event itself, which the simulation does not have"
            .to_owned(),
    );
    hints.push("What each node said is in the server's log (Administration, Logs)".to_owned());
    hints
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}
