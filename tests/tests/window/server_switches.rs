//! Modules and triggers of a server, switched on and off: from here, and by others.

use super::server_run::pulled;
use crate::server_stage::{
    Place, double, messages, serve,
    window_stage::{Window, click, nameless, says, send, settle, type_text},
};
use misp_flow::state::{Command, LeftTab, ModuleCommand, ServerCommand};
use misp_flow_tests::misp_double::Fault;

fn modules(window: &mut Window, command: ModuleCommand) {
    serve(window, ServerCommand::Modules(command));
}

#[test]
fn modules_are_switched_on_and_off() {
    let double = double();
    let place = Place::of(&double);
    let mut window = pulled(&place);
    serve(&mut window, ServerCommand::Sync);
    modules(&mut window, ModuleCommand::Show);
    assert!(says(&window, "Modules of MISP test"));
    assert_eq!(nameless(&window), [""; 0]);
    type_text(&mut window, "webhook");
    click(&mut window, "Webhook");
    assert!(double.is_enabled("webhook"));
    assert!(messages(&window).contains("Webhook: switched on"));
    let off = |window: &Window| {
        window
            .state()
            .state
            .catalogue
            .get("webhook")
            .unwrap()
            .disabled
    };
    assert!(!off(&window), "the catalogue in use knows it at once");
    click(&mut window, "Webhook");
    assert!(!double.is_enabled("webhook") && off(&window));

    double.fault("POST", "/workflows/toggleModule", Fault::InternalError, 1);
    let ids = vec!["webhook".to_owned()];
    modules(&mut window, ModuleCommand::Switch(ids.clone(), true));
    assert!(!double.is_enabled("webhook"));
    assert!(
        messages(&window).contains("Webhook: not switched on"),
        "{}",
        messages(&window)
    );

    // The next start knows it without asking.
    modules(&mut window, ModuleCommand::Switch(ids, true));
    drop(window);
    let window = place.window();
    assert!(!off(&window));

    let mut window = pulled(&place);
    drop(double);
    modules(&mut window, ModuleCommand::Show);
    assert!(messages(&window).contains("The modules were not listed"));
    assert!(!says(&window, "Modules of MISP test"));
}

#[test]
fn a_workflow_that_uses_what_is_off_says_so_and_offers_to_switch_it_on() {
    let double = double();
    double.enable("stop-execution", false);
    let place = Place::of(&double);
    let mut window = pulled(&place);
    serve(&mut window, ServerCommand::Sync);
    send(&mut window, Command::ShowLeft(LeftTab::Workflows));
    settle(&mut window);
    assert!(says(
        &window,
        "The open workflow uses what the server has switched off: "
    ));
    click(&mut window, "Switch on…");
    assert!(says(
        &window,
        "Switch on what the workflow uses on MISP test?"
    ));
    assert!(!double.is_enabled("stop-execution"));
    click(&mut window, "Switch on");
    assert!(double.is_enabled("stop-execution"));
    assert!(!says(&window, "The open workflow uses what"));

    // The trigger too, switched off from here or by somebody else.
    let rows = &window.state().state.servers().rows();
    let at = rows.iter().position(|row| row.stored.is_some()).unwrap();
    serve(&mut window, ServerCommand::Enable(at, false));
    let off = "The open workflow uses what the server has switched off: Event Publish";
    assert!(says(&window, off));
    serve(&mut window, ServerCommand::Enable(at, true));
    assert!(!says(&window, off));
    double.enable("event-publish", false);
    serve(&mut window, ServerCommand::Refresh);
    assert!(says(&window, off));
}

#[test]
fn a_push_tells_what_was_switched_off_since_the_catalogue_was_fetched() {
    let double = double();
    let place = Place::of(&double);
    let mut window = pulled(&place);
    serve(&mut window, ServerCommand::Sync);
    settle(&mut window);
    crate::server_stage::change_message(&mut window, "Mine");
    double.enable("stop-execution", false);
    serve(&mut window, ServerCommand::Push);
    assert!(says(
        &window,
        "Stop execution, which is switched off on the instance"
    ));
}
