//! Action modules (spec 05; README-live 23 to 43).

mod add_analyst_data;
mod add_eventblocklist_entry;
mod add_to_warninglist;
mod attach_decay_score;
mod attach_warninglist;
mod attribute_comment_operation;
mod attribute_distribution_operation;
mod attribute_edition;
mod attribute_ids_flag_operation;
mod blueprint_action_module;
mod event_distribution_operation;
mod misp_module;
mod stop_execution;

pub use add_analyst_data::AddAnalystData;
pub use add_eventblocklist_entry::AddEventBlocklistEntry;
pub use add_to_warninglist::AddToWarninglist;
pub use attach_decay_score::AttachDecayScore;
pub use attach_warninglist::AttachWarninglist;
pub use attribute_comment_operation::AttributeComment;
pub use attribute_distribution_operation::AttributeDistribution;
pub use attribute_edition::AttributeEdition;
pub use attribute_ids_flag_operation::AttributeIdsFlag;
pub use blueprint_action_module::Example;
pub use event_distribution_operation::EventDistribution;
pub use misp_module::MispModule;
pub use stop_execution::StopExecution;
