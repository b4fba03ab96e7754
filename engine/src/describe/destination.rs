//! Where a node sends something: hosts, recipients and services, without what is secret about them.

use super::{given::Given, secret, words};
use crate::{catalogue::Catalogue, workflow::Node};

/// Where what the node sends goes, one entry for each place; `None` for a node that sends nothing
/// out of the server. An entry says too when no place is set.
pub fn destinations(node: &Node, catalogue: &Catalogue) -> Option<Vec<String>> {
    let module = catalogue.module_of(node);
    let given = Given::new(&module, &node.params);
    let set_or = |list: Vec<String>, none: &str| {
        if list.is_empty() {
            vec![none.to_owned()]
        } else {
            list.iter().map(|entry| secret::mask(entry)).collect()
        }
    };
    Some(match module.id.as_str() {
        "webhook" | "ms-teams-webhook" | "splunk-hec-export" => match given.text("url") {
            url if url.is_empty() => vec!["nowhere, no address is set".to_owned()],
            url => vec![secret::address(&url)],
        },
        "telegram-send-alert" => match given.text("chat_id") {
            chat if chat.is_empty() => vec!["Telegram, no chat is set".to_owned()],
            chat => vec![format!("Telegram chat {}", words::shorten(&chat, 40))],
        },
        "send-mail" | "send-log-mail" => {
            set_or(given.names("recipients"), "nobody, no recipient is set")
        }
        "push-zmq" => vec!["the ZMQ channel of the server".to_owned()],
        "publish-event" => vec!["the servers and people that the event is shared with".to_owned()],
        "attach-enrichment" | "enrich-event" => {
            let modules = given.names("modules");
            let named = modules
                .into_iter()
                .map(|module| format!("the enrichment service {module}"));
            set_or(named.collect(), "no enrichment service is set")
        }
        id if module.is_misp_module => vec![format!("the misp-modules service {id}")],
        _ => return None,
    })
}
