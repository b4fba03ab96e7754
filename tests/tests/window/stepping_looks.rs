//! How a run looks that has paused, and how sending for real does.

use crate::window_stage::{SMALL, Window, open_as, press, red, select, send};
use egui::{Key, Theme, Vec2, vec2};
use misp_flow::state::{AskedHost, Command, Dialog, PerformQuestion, State};
use misp_flow_engine::workflow::NodeId;

fn picture(name: &str, mut window: Window) {
    window.remove_cursor();
    window.run();
    window.snapshot(name);
}

fn with_public(theme: Theme, size: Vec2, scale: f32) -> Window {
    let mut state = red();
    state.apply(Command::ChooseEvent(2));
    open_as(state, theme, size, scale)
}

fn paused(theme: Theme, size: Vec2, scale: f32) -> Window {
    let mut window = with_public(theme, size, scale);
    select(&mut window, &[5]);
    press(&mut window, Key::F9);
    press(&mut window, Key::F5);
    window
}

#[test]
fn paused_at_a_break_point() {
    picture("stepping_paused_dark", paused(Theme::Dark, SMALL, 1.0));
}

#[test]
fn paused_at_a_larger_scale() {
    let large = paused(Theme::Light, vec2(1067.0, 700.0), 1.5);
    picture("stepping_paused_light_large", large);
}

#[test]
fn what_a_step_would_send() {
    let mut window = with_public(Theme::Light, SMALL, 1.0);
    press(&mut window, Key::F5);
    send(&mut window, Command::ShowStep(Some(3)));
    picture("stepping_sends_light", window);
}

/// The question, about two hosts.
fn asked(name: &str, theme: Theme) {
    let question = |state: &mut State| {
        let host = |host: &str, is_modules: bool| AskedHost {
            host: host.to_owned(),
            requests: 2,
            allowed: !is_modules,
            is_modules,
        };
        state.dialog = Some(Dialog::Perform(PerformQuestion {
            event: "Public report".to_owned(),
            hosts: vec![
                host("http://127.0.0.1:6666", true),
                host("https://hooks.example.org", false),
            ],
        }));
    };
    let mut window = with_public(theme, SMALL, 1.0);
    send(&mut window, Command::Jump(NodeId::from(6)));
    question(&mut window.state_mut().state);
    picture(name, window);
}

#[test]
fn the_question_before_sending_in_the_dark() {
    asked("stepping_question_dark", Theme::Dark);
}

#[test]
fn the_question_before_sending_in_the_light() {
    asked("stepping_question_light", Theme::Light);
}
