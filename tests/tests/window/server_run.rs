//! Running on a server through the window, and ad-hoc workflows.

use crate::server_stage::{
    Place, double, messages, serve, setup,
    window_stage::{Window, click, nameless, says, select, send, settle, type_text},
};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use misp_flow::state::{
    AdHocCommand, Command, LeftTab, ModuleCommand, RunCommand, RunStage, ServerBlueprintCommand,
    ServerCommand,
};
use misp_flow_engine::edit::Edit;
use misp_flow_tests::misp_double::{Age, Double, Fault, GivenWorkflow, Setup};
use serde_json::json;

/// Connected, with the one workflow in a tab and the sample event that it stops chosen.
pub(super) fn pulled(place: &Place) -> Window {
    let mut window = place.window();
    crate::server_stage::pulled(&mut window);
    send(&mut window, Command::ChooseEvent(1));
    window
}

fn run(window: &mut Window, command: RunCommand) {
    serve(window, ServerCommand::Run(command));
}

/// How many requests of this kind the double was sent.
fn asked(double: &Double, method: &str, part: &str) -> usize {
    let log = double.log();
    let asked = log.iter();
    asked
        .filter(|one| one.method == method && one.path.contains(part))
        .count()
}

#[test]
fn a_run_warns_first_and_sets_the_answer_beside_the_simulation() {
    let double = double();
    let place = Place::of(&double);
    let mut window = pulled(&place);
    run(&mut window, RunCommand::Ask);
    assert!(says(&window, "Run Block red data on MISP test?"));
    assert!(says(&window, "This is real. MISP test runs it on"));
    assert!(says(&window, "did not come from MISP test"));
    assert!(says(&window, "would be blocked by"));
    assert_eq!(nameless(&window), [""; 0]);
    assert_eq!(asked(&double, "POST", "executeWorkflow"), 0);

    click(&mut window, "Cancel");
    assert!(!says(&window, "This is real"));
    assert_eq!(asked(&double, "POST", "executeWorkflow"), 0);

    run(&mut window, RunCommand::Ask);
    click(&mut window, "Run on MISP test");
    assert_eq!(asked(&double, "POST", "executeWorkflow"), 1);
    assert!(says(&window, "The server did what the simulation says"));
    assert!(says(&window, "On MISP test: It was blocked"));
    assert!(says(&window, "In the simulation: It was blocked"));
    assert_eq!(double.workflow(1).unwrap()["counter"], "1");
}

#[test]
fn what_differs_from_the_simulation_is_told_in_words() {
    let double = double();
    let place = Place::of(&double);
    let mut window = pulled(&place);
    let answer = json!({"success": true, "outcome": "success"}).to_string();
    double.fault(
        "POST",
        "/workflows/executeWorkflow",
        Fault::Json(200, answer),
        1,
    );
    run(&mut window, RunCommand::Ask);
    run(&mut window, RunCommand::Go);
    assert!(says(
        &window,
        "The simulation says otherwise. On the server: it went through. In the simulation: it was blocked"
    ));
    assert!(says(&window, "Where the difference may come from"));
}

#[test]
fn what_the_server_has_runs_and_not_what_is_open() {
    let double = double();
    let place = Place::of(&double);
    let mut window = pulled(&place);
    send(
        &mut window,
        Command::Edit(Edit::SetDescription("mine".to_owned())),
    );
    run(&mut window, RunCommand::Ask);
    assert!(says(&window, "the server runs its own"));
    // Somebody saves between the look and the run.
    double.another_editor(1, |workflow| workflow["data"] = json!({}));
    run(&mut window, RunCommand::Go);
    assert!(says(&window, "Nothing was run"), "{}", messages(&window));
    assert_eq!(asked(&double, "POST", "executeWorkflow"), 0);
}

#[test]
fn a_workflow_that_was_renamed_meanwhile_is_named_as_both_have_it() {
    let double = double();
    let place = Place::of(&double);
    let mut window = pulled(&place);
    run(&mut window, RunCommand::Ask);
    assert!(!says(&window, "has it as"));
    assert!(!says(&window, "the server runs its own"));
    click(&mut window, "Cancel");
    double.another_editor(1, |workflow| workflow["name"] = json!("Renamed by them"));
    run(&mut window, RunCommand::Ask);
    let both = "MISP test has it as “Renamed by them”, and here it is “Block red data”";
    assert!(says(&window, both), "{}", messages(&window));
    assert!(
        !says(&window, "the server runs its own"),
        "the rest is the same"
    );
    click(&mut window, "Cancel");
    // What somebody changed since the list was read is seen, too.
    double.another_editor(1, |workflow| workflow["description"] = json!("Theirs"));
    run(&mut window, RunCommand::Ask);
    assert!(says(&window, both));
    assert!(says(&window, "the server runs its own"));
}

