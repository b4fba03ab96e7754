//! Working with a server in a window as small as it may be.

use crate::server_stage::{
    Place, field, form, messages, serve, setup,
    window_stage::{Window, click, says, send, settle},
};
use egui::{Rect, accesskit::Role, vec2};
use egui_kittest::kittest::Queryable as _;
use misp_flow::state::{Command, ServerCommand};
use misp_flow_tests::misp_double::{Double, Fault, Setup};

const NARROW: egui::Vec2 = vec2(900.0, 600.0);

/// Where a question ends at the latest in such a window, in points.
const END: f32 = 567.0;

fn connected(made_events: u64) -> (Double, Place, Window) {
    let double = Double::start(Setup {
        made_events,
        made_attributes: 2,
        ..setup()
    });
    let place = Place::of(&double);
    let mut window = place.window_of(NARROW);
    serve(&mut window, ServerCommand::Connect);
    (double, place, window)
}

fn rect_of(window: &Window, words: &str) -> Rect {
    window.get_by_label_contains(words).rect()
}

/// The button of this name that a question ends with.
fn last_button(window: &Window, name: &str) -> Rect {
    let buttons = window.get_all_by_role_and_label(Role::Button, name);
    buttons.last().expect("a button of the name").rect()
}

/// What is told is in view, and the row of buttons as well.
fn is_above_the_buttons(window: &Window, told: Rect) {
    let below = last_button(window, "Test connection");
    assert!(told.max.y <= below.min.y, "{told} is below {below}");
    assert!(below.max.y <= END, "{below}");
}

#[test]
fn what_a_test_found_is_in_view() {
    let (double, place, mut window) = connected(0);
    form(&mut window, &place);
    double.fault("*", "/", Fault::Status(503), 100);
    click(&mut window, "Test connection");
    let told = rect_of(&window, "is not there for now (status 503)");
    is_above_the_buttons(&window, told);
    double.clear_faults();
    click(&mut window, "Test connection");
    let told = rect_of(&window, "The connection works");
    is_above_the_buttons(&window, told);
    assert!(told.min.y >= rect_of(&window, "Edit MISP test").max.y);
    // What is lacking is told below all fields as well.
    field(&mut window, "Name", &"n".repeat(70));
    crate::server_stage::save(&mut window);
    let told = rect_of(&window, "The name has 70 letters");
    is_above_the_buttons(&window, told);
}

#[test]
fn the_name_of_an_event_gives_way_to_the_buttons_beside_it() {
    let (_double, _place, mut window) = connected(0);
    for place in 0..3 {
        let state = &mut window.state_mut().state;
        state.apply(Command::ChooseEvent(place));
        settle(&mut window);
        let chip = rect_of(&window, "Connection, ");
        let pushes = window.get_all_by_role_and_label(Role::Button, "Push…");
        let push = pushes
            .map(|one| one.rect())
            .min_by(|one, other| one.min.y.total_cmp(&other.min.y))
            .expect("a button to push");
        let chooser = window.get_by_role_and_label(Role::ComboBox, "Event to simulate with");
        assert!(chip.max.x <= push.min.x, "{chip} and {push}");
        assert!(push.max.x <= chooser.rect().min.x, "{push}");
        assert!(chooser.rect().width() > 60.0, "{}", chooser.rect());
    }
}

#[test]
fn fetching_events_fits_and_its_list_shrinks() {
    let (_double, _place, mut window) = connected(20);
    serve(&mut window, ServerCommand::Fetch);
    click(&mut window, "Search");
    assert!(says(&window, "22 events"), "{}", messages(&window));
    click(&mut window, "Mark all");
    for name in ["Fetch 22 events, about", "Close"] {
        let buttons = window.get_all_by_label_contains(name);
        let button = buttons.last().expect("the button").rect();
        assert!(button.max.y <= END, "{name}: {button}");
    }
    let first = rect_of(&window, "Event 1, ");
    assert!(first.max.y < END);
}

#[test]
fn a_fetch_that_succeeds_takes_away_what_the_last_one_failed_with() {
    let (double, _place, mut window) = connected(0);
    let fetch = |window: &mut Window, fault: bool| {
        serve(window, ServerCommand::Fetch);
        click(window, "Search");
        click(window, "Mark all");
        if fault {
            double.fault("*", "/events/", Fault::InternalError, 1);
        }
        window
            .get_by_label_contains("Fetch 2 events, about")
            .click();
        settle(window);
    };
    fetch(&mut window, true);
    let shown = messages(&window);
    assert!(shown.contains("2 events could not be fetched"), "{shown}");
    fetch(&mut window, false);
    let shown = messages(&window);
    assert!(shown.contains("2 events were fetched"), "{shown}");
    assert!(!shown.contains("could not be fetched"), "{shown}");
}

#[test]
fn a_fetch_that_fails_can_be_tried_again_with_what_was_marked() {
    let (double, _place, mut window) = connected(1);
    serve(&mut window, ServerCommand::Fetch);
    click(&mut window, "Search");
    click(&mut window, "Mark all");
    window.get_by_label_contains("Event 1, ").click();
    settle(&mut window);
    let button = |window: &Window| {
        let button = window.query_by_label_contains("Fetch 2 events, about");
        button.is_some()
    };
    assert!(button(&window), "two are marked");
    double.fault("*", "/events/", Fault::InternalError, 1);
    window
        .get_by_label_contains("Fetch 2 events, about")
        .click();
    settle(&mut window);
    assert!(says(&window, "Fetch events from the server"), "it is back");
    assert!(says(&window, "2 events could not be fetched"));
    assert!(says(&window, "fetch them again"), "what to do");
    assert!(button(&window), "the marks are there");
    // They are as well where it is closed and opened once more.
    send(&mut window, Command::CloseDialog);
    serve(&mut window, ServerCommand::Fetch);
    assert!(button(&window), "the marks are there still");
    window
        .get_by_label_contains("Fetch 2 events, about")
        .click();
    settle(&mut window);
    assert!(!says(&window, "Fetch events from the server"), "done");
    let shown = messages(&window);
    assert!(shown.contains("2 events were fetched"), "{shown}");
    assert!(!shown.contains("could not be"), "{shown}");
}
