//! The list of events: kept for the next start, marked, removed and put back, exported, pasted.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::server_stage::{
    Place, messages, serve, setup,
    window_stage::{
        Window, click, empty, folder, nameless, open, press, press_with, says, send, settle,
        type_text,
    },
};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use misp_flow::{
    library::{EventOrigin, EventStore, read_events},
    state::{Command, EventCommand, LeftTab, ServerCommand},
};
use misp_flow_tests::misp_double::{Double, Fault, Setup};
use serde_json::json;

/// A window that keeps its data here.
fn window(data: &Path) -> Window {
    let mut state = empty();
    state.keep_in(data);
    let mut window = open(state);
    send(&mut window, Command::ShowLeft(LeftTab::Events));
    window
}

fn names(window: &Window) -> Vec<String> {
    let events = window.state().state.events().iter();
    events.skip(3).map(|event| event.name.clone()).collect()
}

/// Three events in a file, of which the second is red.
fn hits(place: &Path) -> PathBuf {
    let path = place.join("hits.json");
    let hits = json!({"response": [
        {"Event": {"info": "First hit", "Attribute": [{"type": "domain", "value": "a.example.org"}]}},
        {"Event": {"info": "Second hit", "Tag": [{"name": "tlp:red"}]}},
        {"Event": {"info": "Third hit"}},
    ]});
    fs::write(&path, hits.to_string()).unwrap();
    path
}

#[test]
fn what_was_opened_is_there_at_the_next_start_and_is_read_when_it_is_used() {
    let place = folder("events-next-start");
    let data = place.join("data");
    let mut first = window(&data);
    send(&mut first, Command::OpenPath(hits(&place)));
    assert_eq!(names(&first), ["First hit", "Second hit", "Third hit"]);
    drop(first);
    fs::remove_file(place.join("hits.json")).unwrap();

    let mut second = window(&data);
    assert_eq!(names(&second), ["First hit", "Second hit", "Third hit"]);
    assert!(says(&second, "Event Second hit"));
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/window_stage/red.json");
    send(&mut second, Command::OpenPath(file.into()));
    click(&mut second, "Event Second hit");
    let chosen = second.state().state.events().chosen().unwrap();
    assert_eq!(chosen.tags, ["tlp:red"]);
    let value = second.state().state.events().chosen_value().unwrap();
    assert_eq!(
        value.to_json(),
        r#"{"Event":{"info":"Second hit","Tag":[{"name":"tlp:red"}]}}"#
    );
    // Asked for while it is read still, the simulation comes once it is there.
    let state = &mut second.state_mut().state;
    state.apply(Command::ChooseEvent(3));
    state.apply(Command::Simulate);
    settle(&mut second);
    assert_eq!(second.state().state.run().unwrap().event, "First hit");
    assert_eq!(nameless(&second), Vec::<String>::new());
}

#[test]
fn marked_events_are_exported_removed_and_put_back() {
    let place = folder("events-marked");
    let data = place.join("data");
    let mut window = self::window(&data);
    send(&mut window, Command::OpenPath(hits(&place)));
    let pick = |window: &mut Window, name: &str, modifiers| {
        window.get_by_label(name).click_modifiers(modifiers);
        settle(window);
    };
    pick(&mut window, "Event First hit", Modifiers::COMMAND);
    pick(&mut window, "Event Third hit", Modifiers::SHIFT);
    assert!(says(&window, "3 marked"));
    pick(&mut window, "Event Third hit, marked", Modifiers::COMMAND);
    assert!(says(&window, "2 marked"));
    assert_eq!(nameless(&window), Vec::<String>::new());

    click(&mut window, "Export the marked events");
    let out = place.join("out.json");
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    type_text(&mut window, out.to_str().unwrap());
    click(&mut window, "Export");
    assert!(
        messages(&window).contains("Exported 2 events to out.json"),
        "{}",
        messages(&window)
    );
    let exported = read_events(&fs::read(&out).unwrap()).unwrap();
    let infos: Vec<&str> = exported.iter().map(|event| event.name.as_str()).collect();
    assert_eq!(infos, ["First hit", "Second hit"]);

    click(&mut window, "Remove the marked events");
    assert_eq!(names(&window), ["Third hit"]);
    assert!(
        window.state().state.events().chosen().is_none(),
        "it is gone"
    );
    assert!(says(&window, "Removed 2 events"));
    click(&mut window, "Put back");
    assert_eq!(names(&window).len(), 3);
    // By keyboard, and over a restart.
    window.get_by_label("Event Third hit").focus();
    settle(&mut window);
    press(&mut window, Key::Delete);
    assert_eq!(names(&window).len(), 2);
    drop(window);
    let mut window = self::window(&data);
    assert_eq!(names(&window), ["First hit", "Second hit"]);
    send(&mut window, Command::Event(EventCommand::PutBack));
    assert_eq!(names(&window).len(), 3);
    // The samples stay.
    let sample = window.state().state.events().at(0).unwrap().id;
    send(
        &mut window,
        Command::Event(EventCommand::Remove(vec![sample])),
    );
    assert!(messages(&window).contains("samples"));
}

