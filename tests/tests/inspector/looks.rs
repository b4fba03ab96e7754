//! What the inspector looks like.

use egui::Theme;
use egui_kittest::SnapshotResults;
use misp_flow_engine::workflow::NodeId;
use serde_json::json;

use crate::stage::{
    Stage, Window, click, is_field, node, press, type_into, wait_for, wait_until_gone, window,
};
use egui_kittest::kittest::Queryable;

fn pictures(name: &str, height: f32, stage: impl Fn() -> Stage) {
    pictures_after(name, height, stage, |_| {});
}

/// Pictures of the window after somebody did something in it.
fn pictures_after(name: &str, height: f32, stage: impl Fn() -> Stage, act: impl Fn(&mut Window)) {
    let mut results = SnapshotResults::new();
    for (theme, look) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let mut harness = window(stage(), [340.0, height], theme);
        act(&mut harness);
        harness.snapshot(format!("inspector_{name}_{look}"));
        results.extend_harness(&mut harness);
    }
}

fn tag_if() -> Stage {
    let params = json!({"scope": "event_attribute", "condition": "in_or",
        "tags": ["tlp:red", "PAP:RED", "a-tag:of-our=\"own that is rather long\""], "clusters": []});
    Stage::with(&[node("tag-if", params)]).with_event()
}

#[test]
fn tag_if_looks_right() {
    pictures("tag_if", 680.0, tag_if);
}

#[test]
fn webhook_looks_right() {
    let stage = || {
        let params = json!({"url": "https://hooks.example.org/services/T000/B000/xyz",
            "content_type": "json", "request_method": "post",
            "payload": "{ \"title\": {{ Event.info | tojson }} }\n{% if Event.published %}{# out #}yes{% endif %}",
            "headers": "X-Source: misp"});
        Stage::with(&[node("webhook", params)]).with_event()
    };
    pictures_after("webhook", 860.0, stage, |window| {
        wait_until_gone(window, "Rendering…");
    });
}

#[test]
fn generic_if_looks_right() {
    pictures("generic_if", 700.0, || {
        let params = json!({"operator": "in", "value": "tlp:green",
            "hash_path": "Event._AttributeFlattened.{n}.Tag.{n}.name"});
        Stage::with(&[node("generic-if", params)]).with_event()
    });
}

#[test]
fn a_half_filled_filter_looks_right() {
    pictures("filter", 1000.0, || {
        let mut tag = node("tag_operation", json!({"tags": ["tlp:amber"]}));
        tag["data"]["saved_filters"] = json!({"selector": "Event._AttributeFlattened.{n}", "path": "type", "operator": "equals", "value": ""});
        Stage::with(&[tag]).with_event()
    });
}

#[test]
fn the_workflow_itself_looks_right() {
    pictures("workflow", 820.0, || {
        let mut tag = node("tag_operation", json!({"old_param": "x"}));
        tag["data"]["saved_filters"]["selector"] = json!("Event.Tag.{n}");
        let mut stage = Stage::with(&[tag, node("stop-execution", json!({}))]);
        stage.selection.clear();
        stage
    });
}

#[test]
fn an_unknown_module_looks_right() {
    pictures("unknown_module", 640.0, || {
        let params =
            json!({"target": "soc@example.org", "channels": ["a", "b"], "api_token": "s3cret"});
        Stage::with(&[node("our-own-alert", params)])
    });
}

#[test]
fn values_and_params_that_are_not_there_look_right() {
    pictures("foreign", 760.0, || {
        let mut stop = node(
            "threat-level-if",
            json!({"condition": "close_to", "threatlevel": "Low", "colour": "red"}),
        );
        stop["data"]["module_version"] = json!("0.0");
        Stage::with(&[stop])
    });
}

#[test]
fn several_nodes_look_right() {
    pictures("several", 480.0, || {
        let tag = || {
            node(
                "tag-if",
                json!({"condition": "in_and", "tags": ["tlp:red"]}),
            )
        };
        let mut stage = Stage::with(&[tag(), tag()]);
        stage.selection = vec![NodeId::from(2), NodeId::from(3)];
        stage
    });
}

