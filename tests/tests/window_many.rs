//! Many events in the window: progress, what became of them, which way they went, another version
//! of the workflow on the same events, files that hold something else.

mod window_stage;

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use egui::Key;
use egui_kittest::kittest::{NodeT, Queryable};
use misp_flow::{
    batch::End,
    state::{
        BottomTab, Changes, ComesBy, Command, Earlier, EventCommand, EventSet, Filter, LeftTab,
        ManyCommand, Standing, State,
    },
};
use misp_flow_engine::{
    edit::Edit,
    run::Outcome,
    workflow::{Edge, NodeId, PortRef},
};
use window_stage::{
    Window, click, empty, folder, nameless, open, press, press_with, red, says, send, settle,
    type_text,
};

/// An event with this tag, or with none.
fn event(id: usize, tag: Option<&str>) -> String {
    let tags = tag.map_or_else(String::new, |tag| {
        format!(r##"{{"id":"1","name":"{tag}","colour":"#cc0033"}}"##)
    });
    format!(
        r#"{{"Event":{{"id":"{id}","info":"Event number {id}","published":false,"Attribute":[],"Object":[],"Tag":[{tags}]}}}}"#
    )
}

/// A file with so many events, every fifth of them red.
fn events(name: &str, count: usize) -> PathBuf {
    let tag = |id: usize| id.is_multiple_of(5).then_some("tlp:red");
    let lines = (0..count).map(|id| event(id, tag(id)) + "\n");
    let path = folder("many").join(name);
    fs::write(&path, lines.collect::<String>()).unwrap();
    path
}

fn run_on(path: &Path) -> Command {
    Command::Many(ManyCommand::Run(EventSet::Path(path.to_owned())))
}

fn standing(window: &Window) -> Standing {
    window.state().state.many().expect("a run").standing()
}

fn count(window: &Window, end: End) -> u64 {
    let many = window.state().state.many().expect("a run");
    many.found().count(end)
}

/// The names of the rows that are in sight.
fn rows(window: &Window) -> Vec<String> {
    let ends = ["success", "blocked", "failure", "unreadable"];
    let all = window.query_all_by(|node| {
        let label = node.label().unwrap_or_default();
        ends.iter().any(|end| label.starts_with(end))
    });
    all.filter_map(|node| node.accesskit_node().label())
        .collect()
}

fn filter(window: &mut Window, filter: Filter) {
    send(window, Command::Many(ManyCommand::Filter(Box::new(filter))));
}

fn large(mut state: State) -> State {
    state.settings.bottom_height = 360.0;
    state
}

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
        first.starts_with("blocked, Event number 0, IF :: Tag (then) then Stop execution failed, Contains red data, thousand.jsonl:1"),
        "{first}"
    );
    assert!(nameless(&window).is_empty(), "{:?}", nameless(&window));
}

