//! What a run was: its steps, effects and outcome.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{BackgroundRun, DebugPost, Effect, TriggeredRun};
use crate::{
    instance::Store,
    value::{PhpError, Value},
    workflow::{Edge, NodeId, NodeKind},
};

/// How a run ended (spec 03, "The run", point 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The walk ended by itself.
    Success,
    /// A stop ended it.
    Blocked,
    /// Something else ended it, or it did not begin.
    Failure,
}

impl Outcome {
    /// `success`, `blocked` or `failure`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Blocked => "blocked",
            Self::Failure => "failure",
        }
    }
}

/// Whether a failing node lets the walk go on behind it (spec 03, point 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PathKind {
    /// Under a blocking trigger: the walk goes on behind a failed node.
    Blocking,
    /// Under a non-blocking trigger and in the background: it does not.
    NonBlocking,
}

impl PathKind {
    /// `blocking` or `non-blocking`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Blocking => "blocking",
            Self::NonBlocking => "non-blocking",
        }
    }
}

/// The result of one node (rule 55).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepResult {
    /// It returned true; logic modules always do.
    Success,
    /// It returned false.
    #[serde(rename = "partial-success")]
    PartialSuccess,
    /// It is switched off.
    DisabledModule,
    /// The server does not have it.
    LoadingError,
    /// It threw an exception with this message.
    #[serde(untagged, serialize_with = "as_error")]
    Error(String),
}

fn as_error<S: serde::Serializer>(_: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str("error")
}

impl StepResult {
    /// The name in a debug post's path, without an error's message.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::PartialSuccess => "partial-success",
            Self::DisabledModule => "disabled_module",
            Self::LoadingError => "loading_error",
            Self::Error(_) => "error",
        }
    }
}

/// One executed node.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The node.
    pub node: NodeId,
    /// Its module's id.
    pub module: SmolStr,
    /// Logic or action.
    pub kind: NodeKind,
    /// What came out of it.
    pub result: StepResult,
    /// For a logic node: the output that the walk follows.
    pub branch: Option<SmolStr>,
    /// The errors that it reported; for a logic node they show here only (rule 56).
    pub errors: Vec<String>,
    /// What the user should know and the server does not tell: why a template is empty, that a
    /// module is not simulated.
    pub notes: Vec<String>,
    /// The wire by which the walk came; `None` for the first node of a background run.
    pub via: Option<Edge>,
    /// The roaming data after it, as they are kept (unfiltered, with `enabledFilters`).
    pub data: Value,
}

impl Step {
    /// Whether it failed; logic nodes never do.
    pub fn failed(&self) -> bool {
        self.kind == NodeKind::Action && self.result != StepResult::Success
    }
}

const TOO_LONG: SmolStr = SmolStr::new_static("TooLong");

/// What leaves the whole run: the server answers with status 500 (rule 55).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crash {
    /// What PHP throws; `TooLong` where the simulator itself gave up.
    pub class: SmolStr,
    /// Its message.
    pub message: String,
    /// The node where it happens.
    pub node: Option<NodeId>,
    /// What the user should know of it: the bug of the version that it is, and the like.
    pub notes: Vec<String>,
}

impl Crash {
    /// After so much (nodes or runs) the simulator gives up; a server would run on.
    pub(super) fn too_long(after: &str) -> Self {
        Self {
            class: TOO_LONG,
            message: format!("the simulation was ended after {after}"),
            node: None,
            notes: Vec::new(),
        }
    }

    /// Whether the simulator gave up.
    pub fn is_too_long(&self) -> bool {
        self.class == TOO_LONG
    }

    pub(super) fn of(error: PhpError, node: Option<NodeId>) -> Self {
        Self {
            class: SmolStr::new_static(error.class.name()),
            message: error.message,
            node,
            notes: Vec::new(),
        }
    }
}

/// One run of a workflow.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Whether the operation goes on.
    pub success: bool,
    /// Whether the router only queued the run (rule 64).
    pub queued: bool,
    /// Whether the server began it: the trigger is on and its data reached the workflow.
    pub began: bool,
    /// How it ended.
    pub outcome: Outcome,
    /// What MISP adds to the outcome when the run did not begin.
    pub reason: Option<String>,
    /// MISP's error texts of the failed nodes.
    pub errors: Vec<String>,
    /// The executed nodes in order, logic nodes included.
    pub steps: Vec<Step>,
    /// What the run did to the world, in order.
    pub effects: Vec<Effect>,
    /// The executed actions as MISP lists them.
    pub executed: Vec<NodeId>,
    /// The actions that failed.
    pub blocking_nodes: Vec<NodeId>,
    /// The paths that were not executed behind failed nodes, as MISP writes them
    /// (`source:output:connection:target`).
    pub blocked_paths: Vec<Vec<String>>,
    /// The wires that the walk took, in order.
    pub wires: Vec<Edge>,
    /// Set when the server would fail with status 500.
    pub crash: Option<Crash>,
    /// What `concurrent-task` started, here and in the background runs themselves, in the order in
    /// which the server's worker takes them. Empty in a background run.
    pub background: Vec<BackgroundRun>,
    /// Runs that the actions of this one set off, where triggers are followed.
    pub triggered: Vec<TriggeredRun>,
    /// What the trigger handed over.
    pub original: Value,
    /// The data after normalisation; the same as the original for triggers without core format.
    pub normalised: Option<Value>,
    /// Whether failing nodes let the walk go on.
    pub path_kind: PathKind,
    /// The debug posts, where they are switched on.
    pub posts: Vec<DebugPost>,
    /// The database afterwards; behind a run with background runs, after those.
    pub store: Store,
}

impl Run {
    pub(super) fn new(original: &Value, path_kind: PathKind) -> Self {
        Self {
            success: true,
            queued: false,
            began: false,
            outcome: Outcome::Success,
            reason: None,
            errors: Vec::new(),
            steps: Vec::new(),
            effects: Vec::new(),
            executed: Vec::new(),
            blocking_nodes: Vec::new(),
            blocked_paths: Vec::new(),
            wires: Vec::new(),
            crash: None,
            background: Vec::new(),
            triggered: Vec::new(),
            original: original.clone(),
            normalised: None,
            path_kind,
            posts: Vec::new(),
            store: Store::default(),
        }
    }

    /// Whether it succeeded although nodes failed on the way, which MISP does not tell.
    pub fn has_failures(&self) -> bool {
        self.outcome == Outcome::Success && self.steps.iter().any(Step::failed)
    }

    /// The outcome as `executeWorkflow` answers it.
    pub fn outcome_text(&self) -> String {
        match &self.reason {
            Some(reason) => format!("{} {reason}", self.outcome.name()),
            None => self.outcome.name().to_owned(),
        }
    }
}
