//! A picker of 60,000 options: opening it, and typing into it.

use std::time::{Duration, Instant};

use egui_kittest::{Harness, kittest::Queryable};
use misp_flow_engine::catalogue::{Catalogue, ParamOption};
use serde_json::json;

use crate::inspector_stage::{Stage, is_field, node, open};

const OPTIONS: usize = 60_000;
const QUERY: &str = "entry number 59999";

/// The time of one frame, with all its passes.
pub fn frame<S>(window: &mut Harness<'static, S>) -> Duration {
    let start = Instant::now();
    window.step();
    start.elapsed()
}

/// The middle one of these times.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
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
    let mut module = Catalogue::bundled()
        .get("tag-if")
        .expect("a bundled module")
        .clone();
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

/// The slowest of the frames in which the list opens, and the slowest letter of a query (the
/// median of each letter over several times, so that a neighbour on the machine does not count).
pub fn picker() -> (Duration, Duration) {
    let mut window = with_many_options();
    println!("first frame of the node: {:.2?}", frame(&mut window));
    window.run();
    window.get_by(|node| is_field(node, "Tags")).click();
    let opening = frame(&mut window)
        .max(frame(&mut window))
        .max(frame(&mut window));
    window.get_by_label("60,000 options");
    let mut times = vec![Vec::new(); QUERY.len()];
    for _ in 0..15 {
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
    let slowest = times.into_iter().map(median).max().unwrap_or_default();
    (opening, slowest)
}
