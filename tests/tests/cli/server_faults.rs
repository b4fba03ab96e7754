//! The command line beside a server that fails for a moment, hides things, or answers strangely.

use crate::stage::{Said, Stage};
use misp_flow_tests::misp_double::{Fault, Setup, Tls};
use serde_json::json;

const SAVE: (&str, &str) = ("POST", "/workflows/edit*");

fn with_key(stage: &Stage, key: &str, arguments: &[&str]) -> Said {
    let output = stage.keyless(arguments).env("MISP_KEY", key).output();
    Said::of(&output.expect("the binary runs"))
}

fn with_tags(name: &str) -> Stage {
    let setup = Setup {
        tags: vec!["tlp:red".to_owned(), "tlp:green".to_owned()],
        ..Setup::default()
    };
    Stage::with(name, setup)
}

#[test]
fn a_list_that_fails_for_a_moment_is_kept_with_its_date() {
    let stage = with_tags("sync-moment");
    let first = stage.run(&["sync", "lab", "--json"]).json();
    let tags = first["counts"]["tags"].clone();
    assert!(tags.as_u64() > Some(0), "{first}");
    // Reads are tried again twice.
    stage.double.fault("GET", "/tags", Fault::Status(503), 3);
    let said = stage.run(&["sync", "lab", "--json"]).json();
    assert_eq!(said["counts"]["tags"], tags);
    let notes = said["notes"].to_string();
    assert!(notes.contains("tags: kept from 20"), "{notes}");
    assert!(notes.contains("status 503"), "{notes}");
    // The date is that of the list, however often it fails.
    let kept = |notes: &str| {
        notes
            .split("tags: ")
            .nth(1)
            .map(|rest| rest[..30].to_owned())
    };
    std::thread::sleep(std::time::Duration::from_millis(1100));
    stage.double.fault("GET", "/tags", Fault::Status(503), 3);
    let again = stage.run(&["sync", "lab", "--json"]).json();
    assert_eq!(kept(&again["notes"].to_string()), kept(&notes));
    let well = stage.run(&["sync", "lab", "--json"]).json();
    assert_eq!(well["counts"]["tags"], tags);
    assert!(!well["notes"].to_string().contains("kept"), "{well}");
}

#[test]
fn a_lesser_key_takes_nothing_away_and_tells_of_no_change_that_never_was() {
    let stage = with_tags("sync-lesser");
    stage.double.put_module(json!({
        "id": "own-action", "name": "Own action", "module_type": "action", "version": "0.1",
        "disabled": false, "params": [],
    }));
    let first = stage.run(&["sync", "lab", "--json"]).json();
    let lesser = with_key(&stage, stage.double.user_key(), &["sync", "lab", "--json"]);
    let lesser = lesser.json();
    for list in ["triggers", "modules"] {
        assert_eq!(lesser["counts"][list], first["counts"][list], "{list}");
        let notes = lesser["notes"].to_string();
        assert!(notes.contains(&format!("{list}: kept from 20")), "{notes}");
    }
    assert_eq!(lesser["changes"], json!([]));
    let shown = with_key(&stage, stage.double.user_key(), &["sync", "lab"]);
    shown.is(0, "what changed of them is not known");
    let again = stage.run(&["sync", "lab", "--json"]).json();
    assert_eq!(again["changes"], json!([]));
    stage.double.enable("tag-if", true);
    let changed = stage.run(&["sync", "lab", "--json"]).json();
    assert_eq!(changed["changes"].as_array().map(Vec::len), Some(1));

    // Who could never read them has nothing to compare with.
    let other = Stage::new("sync-lesser-first");
    with_key(&other, other.double.user_key(), &["sync", "lab"]).is(0, "stand in");
    let first = other.run(&["sync", "lab", "--json"]).json();
    assert_eq!(first["changes"], json!([]));
}

#[test]
fn events_that_are_not_there_are_named() {
    let setup = Setup {
        made_events: 3,
        made_attributes: 2,
        ..Setup::default()
    };
    let stage = Stage::with("events-missing", setup);
    let fetch = ["events", "fetch", "lab", "--json", "-o", "got", "--id"];
    let said = stage.run(&[&fetch[..], &["1", "--id", "9999"]].concat());
    let said = said.is(2, "not there, or not for this key: 9999");
    assert_eq!(said.json()["missing"], json!(["9999"]));
    assert_eq!(said.json()["fetched"], 1);
    let said = stage.run(&[&fetch[..], &["9999", "--dry-run"]].concat());
    assert_eq!(said.is(2, "9999").json()["missing"], json!(["9999"]));
    let uuid = "5f1c7a3e-8d2b-4c6f-9a10-3b7e2d4c5f60";
    stage
        .run(&["events", "fetch", "lab", "-o", "got", "--uuid", uuid])
        .is(2, uuid);
    let all = stage.run(&[&fetch[..], &["1", "--id", "2"]].concat());
    assert_eq!(all.is(0, "2 events").json()["missing"], json!([]));
}

