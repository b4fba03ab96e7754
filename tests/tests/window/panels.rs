//! Panels: moved to another side, side by side, closed, brought back, remembered.

use crate::window_stage::{
    Window, click, drag, nameless, open, open_as, press, press_with, red, send, settle, type_text,
};
use egui::{Key, Modifiers, Rect, Theme, pos2, vec2};
use egui_kittest::kittest::Queryable;
use misp_flow::{
    library::{Settings, Side},
    state::{Command, Panel},
};

fn place(window: &Window, name: &str) -> Rect {
    window.get_by_label(name).rect()
}

/// Something that is seen in the lists, in the inspector and in the results.
const LISTS: &str = "Search modules";
const INSPECTOR: &str = "Name";
const RESULTS: &str = "Close the results";

#[test]
fn a_panel_is_dragged_to_another_side_and_the_canvas_keeps_its_room() {
    let mut window = open(red());
    assert!(place(&window, INSPECTOR).left() > 900.0);
    let handle = place(&window, "Move the inspector").center();
    drag(&mut window, handle, pos2(60.0, 400.0));
    assert_eq!(window.state().state.settings.sides.inspector, Side::Left);
    let (lists, inspector) = (place(&window, LISTS), place(&window, INSPECTOR));
    assert!(inspector.left() < 60.0, "it is on the left: {inspector}");
    assert!(inspector.top() > lists.bottom(), "below the lists");
    assert!(
        lists.width() > 100.0 && lists.height() > 10.0,
        "the lists are still there: {lists}"
    );

    // Dropped in the middle it stays where it is.
    let handle = place(&window, "Move the lists").center();
    drag(&mut window, handle, pos2(640.0, 300.0));
    assert_eq!(window.state().state.settings.sides.lists, Side::Left);

    let handle = place(&window, "Move the inspector").center();
    drag(&mut window, handle, pos2(640.0, 740.0));
    let (results, inspector) = (place(&window, RESULTS), place(&window, INSPECTOR));
    assert!(inspector.top() > 400.0, "it is below the canvas");
    assert!(
        inspector.right() < results.left() || results.right() < inspector.left(),
        "beside the results"
    );
    assert_eq!(nameless(&window), [""; 0]);
}

#[test]
fn the_palette_and_the_handles_menu_move_a_panel_and_put_all_back() {
    let mut window = open(red());
    press_with(&mut window, Modifiers::COMMAND, Key::P);
    type_text(&mut window, "results on the right");
    press(&mut window, Key::Enter);
    assert_eq!(window.state().state.settings.sides.results, Side::Right);
    assert!(place(&window, RESULTS).left() > 900.0);

    window.get_by_label("Move the lists").click_secondary();
    settle(&mut window);
    click(&mut window, "Move to the bottom");
    assert_eq!(window.state().state.settings.sides.lists, Side::Bottom);
    assert!(place(&window, LISTS).top() > 400.0);

    send(&mut window, Command::Toggle(Panel::Right));
    send(&mut window, Command::DockAll);
    let state = &window.state().state;
    assert_eq!(state.settings.sides, Settings::default().sides);
    assert!(Panel::ALL.into_iter().all(|panel| state.shows(panel)));
}

#[test]
fn where_panels_are_is_remembered() {
    let mut window = open(red());
    send(&mut window, Command::Dock(Panel::Right, Side::Bottom));
    send(&mut window, Command::Toggle(Panel::Left));
    let kept = serde_json::to_vec(&window.state().state.settings).unwrap();
    drop(window);
    let mut state = red();
    state.settings = serde_json::from_slice(&kept).unwrap();
    let window = open(state);
    assert!(place(&window, INSPECTOR).top() > 400.0);
    assert!(window.query_by_label(LISTS).is_none());
}

#[test]
fn panels_at_one_side_do_not_give_way_to_each_other() {
    let mut state = red();
    state.settings.sides.inspector = Side::Left;
    let mut window = open_as(state, Theme::Light, vec2(512.0, 320.0), 2.5);
    let shows = |window: &Window, panel| window.state().state.shows(panel);
    for panel in [Panel::Left, Panel::Right] {
        assert!(!shows(&window, panel), "the canvas has all the room");
        send(&mut window, Command::Toggle(panel));
    }
    assert!(shows(&window, Panel::Left) && shows(&window, Panel::Right));
    // At opposite sides there is room for one, the one that was moved.
    send(&mut window, Command::Dock(Panel::Left, Side::Right));
    assert!(shows(&window, Panel::Left) && !shows(&window, Panel::Right));
    // Below the canvas it is in nobody's way.
    send(&mut window, Command::Dock(Panel::Left, Side::Bottom));
    assert!(shows(&window, Panel::Left) && shows(&window, Panel::Right));
}
