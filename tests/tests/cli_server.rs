//! The commands for MISP servers: the real binary beside a double.

mod cli_server_stage;

use std::{fs, io::Write as _, process::Stdio};

use cli_server_stage::{Said, Stage};
use misp_flow_tests::misp_double::{Age, Fault, Setup, Tls};
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

#[test]
fn a_self_signed_certificate_is_shown_and_pinned() {
    let setup = Setup {
        tls: Tls::SelfSigned,
        ..Setup::default()
    };
    let stage = Stage::with("pinned", setup);
    let url = stage.double.url().to_owned();
    stage
        .run(&["instance", "test", "lab"])
        .is(3, "misp-flow instance fingerprint");
    assert!(stage.double.log().is_empty(), "nothing was sent");
    let fingerprint = stage.double.fingerprint().to_owned();
    stage
        .run(&["instance", "fingerprint", &url])
        .is(0, &fingerprint);
    let shown = stage
        .run(&["instance", "fingerprint", &url, "--json"])
        .json();
    assert_eq!(shown["fingerprint"], fingerprint.as_str());
    assert!(stage.double.log().is_empty(), "looking sends nothing");
    let other = "00".repeat(32);
    let pin = |pin: &str| {
        let add = ["instance", "add", "lab", &url, "--replace", "--pin", pin];
        stage.run(&add).is(0, "lab");
    };
    pin(&other);
    stage
        .run(&["instance", "test", "lab"])
        .is(3, "not the one that was pinned");
    pin(&fingerprint);
    stage.run(&["instance", "test", "lab"]).is(0, "MISP 2.5.1");
}

#[test]
fn a_private_authority_is_trusted_where_it_is_given() {
    let setup = Setup {
        tls: Tls::PrivateCa,
        ..Setup::default()
    };
    let stage = Stage::with("authority", setup);
    stage
        .run(&["instance", "test", "lab"])
        .is(3, "is not trusted");
    fs::write(stage.file("ca.pem"), stage.double.ca_pem()).expect("a file");
    let url = stage.double.url().to_owned();
    let add = [
        "instance",
        "add",
        "lab",
        &url,
        "--replace",
        "--ca",
        "ca.pem",
    ];
    stage.run(&add).is(0, "lab");
    stage.run(&["instance", "test", "lab"]).is(0, "MISP 2.5.1");
    fs::write(stage.file("ca.pem"), "no certificate").expect("a file");
    stage.run(&add).is(1, "BEGIN CERTIFICATE");
}

#[test]
fn a_dead_server_is_told() {
    let stage = Stage::new("dead");
    let add = ["instance", "add", "dead", "http://127.0.0.1:9"];
    stage.run(&add).is(0, "dead");
    for arguments in [
        &["instance", "test", "dead"][..],
        &["sync", "dead"],
        &["workflows", "dead"],
        &["pull", "dead", "1"],
    ] {
        stage.run(arguments).is(3, "takes no connections");
    }
}

#[test]
fn a_sync_tells_what_changed_since_the_last() {
    let stage = Stage::new("sync");
    stage
        .run(&["sync", "lab"])
        .is(0, "Fetched for the first time");
    stage
        .run(&["sync", "lab"])
        .is(0, "No trigger or module changed");
    stage.double.enable("tag-if", true);
    stage.double.remove_module("stop-execution");
    let said = stage.run(&["sync", "lab", "--json"]);
    let changes = said.json()["changes"].to_string();
    assert!(changes.contains("was switched on"), "{changes}");
    assert!(changes.contains("is gone"), "{changes}");
    assert!(said.err.contains("of 11"), "progress: {said:?}");
}

#[test]
fn workflows_are_listed_with_the_record_of_each() {
    let setup = Setup {
        age: Age::Newer,
        ..Setup::default()
    };
    let stage = Stage::with("workflows", setup);
    stage.named("a.json", "Ours");
    stage
        .run(&["workflows", "lab"])
        .is(0, "event-publish  off  no workflow yet");
    stage
        .run(&["push", "lab", "a.json", "--yes"])
        .is(0, "Pushed");
    stage.run(&["workflows", "lab"]).is(0, "1 “Ours”  in sync");
    stage
        .double
        .another_editor(1, |data| data["name"] = json!("Theirs"));
    stage.double.enable("event-publish", true);
    stage
        .run(&["workflows", "lab"])
        .is(0, "event-publish  on  1 “Theirs”  changed on the server");
    let list = stage.run(&["workflows", "lab", "--json"]).json();
    let rows = list.as_array().expect("a list").iter();
    let ours = rows.filter(|row| row["number"] == "1").collect::<Vec<_>>();
    assert_eq!(
        ours,
        [
            &json!({"trigger": "event-publish", "number": "1", "name": "Theirs", "enabled": true,
            "debug": false, "record": "changed on the server"})
        ]
    );
}

