use super::*;
use crate::{
    instance::Instance,
    run::{Answers, Plan, Settings, simulate},
};

const EVENT: &str = r#"{"Event": {"id": "7", "info": "Phishing", "published": false, "org_id": "2",
    "uuid": "5e8f1a2b-0000-4c3d-9e8f-000000000001",
    "Tag": [{"name": "tlp:green"}],
    "Attribute": [
      {"id": "1", "uuid": "5e8f1a2b-0001-4c3d-9e8f-000000000001", "type": "ip-dst", "category": "Network activity",
       "event_id": "7", "value": "8.8.8.8", "to_ids": true, "Tag": [{"name": "tlp:red"}]},
      {"id": "2", "uuid": "5e8f1a2b-0002-4c3d-9e8f-000000000001", "type": "domain", "category": "Network activity",
       "event_id": "7", "value": "example.org", "to_ids": false, "Tag": []}]}}"#;

/// What the only node behind the trigger did.
fn of(kind: &str, module: &str, params: &str, filter: &str) -> (Account, Run) {
    of_event(EVENT, kind, module, params, filter)
}

/// The same with another event.
fn of_event(event: &str, kind: &str, module: &str, params: &str, filter: &str) -> (Account, Run) {
    let graph = format!(
        r#"{{"1": {{"id": 1, "data": {{"id": "event-publish", "module_type": "trigger"}},
               "outputs": {{"output_1": {{"connections": [{{"node": "2", "output": "input_1"}}]}}}}}},
            "2": {{"id": 2, "data": {{"id": "{module}", "module_type": "{kind}", "indexed_params": {params},
               "saved_filters": {filter}}}, "outputs": []}}}}"#
    );
    let json = |text: &str| Value::from_json(text.as_bytes()).unwrap();
    let (plan, event) = (Plan::of_graph(&json(&graph)), json(event));
    let mut instance = Instance::default();
    instance.store.put_event(&event);
    let settings = Settings::default();
    let run = simulate(&plan, &event, &instance, &mut Answers::default(), &settings);
    let step = &run.steps[0];
    let node = plan.node(&step.node);
    let account = account(
        node,
        step,
        effects_of(&run, 0),
        data_after(&run, 0),
        instance.operators(),
    );
    (account, run)
}

fn why(module: &str, params: &str) -> String {
    of("logic", module, params, "{}")
        .0
        .decision
        .unwrap()
        .sentence
}

#[test]
fn the_operand_that_made_an_if_true_is_told_with_its_place() {
    let params = r#"{"scope": "attribute", "condition": "in_or", "tags": ["tlp:red", "PAP:RED"]}"#;
    let (account, _) = of("logic", "tag-if", params, "{}");
    let decision = account.decision.unwrap();
    assert!(decision.held);
    assert_eq!(
        decision.sentence,
        "tlp:red found at Event._AttributeFlattened.0.Tag.0"
    );
    assert_eq!(
        decision.places[0].to_string(),
        "Event._AttributeFlattened.0.Tag.0.name"
    );
}

#[test]
fn each_value_that_made_an_if_true_is_told_with_its_own_places() {
    let params = r#"{"operator": "in_or", "value_list": ["domain", "ip-dst", "url"],
        "hash_path": "Event._AttributeFlattened.{n}.type"}"#;
    assert_eq!(
        why("generic-if", params),
        "ip-dst found at Event._AttributeFlattened.0.type; domain found at Event._AttributeFlattened.1.type"
    );
    let params = r#"{"operator": "in_or", "value_list": ["Network activity", "7"],
        "hash_path": "Event._AttributeFlattened.{n}.category"}"#;
    assert_eq!(
        why("generic-if", params),
        "Network activity found at Event._AttributeFlattened.0.category and at one more place"
    );
    let params = r#"{"operator": "any_value", "value_list": [], "hash_path": "Event._AttributeFlattened.{n}.uuid"}"#;
    let told = why("generic-if", params);
    assert!(told.contains("; 5e8f1a2b-0002"), "{told}");
}