#[test]
fn json_that_is_pasted_becomes_events_and_nodes_stay_nodes() {
    let data = folder("events-pasted").join("data");
    let mut window = self::window(&data);
    let text = r#"{"Event": {"info": "From a ticket", "Attribute": []}}"#;
    send(&mut window, Command::PasteText(text.to_owned(), None));
    assert_eq!(names(&window), ["From a ticket"]);
    assert!(says(&window, "Pasted 1 event"));
    send(&mut window, Command::PasteText(text.to_owned(), None));
    assert_eq!(names(&window), ["From a ticket"], "it is there once");
    let nodes = include_str!("../window_stage/red.json");
    send(&mut window, Command::PasteText(nodes.to_owned(), None));
    assert!(
        !window
            .state()
            .state
            .document()
            .workflow()
            .graph
            .nodes
            .is_empty()
    );
    let odd = r#"{"Event": "no event"}"#;
    send(&mut window, Command::PasteText(odd.to_owned(), None));
    assert!(messages(&window).contains("neither a workflow nor events"));
}

#[test]
fn a_damaged_event_is_told_and_the_others_work() {
    let place = folder("events-damaged");
    let data = place.join("data");
    let mut window = self::window(&data);
    send(&mut window, Command::OpenPath(hits(&place)));
    let events = window.state().state.events();
    let files: Vec<PathBuf> = events
        .iter()
        .filter_map(|event| event.file().map(PathBuf::from))
        .collect();
    drop(window);
    // One whose first line is damaged, one whose content is.
    fs::write(&files[0], "nothing of ours").unwrap();
    let mut bytes = fs::read(&files[1]).unwrap();
    let last = bytes.len() - 3;
    bytes[last] ^= 0xff;
    fs::write(&files[1], &bytes).unwrap();
    let mut window = self::window(&data);
    assert_eq!(names(&window), ["Second hit", "Third hit"]);
    let told = messages(&window);
    assert!(
        told.contains("1 cannot be read") && told.contains(files[0].to_str().unwrap()),
        "{told}"
    );
    click(&mut window, "Event Second hit");
    assert!(
        messages(&window).contains("The event cannot be used"),
        "{}",
        messages(&window)
    );
    click(&mut window, "Event Third hit");
    assert!(window.state().state.events().chosen_value().is_some());
    assert_eq!(fs::read(&files[1]).unwrap(), bytes, "it was touched");
}

