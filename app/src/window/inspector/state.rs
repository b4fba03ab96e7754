//! What the inspector remembers from frame to frame.

use std::{collections::HashSet, sync::Arc};

use egui::Id;
use misp_flow_engine::workflow::{Node, NodeId};

use super::{
    completion::Completion, jinja::Previews, matches::Matches, options::OptionLists, pick::Pick,
    picker::Picker,
};

/// What the inspector remembers from frame to frame. One serves for all documents.
#[derive(Default)]
pub struct InspectorState {
    /// Which document was shown in the last frame, by its uuid.
    pub(super) document: Option<String>,
    /// What was selected in the last frame.
    pub(super) selection: Vec<NodeId>,
    /// Whether something was typed since the last seal.
    pub(super) unsealed: bool,
    /// The field that the user emptied and has not left: it stays empty although its default
    /// counts again.
    pub(super) emptied: Option<Id>,
    /// Fields whose secret is in sight.
    pub(super) revealed: HashSet<Id>,
    /// The field with the focus, while its content was no secret when it got it: it is not hidden
    /// from under the hands of whoever types.
    pub(super) open_typing: Option<Id>,
    /// Whether the first field is to take the focus.
    pub(super) focus_first: bool,
    /// The parameter that is to take the focus.
    pub(super) focus_param: Option<String>,
    /// Whether the name of the selected node is to take the focus.
    pub(super) focus_name: bool,
    /// How much room the sentence about the selected node has.
    pub(super) sentence: Option<(NodeId, f32)>,
    /// The lists of values that are shown as a whole.
    pub(super) unfolded: HashSet<Id>,
    pub(super) options: OptionLists,
    pub(super) matches: Matches,
    pub(super) previews: Previews,
    pub(super) pick: Pick,
    pub(super) picker: Picker,
    pub(super) completion: Completion,
    pub(super) json: Option<NodeText>,
}

/// A node's JSON, kept as long as the node is the same.
pub(super) struct NodeText {
    pub node: Arc<Node>,
    pub id: NodeId,
    /// As shown, with secrets hidden.
    pub shown: String,
    /// As it is.
    pub whole: String,
}

impl InspectorState {
    /// Forgets what belongs to the former document.
    pub fn forget(&mut self) {
        *self = Self {
            options: std::mem::take(&mut self.options),
            ..Self::default()
        };
    }

    /// Gives the keyboard to the first parameter of the selected node in the next frame, for a
    /// double click on a node.
    pub fn focus_first_param(&mut self) {
        self.focus_first = true;
    }

    /// Gives the keyboard to the name of the selected node in the next frame.
    pub fn focus_name(&mut self) {
        self.focus_name = true;
    }

    /// Gives the keyboard to this parameter of the selected node in the next frame, and brings it
    /// into view.
    pub fn focus_param(&mut self, param: String) {
        self.focus_param = Some(param);
    }
}
