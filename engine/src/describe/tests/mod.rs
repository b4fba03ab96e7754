use serde_json::{Value, json};

mod real;
mod strange;

use super::*;
use crate::catalogue::Catalogue;

fn summary(id: &str, params: &Value) -> String {
    filtered(id, params, None)
}

fn filtered(id: &str, params: &Value, filter: Option<&NodeFilter>) -> String {
    let module = Catalogue::bundled().get(id).unwrap();
    let empty = serde_json::Map::new();
    node_summary(module, params.as_object().unwrap_or(&empty), filter)
}

#[test]
fn fresh_nodes() {
    // What the palette drops on the canvas: no params stored, so the defaults speak.
    let expected = [
        ("attribute-after-save", "after an attribute is saved"),
        (
            "enrichment-before-query",
            "before an enrichment service is asked · can block",
        ),
        (
            "event-after-save",
            "after an event or a part of it is saved",
        ),
        ("event-after-save-new", "after a new event is saved"),
        (
            "event-after-save-new-from-pull",
            "after a new event is pulled",
        ),
        (
            "event-before-save",
            "before an event or a part of it is saved · can block",
        ),
        ("event-publish", "before an event is published · can block"),
        ("event-report-after-save", "after an event report is saved"),
        ("log-after-save", "after a log entry is written"),
        ("object-after-save", "after an object is saved"),
        ("post-after-save", "after a post is written"),
        ("shadow-attribute-after-save", "after a proposal is saved"),
        (
            "shadow-attribute-before-save",
            "before a proposal is saved · can block",
        ),
        ("sighting-after-save", "after a sighting is saved"),
        (
            "tag-attached-after-save",
            "after a local tag is attached to an event, none chosen",
        ),
        ("user-after-save", "after a user account is saved"),
        (
            "user-before-save",
            "before a user account is saved · can block",
        ),
        (
            "add_eventblocklist_entry",
            "keeps the event from coming back, noted “Blocked from workflow”",
        ),
        ("add_to_warninglist", "no warninglist chosen"),
        (
            "assign_country",
            "adds a local country tag to the event, named by enrichment.{n}.{n}.values.0",
        ),
        ("attach-decay-score", "no decaying model chosen"),
        ("attach-enrichment", "no enrichment module chosen"),
        (
            "attach-warninglist",
            "marks attributes on any active warninglist",
        ),
        (
            "attribute_ids_flag_operation",
            "sets the IDS flag of attributes",
        ),
        (
            "Module_attribute_comment_operation",
            "clears the comments of attributes",
        ),
        ("attribute_edition_operation", "does nothing on its own"),
        ("enrich-event", "no enrichment module chosen"),
        (
            "Module_event_distribution_operation",
            "shares the event with your organisation only, unpublishes it",
        ),
        ("ms-teams-webhook", "posts to Teams, no address set"),
        (
            "proposal-action",
            "accepts no proposals, their type is not chosen",
        ),
        ("publish-event", "publishes the event"),
        ("push-zmq", "pushes all data to ZMQ"),
        ("reload-full-event", "reads the event again"),
        ("send-log-mail", "mails All admins, no subject set"),
        ("send-mail", "mails All admins, no subject set"),
        (
            "splunk-hec-export",
            "sends the event to Splunk, no address set",
        ),
        ("stop-execution", "stops with “Execution stopped”"),
        (
            "tag_replacement_pap",
            "adds properly spelled PAP tags to the event (local)",
        ),
        (
            "tag_replacement_tlp",
            "adds properly spelled TLP tags to the event (local)",
        ),
        ("tag_replacement_generic", "does nothing on its own"),
        ("tag_operation", "no tag chosen"),
        (
            "telegram-send-alert",
            "sends nothing to Telegram, no chat set",
        ),
        ("webhook", "POST to nowhere, no address set"),
        ("concurrent-task", "starts each branch in the background"),
        (
            "generic-filter-data",
            "A: keeps elements where (no path) contains (no value)",
        ),
        ("generic-filter-reset", "removes all filters"),
        ("count-if", "counts nothing, no hash path set"),
        (
            "distribution-if",
            "first attribute's distribution is your organisation only",
        ),
        ("generic-if", "(no path) contains (no value)"),
        ("organisation-if", "event created by Organisation 1"),
        ("published-if", "event is published"),
        ("tag-if", "no tag chosen, so always else"),
        ("threat-level-if", "no threat level chosen"),
    ];
    let told: Vec<_> = Catalogue::bundled()
        .iter()
        .map(|module| (module.id.as_str(), summary(&module.id, &json!({}))))
        .collect();
    let told: Vec<_> = told.iter().map(|(id, text)| (*id, text.as_str())).collect();
    assert_eq!(told, expected);
}

