//! What of a run came from what was set for its nodes, and not from what MISP's modules do.

use super::{Answers, Effect, Request, Step};
use crate::workflow::NodeId;

/// What was set that a step ended by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SetBy {
    /// That the node fails or throws.
    Failure,
    /// That the node succeeds.
    Success,
    /// What comes back from outside.
    Reply,
}

impl Answers {
    /// What was set for the node of a step with these effects, where it counted in that step.
    pub fn set_for(&self, step: &Step, effects: &[Effect]) -> Option<SetBy> {
        let answer = self.0.get(&step.node)?;
        if answer.replaces {
            let succeeds = answer.success && answer.throws.is_none();
            return Some(match succeeds {
                true => SetBy::Success,
                false => SetBy::Failure,
            });
        }
        let mut requests = effects.iter().filter_map(Effect::request);
        let given = requests.any(|request| self.is_given(&step.node, request));
        given.then_some(SetBy::Reply)
    }

    /// Whether it was set what comes back for this request of a node.
    pub fn is_given(&self, node: &NodeId, request: &Request) -> bool {
        let answer = self.0.get(node).filter(|answer| !answer.replaces);
        answer.is_some_and(|answer| answer.reply_to(request).is_some())
    }
}
