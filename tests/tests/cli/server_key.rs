//! A key leaves no trace behind the command line.

use std::{fs, path::Path, time::Duration};

use crate::stage::{Said, Stage, files};
use misp_flow_tests::misp_double::{Fault, Setup};
use serde_json::json;

const SAVE: (&str, &str) = ("POST", "/workflows/edit*");

#[test]
fn key_is_found_nowhere() {
    let setup = Setup {
        made_events: 5,
        made_attributes: 2,
        ..Setup::default()
    };
    let stage = Stage::with("nowhere", setup);
    let key = stage.double.key();
    stage.named("a.json", "Ours");
    stage.named("b.json", "Other");
    let mut said = String::new();
    let mut lines = Vec::new();
    let mut run = |arguments: &[&str]| {
        let child = stage.start(arguments);
        let seen = Path::new("/proc").join(child.id().to_string());
        let watch = std::thread::spawn(move || {
            let mut seen_lines = Vec::new();
            while let Ok(line) = fs::read(seen.join("cmdline")) {
                // Right after it was begun it has none yet.
                if !line.is_empty() {
                    seen_lines.push(String::from_utf8_lossy(&line).into_owned());
                }
                std::thread::sleep(Duration::from_millis(1));
            }
            seen_lines
        });
        let output = child.wait_with_output().expect("it ends");
        said.push_str(&format!("{:?}", Said::of(&output)));
        lines.extend(watch.join().expect("the watch ends"));
    };
    let url = stage.double.url().to_owned();
    run(&["instance", "add", "lab", &url, "--replace"]);
    run(&["instance", "list", "--json"]);
    run(&["instance", "test", "lab", "--json"]);
    run(&["sync", "lab"]);
    run(&["push", "lab", "a.json", "--yes"]);
    run(&["pull", "lab", "--all", "-o", "all"]);
    stage
        .double
        .another_editor(1, |data| data["name"] = json!("Theirs first"));
    stage.double.fault(SAVE.0, SAVE.1, Fault::CloseServed, 1);
    run(&["push", "lab", "b.json", "--yes"]);
    stage
        .double
        .another_editor(1, |data| data["name"] = json!("Theirs"));
    run(&["push", "lab", "b.json", "--yes", "--mine"]);
    run(&["workflows", "lab"]);
    run(&["history", "lab", "1", "--show", "1"]);
    run(&[
        "events",
        "fetch",
        "lab",
        "-o",
        "events.jsonl",
        "--attachments",
    ]);
    // A server that says the key back.
    let echo = format!(r#"{{"name": "{key}", "message": "{key}", "errors": "{key}"}}"#);
    for status in [200, 403, 404, 500] {
        let fault = Fault::Json(status, echo.clone());
        stage.double.fault("*", "/workflows*", fault, 99);
        run(&["workflows", "lab"]);
        run(&["push", "lab", "a.json", "--yes"]);
        stage.double.clear_faults();
    }
    run(&["instance", "remove", "lab"]);
    assert!(!said.contains(key), "{said}");
    assert!(said.contains("Pushed to workflow 1"), "{said}");
    if cfg!(target_os = "linux") {
        assert!(lines.iter().any(|line| line.contains("push")), "{lines:?}");
    }
    assert!(lines.iter().all(|line| !line.contains(key)), "{lines:?}");
    let mut found = Vec::new();
    files(&stage.folder, &mut found);
    let is_packed = |path: &Path| path.extension().is_some_and(|ending| ending == "zst");
    assert!(found.iter().any(|path| is_packed(path)), "{found:?}");
    for path in found {
        let mut bytes = fs::read(&path).expect("a file");
        if is_packed(&path) {
            bytes = zstd::decode_all(bytes.as_slice()).expect("packed");
        }
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(key), "{} holds the key", path.display());
    }
}

/// The prompt of the hidden key, at a terminal that `script` makes up.
#[test]
#[cfg(target_os = "linux")]
fn a_key_that_is_typed_at_a_terminal_is_not_shown() {
    use std::{
        io::{Read as _, Write as _},
        process::{Command, Stdio},
    };
    let stage = Stage::empty("typed", Setup::default());
    let plain = stage.keyless(&[]);
    let program = plain.get_program().to_string_lossy();
    let add = format!("{program} instance add lab {}", stage.double.url());
    let mut script = Command::new("script");
    script
        .args(["--quiet", "--return", "--command", &add, "/dev/null"])
        .current_dir(stage.file(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => script.env(name, value),
            None => script.env_remove(name),
        };
    }
    let mut child = script.spawn().expect("script of util-linux");
    let (mut input, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut shown = Vec::new();
    let mut byte = [0];
    while !shown.ends_with(b"(not shown): ") {
        let read = output.read(&mut byte).expect("the terminal");
        assert_ne!(read, 0, "{}", String::from_utf8_lossy(&shown));
        shown.extend_from_slice(&byte);
    }
    // The question stands there a moment before the terminal is told to hide what is typed.
    std::thread::sleep(Duration::from_millis(500));
    writeln!(input, "{}", stage.double.key()).expect("it reads");
    output.read_to_end(&mut shown).expect("the terminal");
    let shown = String::from_utf8_lossy(&shown);
    assert!(child.wait().expect("it ends").success(), "{shown}");
    assert!(shown.contains("API key for lab"), "{shown}");
    assert!(shown.contains("set MISP_KEY"), "it was taken: {shown}");
    assert!(!shown.contains(stage.double.key()), "{shown}");
}
