//! Edits: every change of a document as a value, applied in one place, undone exactly.
//!
//! [`Edit`] says what is wanted, [`apply`](Edit::apply) does it to a workflow, and [`History`]
//! keeps what differed before and after, so that undo and redo give back equal documents.

mod apply;
mod history;
mod patch;
mod words;

pub use history::History;
pub use patch::Patch;

use serde_json::Value as Json;
use thiserror::Error;

use crate::workflow::{
    Edge, Frame, FrameId, GraphForm, IllegalWire, Node, NodeFilter, NodeId, Placed, PortRef,
    Position, Workflow,
};

/// One change that a user makes to a workflow.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Adds a node, and a wire to it from `from` where the user dropped one.
    AddNode {
        /// The node, at its position.
        node: Box<Node>,
        /// The output whose wire was dropped on the empty canvas.
        from: Option<PortRef>,
        /// The input whose wire was dropped there.
        to: Option<PortRef>,
    },
    /// Moves a node onto a wire, which then leads through it.
    PutOnWire {
        /// The node.
        node: NodeId,
        /// Where it goes.
        at: Position,
        /// The wire that is cut.
        edge: Edge,
    },
    /// Adds nodes from a blueprint or the clipboard.
    Insert {
        /// What is added.
        placed: Box<Placed>,
        /// What the history calls it, e.g. `Paste 3 nodes`.
        label: String,
    },
    /// Puts a new node into a wire.
    InsertOnWire {
        /// The node, at its position.
        node: Box<Node>,
        /// The wire that is cut.
        edge: Edge,
    },
    /// Removes nodes with their wires, and wires.
    Delete {
        /// The nodes.
        nodes: Vec<NodeId>,
        /// The wires.
        edges: Vec<Edge>,
        /// Whether what led into a removed node is connected with what it led to.
        reconnect: bool,
    },
    /// Moves nodes to positions.
    Move(Vec<(NodeId, Position)>),
    /// Moves nodes to positions that were worked out for all of them together.
    Arrange {
        /// The nodes with their positions.
        moves: Vec<(NodeId, Position)>,
        /// What the history calls it, e.g. `Tidy up 12 nodes`.
        label: String,
    },
    /// Adds a wire.
    Connect(Edge),
    /// Stores a wire that only one of its nodes tells on both.
    MendWire(Edge),
    /// Replaces a wire by another.
    Rewire {
        /// The wire that goes.
        old: Edge,
        /// The wire that comes.
        new: Edge,
    },
    /// Sets a parameter; `None` takes the value out, so that the module's default counts.
    SetParam {
        /// The node.
        node: NodeId,
        /// The parameter's id.
        param: String,
        /// A string or a list of strings.
        value: Option<Json>,
    },
    /// Sets the node filter.
    SetFilter {
        /// The node.
        node: NodeId,
        /// The filter; empty for none.
        filter: NodeFilter,
    },
    /// Says that nodes are fit for these versions of their modules.
    AcceptVersions(Vec<(NodeId, String)>),
    /// Lets a trigger say in the graph that its data are in MISP core format.
    DeclareCoreFormat(NodeId),
    /// Renames a node.
    Rename {
        /// The node.
        node: NodeId,
        /// The new name.
        name: String,
    },
    /// Sets the workflow's name.
    SetName(String),
    /// Sets the workflow's description.
    SetDescription(String),
    /// Switches debug posts on or off.
    SetDebug(bool),
    /// Adds a frame or replaces one; `None` removes it.
    SetFrame {
        /// The frame's key.
        id: FrameId,
        /// The frame.
        frame: Option<Box<Frame>>,
    },
    /// Turns a graph that is a list into the object that MISP's editor writes.
    SetGraphForm(GraphForm),
    /// Takes name, description, debug posts, nodes and frames of another state of the workflow.
    Replace {
        /// The other state.
        with: Box<Workflow>,
        /// What the history calls it, e.g. `Take what the server has`.
        label: String,
    },
}

/// Why an edit could not be made; the workflow is as it was.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EditError {
    /// The wire is not allowed.
    #[error(transparent)]
    Wire(#[from] IllegalWire),
    /// The node is not there.
    #[error("There is no node {0} in this workflow")]
    NoNode(NodeId),
    /// The wire is not there.
    #[error("This wire is not there any more")]
    NoWire,
    /// A second trigger.
    #[error("A workflow has exactly one trigger; remove {0} first")]
    SecondTrigger(String),
}

/// What successive edits must share to count as one step: typing in one field is one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MergeKey {
    Param(NodeId, String),
    Filter(NodeId),
    Name(NodeId),
    WorkflowName,
    WorkflowDescription,
    FrameText(FrameId),
}

impl Edit {
    pub(crate) fn merge_key(&self) -> Option<MergeKey> {
        Some(match self {
            Self::SetParam {
                node,
                param,
                value: Some(Json::String(_)),
            } => MergeKey::Param(node.clone(), param.clone()),
            Self::SetFilter { node, .. } => MergeKey::Filter(node.clone()),
            Self::Rename { node, .. } => MergeKey::Name(node.clone()),
            Self::SetName(_) => MergeKey::WorkflowName,
            Self::SetDescription(_) => MergeKey::WorkflowDescription,
            Self::SetFrame { id, frame: Some(_) } => MergeKey::FrameText(id.clone()),
            _ => return None,
        })
    }
}
