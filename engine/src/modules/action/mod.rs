//! Action modules (spec 05; README-live 23 to 43).

mod misp_module;
mod ms_teams_webhook;
mod push_zmq;
mod send_log_mail;
mod send_mail;
mod splunk_hec_export;
mod stop_execution;
mod telegram_send_alert;
mod webhook;

pub use misp_module::MispModule;
pub use ms_teams_webhook::MsTeamsWebhook;
pub use push_zmq::PushZmq;
pub use send_log_mail::SendLogMail;
pub use send_mail::SendMail;
pub use splunk_hec_export::SplunkHecExport;
pub use stop_execution::StopExecution;
pub use telegram_send_alert::TelegramSendAlert;
pub use webhook::Webhook;
