//! How long a frame takes while somebody works in the inspector: a picker of 60,000 options, typing
//! with a large workflow open, an event of 100 MB as a tree; and one in which nothing happens.
//!
//! `cargo bench -p misp-flow-tests --bench inspector`; the last line is for scripts.

#[path = "../tests/inspector/stage/mod.rs"]
mod inspector_stage;
#[path = "canvas_parts/picker.rs"]
mod picker;
#[path = "../tests/window_stage/mod.rs"]
mod window_stage;

use std::time::Duration;

use egui::accesskit::Role;
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable},
};
use misp_flow::state::{BottomTab, Command};
use misp_flow_engine::workflow::NodeId;
use serde_json::{Value as Json, json};

use inspector_stage::{Stage, is_field, node, open};
use picker::{frame, median};

fn at_rest() -> Duration {
    let stored = json!({"operator": "in", "value": "x",
        "hash_path": "Event._AttributeFlattened.{n}.Tag.{n}.name"});
    let mut window = open(Stage::with(&[node("generic-if", stored)]).with_event());
    median((0..200).map(|_| frame(&mut window)).collect())
}

const NODES: u64 = 1_000;
const ATTRIBUTES: usize = 206_000;

/// A file of a trigger and a chain of nodes, each with a message.
fn large_workflow() -> std::path::PathBuf {
    let mut graph = serde_json::Map::new();
    for id in 1..=NODES {
        let (module, kind) = if id == 1 {
            ("event-publish", "trigger")
        } else {
            ("tag_operation", "action")
        };
        let ends = |id: u64, end: &str| json!([{"node": id.to_string(), end: "x"}]);
        let to = if id < NODES {
            ends(id + 1, "output")
        } else {
            json!([])
        };
        let mut made = json!({
            "id": id, "name": format!("Node {id}"), "class": "block-type-default",
            "typenode": false,
            "data": {"id": module, "name": module, "module_type": kind, "module_version": "0.2",
                "indexed_params": {"relationship_type": "a"},
                "saved_filters": {"selector": "", "value": "", "operator": "", "path": ""}},
            "inputs": {"input_1": {"connections": if id > 1 { ends(id - 1, "input") } else { json!([]) }}},
            "outputs": {"output_1": {"connections": to}},
            "pos_x": (id % 40) * 400, "pos_y": (id / 40) * 300,
        });
        for connections in ["inputs", "outputs"] {
            let port = if connections == "inputs" {
                "output_1"
            } else {
                "input_1"
            };
            let key = if connections == "inputs" {
                "input"
            } else {
                "output"
            };
            let first = if connections == "inputs" {
                "input_1"
            } else {
                "output_1"
            };
            if let Some(link) = made[connections][first]["connections"].get_mut(0) {
                link[key] = json!(port);
            }
        }
        graph.insert(id.to_string(), made);
    }
    let file = json!({"Workflow": {"name": "Large", "description": "", "timestamp": "1700000000",
        "enabled": true, "trigger_id": "event-publish", "debug_enabled": false,
        "data": Json::Object(graph)}});
    let path = window_stage::folder("bench").join("large.json");
    std::fs::write(&path, file.to_string()).expect("a file that can be written");
    path
}

/// A frame in which a letter is typed, in the whole window with a large workflow: the median with
/// and without what the window does for any edit (checks and summaries of the whole workflow).
fn typing() -> (Duration, Duration) {
    let mut state = window_stage::empty();
    state.apply(Command::OpenPath(large_workflow()));
    let mut window = window_stage::open(state);
    assert_eq!(
        window.state().state.document().workflow().graph.nodes.len() as u64,
        NODES
    );
    window_stage::send(
        &mut window,
        Command::Select(vec![NodeId::from(7)], Vec::new()),
    );
    window_stage::send(&mut window, Command::ChooseEvent(0));
    window.get_by_label("Relationship type").focus();
    window_stage::settle(&mut window);
    let mut times = Vec::new();
    for _ in 0..40 {
        window.event(egui::Event::Text("x".to_owned()));
        times.push(frame(&mut window));
        // The edit is carried out at the end of a frame and shown in the next.
        times.push(frame(&mut window));
        window.run();
    }
    let edited = window
        .state()
        .state
        .document()
        .workflow()
        .graph
        .node(&NodeId::from(7));
    let typed = &edited.expect("the node").params["relationship_type"];
    assert_eq!(typed.as_str().map(str::len), Some(41));

    let stage = Stage::with(&[node("tag_operation", json!({"relationship_type": "a"}))]);
    let mut window = open(stage.with_event());
    window
        .get_by(|node| is_field(node, "Relationship type"))
        .focus();
    window.run();
    let mut alone = Vec::new();
    for _ in 0..40 {
        let field = window.get_by(|node| is_field(node, "Relationship type"));
        field.type_text("x");
        alone.push(frame(&mut window));
        window.run();
    }
    (median(times), median(alone))
}

