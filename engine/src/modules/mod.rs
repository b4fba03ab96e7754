//! What modules do: one file each, listed in [`built_in`].

mod action;
mod asks;
mod context;
mod custom;
mod fires;
mod http;
mod logic;
mod mail;
mod params;
#[cfg(test)]
mod tests;
mod trigger;

pub use asks::{Asks, asks};
pub use context::{Context, Outside, World};
pub use custom::{CustomModule, CustomModuleError};
pub use fires::fires;
pub use params::Params;
pub use trigger::{accepts as trigger_accepts, handed_over};

use crate::{instance::Instance, run::PlanNode, value::PhpError, workflow::NodeKind};

/// A module with the parameters of one node.
pub trait Module: std::fmt::Debug + Send + Sync {
    /// Executes the node. For a logic module the result chooses the branch, for an action `false`
    /// counts as failed.
    ///
    /// # Errors
    /// What the PHP code throws with such data or parameters.
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError>;

    /// The workflows that the module runs on the data once it has succeeded, by their ids or the
    /// triggers that they are kept for.
    fn runs(&self) -> Vec<String> {
        Vec::new()
    }
}

/// How a module is made ready for a node's parameters.
type Make = fn(&Params) -> Box<dyn Module>;

/// The modules whose work the engine does as MISP does it. An action that is not among them is
/// either described by the instance (see [`of_instance`]) or unknown.
const BUILT_IN: &[(NodeKind, &str, Make)] = &[
    (NodeKind::Logic, "aggregate_comparator_if", |params| {
        Box::new(logic::AggregateComparatorIf::new(params))
    }),
    (NodeKind::Logic, "concurrent-task", |_| {
        Box::new(logic::ConcurrentTask)
    }),
    (NodeKind::Logic, "count-if", |params| {
        Box::new(logic::CountIf::new(params))
    }),
    (NodeKind::Logic, "distribution-if", |params| {
        Box::new(logic::DistributionIf::new(params))
    }),
    (NodeKind::Logic, "filter-tag", |params| {
        Box::new(logic::FilterTag::new(params))
    }),
    (NodeKind::Logic, "filter-timestamp", |params| {
        Box::new(logic::FilterTimestamp::new(params))
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
    (NodeKind::Action, "add_analyst_data", |params| {
        Box::new(action::AddAnalystData::new(params))
    }),
    (NodeKind::Action, "add_eventblocklist_entry", |params| {
        Box::new(action::AddEventBlocklistEntry::new(params))
    }),
    (NodeKind::Action, "add_to_warninglist", |params| {
        Box::new(action::AddToWarninglist::new(params))
    }),
    (NodeKind::Action, "assign_country", |params| {
        Box::new(action::AssignCountry::new(params))
    }),
    (NodeKind::Action, "attach-decay-score", |params| {
        Box::new(action::AttachDecayScore::new(params))
    }),
    (NodeKind::Action, "attach-enrichment", |params| {
        Box::new(action::AttachEnrichment::new(params))
    }),
    (NodeKind::Action, "attach-warninglist", |params| {
        Box::new(action::AttachWarninglist::new(params))
    }),
    (
        NodeKind::Action,
        "attribute_distribution_operation",
        |params| Box::new(action::AttributeDistribution::new(params)),
    ),
    (NodeKind::Action, "attribute_edition_operation", |_| {
        Box::new(action::AttributeEdition)
    }),
    (NodeKind::Action, "attribute_ids_flag_operation", |params| {
        Box::new(action::AttributeIdsFlag::new(params))
    }),
    (NodeKind::Action, "blueprint-action-module", |_| {
        Box::new(action::Example)
    }),
    (NodeKind::Action, "enrich-event", |params| {
        Box::new(action::EnrichEvent::new(params))
    }),
    (
        NodeKind::Action,
        "Module_attribute_comment_operation",
        |params| Box::new(action::AttributeComment::new(params)),
    ),
    (
        NodeKind::Action,
        "Module_event_distribution_operation",
        |params| Box::new(action::EventDistribution::new(params)),
    ),
    (NodeKind::Action, "ms-teams-webhook", |params| {
        Box::new(action::MsTeamsWebhook::new(params))
    }),
    (NodeKind::Action, "proposal-action", |params| {
        Box::new(action::ProposalAction::new(params))
    }),
    (NodeKind::Action, "publish-event", |_| {
        Box::new(action::PublishEvent)
    }),
    (NodeKind::Action, "push-zmq", |params| {
        Box::new(action::PushZmq::new(params))
    }),
    (NodeKind::Action, "reload-full-event", |_| {
        Box::new(action::ReloadFullEvent)
    }),
    (NodeKind::Action, "run-workflow", |params| {
        Box::new(action::RunWorkflow::new(params))
    }),
    (NodeKind::Action, "send-log-mail", |params| {
        Box::new(action::SendLogMail::new(params))
    }),
    (NodeKind::Action, "send-mail", |params| {
        Box::new(action::SendMail::new(params))
    }),
    (NodeKind::Action, "splunk-hec-export", |params| {
        Box::new(action::SplunkHecExport::new(params))
    }),
    (NodeKind::Action, "stop-execution", |params| {
        Box::new(action::StopExecution::new(params))
    }),
    (NodeKind::Action, "tag_operation", |params| {
        Box::new(action::TagOperation::new(params))
    }),
    (NodeKind::Action, "tag_replacement_generic", |params| {
        Box::new(action::TagReplacement::generic(params))
    }),
    (NodeKind::Action, "tag_replacement_pap", |params| {
        Box::new(action::TagReplacement::pap(params))
    }),
    (NodeKind::Action, "tag_replacement_tlp", |params| {
        Box::new(action::TagReplacement::tlp(params))
    }),
    (NodeKind::Action, "telegram-send-alert", |params| {
        Box::new(action::TelegramSendAlert::new(params))
    }),
    (NodeKind::Action, "webhook", |params| {
        Box::new(action::Webhook::new(params))
    }),
];

/// The module with this id, made ready for a node's parameters; `None` for modules that
/// MISP does not have. Whether a server has the module is asked before.
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
