//! What modules do: one file each, listed in [`built_in`].

mod action;
mod logic;
mod params;
mod trigger;

pub use params::Params;
pub use trigger::{accepts as trigger_accepts, core_format as trigger_core_format};

use crate::{
    run::{Job, RoamingData},
    value::PhpError,
    workflow::NodeKind,
};

/// What a module may work on while it is executed.
#[derive(Debug)]
pub struct Context<'a> {
    /// The data that travel through the run.
    pub data: &'a mut RoamingData,
    /// The errors that the module reports.
    pub errors: &'a mut Vec<String>,
    /// Background runs that it queues.
    pub jobs: &'a mut Vec<Job>,
}

/// A module with the parameters of one node.
pub trait Module: std::fmt::Debug + Send + Sync {
    /// Executes the node. For a logic module the result chooses the branch, for an action `false`
    /// counts as failed.
    ///
    /// # Errors
    /// What the PHP code throws with such data or parameters.
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError>;
}

/// The module with this id, made ready for a node's parameters; `None` for modules whose work the
/// engine only records.
pub fn built_in(id: &str, kind: NodeKind, params: &Params) -> Option<Box<dyn Module>> {
    Some(match (kind, id) {
        (NodeKind::Logic, "generic-if") => Box::new(logic::GenericIf::new(params)),
        (NodeKind::Logic, "tag-if") => Box::new(logic::TagIf::new(params)),
        (NodeKind::Logic, "distribution-if") => Box::new(logic::DistributionIf::new(params)),
        (NodeKind::Logic, "organisation-if") => Box::new(logic::OrganisationIf::new(params)),
        (NodeKind::Logic, "published-if") => Box::new(logic::PublishedIf::new(params)),
        (NodeKind::Logic, "threat-level-if") => Box::new(logic::ThreatLevelIf::new(params)),
        (NodeKind::Logic, "count-if") => Box::new(logic::CountIf::new(params)),
        (NodeKind::Logic, "concurrent-task") => Box::new(logic::ConcurrentTask),
        (NodeKind::Logic, "generic-filter-data") => Box::new(logic::FilterData::new(params)),
        (NodeKind::Logic, "generic-filter-reset") => Box::new(logic::FilterReset::new(params)),
        (NodeKind::Action, "stop-execution") => Box::new(action::StopExecution::new(params)),
        _ => return None,
    })
}