#[test]
fn nodes_with_params() {
    let cases = [
        (
            "tag-if",
            json!({"tags": ["tlp:red"], "scope": "event_attribute", "condition": "not_in_or"}),
            "attributes or their event not tagged with tlp:red",
        ),
        (
            "tag-if",
            json!({"tags": ["tlp:red"], "clusters": ["threat-actor=\"APT28\""], "scope": "attribute", "condition": "in_and"}),
            "attributes tagged with all of tlp:red, threat-actor=\"APT28\"",
        ),
        (
            "tag-if",
            json!({"tags": "", "clusters": "", "condition": "in_and"}),
            "no tag chosen, so always then",
        ),
        (
            "tag-if",
            json!({"tags": ["a1", "b2", "c3", "d4", "e5", "f6", "g7", "h8", "i9", "j10", "k11", "l12", "m13", "n14", "o15"]}),
            "event tagged with any of a1, b2, c3, d4, e5, f6, g7, h8, i9, j10, k11 and 4 more",
        ),
        (
            "generic-if",
            json!({"operator": "equals", "hash_path": "Event.analysis", "value": "2"}),
            "Event.analysis is 2",
        ),
        (
            "generic-if",
            json!({"operator": "in_or", "hash_path": "Event.Tag.{n}.name", "value": "x", "value_list": ["a", "b"]}),
            "Event.Tag.{n}.name is any of a, b",
        ),
        (
            "generic-if",
            json!({"operator": "any_value", "hash_path": "Event.Attribute.{n}[type=/^ip-(src|dst)/].warnings.{n}.match"}),
            "…{n}[type=/^ip-(src|dst)/].warnings.{n}.match finds anything",
        ),
        (
            "distribution-if",
            json!({"scope": "event", "condition": "more_permisive_or_equal_than", "distribution": "2"}),
            "event's distribution is connected communities or more open",
        ),
        (
            "distribution-if",
            json!({"scope": "event", "distribution": 4, "sharing_group_id": ["7", "9"]}),
            "event's distribution is sharing group 7, 9",
        ),
        (
            "organisation-if",
            json!({"org_type": "org", "condition": "not_in", "org_id": ["1", "12"]}),
            "event not owned by any of Organisation 1, 12",
        ),
        (
            "threat-level-if",
            json!({"condition": "greater_or_equal_than", "threatlevel": "2"}),
            "threat level is medium or more severe",
        ),
        (
            "count-if",
            json!({"operator": "greater_equals", "selector": "Event.Tag.{n}.name", "value": "0"}),
            "at least 0 matches of Event.Tag.{n}.name",
        ),
        (
            "generic-filter-data",
            json!({"filtering-label": "C", "selector": "Event.Object.{n}", "operator": "not_equals", "hash_path": "name", "value": "file"}),
            "C: keeps objects where name is not file",
        ),
        (
            "generic-filter-reset",
            json!({"filtering-label": "B"}),
            "removes all filters, not only B",
        ),
        (
            "tag_operation",
            json!({"scope": "attribute", "action": "remove", "locality": "any", "tags": ["tlp:red", "x"]}),
            "removes tlp:red, x from attributes",
        ),
        (
            "tag_operation",
            json!({"locality": "any", "tags": ["tlp:red"]}),
            "adds tlp:red to the event (global)",
        ),
        (
            "stop-execution",
            json!({"message": "Contains red data"}),
            "stops with “Contains red data”",
        ),
        (
            "Module_event_distribution_operation",
            json!({"freeze": "freeze", "distribution": "3"}),
            "shares the event with all communities, keeps it published",
        ),
        (
            "attach-warninglist",
            json!({"warninglists": ["Rig IPs"]}),
            "marks attributes on Rig IPs",
        ),
        (
            "enrich-event",
            json!({"modules": "hashlookup"}),
            "adds what hashlookup finds to the event",
        ),
        (
            "proposal-action",
            json!({"action": "remove", "proposal_type": "any"}),
            "discards all proposals",
        ),
        (
            "send-mail",
            json!({"recipients": ["Org admins"], "mail_template_subject": "New:\n {{ Event.info }}"}),
            "mails Org admins “New: {{ Event.info }}”",
        ),
        (
            "telegram-send-alert",
            json!({"bot_token": "bot1:SECRET", "chat_id": "-100", "message_body_template": "Red!"}),
            "sends “Red!” to Telegram chat -100",
        ),
        (
            "tag-attached-after-save",
            json!({"scope": "any", "locality": "any", "tag": "tlp:red"}),
            "after tag tlp:red is attached to anything",
        ),
    ];
    for (id, params, expected) in cases {
        assert_eq!(summary(id, &params), expected, "{id} {params}");
    }
}

