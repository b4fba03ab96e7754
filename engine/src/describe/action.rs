//! What each action does.

use super::{given::Given, secret, words};

/// The summary of a built-in action; `None` for one that is not known.
pub(super) fn summary(given: &Given<'_>) -> Option<String> {
    Some(match given.module.id.as_str() {
        "stop-execution" => match given.quoted("message") {
            Some(message) => format!("stops with {message}"),
            None => "stops without a message".to_owned(),
        },
        "tag_operation" => tags(given),
        "tag_replacement_tlp" => spelling(given, "TLP"),
        "tag_replacement_pap" => spelling(given, "PAP"),
        "tag_replacement_generic" | "attribute_edition_operation" => {
            "does nothing on its own".to_owned()
        }
        "attribute_ids_flag_operation" => {
            let verb = if given.is("action", "remove") {
                "clears"
            } else {
                "sets"
            };
            format!("{verb} the IDS flag of attributes")
        }
        "Module_attribute_comment_operation" => match given.quoted("comment") {
            Some(comment) => format!("sets comments to {comment}"),
            None => "clears the comments of attributes".to_owned(),
        },
        "Module_event_distribution_operation" => {
            let level = words::distribution(
                &given.text("distribution"),
                &given.names("sharing_group_id"),
            );
            let freeze = given.is("freeze", "freeze");
            let then = if freeze {
                "keeps it published"
            } else {
                "unpublishes it"
            };
            format!("shares the event with {level}, {then}")
        }
        "attach-enrichment" => match given.row("modules") {
            Some(modules) => format!("looks attributes up in {modules}"),
            None => "no enrichment module chosen".to_owned(),
        },
        "enrich-event" => match given.row("modules") {
            Some(modules) => format!("adds what {modules} finds to the event"),
            None => "no enrichment module chosen".to_owned(),
        },
        "attach-warninglist" => match given.row("warninglists") {
            Some(all) if all == "ALL" => "marks attributes on any active warninglist".to_owned(),
            Some(lists) => format!("marks attributes on {lists}"),
            None => "no warninglist chosen".to_owned(),
        },
        "attach-decay-score" => match given.row("decayingmodels") {
            Some(models) => format!("scores attributes with {models}"),
            None => "no decaying model chosen".to_owned(),
        },
        "assign_country" => {
            let path = given
                .path("hash_path")
                .unwrap_or_else(|| "(no path)".to_owned());
            let locality = given.text("locality");
            format!(
                "adds a {locality} country tag to {}, named by {path}",
                target(given)
            )
        }
        "add_to_warninglist" => match given.row("warninglist") {
            Some(list) => format!("adds attributes to warninglist {list}"),
            None => "no warninglist chosen".to_owned(),
        },
        "add_eventblocklist_entry" => match given.quoted("block_comment") {
            Some(comment) => format!("keeps the event from coming back, noted {comment}"),
            None => "keeps the event from coming back".to_owned(),
        },
        "publish-event" => "publishes the event".to_owned(),
        "reload-full-event" => "reads the event again".to_owned(),
        "proposal-action" => proposals(given),
        "send-mail" | "send-log-mail" => mail(given),
        _ => return sending(given),
    })
}

fn sending(given: &Given<'_>) -> Option<String> {
    let address = || match given.text("url") {
        url if url.is_empty() => None,
        url => Some(secret::address(&url)),
    };
    Some(match given.module.id.as_str() {
        "webhook" => {
            let method = given.text("request_method").to_uppercase();
            let body = match given.text("content_type").as_str() {
                "form" => "form",
                _ => "JSON",
            };
            match address() {
                // A GET has no body (README-live, point 40).
                Some(address) if method == "GET" => format!("GET from {address}"),
                Some(address) => format!("{method} to {address} ({body})"),
                None => format!("{method} to nowhere, no address set"),
            }
        }
        "ms-teams-webhook" => match address() {
            Some(address) => format!("posts to Teams at {address}"),
            None => "posts to Teams, no address set".to_owned(),
        },
        "splunk-hec-export" => {
            let what = if given.is("event_per_attribute", "1") {
                "each attribute"
            } else {
                "the event"
            };
            match address() {
                Some(address) => format!("sends {what} to Splunk at {address}"),
                None => format!("sends {what} to Splunk, no address set"),
            }
        }
        "telegram-send-alert" => {
            let what = given
                .quoted("message_body_template")
                .unwrap_or_else(|| "nothing".to_owned());
            match given.text("chat_id") {
                chat if chat.is_empty() => format!("sends {what} to Telegram, no chat set"),
                chat => format!(
                    "sends {what} to Telegram chat {}",
                    words::shorten(&chat, 20)
                ),
            }
        }
        "push-zmq" => match given.path("data_extraction_path") {
            Some(path) => format!("pushes {path} to ZMQ"),
            None => "pushes all data to ZMQ".to_owned(),
        },
        _ => return None,
    })
}

fn target(given: &Given<'_>) -> &'static str {
    match given.text("scope").as_str() {
        "attribute" => "attributes",
        "all" => "the event and its attributes",
        _ => "the event",
    }
}

fn tags(given: &Given<'_>) -> String {
    let Some(tags) = given.row("tags") else {
        return "no tag chosen".to_owned();
    };
    let (target, locality) = (target(given), given.locality());
    if given.is("action", "remove") {
        return format!("removes {tags} from {target}{locality}");
    }
    // Adding with any locality means global (README-live, point 23).
    let locality = if locality.is_empty() {
        " (global)"
    } else {
        locality
    };
    format!("adds {tags} to {target}{locality}")
}

fn spelling(given: &Given<'_>, taxonomy: &str) -> String {
    format!(
        "adds properly spelled {taxonomy} tags to {}{}",
        target(given),
        given.locality()
    )
}

fn proposals(given: &Given<'_>) -> String {
    let verb = if given.is("action", "remove") {
        "discards"
    } else {
        "accepts"
    };
    match given.text("proposal_type").as_str() {
        "new" => format!("{verb} proposals of new attributes"),
        "edit" => format!("{verb} proposals to change attributes"),
        "any" => format!("{verb} all proposals"),
        _ => format!("{verb} no proposals, their type is not chosen"),
    }
}

fn mail(given: &Given<'_>) -> String {
    let Some(recipients) = given.row("recipients") else {
        return "mails nobody, no recipient chosen".to_owned();
    };
    match given.quoted("mail_template_subject") {
        Some(subject) => format!("mails {recipients} {subject}"),
        None => format!("mails {recipients}, no subject set"),
    }
}
