//! When each trigger starts its workflow.

use super::{given::Given, words};

pub(super) fn summary(given: &Given<'_>) -> String {
    let when = match given.module.id.as_str() {
        "attribute-after-save" => "after an attribute is saved".to_owned(),
        "enrichment-before-query" => "before an enrichment service is asked".to_owned(),
        "event-after-save" => "after an event or a part of it is saved".to_owned(),
        "event-after-save-new" => "after a new event is saved".to_owned(),
        "event-after-save-new-from-pull" => "after a new event is pulled".to_owned(),
        "event-before-save" => "before an event or a part of it is saved".to_owned(),
        "event-publish" => "before an event is published".to_owned(),
        "event-report-after-save" => "after an event report is saved".to_owned(),
        "log-after-save" => "after a log entry is written".to_owned(),
        "object-after-save" => "after an object is saved".to_owned(),
        "post-after-save" => "after a post is written".to_owned(),
        "shadow-attribute-after-save" => "after a proposal is saved".to_owned(),
        "shadow-attribute-before-save" => "before a proposal is saved".to_owned(),
        "sighting-after-save" => "after a sighting is saved".to_owned(),
        "tag-attached-after-save" => tag_attached(given),
        "user-after-save" => "after a user account is saved".to_owned(),
        "user-before-save" => "before a user account is saved".to_owned(),
        _ if given
            .module
            .trigger
            .as_ref()
            .is_some_and(|trigger| trigger.is_adhoc) =>
        {
            "when it is started by hand".to_owned()
        }
        _ => format!("when {} starts it", words::quoted(&given.module.name)),
    };
    if given.module.blocking {
        format!("{when} · can block")
    } else {
        when
    }
}

fn tag_attached(given: &Given<'_>) -> String {
    let locality = match given.text("locality").as_str() {
        "local" => "local ",
        "global" => "global ",
        _ => "",
    };
    let to = match given.text("scope").as_str() {
        "event" => "an event",
        "attribute" => "an attribute",
        _ => "anything",
    };
    match given.row("tag") {
        Some(tag) => format!("after {locality}tag {tag} is attached to {to}"),
        None => format!("after a {locality}tag is attached to {to}, none chosen"),
    }
}
