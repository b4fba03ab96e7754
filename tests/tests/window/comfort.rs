//! Finding, travelling through the history, quick edit, dropped files, scale.

use crate::window_stage::{
    Window, canvas_has_focus, click, double_click, empty, folder, graph, open, open_as, press,
    press_with, red, says, select, send, settle, type_text,
};
use egui::{HoveredFile, Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use misp_flow::state::{BottomTab, Command, Panel};
use misp_flow_engine::{
    edit::Edit,
    workflow::{NodeId, Position},
};

fn selected(window: &Window) -> Vec<String> {
    let nodes = &window.state().state.selected().nodes;
    nodes.iter().map(ToString::to_string).collect()
}

#[test]
fn find_counts_goes_through_the_matches_and_gives_the_focus_back() {
    let mut window = open(red());
    press_with(&mut window, Modifiers::COMMAND, Key::F);
    type_text(&mut window, "red");
    let counted = |count: &usize| says(&window, &format!("1 of {count}"));
    let count = (1..20).rev().find(counted).unwrap_or(0);
    assert!(count >= 2, "{count} nodes and frames have to do with red");
    let first = selected(&window);
    assert_eq!(first.len(), 1, "the first match is selected");
    press(&mut window, Key::Enter);
    assert!(says(&window, &format!("2 of {count}")));
    assert_ne!(selected(&window), first);
    press_with(&mut window, Modifiers::SHIFT, Key::Enter);
    assert_eq!(selected(&window), first);
    press_with(&mut window, Modifiers::SHIFT, Key::F3);
    assert!(
        says(&window, &format!("{count} of {count}")),
        "around the end"
    );
    press(&mut window, Key::F3);
    assert_eq!(selected(&window), first);

    press(&mut window, Key::Escape);
    assert!(window.query_by_label("Find nodes and frames").is_none());
    assert!(
        canvas_has_focus(&window),
        "the keyboard is the canvas' again"
    );
    assert_eq!(selected(&window), first, "what was found stays selected");
    press(&mut window, Key::F3);
    assert!(
        says(&window, &format!("2 of {count}")),
        "F3 goes on where it was"
    );
}

#[test]
fn what_is_found_far_away_comes_near_enough_to_be_read() {
    let mut window = open(red());
    for _ in 0..20 {
        send(&mut window, Command::ZoomOut);
    }
    let height = |window: &Window| window.get_by_label_contains("Node 2 ").rect().height();
    let far = height(&window);
    press_with(&mut window, Modifiers::COMMAND, Key::F);
    type_text(&mut window, "IF :: Tag");
    assert!(
        height(&window) > 5.0 * far,
        "it is {} high",
        height(&window)
    );
    // Where it can be read, nothing is zoomed.
    send(&mut window, Command::ZoomOut);
    let near = height(&window);
    press(&mut window, Key::Enter);
    assert!((height(&window) - near).abs() < 1.0);
}

#[test]
fn a_workflow_too_long_to_be_read_whole_opens_where_it_begins() {
    // All nodes of the row at once would have no names.
    let mut nodes = serde_json::Map::new();
    for number in 1..=40 {
        let module = if number == 1 {
            "event-publish"
        } else {
            "push-zmq"
        };
        let kind = if number == 1 { "trigger" } else { "action" };
        let node = serde_json::json!({"id": number, "name": format!("Step number {number}"),
            "class": "block", "inputs": [], "outputs": [], "pos_x": number * 300, "pos_y": 0,
            "data": {"id": module, "module_type": kind, "indexed_params": {}}});
        nodes.insert(number.to_string(), node);
    }
    let file = folder("long").join("long.json");
    std::fs::write(&file, serde_json::Value::Object(nodes).to_string()).unwrap();
    let mut window = open(red());
    send(&mut window, Command::OpenPath(file));
    let first = window.get_by_label_contains("Node 1 Step number 1").rect();
    assert!(first.width() > 100.0, "its name has room: {first:?}");
    assert!(
        window
            .query_by_label_contains("Node 40 Step number 40")
            .is_none()
    );
    // One that can be read whole is shown whole.
    let window = open(red());
    let canvas = window.get_by_label_contains("Canvas, ").rect();
    for node in window.query_all_by_label_contains("Node ") {
        assert!(canvas.contains_rect(node.rect()), "{:?}", node.rect());
    }
}

#[test]
fn find_says_where_a_text_is_and_that_there_is_none() {
    let mut window = open(red());
    send(&mut window, Command::Find);
    type_text(&mut window, "tag-if");
    assert!(says(&window, "· module"));
    let expected: Vec<String> = {
        let of_module = graph(&window)
            .nodes
            .iter()
            .filter(|(_, node)| node.module == "tag-if");
        of_module.map(|(id, _)| id.to_string()).collect()
    };
    assert!(expected.contains(&selected(&window)[0]));
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    type_text(&mut window, "no such thing");
    assert!(says(&window, "No match"));
}

#[test]
fn find_knows_the_titles_of_frames() {
    let mut window = open(red());
    select(&mut window, &[2]);
    send(&mut window, Command::Frame);
    type_text(&mut window, "Quarantine");
    press(&mut window, Key::Enter);
    select(&mut window, &[1]);
    send(&mut window, Command::Find);
    type_text(&mut window, "quarant");
    assert!(says(&window, "1 of 1"));
    assert!(says(&window, "Frame Quarantine · title"));
    assert_eq!(selected(&window), ["2"]);
}

#[test]
fn a_click_in_the_history_travels_there_and_back() {
    let mut window = open(red());
    let before = window.state().state.document().workflow().to_text();
    for name in ["One", "Two", "Three"] {
        send(&mut window, Command::Edit(Edit::SetName(name.to_owned())));
        send(&mut window, Command::Seal);
    }
    let after = window.state().state.document().workflow().to_text();
    press_with(&mut window, Modifiers::ALT, Key::Num6);
    assert_eq!(window.state().state.bottom, BottomTab::History);
    click(&mut window, "Step 0, As it was opened, saved");
    assert_eq!(window.state().state.document().workflow().to_text(), before);
    click(&mut window, "Step 3, Rename the workflow, undone");
    assert_eq!(window.state().state.document().workflow().to_text(), after);
    click(&mut window, "Step 1, Rename the workflow");
    assert_eq!(window.state().state.document().title(), "One");
    window.get_by_label("Step 1, Rename the workflow, present state");
    window.get_by_label("Step 2, Rename the workflow, undone");
}

#[test]
fn thousands_of_steps_show_only_what_is_in_view() {
    let mut state = red();
    for step in 0..3_000_u32 {
        let at = Position::new(f64::from(step), 0.0);
        state.apply(Command::Edit(Edit::Move(vec![(NodeId::from(2), at)])));
    }
    let mut window = open(state);
    send(&mut window, Command::ShowBottom(BottomTab::History));
    let rows =
        window.query_all_by(|node| node.label().is_some_and(|label| label.starts_with("Step ")));
    let rows: Vec<String> = rows
        .filter_map(|row| row.accesskit_node().label())
        .collect();
    assert!(rows.len() < 40, "{} rows", rows.len());
    assert!(
        rows.iter().any(|row| row.contains("present state")),
        "{rows:?}"
    );
    send(&mut window, Command::TravelTo(7));
    let there = window.query_all_by(|node| {
        node.label()
            .is_some_and(|label| label.starts_with("Step 7,"))
    });
    assert_eq!(there.count(), 1, "the present step is brought into view");
}

#[test]
fn a_double_click_opens_the_fields_beside_the_node() {
    let mut state = red();
    state.apply(Command::Toggle(Panel::Right));
    let mut window = open(state);
    let stop = window.get_by(|node| {
        node.label()
            .is_some_and(|label| label.starts_with("Node 4 "))
    });
    let at = stop.rect().center();
    double_click(&mut window, at);
    window.get_by_label("Close the quick edit");
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    type_text(&mut window, "Held back");
    let node = graph(&window).node(&NodeId::from(4)).unwrap();
    assert_eq!(node.params["message"], "Held back");
    press(&mut window, Key::Escape);
    assert!(window.query_by_label("Close the quick edit").is_none());
    assert!(canvas_has_focus(&window));
    press(&mut window, Key::Enter);
    window.get_by_label("Close the quick edit");
    click(&mut window, "Show in the inspector");
    assert!(window.query_by_label("Close the quick edit").is_none());
    assert!(window.state().state.shows(Panel::Right));
}

#[test]
fn files_over_the_window_say_what_would_happen_with_each() {
    let mut window = open(empty());
    let folder = folder("hover");
    let (good, broken) = (folder.join("good.json"), folder.join("broken.json"));
    let red = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/window_stage/red.json");
    std::fs::copy(red, &good).unwrap();
    std::fs::write(&broken, "{\"Workflow\": ").unwrap();
    let event = folder.join("event.json");
    std::fs::write(
        &event,
        r#"{"Event": {"info": "Three hosts", "Attribute": []}}"#,
    )
    .unwrap();
    let files = [&good, &broken, &event].map(|path| HoveredFile {
        path: Some(path.clone()),
        mime: String::new(),
    });
    window.input_mut().hovered_files = files.to_vec();
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        window.input_mut().hovered_files = files.to_vec();
        window.step();
        if !says(&window, "Reading it") {
            break;
        }
        assert!(std::time::Instant::now() < until, "the files are not read");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(says(&window, "Drop to open 3 files"));
    assert!(says(&window, "Opens the workflow"));
    assert!(says(&window, "6 nodes"));
    assert!(says(&window, "Cannot be opened."));
    assert!(says(
        &window,
        "Adds the event “Three hosts” to simulate with, 0 attributes"
    ));
    window.input_mut().hovered_files.clear();
    settle(&mut window);
    assert!(!says(&window, "Drop to open"));
}

#[test]
fn text_that_is_no_workflow_is_not_pasted_and_says_so() {
    let mut window = open(red());
    let before = window.state().state.document().workflow().to_text();
    for text in ["hello", "{}", "[1, 2]", "\u{0}"] {
        send(&mut window, Command::PasteText(text.to_owned(), None));
        let said: Vec<String> = {
            let messages = window.state().state.messages().iter();
            messages.map(|message| message.text.clone()).collect()
        };
        let told = said
            .iter()
            .any(|text| text.contains("nothing was pasted") || text.contains("Nothing was added"));
        assert!(told, "{text}: {said:?}");
    }
    assert_eq!(window.state().state.document().workflow().to_text(), before);
}

#[test]
fn a_filter_puts_its_label_on_the_wires_behind_it() {
    let mut window = open(empty());
    for (module, from) in [
        ("event-publish", None),
        ("generic-filter-data", Some(1)),
        ("stop-execution", Some(2)),
    ] {
        let end = from.map(|node: u64| {
            let port = misp_flow_engine::workflow::PortRef::new(NodeId::from(node), "output_1");
            misp_flow::state::OpenEnd::From(port)
        });
        let (module, at) = (module.to_owned(), None);
        send(&mut window, Command::AddModule { module, at, end });
    }
    let label = Edit::SetParam {
        node: NodeId::from(2),
        param: "filtering-label".to_owned(),
        value: Some("B".into()),
    };
    send(&mut window, Command::Edit(label));
    let labels = window.state().wire_labels();
    assert_eq!(
        labels,
        [
            ("1".to_owned(), String::new()),
            ("2".to_owned(), "B".to_owned())
        ]
    );
}

#[test]
fn the_scale_goes_up_and_down_within_its_limits_and_is_kept() {
    let mut window = open(red());
    let scale = |window: &Window| window.state().state.settings.scale;
    press_with(
        &mut window,
        Modifiers::COMMAND | Modifiers::SHIFT,
        Key::Plus,
    );
    assert_eq!(scale(&window), 110);
    assert!((window.ctx.zoom_factor() - 1.1).abs() < 0.001);
    for _ in 0..20 {
        press_with(
            &mut window,
            Modifiers::COMMAND | Modifiers::SHIFT,
            Key::Plus,
        );
    }
    assert_eq!(scale(&window), 250);
    press_with(
        &mut window,
        Modifiers::COMMAND | Modifiers::SHIFT,
        Key::Minus,
    );
    assert_eq!(scale(&window), 225);
    press_with(
        &mut window,
        Modifiers::COMMAND | Modifiers::SHIFT,
        Key::Num0,
    );
    assert_eq!(scale(&window), 100);
    assert!((window.ctx.zoom_factor() - 1.0).abs() < 0.001);
}

#[test]
fn another_scale_keeps_what_is_in_the_middle_of_the_canvas() {
    let mut window = open(red());
    select(&mut window, &[4]);
    send(&mut window, Command::FitSelection);
    send(&mut window, Command::Select(Vec::new(), Vec::new()));
    let position = graph(&window).node(&NodeId::from(4)).unwrap().position;
    let node = egui::pos2(position.x as f32, position.y as f32);
    let canvas = |window: &Window| {
        let named = |label: Option<String>| label.is_some_and(|name| name.starts_with("Canvas, "));
        window.get_by(|node| named(node.label())).rect()
    };
    let off = |window: &Window| {
        let window_place = window.state().to_screen(node);
        window_place - canvas(window).center()
    };
    let before = off(&window);
    for scale in [200, 125, 250, 100] {
        send(&mut window, Command::Scale(scale));
        let now = off(&window);
        assert!(
            (now - before).length() < 1.0,
            "{scale} %: {now} and {before}"
        );
    }
}

#[test]
fn in_a_small_window_one_panel_gives_way_to_the_other() {
    let mut window = open_as(red(), egui::Theme::Light, vec2(512.0, 320.0), 2.5);
    let shows = |window: &Window, panel| window.state().state.shows(panel);
    let none = Panel::ALL.iter().all(|panel| !shows(&window, *panel));
    assert!(none, "the canvas has all the room");
    press_with(&mut window, Modifiers::COMMAND, Key::I);
    assert!(shows(&window, Panel::Right) && !shows(&window, Panel::Left));
    press_with(&mut window, Modifiers::ALT, Key::Num3);
    assert!(shows(&window, Panel::Left) && !shows(&window, Panel::Right));
    window.get_by_label("Search nodes");
    press_with(&mut window, Modifiers::COMMAND, Key::I);
    assert!(shows(&window, Panel::Right) && !shows(&window, Panel::Left));
    press_with(&mut window, Modifiers::COMMAND, Key::I);
    assert!(shows(&window, Panel::Left), "the other comes back");
    window.get_by_label("Menu");
    window.set_size(vec2(1280.0, 800.0));
    settle(&mut window);
    // What was closed in little room only is there again.
    assert!(shows(&window, Panel::Left) && shows(&window, Panel::Right));
    window.get_by_label("File");
}

#[test]
fn the_status_bar_keeps_the_number_of_attributes_of_an_event_with_a_long_name() {
    let path = folder("long-name").join("event.json");
    let name = "A campaign of many words that goes on and on until nothing else fits";
    let event = format!(
        r#"{{"Event":{{"info":"{name}","Attribute":[{{"type":"domain","value":"a.example.org"}}]}}}}"#
    );
    std::fs::write(&path, event).unwrap();
    let mut window = open(red());
    send(&mut window, Command::OpenPath(path));
    assert!(says(&window, "Event, A campaign of many words"));
    assert!(says(&window, "… · 1 attribute"));
}

#[test]
fn the_button_that_opens_a_circle_is_as_wide_as_the_panel() {
    let mut state = red();
    state.settings.right_width = 280.0;
    let mut window = open(state);
    let graph = |window: &Window| graph(window).edges().collect::<Vec<_>>();
    let wire = graph(&window)
        .into_iter()
        .find(|edge| edge.from.node == NodeId::from(1))
        .unwrap();
    let last = graph(&window)
        .into_iter()
        .map(|edge| edge.to)
        .find(|to| *to != wire.to)
        .unwrap();
    let back = misp_flow_engine::workflow::Edge {
        from: misp_flow_engine::workflow::PortRef::new(last.node, "output_1"),
        to: wire.to,
    };
    send(&mut window, Command::Edit(Edit::MendWire(back)));
    send(&mut window, Command::Select(Vec::new(), Vec::new()));
    let fix = "Remove the wire that closes the circle";
    let buttons: Vec<_> = window.query_all_by_label(fix).map(|it| it.rect()).collect();
    assert!(!buttons.is_empty());
    for rect in buttons {
        assert!(rect.right() <= 1272.0, "{rect} is cut off");
    }
}
