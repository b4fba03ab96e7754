//! Action modules (spec 05; README-live 23 to 43).

mod assign_country;
mod misp_module;
mod proposal_action;
mod publish_event;
mod reload_full_event;
mod stop_execution;
mod tag_operation;
mod tag_replacement_generic;
mod tag_replacement_pap;
mod tag_replacement_tlp;
mod tagging;

pub use assign_country::AssignCountry;
pub use misp_module::MispModule;
pub use proposal_action::ProposalAction;
pub use publish_event::PublishEvent;
pub use reload_full_event::ReloadFullEvent;
pub use stop_execution::StopExecution;
pub use tag_operation::TagOperation;
pub use tag_replacement_generic::TagReplacement;
