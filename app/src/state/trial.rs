//! Trying nodes that have no trigger of their own, as a blueprint's, behind one.

use misp_flow_engine::{
    catalogue::{Catalogue, Module, ModuleKind},
    workflow::Workflow,
};

use super::State;

/// The trigger that is tried where nothing says which one is meant.
const USUAL: &str = "event-publish";

impl State {
    /// The trigger that a simulation starts with, where the document has none of its own: the one
    /// that was chosen, else the one that the description names, else publishing.
    pub fn trial_trigger(&self) -> Option<&Module> {
        let workflow = self.tab.document.workflow();
        if workflow.graph.trigger().is_some() || workflow.graph.nodes.is_empty() {
            return None;
        }
        let catalogue = &self.catalogue;
        let chosen = self
            .tab
            .trial
            .as_deref()
            .and_then(|id| trigger(catalogue, id));
        chosen
            .or_else(|| named(catalogue, workflow))
            .or_else(|| trigger(catalogue, USUAL))
    }
}

fn trigger<'c>(catalogue: &'c Catalogue, id: &str) -> Option<&'c Module> {
    catalogue
        .get(id)
        .filter(|module| module.kind == ModuleKind::Trigger)
}

/// MISP's own blueprints begin their description with the trigger that they are for, in brackets.
fn named<'c>(catalogue: &'c Catalogue, workflow: &Workflow) -> Option<&'c Module> {
    let (id, _) = workflow
        .description
        .trim_start()
        .strip_prefix('[')?
        .split_once(']')?;
    trigger(catalogue, id.trim())
}
