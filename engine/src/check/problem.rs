//! A problem of a workflow: what, where, how bad, and how to mend it.

use serde::Serialize;
use serde_json::Value as Json;

use crate::{
    edit::Edit,
    workflow::{Edge, FrameId, NodeId, PortRef},
};

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// MISP refuses to save it, the run fails there, or what it is for cannot work.
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

/// What a problem breaks: one entry of the list in `docs/lints.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// A stable name, e.g. `cycle`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where the server's behaviour is laid down: a page of the specification, a rule of the
    /// vectors (`rule`), or a point measured on a real server (`live`).
    pub source: &'static str,
}

impl Rule {
    pub(super) const fn error(code: &'static str, source: &'static str) -> Self {
        Self {
            code,
            severity: Severity::Error,
            source,
        }
    }

    pub(super) const fn warning(code: &'static str, source: &'static str) -> Self {
        Self {
            code,
            severity: Severity::Warning,
            source,
        }
    }

    pub(super) const fn notice(code: &'static str, source: &'static str) -> Self {
        Self {
            code,
            severity: Severity::Notice,
            source,
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
    /// An output or input of a node.
    Port(PortRef),
    /// A wire.
    Wire(Edge),
    /// A frame.
    Frame(FrameId),
}

impl Place {
    /// The node to jump to.
    pub fn node(&self) -> Option<&NodeId> {
        match self {
            Self::Workflow | Self::Frame(_) => None,
            Self::Node(node) | Self::Param(node, _) | Self::Filter(node) => Some(node),
            Self::Port(port) => Some(&port.node),
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
    /// The code of the broken [`Rule`], e.g. `cycle`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it is, in words for the user, naming the nodes.
    pub text: String,
    /// Where it is.
    pub place: Place,
    /// The wires on the way to it, where it is the way that does the harm.
    pub wires: Vec<Edge>,
    /// How to mend it, where that is clear.
    pub fix: Option<Fix>,
}

impl Problem {
    pub(super) fn new(rule: &Rule, place: Place, text: impl Into<String>) -> Self {
        Self {
            code: rule.code,
            severity: rule.severity,
            text: text.into(),
            place,
            wires: Vec::new(),
            fix: None,
        }
    }

    pub(super) fn mended_by(mut self, label: &'static str, edit: Edit) -> Self {
        self.fix = Some(Fix { label, edit });
        self
    }

    /// The problem with the fix that its parameter is set to this value.
    pub(super) fn set_to(self, label: &'static str, value: impl Into<Json>) -> Self {
        let Place::Param(node, param) = &self.place else {
            return self;
        };
        let edit = Edit::SetParam {
            node: node.clone(),
            param: param.clone(),
            value: Some(value.into()),
        };
        self.mended_by(label, edit)
    }

    pub(super) fn by_way_of(mut self, wires: Vec<Edge>) -> Self {
        self.wires = wires;
        self
    }
}
