//! How long the inspector takes: a picker of 60,000 options, and a frame in which nothing happens.
//!
//! The limits hold for a release build (`cargo test --release`); a debug build only measures.

mod inspector_stage;

use std::time::{Duration, Instant};

use egui_kittest::{Harness, kittest::Queryable};
use misp_flow_engine::catalogue::{Catalogue, ParamOption};
use serde_json::json;

use inspector_stage::{Stage, is_field, node, open};

const OPTIONS: usize = 60_000;
const QUERY: &str = "entry number 59999";

/// The time of one frame, with all its passes.
fn frame(window: &mut Harness<'static, Stage>) -> Duration {
    let start = Instant::now();
    window.step();
    start.elapsed()
}

fn told(what: &str, time: Duration, limit: Duration) {
    println!("{what}: {:.2} ms", time.as_secs_f64() * 1e3);
    assert!(
        cfg!(debug_assertions) || time <= limit,
        "{what} took {time:?}, more than {limit:?}"
    );
}

fn with_many_options() -> Harness<'static, Stage> {
    let families = [
        "misp-galaxy:threat-actor",
        "tlp",
        "mitre-attack-pattern",
        "admiralty-scale",
    ];
    let option = |number: usize| {
        let family = families[number % families.len()];
        let value = format!("{family}=\"Entry number {number} of many\"");
        ParamOption {
            value: value.as_str().into(),
            label: value.into(),
        }
    };
    let mut module = Catalogue::bundled().get("tag-if").unwrap().clone();
    for param in &mut module.params {
        if param.id == "tags" {
            param.options = (0..OPTIONS).map(option).collect();
        }
    }
    let chosen: Vec<String> = (0..20).map(|n| option(n * 7).value.to_string()).collect();
    let mut stage = Stage::with(&[node("tag-if", json!({"tags": chosen}))]);
    stage.catalogue.insert(module);
    let selection = std::mem::take(&mut stage.selection);
    let mut window = open(stage);
    window.state_mut().selection = selection;
    window
}

#[test]
fn a_picker_of_sixty_thousand_is_instant() {
    let mut window = with_many_options();
    told(
        "the node's first frame",
        frame(&mut window),
        Duration::from_millis(50),
    );
    window.run();
    window.get_by(|node| is_field(node, "Tags")).click();
    let first = frame(&mut window).max(frame(&mut window));
    let opened = first.max(frame(&mut window));
    window.get_by_label("60,000 options");
    told("opening the list", opened, Duration::from_millis(50));
    // The same query several times: the median of a letter is its cost, not that of a neighbour
    // on the machine.
    let mut times = vec![Vec::new(); QUERY.len()];
    for _ in 0..7 {
        for (letter, times) in QUERY.chars().zip(&mut times) {
            let field = window.get_by(|node| is_field(node, "Tags"));
            field.type_text(&letter.to_string());
            times.push(frame(&mut window));
        }
        window.run();
        window.get_by_label("1 of 60,000 options");
        window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
        window.key_press(egui::Key::Backspace);
        window.run();
        window.get_by_label("60,000 options");
    }
    let mut slowest = Duration::ZERO;
    for (letter, mut times) in QUERY.chars().zip(times) {
        times.sort();
        let (least, median) = (times[0], times[times.len() / 2]);
        println!("  {letter:?}: {median:.2?}, at best {least:.2?}");
        slowest = slowest.max(median);
    }
    told("the slowest keystroke", slowest, Duration::from_millis(8));
    let mut still: Vec<Duration> = (0..100).map(|_| frame(&mut window)).collect();
    still.sort();
    told(
        "a frame with the list open",
        still[50],
        Duration::from_millis(4),
    );
}

#[test]
fn a_node_at_rest_costs_little() {
    let stored = json!({"operator": "in", "value": "x",
        "hash_path": "Event._AttributeFlattened.{n}.Tag.{n}.name"});
    let mut window = open(Stage::with(&[node("generic-if", stored)]).with_event());
    let mut times: Vec<Duration> = (0..200).map(|_| frame(&mut window)).collect();
    times.sort();
    told("a frame at rest", times[100], Duration::from_millis(4));
}
