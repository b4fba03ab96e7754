//! Learning: the list of lessons, writing paths, building workflows, hints, and what the check says.

use crate::window_stage::{
    SMALL, Window, click, empty, first_start, nameless, open, open_as, press, press_with, says,
    send, settle, type_text,
};
use egui::{Key, Modifiers, Theme, vec2};
use egui_kittest::kittest::Queryable;
use misp_flow::{
    library::Settings,
    state::{Command, LeftTab, State},
};
use misp_flow_engine::{
    edit::Edit,
    lessons::{self, LESSONS},
    workflow::{Edge, NodeId, PortRef},
};

/// Where a lesson stands in the list.
fn place(id: &str) -> usize {
    LESSONS.iter().position(|lesson| lesson.id == id).unwrap()
}

/// A window with this lesson open.
fn lesson(id: &str) -> Window {
    let mut window = open(empty());
    send(&mut window, Command::OpenLesson(place(id)));
    window
}

fn done(window: &Window) -> Vec<String> {
    window.state().state.settings.lessons_done.clone()
}

/// Builds the first lesson's workflow behind the trigger that is there, with this tag.
fn build_red(window: &mut Window, tag: &str) {
    let add = |module: &str| Command::AddModule {
        module: module.into(),
        at: None,
        end: None,
    };
    send(window, add("tag-if"));
    send(window, add("stop-execution"));
    let edits = [
        Edit::SetParam {
            node: NodeId::from(2),
            param: "tags".into(),
            value: Some(serde_json::json!([tag])),
        },
        wire(1, "output_1", 2),
        wire(2, "output_1", 3),
    ];
    for edit in edits {
        send(window, Command::Edit(edit));
    }
}

fn wire(from: u64, port: &str, to: u64) -> Edit {
    Edit::Connect(Edge {
        from: PortRef::new(NodeId::from(from), port),
        to: PortRef::new(NodeId::from(to), "input_1"),
    })
}

#[test]
fn the_menu_opens_the_list_of_lessons_and_a_click_opens_one() {
    let mut window = open(first_start());
    click(&mut window, "Help");
    window
        .get_by_label_contains("Learn with short lessons…")
        .click();
    settle(&mut window);
    assert!(says(&window, "0 of 8 lessons solved"));
    for (number, lesson) in LESSONS.iter().enumerate() {
        assert!(says(
            &window,
            &format!("Lesson {}, {}", number + 1, lesson.title)
        ));
    }
    click(
        &mut window,
        "Lesson 1, Nothing red leaves, Build a workflow",
    );
    assert!(says(&window, "The canvas in the middle holds the workflow"));
    assert!(says(
        &window,
        "stops the publishing of events tagged tlp:red"
    ));
    click(&mut window, "All lessons");
    assert!(says(&window, "0 of 8 lessons solved"));
}

#[test]
fn an_empty_canvas_offers_the_lessons() {
    let mut window = open(empty());
    click(&mut window, "Learn with short lessons");
    assert_eq!(window.state().state.left, LeftTab::Learn);
    assert!(says(&window, "Take the lessons in order"));
}

#[test]
fn everything_in_the_panel_has_a_name_and_can_be_reached_by_keys() {
    for id in ["event-tags", "block-red"] {
        let window = lesson(id);
        assert_eq!(nameless(&window), [""; 0]);
    }
    let mut window = open(empty());
    press_with(&mut window, Modifiers::ALT, Key::Num0);
    for _ in 0..60 {
        press(&mut window, Key::Tab);
        let on_lesson = window.query_all_by(|node| {
            let named = node
                .label()
                .is_some_and(|label| label.starts_with("Lesson 3"));
            named && node.is_focused()
        });
        if on_lesson.count() > 0 {
            press(&mut window, Key::Enter);
            assert_eq!(window.state().state.learning().open_place(), Some(2));
            return;
        }
    }
    panic!("the third lesson never gets the focus");
}