#[test]
fn a_trigger_that_is_off_is_switched_on_from_the_question() {
    let double = double();
    let place = Place::of(&double);
    let mut window = pulled(&place);
    double.enable("event-publish", false);
    double.enable("tag-if", false);
    run(&mut window, RunCommand::Ask);
    assert!(says(&window, "is switched off on the server"));
    assert!(
        window
            .get_by_label("Run on MISP test")
            .accesskit_node()
            .is_disabled()
    );
    run(&mut window, RunCommand::Go);
    assert_eq!(asked(&double, "POST", "executeWorkflow"), 0);
    run(&mut window, RunCommand::Ask);
    window.get_by_label_contains(" modules on").click();
    settle(&mut window);
    assert!(double.is_enabled("event-publish") && double.is_enabled("tag-if"));
    assert!(!says(&window, "Switched off on the server"));
    click(&mut window, "Run on MISP test");
    assert!(says(&window, "The server did what the simulation says"));
}

#[test]
fn refusals_of_a_run_say_what_happened() {
    let double = double();
    let place = Place::of(&double);
    let mut window = pulled(&place);
    let path = "/workflows/executeWorkflow";
    run(&mut window, RunCommand::Ask);
    double.fault("POST", path, Fault::InternalError, 1);
    run(&mut window, RunCommand::Go);
    assert!(says(&window, "failed at POST"), "{}", messages(&window));

    run(&mut window, RunCommand::Again);
    double.fault("POST", path, Fault::CloseServed, 1);
    run(&mut window, RunCommand::Go);
    assert!(says(&window, "is not known"), "{}", messages(&window));

    // Closed before the answer came, it is told all the same.
    run(&mut window, RunCommand::Again);
    window
        .state_mut()
        .state
        .apply(Command::Server(ServerCommand::Run(RunCommand::Go)));
    send(&mut window, Command::CloseDialog);
    assert!(
        messages(&window).contains("“Block red data” on the server: It was blocked"),
        "{}",
        messages(&window)
    );

    drop(double);
    run(&mut window, RunCommand::Ask);
    assert!(
        says(&window, "takes no connections"),
        "{}",
        messages(&window)
    );
}

#[test]
fn a_key_that_is_no_site_admins_runs_nothing() {
    let double = double();
    let place = Place::with_key(&double, double.user_key());
    let mut window = place.window();
    serve(&mut window, ServerCommand::Connect);
    send(&mut window, Command::ChooseEvent(1));
    for command in [
        ServerCommand::Run(RunCommand::Ask),
        ServerCommand::Run(RunCommand::AskNode),
        ServerCommand::Modules(ModuleCommand::Show),
        ServerCommand::AdHoc(AdHocCommand::AskNew { push: false }),
        ServerCommand::Blueprints(ServerBlueprintCommand::List),
    ] {
        let command = Command::Server(command);
        let refusal = window.state().state.why_not(&command);
        assert_eq!(
            refusal,
            Some("Only site admins may work with workflows"),
            "{command:?}"
        );
    }
}

#[test]
fn one_node_is_run_alone() {
    let double = double();
    let place = Place::of(&double);
    let mut window = pulled(&place);
    let ids: Vec<(u64, String)> = {
        let graph = &window.state().state.document().workflow().graph;
        let nodes = graph.nodes.iter();
        nodes
            .filter_map(|(id, node)| Some((id.to_string().parse().ok()?, node.module.clone())))
            .collect()
    };
    let of = |module: &str| ids.iter().find(|(_, one)| one == module).unwrap().0;
    select(&mut window, &[of("event-publish")]);
    let ask = Command::Server(ServerCommand::Run(RunCommand::AskNode));
    assert!(window.state().state.why_not(&ask).is_some());

    select(&mut window, &[of("tag-if")]);
    run(&mut window, RunCommand::AskNode);
    assert!(says(&window, "Run the node"));
    click(&mut window, "Run on MISP test");
    assert!(says(&window, "On MISP test: The condition"));
    assert!(says(&window, "The server did what the simulation says"));
    let log = double.log();
    let call = log
        .iter()
        .find(|one| one.path.contains("moduleStatelessExecution/tag-if"));
    assert!(call.is_some());

    send(&mut window, Command::CloseDialog);
    select(&mut window, &[of("stop-execution")]);
    run(&mut window, RunCommand::AskNode);
    click(&mut window, "Run on MISP test");
    assert!(says(&window, "On MISP test: It failed"));
    assert!(says(&window, "In the simulation: It failed"));
}

