//! Each field of the inspector asks for the right change, and only for that.

use egui::{Key, accesskit::Role};
use egui_kittest::kittest::{NodeT, Queryable};
use misp_flow::window::inspector::InspectorAction;
use misp_flow_engine::{edit::Edit, workflow::NodeId};
use serde_json::{Value as Json, json};

use crate::stage::{
    Stage, Window, click, is_field, node, open, press, type_into, value, with_params,
};

fn pick(window: &mut Window, combo: &str, option: &str) {
    window.get_by_role_and_label(Role::ComboBox, combo).click();
    window.run();
    click(window, option);
}

#[test]
fn the_fields_stay_where_they_are_while_the_sentence_grows() {
    let stored = json!({"operator": "in", "hash_path": "Event.info", "value": ""});
    let mut window = open(Stage::with(&[node("generic-if", stored)]));
    let top = |window: &Window| window.get_by(|node| is_field(node, "Value")).rect().top();
    let before = top(&window);
    type_into(&mut window, "Value", "more than fits on one line of this");
    assert!((top(&window) - before).abs() < 0.5);
}

#[test]
fn typing_in_a_line_is_one_step_that_ends_with_the_focus() {
    let mut window = open(Stage::with(&[node(
        "stop-execution",
        json!({"message": ""}),
    )]));
    type_into(&mut window, "Message", "!");
    type_into(&mut window, "Message", "?");
    assert_eq!(value(&window, "message"), json!("Execution stopped!?"));
    assert_eq!(
        window.state().actions.len(),
        2,
        "no seal while the field has the focus"
    );
    press(&mut window, Key::Tab);
    assert_eq!(window.state().actions.last(), Some(&InspectorAction::Seal));
    let stage = window.state_mut();
    stage.history.undo(&mut stage.workflow);
    assert_eq!(stage.param("message"), Some(&json!("")));
}

#[test]
fn an_emptied_line_stays_empty_while_it_is_edited_and_says_what_counts() {
    let mut window = open(Stage::with(&[node(
        "stop-execution",
        json!({"message": "ab"}),
    )]));
    window.get_by(|node| is_field(node, "Message")).focus();
    window.run();
    press(&mut window, Key::End);
    press(&mut window, Key::Backspace);
    press(&mut window, Key::Backspace);
    assert_eq!(value(&window, "message"), json!(""));
    let field = window.get_by(|node| is_field(node, "Message"));
    assert_eq!(field.value().unwrap_or_default(), "");
    window.get_by_label("Left empty, the default counts: Execution stopped");
    press(&mut window, Key::Tab);
    let field = window.get_by(|node| is_field(node, "Message"));
    assert_eq!(field.value().as_deref(), Some("Execution stopped"));
}

#[test]
fn leaving_a_node_by_a_click_elsewhere_ends_the_step_too() {
    let mut window = open(Stage::with(&[node("stop-execution", json!({}))]));
    type_into(&mut window, "Message", "!");
    window.state_mut().selection.clear();
    window.run();
    assert_eq!(window.state().actions.last(), Some(&InspectorAction::Seal));
}

#[test]
fn several_lines_are_edited_as_they_are() {
    let mut window = open(Stage::with(&[node("webhook", json!({"payload": "a"}))]));
    type_into(&mut window, "Body", "\nb");
    assert_eq!(value(&window, "payload"), json!("a\nb"));
}

#[test]
fn a_choice_stores_the_value_and_is_a_step_of_its_own() {
    let mut window = open(Stage::with(&[node("tag-if", json!({}))]));
    pick(&mut window, "Condition", "Has all of them");
    assert_eq!(value(&window, "condition"), json!("in_and"));
    assert_eq!(window.state().actions.len(), 2);
    assert_eq!(window.state().actions[1], InspectorAction::Seal);
}

#[test]
fn a_value_that_is_not_offered_is_shown_and_kept() {
    let window = open(Stage::with(&[node(
        "tag-if",
        json!({"condition": "close_to"}),
    )]));
    let combo = window.get_by_role_and_label(Role::ComboBox, "Condition");
    assert_eq!(combo.value().as_deref(), Some("close_to"));
    window.get_by_label_contains("close_to is none of the choices for");
    assert!(window.state().actions.is_empty());
}

#[test]
fn params_come_and_go_with_what_they_depend_on() {
    let mut window = open(Stage::with(&[node(
        "generic-if",
        json!({"value_list": ["a"]}),
    )]));
    window.get_by(|node| is_field(node, "Value"));
    assert!(
        window
            .query_by(|node| is_field(node, "List of values"))
            .is_none()
    );
    pick(&mut window, "Comparison", "Contains any value of the list");
    window.get_by(|node| is_field(node, "List of values"));
    assert!(window.query_by(|node| is_field(node, "Value")).is_none());
    assert_eq!(
        value(&window, "value_list"),
        json!(["a"]),
        "what is hidden is kept"
    );
}

