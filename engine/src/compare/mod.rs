//! What differs between two workflows, as a list of values with words for each.
//!
//! `matching` finds which node of the one is which of the other, `find` lists what differs,
//! `words` says it. Where a node stands, what number it has and how it looks is told apart from
//! what it does.
//!
//! ```
//! use misp_flow_engine::{catalogue::Catalogue, compare::{Kind, compare}, workflow};
//!
//! let text = |name| format!(r#"{{"name": "{name}", "data": {{"1": {{"id": 1, "name": "Publish",
//!     "data": {{"id": "event-publish", "module_type": "trigger"}}, "inputs": [], "outputs": [],
//!     "pos_x": 0, "pos_y": 0}}}}}}"#);
//! let before = workflow::open(text("Old").as_bytes())?;
//! let after = workflow::open(text("New").as_bytes())?;
//! let found = compare(&before, &after);
//! let [only] = found.differences.as_slice() else { panic!("one difference") };
//! assert_eq!(only.kind(), Kind::Changed);
//! assert_eq!(only.words(&before, &after, Catalogue::bundled()), "Workflow renamed: Old → New");
//! assert!(compare(&before, &before).differences.is_empty());
//! # Ok::<(), workflow::OpenError>(())
//! ```

mod find;
mod matching;
#[cfg(test)]
mod tests;
mod words;

use serde_json::Value as Json;

use crate::workflow::{Edge, FrameId, NodeFilter, NodeId, Position, Workflow};

pub use matching::Pairs;

/// The parts of two workflows that belong together, and what differs.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// Which node is which.
    pub pairs: Pairs,
    /// What differs: first what the workflow does, then where things stand.
    pub differences: Vec<Difference>,
}

impl Comparison {
    /// Whether the two do the same, wherever their nodes stand and whatever numbers they have.
    pub fn does_the_same(&self) -> bool {
        self.differences
            .iter()
            .all(|difference| difference.kind() == Kind::Moved)
    }
}

/// Compares two workflows; `before` and `after` only name the direction.
pub fn compare(before: &Workflow, after: &Workflow) -> Comparison {
    let pairs = Pairs::of(&before.graph, &after.graph);
    let mut differences = find::differences(before, after, &pairs);
    // Stable, so that what belongs together stays together.
    differences.sort_by_key(|difference| difference.kind() == Kind::Moved);
    Comparison { pairs, differences }
}

/// How a difference is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Only the later one has it.
    Added,
    /// Only the earlier one has it.
    Removed,
    /// Both have it, and it does something else.
    Changed,
    /// Both have it, and it does the same elsewhere, under another number or with other looks.
    Moved,
}

/// What of the two workflows differs. The earlier one's names come first.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// The workflow as a whole.
    Workflow,
    /// A node; `None` on the side that has not got it.
    Node(Option<NodeId>, Option<NodeId>),
    /// A wire; `None` on the side that has not got it.
    Wire(Option<Edge>, Option<Edge>),
    /// A frame; `None` on the side that has not got it.
    Frame(Option<FrameId>, Option<FrameId>),
}

/// One difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Where.
    pub place: Place,
    /// What.
    pub what: What,
}

/// What differs at a place.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its name or title.
    Name(String, String),
    /// The workflow's description.
    Description(String, String),
    /// Whether the workflow sends debug posts; the later state.
    Debug(bool),
    /// Whether the server runs the workflow; the later state.
    Enabled(bool),
    /// The trigger that the server runs the workflow for.
    TriggerId(Option<String>, Option<String>),
    /// Whether the nodes are keyed by their ids in the later one, or a list.
    Keyed(bool),
    /// Another module: of the trigger, which both have.
    Module(String, String),
    /// The version of the module that the node was made for.
    Version(String, String),
    /// A parameter: its id and its values.
    Param(String, Option<Json>, Option<Json>),
    /// The node filter.
    Filter(NodeFilter, NodeFilter),
    /// A setting of the node beside its parameters.
    Setting(&'static str),
    /// Data of the node that this program does not know, by their key.
    Unknown(String),
    /// Whether both nodes of the wire store it in the later one.
    Whole(bool),
    /// The order in which the server follows the wires of the node.
    Order,
    /// The nodes inside of the frame.
    Members,
    /// Where it stands.
    Position(Position, Position),
    /// Its number.
    Number,
    /// How it looks.
    Looks,
}

impl Difference {
    /// How it is to be taken.
    pub fn kind(&self) -> Kind {
        match self.what {
            What::Added => Kind::Added,
            What::Removed => Kind::Removed,
            What::Position(..) | What::Number | What::Looks => Kind::Moved,
            _ => Kind::Changed,
        }
    }
}
