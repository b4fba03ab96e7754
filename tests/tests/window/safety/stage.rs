//! A window that keeps work aside, and a crash.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use crate::window_stage::{Window, empty, folder, open, send, settle};
use egui_kittest::kittest::Queryable;
use misp_flow::state::Command;
use misp_flow_engine::{edit::Edit, workflow, workflow::NodeId};

pub fn rename(name: &str) -> Command {
    Command::Edit(Edit::SetName(name.into()))
}

/// A new folder for a test, with a workflow in a file, and the place where work is kept aside.
pub fn place(name: &str) -> (PathBuf, PathBuf) {
    let folder = folder(name);
    let file = folder.join("red.json");
    fs::write(&file, include_str!("../../window_stage/red.json")).unwrap();
    (file, folder.join("data"))
}

/// A window that keeps work aside, with this file.
pub fn window(file: &Path, data: &Path) -> Window {
    let mut state = empty();
    state.keep_in(data);
    state.apply(Command::OpenPath(file.to_owned()));
    open(state)
}

/// A start without a file.
pub fn next_start(data: &Path) -> Window {
    let mut state = empty();
    state.keep_in(data);
    open(state)
}

/// The program ends without having been asked to, once what is due is written.
pub fn crash(window: Window) {
    drop(window);
}

pub fn journals(data: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(data.join("journal"));
    let paths = entries
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|kind| kind == "journal"))
        .collect()
}

/// Waits until so many journals are there.
pub fn wait_for_journals(window: &mut Window, data: &Path, count: usize) {
    let until = std::time::Instant::now() + Duration::from_secs(20);
    while journals(data).len() != count {
        settle(window);
        assert!(std::time::Instant::now() < until, "{:?}", journals(data));
        std::thread::sleep(Duration::from_millis(5));
    }
}

pub fn name_in(file: &Path) -> String {
    workflow::open(&fs::read(file).unwrap()).unwrap().name
}

/// Opens the only version in the list.
pub fn open_version(window: &mut Window) {
    window.get_by_label_contains("Open the version of").click();
    settle(window);
}

pub fn title(window: &Window) -> String {
    window.state().state.document().title()
}

/// Leaves unsaved changes behind: a new name, a node less, another one moved.
pub fn leave_changes(file: &Path, data: &Path) {
    let mut window = window(file, data);
    send(&mut window, rename("Changed and not saved"));
    send(
        &mut window,
        Command::Edit(Edit::Delete {
            nodes: vec![NodeId::new("6")],
            edges: Vec::new(),
            reconnect: false,
        }),
    );
    let at = workflow::Position::new(9000.0, 0.0);
    send(
        &mut window,
        Command::Edit(Edit::Move(vec![(NodeId::new("5"), at)])),
    );
    crash(window);
}

/// Somebody else writes the file, in a moment that its stamp tells from this one.
pub fn write_elsewhere(file: &Path, name: &str) {
    let mut there = workflow::open(&fs::read(file).unwrap()).unwrap();
    there.name = name.to_owned();
    fs::write(file, there.to_text()).unwrap();
    let later = SystemTime::now() + Duration::from_secs(5);
    fs::File::options()
        .write(true)
        .open(file)
        .unwrap()
        .set_modified(later)
        .unwrap();
}

pub fn focus(window: &mut Window) {
    window.event(egui::Event::WindowFocused(true));
    settle(window);
}
