//! What the inspector's fields look at, and the commands that they ask for: the same in the panel
//! and beside a node.

use egui::Ui;
use misp_flow_engine::workflow::NodeId;

use super::{
    controls::Commands,
    inspector::{self, InspectorAction, InspectorInput, InspectorState},
    several,
};
use crate::state::{Command, State};

/// What there is to see of these nodes.
pub fn input_of<'a>(state: &'a State, selection: &'a [NodeId]) -> InspectorInput<'a> {
    InspectorInput {
        workflow: state.document().workflow(),
        catalogue: &state.catalogue,
        selection,
        problems: state.known_problems(),
        event: state.sample_data(),
        event_words: state.sample_words(),
        answer: state.answer_of_selected(),
        real_answer: state.real_answer_of_selected(),
        there: state.row_of_open(),
        read_only: false,
    }
}

/// What the inspector wants done, as a command.
pub fn command_of(action: InspectorAction) -> Command {
    match action {
        InspectorAction::Edit(edit) => Command::Edit(edit),
        InspectorAction::Seal => Command::Seal,
        InspectorAction::JumpTo(node) => Command::Jump(node),
        InspectorAction::ShowProblem(place) => Command::ShowProblem(place),
        InspectorAction::ApplyFix(place) => Command::Fix(place),
        InspectorAction::Answer(node, answer) => Command::SetAnswer(node, answer),
    }
}

/// The inspector of what is selected.
pub fn inspect(ui: &mut Ui, state: &State, kept: &mut InspectorState, out: &mut Commands) {
    let selection: Vec<NodeId> = state.selected().nodes.iter().cloned().collect();
    several::show(ui, state, out);
    let actions = inspector::show(ui, &input_of(state, &selection), kept);
    out.extend(actions.into_iter().map(command_of));
}
