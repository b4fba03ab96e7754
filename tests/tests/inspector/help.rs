//! The help in fields: what the event offers, what it becomes, what is wrong and how to mend it.

use egui::{Key, accesskit::Role};
use egui_kittest::kittest::{NodeT, Queryable};
use serde_json::json;

use crate::stage::{
    Stage, Window, click, is_field, node, open, press, type_into, value, wait_for, wait_until_gone,
    with_params,
};

const TAGS: &str = "Event._AttributeFlattened.{n}.Tag.{n}.name";

fn generic_if(path: &str) -> Window {
    let stored = json!({"operator": "in", "value": "", "hash_path": path});
    open(Stage::with(&[node("generic-if", stored)]).with_event())
}

#[test]
fn a_value_to_compare_with_is_chosen_from_what_the_path_finds() {
    let mut window = generic_if(TAGS);
    window.get_by(|node| is_field(node, "Value")).click();
    window.run();
    window
        .get_by(|node| node.role() == Role::Button && node.label().as_deref() == Some("tlp:green"))
        .click();
    window.run();
    assert_eq!(value(&window, "value"), json!("tlp:green"));
    type_into(&mut window, "Value", "zzz");
    assert_eq!(value(&window, "value"), json!("tlp:greenzzz"));
}

/// Opens the tree of a field.
fn pick(window: &mut Window, field: &str) {
    click(window, &format!("Pick {field} from the data…"));
}

fn unfold(window: &mut Window, row: &str) {
    window
        .get_all_by_role(Role::TreeItem)
        .find(|node| {
            node.accesskit_node()
                .label()
                .is_some_and(|label| label.starts_with(row))
        })
        .unwrap_or_else(|| panic!("{row} is not in sight: {:?}", window.root()))
        .click();
    window.run();
}

#[test]
fn a_path_is_picked_from_the_data_without_typing() {
    let mut window = generic_if("");
    pick(&mut window, "hash path");
    window.get_by_label("Click a value: the field gets the path that leads to it");
    unfold(&mut window, "info ");
    assert_eq!(value(&window, "hash_path"), json!("Event.info"));
    unfold(&mut window, "date ");
    assert_eq!(value(&window, "hash_path"), json!("Event.date"));
    window.get_by_label("This one, 1 value");
    press(&mut window, Key::Escape);
    assert!(window.query_by_role(Role::TreeItem).is_none());
}

#[test]
fn an_element_of_a_list_is_picked_with_its_like_or_by_a_condition() {
    let mut window = generic_if("");
    pick(&mut window, "hash path");
    let search = window.get_by_label("Search the data");
    search.focus();
    window.run();
    window
        .get_by_label("Search the data")
        .type_text("value-2.example");
    wait_for(&mut window, "1 of 2");
    // To search is not to take what is found.
    assert_eq!(value(&window, "hash_path"), json!(""));
    click(&mut window, "All like it, 40 values");
    assert_eq!(
        value(&window, "hash_path"),
        json!("Event.Attribute.{n}.value")
    );
    window.get_by_label("All like it, 40 values");
    window
        .get_by_label_contains("Where type is domain, ")
        .click();
    window.run();
    assert_eq!(
        value(&window, "hash_path"),
        json!("Event.Attribute.{n}[type=domain].value")
    );
    click(&mut window, "Only this one, 1 value");
    assert_eq!(
        value(&window, "hash_path"),
        json!("Event.Attribute.2.value")
    );
}

#[test]
fn inside_of_selected_elements_a_path_begins_at_the_element() {
    let stored = json!({"selector": "Event._AttributeFlattened.{n}", "hash_path": ""});
    let mut window = open(Stage::with(&[node("generic-filter-data", stored)]).with_event());
    pick(&mut window, "hash path in an element");
    // Elements are looked for in the background.
    wait_until_gone(&mut window, "Looking for the elements that are filtered…");
    unfold(&mut window, "0 ");
    unfold(&mut window, "type ");
    assert_eq!(value(&window, "hash_path"), json!("type"));
    window.get_by_label_contains("Found in 50 of 50 elements");
}

