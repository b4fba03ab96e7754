//! Instances: added, listed, tested and removed, and keys that do not do.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use crate::stage::{Said, Stage};
use misp_flow_tests::misp_double::Setup;
use serde_json::json;

#[test]
fn instances_are_added_listed_tested_and_removed() {
    let stage = Stage::new("instances");
    let url = stage.double.url().to_owned();
    stage
        .run(&["instance", "add", "lab", &url])
        .is(1, "--replace");
    let id = |said: Said| said.json()[0]["id"].clone();
    let before = id(stage.run(&["instance", "list", "--json"]));
    stage
        .run(&[
            "instance",
            "add",
            "lab",
            &url,
            "--replace",
            "--proxy",
            "direct",
        ])
        .is(0, "lab");
    let list = stage.run(&["instance", "list", "--json"]);
    assert_eq!(list.json()[0]["proxy"], "direct");
    assert_eq!(list.json().as_array().map(Vec::len), Some(1));
    assert_eq!(id(list), before, "what was kept of it stays with it");
    stage.run(&["instance", "list"]).is(0, &url);
    stage
        .run(&["instance", "test", "lab"])
        .is(0, "admin@double.example");
    let report = stage.run(&["instance", "test", "lab", "--json"]).json();
    assert_eq!(report["version"], "2.5.1");
    assert_eq!(report["missing"], json!([]));
    stage
        .run(&["instance", "remove", "lab"])
        .is(0, "“lab” is forgotten");
    stage.run(&["instance", "test", "lab"]).is(1, "no instance");
    stage.run(&["instance", "list"]).is(0, "No instances yet");
}

#[test]
fn bad_arguments_are_told() {
    let stage = Stage::new("arguments");
    fs::write(stage.file("passwd"), "root:x:0:0:root:/root:/bin/sh\n").expect("a file");
    let long = "n".repeat(270);
    for (arguments, words) in [
        (&["instance", "add", "x", "ftp://misp"][..], "https"),
        (&["instance", "add", "x", "https://a:b@misp"], "password"),
        (
            &["instance", "add", "x", "https://misp", "--pin", "AB"],
            "64 digits",
        ),
        (
            &["instance", "add", "x", "https://misp", "--ca", "none.pem"],
            "none.pem",
        ),
        (
            &["instance", "add", "x", "https://misp", "--proxy", "ftp://x"],
            "proxy",
        ),
        (
            &["instance", "add", "x", "https://misp", "--proxy", "junk"],
            "The address of the proxy lacks its port",
        ),
        (
            &["instance", "add", "x", "https://misp", "--ca", "passwd"],
            "passwd holds no certificate of an authority",
        ),
        (
            &["instance", "add", "x", "http://misp", "--ca", "passwd"],
            "passwd holds no certificate of an authority",
        ),
        (
            &["instance", "add", "x", "https://misp/?a=b"],
            "The address goes on with ?",
        ),
        (
            &["instance", "add", "x", "https://misp/#top"],
            "The address goes on with #",
        ),
        (
            &["instance", "add", &long, "https://misp"],
            "The name has 270 letters, and may have 64",
        ),
        (&["pull", "lab", "--all", "-o", "-"], "--all needs a folder"),
        (&["instance", "add", " ", "https://misp"], "name"),
        (&["pull", "lab"], "<WORKFLOW>"),
        (&["pull", "elsewhere", "1"], "the instances are lab"),
        (&["events", "fetch", "lab", "--json"], "--output"),
        (&["history", "lab", "1"], "yet"),
        (
            &["events", "fetch", "lab", "--from", "garbage"],
            "“garbage” is no date",
        ),
        (
            &["events", "fetch", "lab", "--uuid", "nope"],
            "“nope” is no uuid",
        ),
        (
            &["events", "fetch", "lab", "--id", "x"],
            "“x” is not the number of an event",
        ),
        (
            &["modules", "lab", "--on", "webhook", "--off", "webhook"],
            "cannot be switched on and off at once",
        ),
    ] {
        stage.run(arguments).is(1, words);
    }
    let list = stage.run(&["instance", "list", "--json"]).json();
    assert_eq!(list.as_array().map(Vec::len), Some(1), "only lab: {list}");
}

#[test]
fn a_long_name_of_an_older_list_is_cut_where_it_is_shown() {
    let stage = Stage::new("long-name");
    let list = stage.folder.join("config/misp-flow/instances.json");
    let long = "n".repeat(270);
    let text = fs::read_to_string(&list).expect("a list");
    let text = text.replace("\"lab\"", &format!("\"{long}\""));
    fs::write(&list, text).expect("a list");
    let shown = format!("{}…", "n".repeat(63));
    let said = stage.run(&["instance", "list"]).is(0, &shown);
    assert!(!said.out.contains(&long), "{said:?}");
    let unknown = stage.run(&["workflows", "other"]).is(1, &shown);
    assert!(!unknown.err.contains(&long), "{unknown:?}");
    // It goes by its whole name still.
    stage.run(&["instance", "test", &long]).is(0, "MISP 2.5.1");
}

#[test]
fn without_a_keyring_the_key_is_asked_for_each_time() {
    let stage = Stage::empty("keyless", Setup::default());
    let url = stage.double.url().to_owned();
    let add = ["instance", "add", "lab", &url];
    let silent = stage.keyless(&add).output().expect("it runs");
    Said::of(&silent).is(1, "no API key was given");
    let mut child = stage
        .keyless(&add)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut input = child.stdin.take().expect("its input");
    writeln!(input, "{}", stage.double.key()).expect("it reads");
    drop(input);
    Said::of(&child.wait_with_output().expect("it ends")).is(0, "set MISP_KEY");
    let test = stage.keyless(&["instance", "test", "lab"]).output();
    Said::of(&test.expect("it runs")).is(1, "Set the environment variable MISP_KEY");
    stage.run(&["instance", "test", "lab"]).is(0, "MISP 2.5.1");
}

#[test]
fn keys_that_do_not_do_are_told_once() {
    let stage = Stage::new("keys");
    let with = |key: &str, arguments: &[&str]| {
        let output = stage.keyless(arguments).env("MISP_KEY", key).output();
        Said::of(&output.expect("it runs"))
    };
    let wrong = "wrongKey0123456789wrongKey0123456789abcd";
    for arguments in [
        &["instance", "test", "lab"][..],
        &["sync", "lab"],
        &["workflows", "lab"],
        &["pull", "lab", "1"],
        &["events", "fetch", "lab", "--dry-run"],
    ] {
        let said = with(wrong, arguments).is(3, "does not accept the API key");
        assert_eq!(said.err.matches("does not accept").count(), 1, "{said:?}");
        assert!(!said.err.contains(wrong), "{said:?}");
    }
    with("short", &["sync", "lab"]).is(3, "has 5 characters");
    let user = stage.double.user_key();
    with(user, &["instance", "test", "lab"]).is(2, "is no site admin");
    with(user, &["workflows", "lab"]).is(3, "site admin");
    with(user, &["events", "fetch", "lab", "--dry-run"]).is(0, "0 events");
}

#[test]
fn workflows_that_are_off_name_the_settings() {
    let stage = Stage::new("off");
    stage.double.switch_workflows(false);
    stage
        .run(&["instance", "test", "lab"])
        .is(2, "Plugin.Workflow_enable");
    let said = stage.run(&["pull", "lab", "1"]);
    said.is(3, "Plugin.Workflow_enable");
}
