//! Pickers, and what hash paths and filters find in an event.

use egui::{Key, accesskit::Role};
use egui_kittest::kittest::Queryable;
use misp_flow_engine::catalogue::{Catalogue, ParamOption};
use serde_json::{Value as Json, json};

use crate::stage::{Stage, Window, click, is_field, node, open, press, type_into, value};

fn tags(stored: Json) -> Window {
    open(Stage::with(&[node("tag-if", json!({"tags": stored}))]))
}

#[test]
fn a_picker_filters_and_takes_the_first_match_by_enter() {
    let mut window = tags(json!([]));
    type_into(&mut window, "Tags", "amber+");
    assert!(window.query_by_label("tlp:red").is_none());
    press(&mut window, Key::Enter);
    assert_eq!(value(&window, "tags"), json!(["tlp:amber+strict"]));
    let field = window.get_by(|node| is_field(node, "Tags"));
    assert!(field.is_focused(), "one can go on typing");
    assert_eq!(field.value().unwrap_or_default(), "");
}

#[test]
fn a_picker_takes_what_is_clicked_and_gives_it_back() {
    let mut window = tags(json!(["tlp:red"]));
    window.get_by(|node| is_field(node, "Tags")).click();
    window.run();
    click(&mut window, "tlp:green");
    assert_eq!(value(&window, "tags"), json!(["tlp:red", "tlp:green"]));
    click(&mut window, "tlp:red");
    assert_eq!(value(&window, "tags"), json!(["tlp:green"]));
    press(&mut window, Key::Escape);
    assert!(
        window.query_by_label("tlp:clear").is_none(),
        "the list is closed"
    );
}

#[test]
fn a_picker_makes_new_entries_where_that_is_allowed() {
    let mut window = tags(json!([]));
    type_into(&mut window, "Tags", "our:own");
    click(&mut window, "Add “our:own”");
    assert_eq!(value(&window, "tags"), json!(["our:own"]));
    window.get_by_label("Remove our:own");
}

#[test]
fn a_picker_of_an_instance_takes_only_what_it_offers() {
    let mut stage = Stage::with(&[node("tag-if", json!({"tags": ["gone"]}))]);
    let mut module = Catalogue::bundled().get("tag-if").unwrap().clone();
    for param in &mut module.params {
        param.offline = false;
    }
    stage.catalogue.insert(module);
    let mut window = open(stage);
    window.get_by_label_contains("gone is none of the choices for");
    type_into(&mut window, "Tags", "our:own");
    assert!(window.query_by_label("Add “our:own”").is_none());
    window.get_by_label("Nothing found");
    press(&mut window, Key::Enter);
    assert_eq!(value(&window, "tags"), json!(["gone"]));
}

#[test]
fn chips_go_by_click_and_by_keyboard() {
    let mut window = tags(json!(["a", "b", "c", "d"]));
    click(&mut window, "Remove a");
    assert_eq!(value(&window, "tags"), json!(["b", "c", "d"]));
    window.get_by_label("Remove b").focus();
    window.run();
    press(&mut window, Key::Delete);
    assert_eq!(value(&window, "tags"), json!(["c", "d"]));
    window.get_by(|node| is_field(node, "Tags")).focus();
    window.run();
    press(&mut window, Key::Backspace);
    assert_eq!(value(&window, "tags"), json!(["c"]));
    window.get_by_label("Remove c").focus();
    window.run();
    press(&mut window, Key::Enter);
    assert_eq!(value(&window, "tags"), json!([]));
}

#[test]
fn arrows_walk_through_a_long_list() {
    let mut stage = Stage::with(&[node("tag-if", json!({}))]);
    let mut module = Catalogue::bundled().get("tag-if").unwrap().clone();
    let option = |number: usize| ParamOption {
        value: format!("tag-{number}").into(),
        label: format!("tag-{number}").into(),
    };
    module.params[2].options = (0..60_000).map(option).collect();
    stage.catalogue.insert(module);
    let mut window = open(stage);
    window.get_by(|node| is_field(node, "Tags")).focus();
    window.run();
    for _ in 0..26 {
        press(&mut window, Key::ArrowDown);
    }
    window.get_by_label("tag-24");
    assert!(
        window.query_by_label("tag-0").is_none(),
        "only what is in sight is there"
    );
    window.get_by_label("60,000 options");
    press(&mut window, Key::Enter);
    assert_eq!(value(&window, "tags"), json!(["tag-24"]));
}

#[test]
fn a_picker_of_one_replaces_what_was_chosen() {
    let stored = json!({"warninglist": "First"});
    let mut window = open(Stage::with(&[node("add_to_warninglist", stored)]));
    type_into(&mut window, "Warninglist", "Second");
    press(&mut window, Key::Enter);
    assert_eq!(value(&window, "warninglist"), json!("Second"));
}

fn generic_if(path: &str) -> Window {
    let stored = json!({"operator": "in", "value": "x", "hash_path": path});
    open(Stage::with(&[node("generic-if", stored)]).with_event())
}

#[test]
fn a_hash_path_tells_what_it_finds_in_the_event() {
    let mut window = generic_if("Event._AttributeFlattened.{n}.type");
    window.get_by_label("Matches 50 values");
    window.get_by_label_contains("different values");
    type_into(&mut window, "Hash path", "s");
    window.get_by_label("Matches nothing in this event");
    assert_eq!(
        value(&window, "hash_path"),
        json!("Event._AttributeFlattened.{n}.types")
    );
}

