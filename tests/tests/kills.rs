//! The program is killed in the middle of editing and saving, fifty times at random moments. Each
//! time the file is whole, and nothing older than a second is lost.

use std::{
    collections::HashMap,
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command as Process, Stdio},
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use misp_flow::{
    library::Settings,
    state::{Command, State},
};
use misp_flow_engine::{
    edit::History,
    workflow::{self, Workflow},
};
use misp_flow_tests::editing::{Dice, EDITS, beginning, edit, fingerprint};

const KILLS: u64 = 50;
/// How many sessions run at the same time.
const TOGETHER: u64 = 5;
/// What may be lost, in milliseconds.
const LOSS: u128 = 1000;

/// The numbers of the session's states, by what a file with one of them holds.
fn states() -> HashMap<u64, usize> {
    let (mut workflow, mut history) = (beginning(), History::new());
    let mut states = HashMap::from([(fingerprint(&workflow.to_text()), 0)]);
    for number in 1..=EDITS {
        history.apply(&mut workflow, edit(number)).unwrap();
        states.insert(fingerprint(&workflow.to_text()), number);
    }
    assert_eq!(states.len(), EDITS + 1, "no two states are the same");
    states
}

/// Runs a session, kills it, and gives the edits that it told with their times, and the time of
/// its end.
fn killed(file: &Path, data: &Path, seed: u64) -> (Vec<(usize, u128)>, u128) {
    let mut session = Process::new(env!("CARGO_BIN_EXE_editing_session"))
        .args([file.as_os_str(), data.as_os_str()])
        .arg(seed.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(session.stdout.take().unwrap()).lines();
    let wait = Duration::from_millis(20 + Dice(seed).below(2000));
    let listener = thread::spawn(move || {
        let told = |line: String| -> Option<(usize, u128)> {
            let (number, time) = line.split_once(' ')?;
            Some((number.parse().ok()?, time.parse().ok()?))
        };
        lines
            .map_while(Result::ok)
            .filter_map(told)
            .collect::<Vec<_>>()
    });
    // The session takes its time to begin; what counts is how long it edits.
    thread::sleep(wait + Duration::from_millis(60));
    session.kill().unwrap();
    let end = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_millis();
    session.wait().unwrap();
    (listener.join().unwrap(), end)
}

fn settle(state: &mut State) {
    let until = Instant::now() + Duration::from_secs(20);
    while !state.is_idle() {
        state.poll();
        state.refresh();
        assert!(
            Instant::now() < until,
            "the background does not come to an end"
        );
        thread::sleep(Duration::from_millis(1));
    }
    state.poll();
    state.refresh();
}

/// The next start after a kill: gives the state that was restored, if something was to restore,
/// and saves it.
fn restored(file: &Path, data: &Path) -> Option<Workflow> {
    let mut state = State::new(Settings::default(), None);
    state.keep_in(data);
    settle(&mut state);
    let found = state.found().len();
    assert!(found <= 1, "one document was open");
    if found == 0 {
        return None;
    }
    state.apply(Command::Restore(0));
    assert!(state.document().is_unsaved());
    let workflow = state.document().workflow().clone();
    assert_eq!(state.document().path(), Some(file));
    state.apply(Command::SaveTo(file.to_owned()));
    settle(&mut state);
    assert!(!state.document().is_unsaved());
    state.end();
    Some(workflow)
}

/// How a kill went.
#[derive(Debug)]
struct Outcome {
    /// Whether the file was written at least once before.
    saved: bool,
    restored: bool,
    /// Whether it hit the program while it wrote the file.
    in_a_save: bool,
}

fn kill(folder: &Path, seed: u64, states: &HashMap<u64, usize>) -> Outcome {
    let folder = folder.join(seed.to_string());
    fs::create_dir_all(&folder).unwrap();
    let (file, data) = (folder.join("workflow.json"), folder.join("data"));
    fs::write(&file, beginning().to_text()).unwrap();
    let (edits, end) = killed(&file, &data, seed);
    let last = edits.last().map_or(0, |(number, _)| *number);

    // The file is one of the states, old or new, and whole.
    let text = fs::read_to_string(&file).unwrap();
    workflow::open(text.as_bytes()).unwrap();
    let on_disk = *states
        .get(&fingerprint(&text))
        .unwrap_or_else(|| panic!("seed {seed}: the file holds no state of the session"));
    assert!(on_disk <= last, "seed {seed}");
    let in_a_save = left_over(&folder);

    // Restoring brings back all that is older than a second.
    let back = restored(&file, &data);
    let back_number = back.as_ref().map(|workflow| {
        *states
            .get(&fingerprint(&workflow.to_text()))
            .unwrap_or_else(|| panic!("seed {seed}: what was restored is no state of the session"))
    });
    let kept = back_number.unwrap_or(0).max(on_disk);
    let old_enough = edits.iter().rev().find(|(_, time)| time + LOSS <= end);
    let expected = old_enough.map_or(0, |(number, _)| *number);
    assert!(
        kept >= expected,
        "seed {seed}: {kept} of {last} edits were kept, {expected} of them older than a second"
    );

    // Saving what was restored clears up, and keeps what the file held.
    if back.is_some() {
        assert!(!left_over(&folder), "seed {seed}: a temporary file is left");
        let journals: Vec<_> = fs::read_dir(data.join("journal")).unwrap().collect();
        assert!(journals.is_empty(), "seed {seed}: {journals:?}");
    }
    Outcome {
        saved: on_disk > 0,
        restored: back.is_some(),
        in_a_save,
    }
}

/// Whether a file that was to replace another one is there.
fn left_over(folder: &Path) -> bool {
    let names = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let mut names = names.map(|name| name.to_string_lossy().into_owned());
    names.any(|name| name.ends_with(".saving"))
}

#[test]
fn nothing_older_than_a_second_is_lost_when_the_program_is_killed() {
    let folder: PathBuf =
        std::env::temp_dir().join(format!("misp-flow-kills-{}", std::process::id()));
    let states = states();
    let outcomes: Vec<Outcome> = thread::scope(|scope| {
        let lanes: Vec<_> = (0..TOGETHER)
            .map(|lane| {
                let (folder, states) = (&folder, &states);
                scope.spawn(move || {
                    let seeds = (lane..KILLS).step_by(TOGETHER as usize);
                    seeds
                        .map(|seed| kill(folder, seed, states))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        lanes
            .into_iter()
            .flat_map(|lane| lane.join().unwrap())
            .collect()
    });
    let count =
        |what: fn(&Outcome) -> bool| outcomes.iter().filter(|outcome| what(outcome)).count();
    assert_eq!(outcomes.len() as u64, KILLS);
    let (saved, restored) = (count(|one| one.saved), count(|one| one.restored));
    println!(
        "{saved} saved before, {restored} restored, {} killed while saving",
        count(|one| one.in_a_save)
    );
    // Otherwise nothing was tried.
    assert!(
        saved >= 20 && restored >= 20,
        "{saved} saved, {restored} restored"
    );
    fs::remove_dir_all(folder).unwrap();
}
