//! The list: what became of the events, and which of them are listed.

use std::fs;

use super::stage::{event, events, filter, large, rows, run_on, standing};
use crate::window_stage::{
    Window, click, folder, nameless, open, press, press_with, red, says, send, type_text,
};
use egui::Key;
use egui_kittest::kittest::Queryable;
use misp_flow::state::{
    BottomTab, ComesBy, Command, EventCommand, EventSet, Filter, LeftTab, ManyCommand,
};
use misp_flow_engine::{
    run::{Answer, Outcome},
    workflow::{Edge, NodeId, PortRef},
};

#[test]
fn a_thousand_events_are_counted_listed_and_shown_on_the_canvas() {
    let mut window = open(large(red()));
    send(&mut window, run_on(&events("thousand.jsonl", 1000)));
    assert!(says(&window, "1,000 events in"));
    assert!(says(&window, "Succeeded, 800") && says(&window, "Blocked, 200"));
    // How many took each wire, and which node none reached.
    assert!(says(
        &window,
        "Wire from then of node 2 IF :: Tag to node 4 Stop execution, taken by 200 events"
    ));
    assert!(says(&window, "reached by 200 events") && says(&window, "reached by 800 events"));
    assert!(!says(&window, "never reached"));
    // The list tells each, and what opens tells its steps.
    let first = &rows(&window)[0];
    assert!(
        first.starts_with("blocked, Event number 0, IF :: Tag (2, then) then Stop execution failed, Contains red data, thousand.jsonl:1"),
        "{first}"
    );
    assert!(nameless(&window).is_empty(), "{:?}", nameless(&window));
}

#[test]
fn only_what_fits_is_listed_and_the_canvas_follows() {
    let mut window = open(large(red()));
    send(&mut window, run_on(&events("filter.jsonl", 500)));
    assert!(!says(&window, "of 500 fit"), "nothing is left out yet");
    click(&mut window, "Blocked, 100");
    assert!(says(&window, "100 of 500 fit"));
    assert!(rows(&window).iter().all(|row| row.starts_with("blocked")));
    assert!(says(
        &window,
        "Wire from else of node 2 IF :: Tag to node 3 IF :: Tag, taken by 0 events"
    ));
    assert!(says(&window, "Node 5 Attach warninglist") && says(&window, "never reached"));
    click(&mut window, "List all events");
    let stop = NodeId::from(4);
    let by = |comes_by| Filter {
        way: Some(comes_by),
        ..Filter::default()
    };
    filter(&mut window, by(ComesBy::Node(stop.clone())));
    assert_eq!(window.state().state.many().unwrap().listed().0.len(), 100);
    let wire = Edge {
        from: PortRef::new(NodeId::from(2), "output_1"),
        to: PortRef::new(stop, "input_1"),
    };
    filter(&mut window, by(ComesBy::Wire(wire)));
    assert_eq!(window.state().state.many().unwrap().listed().0.len(), 100);
    filter(&mut window, Filter::default());
    click(&mut window, "Search many events");
    type_text(&mut window, "NUMBER 49");
    // 49, 490 to 499.
    assert_eq!(window.state().state.many().unwrap().listed().0.len(), 11);
    assert!(rows(&window)[0].contains("Event number 49,"));
    filter(
        &mut window,
        Filter {
            text: "contains red".to_owned(),
            ..Filter::default()
        },
    );
    assert_eq!(window.state().state.many().unwrap().listed().0.len(), 100);
    filter(
        &mut window,
        Filter {
            text: "nowhere".to_owned(),
            ..Filter::default()
        },
    );
    assert!(says(&window, "No event fits"));
}

#[test]
fn what_is_selected_on_the_canvas_filters() {
    let mut window = open(large(red()));
    send(&mut window, run_on(&events("selected.jsonl", 100)));
    send(
        &mut window,
        Command::Select(vec![NodeId::from(4)], Vec::new()),
    );
    click(&mut window, "Through Stop execution");
    assert_eq!(window.state().state.many().unwrap().listed().0.len(), 20);
}

#[test]
fn one_of_many_opens_in_the_stepper_and_the_list_comes_back() {
    let mut window = open(large(red()));
    send(&mut window, run_on(&events("open.jsonl", 300)));
    let before = window.state().state.events().iter().len();
    let row = rows(&window)[5].clone();
    assert!(row.contains("Event number 5,"), "{row}");
    click(&mut window, &row);
    press(&mut window, Key::Enter);
    let shown = window.state().state.run().expect("a run");
    assert_eq!(
        (shown.event.as_str(), shown.run.outcome),
        ("Event number 5", Outcome::Blocked)
    );
    assert_eq!(window.state().state.bottom, BottomTab::Simulation);
    // The next one takes its place in the list of events.
    click(&mut window, "Many events");
    assert!(says(&window, "1,000") || says(&window, "300 events in"));
    let open_row = |row| Command::Many(ManyCommand::Open { row, before: false });
    send(&mut window, open_row(299));
    let state = &window.state().state;
    assert_eq!(state.run().unwrap().event, "Event number 299");
    assert_eq!(state.run().unwrap().run.outcome, Outcome::Success);
    assert_eq!(state.events().iter().len(), before + 1);
    assert_eq!(state.events().chosen().unwrap().name, "Event number 299");
}

