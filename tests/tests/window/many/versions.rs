//! Another version of the workflow on the same events.

use super::stage::{events, filter, large, rows, run_on};
use crate::window_stage::{folder, open, red, says, send};
use misp_flow::state::{BottomTab, Changes, Command, Earlier, Filter, ManyCommand};
use misp_flow_engine::{edit::Edit, run::Outcome, workflow::NodeId};

#[test]
fn two_versions_are_compared_over_the_same_events() {
    let mut window = open(large(red()));
    let path = events("compare.jsonl", 500);
    send(&mut window, run_on(&path));
    // Now amber is stopped, and red is not.
    send(
        &mut window,
        Command::Edit(Edit::SetParam {
            node: NodeId::from(2),
            param: "tags".into(),
            value: Some(serde_json::json!(["tlp:amber"])),
        }),
    );
    assert!(says(&window, "The workflow was changed since"));
    let against = |earlier| Command::Many(ManyCommand::Against(earlier));
    send(&mut window, against(Earlier::Disk));
    assert!(
        says(&window, "100 of 500 events change"),
        "{:?}",
        rows(&window)
    );
    assert!(says(&window, "Outcome, 100") && says(&window, "Changed, 100"));
    let row = rows(&window)[0].clone();
    assert!(
        row.starts_with("blocked becomes success, Event number 0, IF :: Tag (2, then)"),
        "{row}"
    );
    assert!(
        row.contains("Contains red data becomes no message"),
        "{row}"
    );
    // The last saved state is the same as the file.
    send(&mut window, against(Earlier::LastSaved));
    assert!(says(
        &window,
        "Compared with the last saved state, 100 of 500 events change"
    ));
    // Either side opens in the stepper.
    send(
        &mut window,
        Command::Many(ManyCommand::Open {
            row: 0,
            before: false,
        }),
    );
    assert_eq!(
        window.state().state.run().unwrap().run.outcome,
        Outcome::Success
    );
    let tab = window.state().state.tab().id();
    send(&mut window, Command::ShowBottom(BottomTab::Many));
    send(
        &mut window,
        Command::Many(ManyCommand::Open {
            row: 0,
            before: true,
        }),
    );
    let state = &window.state().state;
    assert_ne!(state.tab().id(), tab);
    assert_eq!(state.run().unwrap().run.outcome, Outcome::Blocked);
    // The other tab is one to compare with, too; there nothing is left to change.
    let other = state.tab().id();
    send(&mut window, Command::ShowTab(tab));
    send(&mut window, Command::Undo);
    send(&mut window, against(Earlier::Tab(other)));
    assert!(
        says(&window, "none of 500 events changes"),
        "{:?}",
        rows(&window)
    );
    assert!(says(&window, "No event comes to something else"));
    filter(&mut window, Filter::default());
    assert_eq!(window.state().state.many().unwrap().listed().0.len(), 500);
    send(
        &mut window,
        Command::Many(ManyCommand::Filter(Box::new(Filter {
            changes: Some(Changes::Any),
            ..Filter::default()
        }))),
    );
    assert!(rows(&window).is_empty());
}

#[test]
fn an_earlier_version_of_the_file_is_compared_with() {
    let mut state = red();
    state.keep_in(&folder("many-data"));
    let mut window = open(large(state));
    let edit = |tag: &str| {
        Command::Edit(Edit::SetParam {
            node: NodeId::from(2),
            param: "tags".into(),
            value: Some(serde_json::json!([tag])),
        })
    };
    send(&mut window, edit("tlp:amber"));
    send(&mut window, Command::Save);
    send(&mut window, run_on(&events("versions.jsonl", 100)));
    send(&mut window, Command::Many(ManyCommand::ReadVersions));
    let versions = window
        .state()
        .state
        .known_versions()
        .expect("versions")
        .to_vec();
    assert_eq!(versions.len(), 1);
    let version = Earlier::Version(versions[0].clone(), "yesterday".to_owned());
    send(&mut window, Command::Many(ManyCommand::Against(version)));
    assert!(says(
        &window,
        "Compared with the version of yesterday, 20 of 100 events change"
    ));
}
