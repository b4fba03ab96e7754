//! A window that keeps runs, and what its list tells.

use std::path::{Path, PathBuf};

use crate::window_stage::{Window, click, open, press, red, send};
use egui::{Key, accesskit::Role};
use egui_kittest::kittest::{NodeT, Queryable};
use misp_flow::state::{BottomTab, Command, RunsCommand, State};

/// A folder of one test's own.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let folder = crate::window_stage::folder(&format!("runs-{name}"));
        Self(folder)
    }

    pub fn file(&self) -> PathBuf {
        self.0.join("runs.sqlite")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn with_runs(mut state: State, file: &Path) -> State {
    state.use_runs_file(file.to_owned());
    state.settings.bottom_height = 420.0;
    state
}

/// A window with the workflow that stops red data, and the tab of kept runs.
pub fn runs_of_red(folder: &Folder) -> Window {
    let mut window = open(with_runs(red(), &folder.file()));
    send(&mut window, Command::ShowBottom(BottomTab::Runs));
    window
}

pub fn runs(window: &mut Window, command: RunsCommand) {
    send(window, Command::Runs(command));
}

/// Simulates with the event at this place, and looks at the kept runs again.
pub fn simulate(window: &mut Window, event: usize) {
    send(window, Command::ChooseEvent(event));
    press(window, Key::F5);
    send(window, Command::ShowBottom(BottomTab::Runs));
}

/// The listed runs as they are told.
pub fn rows(window: &Window) -> Vec<String> {
    let all = window.query_all_by_role(Role::Button);
    let labels = all.filter_map(|row| row.accesskit_node().label());
    labels.filter(|label| label.contains(" UTC")).collect()
}

pub fn row(window: &Window, words: &str) -> String {
    let rows = rows(window);
    let found = rows.iter().find(|row| row.contains(words));
    found
        .unwrap_or_else(|| panic!("no row with {words}: {rows:?}"))
        .clone()
}

pub fn choose(window: &mut Window, words: &str) {
    let row = row(window, words);
    click(window, &row);
}
