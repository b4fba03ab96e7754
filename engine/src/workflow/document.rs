//! The workflow with its envelope, as a server's `view` or a file holds it.

use super::{Graph, JsonMap};

/// What a file or an answer held, so that saving writes the same form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FileForm {
    /// `{"Workflow": {…}}`, as `view` returns it.
    #[default]
    Workflow,
    /// `{"WorkflowBlueprint": {…}}`.
    Blueprint,
    /// The envelope without its outer key: `{"name": …, "data": {…}}`.
    BareWorkflow,
    /// The graph alone.
    Graph,
}

/// A workflow or blueprint: envelope and graph.
///
/// Keys that are not modelled here stay with the document and are written back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workflow {
    /// The number that the server gave it.
    pub id: Option<String>,
    /// The uuid.
    pub uuid: Option<String>,
    /// The name; empty for a bare graph.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The trigger that the server runs it for.
    pub trigger_id: Option<String>,
    /// Whether the server runs it.
    pub enabled: bool,
    /// Whether the server sends debug posts for it.
    pub debug_enabled: bool,
    /// When the server saved it last, in seconds since 1970.
    pub timestamp: Option<i64>,
    /// The nodes, edges and frames.
    pub graph: Graph,
    /// The form of the file.
    pub form: FileForm,
    /// The envelope as it came, without the graph; written back where nothing was changed.
    pub(super) raw: JsonMap,
    /// What stood beside the envelope's outer key.
    pub(super) beside: JsonMap,
}

impl Workflow {
    /// An empty workflow with this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// Whether this is a blueprint: a part of a workflow, without a trigger of its own.
    pub fn is_blueprint(&self) -> bool {
        self.form == FileForm::Blueprint
    }
}
