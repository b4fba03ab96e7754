//! Which triggers an action fires by what it saves (spec 03, "Recursion").

use super::Params;

const TAG: &[&str] = &["tag-attached-after-save"];
const ATTRIBUTE: &[&str] = &["attribute-after-save", "event-after-save"];
const ENRICHED: &[&str] = &[
    "attribute-after-save",
    "object-after-save",
    "event-after-save",
];
const EVENT: &[&str] = &["event-after-save", "event-before-save"];
const PUBLISHED: &[&str] = &["event-publish", "event-after-save"];
const PROPOSAL: &[&str] = &[
    "attribute-after-save",
    "shadow-attribute-after-save",
    "shadow-attribute-before-save",
];
const LOG: &[&str] = &["log-after-save"];

/// The triggers that an action of this module fires with these parameters, where it finds
/// something to save. A tag fires when it is added, not when it is removed; a proposal when it is
/// accepted.
pub fn fires(module: &str, params: &Params) -> &'static [&'static str] {
    match module {
        "tag_operation" if params.text("action") == "add" => TAG,
        "tag_replacement_generic"
        | "tag_replacement_tlp"
        | "tag_replacement_pap"
        | "assign_country" => TAG,
        "attribute_ids_flag_operation"
        | "attribute_distribution_operation"
        | "attribute_edition_operation"
        | "Module_attribute_comment_operation" => ATTRIBUTE,
        "enrich-event" => ENRICHED,
        "Module_event_distribution_operation" => EVENT,
        "publish-event" => PUBLISHED,
        "proposal-action" if params.text("action") == "accept" => PROPOSAL,
        "send-mail" | "send-log-mail" => LOG,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    #[test]
    fn what_is_saved_fires_its_triggers() {
        let fired = |module: &str, params: &str| {
            let params = Value::from_json(params.as_bytes()).unwrap();
            fires(module, &Params::new(module, &params))
        };
        assert_eq!(fired("tag_operation", "{}"), TAG);
        assert_eq!(fired("tag_operation", r#"{"action":"remove"}"#), [""; 0]);
        assert_eq!(fired("tag_replacement_pap", "[]"), TAG);
        assert_eq!(fired("attribute_ids_flag_operation", "[]"), ATTRIBUTE);
        assert_eq!(fired("proposal-action", "[]"), PROPOSAL);
        assert_eq!(fired("proposal-action", r#"{"action":"remove"}"#), [""; 0]);
        assert_eq!(fired("publish-event", "[]"), PUBLISHED);
        assert_eq!(fired("webhook", "[]"), [""; 0]);
    }
}