#[test]
fn radio_buttons_store_the_option() {
    let params = json!([{"id": "speed", "label": "Speed", "type": "radio", "default": "slow",
        "options": {"slow": "Slowly", "fast": "Fast"}}]);
    let mut window = with_params(params, json!({}));
    click(&mut window, "Fast");
    assert_eq!(value(&window, "speed"), json!("fast"));
}

#[test]
fn a_tick_stores_a_boolean() {
    let params = json!([{"id": "loud", "label": "Loud", "type": "checkbox"}]);
    let mut window = with_params(params, json!({}));
    click(&mut window, "Loud");
    assert_eq!(value(&window, "loud"), json!(true));
    click(&mut window, "Loud");
    assert_eq!(value(&window, "loud"), json!(false));
}

#[test]
fn numbers_have_limits_and_steps() {
    let params = json!([{"id": "n", "label": "Number", "type": "input", "input_type": "number",
        "min": 1, "max": 10, "default": "9"}]);
    let mut window = with_params(params, json!({}));
    click(&mut window, "More number");
    assert_eq!(value(&window, "n"), json!("10"));
    click(&mut window, "More number");
    assert_eq!(value(&window, "n"), json!("10"));
    type_into(&mut window, "Number", "0");
    assert_eq!(
        value(&window, "n"),
        json!("100"),
        "what is typed is not changed"
    );
    window.get_by_label("Must be from 1 to 10");
    press(&mut window, Key::ArrowDown);
    assert_eq!(value(&window, "n"), json!("10"));
}

#[test]
fn an_unknown_type_is_edited_as_text() {
    let params = json!([{"id": "x", "label": "Thing", "type": "hologram"}]);
    let mut window = with_params(params, json!({"x": "a"}));
    type_into(&mut window, "Thing", "b");
    assert_eq!(value(&window, "x"), json!("ab"));
    window.get_by_label("The type hologram is not known here; edited as text");
}

#[test]
fn a_param_that_nobody_may_change_is_grey() {
    let params = json!([{"id": "x", "label": "Thing", "type": "input", "disabled": true}]);
    let window = with_params(params, json!({"x": "a"}));
    let field = window.get_by(|node| is_field(node, "Thing"));
    assert!(field.accesskit_node().is_disabled());
    window.get_by_label("The instance does not let anybody change this");
}

