//! What modules do: one file each, listed in [`built_in`].

mod action;
mod asks;
mod context;
mod custom;
mod fires;
mod logic;
mod params;
mod trigger;

pub use asks::{Asks, asks};
pub use context::{Context, Outside, World};
pub use custom::{CustomModule, CustomModuleError};
pub use fires::fires;
pub use params::Params;
pub use trigger::{accepts as trigger_accepts, core_format as trigger_core_format};

use crate::{instance::Instance, run::PlanNode, value::PhpError, workflow::NodeKind};

/// A module with the parameters of one node.
pub trait Module: std::fmt::Debug + Send + Sync {
    /// Executes the node. For a logic module the result chooses the branch, for an action `false`
    /// counts as failed.
    ///
    /// # Errors
    /// What the PHP code throws with such data or parameters.
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError>;
}

/// How a module is made ready for a node's parameters.
type Make = fn(&Params) -> Box<dyn Module>;

/// The modules whose work the engine does as MISP does it. An action that is not among them is
/// either described by the instance (see [`of_instance`]) or unknown.
const BUILT_IN: &[(NodeKind, &str, Make)] = &[
    (NodeKind::Logic, "concurrent-task", |_| {
        Box::new(logic::ConcurrentTask)
    }),
    (NodeKind::Logic, "count-if", |params| {
        Box::new(logic::CountIf::new(params))
    }),
    (NodeKind::Logic, "distribution-if", |params| {
        Box::new(logic::DistributionIf::new(params))
    }),
    (NodeKind::Logic, "generic-filter-data", |params| {
        Box::new(logic::FilterData::new(params))
    }),
    (NodeKind::Logic, "generic-filter-reset", |params| {
        Box::new(logic::FilterReset::new(params))
    }),
    (NodeKind::Logic, "generic-if", |params| {
        Box::new(logic::GenericIf::new(params))
    }),
    (NodeKind::Logic, "organisation-if", |params| {
        Box::new(logic::OrganisationIf::new(params))
    }),
    (NodeKind::Logic, "published-if", |params| {
        Box::new(logic::PublishedIf::new(params))
    }),
    (NodeKind::Logic, "tag-if", |params| {
        Box::new(logic::TagIf::new(params))
    }),
    (NodeKind::Logic, "threat-level-if", |params| {
        Box::new(logic::ThreatLevelIf::new(params))
    }),
    (NodeKind::Action, "attach-enrichment", |params| {
        Box::new(action::AttachEnrichment::new(params))
    }),
    (NodeKind::Action, "enrich-event", |params| {
        Box::new(action::EnrichEvent::new(params))
    }),
    (NodeKind::Action, "stop-execution", |params| {
        Box::new(action::StopExecution::new(params))
    }),
];

/// The module with this id, made ready for a node's parameters; `None` for modules that are not
/// part of MISP 2.5.1.
pub fn built_in(id: &str, kind: NodeKind, params: &Params) -> Option<Box<dyn Module>> {
    let entry = BUILT_IN
        .iter()
        .find(|(of, name, _)| *of == kind && *name == id);
    entry.map(|(_, _, make)| make(params))
}

/// The module of a node that only this instance tells of: a misp-module, or one of the site's own.
/// `None` where the engine knows no more than its name.
pub fn of_instance(node: &PlanNode, instance: &Instance) -> Option<Box<dyn Module>> {
    let facts = instance.module(&node.module, node.kind)?;
    let params = Params::new(&node.module, node.field("indexed_params"))
        .with_filter(node.field("saved_filters"));
    if let Some(script) = &facts.script {
        return Some(Box::new(script.with(&params)));
    }
    let described = facts.described.as_ref()?;
    described
        .is_misp_module
        .then(|| Box::new(action::MispModule::new(described, &params)) as Box<dyn Module>)
}