#[test]
fn a_broken_expression_in_a_path_is_told() {
    let window = generic_if("Event.Attribute.{n}[type=/(/]");
    window.get_by_label("Matches nothing in this event");
    assert!(
        window
            .query_by_label_contains("does not work and matches nothing")
            .is_some(),
        "{:?}",
        window.root()
    );
}

#[test]
fn without_an_event_a_path_says_what_to_do() {
    let stored = json!({"hash_path": "Event.info"});
    let window = open(Stage::with(&[node("generic-if", stored)]));
    window.get_by_label("Choose an event to see what this finds");
}

#[test]
fn a_path_inside_of_elements_is_looked_up_in_each() {
    let stored = json!({"selector": "Event._AttributeFlattened.{n}", "hash_path": "Tag.{n}.name"});
    let window = open(Stage::with(&[node("generic-filter-data", stored)]).with_event());
    window.get_by_label("Matches 50 values");
    window.get_by_label_contains("of 50 elements");
}

#[test]
fn a_path_is_completed_from_the_event() {
    let mut window = generic_if("");
    type_into(&mut window, "Hash path", "Ev");
    click(&mut window, "Event");
    type_into(&mut window, "Hash path", ".in");
    window.get_by_label("Enter or Tab takes it, Esc closes");
    press(&mut window, Key::Enter);
    assert_eq!(value(&window, "hash_path"), json!("Event.info"));
    window.get_by_label("Matches 1 value");
}

#[test]
fn tab_takes_the_first_that_is_offered_and_the_arrows_another_one() {
    let mut window = generic_if("");
    type_into(&mut window, "Hash path", "E");
    press(&mut window, Key::Tab);
    assert_eq!(value(&window, "hash_path"), json!("Event"));
    let focused = |window: &Window| {
        let field = window.get_by(|node| is_field(node, "Hash path"));
        field.is_focused()
    };
    assert!(focused(&window), "one can go on typing");
    type_into(&mut window, "Hash path", ".in");
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::Tab);
    assert_eq!(value(&window, "hash_path"), json!("Event.sharing_group_id"));
    press(&mut window, Key::Tab);
    assert!(!focused(&window), "without a list Tab goes on");
}

#[test]
fn what_is_typed_as_a_whole_or_taken_away_is_not_changed_by_tab() {
    let mut window = generic_if("");
    type_into(&mut window, "Hash path", "Event.id");
    window.get_by_label("Arrow down goes into the list, Esc closes");
    press(&mut window, Key::Tab);
    assert_eq!(value(&window, "hash_path"), json!("Event.id"));
    type_into(&mut window, "Hash path", ".");
    press(&mut window, Key::Backspace);
    press(&mut window, Key::Backspace);
    press(&mut window, Key::Tab);
    assert_eq!(value(&window, "hash_path"), json!("Event.id"));
}

fn filtered(filter: Json) -> Window {
    let mut tag = node("tag_operation", json!({"tags": ["tlp:red"]}));
    tag["data"]["saved_filters"] = filter;
    open(Stage::with(&[tag]).with_event())
}

#[test]
fn a_filter_is_folded_until_it_is_needed_and_only_there_where_it_counts() {
    let none = json!({"selector": "", "value": "", "operator": "", "path": ""});
    let mut window = filtered(none);
    assert!(
        window
            .query_by(|node| is_field(node, "Elements to filter"))
            .is_none()
    );
    click(&mut window, "Node filter");
    type_into(&mut window, "Elements to filter", "Event.Tag.{n}");
    window.get_by_label(
        "Filled in part: hash path, comparison and value are missing. Such a filter does not work as meant",
    );
    assert_eq!(window.state().node().filter.selector, "Event.Tag.{n}");
    let window = open(Stage::with(&[node("webhook", json!({}))]));
    assert!(window.query_by_label("Node filter").is_none());
}

#[test]
fn a_filter_tells_how_many_elements_pass() {
    let filter = json!({"selector": "Event._AttributeFlattened.{n}", "path": "type",
        "operator": "equals", "value": "ip-src"});
    let mut window = filtered(filter);
    window.get_by_label("5 of 50 elements pass");
    type_into(&mut window, "Value to compare with", "x");
    window.get_by_label("0 of 50 elements pass");
    window
        .get_by_role_and_label(Role::ComboBox, "Comparison")
        .click();
    window.run();
    click(&mut window, "Finds anything at all · any_value");
    window.get_by_label("50 of 50 elements pass");
    click(&mut window, "Clear the filter");
    assert!(window.state().node().filter.is_empty());
}

#[test]
fn escape_closes_a_list_and_leaves_the_keyboard_in_its_field() {
    let mut window = tags(json!([]));
    type_into(&mut window, "Tags", "red");
    press(&mut window, Key::Escape);
    assert!(window.query_by_label("tlp:red").is_none());
    assert!(window.get_by(|node| is_field(node, "Tags")).is_focused());
    let mut window = generic_if("");
    type_into(&mut window, "Hash path", "Ev");
    press(&mut window, Key::Escape);
    assert!(window.query_by_label("Event").is_none());
    assert!(
        window
            .get_by(|node| is_field(node, "Hash path"))
            .is_focused()
    );
}
