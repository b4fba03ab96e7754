//! The inspector: what is selected, and the workflow itself where nothing is.
//!
//! It reads the document and gives back what the user wants done to it; it never changes the
//! document and knows nothing of the rest of the window.
//!
//! `node`, `several`, `overview` (what is shown for a selection) → `param`, `filter`, `problems`
//! (its parts) → `text`, `jinja`, `picker`, `pick`, `values` (fields) → `completion`, `list`,
//! `found` (what helps in them) → `label`, `row`, `section` (looks). `options`, `answer`, `matches`
//! and `changes` compute; `matches` and `jinja` leave to the background what may take its time.

mod answer;
mod changes;
mod completion;
mod filter;
mod form;
mod found;
mod jinja;
mod label;
mod list;
mod matches;
mod node;
mod options;
mod outcome;
mod overview;
mod param;
mod pick;
mod picker;
mod problems;
mod quick;
mod row;
mod section;
mod several;
mod state;
mod text;
mod values;

use std::sync::Arc;

use egui::{Margin, ScrollArea, Ui, vec2};
use misp_flow_engine::{
    catalogue::Catalogue,
    check::Problem,
    edit::Edit,
    run::{Answer, Reply},
    value::Value,
    workflow::{Node, NodeId, Workflow},
};

use form::Form;

pub use quick::quick;
pub use state::InspectorState;

use super::controls::edge_fields;
use crate::state::WorkflowRow;

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
    /// Whose data these are, in words.
    pub event_words: String,
    /// What the user set the one selected node to give in a simulation.
    pub answer: Option<&'a Answer>,
    /// What that node really got as an answer last, where requests were sent for real.
    pub real_answer: Option<&'a Reply>,
    /// What the server said last of the workflow, where it has it.
    pub there: Option<&'a WorkflowRow>,
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
    /// Go where the problem at this place of [`InspectorInput::problems`] is.
    ShowProblem(usize),
    /// Make the edit that mends the problem at this place of [`InspectorInput::problems`].
    ApplyFix(usize),
    /// Let this node give this in simulations; none for what MISP's module does.
    Answer(NodeId, Option<Box<Answer>>),
}

/// Shows the inspector in all of `ui`, scrolling where it does not fit, and gives what the user
/// wants done, in order. Made for widths of 280 to 420 units; brings its own margins.
pub fn show(
    ui: &mut Ui,
    input: &InspectorInput<'_>,
    state: &mut InspectorState,
) -> Vec<InspectorAction> {
    let selected: Vec<(&NodeId, &Arc<Node>)> = input
        .selection
        .iter()
        .filter_map(|id| input.workflow.graph.nodes.get_key_value(id))
        .collect();
    let mut form = Form::new(input, state);
    form.follow_selection();
    ScrollArea::vertical()
        .id_salt(("inspector", input.selection))
        .auto_shrink(false)
        .content_margin(Margin::symmetric(12, 10))
        .show(ui, |ui| {
            dress(ui);
            ui.push_id(input.selection, |ui| match selected.as_slice() {
                [] => overview::show(ui, &mut form),
                [(id, node)] => node::show(ui, &mut form, id, node),
                several => several::show(ui, &mut form, several),
            });
        });
    form.into_actions()
}

/// The spacing of forms, and an edge around fields.
fn dress(ui: &mut Ui) {
    let spacing = ui.spacing_mut();
    spacing.item_spacing = vec2(8.0, 4.0);
    spacing.button_padding = vec2(8.0, 4.0);
    spacing.interact_size.y = 24.0;
    edge_fields(ui);
}