#[test]
fn conditions_are_completed_with_what_the_event_has() {
    let mut window = generic_if("Event.Attribute.{n}");
    type_into(&mut window, "Hash path", "[ty");
    click(&mut window, "{n}[type=");
    assert_eq!(
        value(&window, "hash_path"),
        json!("Event.Attribute.{n}[type=")
    );
    type_into(&mut window, "Hash path", "dom");
    click(&mut window, "{n}[type=domain]");
    assert_eq!(
        value(&window, "hash_path"),
        json!("Event.Attribute.{n}[type=domain]")
    );
}

#[test]
fn what_is_found_is_listed_with_how_often() {
    let mut window = generic_if("Event._AttributeFlattened.{n}.type");
    window.get_by_label("Matches 50 values");
    window.get_by_label("ip-src");
    assert!(window.query_by_label("url").is_none());
    window.get_by_label_contains("different values").click();
    window.run();
    window.get_by_label("url");
    click(&mut window, "Show fewer");
    assert!(window.query_by_label("url").is_none());
}

#[test]
fn a_path_that_finds_nothing_says_where_it_loses_its_way() {
    let window = generic_if("Event.Att.{n}[type=email-src].val");
    window.get_by_label("Matches nothing in this event");
    window.get_by_label("Event.Att: the event has no Att");
    let window = generic_if("Event.Attribute.{n}[type=no-such].value");
    window.get_by_label_contains("elements fits [type=no-such]");
    let mut window = generic_if("Event.Attribute.{n}[type=domain]].value");
    window.get_by_label_contains("has a ] too many: MISP does not follow .value behind it");
    click(&mut window, "Take the bracket out");
    assert_eq!(
        value(&window, "hash_path"),
        json!("Event.Attribute.{n}[type=domain].value")
    );
}

#[test]
fn a_mistake_in_a_path_is_told_below_its_field_and_mended_there() {
    let mut window = generic_if("Event.Tag.{n}[name==tlp:red].name");
    let field = window.get_by(|node| is_field(node, "Hash path")).rect();
    let told = window.get_by_label_contains("letter by letter").rect();
    assert!(told.top() > field.bottom() && told.top() < field.bottom() + 200.0);
    click(&mut window, "Write it as MISP reads it");
    assert_eq!(
        value(&window, "hash_path"),
        json!("Event.Tag.{n}[name=tlp:red].name")
    );
    assert!(window.query_by_label_contains("letter by letter").is_none());
}

fn webhook(payload: &str) -> Window {
    let stored = json!({"url": "https://h.example.org/", "payload": payload});
    open(Stage::with(&[node("webhook", stored)]).with_event())
}

#[test]
fn a_template_is_shown_as_what_it_becomes() {
    let mut window = webhook("{{ Event.info | upper }}");
    wait_for(&mut window, "BENCH EVENT WITH FIFTY ATTRIBUTES");
    window.get_by_label("Becomes, with this event (33 characters)");
    type_into(&mut window, "Body", "!");
    wait_for(&mut window, "BENCH EVENT WITH FIFTY ATTRIBUTES!");
}

#[test]
fn a_template_that_fails_says_where() {
    let mut window = webhook("a\n{{ nope.more }}");
    wait_for(
        &mut window,
        "Renders as nothing here: UndefinedError: 'nope' is undefined (line 2)",
    );
    let window = webhook("a\n{{ x y }}");
    window.get_by_label_contains(
        "Body of Webhook (2) becomes empty, so that all of the data go out, as it is no template: TemplateSyntaxError",
    );
    window.get_by_label_contains("(line 2, column 6)");
}

