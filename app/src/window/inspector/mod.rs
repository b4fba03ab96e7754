//! The inspector: what is selected, and the workflow itself where nothing is.
//!
//! It reads the document and gives back what the user wants done to it; it never changes the
//! document and knows nothing of the rest of the window.

use egui::Ui;
use misp_flow_engine::{
    catalogue::Catalogue,
    check::Problem,
    edit::Edit,
    value::Value,
    workflow::{NodeId, Workflow},
};

/// What the inspector looks at, borrowed for one frame.
pub struct InspectorInput<'a> {
    /// The document.
    pub workflow: &'a Workflow,
    /// The modules of the connected instance, or the bundled ones.
    pub catalogue: &'a Catalogue,
    /// The selected nodes; ids of nodes that are gone are passed over.
    pub selection: &'a [NodeId],
    /// All problems of the workflow, as `check::problems` lists them.
    pub problems: &'a [Problem],
    /// The normalised event (spec 04) to try hash paths and filters on.
    pub event: Option<&'a Value>,
    /// Whether nothing may be changed, e.g. while a version of the server's is looked at.
    pub read_only: bool,
}

/// What the user wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum InspectorAction {
    /// Change the document (`History::apply`).
    Edit(Edit),
    /// A field was left or a choice was made: the next edit is a step of its own
    /// (`History::seal`).
    Seal,
    /// Select this node and bring it into view.
    JumpTo(NodeId),
    /// Make the edit that mends the problem at this place of [`InspectorInput::problems`].
    ApplyFix(usize),
}

/// What the inspector remembers from frame to frame. One serves for all documents.
#[derive(Default)]
pub struct InspectorState {}

/// Shows the inspector in all of `ui`, scrolling where it does not fit, and gives what the user
/// wants done, in order. Made for widths of 280 to 420 units.
pub fn show(
    _ui: &mut Ui,
    _input: &InspectorInput<'_>,
    _state: &mut InspectorState,
) -> Vec<InspectorAction> {
    Vec::new()
}
