//! Two runs beside each other.

use super::stage::{Folder, choose, row, rows, runs, runs_of_red, simulate};
use crate::window_stage::{click, graph, nameless, press, says, send, settle};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use misp_flow::state::{BottomTab, Command, RunsCommand};
use misp_flow_engine::{run::Answer, workflow::NodeId};

#[test]
fn two_runs_stand_beside_each_other() {
    let folder = Folder::new("compare");
    let mut window = runs_of_red(&folder);
    simulate(&mut window, 1);
    simulate(&mut window, 2);
    let ids: Vec<i64> = {
        let all = window.state().state.runs().rows().unwrap();
        all.iter().map(|row| row.id).collect()
    };
    choose(&mut window, "Blocked");
    let other = row(&window, "Success");
    window
        .get_by_label(&other)
        .click_modifiers(Modifiers::COMMAND);
    settle(&mut window);
    assert_eq!(window.state().state.runs().chosen(), [ids[1], ids[0]]);
    assert!(says(&window, "2 runs are chosen"));
    click(&mut window, "Put them beside each other");
    let compared = window
        .state()
        .state
        .runs()
        .compared()
        .expect("a comparison");
    assert_eq!(compared.beside.first, Some(0), "the events differ");
    assert!(says(&window, "rows differ, the first at Beginning"));
    assert!(says(&window, "Differences of what the runs began with"));
    let compared = window.state().state.runs().compared();
    let (listed, _) = &compared.expect("a comparison").differences;
    let differs = "event: info changed from Leaked customer list";
    assert!(
        listed.iter().any(|line| line.starts_with(differs)),
        "{listed:#?}"
    );
    assert!(says(&window, &listed[0]));
    assert!(says(
        &window,
        "Stop execution, first stopped the run: Contains red data, second did not run"
    ));
    assert!(nameless(&window).is_empty(), "{:?}", nameless(&window));
    click(&mut window, "Back to the kept runs");
    assert!(!says(&window, "Differences of what"));
    assert_eq!(rows(&window).len(), 2);
}

#[test]
fn a_run_is_compared_with_the_one_that_is_shown() {
    let folder = Folder::new("shown");
    let mut window = runs_of_red(&folder);
    simulate(&mut window, 2);
    let pushes = graph(&window)
        .nodes
        .iter()
        .find(|(_, node)| node.module == "push-zmq");
    let node = pushes.expect("the workflow pushes").0.clone();
    let failing = Some(Box::new(Answer::failure("nobody listens")));
    send(&mut window, Command::SetAnswer(node, failing));
    simulate(&mut window, 2);
    let first = window.state().state.runs().rows().unwrap()[1].id;
    runs(&mut window, RunsCommand::Choose(vec![first]));
    runs(&mut window, RunsCommand::Compare);
    assert!(says(&window, "1 row differs") || says(&window, "rows differ"));
    assert!(says(
        &window,
        "second failed, as it was set to: nobody listens"
    ));
    assert!(says(&window, "first difference"));
    press(&mut window, Key::F10);
    send(&mut window, Command::ShowBottom(BottomTab::Runs));
    assert!(
        says(&window, "The run that is shown"),
        "it stays while steps are looked at"
    );

    // The same run twice has no difference.
    runs(&mut window, RunsCommand::CloseComparison);
    runs(&mut window, RunsCommand::Choose(vec![first]));
    runs(&mut window, RunsCommand::Open);
    let ids: Vec<i64> = window
        .state()
        .state
        .runs()
        .rows()
        .unwrap()
        .iter()
        .map(|row| row.id)
        .collect();
    runs(&mut window, RunsCommand::Choose(ids[1..2].to_vec()));
    assert_eq!(
        window
            .state()
            .state
            .why_not(&Command::Runs(RunsCommand::Compare)),
        Some("The chosen run is the one that is shown; choose a second one with Ctrl held down")
    );
}

#[test]
fn of_two_runs_is_told_what_was_changed_between_them_and_nothing_is_cut() {
    let folder = Folder::new("between");
    let mut window = runs_of_red(&folder);
    simulate(&mut window, 1);
    let long = "The other side has no time for this today, ".repeat(6);
    let fails = Answer::failure(&long);
    let answer = Command::SetAnswer(NodeId::from(4), Some(Box::new(fails)));
    send(&mut window, answer);
    simulate(&mut window, 1);
    let listed = rows(&window);
    click(&mut window, &listed[0]);
    window
        .get_by_label(&listed[1])
        .click_modifiers(Modifiers::COMMAND);
    settle(&mut window);
    click(&mut window, "Put them beside each other");
    let words = "What was changed between them: the answer set for Stop execution";
    assert!(says(&window, words));
    let second = window.get_by_label_contains("Second run   ");
    let all = second.rect();
    assert!(all.right() <= 1280.0 && all.height() > 24.0, "{all:?}");
    let text = second.accesskit_node().label().or(second.value());
    assert!(text.unwrap_or_default().contains("no time for this"));
}