#[test]
fn ten_thousand_kept_events_are_listed_and_searched() {
    let place = folder("events-many");
    let data = place.join("data");
    let store = EventStore::in_folder(data.join("events"));
    let all: Vec<String> = (0..10_000)
        .map(|number| format!(r#"{{"Event": {{"uuid": "u-{number}", "info": "Wave {number}"}}}}"#))
        .collect();
    let all = read_events(format!("[{}]", all.join(",")).as_bytes()).unwrap();
    store
        .keep(&EventOrigin::Server("lab".to_owned()), &all)
        .unwrap();
    let mut window = self::window(&data);
    assert_eq!(names(&window).len(), 10_000);
    assert!(says(&window, "Event Wave 1") && !says(&window, "Wave 9000"));
    window.get_by_label("Search events").focus();
    settle(&mut window);
    type_text(&mut window, "wave 9000");
    click(&mut window, "Event Wave 9000");
    let value = window.state().state.events().chosen_value();
    assert!(value.unwrap().to_json().contains("u-9000"));
    fs::remove_dir_all(&place).unwrap();
}

fn made(events: u64) -> Double {
    Double::start(Setup {
        made_events: events,
        made_attributes: 2,
        ..setup()
    })
}

/// All found events are marked in the dialog.
fn found(window: &mut Window) {
    serve(window, ServerCommand::Connect);
    send(window, Command::ShowLeft(LeftTab::Events));
    click(window, "Fetch events…");
    click(window, "Search");
    click(window, "Mark all");
}

#[test]
fn fetched_events_stay_and_attachments_come_when_asked_for() {
    let double = made(4);
    let place = Place::of(&double);
    let data = place.folder.join("data");
    let mut window = place.window();
    window.state_mut().state.keep_in(&data);
    found(&mut window);
    window
        .get_by_label_contains("Fetch 6 events, about")
        .click();
    settle(&mut window);
    assert!(
        messages(&window).contains("6 events were fetched"),
        "{}",
        messages(&window)
    );
    let made_up = |window: &Window| {
        let mut events = window.state().state.events().iter();
        events
            .position(|one| one.name.starts_with("Made-up"))
            .unwrap()
    };
    let at = made_up(&window);
    send(&mut window, Command::ChooseEvent(at));
    let json = window
        .state()
        .state
        .events()
        .chosen_value()
        .unwrap()
        .to_json();
    assert!(
        json.contains("report.txt") && !json.contains("bWFkZSB1cA=="),
        "{json}"
    );
    // Once more, with what is attached; nothing is there twice.
    found(&mut window);
    click(&mut window, "With contents of attachments");
    window.get_by_label_contains("and what is attached").click();
    settle(&mut window);
    assert_eq!(names(&window).len(), 6);
    let at = made_up(&window);
    send(&mut window, Command::ChooseEvent(at));
    let json = window
        .state()
        .state
        .events()
        .chosen_value()
        .unwrap()
        .to_json();
    assert!(json.contains("bWFkZSB1cA=="), "{json}");
    drop(window);
    let mut window = place.window();
    window.state_mut().state.keep_in(&data);
    settle(&mut window);
    assert_eq!(names(&window).len(), 6);
}

#[test]
fn what_came_before_a_fetch_was_given_up_stays() {
    let double = made(200);
    let place = Place::of(&double);
    let data = place.folder.join("data");
    let mut window = place.window();
    window.state_mut().state.keep_in(&data);
    found(&mut window);
    // Three portions are asked for at once; they come, then the server takes its time.
    double.clear_log();
    let slow = Fault::Delay(Duration::from_secs(600));
    double.fault_behind(3, "POST", "/events/restSearch", slow, 99);
    let all = (0..202).collect();
    let fetch = ServerCommand::FetchEvents(all, false);
    window.state_mut().state.apply(Command::Server(fetch));
    let until = std::time::Instant::now() + Duration::from_secs(120);
    let job = loop {
        window.step();
        let state = &window.state().state;
        let mut jobs = state
            .jobs()
            .map(|(number, what, _)| (number, what.to_owned()));
        if let Some((number, _)) = jobs.find(|(_, what)| what.contains("150 of 202")) {
            break number;
        }
        assert!(std::time::Instant::now() < until, "{}", messages(&window));
        std::thread::sleep(Duration::from_millis(2));
    };
    send(&mut window, Command::CancelJob(job));
    assert!(
        messages(&window).contains("given up; 150 of 202 events came before and stay"),
        "{}",
        messages(&window)
    );
    assert_eq!(names(&window).len(), 150);
    drop(window);
    let mut window = place.window();
    window.state_mut().state.keep_in(&data);
    settle(&mut window);
    assert_eq!(names(&window).len(), 150);
}
