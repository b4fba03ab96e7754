//! Action modules (spec 05; README-live 23 to 43).

mod assign_country;
mod misp_module;
mod ms_teams_webhook;
mod proposal_action;
mod publish_event;
mod push_zmq;
mod reload_full_event;
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

pub use assign_country::AssignCountry;
pub use misp_module::MispModule;
pub use ms_teams_webhook::MsTeamsWebhook;
pub use proposal_action::ProposalAction;
pub use publish_event::PublishEvent;
pub use push_zmq::PushZmq;
pub use reload_full_event::ReloadFullEvent;
pub use send_log_mail::SendLogMail;
pub use send_mail::SendMail;
pub use splunk_hec_export::SplunkHecExport;
pub use stop_execution::StopExecution;
pub use tag_operation::TagOperation;
pub use tag_replacement_generic::TagReplacement;
pub use telegram_send_alert::TelegramSendAlert;
pub use webhook::Webhook;
