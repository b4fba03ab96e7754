//! What the window's questions about servers say, and the ways on that they offer.

use crate::server_stage::{
    Place, change_message, connection, double, form, messages, opened, save, serve, setup,
    window_stage::{click, says, send},
};
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use misp_flow::{
    misp::Trust,
    state::{Command, Connection, ServerCommand},
};
use misp_flow_tests::misp_double::{Double, Setup, Tls};
use serde_json::json;

#[test]
fn a_form_without_any_key_offers_none_to_keep_or_forget() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window_without_keyring();
    form(&mut window, &place);
    let key = window.get_by_role_and_label(Role::PasswordInput, "API key");
    let hint = key
        .accesskit_node()
        .placeholder()
        .unwrap_or_default()
        .to_owned();
    assert_eq!(hint, "40 letters and digits");
    assert!(!says(&window, "Forget the key"));
    let mut window = place.window();
    form(&mut window, &place);
    assert!(
        says(&window, "Forget the key"),
        "there is one in the keyring"
    );
}

#[test]
fn a_refused_certificate_leads_to_its_fingerprint() {
    let double = Double::start(Setup {
        tls: Tls::SelfSigned,
        ..setup()
    });
    let place = Place::of(&double);
    let mut window = place.window();
    form(&mut window, &place);
    click(&mut window, "Test connection");
    assert!(
        says(&window, "it was issued by itself"),
        "{}",
        messages(&window)
    );
    click(&mut window, "Compare its fingerprint…");
    assert!(says(&window, double.fingerprint()), "it is shown");
    assert_eq!(place.kept().trust, Trust::System, "and not trusted yet");
    click(&mut window, "Trust this certificate");
    save(&mut window);
    assert!(matches!(place.kept().trust, Trust::Pinned(_)));
}

#[test]
fn what_is_asked_about_is_named_with_its_server() {
    let double = double();
    let (mut window, at) = opened(&Place::of(&double));
    serve(&mut window, ServerCommand::AskDelete(at));
    assert!(says(&window, "Delete “Block red data” on MISP test?"));
    send(&mut window, Command::CloseDialog);
    change_message(&mut window, "Mine");
    serve(&mut window, ServerCommand::Push);
    click(&mut window, "Push");
    for past in [ServerCommand::Past, ServerCommand::PastOf(at)] {
        serve(&mut window, past);
        assert!(says(
            &window,
            "Replaced states of “Block red data” on MISP test"
        ));
    }
    // The title of a tab says more than what is sent.
    serve(&mut window, ServerCommand::OpenPast(0, "before".to_owned()));
    serve(&mut window, ServerCommand::Push);
    assert!(says(&window, "Push “Block red data” to MISP test"));
}

#[test]
fn a_connection_without_a_catalogue_offers_to_fetch_it_and_leaving_is_told() {
    let double = double();
    let mut window = Place::of(&double).window();
    serve(&mut window, ServerCommand::Connect);
    assert!(window.state().state.servers().catalogued().is_none());
    click(&mut window, "Fetch");
    assert!(window.state().state.servers().catalogued().is_some());
    serve(&mut window, ServerCommand::Leave);
    assert!(messages(&window).contains("Disconnected from MISP test"));
    click(&mut window, "Connect again");
    assert_eq!(connection(&window), Connection::Connected);
}

#[test]
fn a_workflow_that_cannot_be_read_is_not_taken_for_deleted() {
    let double = double();
    let (mut window, at) = opened(&Place::of(&double));
    let list = json!([{"id": "event-publish", "name": "Event publish", "module_type": "trigger",
        "disabled": false, "Workflow": 7}]);
    let answer = misp_flow_tests::misp_double::Fault::Json(200, list.to_string());
    double.fault("GET", "/workflows/triggers*", answer, 1);
    serve(&mut window, ServerCommand::Refresh);
    let rows = window.state().state.servers().rows();
    assert_eq!(rows[at].words(), "cannot be read");
    serve(&mut window, ServerCommand::Push);
    assert!(!says(&window, "Somebody has deleted"));
    assert!(
        says(&window, "is the same on the server"),
        "{}",
        messages(&window)
    );
}

#[test]
fn one_problem_of_a_push_is_one() {
    let double = double();
    let (mut window, _) = opened(&Place::of(&double));
    for (off, words) in [
        (
            &["stop-execution"][..],
            "The checks found 1 problem. It is under Problems",
        ),
        (
            &["stop-execution", "tag-if"][..],
            "The checks found 2 problems. They are under Problems",
        ),
    ] {
        off.iter().for_each(|id| double.enable(id, false));
        serve(&mut window, ServerCommand::Sync);
        change_message(&mut window, words);
        serve(&mut window, ServerCommand::Push);
        assert!(says(&window, words), "{words}: {}", messages(&window));
        send(&mut window, Command::CloseDialog);
    }
}
