//! A step that changes more than there is room for.

use crate::window_stage::{Window, open, press, red, says, send, settle};
use egui::{Event, Key, Modifiers, MouseWheelUnit, TouchPhase, vec2};
use egui_kittest::kittest::Queryable;
use misp_flow::state::Command;
use misp_flow_engine::{run::Answer, value::Value, workflow::NodeId};

fn wheel(window: &mut Window, down: f32) {
    window.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, -down),
        phase: TouchPhase::Move,
        modifiers: Modifiers::default(),
    });
    settle(window);
}

fn line(number: usize) -> String {
    format!("field_{number:03} set to value {number}.")
}

#[test]
fn all_lines_are_reached_and_those_far_off_take_their_room() {
    let mut window = open(red());
    send(&mut window, Command::ChooseEvent(2));
    let set = |number: usize| {
        let path = format!("Event.field_{number:03}");
        (path, Value::from(format!("value {number}.").as_str()))
    };
    let sets = Answer {
        sets: (0..130).map(set).collect(),
        ..Answer::default()
    };
    let of = NodeId::from(5);
    send(&mut window, Command::SetAnswer(of, Some(Box::new(sets))));
    press(&mut window, Key::F5);
    send(&mut window, Command::ShowStep(Some(2)));
    settle(&mut window);
    assert!(says(&window, &line(0)) && says(&window, &line(19)));
    assert!(!says(&window, &line(99)), "far below what is seen");
    assert!(
        says(&window, "and 30 more"),
        "what is behind keeps its place"
    );
    let first = window.get_by_label_contains(&line(0)).rect();
    let end = window.get_by_label_contains("and 30 more").rect();
    let each = (window.get_by_label_contains(&line(19)).rect().top() - first.top()) / 19.0;
    assert!(
        (end.top() - first.top() - 100.0 * each).abs() < 3.0 * each,
        "100 lines of {each} from {first} to {end}"
    );
    window.hover_at(first.center());
    wheel(&mut window, 100.0 * each);
    assert!(says(&window, &line(99)) && says(&window, "and 30 more"));
    let (last, end) = (
        window.get_by_label_contains(&line(99)).rect(),
        window.get_by_label_contains("and 30 more").rect(),
    );
    let gap = end.top() - last.bottom();
    assert!((0.0..20.0).contains(&gap), "{last} {end}");
}
