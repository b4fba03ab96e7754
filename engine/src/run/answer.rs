//! What actions answer: the simulator does not perform them, it asks a table.

use std::collections::HashMap;

use crate::{
    value::{PhpError, Value},
    workflow::{NodeId, NodeKind},
};

/// A node that is about to be executed.
#[derive(Debug)]
pub struct Call<'a> {
    /// The node.
    pub node: &'a NodeId,
    /// Its module's id.
    pub module: &'a str,
    /// Logic or action.
    pub kind: NodeKind,
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
}

impl Default for Answer {
    fn default() -> Self {
        Self {
            success: true,
            errors: Vec::new(),
            throws: None,
            sets: Vec::new(),
            replaces: true,
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
}

/// Where answers come from.
pub trait AnswerSource {
    /// The answer for a node; `None` lets the engine do what it knows the module does, which for
    /// actions that would leave the process is to record them and succeed.
    fn answer(&mut self, call: &Call<'_>) -> Option<Answer>;
}

/// A table of answers by node; nodes that are not in it succeed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers(pub HashMap<NodeId, Answer>);

impl AnswerSource for Answers {
    fn answer(&mut self, call: &Call<'_>) -> Option<Answer> {
        self.0.get(call.node).cloned()
    }
}