#[test]
fn a_template_is_completed_from_the_event_and_the_filters() {
    let mut window = webhook("");
    type_into(&mut window, "Body", "{{ Event.inf");
    click(&mut window, "info");
    assert_eq!(value(&window, "payload"), json!("{{ Event.info"));
    type_into(&mut window, "Body", " | toj");
    press(&mut window, Key::Enter);
    assert_eq!(value(&window, "payload"), json!("{{ Event.info | tojson"));
    type_into(&mut window, "Body", " | upp");
    press(&mut window, Key::Tab);
    assert_eq!(
        value(&window, "payload"),
        json!("{{ Event.info | tojson | upper")
    );
    type_into(&mut window, "Body", " }}");
    wait_for(&mut window, "\"BENCH EVENT WITH FIFTY ATTRIBUTES\"");
}

#[test]
fn enter_makes_a_new_line_where_nothing_is_left_to_complete() {
    let mut window = webhook("");
    for letter in ["{", "{", " ", "E", "v"] {
        type_into(&mut window, "Body", letter);
    }
    press(&mut window, Key::Enter);
    assert_eq!(value(&window, "payload"), json!("{{ Event"));
    type_into(&mut window, "Body", ".info");
    press(&mut window, Key::Enter);
    assert_eq!(value(&window, "payload"), json!("{{ Event.info\n"));
    type_into(&mut window, "Body", "| upp");
    press(&mut window, Key::Escape);
    assert!(window.query_by_label("upper").is_none());
    press(&mut window, Key::Enter);
    assert_eq!(value(&window, "payload"), json!("{{ Event.info\n| upp\n"));
}

#[test]
fn a_value_is_completed_only_where_it_begins_so() {
    let mut window = generic_if("Event._AttributeFlattened.{n}.type");
    type_into(&mut window, "Value", "do");
    press(&mut window, Key::Tab);
    assert_eq!(value(&window, "value"), json!("domain"));
    let mut window = generic_if("Event._AttributeFlattened.{n}.type");
    type_into(&mut window, "Value", "main");
    window.get_by_label("Arrow down goes into the list, Esc closes");
    press(&mut window, Key::Tab);
    assert_eq!(value(&window, "value"), json!("main"));
}

