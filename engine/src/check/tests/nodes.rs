//! Lints that know what a module does.

use serde_json::{Value as Json, json};

use super::Case;

const LIST: &str = "Event._AttributeFlattened.{n}";

/// One node that is wrong and one that is right.
pub fn pair(code: &'static str, module: &str, bad: Json, good: Json) -> Case {
    (code, json!([[module, bad]]), json!([[module, good]]))
}

fn webhook(code: &'static str, bad: Json, good: Json) -> Case {
    let full = |mut params: Json| {
        let address = json!("https://example.org/hook");
        params
            .as_object_mut()
            .unwrap()
            .entry("url")
            .or_insert(address);
        params
    };
    pair(code, "webhook", full(bad), full(good))
}

pub fn cases() -> Vec<Case> {
    [conditions(), actions(), outgoing()].concat()
}

fn conditions() -> Vec<Case> {
    let generic = |operator: &str, path: &str| json!({"operator": operator, "hash_path": path, "value": "x", "value_list": ["x"]});
    let tag_if = |scope: &str, condition: &str, tags: &[&str]| json!({"scope": scope, "condition": condition, "tags": tags});
    let distribution = |scope: &str, condition: &str, level: &str, groups: &[&str]| json!({"scope": scope, "condition": condition, "distribution": level, "sharing_group_id": groups});
    let count = |value: &str| json!({"selector": LIST, "value": value});
    vec![
        pair(
            "equals-on-list",
            "generic-if",
            generic("equals", "Event.Tag.{n}.name"),
            generic("equals", "Event.info"),
        ),
        pair(
            "equals-on-list",
            "generic-if",
            generic("not_equals", "Event.Tag.{n}.name"),
            generic("in", "Event.Tag.{n}.name"),
        ),
        pair(
            "operator-never-holds",
            "generic-if",
            generic("in_and", "Event.Tag.{n}.name"),
            generic("in_or", "Event.Tag.{n}.name"),
        ),
        pair(
            "operator-never-holds",
            "generic-if",
            generic("like", "Event.info"),
            generic("any_value", "Event.info"),
        ),
        pair(
            "operator-never-holds",
            "organisation-if",
            json!({"condition": "in_or"}),
            json!({"condition": "not_in"}),
        ),
        pair(
            "value-in-other-field",
            "generic-if",
            json!({"operator": "in_or", "hash_path": "Event.info", "value": "x", "value_list": []}),
            generic("in_or", "Event.info"),
        ),
        pair(
            "value-in-other-field",
            "generic-filter-data",
            json!({"operator": "in", "selector": LIST, "hash_path": "type", "value_list": ["x", "y"]}),
            json!({"operator": "in", "selector": LIST, "hash_path": "type", "value": "x", "value_list": []}),
        ),
        pair(
            "value-in-other-field",
            "generic-if",
            json!({"operator": "not_in", "hash_path": "Event.info", "value": "", "value_list": ["x"]}),
            generic("not_in", "Event.info"),
        ),
        pair(
            "no-path",
            "generic-if",
            generic("in", ""),
            generic("in", "Event.info"),
        ),
        pair("no-path", "count-if", json!({"value": "1"}), count("1")),
        pair(
            "no-tags-to-test",
            "tag-if",
            tag_if("event", "in_or", &[]),
            json!({"clusters": ["a=\"b\""]}),
        ),
        pair(
            "all-tags-counted",
            "tag-if",
            tag_if("event_attribute", "in_and", &["x"]),
            tag_if("event", "in_and", &["x"]),
        ),
        (
            "all-tags-counted",
            json!([["tag-if", tag_if("attribute", "in_and", &["x", "y"])]]),
            json!([
                ["attribute-after-save", {}],
                ["tag-if", tag_if("attribute", "in_and", &["x", "y"])]
            ]),
        ),
        pair(
            "tag-order-counts",
            "tag-if",
            tag_if("event", "not_in_and", &["x", "y"]),
            tag_if("event", "not_in_and", &["x"]),
        ),
        pair(
            "threat-level-name",
            "threat-level-if",
            json!({"threatlevel": "Low"}),
            json!({"threatlevel": "3"}),
        ),
        pair(
            "needs-attribute",
            "distribution-if",
            distribution("attribute", "equals", "1", &[]),
            distribution("event", "equals", "1", &[]),
        ),
        (
            "needs-attribute",
            json!([["distribution-if", distribution("event", "equals", "4", &[])]]),
            json!([["count-if", {"selector": "Event.Attribute.{n}", "operator": "greater", "value": "0"}],
                   ["distribution-if", distribution("attribute", "equals", "1", &[])]]),
        ),
        pair(
            "group-holds-always",
            "distribution-if",
            distribution("event", "not_equals", "4", &["1"]),
            distribution("event", "equals", "4", &[]),
        ),
        pair(
            "no-order-of-groups",
            "distribution-if",
            distribution("event", "more_restrictive_or_equal_than", "4", &[]),
            distribution("event", "more_restrictive_or_equal_than", "2", &[]),
        ),
        pair(
            "equals-read-as-in",
            "organisation-if",
            json!({"condition": "not_equals"}),
            json!({"condition": "not_in"}),
        ),
        pair(
            "no-organisation",
            "organisation-if",
            json!({"org_id": []}),
            json!({"org_id": "1"}),
        ),
        pair("threshold-no-number", "count-if", count("many"), count("3")),
    ]
}

