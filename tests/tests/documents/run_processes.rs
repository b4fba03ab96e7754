//! The file of kept runs while two processes use it, and when one of them is killed.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use misp_flow::runs::RunLibrary;

use super::run_library::{Folder, events, keep};

/// What the other process does: it keeps runs until it is told to end, or killed.
const ROLE: &str = "MISP_FLOW_KEEPS_RUNS_IN";

#[test]
fn other_process() {
    let Some(file) = std::env::var_os(ROLE) else {
        return;
    };
    let library = RunLibrary::at(PathBuf::from(file));
    for number in 0..40 {
        let row = keep(&library, &format!("other {number}"), number);
        println!("kept {}", row.id);
    }
}

fn other(file: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["run_processes::other_process", "--exact", "--nocapture"])
        .env(ROLE, file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

#[test]
fn two_processes_keep_runs_at_once() {
    let folder = Folder::new("two");
    let library = RunLibrary::at(folder.file());
    let mut child = other(&folder.file()).spawn().unwrap();
    for number in 0..40 {
        keep(&library, &format!("own {number}"), number);
    }
    assert!(child.wait().unwrap().success());
    let all = events(&library);
    assert_eq!(all.len(), 80);
    assert_eq!(
        all.iter().filter(|event| event.starts_with("own")).count(),
        40
    );
    let ids: Vec<i64> = library.list().unwrap().iter().map(|row| row.id).collect();
    assert!(ids.iter().all(|id| library.read(*id).is_ok()));
}

#[test]
fn a_kill_in_the_middle_loses_nothing_that_was_kept() {
    let folder = Folder::new("kill");
    let library = RunLibrary::at(folder.file());
    for round in 0..5 {
        let mut child = other(&folder.file()).spawn().unwrap();
        let told = BufReader::new(child.stdout.take().unwrap());
        let mut kept = Vec::new();
        let until = Instant::now() + Duration::from_secs(60);
        for line in told.lines().map_while(Result::ok) {
            assert!(Instant::now() < until);
            // The test's own output may stand before it on the line.
            if let Some((_, id)) = line.split_once("kept ") {
                kept.push(id.trim().parse::<i64>().unwrap());
            }
            if kept.len() == 3 + round * 2 {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        assert!(kept.len() >= 3 + round * 2);
        let ids: Vec<i64> = library.list().unwrap().iter().map(|row| row.id).collect();
        for id in &kept {
            assert!(ids.contains(id), "round {round}: run {id} was kept");
        }
        for id in ids {
            library.read(id).unwrap();
        }
    }
}
