//! Stepping through a long run on a large event.

use std::time::{Duration, Instant};

use egui::{Key, Modifiers};
use misp_flow::state::Command;
use serde_json::{Value as Json, json};

use crate::window_stage::{self, Window};

/// How many steps the run has, and how many attributes the event.
const STEPS: usize = 200;
const ATTRIBUTES: usize = 6_000;

/// What was measured; times in milliseconds.
pub struct Measured {
    pub steps: usize,
    pub megabytes: f64,
    pub run: f64,
    pub median: f64,
    /// What one step in a hundred takes longer than.
    pub p99: f64,
    pub worst: f64,
}

/// A chain of nodes of which every other one changes all attributes.
fn workflow() -> Json {
    let mut graph = serde_json::Map::new();
    for id in 1..=STEPS + 1 {
        let (module, kind, params) = match id {
            1 => ("event-publish", "trigger", json!({})),
            id if id % 2 == 0 => (
                "tag-if",
                "logic",
                json!({"scope": "attribute", "condition": "not_in_or", "tags": ["no-such-tag"], "clusters": []}),
            ),
            id if id % 10 == 1 => (
                "attach-warninglist",
                "action",
                json!({"warninglists": ["ALL"]}),
            ),
            id => {
                let action = if id % 4 == 1 { "add" } else { "remove" };
                let params = json!({"action": action});
                ("attribute_ids_flag_operation", "action", params)
            }
        };
        let ends = |there: bool, node: usize, key: &str, port: &str| match there {
            true => json!([{"node": node.to_string(), key: port}]),
            false => json!([]),
        };
        let made = json!({
            "id": id, "name": format!("Node {id}"), "class": "block-type-default", "typenode": false,
            "data": {"id": module, "name": module, "module_type": kind, "module_version": "0.2",
                "indexed_params": params,
                "saved_filters": {"selector": "", "value": "", "operator": "", "path": ""}},
            "inputs": {"input_1": {"connections": ends(id > 1, id - 1, "input", "output_1")}},
            "outputs": {"output_1": {"connections": ends(id <= STEPS, id + 1, "output", "input_1")}},
            "pos_x": (id % 20) * 400, "pos_y": (id / 20) * 300,
        });
        graph.insert(id.to_string(), made);
    }
    json!({"Workflow": {"name": "Long", "description": "", "timestamp": "1700000000",
        "enabled": true, "trigger_id": "event-publish", "debug_enabled": false,
        "data": Json::Object(graph)}})
}

fn event() -> String {
    let attribute = |number: usize| {
        format!(
            r##"{{"id":"{number}","type":"domain","category":"Network activity","to_ids":true,"uuid":"5e8f1a2b-0001-4c3d-9e8f-{number:012}","event_id":"7","distribution":"5","timestamp":"1700000000","comment":"seen in the wild, told by a partner","sharing_group_id":"0","deleted":false,"disable_correlation":false,"object_id":"0","object_relation":null,"first_seen":null,"last_seen":null,"value":"host-{number}.example.org","Galaxy":[],"ShadowAttribute":[],"Tag":[{{"id":"3","name":"tlp:green","colour":"#33ff00"}}]}}"##
        )
    };
    let list: Vec<String> = (0..ATTRIBUTES).map(attribute).collect();
    format!(
        r#"{{"Event":{{"id":"7","info":"Large","uuid":"5e8f1a2b-0002-4c3d-9e8f-000000000000","Attribute":[{}]}}}}"#,
        list.join(",")
    )
}

/// Presses a key and lets frames pass until all that is told of the step is there.
fn step(window: &mut Window, modifiers: Modifiers, key: Key) -> Duration {
    let before = window.state().state.run().expect("a run").step;
    let begun = Instant::now();
    window.key_press_modifiers(modifiers, key);
    loop {
        window.step();
        let state = &window.state().state;
        let now = state.run().expect("a run").step;
        if now != before && state.account().is_some() {
            // The frame in which it is seen.
            window.step();
            return begun.elapsed();
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "no step");
    }
}

/// Goes through all steps, back and forth.
pub fn measure() -> Measured {
    let folder = window_stage::folder("workbench");
    let (flow, data) = (folder.join("long.json"), folder.join("event.json"));
    let text = event();
    let megabytes = text.len() as f64 / 1e6;
    std::fs::write(&flow, workflow().to_string()).expect("a file");
    std::fs::write(&data, text).expect("a file");
    let mut state = window_stage::empty();
    state.apply(Command::OpenPath(flow));
    state.apply(Command::OpenEventPath(data));
    let mut window = window_stage::open(state);
    window_stage::settle(&mut window);
    let begun = Instant::now();
    window_stage::send(&mut window, Command::Simulate);
    let run = begun.elapsed();
    let made = window.state().state.run().expect("a run").run.steps.len();
    assert_eq!(made, STEPS, "the run has another length");
    let ms = |time: &Duration| time.as_secs_f64() * 1e3;
    let mut times = Vec::new();
    for _ in 0..STEPS - 1 {
        times.push(step(&mut window, Modifiers::NONE, Key::F10));
    }
    for _ in 0..STEPS - 2 {
        times.push(step(&mut window, Modifiers::SHIFT, Key::F11));
    }
    times.sort();
    let _ = std::fs::remove_dir_all(folder);
    Measured {
        steps: made,
        megabytes,
        run: ms(&run),
        median: times.get(times.len() / 2).map_or(0.0, ms),
        p99: times.get(times.len() * 99 / 100).map_or(0.0, ms),
        worst: times.last().map_or(0.0, ms),
    }
}
