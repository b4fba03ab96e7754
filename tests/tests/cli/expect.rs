//! `expect` and `test`: the real binary on workflows with expectations beside them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
};

use misp_flow_tests::command_line::{err, folder, json_of, out, path, run, sample};
use serde_json::{Value as Json, json};

const LEAK: &str = "Leaked customer list of a bank, case under way";
const REPORT: &str = "Indicators from a public report";

/// A folder with the red sample, two events, and what is expected of it with both.
struct Place(PathBuf);

impl Place {
    fn bare(name: &str) -> Self {
        let place = folder(&format!("expect-{name}"));
        let flows = place.join("flows");
        fs::create_dir_all(&flows).expect("a folder");
        for (from, to) in [
            (
                "workflows/block-publishing-of-red-data.json",
                "flows/red.json",
            ),
            ("events/leaked-customer-data.json", "leak.json"),
            ("events/public-report.json", "report.json"),
        ] {
            fs::copy(sample(from), place.join(to)).expect("a copy");
        }
        Self(place)
    }

    fn new(name: &str) -> Self {
        let place = Self::bare(name);
        for event in ["leak.json", "report.json"] {
            let output = place.expect(&["--event", path(&place.0.join(event))]);
            assert_eq!(output.status.code(), Some(0), "{}", err(&output));
            assert!(out(&output).starts_with("added "), "{}", out(&output));
        }
        place
    }

    fn workflow(&self) -> PathBuf {
        self.0.join("flows/red.json")
    }

    fn expectations(&self) -> PathBuf {
        self.0.join("flows/red.expect.json")
    }

    fn expect(&self, arguments: &[&str]) -> Output {
        let workflow = self.workflow();
        run(&[&["expect", path(&workflow)], arguments].concat())
    }

    fn test(&self, arguments: &[&str]) -> Output {
        run(&[&["test", path(&self.0)], arguments].concat())
    }

    fn change(&self, file: &Path, change: impl FnOnce(&mut Json)) {
        let text = fs::read(file).expect("a file");
        let mut json = serde_json::from_slice(&text).expect("JSON");
        change(&mut json);
        fs::write(file, json.to_string()).expect("a file");
    }
}

