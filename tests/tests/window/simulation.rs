//! Simulating and going through the steps.

use crate::window_stage::{
    Window, click, empty, graph, open, press, press_with, red, says, select, send, type_text,
};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use misp_flow::state::{Command, LeftTab};
use misp_flow_engine::{
    edit::Edit,
    run::{Answer, Outcome},
    workflow::{NodeId, Position},
};

#[test]
fn red_data_are_blocked_and_the_steps_tell_why() {
    let mut window = open(red());
    press(&mut window, Key::F5);
    let run = window.state().state.run().expect("a run").run.clone();
    assert_eq!(run.outcome, Outcome::Blocked);
    assert!(says(
        &window,
        "Publishing would be blocked by Stop execution: Contains red data"
    ));
    assert!(says(
        &window,
        "Step 2, Stop execution, stopped the run: Contains red data"
    ));

    press(&mut window, Key::F10);
    assert_eq!(
        window.state().state.selected().single(),
        Some(&NodeId::from(2))
    );
    press(&mut window, Key::F10);
    assert_eq!(
        window.state().state.selected().single(),
        Some(&NodeId::from(4))
    );
    assert!(says(&window, "Data after step 2"));
    press_with(&mut window, Modifiers::SHIFT, Key::F11);
    assert!(says(&window, "Data after step 1"));
}

#[test]
fn another_event_takes_another_path() {
    let mut window = open(red());
    send(&mut window, Command::ShowLeft(LeftTab::Events));
    click(&mut window, "Event Public report");
    press(&mut window, Key::F5);
    let run = window.state().state.run().expect("a run").run.clone();
    assert_eq!(run.outcome, Outcome::Success);
    assert!(says(&window, "Publishing would go on"));
}

#[test]
fn a_run_is_marked_as_old_after_a_change_and_can_be_made_again() {
    let mut window = open(red());
    press(&mut window, Key::F5);
    assert!(!says(&window, "The workflow was changed since"));
    send(
        &mut window,
        Command::Edit(Edit::Rename {
            node: NodeId::from(4),
            name: "Halt".into(),
        }),
    );
    assert!(says(&window, "The workflow was changed since"));
    click(&mut window, "Simulate again");
    assert!(!says(&window, "The workflow was changed since"));
    assert!(says(&window, "blocked by Halt"));
    press_with(&mut window, Modifiers::SHIFT, Key::F5);
    assert!(window.state().state.run().is_none());
    assert!(says(&window, "Nothing simulated yet"));
}

