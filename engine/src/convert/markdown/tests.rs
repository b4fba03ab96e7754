use serde_json::{Value, json};

use super::to_markdown;
use crate::{
    catalogue::{Catalogue, samples},
    workflow,
};

fn markdown(graph: &Value) -> String {
    let document = workflow::open(graph.to_string().as_bytes()).unwrap();
    to_markdown(&document, Catalogue::bundled())
}

fn node(id: u64, module: &str, kind: &str, params: Value, to: &[&[u64]]) -> Value {
    let outputs: serde_json::Map<String, Value> = to
        .iter()
        .enumerate()
        .map(|(port, to)| {
            let links: Vec<Value> = to
                .iter()
                .map(|to| json!({"node": to.to_string(), "output": "input_1"}))
                .collect();
            (
                format!("output_{}", port + 1),
                json!({"connections": links}),
            )
        })
        .collect();
    let name = Catalogue::bundled()
        .get(module)
        .map_or(module, |module| &module.name);
    json!({"id": id, "name": name, "data": {"id": module, "module_type": kind, "indexed_params": params},
           "inputs": {"input_1": {"connections": []}}, "outputs": outputs, "pos_x": 0, "pos_y": 0})
}

#[test]
fn the_sample_reads_like_this() {
    let sample = samples::WORKFLOWS.first().unwrap();
    let document = workflow::open(sample.json.as_bytes()).unwrap();
    let page = to_markdown(&document, Catalogue::bundled());
    assert_eq!(page, include_str!("expected.md"), "{page}");
}

#[test]
fn joins_and_loops_are_told_by_number() {
    let page = markdown(&json!({
        "1": node(1, "event-publish", "trigger", json!({}), &[&[2]]),
        "2": node(2, "published-if", "logic", json!({}), &[&[3], &[4]]),
        "3": node(3, "publish-event", "action", json!({}), &[&[4]]),
        "4": node(4, "reload-full-event", "action", json!({}), &[&[2]]),
    }));
    assert!(page.contains("    - **3. "), "{page}");
    assert!(page.contains("back to step 1, a loop"), "{page}");
    assert!(
        page.contains("  - *else*\n    - goes on with step 3"),
        "{page}"
    );
}

#[test]
fn deep_branches_get_a_part_of_their_own() {
    let mut graph = json!({"1": node(1, "event-publish", "trigger", json!({}), &[&[2]])});
    for id in 2..400 {
        graph[id.to_string()] = node(id, "published-if", "logic", json!({}), &[&[id + 1], &[]]);
    }
    let page = markdown(&graph);
    assert!(page.contains("### From step 4"), "{page}");
    assert!(page.contains("**398. "));
    let indent = |line: &str| line.len() - line.trim_start().len();
    assert!(page.lines().map(indent).max().unwrap() <= 12);
}

#[test]
fn what_leaves_the_server_is_told_without_secrets() {
    let page = markdown(&json!({
        "1": node(1, "event-publish", "trigger", json!({}), &[&[2]]),
        "2": node(2, "webhook", "action", json!({"url": "https://me:sesame@hooks.example.org/T0/sesame",
            "headers": "Authorization: sesame"}), &[&[3]]),
        "3": node(3, "send-mail", "action", json!({"recipients": ["soc@example.org", "cert@example.org"],
            "mail_template_subject": "see https://x.example/?key=sesame"}), &[&[4]]),
        "4": node(4, "telegram-send-alert", "action", json!({"bot_token": "sesame", "chat_id": "-42"}), &[]),
        "9": node(9, "my_own-module", "action", json!({"a": "sesame"}), &[]),
    }));
    assert!(!page.contains("sesame"), "{page}");
    for words in [
        "to https://hooks.example.org/…",
        "soc@example.org, cert@example.org",
        "Telegram chat -42",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(page.contains("## Never reached"), "{page}");
    assert!(page.contains("my\\_own-module is unknown"), "{page}");
}

#[test]
fn names_do_not_steer_the_page() {
    let mut graph = json!({"1": node(1, "x", "action", json!({}), &[])});
    graph["1"]["name"] = json!("# <script>alert(1)</script>\n\n- [x](y) `**\u{1b}");
    let page = markdown(&graph);
    assert!(
        !page.contains("<script>") && !page.contains("\n- [x]") && !page.contains('\u{1b}'),
        "{page}"
    );
    assert!(page.contains("without a trigger"));
}
