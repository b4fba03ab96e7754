//! Posts that become events and files, and come back.

use std::path::PathBuf;

use super::stage::*;
use crate::listen_stage::{folder, post};
use crate::window_stage::{click, empty, red, says, send, settle};
use egui_kittest::kittest::Queryable;
use misp_flow::{
    library::EventOrigin,
    state::{Command, EventSource, ListenCommand, PostForm, Purpose},
};

#[test]
fn the_ending_of_the_file_decides_the_form_of_an_export() {
    let folder = folder("ending");
    let (mut window, to) = listening(empty(), &folder);
    post(to, "/one", b"1");
    look(&mut window, |window| rows(window).len() == 1);
    for (form, name, is_har) in [
        (PostForm::JsonLines, "a.har", true),
        (PostForm::Har, "b.jsonl", false),
        (PostForm::Har, "c.txt", true),
    ] {
        let file: PathBuf = folder.join(name);
        send(&mut window, Command::Listen(ListenCommand::Export(form)));
        window.state_mut().state.take_path(file.to_str().unwrap());
        settle(&mut window);
        let written = std::fs::read(&file).unwrap();
        let whole: Result<serde_json::Value, _> = serde_json::from_slice(&written);
        let har = whole.is_ok_and(|value| value["log"]["entries"].is_array());
        assert_eq!(har, is_har, "{name}");
    }
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_broken_post_says_why_it_becomes_no_event_and_stands_on_the_left() {
    let folder = folder("broken");
    let (mut window, to) = listening(empty(), &folder);
    post(to, "/hook", b"{broken");
    look(&mut window, |window| rows(window).len() == 1);
    let hook = row(&window, "/hook");
    click(&mut window, &hook);
    let body = window.get_by_label("{broken").rect();
    let reason = window
        .get_by_label_contains("The body is not valid JSON")
        .rect();
    assert!((body.left() - reason.left()).abs() < 2.0, "{body:?}");
    click(&mut window, "Save as event");
    assert!(says(
        &window,
        "No event was made. The body is not valid JSON"
    ));
    assert!(says(&window, "mend it and open it as an event"));
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_post_becomes_an_event_and_all_posts_a_file_and_back() {
    let folder = folder("away");
    let (mut window, to) = listening(red(), &folder);
    begin_run(to);
    look(&mut window, |window| rows(window).len() == 2);
    let first = row(&window, "begins");
    click(&mut window, &first);
    click(&mut window, "Save as event");
    let chosen = window.state().state.events().chosen().unwrap().clone();
    assert_eq!(chosen.name, "Interesting");
    assert_eq!(chosen.source, EventSource::From(EventOrigin::Post));
    let data = window.state().state.sample_data();
    assert!(data.is_some_and(|data| data.get("Event").is_some()));
    for (form, name) in [(PostForm::JsonLines, "p.jsonl"), (PostForm::Har, "p.har")] {
        let file: PathBuf = folder.join(name);
        send(&mut window, Command::Listen(ListenCommand::Export(form)));
        assert_eq!(
            window.state().state.path_purpose(),
            Some(Purpose::ExportPosts(form))
        );
        window.state_mut().state.take_path(file.to_str().unwrap());
        settle(&mut window);
        let before = rows(&window).len();
        send(&mut window, Command::Listen(ListenCommand::Import));
        window.state_mut().state.take_path(file.to_str().unwrap());
        look(&mut window, |window| rows(window).len() == before * 2);
    }
    let runs = window
        .state()
        .state
        .posts()
        .store()
        .unwrap()
        .index()
        .runs()
        .len();
    assert_eq!(runs, 4, "imported runs are told apart as well");
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}
