//! The key is found nowhere after a whole session in the window.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::server_stage::{
    Place, double, messages, serve,
    window_stage::{click, send, settle, type_text},
};
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use misp_flow::state::{Command, EventCommand, Export, LeftTab, ServerCommand};
use misp_flow::{export::Form, library::EventStore};
use misp_flow_engine::edit::Edit;
use misp_flow_tests::misp_double::Fault;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// What a file holds, unpacked where it is packed.
fn content(path: &Path) -> Vec<u8> {
    let bytes = fs::read(path).unwrap();
    let unpacked = match path.extension().and_then(|ending| ending.to_str()) {
        Some("zst") => zstd::decode_all(bytes.as_slice()).ok(),
        Some("event") => EventStore::read(path)
            .ok()
            .map(|value| value.to_json().into_bytes()),
        _ => None,
    };
    [bytes, unpacked.unwrap_or_default()].concat()
}

#[test]
fn key_is_found_nowhere() {
    let double = double();
    let key = double.key();
    let place = Place::of(&double);
    let mut window = place.blank_window(egui::Theme::Dark);
    window.state_mut().state.keep_in(&place.folder.join("data"));
    let mut said = String::new();
    send(&mut window, Command::ShowLeft(LeftTab::Workflows));
    click(&mut window, "Add an instance…");
    type_text(&mut window, "Ours");
    for (role, name, text) in [
        (Role::TextInput, "Address", double.url()),
        (Role::PasswordInput, "API key", key),
    ] {
        window.get_by_role_and_label(role, name).focus();
        settle(&mut window);
        type_text(&mut window, text);
    }
    let save = window.get_all_by_label("Save").last();
    save.expect("a button to save with").click();
    settle(&mut window);
    click(&mut window, "Connect Ours");
    serve(&mut window, ServerCommand::Sync);
    said.push_str(&messages(&window));
    let rows = window.state().state.servers().rows();
    let at = rows.iter().position(|row| row.stored.is_some()).unwrap();
    serve(&mut window, ServerCommand::Pull(at));
    let describe = |words: &str| Command::Edit(Edit::SetDescription(words.to_owned()));
    send(&mut window, describe("Mine"));
    serve(&mut window, ServerCommand::Push);
    serve(&mut window, ServerCommand::Send);
    said.push_str(&messages(&window));
    serve(&mut window, ServerCommand::Fetch);
    serve(&mut window, ServerCommand::Search(Box::default()));
    serve(&mut window, ServerCommand::FetchEvents(vec![0, 1], true));
    said.push_str(&messages(&window));
    let events = window.state().state.events().iter();
    let ids = events.skip(3).map(|event| event.id).collect();
    send(&mut window, Command::Event(EventCommand::Export(ids)));
    window
        .state_mut()
        .state
        .take_path(place.folder.join("events.json").to_str().unwrap());
    settle(&mut window);
    for form in [Form::Workflow, Form::Markdown, Form::Svg] {
        let path = place.folder.join(format!("out.{form:?}"));
        send(&mut window, Command::ExportTo(Export::whole(form), path));
    }
    // A server that says the key back, and one that ends the connection in the middle.
    let echo = format!(r#"{{"name": "{key}", "message": "{key}", "errors": "{key}"}}"#);
    for status in [200, 403, 500] {
        double.fault("*", "/workflows*", Fault::Json(status, echo.clone()), 99);
        serve(&mut window, ServerCommand::Refresh);
        serve(&mut window, ServerCommand::Push);
        said.push_str(&messages(&window));
        double.clear_faults();
    }
    said.push_str(&format!("{:?}", window.state().state));
    // What is not saved goes into a journal, which a crash leaves behind.
    send(&mut window, describe("Not saved"));
    std::thread::sleep(std::time::Duration::from_millis(600));
    drop(window);
    assert!(!said.contains(key), "{said}");
    let mut found = Vec::new();
    files(&place.folder, &mut found);
    let any = |words: &str| {
        found
            .iter()
            .any(|path| path.to_string_lossy().contains(words))
    };
    for what in [
        "journal",
        "base.json.zst",
        "history",
        ".event",
        "events.json",
        "instances.json",
        "out.Svg",
    ] {
        assert!(any(what), "no {what} among {found:?}");
    }
    let key = key.as_bytes();
    for path in &found {
        let bytes = content(path);
        assert!(
            !bytes.windows(key.len()).any(|part| part == key),
            "{} holds the key",
            path.display()
        );
    }
    // Every program that this one starts is given its environment.
    assert!(std::env::vars_os().all(|(_, value)| value.as_encoded_bytes() != key));
}
