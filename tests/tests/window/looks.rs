//! How the window looks, as pictures of the real thing.

use crate::window_stage::{
    SMALL, Window, empty, first_start, open_as, press, press_with, red, send, type_text,
};
use egui::{Key, Modifiers, Theme, Vec2, vec2};
use misp_flow::state::{BottomTab, Command, LeftTab, State};
use misp_flow_engine::{
    edit::Edit,
    workflow::{Edge, NodeFilter, NodeId, PortRef},
};

fn picture(name: &str, state: State, theme: Theme, change: impl FnOnce(&mut Window)) {
    picture_of(name, state, theme, SMALL, 1.0, change);
}

fn picture_of(
    name: &str,
    state: State,
    theme: Theme,
    size: Vec2,
    scale: f32,
    change: impl FnOnce(&mut Window),
) {
    let mut window = open_as(state, theme, size, scale);
    change(&mut window);
    window.remove_cursor();
    window.run();
    window.snapshot(name);
}

#[test]
fn first_start_dark() {
    picture(
        "window_first_start_dark",
        first_start(),
        Theme::Dark,
        |_| {},
    );
}

#[test]
fn first_start_light() {
    picture(
        "window_first_start_light",
        first_start(),
        Theme::Light,
        |_| {},
    );
}

#[test]
fn after_simulation_blocked() {
    picture("window_blocked", first_start(), Theme::Dark, |window| {
        press(window, Key::F5);
        press(window, Key::F10);
        press(window, Key::F10);
    });
}

#[test]
fn after_simulation_gone_on() {
    let size = vec2(1600.0, 1000.0);
    picture_of(
        "window_gone_on_light",
        first_start(),
        Theme::Light,
        size,
        1.0,
        |window| {
            send(window, Command::ChooseEvent(2));
            send(window, Command::ShowLeft(LeftTab::Events));
            press(window, Key::F5);
        },
    );
}

/// A workflow with an error, warnings and notices.
fn flawed() -> State {
    let mut state = red();
    let half = NodeFilter {
        selector: "Event._AttributeFlattened.{n}".into(),
        ..NodeFilter::default()
    };
    for edit in [
        Edit::SetFilter {
            node: NodeId::from(5),
            filter: half,
        },
        Edit::SetParam {
            node: NodeId::from(2),
            param: "tags".into(),
            value: Some(serde_json::json!([])),
        },
        Edit::Delete {
            nodes: Vec::new(),
            edges: vec![Edge {
                from: PortRef::new(NodeId::from(3), "output_2"),
                to: PortRef::new(NodeId::from(5), "input_1"),
            }],
            reconnect: false,
        },
    ] {
        state.apply(Command::Edit(edit));
    }
    state
}

#[test]
fn problems() {
    picture("window_problems", flawed(), Theme::Dark, |window| {
        send(window, Command::ShowBottom(BottomTab::Problems));
        send(window, Command::Jump(NodeId::from(5)));
    });
}

#[test]
fn quick_add() {
    picture("window_quick_add", first_start(), Theme::Dark, |window| {
        press_with(window, Modifiers::COMMAND, Key::Space);
        type_text(window, "tag");
    });
}

#[test]
fn palette_light() {
    picture(
        "window_palette_light",
        first_start(),
        Theme::Light,
        |window| {
            press_with(window, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
            type_text(window, "se");
            press(window, Key::ArrowDown);
        },
    );
}

#[test]
fn empty_document() {
    picture("window_empty", empty(), Theme::Dark, |_| {});
}

#[test]
fn empty_document_light_at_scale_two() {
    picture_of(
        "window_empty_scale_two",
        empty(),
        Theme::Light,
        vec2(1280.0, 720.0),
        2.0,
        |_| {},
    );
}

#[test]
fn a_question_and_a_message() {
    picture("window_question", first_start(), Theme::Dark, |window| {
        send(window, Command::OpenPath("/nowhere/workflow.json".into()));
        send(
            window,
            Command::Edit(Edit::SetName("Nothing red leaves".into())),
        );
        send(window, Command::CloseTab(None));
    });
}

#[test]
fn outline_and_a_menu() {
    picture("window_outline_light", red(), Theme::Light, |window| {
        send(window, Command::ShowLeft(LeftTab::Outline));
        send(window, Command::Jump(NodeId::from(3)));
        let place = crate::window_stage::middle(window, "Go to node 3 IF :: Tag");
        window.hover_at(place);
        window.run();
    });
}
