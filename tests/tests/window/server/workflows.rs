//! Workflows that go back and forth, and events that come.

use super::stage::*;
use crate::server_stage::{
    Place, double, messages, pulled, serve, setup,
    window_stage::{Window, click, nameless, press, press_with, says, send, settle, type_text},
};
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use misp_flow::{
    push::Standing,
    state::{Command, LeftTab, ServerCommand, Stage},
};
use misp_flow_engine::merge::Side;
use misp_flow_tests::misp_double::{Fault, Setup};
use serde_json::json;

#[test]
fn a_workflow_is_pulled_changed_pushed_and_read_back() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    let at = pulled(&mut window);
    assert_eq!(window.state().state.document().title(), "Block red data");
    assert_eq!(standing(&window, at), Some(Standing::InSync));
    send(&mut window, Command::Select(Vec::new(), Vec::new()));
    assert!(says(&window, "On the server: number 1, "));
    assert!(!says(&window, "In the file: number"));
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
fn a_copy_of_mine_is_in_conflict_with_theirs_as_mine_was() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    pulled(&mut window);
    describe(&mut window, "Mine");
    let change = |workflow: &mut serde_json::Value| {
        workflow["data"]["4"]["data"]["indexed_params"]["message"] = json!("Both");
    };
    crate::server_stage::change_message(&mut window, "Both");
    double.another_editor(1, |workflow| {
        change(workflow);
        workflow["name"] = json!("Renamed by them");
    });
    serve(&mut window, ServerCommand::Push);
    click(&mut window, "Save mine as a copy");
    serve(&mut window, ServerCommand::Push);
    assert!(!says(&window, "nobody has changed since"));
    assert!(says(&window, "was changed on the server and here"));
    serve(&mut window, ServerCommand::Send);
    assert_eq!(double.workflow(1).unwrap()["name"], "Renamed by them");
    // Brought together, both changes go.
    click(&mut window, "Bring together");
    click(&mut window, "Push");
    let stored = double.workflow(1).unwrap();
    assert_eq!(stored["name"], "Renamed by them", "{}", messages(&window));
    assert_eq!(stored["description"], "Mine");
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
    let told = messages(&window);
    assert!(told.contains("was cut off, and it is not known"), "{told}");
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
fn events_that_do_not_come_are_told() {
    let double = misp_flow_tests::misp_double::Double::start(Setup {
        made_events: 3,
        made_attributes: 1,
        ..setup()
    });
    let place = Place::of(&double);
    let mut window = place.window();
    serve(&mut window, ServerCommand::Connect);
    send(&mut window, Command::ShowLeft(LeftTab::Events));
    click(&mut window, "Fetch events…");
    let field = |window: &mut Window| {
        window
            .get_by_role_and_label(Role::TextInput, "Numbers or uuids")
            .focus();
        settle(window);
    };
    let told = "Not on the server, or not to be seen with this key: 99998, 99999";
    field(&mut window);
    type_text(&mut window, "99998, 99999");
    press(&mut window, egui::Key::Enter);
    assert!(says(&window, told), "none of them");
    let known = (1..100)
        .find(|id| double.event(*id).is_some())
        .expect("an event");
    field(&mut window);
    press(&mut window, egui::Key::End);
    type_text(&mut window, &format!(", {known}"));
    press(&mut window, egui::Key::Enter);
    assert!(says(&window, told), "some of them");
    assert!(says(&window, "1 event"));
    // While the next search goes on, nothing stands there as if it were of that.
    let slow = Fault::Delay(std::time::Duration::from_secs(2));
    double.fault("POST", "/events/restSearch*", slow, 1);
    let search = Command::Server(ServerCommand::Search(Box::default()));
    window.state_mut().state.apply(search);
    window.step();
    assert!(!says(&window, told), "of the search before");
    assert!(!says(&window, "Mark all"), "of the search before");
    settle(&mut window);
    // Many of them are shown on some lines, and in several searches what is there is found.
    let uuid = double.event(known).expect("it")["Event"]["uuid"].clone();
    let many: Vec<String> = (99_001..99_030).map(|id: u64| id.to_string()).collect();
    field(&mut window);
    press_with(&mut window, egui::Modifiers::COMMAND, egui::Key::A);
    let asked = format!("{}, {}", many.join(", "), uuid.as_str().expect("a uuid"));
    type_text(&mut window, &asked);
    press(&mut window, egui::Key::Enter);
    assert!(says(&window, "1 event"), "by its uuid");
    let told = window.get_by_label_contains("Not on the server");
    assert!(told.rect().height() > 30.0, "{:?}", told.rect());
}
