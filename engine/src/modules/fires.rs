//! Which actions fire which triggers (spec 03, "Recursion").

/// The triggers that an action's work may fire, by the action's module id.
pub fn fires(module: &str) -> &'static [&'static str] {
    match module {
        "tag_operation"
        | "tag_replacement_generic"
        | "tag_replacement_tlp"
        | "tag_replacement_pap"
        | "assign_country" => &["tag-attached-after-save"],
        "attribute_ids_flag_operation"
        | "Module_attribute_comment_operation"
        | "attribute_distribution_operation" => &["attribute-after-save", "event-after-save"],
        "enrich-event" => &[
            "attribute-after-save",
            "object-after-save",
            "event-after-save",
        ],
        "Module_event_distribution_operation" => &["event-after-save", "event-before-save"],
        "publish-event" => &["event-publish", "event-after-save"],
        "proposal-action" => &["attribute-after-save", "shadow-attribute-after-save"],
        "send-mail" | "send-log-mail" => &["log-after-save"],
        _ => &[],
    }
}
