//! Answers that really came in earlier sessions: *Gets its last real answer* is offered for them as
//! well.

use std::collections::HashMap;

use misp_flow_engine::{modules::asks, run::Reply, workflow::NodeId};

use crate::{
    runs::{RunError, RunLibrary, key_of},
    state::{State, TabId},
};

impl State {
    /// Looks, once for each tab, for the answers that came during the last kept run of its workflow
    /// that really sent something; as soon as a node is selected that asks somebody.
    pub(super) fn recall_answers(&mut self) {
        let workflow = self.tab.document.workflow();
        let selected = self.tab.selected.single();
        let node = selected.and_then(|id| workflow.graph.node(id));
        let module = node.and_then(|node| self.catalogue.get(&node.module));
        if self.tab.stepper.recalled || module.and_then(asks).is_none() {
            return;
        }
        self.tab.stepper.recalled = true;
        let Some(library) = self.kept_runs.library.clone() else {
            return;
        };
        let (tab, key) = (self.tab.id, key_of(workflow));
        let modules: HashMap<NodeId, _> = workflow
            .graph
            .nodes
            .iter()
            .map(|(id, node)| (id.clone(), node.module.clone()))
            .collect();
        self.start("Looking for earlier answers…".to_owned(), move || {
            let found = last_answers(&library, &key);
            crate::state::later::Later::then(move |state| {
                // A file that cannot be read is told of where the runs are listed.
                let Ok(found) = found else { return };
                let same = |node: &NodeId, module: &str| {
                    (modules.get(node)).is_some_and(|here| here.as_str() == module)
                };
                let fits = found
                    .into_iter()
                    .filter(|(node, module, _)| same(node, module));
                state.recalled(tab, fits.map(|(node, _, reply)| (node, reply)).collect());
            })
        });
    }

    fn recalled(&mut self, tab: TabId, answers: Vec<(NodeId, Reply)>) {
        let Some(tab) = self.tabs_mut().find(|own| own.id == tab) else {
            return;
        };
        for (node, reply) in answers {
            // What came since is later.
            tab.stepper.last_real.entry(node).or_insert(reply);
        }
    }
}

/// What came back last during the last run of a workflow that really sent something: the nodes,
/// their modules then, and the answers.
fn last_answers(library: &RunLibrary, key: &str) -> Result<Vec<(NodeId, String, Reply)>, RunError> {
    let Some(id) = library.last_that_sent(key)? else {
        return Ok(Vec::new());
    };
    let inputs = library.read(id)?.inputs;
    let graph = &inputs.workflow.graph;
    // The later answers of a node come first.
    let exchanges = inputs.exchanges.into_iter().rev();
    let known = exchanges.filter_map(|one| {
        let module = graph.node(&one.node)?.module.to_string();
        Some((one.node, module, one.reply))
    });
    Ok(known.collect())
}
