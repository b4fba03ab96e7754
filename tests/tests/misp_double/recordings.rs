//! The double beside the recordings of a real server: the same requests in the same order, and each
//! answer compared in status, content type and shape; graphs and MISP's short texts word by word.

use std::{collections::BTreeMap, fs, path::Path};

use misp_flow_tests::{
    misp_double::{Double, Setup},
    shared::{files, shared},
};
use serde_json::{Value as Json, json};

use crate::{asker::Asker, shape};

/// What the double does not play, and why.
const PASSED_OVER: [(&str, &str); 3] = [
    (
        "/attributes/describeTypes",
        "a table of types that no part of the program asks for",
    ),
    ("/objects/view", "objects are read with their event"),
    ("/admin/logs", "the server's log is not read"),
];

/// The uuid of the recorded server's first workflow.
const RECORDED_UUID: &str = "a16f5de2-89d4-4a8a-b9fe-15b22cbecffd";

#[test]
fn the_double_answers_as_a_real_server_was_recorded() {
    let Some(folder) = shared("recorded/rest") else {
        return;
    };
    let recordings: Vec<Json> = files(&folder, "json")
        .iter()
        .map(|path| read(path))
        .collect();
    let library = recordings.iter().find(|one| one["n"] == "0333");
    let library = library.and_then(|one| one["response"]["body"].as_array());
    let double = Double::start(Setup {
        workflows_on: false,
        tags: Vec::new(),
        library: library.cloned(),
        ..Setup::default()
    });
    let asker = Asker::of(&double);
    let (mut compared, mut passed) = (0, BTreeMap::<&str, Vec<&str>>::new());
    let mut wrong = Vec::new();
    for recording in &recordings {
        let number = recording["n"].as_str().expect("a number");
        let request = &recording["request"];
        let path = request["url"].as_str().expect("a URL");
        match number {
            // The server was set up between these.
            "0009" => double.switch_workflows(true),
            // The broken blueprint was taken out of the database.
            "0361" => assert!(double.remove_blueprint(34), "the broken blueprint is 34"),
            // It was switched off by then, by no call that was recorded.
            "0487" => double.enable("tag_replacement_tlp", false),
            _ => {}
        }
        let told = asker
            .send(
                request["method"].as_str().expect("a method"),
                &path.replace(RECORDED_UUID, &uuid_of_first(&double)),
                &headers(recording, &double),
                body(request),
            )
            .unwrap_or_else(|error| panic!("{number}: {error:?}"));
        if let Some((_, why)) = PASSED_OVER
            .iter()
            .find(|(start, _)| path.starts_with(start))
        {
            passed.entry(why).or_default().push(number);
            continue;
        }
        compared += 1;
        if let Err(difference) = shape::compare(recording, &told) {
            wrong.push(format!(
                "{number} {path} ({}): {difference}",
                recording["note"]
            ));
        }
    }
    let count: usize = passed.values().map(Vec::len).sum();
    println!("{compared} recordings compared, {count} passed over");
    for (why, numbers) in &passed {
        println!("passed over, {why}: {}", numbers.join(", "));
    }
    assert!(double.was_rebuilt(), "recording 0145 calls rebuildRedis");
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(compared > 450, "only {compared} compared");
}

fn read(path: &Path) -> Json {
    let text = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn uuid_of_first(double: &Double) -> String {
    let first = double.workflow(1).unwrap_or_else(|| json!({"uuid": ""}));
    first["uuid"].as_str().expect("a uuid").to_owned()
}

/// The recorded headers, with a key of the double in the place of what was blacked out.
fn headers<'r>(recording: &'r Json, double: &Double) -> Vec<(&'r str, &'r str)> {
    let lines = recording["request"]["headers"].as_array().expect("headers");
    let pairs = lines
        .iter()
        .filter_map(|line| line.as_str()?.split_once(": "));
    let note = recording["note"].as_str().unwrap_or_default();
    let key = if note.starts_with("role") || note == "readonly_key" {
        double.user_key()
    } else {
        double.key()
    };
    pairs
        .filter(|(name, _)| !["Host", "Content-Length"].contains(name))
        .map(|(name, value)| match (name, value) {
            ("Authorization", "<site-admin key>") => (name, key),
            other => other,
        })
        .collect()
}

fn body(request: &Json) -> Vec<u8> {
    match &request["body"] {
        Json::Null => Vec::new(),
        Json::String(text) => text.clone().into_bytes(),
        other => other.to_string().into_bytes(),
    }
}
