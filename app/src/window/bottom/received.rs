//! What a run that a server told of means, in one sentence.

use misp_flow_engine::run::{Outcome, Step};

use crate::{
    state::{ShownRun, State},
    window::controls::count_words,
};

/// The sentence for the run of this number.
pub(super) fn sentence(state: &State, shown: &ShownRun, number: u32) -> String {
    let run = &shown.run;
    let ended = state.posts().store().is_some_and(|store| {
        let index = store.index();
        index.run(number).is_some_and(|run| run.outcome.is_some())
    });
    let steps = count_words(run.steps.len(), "step");
    if !ended {
        return format!("Run {number} is under way on the server; {steps} so far");
    }
    let failed: Vec<&Step> = run.steps.iter().filter(|step| step.failed()).collect();
    let name = |step: &Step| {
        let node = shown.workflow.graph.node(&step.node);
        node.map_or_else(|| step.module.to_string(), |node| node.name.clone())
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