#[test]
fn a_change_that_is_undone_leaves_the_run_as_it_was() {
    let mut window = open(red());
    press(&mut window, Key::F5);
    let halt = |name: &str| {
        Command::Edit(Edit::Rename {
            node: NodeId::from(4),
            name: name.into(),
        })
    };
    send(&mut window, halt("Halt"));
    assert!(says(&window, "The workflow was changed since"));
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert!(!says(&window, "The workflow was changed since"));
    press_with(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert!(says(&window, "The workflow was changed since"));
    // What ran is now the state after the change; typing more and back again is another one.
    press(&mut window, Key::F5);
    send(&mut window, halt("Halt it"));
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert!(!says(&window, "The workflow was changed since"));
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert!(says(&window, "The workflow was changed since"));
}

#[test]
fn steps_of_nodes_with_one_name_are_told_apart() {
    let mut window = open(red());
    press(&mut window, Key::F5);
    assert!(says(&window, "Step 1, IF :: Tag (2), "));
    assert!(says(&window, "Step 2, Stop execution, "));
    let rename = Edit::Rename {
        node: NodeId::from(3),
        name: "Green?".into(),
    };
    send(&mut window, Command::Edit(rename));
    assert!(says(&window, "Step 1, IF :: Tag, "));
}

#[test]
fn a_step_in_the_list_selects_its_node_and_unfolds_data() {
    let mut state = red();
    state.settings.bottom_height = 420.0;
    let mut window = open(state);
    press(&mut window, Key::F5);
    click(&mut window, "Step 1, IF :: Tag (2), \u{e06c} then");
    assert_eq!(
        window.state().state.selected().single(),
        Some(&NodeId::from(2))
    );
    assert!(says(&window, "tlp:red found at Event.Tag.0"));
    click(&mut window, "Data after step 1");
    assert!(says(&window, "info Leaked customer list"));
}

#[test]
fn without_a_trigger_the_window_says_what_is_missing() {
    let mut window = open(empty());
    press(&mut window, Key::F5);
    assert!(window.state().state.run().is_none());
    assert!(says(&window, "Add a trigger first"));
}

#[test]
fn a_node_gives_what_it_is_set_to_give() {
    let mut window = open(red());
    send(&mut window, Command::ShowLeft(LeftTab::Events));
    click(&mut window, "Event Public report");
    let workflow = window.state().state.document().workflow();
    let pushes = |module: &str| module == "push-zmq";
    let mut nodes = workflow.graph.nodes.iter();
    let push = nodes.find(|(_, node)| pushes(&node.module));
    let push = push.expect("the sample pushes").0.clone();
    send(&mut window, Command::Jump(push.clone()));
    click(&mut window, "In the simulation");
    click(&mut window, "This node");
    click(&mut window, "Fails");
    click(&mut window, "Message");
    type_text(&mut window, "nobody listens");
    press(&mut window, Key::F5);
    let run = window.state().state.run().expect("a run").run.clone();
    let step = run.steps.iter().find(|step| step.node == push);
    assert_eq!(step.expect("it ran").errors, ["nobody listens"]);
    assert!(!window.state().state.document().is_unsaved());

    send(&mut window, Command::SetAnswer(push, None));
    assert!(
        window.state().state.is_run_stale(),
        "the run that is shown is not what would happen now"
    );
    press(&mut window, Key::F5);
    let run = window.state().state.run().expect("a run").run.clone();
    assert!(run.blocking_nodes.is_empty() && !run.effects.is_empty());
}

#[test]
fn what_a_node_is_set_to_give_does_not_lie_on_the_title() {
    let mut window = open(red());
    select(&mut window, &[4]);
    let succeeds = Box::new(Answer::default());
    let answer = Command::SetAnswer(NodeId::from(4), Some(succeeds));
    send(&mut window, answer);
    let mut title = None;
    let mut others = Vec::new();
    for shape in &window.output().shapes {
        if let egui::Shape::Text(text) = &shape.shape {
            let rect = text.visual_bounding_rect();
            match text.galley.text() {
                "In the simulation" => title = Some(rect),
                words => others.push((rect, words.to_owned())),
            }
        }
    }
    let title = title.expect("the section is there");
    for (rect, words) in others {
        assert!(
            !rect.intersects(title.shrink(1.0)),
            "{words} lies on the title"
        );
    }
}

#[test]
fn the_result_names_its_event_and_says_when_another_one_was_chosen() {
    let mut window = open(red());
    press(&mut window, Key::F5);
    assert!(says(&window, "on\u{a0}Leaked customer data"));
    assert!(!says(&window, "was chosen since"));
    send(&mut window, Command::ChooseEvent(2));
    assert!(
        says(&window, "on\u{a0}Leaked customer data"),
        "it is still that one's"
    );
    assert!(says(&window, "Public report was chosen since"));
    click(&mut window, "Simulate again");
    assert!(!says(&window, "was chosen since"));
    assert!(says(&window, "on\u{a0}Public report"));
}

#[test]
fn to_move_nodes_or_to_move_them_back_leaves_the_run_as_it_was() {
    let stale = |window: &Window| says(window, "The workflow was changed since");
    let mut window = open(red());
    let at = Position::new(700.0, 900.0);
    let away = Command::Edit(Edit::Move(vec![(NodeId::from(4), at)]));
    send(&mut window, away);
    press(&mut window, Key::F5);
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(
        graph(&window)
            .node(&NodeId::from(4))
            .map(|node| node.position == at),
        Some(false)
    );
    assert!(!stale(&window));
    let halt = Edit::Rename {
        node: NodeId::from(4),
        name: "Halt".into(),
    };
    send(&mut window, Command::Edit(halt));
    assert!(stale(&window));
    // Back to what ran but for the place.
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert!(!stale(&window));
}

/// A workflow that sends to a chat in the background, over each of these nodes or else at once.
fn with_chat(over: &[&str]) -> Window {
    let node = |id: u32, module: &str, kind: &str, params: serde_json::Value, to: &[&str]| {
        let wires: Vec<_> = to
            .iter()
            .map(|node| serde_json::json!({"node": node, "output": "input_1"}))
            .collect();
        serde_json::json!({"id": id, "name": module, "class": "",
            "data": {"id": module, "name": module, "module_type": kind, "indexed_params": params,
                "saved_filters": {"selector": "", "value": "", "operator": "", "path": ""}},
            "inputs": {}, "outputs": {"output_1": {"connections": wires}}, "pos_x": 300 * id, "pos_y": 0})
    };
    let hook = serde_json::json!({"url": "https://chat.example.org/hook", "request_method": "post",
        "content_type": "json", "payload": "{}", "headers": "", "self_signed": false});
    let begins = if over.is_empty() { &["3"] } else { over };
    let mut graph = serde_json::json!({
        "1": node(1, "event-publish", "trigger", serde_json::json!({}), &["2"]),
        "2": node(2, "concurrent-task", "logic", serde_json::json!({}), begins),
        "3": node(3, "webhook", "action", hook, &[]),
    });
    for id in over {
        let number = id.parse().unwrap();
        graph[id] = node(
            number,
            "generic-filter-reset",
            "logic",
            serde_json::json!({}),
            &["3"],
        );
    }
    let folder = crate::window_stage::folder(&format!("background-{}", over.len()));
    let path = folder.join("chat.json");
    std::fs::write(&path, graph.to_string()).unwrap();
    let mut state = empty();
    state.settings.bottom_height = 420.0;
    state.apply(Command::OpenPath(path));
    while !state.is_idle() {
        state.poll();
    }
    state.apply(Command::ChooseEvent(1));
    let mut window = open(state);
    press(&mut window, Key::F5);
    window
}

#[test]
fn what_is_done_twice_alike_is_told_once_with_its_number() {
    for (over, times) in [(["4"].as_slice(), ""), (&["4", "5"], " (× 2)")] {
        let window = with_chat(over);
        let sent = window.query_all_by(|node| {
            let words = node.value().unwrap_or_default();
            words.contains("chat.example.org") && words.contains("(in the background)")
        });
        let told: Vec<String> = sent
            .filter_map(|node| node.accesskit_node().value())
            .collect();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told.iter()
                .all(|line| line.ends_with(&format!("(in the background){times}"))),
            "{told:?}"
        );
    }
}

#[test]
fn what_runs_in_the_background_is_counted_listed_and_looked_into() {
    let mut window = with_chat(&[]);
    assert!(says(&window, "no action executed, 1 in the background"));
    assert!(says(&window, "chat.example.org"), "what it would send");
    assert!(says(&window, "(in the background)"));
    // Its step comes behind those of the run, by key and by click.
    press(&mut window, Key::F10);
    press(&mut window, Key::F10);
    assert!(says(&window, "What step 2 did"));
    assert_eq!(
        window.state().state.selected().single(),
        Some(&NodeId::from(3))
    );
    assert!(says(
        &window,
        "What MISP would do; nothing was sent from here"
    ));
    click(&mut window, "Data before");
    assert!(says(&window, "Data as a tree"));
    click(&mut window, "Step 2, webhook, done");
    assert!(
        says(&window, "What was done"),
        "a second click lets go of it"
    );
}