#[test]
fn a_path_is_looked_at_while_it_is_typed_and_checked_with_enter() {
    let mut window = lesson("event-tags");
    type_text(&mut window, "Event.Tag.0.name");
    assert!(says(&window, "Finds 1 value in Phishing against two banks"));
    assert!(says(&window, "tlp:green"));
    press(&mut window, Key::Enter);
    assert!(says(&window, "Right with 1 of 3 events"));
    assert!(says(
        &window,
        "Finds 1 of 6 tag names; missing are type:OSINT"
    ));
    assert!(says(&window, "Not shown before"));
    assert_eq!(done(&window), [""; 0]);

    press_with(&mut window, Modifiers::COMMAND, Key::A);
    type_text(&mut window, "Event.Tag.{n}.name");
    assert!(
        !says(&window, "Right with 1 of 3 events"),
        "it is another path now"
    );
    press(&mut window, Key::Enter);
    assert!(says(&window, "Solved"));
    assert!(says(&window, "Finds all 6 tag names"));
    assert_eq!(done(&window), ["event-tags"]);
    click(&mut window, "Next lesson");
    assert!(says(&window, "All domains"));
    click(&mut window, "All lessons");
    assert!(says(
        &window,
        "Lesson 3, The tags of an event, Write a hash path, solved"
    ));
    assert!(says(&window, "1 of 8 lessons solved"));
}

#[test]
fn nothing_typed_is_told_to_type() {
    let mut window = lesson("typed-values");
    click(&mut window, "Check");
    assert!(says(&window, "Type a path first"));
}

#[test]
fn the_data_of_a_path_lesson_are_shown() {
    let window = lesson("actor-names");
    assert!(says(
        &window,
        "The event as the trigger hands it to the workflow"
    ));
    assert!(says(&window, "threat_level_id"));
}

#[test]
fn hints_come_one_by_one_and_the_last_is_the_solution() {
    let mut window = lesson("typed-values");
    click(&mut window, "Show a hint (2 and the solution)");
    assert!(says(&window, "Hint 1") && !says(&window, "Hint 2"));
    click(&mut window, "Show the last hint");
    assert!(says(&window, "Hint 2") && !says(&window, "Solution"));
    click(&mut window, "Show the solution");
    click(&mut window, "Use the solution");
    assert!(says(&window, "Finds 3 values"));
    press(&mut window, Key::F4);
    assert!(says(&window, "Solved"));
}

#[test]
fn starting_a_lesson_opens_its_workflow_and_chooses_its_event() {
    let mut window = lesson("block-red");
    click(&mut window, "Start");
    let state = &window.state().state;
    let graph = &state.document().workflow().graph;
    assert_eq!(graph.nodes.len(), 1);
    assert!(
        graph
            .trigger()
            .is_some_and(|(_, node)| node.module == "event-publish")
    );
    assert!(!state.document().is_unsaved());
    assert_eq!(
        state.events().chosen().unwrap().name,
        "Stolen drawings of a bank vault"
    );
    click(&mut window, "Check");
    assert!(says(&window, "Right with 2 of 4 events"));
    assert!(says(&window, "This should be blocked, but it is not"));
}

#[test]
fn starting_a_lesson_and_opening_its_solution_keep_unsaved_work() {
    let mut window = open(first_start());
    send(&mut window, Command::Edit(Edit::SetName("Mine".into())));
    send(&mut window, Command::OpenLesson(0));
    click(&mut window, "Start");
    for _ in 0..4 {
        send(&mut window, Command::Hint);
    }
    click(&mut window, "Open the solution");
    let state = &window.state().state;
    assert_eq!(state.document().workflow().name, "Nothing red leaves");
    assert_eq!(state.document().workflow().graph.nodes.len(), 3);
    let mine = state
        .tabs()
        .find(|tab| tab.document().workflow().name == "Mine");
    assert!(mine.is_some_and(|tab| tab.document().is_unsaved()));
}

#[test]
fn a_workflow_is_checked_with_all_events_and_what_is_wrong_can_be_simulated() {
    let mut window = lesson("block-red");
    click(&mut window, "Start");
    build_red(&mut window, "tlp:amber");
    press(&mut window, Key::F4);
    assert!(says(&window, "Right with 1 of 4 events"));
    assert!(says(
        &window,
        "This should go on, but it does not: Publishing would be blocked by Stop execution"
    ));
    let buttons = window.get_all_by_label("Simulate with this event");
    buttons.last().unwrap().click();
    settle(&mut window);
    let run = window.state().state.run().expect("a run");
    assert_eq!(run.event, "Ransomware at a supplier");

    let right = Edit::SetParam {
        node: NodeId::from(2),
        param: "tags".into(),
        value: Some(serde_json::json!(["tlp:red"])),
    };
    send(&mut window, Command::Edit(right));
    assert!(says(
        &window,
        "The workflow was changed since; check it again"
    ));
    press(&mut window, Key::F4);
    assert!(says(&window, "Solved"));
    assert_eq!(done(&window), ["block-red"]);
}

