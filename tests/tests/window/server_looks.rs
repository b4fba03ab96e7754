//! How the window looks with a server, as pictures of the real thing.

use crate::server_stage::{
    Place, conflict, double, pulled, serve,
    window_stage::{Window, click, send},
};
use egui::Theme;
use egui_kittest::SnapshotResults;
use misp_flow::state::{Command, Comparing, LeftTab, ServerCommand};
use misp_flow_engine::{edit::Edit, merge::Side};
use misp_flow_tests::misp_double::Double;

/// A picture in each theme of what `change` brings about. Addresses have another port each time, so
/// that nothing with one in it is photographed.
fn pictures(name: &str, change: impl Fn(&mut Window, &Double)) {
    let mut results = SnapshotResults::new();
    for (theme, word) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        let double = double();
        let place = Place::of(&double);
        let mut window = place.window_in(theme);
        change(&mut window, &double);
        let messages = window.state().state.messages().iter();
        let shown: Vec<u64> = messages.map(|one| one.id).collect();
        for id in shown {
            send(&mut window, Command::Dismiss(id));
        }
        window.remove_cursor();
        window.run();
        window.snapshot(format!("{name}_{word}"));
        results.extend(window.take_snapshot_results());
    }
}

fn changed(window: &mut Window) {
    pulled(window);
    send(window, Command::ShowLeft(LeftTab::Workflows));
    let edit = Edit::SetDescription("Stops red data".to_owned());
    send(window, Command::Edit(edit));
}

#[test]
fn workflows_and_the_chip() {
    pictures("window_server_workflows", |window, _| changed(window));
}

#[test]
fn a_push_that_is_clear() {
    pictures("window_server_push", |window, _| {
        changed(window);
        serve(window, ServerCommand::Push);
    });
}

#[test]
fn the_form_of_a_new_instance() {
    pictures("window_server_instance", |window, _| {
        serve(window, ServerCommand::Instances);
        click(window, "Add…");
    });
}

#[test]
fn found_events_that_are_fetched() {
    pictures("window_server_fetch", |window, _| {
        pulled(window);
        serve(window, ServerCommand::Fetch);
        click(window, "Search");
        click(window, "Mark all");
    });
}

#[test]
fn a_push_that_meets_a_changed_server() {
    pictures("window_server_conflict", |window, double| {
        pulled(window);
        conflict(window, double);
        serve(window, ServerCommand::Push);
    });
}

#[test]
fn the_three_states_on_the_canvas() {
    pictures("window_server_three", |window, double| {
        pulled(window);
        conflict(window, double);
        serve(window, ServerCommand::Push);
        serve(window, ServerCommand::ShowOnCanvas);
        let pushing = window.state().state.servers().pushing().unwrap();
        let conflicts = pushing.merge().unwrap().conflicts();
        let first = conflicts[0].part.clone();
        serve(window, ServerCommand::Choose(first, Side::Mine));
        send(window, Command::Compare(Comparing::Show(1)));
    });
}