#[test]
fn of_a_false_if_is_told_what_was_looked_for_and_what_was_there() {
    let tags = r#"{"scope": "event", "condition": "in_or", "tags": ["tlp:red", "PAP:RED"]}"#;
    assert_eq!(
        why("tag-if", tags),
        "None of tlp:red and PAP:RED was found among tlp:green"
    );
    let info = r#"{"operator": "equals", "value": "Leak", "hash_path": "Event.info"}"#;
    assert_eq!(
        why("generic-if", info),
        "Event.info is Phishing; wanted was exactly Leak"
    );
    let types =
        r#"{"operator": "in", "value": "url", "hash_path": "Event._AttributeFlattened.{n}.type"}"#;
    assert_eq!(
        why("generic-if", types),
        "url was not found among ip-dst and domain"
    );
    let count =
        r#"{"selector": "Event._AttributeFlattened.{n}", "operator": "equals", "value": "3"}"#;
    assert!(
        why("count-if", count).starts_with("2 elements found at Event._AttributeFlattened.{n}")
    );
    let count =
        r#"{"selector": "Event._AttributeFlattened.{n}", "operator": "greater", "value": "3"}"#;
    assert!(why("count-if", count).ends_with(
        "; wanted was more than 3, by an operator that this version of MISP does not know"
    ));
    let whole = r#"{"selector": "", "operator": "equals", "value": "3"}"#;
    assert!(why("count-if", whole).contains(" found in the whole data; wanted was "));
    let organisation = r#"{"org_type": "org", "condition": "in", "org_id": ["1", "3"]}"#;
    assert_eq!(
        why("organisation-if", organisation),
        "Event.org_id is 2; wanted was one of 1 and 3"
    );
    assert_eq!(
        why("published-if", r#"{"condition": "equals"}"#),
        "Event.published is false; wanted was a published event"
    );
}

#[test]
fn what_was_changed_is_named_by_value_and_type() {
    let params =
        r#"{"scope": "attribute", "action": "add", "locality": "local", "tags": ["seen"]}"#;
    let (account, run) = of("action", "tag_operation", params, "{}");
    assert!(run.success, "{:?}", run.errors);
    assert!(
        account.changes.list.is_empty(),
        "only the database has them"
    );
    let words: Vec<String> = account.database.list.iter().map(Changed::words).collect();
    assert_eq!(
        words,
        [
            "creates the tag seen",
            "attribute 8.8.8.8 (ip-dst): local tag seen added",
            "attribute example.org (domain): local tag seen added"
        ]
    );
    let effects: Vec<_> = run.effects.iter().collect();
    let sentences = named_sentences(&effects, &run.original);
    assert!(
        sentences[1].contains("attribute 8.8.8.8 (ip-dst)"),
        "{sentences:?}"
    );
}

#[test]
fn a_filter_that_is_switched_on_is_one_change() {
    let params = r#"{"filtering-label": "A", "selector": "Event._AttributeFlattened.{n}",
        "hash_path": "type", "operator": "equals", "value": "ip-dst"}"#;
    let (account, _) = of("logic", "generic-filter-data", params, "{}");
    let words: Vec<String> = account.changes.list.iter().map(Changed::words).collect();
    assert_eq!(
        words,
        ["filter A switched on: Event._AttributeFlattened.{n} where type is ip-dst"]
    );
    let params = r#"{"filtering-label": "B", "selector": "Event._AttributeFlattened.{n}",
        "hash_path": "type", "operator": "in_or", "value_list": ["ip-dst", "domain"]}"#;
    let (account, _) = of("logic", "generic-filter-data", params, "{}");
    let words: Vec<String> = account.changes.list.iter().map(Changed::words).collect();
    assert_eq!(
        words,
        ["filter B switched on: Event._AttributeFlattened.{n} where type is any of ip-dst, domain"]
    );
}

