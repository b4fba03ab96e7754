//! How the list of blueprints looks.

use crate::window_stage::{Window, click, first_start, open_as, send};
use egui::{Theme, vec2};
use misp_flow::state::{Command, LeftTab, State};
use misp_flow_engine::{catalogue::samples, workflow::NodeId};

fn picture(name: &str, theme: Theme, width: f32, change: impl FnOnce(&mut Window)) {
    let folder = crate::window_stage::folder(name);
    let own = misp_flow_engine::workflow::open(samples::WORKFLOWS[1].json.as_bytes()).unwrap();
    let text = own.to_blueprint_json().to_string();
    std::fs::write(folder.join("own.json"), text).unwrap();
    std::fs::write(folder.join("broken.json"), "{\"WorkflowBlueprint\": ").unwrap();
    let mut state: State = first_start();
    state.settings.left_width = width;
    state.use_blueprint_folder(folder);
    let mut window = open_as(state, theme, vec2(1280.0, 800.0), 1.0);
    send(&mut window, Command::ShowLeft(LeftTab::Blueprints));
    change(&mut window);
    window.remove_cursor();
    // A caret that blinks makes no picture twice.
    window.ctx.memory_mut(|memory| memory.stop_text_input());
    window.run();
    window.snapshot(name);
}

#[test]
fn narrow_and_dark() {
    picture("blueprints_narrow_dark", Theme::Dark, 210.0, |window| {
        click(window, "Blueprint Block on red");
    });
}

#[test]
fn wide_and_light() {
    picture("blueprints_wide_light", Theme::Light, 420.0, |window| {
        click(window, "Blueprint Dark-web content stays inside");
    });
}

#[test]
fn tried_dark() {
    picture("blueprints_tried_dark", Theme::Dark, 300.0, |window| {
        click(window, "Blueprint Block queries to third parties");
        click(window, "Try it");
    });
}

#[test]
fn in_hand_light() {
    picture("blueprints_in_hand_light", Theme::Light, 260.0, |window| {
        let from = crate::window_stage::middle(window, "Blueprint Block on red");
        window.hover_at(from);
        window.step();
        window.drag_at(from);
        window.step();
        for part in 1..=4 {
            window.hover_at(from + vec2(80.0, 10.0) * part as f32);
            window.step();
        }
        window.run();
        window.snapshot("blueprints_dragged_light");
        window.drop_at(from + vec2(320.0, 40.0));
        window.run();
    });
}

#[test]
fn asking_for_a_name_light() {
    picture("blueprints_name_light", Theme::Light, 244.0, |window| {
        let nodes = vec![NodeId::from(2), NodeId::from(3)];
        send(window, Command::Select(nodes, Vec::new()));
        click(window, "Save the selection as blueprint");
    });
}