#[test]
fn what_becomes_of_a_hidden_secret_is_hidden_too() {
    let stored = json!({"url": "https://h.example.org/T0/{{ Event.id }}/x"});
    let mut window = open(Stage::with(&[node("webhook", stored)]).with_event());
    for _ in 0..20 {
        window.step();
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    assert!(window.query_by_label_contains("Becomes").is_none());
    window.get_by_label("Show address").click_accesskit();
    wait_for(&mut window, "https://h.example.org/T0/7/x");
}

#[test]
fn a_filter_names_elements_that_pass_and_offers_values() {
    let mut tag = node("tag_operation", json!({"tags": ["tlp:red"]}));
    tag["data"]["saved_filters"] = json!({"selector": "Event._AttributeFlattened.{n}",
        "path": "type", "operator": "equals", "value": ""});
    let mut window = open(Stage::with(&[tag]).with_event());
    window
        .get_by(|node| is_field(node, "Value to compare with"))
        .click();
    window.run();
    window
        .get_by(|node| node.role() == Role::Button && node.label().as_deref() == Some("domain"))
        .click();
    window.run();
    assert_eq!(window.state().node().filter.value, "domain");
    window.get_by_label_contains(" of 50 elements pass");
    window.get_by_label("domain  value-2.example");
}

#[test]
fn a_changed_module_says_what_changed() {
    let mut stored = node(
        "threat-level-if",
        json!({"condition": "close_to", "colour": "red"}),
    );
    stored["data"]["module_version"] = json!("0.0");
    stored["data"]["params"] = json!([
        {"id": "condition", "label": "How", "type": "input", "default": "equals"},
        {"id": "colour", "label": "Colour", "type": "input"}]);
    let window = open(Stage::with(&[stored]));
    window.get_by_label_contains("Made with version 0.0 of the module; the catalogue has");
    window.get_by_label("Condition: was a input, is a select");
    window.get_by_label("Condition: was called How");
    window.get_by_label_contains("New: Threat level, which is");
    window.get_by_label("Gone: colour, whose value is kept until you drop it");
}

#[test]
fn a_changed_module_is_accepted_for_one_node_or_for_all() {
    let made_with = |version: &str| {
        let mut stored = node("threat-level-if", json!({"condition": "equals"}));
        stored["data"]["module_version"] = json!(version);
        stored
    };
    let (one, other) = (made_with("0.0"), made_with("0.01"));
    let mut window = open(Stage::with(&[one.clone(), other]));
    let version = |window: &Window| window.state().node().module_version.clone();
    assert_eq!(version(&window), "0.0");
    let now = window
        .query_all_by(|node| node.role() == Role::Button)
        .filter_map(|node| node.accesskit_node().label())
        .find_map(|label| label.strip_prefix("Accept version ").map(str::to_owned))
        .expect("a button that accepts the version");
    click(&mut window, &format!("Accept version {now}"));
    assert_eq!(version(&window), now);
    assert!(
        window
            .query_by_label_contains("Made with version")
            .is_none()
    );

    let mut window = open(Stage::with(&[one, made_with("0.01")]));
    click(&mut window, "Accept in all 2 nodes");
    let nodes = &window.state().workflow.graph.nodes;
    let theirs = nodes
        .values()
        .filter(|node| node.module == "threat-level-if");
    assert!(theirs.clone().all(|node| node.module_version == now));
    assert_eq!(theirs.count(), 2);
}

#[test]
fn options_that_are_listed_elsewhere_are_not_taken_for_none() {
    let params = json!([{"id": "t", "label": "Tags", "type": "picker", "multiple": true,
        "picker_options": {"select_options_url": "/tags/fastIndex/0.json"}}]);
    let mut window = with_params(params, json!({}));
    type_into(&mut window, "Tags", "a:b");
    press(&mut window, Key::Enter);
    assert_eq!(value(&window, "t"), json!(["a:b"]));
    window.get_by(|node| is_field(node, "Tags")).click();
    window.run();
    window.get_by_label_contains("The instance lists these elsewhere");
}

#[test]
fn entries_that_are_no_text_are_told_and_kept() {
    let params = json!([{"id": "t", "label": "Tags", "type": "picker", "multiple": true,
        "options": ["a", "b"]}]);
    let stored = json!({"t": ["a", {"x": 1}]});
    let window = with_params(params, stored.clone());
    window.get_by_label("1 entry is no text and cannot be shown; kept until you change the list");
    assert_eq!(value(&window, "t"), stored["t"]);
}

#[test]
fn options_come_in_all_forms() {
    for options in [
        json!({"a": "Alpha", "b": "Beta"}),
        json!([{"value": "a", "name": "Alpha"}, {"value": "b", "name": "Beta"}]),
    ] {
        let params = json!([{"id": "o", "label": "One", "type": "radio", "options": options}]);
        let mut window = with_params(params, json!({}));
        click(&mut window, "Beta");
        assert_eq!(value(&window, "o"), json!("b"));
    }
    let params = json!([{"id": "o", "label": "One", "type": "radio", "options": ["a", "b"]}]);
    let mut window = with_params(params, json!({}));
    click(&mut window, "b");
    assert_eq!(value(&window, "o"), json!("b"));
}

#[test]
fn a_path_of_a_misp_module_gets_the_help_of_a_path() {
    let params = json!([{"id": "p", "label": "Where", "type": "input", "_isHashPath": true}]);
    let window = open(Stage::of_params(params, json!({"p": "Event.info"})).with_event());
    window.get_by_label("Matches 1 value");
    window.get_by_label("Pick where from the data…");
}