#[test]
fn another_workflow_than_the_tasks_is_told_which_trigger_is_meant() {
    let mut window = open(first_start());
    send(&mut window, Command::OpenLesson(place("tag-spelling")));
    press(&mut window, Key::F4);
    assert!(says(
        &window,
        "The workflow starts with Event Publish; the task is about Event After Save"
    ));
}

#[test]
fn every_solution_that_is_opened_solves_its_lesson() {
    for id in ["block-red", "mail-high", "tag-spelling", "warninglist"] {
        let mut window = lesson(id);
        for _ in 0..=lessons::lesson(id).unwrap().hints.len() {
            send(&mut window, Command::Hint);
        }
        click(&mut window, "Open the solution");
        press(&mut window, Key::F4);
        assert!(says(&window, "Solved"), "{id}");
        assert_eq!(done(&window), [id]);
    }
}

#[test]
fn a_simulation_in_a_lesson_has_the_lessons_warninglist() {
    let mut window = lesson("warninglist");
    click(&mut window, "Start");
    for _ in 0..4 {
        send(&mut window, Command::Hint);
    }
    click(&mut window, "Open the solution");
    press(&mut window, Key::F5);
    let run = window.state().state.run().expect("a run").run.clone();
    assert_eq!(run.effects.len(), 2, "two addresses lose the flag");
}

#[test]
fn checking_without_a_lesson_says_where_they_are() {
    let mut window = open(empty());
    send(&mut window, Command::CheckLesson);
    assert!(says(&window, "Open a lesson first"));
}

#[test]
fn what_was_solved_before_is_marked_at_the_next_start() {
    let settings = Settings {
        lessons_done: vec!["mail-high".into(), "a lesson of another version".into()],
        ..Settings::default()
    };
    let mut window = open(State::new(settings, None));
    send(&mut window, Command::ShowLeft(LeftTab::Learn));
    assert!(says(&window, "1 of 8 lessons solved"));
    assert!(says(
        &window,
        "Mail about high threats, Build a workflow, solved"
    ));
}

fn picture(name: &str, mut window: Window) {
    window.remove_cursor();
    // A caret that blinks makes no picture twice.
    window.ctx.memory_mut(|memory| memory.stop_text_input());
    window.run();
    window.snapshot(name);
}

#[test]
fn the_list_looks() {
    let settings = Settings {
        lessons_done: vec!["block-red".into(), "mail-high".into()],
        ..Settings::default()
    };
    let mut window = open_as(State::new(settings, None), Theme::Light, SMALL, 1.0);
    send(&mut window, Command::ShowLeft(LeftTab::Learn));
    picture("learn_list_light", window);
}

#[test]
fn a_path_that_is_wrong_looks() {
    let mut window = lesson("typed-values");
    type_text(&mut window, "Event.Attribute.{n}[type=domain].value");
    send(&mut window, Command::Hint);
    press(&mut window, Key::F4);
    picture("learn_path_wrong_dark", window);
}

#[test]
fn a_workflow_that_is_wrong_looks() {
    let mut state = empty();
    state.apply(Command::OpenLesson(0));
    let mut window = open_as(state, Theme::Light, SMALL, 1.0);
    click(&mut window, "Start");
    build_red(&mut window, "tlp:amber");
    send(&mut window, Command::FitAll);
    press(&mut window, Key::F4);
    picture("learn_workflow_wrong_light", window);
}

#[test]
fn a_narrow_panel_looks() {
    let settings = Settings {
        learn_width: 210.0,
        ..Settings::default()
    };
    let mut state = State::new(settings, None);
    state.apply(Command::OpenLesson(7));
    let mut window = open_as(state, Theme::Dark, vec2(1000.0, 900.0), 1.0);
    for _ in 0..5 {
        send(&mut window, Command::Hint);
    }
    click(&mut window, "Check");
    picture("learn_narrow_dark", window);
}
