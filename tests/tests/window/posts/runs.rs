//! Received runs on the canvas, and beside a simulation.

use super::stage::*;
use crate::listen_stage::{end_body, folder, node_body, post, send_recordings};
use crate::window_stage::{Window, click, empty, graph, open_as, press, red, says, select, send};
use egui::{Key, Theme};
use egui_kittest::kittest::{NodeT, Queryable};
use misp_flow::state::{BottomTab, Command, ListenCommand, StepCommand};

#[test]
fn a_run_plays_on_the_canvas_while_it_arrives() {
    let folder = folder("live");
    let (mut window, to) = listening(red(), &folder);
    begin_run(to);
    look(&mut window, |window| rows(window).len() == 2);
    assert!(row(&window, "tag-if").contains("run 1, event-publish, tag-if, node 2, success"));
    let shown = window
        .state()
        .state
        .run()
        .expect("the run is on the canvas");
    assert_eq!(shown.received, Some(1));
    look(&mut window, |window| {
        ran(window, "Node 2 ") && ran_not(window, "Node 4 ")
    });
    send(&mut window, Command::ShowBottom(BottomTab::Simulation));
    look(&mut window, |window| {
        says(window, "Run 1 is under way on the server; 1 step so far")
    });
    // A dashed circle, not the tick of a run that ended well.
    assert!(says(&window, "\u{e602}"));
    send(&mut window, Command::ShowBottom(BottomTab::Posts));
    end_run(to);
    look(&mut window, |window| {
        rows(window).len() == 4 && steps(window) == 2
    });
    // The canvas grows with the run, and is not left at what came first.
    assert!(says(&window, "blocked, Red data stay here"));
    assert!(row(&window, "stop-execution").contains("failed"));
    let shown = window.state().state.run().unwrap();
    assert_eq!(
        shown.run.wires.len(),
        2,
        "from the trigger over the IF to the stop"
    );
    click(&mut window, "Simulation");
    assert!(says(&window, "Run 1 was blocked on the server by"));
    assert!(says(&window, "Red data stay here"));
    // Time travel: the data after the first step.
    send(&mut window, Command::ShowStep(Some(0)));
    assert!(says(&window, "Data after step 1"));
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

fn ran(window: &Window, node: &str) -> bool {
    let mut found = window.query_all_by_label_contains(node);
    found.any(|node| (node.accesskit_node().label()).is_some_and(|label| label.ends_with(", ran")))
}

fn ran_not(window: &Window, node: &str) -> bool {
    let mut found = window.query_all_by_label_contains(node);
    found.any(|node| {
        (node.accesskit_node().label()).is_some_and(|label| label.ends_with(", did not run"))
    })
}

#[test]
fn a_run_whose_workflow_is_not_open_waits_for_it() {
    let folder = folder("awaited");
    let (mut window, to) = listening(empty(), &folder);
    begin_run(to);
    end_run(to);
    look(&mut window, |window| rows(window).len() == 4);
    send(&mut window, Command::Listen(ListenCommand::Play(1)));
    assert!(says(&window, "The workflow of event-publish is not open"));
    assert!(says(&window, "Open a file…"));
    assert_eq!(window.state().state.posts().played(), None);
    let file = red().document().path().unwrap().to_owned();
    send(&mut window, Command::OpenPath(file));
    look(&mut window, |window| steps(window) == 2);
    assert_eq!(window.state().state.posts().played(), Some(1));
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_same_is_simulated_and_the_first_difference_told() {
    let folder = folder("same");
    let (mut window, to) = listening(red(), &folder);
    begin_run(to);
    end_run(to);
    look(&mut window, |window| rows(window).len() == 4);
    let first = row(&window, "begins");
    click(&mut window, &first);
    click(&mut window, "Simulate the same");
    // The event has no red tag, so the simulation does not get to the stop.
    assert!(says(&window, "First difference at"));
    for begin in ["On the server: ", "In the simulation: "] {
        let sentence = window.get_by_label_contains(begin);
        let words = (sentence.accesskit_node().label()).or(sentence.value());
        let words = words.unwrap();
        assert!(words.starts_with(begin) && words.ends_with('.'), "{words}");
    }
    click(&mut window, "Show the simulation");
    assert_eq!(window.state().state.run().unwrap().received, None);
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_open_post_keeps_to_its_side_when_the_same_is_simulated() {
    let folder = folder("sides");
    let state = with_posts(red(), &folder);
    let mut window = open_as(state, Theme::Dark, egui::vec2(1440.0, 900.0), 1.0);
    send(&mut window, Command::ShowBottom(BottomTab::Posts));
    click(&mut window, "Listen");
    let to = window.state().state.posts().listener().unwrap().address();
    begin_run(to);
    end_run(to);
    look(&mut window, |window| rows(window).len() == 4);
    let first = row(&window, "begins");
    click(&mut window, &first);
    let left = window.get_by_label("Close the post").rect().top();
    let divider = window.get_by_label("Pin the post").rect().left();
    click(&mut window, "Simulate the same");
    assert!(says(&window, "First difference at"));
    assert_eq!(window.get_by_label("Close the post").rect().top(), left);
    for name in ["Body", "Headers", "Raw", "Show the simulation"] {
        let place = window.get_by_label(name).rect();
        assert!(place.left() >= divider - 1.0, "{name}: {place:?}");
        assert!(place.right() <= 1440.0, "{name}: {place:?}");
    }
    let server = window.get_by_label_contains("On the server: ").rect();
    assert!(server.left() >= divider - 1.0, "{server:?}");
    let first = window.get_by_label(&first).rect();
    assert!(first.right() <= divider, "{first:?} over {divider}");
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_run_of_another_workflow_is_told_and_not_coloured() {
    let folder = folder("foreign");
    let (mut window, to) = listening(red(), &folder);
    begin_run(to);
    post(
        to,
        "/event-publish/exec/webhook?result=success",
        node_body(4, E1, "").as_bytes(),
    );
    post(
        to,
        "/event-publish/end?outcome=success",
        end_body(&[4]).as_bytes(),
    );
    look(&mut window, |window| {
        rows(window).len() == 4 && steps(window) == 2
    });
    let here = (graph(&window)
        .node(&misp_flow_engine::workflow::NodeId::new("4"))
        .unwrap())
    .name
    .clone();
    let words = format!("the server ran webhook at node 4, here it is {here}");
    assert!(says(&window, &words));
    let first = row(&window, "begins");
    click(&mut window, &first);
    click(&mut window, "Simulate the same");
    assert!(says(
        &window,
        &format!("The run is one of another workflow: {words}")
    ));
    click(&mut window, "Simulation");
    assert!(says(
        &window,
        &format!("It is one of another workflow: {words}")
    ));
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn clearing_takes_the_run_off_the_canvas_and_cancel_comes_first() {
    let folder = folder("unlit");
    let (mut window, to) = listening(red(), &folder);
    begin_run(to);
    look(&mut window, |window| steps(window) == 1);
    click(&mut window, "Clear the debug posts…");
    press(&mut window, Key::Enter);
    assert!(!says(&window, "Clear the debug posts?"), "it is closed");
    assert_eq!(rows(&window).len(), 2, "Enter clears nothing");
    click(&mut window, "Clear the debug posts…");
    click(&mut window, "Clear");
    look(&mut window, |window| rows(window).is_empty());
    assert!(window.state().state.run().is_none());
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_recordings_of_a_real_server_are_shown() {
    let folder = folder("recorded");
    let (mut window, to) = listening(red(), &folder);
    let Some(sent) = send_recordings(to) else {
        return;
    };
    look(&mut window, |window| {
        window.state().state.posts().list().found().len() == sent
    });
    assert!(says(&window, "Debug posts, 91"));
    send(
        &mut window,
        Command::Listen(ListenCommand::Find("result:loading_error".to_owned())),
    );
    assert!(row(&window, "no-such-module").contains("module is missing"));
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_received_run_does_not_claim_that_nothing_was_sent() {
    let folder = folder("claims");
    let (mut window, to) = listening(red(), &folder);
    begin_run(to);
    end_run(to);
    look(&mut window, |window| {
        rows(window).len() == 4 && steps(window) == 2
    });
    click(&mut window, "Simulation");
    assert!(!says(&window, "Nothing was sent"));
    assert!(says(&window, "debug posts do not tell; simulate the same"));
    send(&mut window, Command::ShowStep(Some(0)));
    assert!(!says(
        &window,
        "It changed nothing in the data or the database"
    ));
    assert!(says(
        &window,
        "It changed nothing in the data. What it sent"
    ));
    assert!(
        says(&window, "By the params that the node has here"),
        "why it went that way"
    );
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_ends_of_runs_tell_whose_actions_are_whose() {
    let folder = folder("ends");
    let (mut window, to) = listening(red(), &folder);
    begin_run(to);
    begin_run(to);
    let exec = |module: &str, node| {
        let path = format!("/event-publish/exec/{module}?result=success");
        post(to, &path, node_body(node, E1, "").as_bytes());
    };
    // The first run's, which goes to the one that began last as long as nobody knows better.
    exec("attach-warninglist", 5);
    end_run(to);
    exec("push-zmq", 6);
    let end = "/event-publish/end?outcome=success";
    post(to, end, end_body(&[5, 6]).as_bytes());
    look(&mut window, |window| rows(window).len() == 9);
    let ran = |window: &Window| -> Vec<String> {
        let shown = window.state().state.run().expect("a run");
        shown
            .run
            .steps
            .iter()
            .map(|step| step.node.to_string())
            .collect()
    };
    for (run, nodes) in [(1, vec!["2", "5", "6"]), (2, vec!["2", "4"])] {
        send(&mut window, Command::Listen(ListenCommand::Play(run)));
        look(&mut window, |window| {
            let shown = window.state().state.run();
            shown.is_some_and(|shown| shown.received == Some(run) && shown.run.began)
        });
        assert_eq!(ran(&window), nodes, "run {run}");
        send(&mut window, Command::ShowBottom(BottomTab::Simulation));
        assert!(says(
            &window,
            "Not all of its posts tell which run they are of"
        ));
    }
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_run_that_comes_takes_no_simulation_away() {
    let folder = folder("kept-simulation");
    let (mut window, to) = listening(red(), &folder);
    send(&mut window, Command::ChooseEvent(0));
    send(&mut window, Command::NextStep);
    assert!(window.state().state.paused().is_some());
    begin_run(to);
    end_run(to);
    look(&mut window, |window| {
        says(window, "Run 1 came from the server. The simulation stays")
    });
    let shown = window.state().state.run().unwrap();
    assert_eq!(shown.received, None, "the simulation is still there");
    assert!(window.state().state.paused().is_some());
    // One offer, of the newest run, and it does not go by itself.
    begin_run(to);
    look(&mut window, |window| says(window, "Run 2 came from"));
    assert!(!says(&window, "Run 1 came from"));
    click(&mut window, "Show the run");
    look(&mut window, |window| steps(window) == 1);
    look(&mut window, |window| {
        window.state().state.run().unwrap().received == Some(2)
    });
    assert!(!says(&window, "Run 2 came from"));
    // It can be taken up again just where it paused.
    click(&mut window, "Back to it");
    assert_eq!(window.state().state.run().unwrap().received, None);
    assert!(window.state().state.paused().is_some());
    send(&mut window, Command::Step(StepCommand::Continue));
    assert!(window.state().state.paused().is_none());
    // With the simulation ended, runs play again as they come.
    send(&mut window, Command::ClearRun);
    begin_run(to);
    look(&mut window, |window| {
        window
            .state()
            .state
            .run()
            .is_some_and(|run| run.received == Some(3))
    });
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_preview_says_whose_data_it_is_made_with() {
    let folder = folder("preview");
    let (mut window, to) = listening(red(), &folder);
    send(&mut window, Command::ChooseEvent(0));
    select(&mut window, &[4]);
    type_template(&mut window);
    wait_for(&mut window, "Becomes, with this event (");
    whole_run(&mut window, to);
    wait_for(
        &mut window,
        "Becomes, with the data of run 1 of the server (",
    );
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_path_is_told_in_whose_data_it_was_looked_for() {
    let folder = folder("path");
    let (mut window, to) = listening(red(), &folder);
    send(&mut window, Command::ChooseEvent(0));
    let filter = misp_flow_engine::workflow::NodeFilter {
        selector: "Event.Nothing".into(),
        path: "type".into(),
        operator: "in".into(),
        value: "url".into(),
    };
    let edit = misp_flow_engine::edit::Edit::SetFilter {
        node: misp_flow_engine::workflow::NodeId::from(4),
        filter,
    };
    send(&mut window, Command::Edit(edit));
    select(&mut window, &[4]);
    let none = "There are no such elements to filter in ";
    wait_for(&mut window, &format!("{none}this event"));
    whole_run(&mut window, to);
    wait_for(
        &mut window,
        &format!("{none}the data of run 1 of the server"),
    );
    drop(window);
    std::fs::remove_dir_all(folder).unwrap();
}

/// Lets a run come whole, and looks at the node that blocks it.
fn whole_run(window: &mut Window, to: std::net::SocketAddr) {
    begin_run(to);
    end_run(to);
    look(window, |window| steps(window) == 2);
    select(window, &[4]);
}

fn type_template(window: &mut Window) {
    use misp_flow_engine::edit::Edit;
    let edit = Edit::SetParam {
        node: misp_flow_engine::workflow::NodeId::from(4),
        param: "message".into(),
        value: Some("It is {{ Event.info }}".into()),
    };
    send(window, Command::Edit(edit));
}

fn wait_for(window: &mut Window, words: &str) {
    look(window, |window| says(window, words));
}
