//! What a run that a server told of means, in one sentence.

use misp_flow_engine::run::{Outcome, Step};

use crate::{
    state::{Foreign, ShownRun, State, foreign_steps},
    window::controls::count_words,
};

/// So many nodes that are others here are told of at most.
const MOST_TOLD: usize = 3;

/// Which nodes of a received run are others in the shown workflow; nothing where all fit.
pub(super) fn foreign_words(shown: &ShownRun) -> Option<String> {
    list_words(&foreign_steps(&shown.run.steps, &shown.workflow))
}

/// Nodes that are others here, in words; nothing for none.
pub(super) fn list_words(foreign: &[Foreign]) -> Option<String> {
    let told: Vec<String> = (foreign.iter().take(MOST_TOLD))
        .map(Foreign::words)
        .collect();
    match foreign.len().saturating_sub(MOST_TOLD) {
        _ if foreign.is_empty() => None,
        0 => Some(told.join("; ")),
        more => Some(format!(
            "{}; and {}",
            told.join("; "),
            count_words(more, "other node")
        )),
    }
}

/// The sentence for the run of this number.
pub(super) fn sentence(state: &State, shown: &ShownRun, number: u32) -> String {
    let mut text = outcome_sentence(state, shown, number);
    let uncertain = state.posts().store().is_some_and(|store| {
        let index = store.index();
        index.run(number).is_some_and(|run| run.uncertain)
    });
    if uncertain {
        text.push_str(". Not all of its posts tell which run they are of, so some of its steps may be another one's, or missing here");
    }
    match foreign_words(shown) {
        Some(words) => format!("{text}. It is one of another workflow: {words}"),
        None => text,
    }
}

/// Whether the run of this number goes on, as far as its posts tell.
pub(super) fn is_under_way(state: &State, number: u32) -> bool {
    !state.posts().store().is_some_and(|store| {
        let index = store.index();
        index.run(number).is_some_and(|run| run.outcome.is_some())
    })
}

fn outcome_sentence(state: &State, shown: &ShownRun, number: u32) -> String {
    let run = &shown.run;
    let steps = count_words(run.steps.len(), "step");
    if is_under_way(state, number) {
        return format!("Run {number} is under way on the server; {steps} so far");
    }
    let failed: Vec<&Step> = run.steps.iter().filter(|step| step.failed()).collect();
    let name = |step: &Step| {
        let node = shown.workflow.graph.node(&step.node);
        let node = node.filter(|node| node.module == step.module);
        match node {
            Some(_) => shown.workflow.graph.numbered_name(&step.node),
            None => step.module.to_string(),
        }
    };
    match (run.outcome, failed.last()) {
        (Outcome::Success, None) => format!("Run {number} ended well on the server, after {steps}"),
        (Outcome::Success, Some(_)) => format!(
            "Run {number} went to its end on the server; {} of {steps} failed",
            failed.len()
        ),
        (_, Some(last)) => {
            let reason = match last.errors.is_empty() {
                true => "without a message".to_owned(),
                false => last.errors.join(", "),
            };
            let word = match run.outcome {
                Outcome::Blocked => "blocked",
                _ => "ended",
            };
            format!(
                "Run {number} was {word} on the server by {}: {reason}",
                name(last)
            )
        }
        (_, None) => format!("Run {number} did not go to its end on the server"),
    }
}
