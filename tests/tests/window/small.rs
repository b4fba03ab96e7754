//! Little room: small windows and large text.

use crate::window_stage::{
    Window, click, empty, first_start, open, open_as, press, red, says, send, settle,
};
use egui::{Key, Rect, Theme, Vec2, accesskit::Toggled, vec2};
use egui_kittest::kittest::Queryable;
use misp_flow::state::{COMMANDS, Command, Comparing, Dialog, LeftTab, Panel, ServerDialog, State};
use misp_flow_engine::{edit::Edit, workflow::NodeId};

/// 640 by 400, and 1280 by 800 at 250 %.
const SIZES: [Vec2; 2] = [vec2(640.0, 400.0), vec2(512.0, 320.0)];

fn window(state: State, size: Vec2) -> Window {
    open_as(state, Theme::Dark, size, 1.0)
}

fn is_inside(window: &Window, name: &str, size: Vec2) {
    let rects = window.query_all_by_label(name).map(|node| node.rect());
    let rect = rects.reduce(Rect::union).expect(name);
    assert!(
        rect.left() >= 0.0 && rect.right() <= size.x,
        "{name} at {rect:?} in {size:?}"
    );
}

fn ask(window: &mut Window, question: ServerDialog) {
    window.state_mut().state.dialog = Some(Dialog::Server(question));
    settle(window);
}

#[test]
fn questions_are_no_wider_than_the_window() {
    for size in SIZES {
        let mut window = window(red(), size);
        send(&mut window, Command::Keys);
        for name in ["Keys and pointer", "Close", "Select all nodes", "Ctrl+A"] {
            is_inside(&window, name, size);
        }
        press(&mut window, Key::Escape);
        ask(&mut window, ServerDialog::Instances);
        is_inside(&window, "Instances", size);
        is_inside(&window, "Close", size);
        ask(&mut window, ServerDialog::Form(None));
        for name in ["Add an instance", "Test connection", "Cancel", "Connect"] {
            is_inside(&window, name, size);
        }
    }
}

#[test]
fn the_steps_of_a_run_have_room_at_a_large_scale() {
    // 1280 by 800 at 150 %, and less, where the buttons have icons only.
    for size in [vec2(853.0, 533.0), vec2(700.0, 533.0)] {
        steps_have_room(size);
    }
}

fn steps_have_room(size: Vec2) {
    let mut window = window(red(), size);
    press(&mut window, Key::F5);
    let row = |name: &str| window.get_by_label_contains(name).rect();
    let (first, second) = (row("Step 1, "), row("Step 2, "));
    assert!(first.height() > 20.0 && second.top() >= first.bottom() - 1.0);
    assert!(second.bottom() < 533.0 - 24.0, "{second:?} is in sight");
    let breaks = row("Break points");
    assert!(
        breaks.bottom() <= first.top() + 1.0,
        "it takes no row of its own"
    );
    assert!(size.x > 800.0 || breaks.width() < 60.0, "{breaks:?}");
}

#[test]
fn what_stands_above_a_comparison_does_not_lie_on_each_other() {
    for size in SIZES {
        let mut state = red();
        state.apply(Command::SelectAll);
        let mut window = window(state, size);
        send(&mut window, Command::Delete { reconnect: false });
        send(&mut window, Command::Compare(Comparing::LastSaved));
        let names = [
            "Hide what only moved",
            "Next difference",
            "Close the comparison",
        ];
        let mut rects: Vec<Rect> = names
            .iter()
            .map(|name| window.get_by_label(name).rect())
            .collect();
        rects.extend(
            window
                .query_all_by(|node| {
                    let label = node.label().or(node.value()).unwrap_or_default();
                    label.ends_with(" removed") && label.len() < 20
                })
                .map(|node| node.rect()),
        );
        assert!(rects.len() > names.len());
        for (place, one) in rects.iter().enumerate() {
            for other in rects.iter().skip(place + 1) {
                let both = one.shrink(1.0).intersect(other.shrink(1.0));
                assert!(!both.is_positive(), "{one:?} and {other:?} at {size:?}");
            }
        }
    }
}

#[test]
fn an_empty_canvas_keeps_its_buttons() {
    let size = SIZES[0];
    let window = window(empty(), size);
    let canvas = window.get_by_label_contains("Canvas, ").rect();
    for name in [
        "Add a node…",
        "Open the sample workflow",
        "Learn with short lessons",
    ] {
        let rect = window.get_by_label(name).rect();
        assert!(canvas.contains_rect(rect), "{name}: {rect:?} in {canvas:?}");
    }
}

