use serde_json::json;

use super::{OwnSigns, text, to_svg, to_svg_of_run};
use crate::{
    catalogue::Catalogue,
    instance::Instance,
    run::{self, Answers, Plan, Settings},
    value::Value,
    workflow,
};

fn svg(graph: serde_json::Value) -> String {
    let document = workflow::open(graph.to_string().as_bytes()).unwrap();
    to_svg(&document, Catalogue::bundled())
}

#[test]
fn a_small_workflow_gives_this_picture() {
    let picture = svg(json!({"Workflow": {"name": "Red & safe", "data": {
        "1": {"id": 1, "name": "Event Publish", "pos_x": 0, "pos_y": 0, "inputs": [],
              "data": {"id": "event-publish", "module_type": "trigger"},
              "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}]}}},
        "2": {"id": 2, "name": "IF :: Tag", "pos_x": 400, "pos_y": 20,
              "data": {"id": "tag-if", "module_type": "logic", "indexed_params":
                  {"scope": "event", "condition": "in_or", "tags": ["tlp:red"]}},
              "inputs": {"input_1": {"connections": [{"node": "1", "input": "output_1"}]}},
              "outputs": {"output_1": {"connections": []}, "output_2": {"connections": []}}},
        "_frames": {"f": {"text": "Guard", "nodes": [2]}}
    }}}));
    let expected = include_str!("expected.svg");
    assert_eq!(picture, expected, "{picture}");
}

#[test]
fn a_frame_is_drawn_over_the_one_around_it_and_its_title_has_room() {
    let node = |id: u64, x: f64| {
        json!({"id": id, "name": "Webhook", "inputs": [], "outputs": [], "pos_x": x, "pos_y": 0,
            "data": {"id": "webhook", "module_type": "action"}})
    };
    let picture = svg(json!({"1": node(1, 0.0), "2": node(2, 400.0), "_frames": {
        "in": {"text": "Inner", "nodes": [2]},
        "out": {"text": "Outer", "nodes": [1, 2]},
    }}));
    let at = |text: &str| picture.find(text).unwrap();
    assert!(at("Outer") < at("Inner"), "the later is on top: {picture}");
    let tops: Vec<f64> = picture
        .match_indices(r##"fill="#f4f6f9""##)
        .map(|(place, _)| {
            let rect = &picture[..place];
            let from = rect.rfind(" y=\"").unwrap() + 4;
            rect[from..].split('"').next().unwrap().parse().unwrap()
        })
        .collect();
    let [outer, inner] = tops[..] else {
        panic!("two frames: {picture}")
    };
    assert!(
        outer + 24.0 < inner,
        "the title of the outer one is above the inner one"
    );
}

#[test]
fn a_wire_that_goes_back_runs_below_the_nodes_as_in_the_window() {
    let node = |id: u64, x: f64, to: &str, from: &str| {
        json!({"id": id, "name": "Webhook", "pos_x": x, "pos_y": 0,
            "data": {"id": "webhook", "module_type": "action"},
            "inputs": {"input_1": {"connections": [{"node": from, "input": "output_1"}]}},
            "outputs": {"output_1": {"connections": [{"node": to, "output": "input_1"}]}}})
    };
    let graph = json!({"1": node(1, 600.0, "2", "2"), "2": node(2, 0.0, "1", "1")});
    let document = workflow::open(graph.to_string().as_bytes()).unwrap();
    let nodes = super::place::nodes(&document.graph, Catalogue::bundled(), &OwnSigns);
    let wires = super::place::wires(&document.graph, &nodes);
    let bottom = nodes.values().map(|node| node.area.bottom);
    let bottom = bottom.fold(0.0, f64::max);
    let back = wires.iter().find(|wire| wire.edge.from.node == 1.into());
    let back = back.unwrap();
    assert!(back.middle().1 > bottom, "below both boxes");
    let path = super::paint::line(&back.course);
    assert_eq!(path.matches('C').count(), 2, "two turns: {path}");
    assert_eq!(path.matches('L').count(), 1, "and a level line: {path}");
    assert!(to_svg(&document, Catalogue::bundled()).contains(&path));
    let area = super::place::bounds(&nodes, &[], &wires);
    assert!(area.bottom >= back.middle().1, "it is in the picture");
}

#[test]
fn nothing_of_a_file_breaks_the_markup() {
    let picture = svg(
        json!({"1": {"id": 1, "name": "<b>\"&'\u{0}\u{202e}x\u{1b}[2J", "pos_x": 1e300,
        "pos_y": "NaN", "data": {"id": "]]><script>", "module_type": "action"}, "inputs": [], "outputs": []}}),
    );
    assert!(
        !picture.contains("<b>") && !picture.contains("<script"),
        "{picture}"
    );
    assert!(
        !picture
            .chars()
            .any(|letter| letter.is_control() && letter != '\n')
    );
    assert!(!picture.contains('\u{202e}'));
    assert!(picture.contains("Unknown module"));
}

#[test]
fn a_webhook_shows_its_host_and_no_more() {
    let picture = svg(
        json!({"1": {"id": 1, "name": "Webhook", "inputs": [], "outputs": [], "pos_x": 0, "pos_y": 0,
        "data": {"id": "webhook", "module_type": "action", "indexed_params":
            {"url": "https://hooks.example.org/T0/sesame", "headers": "Authorization: sesame"}}}}),
    );
    assert!(picture.contains("https://hooks.example.org/…"), "{picture}");
    assert!(!picture.contains("sesame"));
}

#[test]
fn an_empty_workflow_says_so() {
    assert!(to_svg(&workflow::Workflow::new("x"), Catalogue::bundled()).contains("has no nodes"));
}

#[test]
fn lines_fit_and_end_in_an_ellipsis() {
    let lines = text::wrap(
        &"wide words and mmmmmmmmmmmmmmmmmmmmmmmmmm ".repeat(9),
        12.0,
        100.0,
        3,
    );
    assert_eq!(lines.len(), 3);
    assert!(
        lines
            .iter()
            .all(|line| text::width(line, 12.0) <= 100.0 + 0.1),
        "{lines:?}"
    );
    assert!(lines.last().unwrap().ends_with('…'));
    assert!(text::wrap("  ", 12.0, 100.0, 3).is_empty());
}

#[test]
fn the_path_of_a_run_stands_out_with_numbers() {
    let graph = json!({
        "1": {"id": 1, "name": "Publish", "data": {"id": "event-publish", "module_type": "trigger"},
              "inputs": [], "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}]}}},
        "2": {"id": 2, "name": "Stop", "data": {"id": "stop-execution", "module_type": "action"},
              "inputs": {"input_1": {"connections": [{"node": "1", "input": "output_1"}]}},
              "outputs": {"output_1": {"connections": [{"node": "3", "output": "input_1"}]}}},
        "3": {"id": 3, "name": "Never", "data": {"id": "stop-execution", "module_type": "action"},
              "inputs": {"input_1": {"connections": [{"node": "2", "input": "output_1"}]}}, "outputs": []}});
    let document = workflow::open(graph.to_string().as_bytes()).unwrap();
    let event = Value::from_json(br#"{"Event": {"id": "7"}}"#).unwrap();
    let (plan, settings) = (Plan::of(&document), Settings::default());
    let instance = Instance::default();
    let run = run::simulate(&plan, &event, &instance, &mut Answers::default(), &settings);
    let picture = to_svg_of_run(&document, Catalogue::bundled(), &OwnSigns, &run);
    let faint: Vec<&str> = picture.split("<g opacity=").skip(1).collect();
    assert_eq!(
        faint.len(),
        3,
        "a wire, its label and a node did not run: {picture}"
    );
    assert!(faint[1].contains("Never") || faint[2].contains("Never"));
    assert!(
        picture.contains(r##"fill="#c02b21" stroke="#ffffff""##),
        "it was stopped"
    );
    assert_eq!(
        picture
            .matches(r##"stroke="#1d7a33" stroke-width="6""##)
            .count(),
        1,
        "the wire that it took is broad and green"
    );
    assert!(picture.contains(">1</text>") && !picture.contains(">2</text>"));
    let plain = to_svg(&document, Catalogue::bundled());
    assert!(!plain.contains("opacity"), "without a run nothing is faint");
}
