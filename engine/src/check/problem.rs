//! A problem of a workflow: what, where, how bad, and how to mend it.

use serde::Serialize;

use crate::{
    edit::Edit,
    workflow::{Edge, NodeId},
};

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// MISP refuses to save it, or the run fails there.
    Error,
    /// It runs, but probably not as meant.
    Warning,
    /// Good to know.
    Notice,
}

impl Severity {
    /// `error`, `warning` or `notice`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

/// Where a problem is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The workflow as a whole.
    Workflow,
    /// A node.
    Node(NodeId),
    /// A parameter of a node.
    Param(NodeId, String),
    /// The filter of a node.
    Filter(NodeId),
    /// A wire.
    Wire(Edge),
}

impl Place {
    /// The node to jump to.
    pub fn node(&self) -> Option<&NodeId> {
        match self {
            Self::Workflow => None,
            Self::Node(node) | Self::Param(node, _) | Self::Filter(node) => Some(node),
            Self::Wire(edge) => Some(&edge.from.node),
        }
    }
}

/// What would mend a problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What the button says.
    pub label: &'static str,
    /// The edit to make.
    pub edit: Edit,
}

/// One problem of a workflow.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// A stable name, e.g. `cycle`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it is, in words for the user, naming the nodes.
    pub text: String,
    /// Where it is.
    pub place: Place,
    /// How to mend it, where that is clear.
    pub fix: Option<Fix>,
}

impl Problem {
    pub(super) fn new(
        code: &'static str,
        severity: Severity,
        place: Place,
        text: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity,
            text: text.into(),
            place,
            fix: None,
        }
    }

    pub(super) fn mended_by(mut self, label: &'static str, edit: Edit) -> Self {
        self.fix = Some(Fix { label, edit });
        self
    }
}
