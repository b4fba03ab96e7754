//! A node's name and parameters alone, for editing them on the canvas.

use egui::Ui;

use super::{InspectorAction, InspectorInput, InspectorState, dress, form::Form, node};

/// Shows the fields of the one selected node in the width of `ui`, and gives what the user wants
/// done, in order.
pub fn quick(
    ui: &mut Ui,
    input: &InspectorInput<'_>,
    state: &mut InspectorState,
) -> Vec<InspectorAction> {
    let nodes = &input.workflow.graph.nodes;
    let selected = input.selection.first();
    let selected = selected.and_then(|id| nodes.get_key_value(id));
    let mut form = Form::new(input, state);
    form.follow_selection();
    if let Some((id, node)) = selected {
        dress(ui);
        node::fields(ui, &mut form, id, node);
    }
    form.into_actions()
}