#[test]
fn a_structure_where_a_text_belongs_is_shown_and_kept() {
    let params = json!([{"id": "x", "label": "Thing", "type": "input"}]);
    let mut window = with_params(params, json!({"x": {"deep": [1, 2]}}));
    let field = window.get_by(|node| is_field(node, "Thing"));
    assert_eq!(field.value().as_deref(), Some(r#"{"deep":[1,2]}"#));
    assert!(window.state().actions.is_empty());
    click(&mut window, "Clear the value");
    assert_eq!(window.state().param("x"), None);
}

#[test]
fn a_param_that_the_module_lacks_is_kept_until_it_is_dropped() {
    let stored = json!({"scope": "event", "old": "kept"});
    let mut window = open(Stage::with(&[node("tag-if", stored)]));
    let field = window.get_by(|node| is_field(node, "old"));
    assert_eq!(field.value().as_deref(), Some("kept"));
    pick(&mut window, "Condition", "Has all of them");
    assert_eq!(value(&window, "old"), json!("kept"));
    click(&mut window, "Drop old");
    assert_eq!(window.state().param("old"), None);
    let dropped = Edit::SetParam {
        node: NodeId::from(2),
        param: "old".into(),
        value: None,
    };
    assert!(window.state().edits().contains(&&dropped));
}

#[test]
fn an_unknown_module_is_shown_and_cannot_be_changed() {
    let stored = json!({"target": "soc@example.org", "list": ["a", "b"]});
    let mut window = open(Stage::with(&[node("our-own", stored)]));
    let field = window.get_by(|node| is_field(node, "target"));
    assert_eq!(field.value().as_deref(), Some("soc@example.org"));
    type_into(&mut window, "target", "x");
    window.get_by_label("a");
    assert!(window.state().actions.is_empty());
}

#[test]
fn nothing_changes_where_it_is_only_to_be_read() {
    let mut stage = Stage::with(&[node("tag-if", json!({"tags": ["tlp:red"], "old": "x"}))]);
    stage.read_only = true;
    let mut window = open(stage);
    type_into(&mut window, "Name", "x");
    window.get_by_label("tlp:red").click();
    window.get_by_label("Drop old").click();
    window.run();
    assert!(
        window.state().actions.is_empty(),
        "{:?}",
        window.state().actions
    );
}

#[test]
fn secrets_are_hidden_until_they_are_asked_for() {
    let stored = json!({"bot_token": "bot1:SECRET", "chat_id": "7"});
    let mut window = open(Stage::with(&[node("telegram-send-alert", stored)]));
    click(&mut window, "Raw JSON");
    window.get_by(|node| node.role() == Role::PasswordInput);
    let spoken = |window: &Window| format!("{:?}", window.root()).contains("SECRET");
    assert!(!spoken(&window), "{:?}", window.root());
    window
        .get_by_label("Show token of the bot")
        .click_accesskit();
    window.run();
    assert!(spoken(&window));
    window
        .get_by_label("Hide token of the bot")
        .click_accesskit();
    window.run();
    assert!(!spoken(&window));
}

#[test]
fn an_address_is_not_hidden_from_under_the_hands_of_who_types_it() {
    let mut window = open(Stage::with(&[node("webhook", json!({}))]));
    type_into(&mut window, "Address", "https://h.example.org/T0/x");
    let field = window.get_by(|node| is_field(node, "Address"));
    assert_eq!(field.value().as_deref(), Some("https://h.example.org/T0/x"));
    press(&mut window, Key::Tab);
    let field = window.get_by(|node| is_field(node, "Address"));
    assert_eq!(field.accesskit_node().role(), Role::PasswordInput);
}

#[test]
fn a_node_is_renamed() {
    let mut window = open(Stage::with(&[node("tag-if", json!({}))]));
    type_into(&mut window, "Name", " red?");
    assert_eq!(window.state().node().name, "IF :: Tag red?");
}

#[test]
fn the_keyboard_goes_to_the_first_param_when_asked() {
    let mut window = open(Stage::with(&[node("stop-execution", json!({}))]));
    window.state_mut().state.focus_first_param();
    window.run();
    assert!(window.get_by(|node| is_field(node, "Message")).is_focused());
}

#[test]
fn the_workflow_itself_is_edited_with_nothing_selected() {
    let mut stage = Stage::with(&[node("tag-if", json!({}))]);
    stage.selection.clear();
    let mut window = open(stage);
    type_into(&mut window, "Name", "!");
    type_into(&mut window, "Description", "Why");
    click(&mut window, "Send debug posts");
    let workflow = &window.state().workflow;
    assert_eq!(workflow.name, "Red data stays here!");
    assert_eq!(workflow.description, "Why");
    assert!(workflow.debug_enabled);
    window.state_mut().workflow.name = "x".repeat(256);
    window.run();
    window.get_by_label("256 of 255");
    window.get_by_label("1 characters too long: a server takes 255");
}

#[test]
fn problems_lead_to_their_nodes_and_are_mended() {
    let mut stage = Stage::with(&[node("tag-if", json!({"old": "x"}))]);
    stage.selection.clear();
    let mut window = open(stage);
    click(&mut window, "Drop the value");
    assert!(matches!(
        window.state().actions[0],
        InspectorAction::ApplyFix(_)
    ));
    assert!(window.query_by_label("Drop the value").is_none());
    window.get_by_label_contains("no wire leads to it").click();
    window.run();
    assert_eq!(window.state().selection, [NodeId::from(2)]);
}

#[test]
fn several_nodes_are_listed_with_what_they_share() {
    let tag = |tags: Json| node("tag-if", json!({"condition": "in_and", "tags": tags}));
    let mut stage = Stage::with(&[tag(json!(["a"])), tag(json!(["b"]))]);
    stage.selection = vec![NodeId::from(2), NodeId::from(3)];
    let mut window = open(stage);
    window.get_by_label("Has all of them");
    assert!(window.query_by_label("a").is_none());
    window.get_all_by_label("IF :: Tag").next().unwrap().click();
    window.run();
    assert_eq!(window.state().selection, [NodeId::from(2)]);
}

#[test]
fn after_a_value_was_found_by_typing_the_list_has_room_for_all_again() {
    let tags: Vec<String> = (0..30).map(|number| format!("tag:{number:02}")).collect();
    let params =
        json!([{"id": "t", "label": "Tags", "type": "picker", "multiple": true, "options": tags}]);
    let mut window = open(Stage::of_params(params, json!({"t": []})));
    let rows = |window: &Window| window.query_all_by_label_contains("tag:").count();
    window.get_by(|node| is_field(node, "Tags")).click();
    window.run();
    let before = rows(&window);
    assert!(before >= 10, "{before}");
    window
        .get_by(|node| is_field(node, "Tags"))
        .type_text("tag:07");
    window.run();
    press(&mut window, Key::Enter);
    assert_eq!(value(&window, "t"), json!(["tag:07"]));
    window.run();
    let again = rows(&window);
    assert!(again >= before, "{again} rows after {before}");
}