#[test]
fn an_open_picker_looks_right() {
    pictures_after("picker_open", 680.0, tag_if, |window| {
        type_into(window, "Tags", "red");
    });
}

#[test]
fn completion_of_a_path_looks_right() {
    let stage = || {
        let params =
            json!({"operator": "in", "value": "tlp:green", "hash_path": "Event.Attribute.{n}."});
        Stage::with(&[node("generic-if", params)]).with_event()
    };
    pictures_after("completion", 700.0, stage, |window| {
        window.get_by(|node| is_field(node, "Hash path")).focus();
        window.run();
        press(window, egui::Key::End);
        press(window, egui::Key::ArrowDown);
    });
}

#[test]
fn a_narrow_panel_loses_nothing() {
    let mut harness = window(tag_if(), [280.0, 760.0], Theme::Light);
    harness.snapshot("inspector_narrow_light");
}

#[test]
fn folded_parts_look_right_when_open() {
    let stage = || {
        let mut stage = Stage::with(&[node(
            "webhook",
            json!({"url": "https://h.example.org/T0/B0/xyz"}),
        )]);
        stage.selection = vec![NodeId::from(2)];
        stage
    };
    pictures_after("folds_open", 1360.0, stage, |window| {
        click(window, "Documentation");
        click(window, "Raw JSON");
    });
}

fn webhook(payload: &'static str) -> impl Fn() -> Stage {
    move || {
        let params = json!({"url": "https://h.example.org/", "payload": payload});
        Stage::with(&[node("webhook", params)]).with_event()
    }
}

#[test]
fn a_template_looks_right() {
    let payload = "{# for the chat #}{{ Event.info | upper }}\n{% for a in Event.Attribute[:2] %}\n- {{ a.value ~ ' ' * 2 }}{% endfor %}";
    pictures_after("template", 760.0, webhook(payload), |window| {
        wait_for(window, "Becomes, with this event (74 characters)");
    });
}

#[test]
fn a_template_with_an_error_looks_right() {
    let payload = "{\n  \"title\": {{ Event.info | tojsn }}\n}";
    pictures_after("template_error", 860.0, webhook(payload), |window| {
        wait_until_gone(window, "Rendering…");
    });
}

#[test]
fn completion_of_a_template_looks_right() {
    pictures_after("template_completion", 860.0, webhook(""), |window| {
        type_into(window, "Body", "{{ Event.or");
        wait_until_gone(window, "Rendering…");
    });
}

#[test]
fn picking_from_the_data_looks_right() {
    let mut results = SnapshotResults::new();
    for (theme, look) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let params = json!({"operator": "in", "value": "tlp:green", "hash_path": ""});
        let stage = Stage::with(&[node("generic-if", params)]).with_event();
        let mut harness = window(stage, [560.0, 900.0], theme);
        click(&mut harness, "Pick hash path from the data…");
        let search = harness.get_by_label("Search the data");
        search.focus();
        harness.run();
        harness
            .get_by_label("Search the data")
            .type_text("value-2.example");
        wait_for(&mut harness, "1 of 2");
        // Once around, so that the match is brought into view in a window of its final size,
        // however early the search was done.
        for place in ["2 of 2", "1 of 2"] {
            harness.key_press(egui::Key::Enter);
            wait_for(&mut harness, place);
        }
        // A caret that blinks makes no picture twice.
        harness.ctx.memory_mut(|memory| memory.stop_text_input());
        harness.run();
        harness.snapshot(format!("inspector_pick_{look}"));
        results.extend_harness(&mut harness);
    }
}

#[test]
fn a_filter_that_lets_some_pass_looks_right() {
    pictures("filter_passing", 1060.0, || {
        let mut tag = node("tag_operation", json!({"tags": ["tlp:amber"]}));
        tag["data"]["saved_filters"] = json!({"selector": "Event._AttributeFlattened.{n}", "path": "type", "operator": "equals", "value": "domain"});
        Stage::with(&[tag]).with_event()
    });
}
