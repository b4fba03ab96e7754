//! Which modules ask something outside, so that a user can say what comes back.

use crate::catalogue;

/// Whom a module asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// A web server.
    Http,
    /// The misp-modules service.
    MispModules,
}

/// Whom this module asks; `None` for those that get no answer they look at.
pub fn asks(module: &catalogue::Module) -> Option<Asks> {
    match module.id.as_str() {
        "webhook" | "ms-teams-webhook" | "telegram-send-alert" | "splunk-hec-export" => {
            Some(Asks::Http)
        }
        "attach-enrichment" | "enrich-event" => Some(Asks::MispModules),
        _ => module.is_misp_module.then_some(Asks::MispModules),
    }
}
