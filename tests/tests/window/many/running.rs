//! How a run goes on: progress, stopping it, files that hold something else.

use std::{
    fs,
    time::{Duration, Instant},
};

use super::stage::{count, event, events, filter, large, rows, run_on, standing};
use crate::window_stage::{empty, folder, open, red, says, send, settle};
use egui_kittest::kittest::Queryable;
use misp_flow::{
    batch::End,
    state::{Command, Filter, ManyCommand},
};
use misp_flow_engine::{run::Answer, workflow::NodeId};

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

#[test]
fn answers_that_are_set_are_told_of() {
    let mut window = open(large(red()));
    let path = events("answers.jsonl", 10);
    send(&mut window, run_on(&path));
    assert!(!says(&window, "With the answer set for"));
    let answer = Command::SetAnswer(NodeId::from(6), Some(Box::new(Answer::failure("away"))));
    send(&mut window, answer);
    send(&mut window, Command::Many(ManyCommand::Again));
    assert!(says(&window, "With the answer set for Push to ZMQ"));
    fs::remove_file(path).unwrap();
}

#[test]
fn a_file_of_json_lines_opens_by_its_name() {
    let path = events("opened.jsonl", 12);
    let mut window = open(large(red()));
    let before = window.state().state.events().iter().len();
    send(&mut window, Command::OpenPath(path.clone()));
    assert!(!says(&window, "not valid JSON"));
    assert_eq!(window.state().state.events().iter().len(), before + 12);
    fs::remove_file(path).unwrap();
}