#[test]
fn what_is_expected_lies_beside_the_workflow_for_people() {
    let place = Place::new("form");
    let text = fs::read_to_string(place.expectations()).expect("a file");
    let json: Json = serde_json::from_str(&text).expect("JSON");
    let first = &json["expectations"][0];
    assert_eq!(first["name"], LEAK);
    assert_eq!(first["given"]["trigger"], "event-publish");
    assert_eq!(first["given"]["event"], json!({"file": "../leak.json"}));
    assert_eq!(
        first["expected"],
        json!({
            "outcome": "blocked",
            "path": [
                {"node": "2", "name": "IF :: Tag", "module": "tag-if", "port": "output_1"},
                {"node": "3", "name": "Stop execution", "module": "stop-execution",
                 "result": "partial-success", "errors": ["Contains red data"]},
            ],
        })
    );
    assert!(text.contains("\n      \"name\": "), "{text}");

    // Writing the same again changes nothing, not even the time.
    let output = place.expect(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert_eq!(out(&output).matches("unchanged").count(), 2);
    assert_eq!(
        fs::read_to_string(place.expectations()).expect("a file"),
        text
    );
}

#[test]
fn what_is_as_expected_is_told_and_survives_names_and_places() {
    let place = Place::new("same");
    place.change(&place.workflow(), |json| {
        json["Workflow"]["name"] = json!("Renamed");
        json["Workflow"]["data"]["3"]["pos_y"] = json!(900);
    });
    let output = place.test(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let text = out(&output);
    assert!(
        text.contains(&format!("  ✓ {LEAK}\n  ✓ {REPORT}\n")),
        "{text}"
    );
    assert!(text.ends_with("\n2 as expected, 0 different\n"), "{text}");
    assert!(!text.contains('\u{1b}'), "no colours where nobody looks");
}

#[test]
fn a_changed_workflow_fails_with_the_difference() {
    let place = Place::new("changed");
    place.change(&place.workflow(), |json| {
        json["Workflow"]["data"]["2"]["data"]["indexed_params"]["condition"] = json!("not_in_or");
    });
    let output = place.test(&[]);
    assert_eq!(output.status.code(), Some(2), "{}", err(&output));
    let text = out(&output);
    let wanted = format!(
        "  ✗ {LEAK}
    The outcome is success; expected blocked
    Step 1, IF :: Tag (2), goes on at else (output_2); expected then (output_1)
    Step 2 is Push to ZMQ (4); expected Stop execution (3)
"
    );
    assert!(text.contains(&wanted), "{text}");
    assert!(text.ends_with("\n0 as expected, 2 different\n"), "{text}");

    let report = json_of(&place.test(&["--json"]));
    assert_eq!(report["different"], 2);
    let first = &report["files"][0]["expectations"][0];
    assert_eq!(first["result"], "different");
    assert_eq!(
        first["differences"][0],
        "The outcome is success; expected blocked"
    );

    // What was meant is written anew, and is as expected then.
    let output = place.expect(&["--name", LEAK]);
    assert!(out(&output).starts_with("changed "), "{}", out(&output));
    assert_eq!(json_of(&place.test(&["--json"]))["as_expected"], 1);
    assert_eq!(place.expect(&[]).status.code(), Some(0));
    assert_eq!(place.test(&[]).status.code(), Some(0));
}

#[test]
fn the_junit_report_is_well_formed() {
    let place = Place::new("junit");
    place.change(&place.expectations(), |json| {
        json["expectations"][0]["name"] = json!("a < \"b\" & \u{1b}[31m");
        json["expectations"][0]["expected"]["path"][1]["errors"] = json!(["<none>", "two\nlines"]);
        json["expectations"][1]["given"]["event"]["file"] = json!("../gone.json");
    });
    fs::write(place.0.join("broken.expect.json"), "{").expect("a file");
    let file = place.0.join("report.xml");
    let output = place.test(&["--junit", path(&file)]);
    assert_eq!(output.status.code(), Some(2), "{}", err(&output));
    assert!(
        !out(&output).contains('\u{1b}'),
        "nothing steers the terminal"
    );

    let text = fs::read_to_string(&file).expect("a report");
    let xml = roxmltree::Document::parse(&text).expect("XML");
    let root = xml.root_element();
    assert_eq!(root.tag_name().name(), "testsuites");
    let counts = ["tests", "failures", "errors"].map(|name| root.attribute(name));
    assert_eq!(counts, [Some("3"), Some("1"), Some("2")]);
    let cases: Vec<_> = root
        .descendants()
        .filter(|node| node.has_tag_name("testcase"))
        .collect();
    let found = |index: usize| cases[index].first_element_child().expect("a finding");
    assert!(
        cases[0]
            .attribute("name")
            .is_some_and(|name| name.ends_with("broken.expect.json"))
    );
    assert_eq!(found(0).tag_name().name(), "error");
    assert_eq!(cases[1].attribute("name"), Some("a < \"b\" & \u{fffd}[31m"));
    assert_eq!(found(1).tag_name().name(), "failure");
    assert_eq!(
        found(1).attribute("message"),
        Some(
            "Step 2, Stop execution (3), tells “Contains red data”; expected “<none>”, “two\nlines”"
        )
    );
    assert_eq!(found(2).tag_name().name(), "error");
    assert!(
        found(2)
            .text()
            .is_some_and(|text| text.contains("gone.json cannot be read"))
    );
}

#[test]
fn what_cannot_be_tested_is_told_and_the_rest_goes_on() {
    let place = Place::new("damaged");
    fs::remove_file(place.0.join("leak.json")).expect("no file");
    let damaged = place.0.join("flows/damaged.expect.json");
    fs::write(&damaged, "{\n  \"expectations\": [{]\n}").expect("a file");
    let slip = place.0.join("flows/slip.expect.json");
    fs::write(&slip, r#"{"expectations": [], "expectation": 1}"#).expect("a file");
    let lonely = place.0.join("flows/lonely.expect.json");
    fs::copy(place.expectations(), &lonely).expect("a copy");
    let output = place.test(&[]);
    assert_eq!(output.status.code(), Some(1), "{}", out(&output));
    let text = out(&output);
    for words in [
        "damaged.expect.json: This is not valid JSON: ",
        "at line 2, column ",
        "slip.expect.json: This is no file of expectations: unknown field `expectation`",
        "lonely.json cannot be read: there is no such file",
        &format!("! {LEAK} not tested: "),
        "leak.json cannot be read: there is no such file",
        &format!("✓ {REPORT}"),
        "1 as expected, 0 different, 4 not tested",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    // What is damaged is not written over.
    fs::write(place.expectations(), "{").expect("a file");
    let output = place.expect(&["--event", path(&place.0.join("report.json"))]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("This is not valid JSON: it ends too early, at line 1, column 1"),
        "{}",
        err(&output)
    );
    assert_eq!(fs::read(place.expectations()).expect("a file"), b"{");
}

#[test]
fn nothing_found_is_told() {
    let place = Place::bare("none");
    for arguments in [&[][..], &["--json"]] {
        let output = place.test(arguments);
        assert_eq!(output.status.code(), Some(1));
        assert!(
            err(&output).contains("there are no expectations"),
            "{}",
            err(&output)
        );
    }
    let output = run(&["test", path(&place.0.join("no-such-folder"))]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("cannot be read"), "{}", err(&output));
    let output = place.expect(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("there are no expectations"),
        "{}",
        err(&output)
    );
}

#[test]
fn answers_and_embedded_events_stay_with_the_expectation() {
    let place = Place::bare("given");
    let report = place.0.join("report.json");
    let output = place.expect(&[
        "--event",
        path(&report),
        "--embed",
        "--fail",
        "4=channel down",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    fs::remove_file(&report).expect("no file");
    let text = fs::read(place.expectations()).expect("a file");
    let json: Json = serde_json::from_slice(&text).expect("JSON");
    let kept = &json["expectations"][0];
    assert_eq!(
        kept["given"]["answers"],
        json!({"4": {"success": false, "errors": ["channel down"]}})
    );
    assert_eq!(kept["given"]["event"]["embedded"]["Event"]["info"], REPORT);
    assert_eq!(
        kept["expected"]["path"][1]["errors"],
        json!(["channel down"])
    );
    // A workflow or its expectations can be named as well as the folder.
    for file in [place.workflow(), place.expectations()] {
        let output = run(&["test", path(&file)]);
        assert_eq!(output.status.code(), Some(0), "{}", out(&output));
    }
}

#[test]
fn an_expectation_of_another_event_is_not_replaced() {
    let place = Place::new("taken");
    let output = place.expect(&[
        "--event",
        path(&place.0.join("report.json")),
        "--name",
        LEAK,
    ]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("choose another name with --name"),
        "{}",
        err(&output)
    );
    let output = place.expect(&["--event", path(&place.0.join("leak.json")), "--fail", "77"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("there is no node 77"),
        "{}",
        err(&output)
    );
    let other = [
        "--event",
        path(&place.0.join("leak.json")),
        "--trigger",
        "event-after-save",
    ]
    .map(str::to_owned);
    let other: Vec<&str> = other.iter().map(String::as_str).collect();
    let output = place.expect(&other);
    assert!(
        err(&output).contains("it starts with event-publish"),
        "{}",
        err(&output)
    );
}