/// The slowest kind of frame over an event of 100 MB as a tree: scrolling, unfolding, walking.
fn tree() -> Duration {
    let attribute = |number: usize| {
        format!(
            r##"{{"id":"{number}","type":"ip-src","category":"Network activity","to_ids":true,"uuid":"5e8f1a2b-0001-4c3d-9e8f-{number:012}","event_id":"7","distribution":"5","timestamp":"1700000000","comment":"seen in the wild, told by a partner","sharing_group_id":"0","deleted":false,"disable_correlation":false,"object_id":"0","object_relation":null,"first_seen":null,"last_seen":null,"value":"host-{number}.example.org","Galaxy":[],"ShadowAttribute":[],"Tag":[{{"id":"3","name":"tlp:green","colour":"#33ff00"}}]}}"##
        )
    };
    let list: Vec<String> = (0..ATTRIBUTES).map(attribute).collect();
    let text = format!(
        r#"{{"Event":{{"id":"7","info":"Large","uuid":"5e8f1a2b-0002-4c3d-9e8f-000000000000","Attribute":[{}]}}}}"#,
        list.join(",")
    );
    println!("event of {} MB", text.len() / 1_000_000);
    let path = window_stage::folder("bench").join("event.json");
    std::fs::write(&path, text).expect("a file that can be written");
    let mut state = window_stage::first_start();
    state.apply(Command::OpenEventPath(path.clone()));
    state.apply(Command::ShowBottom(BottomTab::Data));
    while !state.is_idle() || state.sample_data().is_none() {
        state.poll();
        state.refresh();
        std::thread::sleep(Duration::from_millis(5));
    }
    let mut window = window_stage::open(state);
    let row = |window: &Harness<'static, misp_flow::window::App>, begin: &str| {
        let mut rows = window.query_all_by_role(Role::TreeItem);
        let is_it = |label: Option<String>| label.is_some_and(|label| label.starts_with(begin));
        let row = rows.find(|row| is_it(row.accesskit_node().label()));
        row.map(|row| row.click()).is_some()
    };
    assert!(row(&window, "Event"), "the event is not there");
    window.run();
    let end = |window: &mut Harness<'static, misp_flow::window::App>, key| {
        window.key_press(key);
        frame(window)
    };
    end(&mut window, egui::Key::End);
    window.run();
    assert!(
        row(&window, "_AttributeFlattened") || row(&window, "Attribute"),
        "no list"
    );
    let unfolding = frame(&mut window)
        .max(frame(&mut window))
        .max(frame(&mut window));
    window.run();
    let walking = (0..60)
        .map(|_| end(&mut window, egui::Key::PageDown))
        .collect();
    let middle = window.get_by_label("Data as a tree").rect().center();
    window.hover_at(middle);
    window.run();
    let scrolling = (0..120)
        .map(|_| {
            window.event(egui::Event::MouseWheel {
                unit: egui::MouseWheelUnit::Point,
                delta: egui::vec2(0.0, -9_000.0),
                modifiers: egui::Modifiers::NONE,
                phase: egui::TouchPhase::Move,
            });
            frame(&mut window)
        })
        .collect();
    // The search goes on in the background of these frames.
    window.get_by_label("Search the data").focus();
    window.run();
    let mut searching = Vec::new();
    for letter in "host-205999".chars() {
        window.event(egui::Event::Text(letter.to_string()));
        searching.extend((0..6).map(|_| frame(&mut window)));
    }
    let (walking, scrolling, searching) = (median(walking), median(scrolling), median(searching));
    println!(
        "tree: unfolding {unfolding:.2?}, a page {walking:.2?}, scrolling {scrolling:.2?}, searching {searching:.2?}"
    );
    let _ = std::fs::remove_file(path);
    walking.max(scrolling).max(searching)
}

fn main() {
    let (opening, key) = picker::picker();
    let rest = at_rest();
    let (typing, alone) = typing();
    let tree = tree();
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    println!(
        "BENCH inspector typing_ms={:.2} typing_inspector_ms={:.2} picker60k_open_ms={:.2} picker60k_key_ms={:.2} tree100mb_ms={:.2} rest_ms={:.3}",
        ms(typing),
        ms(alone),
        ms(opening),
        ms(key),
        ms(tree),
        ms(rest)
    );
}
