//! `cargo test --release -p misp-flow-tests --test conformance [-- --nocapture]`
//!
//! Runs the vectors of `tests/vectors`, or of the folder that `CONFORMANCE_DIR` names.
//! `--nocapture` also lists what fails. The last line is the summary.

use std::{env, path::Path, process::ExitCode};

use misp_flow_tests::conformance::{KINDS, default_sources, from_folder, run};

fn main() -> ExitCode {
    let details = env::args().any(|argument| argument == "--nocapture");
    let (files, note, is_complete) = match env::var_os("CONFORMANCE_DIR") {
        Some(folder) => (from_folder(Path::new(&folder), |_| true), None, true),
        None => {
            let (files, note) = default_sources();
            let missing = |name: &str| files.iter().all(|file| file.name != name);
            let missing: Vec<&str> = KINDS
                .iter()
                .map(|kind| kind.name)
                .filter(|name| missing(name))
                .collect();
            for name in &missing {
                println!("{name} is missing");
            }
            let is_complete = missing.is_empty();
            (files, note, is_complete)
        }
    };
    let summary = run(&files, details, |line| println!("{line}"));
    if let Some(note) = note {
        println!("{note}");
    }
    println!("{} passed, {} failed", summary.passed, summary.failed);
    if is_complete && summary.is_good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