#[test]
fn the_elements_behind_a_nodes_own_filter_are_told() {
    let filter = r#"{"selector": "Event._AttributeFlattened.{n}", "path": "type", "operator": "equals", "value": "ip-dst"}"#;
    let params =
        r#"{"scope": "attribute", "action": "add", "locality": "local", "tags": ["seen"]}"#;
    let (account, _) = of("action", "tag_operation", params, filter);
    let chosen = account.seen.unwrap().chosen.unwrap();
    assert_eq!((chosen.count(), chosen.of), (1, 2));
    assert_eq!(chosen.names, "attribute 8.8.8.8 (ip-dst)");
    assert_eq!(account.database.list.len(), 2, "the tag, and one attribute");
}

#[test]
fn fields_elements_and_lists_are_told_apart() {
    let json = |text: &str| Value::from_json(text.as_bytes()).unwrap();
    let told = |before: &str, after: &str| -> Vec<String> {
        let found = changes(&json(before), &json(after));
        found.list.iter().map(Changed::words).collect()
    };
    assert_eq!(
        told(
            r#"{"Event": {"info": "a", "Attribute": [{"uuid": "u", "type": "url", "value": "x", "to_ids": true}]}}"#,
            r#"{"Event": {"info": "b", "Attribute": [{"uuid": "u", "type": "url", "value": "x", "to_ids": false, "Tag": [{"name": "t"}]}]}, "more": 1}"#
        ),
        [
            "event: info changed from a to b",
            "attribute x (url): to_ids changed from true to false",
            "attribute x (url): tag t added",
            "more set to 1"
        ]
    );
    assert_eq!(
        told(
            r#"{"Event": {"Attribute": [{"uuid": "u", "type": "url", "value": "x"}]}}"#,
            r#"{"Event": {"Attribute": [{"uuid": "v", "type": "url", "value": "y"}]}}"#
        ),
        [
            "event: attribute x (url) removed",
            "event: attribute y (url) added"
        ]
    );
    assert!(told(EVENT, EVENT).is_empty());
}

