//! A run that has paused, in one sentence.

use misp_flow_engine::workflow::NodeId;

use crate::{
    state::{ShownRun, State},
    stepper::{Stop, Why},
};

/// Where and why the run paused.
pub(super) fn sentence(state: &State, shown: &ShownRun, stop: &Stop) -> String {
    let name = |node: &NodeId| state.numbered_name(node);
    let before = match &stop.next {
        Some(next) => format!(" before {}", name(next)),
        None => String::new(),
    };
    if state.paused().is_none() {
        return format!("Stopped{before}; the rest was not run");
    }
    let last = shown.run.steps.last();
    match &stop.why {
        Why::BreakPoint => format!("Paused{before}, at its break point"),
        Why::Reached | Why::Stepped | Why::Asked => format!("Paused{before}"),
        Why::Failure => format!(
            "Paused{before}: {} failed",
            last.map_or_else(String::new, |step| name(&step.node))
        ),
        Why::Watch(words) => format!("Paused{before}: {words}"),
        Why::Changed => format!("Paused{before}, with data that were changed by hand"),
        Why::NotChanged => {
            format!("Paused{before}. The data are as they were: a run cannot go on with such data")
        }
    }
}