#[test]
fn a_node_whose_module_the_server_lacks_is_not_sent() {
    let double = double();
    let place = Place::of(&double);
    let mut window = pulled(&place);
    double.remove_module("stop-execution");
    let id = {
        let graph = &window.state().state.document().workflow().graph;
        let mut nodes = graph.nodes.iter();
        let stop = nodes.find(|(_, node)| node.module == "stop-execution");
        stop.unwrap().0.to_string().parse().unwrap()
    };
    select(&mut window, &[id]);
    run(&mut window, RunCommand::AskNode);
    assert!(says(&window, "does not have the module stop-execution"));
    run(&mut window, RunCommand::Go);
    assert_eq!(asked(&double, "POST", "moduleStatelessExecution"), 0);
}

fn newer() -> Double {
    let setup = Setup {
        age: Age::Newer,
        workflows: vec![GivenWorkflow {
            trigger: "ad-hoc".to_owned(),
            ..setup().workflows.remove(0)
        }],
        ..setup()
    };
    Double::start(setup)
}

#[test]
fn ad_hoc_workflows_are_pulled_pushed_run_and_deleted() {
    let double = newer();
    let place = Place::of(&double);
    let mut window = pulled(&place);
    send(&mut window, Command::ShowLeft(LeftTab::Workflows));
    assert!(says(&window, "ad-hoc, run by hand"));
    send(
        &mut window,
        Command::Edit(Edit::SetDescription("By hand".to_owned())),
    );
    serve(&mut window, ServerCommand::Push);
    serve(&mut window, ServerCommand::Send);
    assert_eq!(double.workflow(1).unwrap()["description"], "By hand");

    let new = AdHocCommand::AskNew { push: true };
    serve(&mut window, ServerCommand::AdHoc(new));
    type_text(&mut window, "Second");
    click(&mut window, "Create and look…");
    assert_eq!(double.workflow(2).unwrap()["name"], "Second");
    // The message itself may be gone again where the machine is busy.
    let mut log = window.state().state.messages().log().iter();
    assert!(log.any(|one| one.text.contains("“Second” was created")));
    assert!(says(&window, "Push “Block red data” to MISP test"));
    send(&mut window, Command::CloseDialog);

    let rows = window.state().state.servers().rows();
    let second = rows.iter().position(|row| row.title == "Second").unwrap();
    serve(&mut window, ServerCommand::AskDelete(second));
    type_text(&mut window, "Second");
    click(&mut window, "Delete");
    assert!(double.workflow(2).is_none(), "{}", messages(&window));
    assert!(double.workflow(1).is_some());

    double.fault("POST", "/workflows/add", Fault::InternalError, 1);
    let new = AdHocCommand::New {
        name: "Third".to_owned(),
        description: String::new(),
        push: false,
    };
    serve(&mut window, ServerCommand::AdHoc(new));
    assert!(messages(&window).contains("“Third” was not created"));
}

#[test]
fn servers_without_ad_hoc_workflows_say_so() {
    let double = double();
    let place = Place::of(&double);
    let window = pulled(&place);
    let new = Command::Server(ServerCommand::AdHoc(AdHocCommand::AskNew { push: false }));
    let refusal = window.state().state.why_not(&new);
    assert!(refusal.is_some_and(|reason| reason.contains("after MISP 2.5.1")));
}

#[test]
fn the_window_never_waits_for_a_run() {
    let double = double();
    let place = Place::of(&double);
    let mut window = pulled(&place);
    run(&mut window, RunCommand::Ask);
    let slow = Fault::DelayedAnswer(std::time::Duration::from_millis(300));
    double.fault("POST", "/workflows/executeWorkflow", slow, 1);
    let go = Command::Server(ServerCommand::Run(RunCommand::Go));
    window.state_mut().state.apply(go);
    window.step();
    // A frame passes while the server thinks.
    let stage = |window: &Window| {
        window
            .state()
            .state
            .servers()
            .running()
            .unwrap()
            .stage
            .clone()
    };
    assert!(matches!(stage(&window), RunStage::Going(_)));
    assert!(says(&window, "Waiting for the server's answer…"));
    settle(&mut window);
    assert!(matches!(stage(&window), RunStage::Done(..)));
}
