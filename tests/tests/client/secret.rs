//! What must never happen, whatever a server does: the key in a message, a call that makes a
//! server forget its modules.

use std::{fs, path::Path};

use crate::misp_stage::{KEY, Reply, Server, refusal};
use misp_flow::misp::{EventFilter, Saving};
use misp_flow_tests::shared::files;
use serde_json::json;

#[test]
fn the_key_is_in_no_message_whatever_the_server_says() {
    let echo = |status: u16, body: String| {
        Server::start(move |seen| {
            assert_eq!(seen.header("authorization"), Some(KEY));
            Reply::text(status, &body)
        })
    };
    for status in [200, 400, 401, 403, 404, 405, 418, 429, 500] {
        for body in [
            format!(r#"{{"message": "the key {KEY} is wrong"}}"#),
            format!(r#"{{"saved": false, "errors": ["{KEY}", {{"x": "{KEY}"}}]}}"#),
            format!(r#"{{"error": "{KEY}"}}"#),
            format!("<html>{KEY}</html>"),
            format!("{KEY} is no JSON"),
            format!("\"{KEY}\""),
        ] {
            let server = echo(status, body);
            let client = server.client();
            let graph = json!({});
            let words = [
                refusal(client.version()),
                refusal(client.tags()),
                refusal(client.workflow(KEY)),
                refusal(client.triggers()),
                refusal(client.save_workflow("1", &Saving::graph(&graph))),
                refusal(client.search_events(&EventFilter::default(), 1, 1)),
            ]
            .map(|refused| format!("{refused} {refused:?} {}", refused.call()));
            for words in words {
                assert!(!words.contains(KEY), "{status}: {words}");
            }
        }
    }
    let server = Server::start(|_| Reply::redirect(&format!("https://x:{KEY}@evil.example/{KEY}")));
    let refused = refusal(server.client().version());
    assert!(
        !format!("{refused} {refused:?}").contains(KEY),
        "{refused:?}"
    );
}

#[test]
fn nothing_in_the_client_makes_a_server_forget_its_modules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src");
    let mut folders = vec![root];
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            }
        }
        for file in files(&folder, "rs") {
            let text = fs::read_to_string(&file).unwrap().to_lowercase();
            assert!(!text.contains("rebuildredis"), "{}", file.display());
            read += 1;
        }
    }
    assert!(read > 100, "{read}");
}
