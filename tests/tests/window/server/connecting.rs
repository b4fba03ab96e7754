//! Instances, keys, and the ways of connecting.

use super::stage::*;
use crate::server_stage::{
    Place, double, messages, pulled, serve,
    window_stage::{
        Window, click, drag, nameless, press, press_with, says, send, settle, type_text,
    },
};
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use misp_flow::state::{Command, Connection, LeftTab, ServerCommand};

#[test]
fn nothing_is_sent_before_the_user_asks() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    send(&mut window, Command::ShowLeft(LeftTab::Workflows));
    serve(&mut window, ServerCommand::Instances);
    send(&mut window, Command::CloseDialog);
    assert!(says(&window, "Connection, MISP test · offline"));
    assert!(double.log().is_empty(), "{:?}", double.log());
}

#[test]
fn connecting_and_fetching_brings_the_servers_modules_and_keeps_them() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    send(&mut window, Command::ShowLeft(LeftTab::Workflows));
    click(&mut window, "Connect");
    assert_eq!(
        connection(&window),
        Connection::Connected,
        "{}",
        messages(&window)
    );
    let chip = "Connection, MISP test 2.5.1 · connected";
    assert!(says(&window, chip));
    serve(&mut window, ServerCommand::Sync);
    assert!(
        messages(&window).contains("Catalogue of MISP test fetched"),
        "{}",
        messages(&window)
    );
    let has = |window: &Window, module: &str| window.state().state.catalogue.get(module).is_some();
    assert!(has(&window, "webhook") && has(&window, "splunk-hec-export"));
    double.remove_module("webhook");
    serve(&mut window, ServerCommand::Sync);
    assert!(
        messages(&window).contains("Since last time: Module “Webhook” is gone"),
        "{}",
        messages(&window)
    );
    assert!(!has(&window, "webhook"));
    serve(&mut window, ServerCommand::Notes);
    assert!(says(&window, "is gone"));
    drop(window);

    // The next start has it without asking.
    double.clear_log();
    let mut window = place.window();
    assert!(has(&window, "splunk-hec-export") && !has(&window, "webhook"));
    send(&mut window, Command::ShowLeft(LeftTab::Workflows));
    assert!(says(&window, "Offline, as of"));
    assert!(double.log().is_empty());
}

#[test]
fn each_way_of_not_connecting_is_told_apart() {
    let double = double();
    let wrong = Place::with_key(&double, "wrongKeyWrongKeyWrongKeyWrongKeyWrongKey");
    let mut window = wrong.window();
    serve(&mut window, ServerCommand::Connect);
    assert_eq!(connection(&window), Connection::KeyRefused);
    assert!(says(&window, "Connection, MISP test · key refused"));
    assert!(!messages(&window).contains("wrongKey"));

    let plain = Place::with_key(&double, double.user_key());
    let mut window = plain.window();
    serve(&mut window, ServerCommand::Connect);
    assert_eq!(connection(&window), Connection::NotPermitted);
    assert!(messages(&window).contains("site admin"));

    double.switch_workflows(false);
    let place = Place::of(&double);
    let mut window = place.window();
    serve(&mut window, ServerCommand::Connect);
    assert_eq!(connection(&window), Connection::WorkflowsOff);
    assert!(says(&window, "workflows off"));
    assert!(
        messages(&window).contains("Plugin.Workflow_enable"),
        "{}",
        messages(&window)
    );

    drop(double);
    serve(&mut window, ServerCommand::Connect);
    assert_eq!(connection(&window), Connection::NotReachable);
}

#[test]
fn an_instance_is_added_tested_and_removed_and_its_key_is_not_shown() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.blank_window(egui::Theme::Dark);
    send(&mut window, Command::ShowLeft(LeftTab::Workflows));
    click(&mut window, "Add an instance…");
    assert_eq!(nameless(&window), Vec::<String>::new());
    type_text(&mut window, "Ours");
    window
        .get_by_role_and_label(Role::TextInput, "Address")
        .focus();
    settle(&mut window);
    type_text(&mut window, double.url());
    window
        .get_by_role_and_label(Role::PasswordInput, "API key")
        .focus();
    settle(&mut window);
    type_text(&mut window, double.key());
    assert!(
        !says(&window, double.key()),
        "the key is readable on the screen"
    );
    assert!(double.log().is_empty());
    click(&mut window, "Test connection");
    assert!(
        says(&window, "The connection works"),
        "{}",
        messages(&window)
    );
    assert!(says(&window, "MISP 2.5.1"));
    // What was found is about another key no longer once that is typed.
    window
        .get_by_role_and_label(Role::PasswordInput, "API key")
        .focus();
    settle(&mut window);
    press(&mut window, egui::Key::End);
    type_text(&mut window, "x");
    assert!(!says(&window, "The connection works"));
    press(&mut window, egui::Key::Backspace);
    click(&mut window, "Test connection");
    assert!(says(&window, "The connection works"));
    // The last of that name is the dialog's; the other is in the row on top.
    let save = window.get_all_by_label("Save").last();
    save.expect("a button to save with").click();
    settle(&mut window);
    assert!(
        messages(&window).contains("no keyring"),
        "{}",
        messages(&window)
    );
    assert!(says(&window, "until the program ends only"));
    click(&mut window, "Connect Ours");
    assert_eq!(
        connection(&window),
        Connection::Connected,
        "{}",
        messages(&window)
    );
    let debug = format!("{:?}", window.state().state);
    assert!(!debug.contains(double.key()), "the state prints the key");
    serve(&mut window, ServerCommand::Instances);
    click(&mut window, "Remove… Ours");
    click(&mut window, "Remove");
    assert!(window.state().state.servers().list().is_empty());
    for entry in std::fs::read_dir(&place.folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(!text.contains(double.key()), "{}", path.display());
        }
    }
}

