//! A push that meets a changed server: the three states on the canvas, decided there.

use crate::server_stage::{
    Place, conflict, double, pulled, serve,
    window_stage::{Window, click, nameless, press, press_with, says, send},
};
use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use misp_flow::state::{Command, Comparing, ServerCommand};
use misp_flow_engine::merge::Side;

/// A push that was looked at, with one node changed by both and others by one.
fn met(window: &mut Window, double: &misp_flow_tests::misp_double::Double) {
    pulled(window);
    conflict(window, double);
    serve(window, ServerCommand::Push);
}

fn is_dialog_open(window: &Window) -> bool {
    window.state().state.dialog.is_some()
}

#[test]
fn the_three_states_are_seen_and_left_again() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    met(&mut window, &double);
    click(&mut window, "Show on the canvas");
    assert!(!is_dialog_open(&window));
    for title in [
        "Base: what both began with",
        "Theirs: on MISP test",
        "Mine: Block red data",
    ] {
        assert!(says(&window, title), "{title}");
    }
    assert_eq!(nameless(&window), Vec::<String>::new());
    assert!(says(&window, "of 2 to decide"));
    click(&mut window, "Back to the push");
    assert!(is_dialog_open(&window) && says(&window, "was changed on the server and here"));
    click(&mut window, "Show on the canvas");
    press(&mut window, Key::Escape);
    assert!(is_dialog_open(&window));
    click(&mut window, "Show on the canvas");
    send(&mut window, Command::Compare(Comparing::Close));
    assert!(!window.state().state.compares() && !is_dialog_open(&window));
}

#[test]
fn a_node_is_taken_from_one_side_on_the_canvas_and_the_rest_in_the_list() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    met(&mut window, &double);
    click(&mut window, "Show on the canvas");
    let bring = |window: &Window| {
        let button = window.get_by_role_and_label(Role::Button, "Bring together");
        !button.accesskit_node().is_disabled()
    };
    assert!(!bring(&window));
    click(&mut window, "Take theirs, Stop execution (4)");
    assert!(says(&window, "Theirs taken, Stop execution (4)"));
    assert!(says(&window, "1 of 2 to decide") && !bring(&window));
    click(&mut window, "Mine, Description");
    assert!(says(&window, "All is decided") && bring(&window));
    // What was decided here is decided in the dialog, too.
    click(&mut window, "Back to the push");
    let pushing = window.state().state.servers().pushing().unwrap();
    assert!(pushing.is_all_chosen());
    click(&mut window, "Show on the canvas");
    click(&mut window, "Bring together");
    assert!(is_dialog_open(&window) && !window.state().state.compares());
    let document = window.state().state.document().workflow();
    assert_eq!(document.description, "Mine");
    click(&mut window, "Push");
    let stored = double.workflow(1).unwrap();
    let message = &stored["data"]["4"]["data"]["indexed_params"]["message"];
    assert_eq!(message, "Theirs: red");
    assert_eq!(stored["description"], "Mine");
}

#[test]
fn the_lines_are_walked_with_keys_and_all_are_taken_at_once() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    met(&mut window, &double);
    click(&mut window, "Show on the canvas");
    let chosen = |window: &Window| {
        let pushing = window.state().state.servers().pushing().unwrap();
        pushing.on_canvas.unwrap().chosen
    };
    // The first node that both changed is in view at once.
    assert_eq!(chosen(&window), Some(1));
    press(&mut window, Key::F8);
    assert_eq!(chosen(&window), Some(2));
    press_with(&mut window, Modifiers::SHIFT, Key::F8);
    press_with(&mut window, Modifiers::SHIFT, Key::F8);
    assert_eq!(chosen(&window), Some(0));
    click(&mut window, "All theirs");
    assert!(says(&window, "All is decided"));
    click(&mut window, "Bring together");
    let document = window.state().state.document().workflow();
    assert_eq!(document.description, "Theirs");
    // What only one side changed is there all the same.
    assert_eq!(document.name, "Renamed by them");
}

#[test]
fn mine_is_kept_as_a_copy_from_the_canvas() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    met(&mut window, &double);
    serve(&mut window, ServerCommand::ShowOnCanvas);
    click(&mut window, "Save mine as a copy");
    assert!(!window.state().state.compares());
    let document = window.state().state.document();
    assert_eq!(document.workflow().description, "Mine");
    send(&mut window, Command::PreviousTab);
    assert!(!window.state().state.compares());
    let document = window.state().state.document();
    assert_eq!(document.workflow().description, "Theirs");
}

#[test]
fn after_an_edit_what_was_shown_is_looked_at_anew() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    met(&mut window, &double);
    serve(&mut window, ServerCommand::ShowOnCanvas);
    serve(&mut window, ServerCommand::ChooseAll(Side::Mine));
    send(&mut window, Command::Undo);
    assert!(says(&window, "The workflow was changed since"));
    click(&mut window, "Back to the push");
    let pushing = window.state().state.servers().pushing().unwrap();
    assert!(pushing.plan().is_some() && is_dialog_open(&window));
    assert!(!window.state().state.is_push_outdated());
}

#[test]
fn what_a_clear_push_changes_is_seen_on_the_canvas_and_pushed_from_there() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    pulled(&mut window);
    crate::server_stage::change_message(&mut window, "Contains very red data");
    serve(&mut window, ServerCommand::Push);
    assert!(says(&window, "Contains very red data"), "in words");
    click(&mut window, "Show on the canvas");
    assert!(window.state().state.compared().is_some());
    assert!(says(&window, "Before: On the server"));
    click(&mut window, "Back to the push");
    assert!(!window.state().state.compares());
    click(&mut window, "Push");
    let stored = double.workflow(1).unwrap();
    let message = &stored["data"]["4"]["data"]["indexed_params"]["message"];
    assert_eq!(message, "Contains very red data");
}
