//! The program is killed two hundred times at random moments while it pushes, pulls, fetches the
//! catalogue and saves. Each time every file is whole, the next start tells what became of a push
//! that was cut off, and no state that was on the server is lost.

use std::{
    fs,
    path::PathBuf,
    process::{Command as Process, Stdio},
    thread,
    time::Duration,
};

use misp_flow::{
    misp::{Address, ApiKey, Client, Limits, ProxyChoice, Runtime, Snapshot, SnapshotError, Trust},
    push::{self, Fate, Kept, ServerStore},
};
use misp_flow_engine::{catalogue::samples, workflow};
use misp_flow_tests::{
    editing::Dice,
    misp_double::{Double, Setup},
};
use serde_json::Value as Json;

const KILLS: u64 = 200;
/// So many replaced states are surely still kept.
const KEPT: usize = 150;

/// The names that saves gave the workflow, in the order in which the server took them.
fn saved(double: &Double) -> Vec<String> {
    let log = double.log().into_iter();
    log.filter(|asked| asked.path.contains("/workflows/edit/"))
        .filter(|asked| asked.answered.is_some_and(|(status, _)| status == 200))
        .filter_map(|asked| {
            let body: Json = serde_json::from_slice(&asked.body).ok()?;
            Some(body["Workflow"]["name"].as_str()?.to_owned())
        })
        .collect()
}

#[test]
fn nothing_is_lost_and_the_truth_is_told() {
    let double = Double::start(Setup::default());
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("server-kills");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("draft.json");
    fs::write(&file, samples::WORKFLOWS[0].json).unwrap();
    let address: Address = double.url().parse().unwrap();
    let key = ApiKey::new(double.key().to_owned());
    let (trust, limits) = (Trust::System, Limits::default());
    let client = Client::new(address, key, &trust, ProxyChoice::Direct, limits).unwrap();
    let store = ServerStore::in_folder(folder.join("workflows"));
    let runtime = Runtime::new();
    let mut cut_off = 0;
    for round in 0..KILLS {
        let mut session = Process::new(env!("CARGO_BIN_EXE_pushing_session"))
            .arg(double.url())
            .args([&folder, &file])
            .arg((round * 1000).to_string())
            .env("MISP_KEY", double.key())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(15 + Dice(round).below(70)));
        assert_eq!(
            session.try_wait().unwrap(),
            None,
            "round {round}: it ended by itself"
        );
        session.kill().unwrap();
        session.wait().unwrap();
        // What has come in whole is carried out even though nobody waits for the answer.
        thread::sleep(Duration::from_millis(15));

        let text = fs::read(&file).unwrap();
        workflow::open(&text).unwrap_or_else(|error| panic!("round {round}: {error}"));
        match Snapshot::read(&Snapshot::file_in(&folder)) {
            Ok(_) | Err(SnapshotError::None) => {}
            Err(error) => panic!("round {round}: {error}"),
        }
        let Some(there) = double.workflow(1) else {
            continue;
        };
        let under_way = store.under_way().unwrap();
        let found = runtime
            .block_on(push::recover(&client, &store, "a test"))
            .unwrap();
        assert_eq!(found.len(), under_way.len());
        for one in &found {
            cut_off += 1;
            let truth = if there["name"] == one.intent.sent["name"] {
                Fate::Done
            } else if there["name"] == one.intent.before["name"] {
                Fate::NotDone
            } else {
                Fate::SomethingElse
            };
            assert_eq!(one.fate, truth, "round {round}: {}", one.words());
            assert_ne!(truth, Fate::SomethingElse, "nobody else was there");
        }
        if let Some(base) = store.base("1").unwrap() {
            base.open().unwrap();
        }
    }
    let saved = saved(&double);
    assert!(saved.len() > 50, "only {} pushes came through", saved.len());
    assert!(cut_off > 5, "only {cut_off} of the kills hit a push");
    let history = store.history("1").unwrap().states;
    let kept: Vec<String> = history
        .iter()
        .filter_map(Kept::open)
        .map(|one| one.name)
        .collect();
    let replaced = saved.iter().rev().skip(1).take(KEPT);
    for name in replaced {
        assert!(
            kept.contains(name),
            "{name} was on the server and is not kept"
        );
    }
    assert!(!double.was_rebuilt());
    println!(
        "{KILLS} kills, {} pushes, {cut_off} of them cut off",
        saved.len()
    );
}
