//! The file of kept runs: what is kept comes back, limits, damage.

use std::{fs, path::PathBuf};

use misp_flow::{
    runs::{Inputs, KeptResult, KeptRun, Limits, RunError, RunLibrary, RunRow},
    stepper::{DataChange, RealExchange},
};
use misp_flow_engine::{
    catalogue::{Catalogue, samples},
    run::{Answer, Answers, Reply, Run},
    value::Value,
    workflow::{self, NodeId},
};

/// A folder of this test's own, which goes with it.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let name = format!("misp-flow-runs-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub fn file(&self) -> PathBuf {
        self.0.join("runs.sqlite")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn inputs(info: &str) -> Inputs {
    let event = format!(r#"{{"Event": {{"id": "7", "info": "{info}", "Attribute": []}}}}"#);
    Inputs {
        workflow: workflow::open(samples::WORKFLOWS[0].json.as_bytes()).unwrap(),
        trial: None,
        event: info.to_owned(),
        data: Value::from_json(event.as_bytes()).unwrap(),
        answers: Answers::default(),
        server: None,
        lesson: None,
        now: 1_700_000_000,
        changes: Vec::new(),
        exchanges: Vec::new(),
        until: None,
    }
}

fn made(inputs: Inputs, at: u64) -> (KeptRun, Run) {
    let catalogue = Catalogue::bundled();
    let (run, workflow) = inputs.run(catalogue);
    let kept = KeptRun {
        at,
        name: String::new(),
        result: KeptResult::of(&run, &workflow, &inputs.answers, catalogue),
        inputs,
        has_data: true,
    };
    (kept, run)
}

pub(super) fn keep(library: &RunLibrary, info: &str, at: u64) -> RunRow {
    let (kept, run) = made(inputs(info), at);
    library.keep(&kept, &run, Catalogue::bundled()).unwrap().row
}

pub(super) fn events(library: &RunLibrary) -> Vec<String> {
    let rows = library.list().unwrap();
    rows.into_iter().map(|row| row.event).collect()
}

#[test]
fn a_run_comes_back_with_all_that_it_was_made_from() {
    let folder = Folder::new("back");
    let library = RunLibrary::at(folder.file());
    assert_eq!(library.list().unwrap(), []);
    assert!(!folder.file().exists(), "looking makes no file");
    let mut inputs = inputs("Phishing");
    let node = inputs.workflow.graph.nodes.keys().last().unwrap().clone();
    let reply = Answer::reply(Reply::Failed("no route".to_owned()));
    inputs.answers = Answers([(node, reply), (NodeId::from(99), Answer::failure("x"))].into());
    inputs.server = Some(Value::from_json(br#"{"version": "2.5.1"}"#).unwrap());
    inputs.trial = Some("event-publish".to_owned());
    inputs.lesson = Some("first".to_owned());
    let (kept, run) = made(inputs, 1_700_000_000_123);
    let row = library.keep(&kept, &run, Catalogue::bundled()).unwrap().row;
    assert_eq!(library.list().unwrap(), std::slice::from_ref(&row));
    assert_eq!(
        (row.steps, row.has_data, row.pinned),
        (run.steps.len(), true, false)
    );
    assert_eq!(row.sentence, kept.result.sentence);

    let read = library.read(row.id).unwrap();
    assert_eq!(read.at, kept.at);
    assert_eq!(read.inputs.workflow, kept.inputs.workflow);
    assert_eq!(read.inputs.data, kept.inputs.data);
    assert_eq!(read.inputs.answers, kept.inputs.answers);
    assert_eq!(read.inputs.server, kept.inputs.server);
    assert_eq!(read.inputs.trial, kept.inputs.trial);
    assert_eq!(read.inputs.lesson, kept.inputs.lesson);
    assert_eq!(read.inputs.now, kept.inputs.now);
    assert_eq!(read.inputs.changes, kept.inputs.changes);
    assert_eq!(read.result, kept.result);
    let (again, workflow) = read.inputs.run(Catalogue::bundled());
    assert_eq!(again, run, "and the run is made again exactly");
    let result = KeptResult::of(
        &again,
        &workflow,
        &read.inputs.answers,
        Catalogue::bundled(),
    );
    assert_eq!(kept.result.first_difference(&result), None);
}

/// A webhook whose address and header hold keys, then the end.
const WEBHOOK: &str = r#"{"Workflow": {"name": "Tell", "data": {
    "1": {"id": 1, "name": "Publish", "data": {"id": "event-publish", "module_type": "trigger"}, "inputs": [],
          "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}]}}},
    "2": {"id": 2, "name": "Webhook", "data": {"id": "webhook", "module_type": "action", "indexed_params":
              {"url": "https://hooks.example.org/T0/sesame", "headers": "Authorization: Bearer sesame",
               "content_type": "json", "payload": "{{Event.info}}", "request_method": "post"},
              "params": [{"id": "url", "label": "URL", "value": "https://hooks.example.org/T0/sesame"}]},
          "inputs": {"input_1": {"connections": [{"node": "1", "output": "output_1"}]}}, "outputs": []}}}}"#;

fn telling(info: &str) -> Inputs {
    Inputs {
        workflow: workflow::open(WEBHOOK.as_bytes()).unwrap(),
        ..inputs(info)
    }
}

#[test]
fn what_was_really_sent_answers_again_and_its_keys_are_masked() {
    let folder = Folder::new("sent");
    let library = RunLibrary::at(folder.file());
    let mut inputs = telling("Phishing");
    let (assumed, _) = inputs.run(Catalogue::bundled());
    let effect = assumed.effects.iter().find(|it| it.request().is_some());
    let effect = effect.expect("the webhook asks");
    inputs.exchanges = vec![RealExchange {
        at: 1_700_000_000_500,
        took: 12,
        step: 0,
        node: effect.node.clone(),
        host: "https://hooks.example.org".to_owned(),
        request: effect.request().unwrap().clone(),
        reply: Reply::Http {
            status: 500,
            body: "down: POST /T0/sesame, Bearer sesame".to_owned(),
            location: None,
        },
    }];
    let (kept, run) = made(inputs, 1);
    assert!(run.steps[0].failed(), "the answer of then: {:?}", run.steps);
    assert!(
        !assumed.steps[0].failed(),
        "without it, it is assumed to be well"
    );
    let row = library.keep(&kept, &run, Catalogue::bundled()).unwrap().row;
    assert_eq!((row.sent, row.changed), (1, false));
    assert_eq!(library.list().unwrap(), std::slice::from_ref(&row));

    let read = library.read(row.id).unwrap();
    let (again, _) = read.inputs.run(Catalogue::bundled());
    assert_eq!(again, run, "the kept answer is given again");
    let json: serde_json::Value =
        serde_json::from_str(&read.to_json(Catalogue::bundled()).unwrap()).unwrap();
    let exchanges = json["exchanges"].to_string();
    assert!(exchanges.contains("hooks.example.org") && exchanges.contains("Authorization"));
    assert!(exchanges.contains("down"), "{exchanges}");
    assert!(!json.to_string().contains("sesame"), "{json:#}");
    assert!(json["workflow"].to_string().contains("hooks.example.org"));
}

#[test]
fn what_was_changed_by_hand_is_changed_again() {
    let folder = Folder::new("changed");
    let library = RunLibrary::at(folder.file());
    let mut inputs = telling("Phishing");
    inputs.changes = vec![DataChange {
        after: 0,
        keys: vec!["Event".into(), "info".into()],
        value: Value::from("Harmless"),
    }];
    let (kept, run) = made(inputs, 1);
    let sent = |run: &Run| format!("{:?}", run.effects[0].request());
    assert!(sent(&run).contains("Harmless"), "{}", sent(&run));
    let row = library.keep(&kept, &run, Catalogue::bundled()).unwrap().row;
    assert!(row.changed && row.sent == 0);
    let (again, _) = library
        .read(row.id)
        .unwrap()
        .inputs
        .run(Catalogue::bundled());
    assert_eq!(again, run);
}

#[test]
fn another_result_is_told() {
    let (kept, _) = made(inputs("Phishing"), 1);
    let mut other = kept.result.clone();
    other.steps[0].result = "error".to_owned();
    let words = kept.result.first_difference(&other).unwrap();
    assert_eq!(words, "step 1 came out differently");
    other = kept.result.clone();
    other.steps.pop();
    assert!(
        kept.result
            .first_difference(&other)
            .unwrap()
            .contains("steps ran, not")
    );
    other = kept.result.clone();
    other.sentence = "in other words".to_owned();
    assert_eq!(kept.result.first_difference(&other), None);
}

#[test]
fn names_pins_and_removals_are_kept() {
    let folder = Folder::new("changes");
    let library = RunLibrary::at(folder.file());
    let first = keep(&library, "one", 1).id;
    let second = keep(&library, "two", 2).id;
    library.rename(first, "before the change").unwrap();
    library.pin(second, true).unwrap();
    let library = RunLibrary::at(folder.file());
    let rows = library.list().unwrap();
    assert_eq!(rows[1].name, "before the change");
    assert_eq!(library.read(first).unwrap().name, "before the change");
    assert!(rows[0].pinned && !rows[1].pinned);
    library.remove(&[first, second]).unwrap();
    assert!(library.list().unwrap().is_empty());
    library.bring_back(&[second]).unwrap();
    assert_eq!(events(&library), ["two"]);
    assert!(matches!(library.rename(77, "x"), Err(RunError::Gone)));
    assert!(matches!(library.read(77), Err(RunError::Gone)));
}

#[test]
fn the_oldest_make_room_unless_they_are_pinned() {
    let folder = Folder::new("limits");
    let limits = Limits {
        runs: 3,
        ..Limits::default()
    };
    let library = RunLibrary::with_limits(folder.file(), limits);
    let first = keep(&library, "0", 0).id;
    library.pin(first, true).unwrap();
    for number in 1..6 {
        keep(&library, &number.to_string(), number);
    }
    assert_eq!(events(&library), ["5", "4", "3", "0"]);

    let (kept, run) = made(inputs("5"), 5);
    let told = library.keep(&kept, &run, Catalogue::bundled()).unwrap();
    assert_eq!(told.gone, [first + 3], "it tells which made room");
    library.remove(&[told.row.id]).unwrap();

    let size = library.list().unwrap()[0].size;
    let limits = Limits {
        bytes: size * 2 + size / 2,
        ..Limits::default()
    };
    let library = RunLibrary::with_limits(folder.file(), limits);
    keep(&library, "6", 6);
    assert_eq!(
        events(&library),
        ["6", "5", "0"],
        "what was removed goes first"
    );
    let limits = Limits {
        bytes: 1,
        ..Limits::default()
    };
    let library = RunLibrary::with_limits(folder.file(), limits);
    keep(&library, "7", 7);
    assert_eq!(events(&library), ["7", "0"], "the newest one stays");
}

#[test]
fn a_huge_event_is_left_out_and_the_row_says_so() {
    let folder = Folder::new("huge");
    let library = RunLibrary::at(folder.file());
    let info = "x".repeat(33 * 1024 * 1024);
    let mut inputs = inputs(&info);
    inputs.event = "Huge".to_owned();
    let (kept, run) = made(inputs, 1);
    let row = library.keep(&kept, &run, Catalogue::bundled()).unwrap().row;
    assert!(!row.has_data && row.size < 1_000_000);
    let read = library.read(row.id).unwrap();
    assert!(!read.has_data && read.inputs.data.is_null());
    assert_eq!(read.result, kept.result);
}

#[test]
fn a_damaged_file_is_told_and_set_aside() {
    let folder = Folder::new("damaged");
    fs::write(
        folder.file(),
        "this is no database at all, and long enough".repeat(100),
    )
    .unwrap();
    let library = RunLibrary::at(folder.file());
    let error = library.list().unwrap_err();
    assert!(error.is_damage(), "{error}");
    assert!(
        error.to_string().contains("runs.sqlite is damaged"),
        "{error}"
    );
    let (kept, run) = made(inputs("one"), 1);
    assert!(
        library
            .keep(&kept, &run, Catalogue::bundled())
            .unwrap_err()
            .is_damage()
    );
    let aside = library.set_aside().unwrap();
    assert!(fs::read(aside).unwrap().starts_with(b"this is no database"));
    keep(&library, "one", 1);
    assert_eq!(events(&library), ["one"]);
}

#[test]
fn a_body_that_rots_spoils_no_other_run() {
    let folder = Folder::new("rotten");
    let library = RunLibrary::at(folder.file());
    let (first, second) = (keep(&library, "one", 1).id, keep(&library, "two", 2).id);
    let file = rusqlite::Connection::open(folder.file()).unwrap();
    let spoil = "UPDATE bodies SET body = x'00' WHERE id = ?1";
    file.execute(spoil, [first]).unwrap();
    drop(file);
    assert!(matches!(library.read(first), Err(RunError::Body(_))));
    assert_eq!(library.read(second).unwrap().inputs.event, "two");
    assert_eq!(library.list().unwrap().len(), 2);
}

#[test]
fn a_file_of_a_newer_program_is_left_alone() {
    let folder = Folder::new("newer");
    let library = RunLibrary::at(folder.file());
    keep(&library, "one", 1);
    let file = rusqlite::Connection::open(folder.file()).unwrap();
    file.execute_batch("PRAGMA user_version = 2").unwrap();
    drop(file);
    let error = library.list().unwrap_err();
    assert!(matches!(error, RunError::Newer { .. }), "{error}");
    assert!(error.to_string().contains("newer version of this program"));
}

#[cfg(unix)]
#[test]
fn only_the_user_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new("private");
    let path = folder.0.join("inner").join("runs.sqlite");
    let library = RunLibrary::at(path.clone());
    keep(&library, "one", 1);
    // While a connection is open, the files beside it are there.
    let file = rusqlite::Connection::open(&path).unwrap();
    file.query_row("SELECT count(*) FROM runs", [], |_| Ok(()))
        .unwrap();
    let mut looked_at = 0;
    for entry in fs::read_dir(path.parent().unwrap()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", entry.path().display());
        looked_at += 1;
    }
    assert!(looked_at >= 1);
    let parent = fs::metadata(path.parent().unwrap()).unwrap();
    assert_eq!(parent.permissions().mode() & 0o077, 0);
}