#[test]
fn a_switch_whose_answer_says_nothing_is_read_back() {
    let stage = Stage::new("modules-500");
    let toggle = ("POST", "/workflows/toggleModule*");
    let on = ["modules", "lab", "--on", "tag-if"];
    stage
        .double
        .fault(toggle.0, toggle.1, Fault::InternalErrorServed, 1);
    stage
        .run(&on)
        .is(0, "tag-if is on now")
        .is(0, "on   logic  tag-if");
    let off = ["modules", "lab", "--off", "tag-if"];
    stage
        .double
        .fault(toggle.0, toggle.1, Fault::InternalError, 1);
    let refused = stage.run(&off).is(3, "status 500");
    assert!(!refused.err.contains("not known"), "{refused:?}");
    assert!(stage.double.is_enabled("tag-if"));
    stage
        .double
        .fault(toggle.0, toggle.1, Fault::Status(504), 1);
    stage.run(&off).is(4, "is not known");
}

#[test]
fn an_instance_that_could_not_be_used_is_not_added() {
    let stage = Stage::empty("add-unfit", Setup::default());
    let url = stage.double.url().to_owned();
    let add = ["instance", "add", "lab", &url];
    with_key(&stage, "short", &add).is(3, "has 5 characters, but keys of MISP have 40");
    with_key(&stage, &"a".repeat(41), &add).is(3, "has 41 characters");
    stage
        .run(&["instance", "add", "two\nlines", &url])
        .is(1, "a line break or another sign that cannot be seen");
    let print = "00".repeat(32);
    stage
        .run(&[&add[..], &["--pin", &print]].concat())
        .is(1, "there is no certificate for --pin");
    stage.run(&["instance", "list"]).is(0, "No instances yet");
    assert!(stage.double.log().is_empty(), "nothing was asked");
}

#[test]
fn what_stands_in_the_way_of_a_change_is_named() {
    let stage = Stage::new("redirected");
    stage.named("before.json", "Before");
    stage.named("after.json", "After");
    stage
        .run(&["push", "lab", "before.json", "--yes"])
        .is(0, "Pushed");
    let to = Fault::RedirectTo(format!("{}/sso/login", stage.double.url()));
    stage.double.fault(SAVE.0, SAVE.1, to, 1);
    let said = stage.run(&["push", "lab", "after.json", "--yes"]);
    let said = said.is(3, "on to its page /sso/login");
    assert!(
        !said.err.contains("set it as the instance's address"),
        "{said:?}"
    );
    assert_eq!(stage.name_there(), "Before");
}

#[test]
fn a_plain_address_of_a_secure_port_says_what_to_try() {
    let setup = Setup {
        tls: Tls::SelfSigned,
        ..Setup::default()
    };
    let stage = Stage::empty("plain-to-tls", setup);
    let url = stage.double.url().replace("https://", "http://");
    stage.run(&["instance", "add", "lab", &url]).is(0, "lab");
    stage
        .run(&["instance", "test", "lab"])
        .is(3, "try https://127.0.0.1");
}

#[test]
fn what_is_reached_without_encryption_is_listed_as_that() {
    let stage = Stage::new("not-encrypted");
    let list = stage.run(&["instance", "list"]).is(0, "not encrypted");
    assert!(!list.out.contains("trusted by the system"), "{list:?}");
    let json = stage.run(&["instance", "list", "--json"]).json();
    assert_eq!(json[0]["trust"], "not encrypted");
    assert_eq!(json[0]["encrypted"], false);
}

#[test]
fn what_was_fetched_of_another_server_is_not_used_for_a_new_address() {
    let stage = with_tags("other-address");
    stage
        .run(&["sync", "lab"])
        .is(0, "Fetched for the first time");
    let other = with_tags("other-address-2");
    let url = other.double.url().to_owned();
    stage
        .run(&["instance", "add", "lab", &url, "--replace"])
        .is(0, "lab");
    stage
        .run(&["sync", "lab"])
        .is(0, "Fetched for the first time");
}