#[test]
fn elements_of_the_same_name_are_counted_and_one_at_several_places_is_one() {
    let json = |text: &str| Value::from_json(text.as_bytes()).unwrap();
    // The trigger's data have each attribute twice: in its list, and in the flat one.
    let event = |rows: &[&str]| {
        let rows = rows.join(",");
        json(&format!(
            r#"{{"Event": {{"Attribute": [{rows}], "_AttributeFlattened": [{rows}]}}}}"#
        ))
    };
    let row = |own: &str, to_ids: bool, tags: &str| {
        format!(
            r#"{{{own} "type": "ip-dst", "value": "192.0.2.44", "to_ids": {to_ids}, "Tag": [{tags}]}}"#
        )
    };
    let told = |before: &Value, after: &Value| -> Vec<String> {
        changes(before, after)
            .list
            .iter()
            .map(Changed::words)
            .collect()
    };
    let flag = "attribute 192.0.2.44 (ip-dst): to_ids changed from true to false";
    let tag = r#"{"name": "t"}"#;
    for [one, two] in [
        [r#""uuid": "u", "#, r#""uuid": "v", "#],
        [r#""id": "1006", "#, r#""id": "1020", "#],
        // New ones of an event that is being saved have neither.
        ["", ""],
    ] {
        let before = event(&[&row(one, true, ""), &row(two, true, "")]);
        let after = event(&[&row(one, false, ""), &row(two, false, "")]);
        assert_eq!(told(&before, &after), [format!("{flag} (× 2)")], "{one}");
        let after = event(&[&row(one, true, ""), &row(two, false, "")]);
        assert_eq!(told(&before, &after), [flag], "{one}");
        let after = event(&[&row(one, true, tag), &row(two, true, tag)]);
        assert_eq!(
            told(&before, &after),
            ["attribute 192.0.2.44 (ip-dst): tag t added (× 2)"],
            "{one}"
        );
    }
    let gone = event(&[]);
    let before = event(&[
        &row(r#""uuid": "u", "#, true, ""),
        &row(r#""uuid": "v", "#, true, ""),
    ]);
    assert_eq!(
        told(&before, &gone),
        ["event: attribute 192.0.2.44 (ip-dst) removed (× 2)"]
    );
    // All tags of an attribute are at two places of it, and those in two lists.
    let tags = |list: &str| {
        json(&format!(
            r#"{{"Event": {{"Attribute": [{{"type": "url", "value": "x", "Tag": {list}, "_allTags": {list}}}]}}}}"#
        ))
    };
    assert_eq!(
        told(&tags("[]"), &tags(r#"[{"name": "t"}]"#)),
        ["attribute x (url): tag t added"]
    );
}

#[test]
fn the_database_counts_the_same_as_the_data() {
    let mut event: String = EVENT
        .replace("example.org", "8.8.8.8")
        .replace("domain", "ip-dst");
    event = event.replace("\"to_ids\": false", "\"to_ids\": true");
    let params = r#"{"action": "remove"}"#;
    let (account, run) = of_event(
        &event,
        "action",
        "attribute_ids_flag_operation",
        params,
        "{}",
    );
    assert!(run.success, "{:?}", run.errors);
    let words =
        |changes: &Changes| -> Vec<String> { changes.list.iter().map(Changed::words).collect() };
    for (told, of) in [
        (words(&account.changes), "data"),
        (words(&account.database), "database"),
    ] {
        assert_eq!(told.len(), 1, "{of}: {told:?}");
        assert!(told[0].ends_with("(× 2)"), "{of}: {told:?}");
    }
}

#[test]
fn a_failure_without_a_message_of_the_server_is_explained() {
    let notes = |params: &str, filter: &str| {
        of("action", "tag_operation", params, filter).1.steps[0]
            .notes
            .clone()
    };
    let add = r#"{"scope": "attribute", "action": "add", "locality": "local", "tags": ["x"]}"#;
    assert_eq!(notes(add, "{}"), Vec::<String>::new());
    let none = r#"{"selector": "Event._AttributeFlattened.{n}", "value": "url", "operator": "equals", "path": "type"}"#;
    assert_eq!(
        notes(add, none),
        ["no attribute is in the data, or none passes the node's filter"]
    );
    let remove =
        r#"{"scope": "event", "action": "remove", "locality": "local", "tags": ["tlp:red"]}"#;
    assert_eq!(
        notes(remove, "{}"),
        ["none of the tags is there to be taken off, in the locality that the node asks for"]
    );
    assert_eq!(
        notes(r#"{"scope": "event", "action": "add"}"#, "{}"),
        ["the node has no tags to add or to take off"]
    );
}

#[test]
fn data_that_move_to_the_layout_of_the_database_are_compared_by_what_they_hold() {
    let json = |text: &str| Value::from_json(text.as_bytes()).unwrap();
    let before = json(EVENT);
    let after = json(
        r#"{"Event": {"id": "7", "info": "Phishing", "published": true, "user_id": "1", "uuid": "5e8f1a2b-0000-4c3d-9e8f-000000000001"},
            "EventTag": [{"id": "1", "Tag": {"name": "tlp:green"}}],
            "Attribute": [
              {"id": "1", "uuid": "5e8f1a2b-0001-4c3d-9e8f-000000000001", "type": "ip-dst", "value": "8.8.8.8", "to_ids": true,
               "AttributeTag": [{"Tag": {"name": "tlp:red"}}, {"Tag": {"name": "new"}}]},
              {"id": "3", "uuid": "5e8f1a2b-0003-4c3d-9e8f-000000000001", "type": "md5", "value": "aa"}],
            "Object": []}"#,
    );
    let words = |before: &Value, after: &Value| -> Vec<String> {
        let found = changes(before, after);
        let told = found
            .list
            .iter()
            .map(|one| format!("{} @ {}", one.words(), one.place));
        told.collect()
    };
    assert_eq!(
        words(&before, &after)[1..],
        [
            "event: published changed from false to true @ Event.published",
            "attribute 8.8.8.8 (ip-dst): tag new added @ Attribute.0",
            "event: attribute example.org (domain) removed @ Attribute.1",
            "event: attribute aa (md5) added @ Attribute.1"
        ]
    );
    let back = words(&after, &before);
    assert!(back[0].contains("no longer laid out"), "{back:?}");
    assert!(back.iter().all(|line| !line.contains("tlp:")), "{back:?}");
}
