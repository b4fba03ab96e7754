//! Events for a run on many, and what the window tells of it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::window_stage::{Window, folder, send};
use egui_kittest::kittest::{NodeT, Queryable};
use misp_flow::{
    batch::End,
    state::{Command, EventSet, Filter, ManyCommand, Standing, State},
};

/// An event with this tag, or with none.
pub fn event(id: usize, tag: Option<&str>) -> String {
    let tags = tag.map_or_else(String::new, |tag| {
        format!(r##"{{"id":"1","name":"{tag}","colour":"#cc0033"}}"##)
    });
    format!(
        r#"{{"Event":{{"id":"{id}","info":"Event number {id}","published":false,"Attribute":[],"Object":[],"Tag":[{tags}]}}}}"#
    )
}

/// A file with so many events, every fifth of them red.
pub fn events(name: &str, count: usize) -> PathBuf {
    let tag = |id: usize| id.is_multiple_of(5).then_some("tlp:red");
    let lines = (0..count).map(|id| event(id, tag(id)) + "\n");
    let path = folder("many").join(name);
    fs::write(&path, lines.collect::<String>()).unwrap();
    path
}

pub fn run_on(path: &Path) -> Command {
    Command::Many(ManyCommand::Run(EventSet::Path(path.to_owned())))
}

pub fn standing(window: &Window) -> Standing {
    window.state().state.many().expect("a run").standing()
}

pub fn count(window: &Window, end: End) -> u64 {
    let many = window.state().state.many().expect("a run");
    many.found().count(end)
}

/// The names of the rows that are in sight.
pub fn rows(window: &Window) -> Vec<String> {
    let ends = [
        "success",
        "with failures",
        "blocked",
        "failure",
        "unreadable",
    ];
    let all = window.query_all_by(|node| {
        let label = node.label().unwrap_or_default();
        ends.iter().any(|end| label.starts_with(end))
    });
    all.filter_map(|node| node.accesskit_node().label())
        .collect()
}

pub fn filter(window: &mut Window, filter: Filter) {
    send(window, Command::Many(ManyCommand::Filter(Box::new(filter))));
}

pub fn large(mut state: State) -> State {
    state.settings.bottom_height = 360.0;
    state
}
