//! What comes back from outside of the simulation: it performs nothing, it asks a table.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::{Reply, Request};
use crate::{
    value::{PhpError, Value},
    workflow::{NodeId, NodeKind},
};

/// A node that is about to be executed.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The node.
    pub node: &'a NodeId,
    /// Its module's id.
    pub module: &'a str,
    /// Logic or action.
    pub kind: NodeKind,
    /// The index of its step.
    pub step: usize,
    /// 0 in the workflow that is simulated, more in those that it sets off.
    pub depth: usize,
}

/// What executing a node gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// What the module returns: `false` counts as failed.
    pub success: bool,
    /// The errors that it reports.
    pub errors: Vec<String>,
    /// What it throws instead of returning, after its changes and errors.
    pub throws: Option<PhpError>,
    /// What it sets in the roaming data, hash path and value, one after the other.
    pub sets: Vec<(String, Value)>,
    /// Whether the answer takes the place of what the engine would do itself; otherwise only
    /// `errors` and `sets` are taken and the module is executed.
    pub replaces: bool,
    /// What comes back for the requests that the module makes; `None` for what a world without
    /// trouble gives.
    pub reply: Option<Reply>,
    /// What comes back for requests that are about one of these values, in place of `reply`.
    pub replies: Vec<(SmolStr, Reply)>,
}

impl Default for Answer {
    fn default() -> Self {
        Self {
            success: true,
            errors: Vec::new(),
            throws: None,
            sets: Vec::new(),
            replaces: true,
            reply: None,
            replies: Vec::new(),
        }
    }
}

impl Answer {
    /// A failure with this message.
    pub fn failure(message: impl Into<String>) -> Self {
        Self {
            success: false,
            errors: vec![message.into()],
            ..Self::default()
        }
    }

    /// The module does its work, and what it asks for outside is answered with this.
    pub fn reply(reply: Reply) -> Self {
        Self {
            replaces: false,
            reply: Some(reply),
            ..Self::default()
        }
    }

    /// The same for requests about one of these values; what else is asked is answered as in a
    /// world without trouble.
    pub fn replies(replies: Vec<(SmolStr, Reply)>) -> Self {
        Self {
            replaces: false,
            replies,
            ..Self::default()
        }
    }

    /// What comes back for this request, where it was set.
    pub(super) fn reply_to(&self, request: &Request) -> Option<&Reply> {
        let about = self.replies.iter().find(|(value, _)| request.names(value));
        about.map(|(_, reply)| reply).or(self.reply.as_ref())
    }
}

/// Where answers come from.
pub trait AnswerSource {
    /// The answer for a node; `None` lets the engine do what it knows the module does. A module
    /// that it does not know succeeds.
    fn answer(&mut self, call: &Call<'_>) -> Option<Answer>;

    /// Performs a request that would leave the process, or says what would come back. Only who
    /// writes an own source can let anything out; the simulator itself never does.
    fn perform(&mut self, call: &Call<'_>, request: &Request) -> Reply {
        let _ = call;
        Reply::well(request)
    }
}

/// A table of answers by node; nodes that are not in it succeed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers(pub HashMap<NodeId, Answer>);

impl Answers {
    /// What was set to come back for this request; `None` where nothing was.
    pub fn given(&self, call: &Call<'_>, request: &Request) -> Option<Reply> {
        let set = self.0.get(call.node).filter(|_| call.depth == 0)?;
        set.reply_to(request).cloned()
    }
}

impl AnswerSource for Answers {
    fn answer(&mut self, call: &Call<'_>) -> Option<Answer> {
        self.0.get(call.node).cloned()
    }

    fn perform(&mut self, call: &Call<'_>, request: &Request) -> Reply {
        self.given(call, request)
            .unwrap_or_else(|| Reply::well(request))
    }
}
