//! The blueprints of a server in the window.

use crate::server_stage::{
    Place, double, messages, pulled, serve,
    window_stage::{Window, click, nameless, says, send, settle, type_text},
};
use misp_flow::{
    exchange::Decision,
    state::{BlueprintCommand, Command, LeftTab, ServerBlueprintCommand, ServerCommand},
};
use misp_flow_tests::misp_double::Fault;
use serde_json::Value as Json;

fn blueprints(window: &mut Window, command: ServerBlueprintCommand) {
    serve(window, ServerCommand::Blueprints(command));
}

/// A window with a folder for the user's own blueprints, connected.
fn with_blueprints(place: &Place) -> Window {
    let mut window = place.window();
    pulled(&mut window);
    let folder = place.folder.join("own");
    window.state_mut().state.use_blueprint_folder(folder);
    settle(&mut window);
    send(&mut window, Command::ShowLeft(LeftTab::Blueprints));
    window
}

fn selection_pushed(window: &mut Window, name: &str) {
    send(window, Command::SelectAll);
    blueprints(window, ServerBlueprintCommand::AskSelection);
    type_text(window, name);
    click(window, "Push");
}

fn named<'a>(listed: &'a [Json], name: &str) -> Vec<&'a Json> {
    let listed = listed.iter().map(|one| &one["WorkflowBlueprint"]);
    listed.filter(|one| one["name"] == name).collect()
}

#[test]
fn blueprints_go_to_the_server_and_come_from_it() {
    let double = double();
    let place = Place::of(&double);
    let mut window = with_blueprints(&place);
    assert!(says(&window, "On MISP test"));
    click(&mut window, "List them");
    assert!(says(&window, "It has none yet"));
    selection_pushed(&mut window, "Red block");
    assert!(
        messages(&window).contains("“Red block” is among the server's blueprints"),
        "{}",
        messages(&window)
    );
    assert_eq!(named(&double.blueprints(), "Red block").len(), 1);
    assert!(says(&window, "not pulled yet"));
    click(&mut window, "Pull the blueprint Red block");
    assert!(says(&window, "the same as yours"), "{}", messages(&window));
    let own = window.state().state.blueprints().own();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].name(), "Red block");
    assert_eq!(nameless(&window), [""; 0]);

    click(&mut window, "Pull the blueprint Red block");
    assert!(messages(&window).contains("You have “Red block” already"));
    assert_eq!(window.state().state.blueprints().own().len(), 1);
}

#[test]
fn a_blueprint_of_the_same_uuid_is_never_replaced_unasked() {
    let double = double();
    let place = Place::of(&double);
    let mut window = with_blueprints(&place);
    selection_pushed(&mut window, "Red block");
    click(&mut window, "Pull the blueprint Red block");
    let own = |window: &Window| window.state().state.blueprints().own()[0].clone();
    let rename = BlueprintCommand::Rename {
        id: own(&window).id,
        name: "Mine".to_owned(),
        purpose: "Changed here".to_owned(),
    };
    send(&mut window, Command::Blueprint(rename));
    assert!(says(&window, "differs from yours"));

    let push = |window: &Window| {
        let mut own = window.state().state.blueprints().own().iter();
        let mine = own.find(|one| one.name() == "Mine").unwrap();
        ServerBlueprintCommand::Push(mine.id.clone())
    };
    let command = push(&window);
    blueprints(&mut window, command.clone());
    assert!(says(&window, "MISP test has “Mine” in another state"));
    assert!(says(&window, "What replacing changes"));
    click(&mut window, "Cancel");
    assert_eq!(named(&double.blueprints(), "Red block").len(), 1);

    blueprints(&mut window, command.clone());
    click(&mut window, "Keep both");
    assert_eq!(named(&double.blueprints(), "Red block").len(), 1);
    assert_eq!(named(&double.blueprints(), "Mine (another)").len(), 1);

    blueprints(&mut window, command);
    click(&mut window, "Replace the server's");
    assert!(
        messages(&window).contains("what it replaced is kept as"),
        "{}",
        messages(&window)
    );
    assert_eq!(named(&double.blueprints(), "Mine").len(), 1);
    assert!(named(&double.blueprints(), "Red block").is_empty());

    // The other way round.
    let rename = BlueprintCommand::Rename {
        id: own(&window).id,
        name: "Mine again".to_owned(),
        purpose: String::new(),
    };
    send(&mut window, Command::Blueprint(rename));
    click(&mut window, "Pull the blueprint Mine");
    assert!(says(&window, "You have “Mine” in another state"));
    blueprints(
        &mut window,
        ServerBlueprintCommand::Decide(Decision::KeepBoth),
    );
    let names: Vec<String> = {
        let own = window.state().state.blueprints().own().iter();
        own.map(|one| one.name().to_owned()).collect()
    };
    assert_eq!(names, ["Mine (MISP test)", "Mine again"]);
    click(&mut window, "Pull the blueprint Mine");
    click(&mut window, "Replace mine");
    let own = window.state().state.blueprints().own().iter();
    let names: Vec<&str> = own.map(|one| one.name()).collect();
    assert_eq!(names, ["Mine", "Mine (MISP test)"]);
}

#[test]
fn refusals_of_blueprints_change_nothing() {
    let double = double();
    let place = Place::of(&double);
    let mut window = with_blueprints(&place);
    selection_pushed(&mut window, "Emoji 🦊");
    assert!(double.blueprints().is_empty());
    assert!(
        messages(&window).contains("“Emoji 🦊” was not pushed"),
        "{}",
        messages(&window)
    );
    double.fault("GET", "/workflowBlueprints/index", Fault::InternalError, 8);
    blueprints(&mut window, ServerBlueprintCommand::List);
    assert!(
        messages(&window).contains("one of them may be broken"),
        "{}",
        messages(&window)
    );
    double.clear_faults();
    blueprints(&mut window, ServerBlueprintCommand::Pull("99".to_owned()));
    assert!(
        messages(&window).contains("The blueprint was not pulled"),
        "{}",
        messages(&window)
    );
    drop(double);
    blueprints(&mut window, ServerBlueprintCommand::List);
    assert!(messages(&window).contains("takes no connections"));
}
