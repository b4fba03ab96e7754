//! What every part of the inspector works with: the document to read, the memory, and the wishes.

use egui::Response;
use misp_flow_engine::{
    check::{Place, Problem},
    edit::Edit,
    workflow::NodeId,
};

use super::{InspectorAction, InspectorInput, InspectorState};

/// One frame of the inspector.
pub(super) struct Form<'a, 'i> {
    pub input: &'a InspectorInput<'i>,
    pub state: &'a mut InspectorState,
    actions: Vec<InspectorAction>,
    /// Whether the next field is to take the keyboard.
    focus_next: bool,
}

impl<'a, 'i> Form<'a, 'i> {
    pub fn new(input: &'a InspectorInput<'i>, state: &'a mut InspectorState) -> Self {
        Self {
            input,
            state,
            actions: Vec::new(),
            focus_next: false,
        }
    }

    /// A field whose node is no longer shown cannot tell that it was left.
    pub fn follow_selection(&mut self) {
        let document = &self.input.workflow.uuid;
        if self.state.selection != self.input.selection || self.state.document != *document {
            self.state.selection = self.input.selection.to_vec();
            self.state.document.clone_from(document);
            self.seal();
            self.state.emptied = None;
            self.state.open_typing = None;
            self.state.revealed.clear();
            self.state.picker.close();
            self.state.completion.close();
            self.state.pick.close();
            self.state.matches.clear();
            self.state.previews.clear();
            self.state.unfolded.clear();
        }
    }

    /// Whether the user may change anything.
    pub fn editable(&self) -> bool {
        !self.input.read_only
    }

    /// The problems of a param, each with its number in the list of all.
    pub fn problems_of_param(
        &self,
        node: &NodeId,
        param: &str,
    ) -> impl Iterator<Item = (usize, &'i Problem)> + use<'i> {
        let place = Place::Param(node.clone(), param.to_owned());
        let all = self.input.problems.iter().enumerate();
        all.filter(move |(_, problem)| problem.place == place)
    }

    /// Gives the keyboard to the next field, if somebody asked for that.
    pub fn lend_focus(&mut self) {
        self.focus_next = std::mem::take(&mut self.state.focus_first);
    }

    /// Gives the keyboard to the next field.
    pub fn focus_next(&mut self) {
        self.focus_next = true;
    }

    /// To be called for each field when it was shown.
    pub fn shown(&mut self, field: &Response) {
        if std::mem::take(&mut self.focus_next) {
            field.request_focus();
            field.scroll_to_me(Some(egui::Align::Center));
        } else if field.gained_focus() && field.ctx.input(|i| !i.pointer.any_down()) {
            // Who comes here by Tab sees what is typed.
            field.scroll_to_me(None);
        }
    }

    /// A change by typing: more of the same may follow.
    pub fn type_in(&mut self, edit: Edit) {
        self.state.unsealed = true;
        self.actions.push(InspectorAction::Edit(edit));
    }

    /// A change by one choice, which is a step of its own.
    pub fn choose(&mut self, edit: Edit) {
        self.seal();
        self.actions.push(InspectorAction::Edit(edit));
        self.actions.push(InspectorAction::Seal);
    }

    /// Ends what was typed, if anything was.
    pub fn seal(&mut self) {
        if std::mem::take(&mut self.state.unsealed) {
            self.actions.push(InspectorAction::Seal);
        }
    }

    /// Anything but an edit.
    pub fn ask(&mut self, action: InspectorAction) {
        self.seal();
        self.actions.push(action);
    }

    pub fn into_actions(self) -> Vec<InspectorAction> {
        self.actions
    }
}
