//! Names that several nodes of the shown workflow have.

use std::collections::HashSet;

use misp_flow_engine::workflow::NodeId;

use crate::state::{Revision, State};

/// Those names, and the state of the document that they were collected in.
#[derive(Debug, Default)]
pub(super) struct Namesakes {
    of: Option<Revision>,
    names: HashSet<String>,
}

impl State {
    /// Whether several nodes of the shown workflow have this name.
    pub fn has_namesake(&self, name: &str) -> bool {
        self.tab.stepper.namesakes.names.contains(name)
    }

    /// What a node of the shown workflow is called, with its number where others are called the
    /// same.
    pub fn numbered_name(&self, id: &NodeId) -> String {
        match self.tab.document.workflow().graph.node(id) {
            Some(node) if self.has_namesake(&node.name) => format!("{} ({id})", node.name),
            Some(node) => node.name.clone(),
            None => format!("node {id}"),
        }
    }

    /// Brings the names up to date; to be called once a frame.
    pub(super) fn follow_names(&mut self) {
        let revision = self.tab.document.revision();
        if self.tab.stepper.namesakes.of == Some(revision) {
            return;
        }
        let shared = self.tab.document.workflow().graph.shared_names();
        let names = shared.into_iter().map(str::to_owned).collect();
        self.tab.stepper.namesakes = Namesakes {
            of: Some(revision),
            names,
        };
    }
}
