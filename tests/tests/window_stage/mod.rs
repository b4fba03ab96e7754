//! The whole window in a test: what a user does, through the same widget that the program shows.

#![allow(dead_code, reason = "each test file uses its share")]

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use egui::{
    Event, Key, Modifiers, PointerButton, Pos2, Theme, UiBuilder, Vec2, accesskit::Role, vec2,
};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable},
};
use misp_flow::{
    library::Settings,
    state::{Command, FileDialogs, State},
    window::{App, dress},
};
use misp_flow_engine::workflow::{Graph, NodeId, Position};

pub type Window = Harness<'static, App>;

/// The size that small laptops have.
pub const SMALL: Vec2 = vec2(1280.0, 800.0);

/// A state without the desktop's file dialogs, with an empty workflow.
pub fn empty() -> State {
    let mut state = State::new(Settings::default(), None);
    state.file_dialogs = FileDialogs::Own;
    state
}

/// What a person sees who starts the program for the first time.
pub fn first_start() -> State {
    let mut state = State::first_start(Settings::default(), None);
    state.file_dialogs = FileDialogs::Own;
    state
}

/// A workflow of six nodes that stops the publishing of red data, and an event that it stops.
pub fn red() -> State {
    let mut state = empty();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/window_stage/red.json");
    // A copy, so that a test that saves cannot change what the others read.
    let path = folder("red").join(format!("{:?}.json", std::thread::current().id()));
    std::fs::copy(file, &path).unwrap();
    state.apply(Command::OpenPath(path));
    while !state.is_idle() {
        state.poll();
    }
    state.apply(Command::ChooseEvent(1));
    state
}

/// A window that shows this state.
pub fn open(state: State) -> Window {
    open_as(state, Theme::Dark, SMALL, 1.0)
}

/// A window in this theme, of this size in points, at this scale.
pub fn open_as(state: State, theme: Theme, size: Vec2, scale: f32) -> Window {
    let mut dressed = false;
    let mut window = Harness::builder()
        .with_size(size)
        .with_pixels_per_point(scale)
        .with_theme(theme)
        .with_max_steps(40)
        .build_ui_state(
            move |ui, app: &mut App| {
                if !std::mem::replace(&mut dressed, true) {
                    dress(ui.ctx());
                    // A caret that blinks makes no picture twice.
                    ui.ctx()
                        .all_styles_mut(|style| style.visuals.text_cursor.blink = false);
                }
                // All of the window, without the margin that the harness leaves.
                let all = ui.ctx().content_rect();
                let mut ui = ui.new_child(UiBuilder::new().max_rect(all));
                ui.set_clip_rect(all);
                // The ground that the program clears its window with.
                let ground = ui.visuals().panel_fill;
                ui.painter().rect_filled(all, 0.0, ground);
                app.show(&mut ui);
            },
            App::for_tests(state),
        );
    settle(&mut window);
    window
}

/// Lets frames pass until nothing runs in the background and nothing moves any more.
pub fn settle(window: &mut Window) {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        window.step();
        // What turns while one waits has no end of its own.
        let is_idle = window.state().state.is_idle();
        if is_idle && window.try_run().is_ok() && window.state().state.is_idle() {
            break;
        }
        assert!(
            Instant::now() < until,
            "the background does not come to an end"
        );
        std::thread::sleep(Duration::from_millis(2));
    }
    window.run();
}

/// Sends a command, as menu and palette do.
pub fn send(window: &mut Window, command: Command) {
    window.state_mut().state.apply(command);
    settle(window);
}

pub fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    settle(window);
}

pub fn press_with(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    settle(window);
}

/// Selects these nodes.
pub fn select(window: &mut Window, nodes: &[u64]) {
    let nodes = nodes.iter().copied().map(NodeId::from).collect();
    send(window, Command::Select(nodes, Vec::new()));
}

/// Adds a module, in the middle of what is seen unless a place is given.
pub fn add(window: &mut Window, module: &str, at: Option<Position>) {
    let (module, end) = (module.to_owned(), None);
    send(window, Command::AddModule { module, at, end });
}

/// Clicks what has this name.
pub fn click(window: &mut Window, name: &str) {
    window.get_by_label(name).click();
    settle(window);
}

/// Types a text into whatever has the focus.
pub fn type_text(window: &mut Window, text: &str) {
    window.event(Event::Text(text.to_owned()));
    settle(window);
}

/// Drags from one point to another, in steps, as a hand does.
pub fn drag(window: &mut Window, from: Pos2, to: Pos2) {
    window.hover_at(from);
    window.step();
    window.drag_at(from);
    window.step();
    for part in 1..=8 {
        window.hover_at(from + (to - from) * (part as f32 / 8.0));
        window.step();
    }
    window.drop_at(to);
    window.step();
    settle(window);
}

/// Clicks twice, within egui's time for a double click.
pub fn double_click(window: &mut Window, pos: Pos2) {
    window.hover_at(pos);
    window.run();
    for pressed in [true, false, true, false] {
        window.input_mut().events.push(Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    window.step();
    settle(window);
}

/// The graph of the workflow that is shown.
pub fn graph(window: &Window) -> &Graph {
    &window.state().state.document().workflow().graph
}

/// Whether keys go to the canvas, or to the node that is selected on it.
pub fn canvas_has_focus(window: &Window) -> bool {
    let mut focused = window.query_all_by(|node| node.is_focused());
    focused.any(|node| {
        let name = node.accesskit_node().label().unwrap_or_default();
        name.starts_with("Canvas, ") || name.starts_with("Node ")
    })
}

/// The middle of what has this name.
pub fn middle(window: &Window, name: &str) -> Pos2 {
    window.get_by_label(name).rect().center()
}

/// Whether something has this text in its name or content.
pub fn says(window: &Window, text: &str) -> bool {
    let has = |words: Option<String>| words.is_some_and(|words| words.contains(text));
    window
        .query_all_by(|node| has(node.label()) || has(node.value()))
        .next()
        .is_some()
}

/// What can be pressed or filled in and has no name, with its place.
pub fn nameless(window: &Window) -> Vec<String> {
    let takes_input = |role: Role| {
        matches!(
            role,
            Role::Button
                | Role::CheckBox
                | Role::ComboBox
                | Role::TextInput
                | Role::MultilineTextInput
                | Role::Slider
                | Role::RadioButton
                | Role::SpinButton
                | Role::Link
                | Role::MenuItem
                | Role::Canvas
        )
    };
    window
        .query_all_by(|node| {
            takes_input(node.role()) && node.label().is_none_or(|label| label.trim().is_empty())
        })
        .map(|node| format!("{:?} at {:?}", node.accesskit_node().role(), node.rect()))
        .collect()
}

/// A folder of this test program's own.
pub fn folder(name: &str) -> PathBuf {
    let folder =
        std::env::temp_dir().join(format!("misp-flow-window-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
