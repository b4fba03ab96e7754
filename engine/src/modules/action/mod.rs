//! Action modules (spec 05; README-live 23 to 43).

mod add_analyst_data;
mod add_eventblocklist_entry;
mod add_to_warninglist;
mod assign_country;
mod attach_decay_score;
mod attach_enrichment;
mod attach_warninglist;
mod attribute_comment_operation;
mod attribute_distribution_operation;
mod attribute_edition;
mod attribute_ids_flag_operation;
mod blueprint_action_module;
mod enrich_event;
mod event_distribution_operation;
mod misp_module;
mod ms_teams_webhook;
mod proposal_action;
mod publish_event;
mod push_zmq;
mod reload_full_event;
mod run_workflow;
mod send_log_mail;
mod send_mail;
mod splunk_hec_export;
mod stop_execution;
mod tag_operation;
mod tag_replacement_generic;
mod tag_replacement_pap;
mod tag_replacement_tlp;
mod tagging;
mod telegram_send_alert;
mod webhook;

pub use add_analyst_data::AddAnalystData;
pub use add_eventblocklist_entry::AddEventBlocklistEntry;
pub use add_to_warninglist::AddToWarninglist;
pub use assign_country::AssignCountry;
pub use attach_decay_score::AttachDecayScore;
pub use attach_enrichment::AttachEnrichment;
pub use attach_warninglist::AttachWarninglist;
pub use attribute_comment_operation::AttributeComment;
pub use attribute_distribution_operation::AttributeDistribution;
pub use attribute_edition::AttributeEdition;
pub use attribute_ids_flag_operation::AttributeIdsFlag;
pub use blueprint_action_module::Example;
pub use enrich_event::EnrichEvent;
pub use event_distribution_operation::EventDistribution;
pub use misp_module::MispModule;
pub use ms_teams_webhook::MsTeamsWebhook;
pub use proposal_action::ProposalAction;
pub use publish_event::PublishEvent;
pub use push_zmq::PushZmq;
pub use reload_full_event::ReloadFullEvent;
pub use run_workflow::RunWorkflow;
pub use send_log_mail::SendLogMail;
pub use send_mail::SendMail;
pub use splunk_hec_export::SplunkHecExport;
pub use stop_execution::StopExecution;
pub use tag_operation::TagOperation;
pub use tag_replacement_generic::TagReplacement;
pub use telegram_send_alert::TelegramSendAlert;
pub use webhook::Webhook;

use smol_str::SmolStr;

use crate::value::Value;

/// The misp-modules that a node names: one, or a list in which the empty choice may stand.
fn chosen_modules(modules: &Value) -> Vec<SmolStr> {
    let names = modules.to_array();
    let names = names.values().map(|name| SmolStr::new(name.to_text()));
    names.filter(|name| !name.is_empty()).collect()
}