#[test]
fn the_steps_and_the_details_of_a_run_take_turns_where_only_one_has_room() {
    let mut window = window(red(), vec2(900.0, 700.0));
    press(&mut window, Key::F5);
    send(
        &mut window,
        Command::Dock(Panel::Bottom, misp_flow::library::Side::Right),
    );
    assert!(says(&window, "Step 2, Stop execution"));
    assert!(!says(&window, "What was done"), "the list alone");
    click(&mut window, "Details  \u{e13a}");
    assert!(says(&window, "What was done"));
    assert!(!says(&window, "Step 2, Stop execution"));
    click(&mut window, "\u{e138}  Steps");
    assert!(says(&window, "Step 2, Stop execution"));
    // A step that is chosen shows what it did.
    let step = window.get_by_label_contains("Step 1, IF :: Tag");
    step.click();
    settle(&mut window);
    assert!(says(&window, "Data after step 1"));
}

#[test]
fn the_shown_tab_comes_into_view_when_the_row_gets_narrower() {
    let mut window = open(first_start());
    for name in ["Two", "Three", "Four", "Five"] {
        send(&mut window, Command::OpenSample(0));
        let rename = misp_flow_engine::edit::Edit::SetName(format!("{name} with a longer name"));
        send(&mut window, Command::Edit(rename));
    }
    let last = "Workflow Five with a longer name, not saved";
    send(&mut window, Command::ShowLeft(LeftTab::Learn));
    let end = window.get_by_label("New workflow").rect().left();
    let tab = window.get_by_label(last).rect();
    assert!(tab.right() <= end + 1.0, "{tab:?} ends before {end}");
}

#[test]
fn a_comparison_leaves_its_canvases_the_most_room_and_comes_into_view_again() {
    let size = SIZES[1];
    let mut window = window(red(), size);
    let rename = Edit::Rename {
        node: NodeId::from(2),
        name: "Is it red?".into(),
    };
    send(&mut window, Command::Edit(rename));
    send(&mut window, Command::Compare(Comparing::LastSaved));
    let room = |window: &Window| {
        let canvas = window.query_all_by_label_contains("Canvas, ");
        canvas.map(|node| node.rect()).reduce(Rect::union).unwrap()
    };
    let rect = room(&window);
    assert!(rect.height() > 90.0, "{rect:?}");
    let node = |window: &Window| {
        // On a canvas: the list of differences names it, too.
        let found = window.query_all_by_label_contains("Node 2 ");
        let mut on_canvas = found.filter(|node| rect.contains_rect(node.rect()));
        on_canvas.next().expect("the node").rect()
    };
    let fitted = node(&window);
    send(&mut window, Command::ZoomIn);
    send(&mut window, Command::ZoomIn);
    assert_ne!(node(&window), fitted, "it is nearer");
    send(&mut window, Command::Compare(Comparing::Close));
    send(&mut window, Command::Compare(Comparing::LastSaved));
    assert_eq!(node(&window), fitted);
}

#[test]
fn the_canvas_keeps_more_room_than_results_and_messages_take() {
    for size in SIZES {
        let mut state = red();
        state.settings.bottom_height = 300.0;
        let mut window = window(state, size);
        if !window.state().state.shows(Panel::Bottom) {
            send(&mut window, Command::Toggle(Panel::Bottom));
        }
        let top = window.get_by_label("Close the results").rect().top();
        assert!(size.y - top < size.y * 0.5, "the results begin at {top}");
        // A message that goes on and on.
        let path = format!("/there is no such place/{}", "and so on ".repeat(60));
        send(&mut window, Command::OpenPath(path.into()));
        let close = window.get_by_label("Close the message").rect();
        assert!(close.top() > 60.0, "it covers the canvas from {close:?}");
        is_inside(&window, "Close the message", size);
    }
}

#[test]
fn the_list_of_commands_ends_within_the_window() {
    for size in SIZES {
        let mut window = window(red(), size);
        send(&mut window, Command::Palette);
        settle(&mut window);
        for _ in 0..400 {
            press(&mut window, Key::ArrowDown);
        }
        settle(&mut window);
        let is_command = |label: &str| COMMANDS.iter().any(|entry| entry.name == label);
        let marked = window.query_all_by(|node| {
            let label = node.label().unwrap_or_default();
            is_command(&label) && node.toggled() == Some(Toggled::True)
        });
        let last = marked.map(|node| node.rect()).next().expect("a marked row");
        assert!(last.bottom() + 8.0 <= size.y, "{last:?} in {size:?}");
    }
}