#[test]
fn addresses_keep_their_secrets() {
    let webhook = |url: &str| summary("webhook", &json!({"url": url}));
    assert_eq!(
        webhook("https://hooks.example.org"),
        "POST to https://hooks.example.org (JSON)"
    );
    assert_eq!(
        summary(
            "webhook",
            &json!({"url": "https://example.org:8443/", "request_method": "get"})
        ),
        "GET from https://example.org:8443"
    );
    for url in [
        "https://hooks.example.org/services/T0/SECRET",
        "https://hooks.example.org?key=SECRET",
        "https://user:SECRET@hooks.example.org/x",
        "https://user:SE@SECRET@hooks.example.org#SECRET",
    ] {
        assert_eq!(webhook(url), "POST to https://hooks.example.org/… (JSON)");
    }
    assert_eq!(
        webhook("hooks.example.org/SECRET"),
        "POST to hooks.example.org/… (JSON)"
    );
    assert_eq!(
        webhook("http://[2001:db8::1]:80/x"),
        "POST to http://[2001:db8::1]:80/… (JSON)"
    );
    assert_eq!(
        webhook("https://user:12/SECRET@example.org"),
        "POST to an address (JSON)"
    );
    assert_eq!(
        webhook("https://user:SEC/RET@example.org"),
        "POST to an address (JSON)"
    );
    assert_eq!(
        webhook("{{ Event.info }}"),
        "POST to an address from a template (JSON)"
    );
    let splunk = json!({"url": "https://splunk.example.org:8088/x?y", "hec_token": "SECRET", "event_per_attribute": "1"});
    assert_eq!(
        summary("splunk-hec-export", &splunk),
        "sends each attribute to Splunk at https://splunk.example.org:8088/…"
    );
    assert_eq!(
        summary(
            "stop-execution",
            &json!({"message": "see (https://a:SECRET@wiki.example.org/p?t=SECRET for more"})
        ),
        "stops with “see (https://wiki.example.org/… for more”"
    );
}

#[test]
fn filters_are_told_where_they_count() {
    let filter = NodeFilter {
        selector: "Event._AttributeFlattened.{n}".to_owned(),
        path: "type".to_owned(),
        operator: "equals".to_owned(),
        value: "ip-src".to_owned(),
    };
    assert_eq!(
        filtered(
            "attribute_ids_flag_operation",
            &json!({"action": "remove"}),
            Some(&filter)
        ),
        "clears the IDS flag of attributes · where type is ip-src"
    );
    assert_eq!(
        filtered("publish-event", &json!({}), Some(&filter)),
        "publishes the event"
    );
    let module = "attribute_ids_flag_operation";
    let told = filtered(module, &json!({}), Some(&NodeFilter::default()));
    assert_eq!(told, "sets the IDS flag of attributes");
}

#[test]
fn unknown_modules_are_counted() {
    let params = json!({"a": "1", "b": "", "c": ["x"]});
    let params = params.as_object().unwrap();
    let stub = |kind| {
        node_summary(
            &Module::stub("gone", "Gone", kind, (1, 1), params),
            params,
            None,
        )
    };
    assert_eq!(stub("action"), "2 of 3 parameters set");
    assert_eq!(stub("logic"), "2 of 3 parameters set");
    assert_eq!(stub("trigger"), "when “Gone” starts it");
    let bare = Module::stub("gone", "", "action", (1, 1), &serde_json::Map::new());
    assert_eq!(
        node_summary(&bare, &serde_json::Map::new(), None),
        "has no parameters"
    );
}

#[test]
fn a_node_is_read_with_its_catalogue() {
    let catalogue = Catalogue::bundled();
    let stop = catalogue.get("stop-execution").unwrap();
    let mut node = Node::of(stop, Default::default());
    node.params.insert("message".into(), json!("Red"));
    assert_eq!(super::summary(&node, catalogue), "stops with “Red”");
    node.module = "gone".to_owned();
    assert_eq!(super::summary(&node, catalogue), "1 of 1 parameter set");
}

#[test]
fn long_texts_end_at_a_word() {
    assert_eq!(words::shorten("one two three", 9), "one two…");
    assert_eq!(words::shorten("one two, three", 9), "one two…");
    assert_eq!(words::shorten("onetwothree", 6), "onetw…");
    assert_eq!(words::shorten("ä ö  ü\n", 5), "ä ö ü");
    let message = "word ".repeat(60);
    let told = summary("stop-execution", &json!({"message": message}));
    assert!(
        told.ends_with("word…”") && told.chars().count() <= LONGEST,
        "{told}"
    );
}
