//! How the window looks with a server, as pictures of the real thing.

mod server_stage;

use egui::Theme;
use egui_kittest::SnapshotResults;
use misp_flow::state::{Command, LeftTab, ServerCommand};
use misp_flow_engine::edit::Edit;
use server_stage::{
    Place, double, serve,
    window_stage::{Window, click, send},
};

/// A picture in each theme of what `change` brings about. Addresses have another port each time, so
/// that nothing with one in it is photographed.
fn pictures(name: &str, change: impl Fn(&mut Window)) {
    let mut results = SnapshotResults::new();
    for (theme, word) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        let double = double();
        let place = Place::of(&double);
        let mut window = place.window_in(theme);
        change(&mut window);
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

fn pulled(window: &mut Window) {
    serve(window, ServerCommand::Connect);
    send(window, Command::ShowLeft(LeftTab::Workflows));
    let rows = window.state().state.servers().rows();
    let place = rows.iter().position(|row| row.stored.is_some()).unwrap();
    serve(window, ServerCommand::Pull(place));
    let edit = Edit::SetDescription("Stops red data".to_owned());
    send(window, Command::Edit(edit));
}

#[test]
fn workflows_and_the_chip() {
    pictures("window_server_workflows", pulled);
}

#[test]
fn a_push_that_is_clear() {
    pictures("window_server_push", |window| {
        pulled(window);
        serve(window, ServerCommand::Push);
    });
}

#[test]
fn the_form_of_a_new_instance() {
    pictures("window_server_instance", |window| {
        serve(window, ServerCommand::Instances);
        click(window, "Add…");
    });
}