#[test]
fn only_what_fits_is_listed_and_the_canvas_follows() {
    let mut window = open(large(red()));
    send(&mut window, run_on(&events("filter.jsonl", 500)));
    click(&mut window, "Blocked, 100");
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
fn progress_is_shown_and_the_run_can_be_stopped() {
    let mut window = open(large(red()));
    let path = events("long.jsonl", 200_000);
    window.state_mut().state.apply(run_on(&path));
    let until = Instant::now() + Duration::from_secs(30);
    let mut seen = false;
    loop {
        window.step();
        let standing = standing(&window);
        seen |= says(&window, "a second") && says(&window, "Run on long.jsonl, ");
        if standing.events > 2_000 && seen {
            assert!(!standing.ended && standing.share.unwrap() < 1.0);
            break;
        }
        assert!(Instant::now() < until, "{standing:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
    window.get_by_label("Stop").click();
    settle(&mut window);
    let standing = standing(&window);
    assert!(standing.ended && standing.stopped && standing.events < 200_000);
    assert!(says(&window, "Stopped after"));
    // What was found stays, and the same can be run again.
    assert!(count(&window, End::Blocked) > 0 && !rows(&window).is_empty());
    // The status bar can end it as well.
    window
        .state_mut()
        .state
        .apply(Command::Many(ManyCommand::Again));
    let job = window.state().state.jobs().last().map(|(job, ..)| job);
    window
        .state_mut()
        .state
        .apply(Command::CancelJob(job.unwrap()));
    settle(&mut window);
    assert!(self::standing(&window).stopped);
    fs::remove_file(path).unwrap();
}

#[test]
fn files_that_hold_something_else_have_a_row_each_and_the_run_goes_on() {
    let folder = folder("hostile");
    let write = |name: &str, text: &[u8]| fs::write(folder.join(name), text).unwrap();
    write("a-good.json", event(1, None).as_bytes());
    write("b-broken.json", b"{\"Event\": {\n \"info\": }");
    write("c-empty.json", b"");
    write("d-number.json", b"42");
    write(
        "e-workflow.json",
        br#"{"Workflow": {"id": "1", "data": {}}}"#,
    );
    write("f-binary.json", &[0xff, 0xfe, 0x00, 0x01, 0x02]);
    let mixed = format!(
        "{}\nno json\n\n{}\n",
        event(2, Some("tlp:red")),
        event(3, None)
    );
    write("g-mixed.jsonl", mixed.as_bytes());
    write("ignored.txt", b"no event");
    fs::create_dir_all(folder.join("z.json")).unwrap();
    // 100 MB that are no JSON.
    write("h-huge.json", &vec![b'x'; 100 << 20]);
    let mut window = open(large(red()));
    send(&mut window, run_on(&folder));
    assert_eq!(standing(&window).events, 10);
    assert_eq!(count(&window, End::Success), 2);
    assert_eq!(count(&window, End::Blocked), 1);
    assert_eq!(count(&window, End::Unreadable), 7);
    assert!(says(&window, "Unreadable, 7"));
    for words in [
        "b-broken.json:1",
        "line 2, column 10",
        "The file is empty, c-empty.json:1",
        "found a number",
        "the trigger event-publish hands over an event; this holds none (found Workflow)",
        "g-mixed.jsonl:2",
    ] {
        filter(
            &mut window,
            Filter {
                end: Some(End::Unreadable),
                ..Filter::default()
            },
        );
        assert!(says(&window, words), "{words}: {:?}", rows(&window));
    }
    // One that cannot be read says why when it is opened.
    send(
        &mut window,
        Command::Many(ManyCommand::Open {
            row: 1,
            before: false,
        }),
    );
    assert!(says(&window, "The event cannot be opened"));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_folder_without_events_and_one_that_is_gone_are_told() {
    let folder = folder("nothing");
    let mut window = open(large(red()));
    send(&mut window, run_on(&folder));
    assert!(says(
        &window,
        "no file in it ends in .json, .jsonl or .ndjson"
    ));
    send(&mut window, run_on(&folder.join("gone")));
    assert!(says(&window, "The workflow was not run."));
    let mut window = open(empty());
    send(&mut window, run_on(&folder));
    assert!(says(&window, "Add a trigger first"));
}

#[test]
fn two_versions_are_compared_over_the_same_events() {
    let mut window = open(large(red()));
    let path = events("compare.jsonl", 500);
    send(&mut window, run_on(&path));
    // Now amber is stopped, and red is not.
    send(
        &mut window,
        Command::Edit(Edit::SetParam {
            node: NodeId::from(2),
            param: "tags".into(),
            value: Some(serde_json::json!(["tlp:amber"])),
        }),
    );
    assert!(says(&window, "The workflow was changed since"));
    let against = |earlier| Command::Many(ManyCommand::Against(earlier));
    send(&mut window, against(Earlier::Disk));
    assert!(
        says(&window, "100 of 500 events change"),
        "{:?}",
        rows(&window)
    );
    assert!(says(&window, "Outcome, 100") && says(&window, "Changed, 100"));
    let row = rows(&window)[0].clone();
    assert!(
        row.starts_with("blocked becomes success, Event number 0, IF :: Tag (then)"),
        "{row}"
    );
    assert!(
        row.contains("Contains red data becomes no message"),
        "{row}"
    );
    // The last saved state is the same as the file.
    send(&mut window, against(Earlier::LastSaved));
    assert!(says(
        &window,
        "Compared with the last saved state, 100 of 500 events change"
    ));
    // Either side opens in the stepper.
    send(
        &mut window,
        Command::Many(ManyCommand::Open {
            row: 0,
            before: false,
        }),
    );
    assert_eq!(
        window.state().state.run().unwrap().run.outcome,
        Outcome::Success
    );
    let tab = window.state().state.tab().id();
    send(&mut window, Command::ShowBottom(BottomTab::Many));
    send(
        &mut window,
        Command::Many(ManyCommand::Open {
            row: 0,
            before: true,
        }),
    );
    let state = &window.state().state;
    assert_ne!(state.tab().id(), tab);
    assert_eq!(state.run().unwrap().run.outcome, Outcome::Blocked);
    // The other tab is one to compare with, too; there nothing is left to change.
    let other = state.tab().id();
    send(&mut window, Command::ShowTab(tab));
    send(&mut window, Command::Undo);
    send(&mut window, against(Earlier::Tab(other)));
    assert!(
        says(&window, "none of 500 events changes"),
        "{:?}",
        rows(&window)
    );
    assert!(says(&window, "No event comes to something else"));
    filter(&mut window, Filter::default());
    assert_eq!(window.state().state.many().unwrap().listed().0.len(), 500);
    send(
        &mut window,
        Command::Many(ManyCommand::Filter(Box::new(Filter {
            changes: Some(Changes::Any),
            ..Filter::default()
        }))),
    );
    assert!(rows(&window).is_empty());
}

#[test]
fn an_earlier_version_of_the_file_is_compared_with() {
    let mut state = red();
    state.keep_in(&folder("many-data"));
    let mut window = open(large(state));
    let edit = |tag: &str| {
        Command::Edit(Edit::SetParam {
            node: NodeId::from(2),
            param: "tags".into(),
            value: Some(serde_json::json!([tag])),
        })
    };
    send(&mut window, edit("tlp:amber"));
    send(&mut window, Command::Save);
    send(&mut window, run_on(&events("versions.jsonl", 100)));
    send(&mut window, Command::Many(ManyCommand::ReadVersions));
    let versions = window
        .state()
        .state
        .known_versions()
        .expect("versions")
        .to_vec();
    assert_eq!(versions.len(), 1);
    let version = Earlier::Version(versions[0].clone(), "yesterday".to_owned());
    send(&mut window, Command::Many(ManyCommand::Against(version)));
    assert!(says(
        &window,
        "Compared with the version of yesterday, 20 of 100 events change"
    ));
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
fn how_long_it_takes_yet_stands_on_one_line() {
    let mut window = open(large(red()));
    window
        .state_mut()
        .state
        .apply(run_on(&events("left.jsonl", 60_000)));
    let mut seen = 0;
    while !window.state().state.is_idle() {
        window.step();
        let left = window.query_all_by(|node| {
            let words = node.value().or(node.label()).unwrap_or_default();
            words.ends_with(" left") && words.contains(" s")
        });
        for node in left {
            seen += 1;
            assert!(node.rect().height() < 24.0, "{:?}", node.rect());
        }
    }
    settle(&mut window);
    assert!(seen > 0, "it ended before anything was told");
}