#[test]
fn what_was_found_on_one_server_is_not_taken_for_anothers() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    let at = pulled(&mut window);
    describe(&mut window, "Mine");
    serve(&mut window, ServerCommand::Search(Box::default()));
    assert!(window.state().state.servers().search().found.is_some());
    serve(&mut window, ServerCommand::Push);
    // The answer comes when nobody works with this server any more.
    window
        .state_mut()
        .state
        .apply(Command::Server(ServerCommand::Enable(at, false)));
    serve(&mut window, ServerCommand::Leave);
    let servers = window.state().state.servers();
    assert!(servers.rows().is_empty() && servers.pushing().is_none());
    assert!(servers.search().found.is_none());
    assert!(says(&window, "Connection, No server"));
}

#[test]
fn a_key_that_is_lacking_is_typed_at_once_and_the_connection_made() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.blank_window(egui::Theme::Dark);
    send(&mut window, Command::ShowLeft(LeftTab::Workflows));
    click(&mut window, "Add an instance…");
    type_text(&mut window, "Ours");
    window
        .get_by_role_and_label(Role::TextInput, "Address")
        .focus();
    settle(&mut window);
    type_text(&mut window, double.url());
    let save = window.get_all_by_label("Save").last();
    save.expect("a button to save with").click();
    settle(&mut window);
    click(&mut window, "Connect Ours");
    assert_eq!(connection(&window), Connection::NoKey);
    type_text(&mut window, double.key());
    assert!(!says(&window, double.key()), "the key is readable");
    press(&mut window, egui::Key::Enter);
    settle(&mut window);
    assert_eq!(
        connection(&window),
        Connection::Connected,
        "{}",
        messages(&window)
    );
}

#[test]
fn what_was_fetched_of_another_server_is_not_shown_under_a_new_address() {
    let (double, other) = (double(), double());
    let mut place = Place::of(&double);
    let mut window = place.window();
    serve(&mut window, ServerCommand::Connect);
    serve(&mut window, ServerCommand::Sync);
    drop(window);
    let window = place.window();
    let servers = window.state().state.servers();
    assert!(servers.catalogued().is_some() && !servers.rows().is_empty());
    drop(window);
    place.change(|instance| instance.url = other.url().parse().unwrap());
    let mut window = place.window();
    let servers = window.state().state.servers();
    assert!(servers.catalogued().is_none(), "it is the former server's");
    assert!(servers.rows().is_empty(), "it is the former server's");
    // Fetched of the new one it is there, and goes where the form leads elsewhere.
    serve(&mut window, ServerCommand::Connect);
    serve(&mut window, ServerCommand::Sync);
    assert!(window.state().state.servers().catalogued().is_some());
    let mut instance = place.instance.clone();
    instance.url = double.url().parse().unwrap();
    let key = misp_flow::misp::ApiKey::new(double.key().to_owned());
    serve(
        &mut window,
        ServerCommand::Keep {
            instance: Box::new(instance),
            of: None,
            key: Some(key),
            connect: false,
        },
    );
    let servers = window.state().state.servers();
    assert!(servers.catalogued().is_none() && servers.rows().is_empty());
}

#[test]
fn a_key_is_asked_for_anew_where_the_address_becomes_another_servers() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    let id = place.instance.id.clone();
    serve(&mut window, ServerCommand::Form(Some(id)));
    let address = window.get_by_role_and_label(Role::TextInput, "Address");
    address.focus();
    settle(&mut window);
    press_with(&mut window, egui::Modifiers::COMMAND, egui::Key::A);
    type_text(&mut window, "http://127.0.0.2:1");
    click(&mut window, "Test connection");
    assert!(says(&window, "Enter the API key for it"));
    let save = window.get_all_by_label("Save").last();
    save.expect("a button to save with").click();
    settle(&mut window);
    assert_eq!(place.kept().url, place.instance.url, "nothing was kept");
    // What was typed is not lost by a click beside the form.
    let beside = egui::pos2(3.0, 700.0);
    drag(&mut window, beside, beside);
    assert!(says(&window, "Enter the API key for it"));
}