fn actions() -> Vec<Case> {
    let distribution = "Module_event_distribution_operation";
    let tags = |locality: &str, action: &str| json!({"tags": ["x"], "locality": locality, "action": action});
    vec![
        pair(
            "no-tags",
            "tag_operation",
            json!({"tags": ""}),
            json!({"tags": ["x"]}),
        ),
        pair(
            "any-means-global",
            "tag_operation",
            tags("any", "add"),
            tags("any", "remove"),
        ),
        pair(
            "replacement-removes-nothing",
            "tag_replacement_tlp",
            json!({"remove_substituted": "yes"}),
            json!({"remove_substituted": "no"}),
        ),
        pair(
            "replacement-needs-tags",
            "tag_replacement_pap",
            json!({"scope": "all"}),
            json!({"scope": "event"}),
        ),
        (
            "replacement-needs-tags",
            json!([["tag_replacement_tlp", {"scope": "attribute"}]]),
            json!([["generic-filter-data", {"selector": LIST, "hash_path": "Tag.{n}.name", "operator": "any_value"}],
                   ["tag_replacement_tlp", {"scope": "attribute"}]]),
        ),
        pair(
            "nothing-chosen",
            "attach-enrichment",
            json!({"modules": [""]}),
            json!({"modules": ["", "hashlookup"]}),
        ),
        pair(
            "nothing-chosen",
            "enrich-event",
            json!({"modules": ""}),
            json!({"modules": "hashlookup"}),
        ),
        pair(
            "nothing-chosen",
            "attach-warninglist",
            json!({"warninglists": []}),
            json!({}),
        ),
        pair(
            "distribution-without-group",
            distribution,
            json!({"distribution": "4"}),
            json!({"distribution": "4", "sharing_group_id": "1"}),
        ),
        pair(
            "default-message",
            "stop-execution",
            json!({"message": "0"}),
            json!({"message": "No"}),
        ),
        pair(
            "comment-cleared",
            "Module_attribute_comment_operation",
            json!({"comment": ""}),
            json!({"comment": "seen"}),
        ),
        (
            "does-nothing",
            json!([["tag_replacement_generic", {}]]),
            json!([["tag_replacement_tlp", {}]]),
        ),
        pair(
            "no-such-proposals",
            "proposal-action",
            json!({"proposal_type": "all"}),
            json!({"proposal_type": "new"}),
        ),
    ]
}

fn outgoing() -> Vec<Case> {
    let mail = |recipients: Json, subject: &str| json!({"recipients": recipients, "mail_template_subject": subject, "mail_template_body": "x"});
    let teams = |path: &str| json!({"url": "https://example.org/", "data_extraction_path": path});
    vec![
        webhook("no-url", json!({"url": ""}), json!({})),
        webhook(
            "blank-in-url",
            json!({"url": "https://example.org/a b"}),
            json!({"url": "https://example.org/{{ Event.id }}/{% if x %}y{% endif %}"}),
        ),
        webhook(
            "blank-in-url",
            json!({"url": "https://example.org/{{ Event.id }}?q=a b"}),
            json!({"url": "{{ 'https://example.org/' }}"}),
        ),
        webhook(
            "url-scheme",
            json!({"url": "ftp://example.org/"}),
            json!({"url": "HTTP://example.org/?u=ftp://x"}),
        ),
        webhook(
            "unknown-method",
            json!({"request_method": "GET"}),
            json!({"request_method": "delete"}),
        ),
        webhook(
            "get-with-payload",
            json!({"request_method": "get", "payload": "x"}),
            json!({"request_method": "get"}),
        ),
        webhook(
            "payload-zero",
            json!({"payload": "0"}),
            json!({"payload": "00"}),
        ),
        webhook(
            "form-without-payload",
            json!({"content_type": "form"}),
            json!({"content_type": "form", "payload": "a=1"}),
        ),
        webhook(
            "header-skipped",
            json!({"headers": "X-A: 1\nX-B:"}),
            json!({"headers": "X-A: 1\r\n{% if x %}\nX-B:{{ y }}\n"}),
        ),
        pair(
            "path-ignored",
            "ms-teams-webhook",
            teams("Event.info"),
            teams(""),
        ),
        pair("no-url", "ms-teams-webhook", json!({}), teams("")),
        (
            "splunk-fails",
            json!([["splunk-hec-export", {}]]),
            json!([["push-zmq", {}]]),
        ),
        pair(
            "no-account",
            "telegram-send-alert",
            json!({"bot_token": "1:x"}),
            json!({"bot_token": "1:x", "chat_id": "2"}),
        ),
        pair(
            "no-recipient",
            "send-mail",
            mail(json!([]), "x"),
            mail(json!(["All admins"]), "x"),
        ),
        pair(
            "no-subject",
            "send-log-mail",
            mail(json!(["All admins"]), " "),
            mail(json!(["All admins"]), "{{ Event.info }}"),
        ),
    ]
}