#[test]
fn events_of_the_list_and_of_its_search_run() {
    let mut window = open(large(red()));
    press_with(
        &mut window,
        egui::Modifiers::COMMAND | egui::Modifiers::SHIFT,
        Key::F5,
    );
    let all = window.state().state.events().iter().len();
    assert_eq!(standing(&window).events, all);
    assert!(
        rows(&window)
            .iter()
            .any(|row| row.contains("Leaked customer data"))
    );
    let leaked = Command::Many(ManyCommand::Open {
        row: 1,
        before: false,
    });
    send(&mut window, leaked);
    assert_eq!(window.state().state.events().chosen_place(), Some(1));
    assert_eq!(window.state().state.events().iter().len(), all);
    // A search in the list says which.
    let all: Vec<String> = (0..40).map(|id| event(id, None)).collect();
    let path = folder("many").join("listed.json");
    fs::write(&path, format!("[{}]", all.join(","))).unwrap();
    send(&mut window, Command::OpenEventPath(path));
    send(&mut window, Command::ShowLeft(LeftTab::Events));
    click(&mut window, "Search events");
    type_text(&mut window, "number 3");
    assert_eq!(window.state().state.events().search(), "number 3");
    send(
        &mut window,
        Command::Many(ManyCommand::Run(EventSet::Found)),
    );
    // 3, 30 to 39.
    assert_eq!(standing(&window).events, 11);
    send(
        &mut window,
        Command::Event(EventCommand::Search(String::new())),
    );
    let found = Command::Many(ManyCommand::Run(EventSet::Found));
    assert!(window.state().state.why_not(&found).is_some());
}

#[test]
fn a_search_result_of_many_lines_opens_by_its_number() {
    let all: Vec<String> = (0..50).map(|id| event(id, None)).collect();
    let path = folder("many").join("search.json");
    let text = format!("{{\n\"response\": [\n{}\n]\n}}", all.join(",\n"));
    fs::write(&path, text).unwrap();
    let mut window = open(large(red()));
    send(&mut window, run_on(&path));
    assert_eq!(standing(&window).events, 50);
    send(
        &mut window,
        Command::Many(ManyCommand::Open {
            row: 33,
            before: false,
        }),
    );
    assert_eq!(window.state().state.run().unwrap().event, "Event number 33");
    // The file became another one since.
    fs::write(&path, event(1, None)).unwrap();
    send(
        &mut window,
        Command::Many(ManyCommand::Open {
            row: 33,
            before: false,
        }),
    );
    assert!(says(&window, "there is no event any more"));
}

#[test]
fn every_event_comes_by_the_trigger_and_another_choice_keeps_its_counts() {
    let mut window = open(large(red()));
    send(&mut window, run_on(&events("ways.jsonl", 100)));
    let by = |node| Filter {
        way: Some(ComesBy::Node(NodeId::from(node))),
        ..Filter::default()
    };
    let name = |window: &Window, node: u64| {
        let graph = &window.state().state.document().workflow().graph;
        graph.node(&NodeId::from(node)).unwrap().name.clone()
    };
    let (trigger, stop) = (name(&window, 1), name(&window, 4));
    filter(&mut window, by(1));
    assert!(!says(&window, "No event fits"));
    assert_eq!(window.state().state.many().unwrap().listed().0.len(), 100);
    assert!(says(&window, "reached by 100 events"), "the heat stays");
    // What is offered counts what would be listed then, not what is listed now.
    filter(&mut window, by(4));
    click(&mut window, "Way of the listed events");
    assert!(says(&window, &format!("100  {trigger}")));
    assert!(says(&window, &format!("20  {stop}")));
    assert!(
        says(&window, "80  IF :: Tag (2, else)"),
        "the other whole way"
    );
    // The list stays in its place, and no way is cut.
    let way = window
        .get_by_label_contains("80  IF :: Tag (2, else)")
        .rect();
    assert!(way.width() < 460.0, "{way:?}");
}

#[test]
fn a_node_that_failed_on_the_way_is_named() {
    let mut window = open(large(red()));
    let path = events("failing.jsonl", 10);
    let fails = Answer {
        success: false,
        ..Answer::default()
    };
    let answer = Command::SetAnswer(NodeId::from(6), Some(Box::new(fails)));
    send(&mut window, answer);
    send(&mut window, run_on(&path));
    assert!(says(&window, "With failures, 8"));
    let failing = || {
        rows(&window)
            .into_iter()
            .find(|row| row.starts_with("with failures"))
    };
    let row = failing().expect("a row");
    assert!(row.contains("Push to ZMQ failed"), "{row}");
    assert!(!row.contains("1 node failed"), "{row}");
    filter(
        &mut window,
        Filter {
            text: "zmq failed".to_owned(),
            ..Filter::default()
        },
    );
    assert_eq!(window.state().state.many().unwrap().listed().0.len(), 8);
}

#[test]
fn a_click_that_was_meant_to_stop_a_run_does_not_begin_another_one() {
    let mut window = open(large(red()));
    send(&mut window, run_on(&events("again.jsonl", 10)));
    let number = |window: &Window| window.state().state.many().unwrap().number();
    let first = number(&window);
    click(&mut window, "Run again");
    assert_eq!(number(&window), first);
    std::thread::sleep(std::time::Duration::from_millis(750));
    click(&mut window, "Run again");
    assert_ne!(number(&window), first);
}
