//! Working with a server through the window: connect, fetch, pull, push, and what goes wrong.

mod server_stage;

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use misp_flow::{
    push::Standing,
    state::{Command, Connection, LeftTab, ServerCommand, Stage},
};
use misp_flow_engine::{edit::Edit, merge::Side};
use misp_flow_tests::misp_double::{Fault, Setup};
use serde_json::json;
use server_stage::{
    Place, double, messages, pulled, serve, setup,
    window_stage::{Window, click, nameless, press, says, send, settle, type_text},
};

fn standing(window: &Window, place: usize) -> Option<Standing> {
    window.state().state.servers().rows()[place].standing
}

fn connection(window: &Window) -> Connection {
    window.state().state.servers().connection()
}

/// The place of the row of the one workflow.
fn row(window: &Window) -> usize {
    let rows = window.state().state.servers().rows();
    let place = rows.iter().position(|row| row.stored.is_some());
    place.expect("a workflow on the server")
}

/// Connected, with the one workflow in a tab.
fn describe(window: &mut Window, words: &str) {
    let edit = Edit::SetDescription(words.to_owned());
    send(window, Command::Edit(edit));
}

fn description(window: &Window) -> &str {
    &window.state().state.document().workflow().description
}

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
fn a_workflow_is_pulled_changed_pushed_and_read_back() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    let at = pulled(&mut window);
    assert_eq!(window.state().state.document().title(), "Block red data");
    assert_eq!(standing(&window, at), Some(Standing::InSync));
    describe(&mut window, "Mine");
    assert_eq!(standing(&window, at), Some(Standing::Ahead));
    serve(&mut window, ServerCommand::Push);
    assert!(
        says(&window, "nobody has changed since"),
        "{}",
        messages(&window)
    );
    assert_eq!(nameless(&window), Vec::<String>::new());
    click(&mut window, "Push");
    assert!(
        messages(&window).contains("was pushed"),
        "{}",
        messages(&window)
    );
    assert_eq!(double.workflow(1).unwrap()["description"], "Mine");
    assert_eq!(standing(&window, at), Some(Standing::InSync));
    // What it replaced is kept, and can be opened and pushed back.
    serve(&mut window, ServerCommand::Past);
    assert!(says(&window, "Open the state of"));
    serve(&mut window, ServerCommand::OpenPast(0, "before".to_owned()));
    assert_eq!(
        window.state().state.document().title(),
        "Block red data (before)"
    );
    assert_eq!(description(&window), "");
}

#[test]
fn what_both_changed_is_decided_part_by_part() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    let at = pulled(&mut window);
    describe(&mut window, "Mine");
    double.another_editor(1, |workflow| {
        workflow["description"] = json!("Theirs");
        workflow["name"] = json!("Renamed by them");
    });
    serve(&mut window, ServerCommand::Push);
    assert!(says(&window, "was changed on the server and here"));
    assert_eq!(nameless(&window), Vec::<String>::new());
    // Without a decision nothing goes.
    serve(&mut window, ServerCommand::Send);
    serve(&mut window, ServerCommand::Merge);
    assert_eq!(double.workflow(1).unwrap()["description"], "Theirs");
    assert_eq!(description(&window), "Mine");
    let conflicts = {
        let pushing = window.state().state.servers().pushing().unwrap();
        pushing.merge().unwrap().conflicts().to_vec()
    };
    assert_eq!(conflicts.len(), 1, "{conflicts:?}");
    click(&mut window, &format!("Mine, {}", conflicts[0].title));
    click(&mut window, "Bring together");
    let document = window.state().state.document();
    assert_eq!(document.workflow().name, "Renamed by them");
    assert_eq!(document.workflow().description, "Mine");
    click(&mut window, "Push");
    let stored = double.workflow(1).unwrap();
    assert_eq!(stored["name"], "Renamed by them");
    assert_eq!(stored["description"], "Mine");
    assert_eq!(standing(&window, at), Some(Standing::InSync));
    send(&mut window, Command::Undo);
    assert_eq!(
        window.state().state.document().workflow().name,
        "Block red data"
    );
}

#[test]
fn theirs_is_taken_as_a_step_and_mine_can_be_kept_as_a_copy() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    let at = pulled(&mut window);
    describe(&mut window, "Mine");
    double.another_editor(1, |workflow| workflow["description"] = json!("Theirs"));
    serve(&mut window, ServerCommand::Push);
    click(&mut window, "Save mine as a copy");
    assert_eq!(description(&window), "Mine");
    assert!(window.state().state.document().is_unsaved());
    send(&mut window, Command::PreviousTab);
    assert_eq!(description(&window), "Theirs");
    assert_eq!(standing(&window, at), Some(Standing::InSync));
    send(&mut window, Command::Undo);
    assert_eq!(description(&window), "Mine");
    serve(&mut window, ServerCommand::Push);
    serve(&mut window, ServerCommand::ChooseAll(Side::Mine));
    assert_eq!(double.workflow(1).unwrap()["description"], "Theirs");
}