#[test]
fn pulled_files_change_only_with_the_workflow() {
    let stage = Stage::new("pull");
    let all = ["pull", "lab", "--all", "-o", "all"];
    let nothing = "There are no workflows on lab yet; nothing was written.";
    stage.run(&all).is(0, nothing);
    let list = stage.run(&[&all[..], &["--json"]].concat());
    assert_eq!(list.json(), json!([]));
    stage.named("a.json", "Ours");
    stage
        .run(&["push", "lab", "a.json", "--yes"])
        .is(0, "Pushed");
    for meant in ["1", "event-publish", "Ours"] {
        stage
            .run(&["pull", "lab", meant])
            .is(0, "\"name\": \"Ours\"");
    }
    let shown = stage.run(&["pull", "lab", "1"]).out;
    let streamed = stage.run(&["pull", "lab", "1", "-o", "-"]).is(0, "");
    assert_eq!(streamed.out, shown);
    assert!(!stage.file("-").exists());
    stage
        .run(&["pull", "lab", "Nobody's"])
        .is(1, "no workflow “Nobody's”");
    stage
        .run(&["pull", "lab", "event-after-save"])
        .is(1, "no workflow for the trigger");
    stage
        .run(&["pull", "lab", "1", "-o", "b.json"])
        .is(0, "new");
    let first = stage.read("b.json");
    // Somebody saves the same again: the server's time moves, the file does not change.
    stage.double.another_editor(1, |_| {});
    stage
        .run(&["pull", "lab", "1", "-o", "b.json"])
        .is(0, "unchanged");
    assert_eq!(stage.read("b.json"), first);
    let rename = |name: &'static str| {
        stage
            .double
            .another_editor(1, |data| data["name"] = json!(name));
    };
    rename("Theirs");
    stage
        .run(&["pull", "lab", "1", "-o", "b.json"])
        .is(0, "changed");
    let second = stage.read("b.json");
    let differ = first.lines().zip(second.lines()).filter(|(a, b)| a != b);
    assert_eq!(differ.count(), 1, "one line for a new name");
    // A file with changes of its own is left alone, and the base with it.
    fs::write(stage.file("b.json"), second.replace("Theirs", "Mine")).expect("a file");
    rename("Theirs again");
    stage
        .run(&["pull", "lab", "1", "-o", "b.json"])
        .is(2, "left alone");
    assert!(stage.read("b.json").contains("Mine"));
    stage.run(&["diff", "lab", "b.json"]).is(2, "diverged");
    // So is a file that is something else.
    fs::write(stage.file("notes.txt"), "my notes").expect("a file");
    stage
        .run(&["pull", "lab", "1", "-o", "notes.txt"])
        .is(2, "left alone");
    assert_eq!(stage.read("notes.txt"), "my notes");
    stage
        .run(&["pull", "lab", "1", "-o", "b.json", "--force"])
        .is(0, "changed");
    assert!(stage.read("b.json").contains("Theirs again"));
    stage.run(&["diff", "lab", "b.json"]).is(0, "in sync");
    stage
        .run(&["pull", "lab", "--all", "-o", "all"])
        .is(0, "event-publish.json: new");
    let list = stage.run(&["pull", "lab", "--all", "-o", "all", "--json"]);
    assert_eq!(list.json()[0]["result"], "unchanged");
}

#[test]
fn events_are_fetched_into_files_and_lines() {
    let setup = Setup {
        events: vec![json!({"info": "Phishing wave", "Attribute": [
            {"type": "ip-dst", "category": "Network activity", "value": "192.0.2.1"}]})],
        made_events: 250,
        made_attributes: 3,
        ..Setup::default()
    };
    let stage = Stage::with("events", setup);
    let fetch = |more: &[&str]| {
        let mut arguments = vec!["events", "fetch", "lab"];
        arguments.extend(more);
        stage.run(&arguments)
    };
    fetch(&["--dry-run"])
        .is(0, "100 events with")
        .is(0, "--limit");
    fetch(&["--dry-run", "--text", "Phishing%"]).is(0, "1 event with 1 attribute, about 1 KB");
    fetch(&["--id", "1"]).is(0, "\"192.0.2.1\"");
    let all = fetch(&["--limit", "1000", "-o", "all.jsonl", "--json"]);
    assert_eq!(all.json()["fetched"], 251);
    let lines = stage.read("all.jsonl");
    assert_eq!(lines.lines().count(), 251);
    assert!(lines.lines().all(|line| line.starts_with("{\"Event\":")));
    fetch(&["--limit", "3", "-o", "folder"]).is(0, "3 of 3");
    assert_eq!(
        fs::read_dir(stage.file("folder"))
            .expect("a folder")
            .count(),
        3
    );
    // What is there is not lost: the same is nothing to do, something else is left alone.
    fetch(&["--limit", "1000", "-o", "all.jsonl"]).is(0, "251 of 251");
    fetch(&["--limit", "2", "-o", "all.jsonl"]).is(2, "all.jsonl holds something else");
    assert_eq!(stage.read("all.jsonl"), lines);
    fetch(&["--text", "Nothing like it", "-o", "all.jsonl"]).is(0, "0 events");
    fetch(&["--text", "Nothing like it", "-o", "none.jsonl"]).is(0, "0 events");
    assert_eq!(stage.read("all.jsonl"), lines);
    fs::write(stage.file("folder/event-1.json"), "{\"mine\":1}").expect("a file");
    let left = fetch(&["--id", "1", "-o", "folder", "--json"]);
    assert_eq!(left.json()["left_alone"], json!(["folder/event-1.json"]));
    let left = left.is(2, "folder/event-1.json holds something else");
    assert_eq!(
        stage.read("folder/event-1.json"),
        "{\"mine\":1}",
        "{left:?}"
    );
    fetch(&["--id", "1", "-o", "folder", "--force"]).is(0, "1 of 1");
    assert!(stage.read("folder/event-1.json").contains("192.0.2.1"));
    fs::write(stage.file("plain.txt"), "text").expect("a file");
    fetch(&["--id", "1", "-o", "plain.txt"]).is(1, "plain.txt is a file; name a folder");
    fs::remove_file(stage.file("plain.txt")).expect("the file");
    // One that is cut off leaves what was there.
    stage
        .double
        .fault("*", "/events/restSearch*", Fault::Status(403), 9);
    assert_ne!(fetch(&["--limit", "9", "-o", "all.jsonl"]).status, Some(0));
    assert_eq!(stage.read("all.jsonl"), lines);
    let left = fs::read_dir(stage.file("")).expect("a folder");
    assert_eq!(left.count(), 2, "nothing else is left behind");
}
