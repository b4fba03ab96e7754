//! Trying nodes that have no trigger of their own, as a blueprint's, behind one.

use misp_flow_engine::{
    blueprints::trigger_named,
    catalogue::{Catalogue, Module, ModuleKind},
};

use super::State;

/// The trigger that is tried where nothing says which one is meant.
pub(super) const USUAL: &str = "event-publish";

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
            .or_else(|| trigger(catalogue, trigger_named(&workflow.description)?))
            .or_else(|| trigger(catalogue, USUAL))
    }
}

/// The trigger with this id.
pub(super) fn trigger<'c>(catalogue: &'c Catalogue, id: &str) -> Option<&'c Module> {
    catalogue
        .get(id)
        .filter(|module| module.kind == ModuleKind::Trigger)
}