#[test]
fn a_push_that_was_cut_off_is_found_out_at_the_next_connect() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    pulled(&mut window);
    describe(&mut window, "Mine");
    serve(&mut window, ServerCommand::Push);
    // The server saves, and from then on nobody can reach it.
    double.fault("POST", "/workflows/edit", Fault::CloseServed, 1);
    double.fault_behind(1, "GET", "/workflows/view", Fault::CloseUnserved, 100);
    serve(&mut window, ServerCommand::Send);
    let failed = matches!(
        window
            .state()
            .state
            .servers()
            .pushing()
            .map(|one| &one.stage),
        Some(Stage::Failed(_))
    );
    assert!(failed, "{}", messages(&window));
    assert!(says(&window, "is not known"));
    drop(window);
    double.clear_faults();
    let mut window = place.window();
    serve(&mut window, ServerCommand::Connect);
    assert!(
        messages(&window).contains("has reached the server"),
        "{}",
        messages(&window)
    );
    assert_eq!(double.workflow(1).unwrap()["description"], "Mine");
}

#[test]
fn triggers_are_switched_workflows_made_and_deleted() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    serve(&mut window, ServerCommand::Connect);
    let at = row(&window);
    serve(&mut window, ServerCommand::Enable(at, false));
    assert!(!double.is_enabled("event-publish"), "{}", messages(&window));
    serve(&mut window, ServerCommand::Debug(at, true));
    assert!(
        window.state().state.servers().rows()[at].debug(),
        "{}",
        messages(&window)
    );
    let rows = window.state().state.servers().rows();
    let free = rows.iter().position(|row| row.stored.is_none()).unwrap();
    serve(&mut window, ServerCommand::Create(free));
    assert_eq!(double.workflows().len(), 2, "{}", messages(&window));
    let rows = window.state().state.servers().rows();
    let at = rows.iter().position(|row| {
        let stored = row.stored.as_ref();
        stored.is_some_and(|stored| stored.name == "Block red data")
    });
    serve(&mut window, ServerCommand::AskDelete(at.unwrap()));
    click(&mut window, "Delete");
    assert_eq!(double.workflows().len(), 2, "the name was not typed");
    type_text(&mut window, "Block red data");
    click(&mut window, "Delete");
    assert_eq!(double.workflows().len(), 1, "{}", messages(&window));
}

#[test]
fn events_are_searched_and_fetched() {
    let double = misp_flow_tests::misp_double::Double::start(Setup {
        made_events: 30,
        made_attributes: 3,
        ..setup()
    });
    let place = Place::of(&double);
    let mut window = place.window();
    serve(&mut window, ServerCommand::Connect);
    send(&mut window, Command::ShowLeft(LeftTab::Events));
    let before = window.state().state.events().iter().count();
    click(&mut window, "Fetch events…");
    assert_eq!(nameless(&window), Vec::<String>::new());
    type_text(&mut window, "phishing wave");
    let focus = |window: &mut Window, name: &str| {
        window.get_by_role_and_label(Role::TextInput, name).focus();
        settle(window);
    };
    let searches = || {
        let log = double.log();
        let searches = log.iter().filter(|row| row.path.contains("restSearch"));
        searches.count()
    };
    for (field, wrong, words) in [
        ("From date", "garbage", "“garbage” is no date"),
        (
            "Numbers or uuids",
            "x",
            "“x” is neither a number nor a uuid",
        ),
    ] {
        focus(&mut window, field);
        type_text(&mut window, wrong);
        press(&mut window, egui::Key::Enter);
        assert!(says(&window, words), "{field}");
        assert_eq!(searches(), 0, "{field}");
        focus(&mut window, field);
        for _ in wrong.chars() {
            press(&mut window, egui::Key::Backspace);
        }
    }
    press(&mut window, egui::Key::Enter);
    assert_eq!(searches(), 1);
    // Each Enter in a field searches anew.
    focus(&mut window, "From date");
    press(&mut window, egui::Key::Enter);
    assert_eq!(searches(), 2);
    assert!(says(&window, "Phishing wave"), "{}", messages(&window));
    click(&mut window, "Mark all");
    let button = window.get_by_label_contains("Fetch 1 event, about");
    button.click();
    settle(&mut window);
    assert!(
        messages(&window).contains("1 event was fetched"),
        "{}",
        messages(&window)
    );
    let chosen = window.state().state.events().chosen().unwrap();
    assert_eq!(chosen.name, "Phishing wave");
    assert_eq!(window.state().state.events().iter().count(), before + 1);
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
