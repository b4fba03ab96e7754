//! Names that several nodes of the shown workflow have.

use std::collections::HashSet;

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

    /// Brings the names up to date; to be called once a frame.
    pub(super) fn follow_names(&mut self) {
        let revision = self.tab.document.revision();
        if self.tab.stepper.namesakes.of == Some(revision) {
            return;
        }
        let (mut seen, mut names) = (HashSet::new(), HashSet::new());
        for node in self.tab.document.workflow().graph.nodes.values() {
            if !seen.insert(node.name.as_str()) {
                names.insert(node.name.clone());
            }
        }
        self.tab.stepper.namesakes = Namesakes {
            of: Some(revision),
            names,
        };
    }
}
