//! Trying one module on its own in the window: input, result, a module of the list, the server.

use crate::server_stage::{
    Place, double, serve,
    window_stage::{
        Window, click, graph, nameless, open_as, press, red, says, select, send, settle, type_text,
    },
};
use egui_kittest::kittest::Queryable as _;
use misp_flow::state::{BottomTab, Command, ServerCommand, TestCommand, TestInput};
use misp_flow_engine::edit::Edit;
use misp_flow_engine::workflow::NodeId;

fn stage() -> Window {
    let mut state = red();
    state.settings.bottom_height = 360.0;
    let mut window = open_as(state, egui::Theme::Dark, egui::vec2(1400.0, 900.0), 1.0);
    select(&mut window, &[2]);
    send(&mut window, Command::Test(TestCommand::Show));
    window
}

fn test(window: &mut Window, command: TestCommand) {
    send(window, Command::Test(command));
}

#[test]
fn a_condition_says_whether_it_holds_and_why() {
    let mut window = stage();
    assert!(says(&window, "Not tried yet"));
    assert_eq!(nameless(&window), [""; 0]);
    click(&mut window, "Try the module here");
    assert!(says(&window, "The condition holds"));
    assert!(says(&window, "tlp:red found at Event."));
    assert!(
        window.state().state.run().is_none(),
        "it is no run of the workflow"
    );
    // Another tag, and the result is told to be of before.
    send(
        &mut window,
        Command::Edit(Edit::SetParam {
            node: NodeId::from(2),
            param: "tags".into(),
            value: Some(serde_json::json!(["tlp:green"])),
        }),
    );
    assert!(says(&window, "the node or the input was changed since"));
    click(&mut window, "Try the module here");
    assert!(says(&window, "The condition does not hold"));
    assert!(!says(&window, "the node or the input was changed since"));
}

#[test]
fn json_of_ones_own_is_an_input_and_what_is_none_is_told() {
    let mut window = stage();
    test(&mut window, TestCommand::Input(TestInput::Own));
    window.get_by_label("Input as JSON").focus();
    settle(&mut window);
    type_text(&mut window, r#"{"Event": {"Tag": [{"name": "tlp:red"}]}"#);
    click(&mut window, "Try the module here");
    assert!(says(&window, "The input is no JSON"));
    window.get_by_label("Input as JSON").focus();
    settle(&mut window);
    press(&mut window, egui::Key::End);
    type_text(&mut window, "}");
    click(&mut window, "Try the module here");
    assert!(!says(&window, "The input is no JSON"));
    assert!(says(&window, "On the JSON on the left"));
    click(&mut window, "Data afterwards");
    assert!(says(&window, "Event"));
}

#[test]
fn a_step_of_the_shown_run_hands_over_what_it_had() {
    let mut window = stage();
    test(&mut window, TestCommand::Input(TestInput::Step));
    let go = Command::Test(TestCommand::Go);
    let reason = window.state().state.why_not(&go);
    assert_eq!(reason, Some("The shown run did not come to this node"));
    send(&mut window, Command::Simulate);
    test(&mut window, TestCommand::Show);
    assert!(
        !window.state().state.test_converts(),
        "its data are converted already"
    );
    click(&mut window, "Try the module here");
    assert!(says(&window, "On what the shown run handed to it"));
    assert!(says(&window, "The condition holds"));
}

#[test]
fn a_module_of_the_list_is_tried_in_a_document_of_its_own() {
    let mut window = stage();
    let nodes = graph(&window).nodes.len();
    test(
        &mut window,
        TestCommand::Module("stop-execution".to_owned()),
    );
    assert_eq!(window.state().state.bottom, BottomTab::Test);
    assert_eq!(graph(&window).nodes.len(), 1, "that node and nothing else");
    click(&mut window, "Try the module here");
    assert!(says(&window, "It failed"));
    send(&mut window, Command::CloseTab(None));
    assert!(
        window.state().state.dialog.is_none(),
        "nobody has changed anything that could be lost"
    );
    assert_eq!(
        graph(&window).nodes.len(),
        nodes,
        "the other workflow is as it was"
    );
}

#[test]
fn a_trigger_or_several_nodes_are_not_tried() {
    let mut window = stage();
    select(&mut window, &[1]);
    assert!(says(&window, "No module to try"));
    let reason = window
        .state()
        .state
        .why_not(&Command::Test(TestCommand::Go));
    assert_eq!(reason, Some("Select one action or logic node first"));
}

#[test]
fn the_server_runs_the_module_on_the_same_input_after_a_warning() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    crate::server_stage::pulled(&mut window);
    send(&mut window, Command::ChooseEvent(1));
    select(&mut window, &[2]);
    test(&mut window, TestCommand::Show);
    test(&mut window, TestCommand::Input(TestInput::Own));
    let own = r#"{"Event": {"id": "77", "Tag": [{"name": "tlp:red"}]}}"#;
    test(&mut window, TestCommand::Text(own.to_owned()));
    test(&mut window, TestCommand::OnServer);
    assert!(says(
        &window,
        "This is real. MISP test runs it on “the JSON on the left”"
    ));
    let sent = || {
        let log = double.log();
        let asked = |one: &&_| -> bool { request(one).contains("moduleStatelessExecution") };
        log.iter().filter(asked).count()
    };
    assert_eq!(sent(), 0, "nothing is sent before the answer");
    serve(
        &mut window,
        ServerCommand::Run(misp_flow::state::RunCommand::Go),
    );
    assert_eq!(sent(), 1);
    assert!(says(&window, "The server did what the simulation says"));
}

fn request(one: &misp_flow_tests::misp_double::Logged) -> &str {
    &one.path
}
