//! A kept run on the canvas again, and its event on the workflow as it is now.

use super::stage::{Folder, choose, runs, runs_of_red, simulate, with_runs};
use crate::window_stage::{click, open, press, red, says, send};
use egui::Key;
use misp_flow::state::{Command, EventSource, RunsCommand};
use misp_flow_engine::{edit::Edit, run::Outcome, workflow::NodeId};

#[test]
fn a_run_opens_on_its_workflow_and_on_a_copy_where_that_was_changed() {
    let folder = Folder::new("open");
    let mut window = runs_of_red(&folder);
    simulate(&mut window, 1);
    let before = window.state().state.run().unwrap().run.clone();
    simulate(&mut window, 2);
    choose(&mut window, "Blocked");
    click(&mut window, "Open the kept run");
    let shown = window.state().state.run().unwrap();
    assert_eq!(*shown.run, *before, "the same run, to the last byte");
    assert_eq!(window.state().state.tabs().count(), 1);
    assert!(!window.state().state.is_run_stale());
    assert!(says(
        &window,
        "Publishing would be blocked by Stop execution"
    ));

    let rename = Edit::Rename {
        node: NodeId::from(4),
        name: "Halt".into(),
    };
    send(&mut window, Command::Edit(rename));
    runs(&mut window, RunsCommand::Open);
    assert_eq!(window.state().state.tabs().count(), 2, "a copy as it ran");
    assert!(
        window
            .state()
            .state
            .document()
            .title()
            .contains("as it ran")
    );
    assert!(says(
        &window,
        "Publishing would be blocked by Stop execution"
    ));
    assert_eq!(*window.state().state.run().unwrap().run, *before);
    assert!(!window.state().state.is_run_stale());
}

#[test]
fn an_event_of_a_kept_run_is_simulated_on_the_workflow_as_it_is_now() {
    let folder = Folder::new("again");
    let mut window = runs_of_red(&folder);
    simulate(&mut window, 1);
    // Without the wire to the stop, nothing is blocked.
    let nodes = vec![NodeId::from(4)];
    send(&mut window, Command::Select(nodes, Vec::new()));
    send(&mut window, Command::Delete { reconnect: false });
    simulate(&mut window, 2);
    let events = window.state().state.events().iter().count();
    choose(&mut window, "Blocked");
    click(&mut window, "Simulate with the kept run's event");
    let state = &window.state().state;
    assert_eq!(state.run().unwrap().run.outcome, Outcome::Success);
    assert_eq!(
        state.events().chosen().unwrap().name,
        "Leaked customer data"
    );
    assert_eq!(state.events().iter().count(), events, "the event was there");
    assert_eq!(
        state.runs().rows().unwrap().len(),
        3,
        "and this is a run, too"
    );

    // Where the event is not there any more, it is put back.
    drop(window);
    let mut state = with_runs(red(), &folder.file());
    let other = folder.0.join("other.json");
    std::fs::write(&other, r#"{"Event": {"id": "9", "info": "Own"}}"#).unwrap();
    state.apply(Command::OpenEventPath(other));
    let mut window = open(state);
    press(&mut window, Key::F5);
    drop(window);
    let mut window = runs_of_red(&folder);
    choose(&mut window, "Own");
    click(&mut window, "Simulate with the kept run's event");
    let chosen = window.state().state.events().chosen().unwrap();
    assert_eq!(chosen.name, "Own");
    assert!(matches!(chosen.source, EventSource::From(_)));
}
