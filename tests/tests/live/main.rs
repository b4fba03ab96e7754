//! The client against a real MISP server.
//!
//! `MISP_URL=https://… MISP_KEY=… cargo test --release -p misp-flow-tests --test live -- --ignored`
//!
//! The key must be a site admin's. It makes a workflow, for a trigger that has none where there is
//! one, lets it run on made-up data, and puts everything back as it was: the workflow, whether
//! trigger and module are enabled, and where debug posts go. A certificate that the system does not
//! trust is named by `MISP_CA` (a file) or `MISP_PIN` (its fingerprint). Debug posts are expected
//! at `MISP_LISTEN` (default `127.0.0.1:27051`), which the server must be able to reach.

mod listener;
mod server;

use std::process::ExitCode;

use server::Live;

type Step = fn(&mut Live) -> Result<(), String>;

/// The steps, in order; each may lean on those before it.
const STEPS: [(&str, Step); 10] = [
    ("connect", Live::connect),
    ("sync the catalogue", Live::sync),
    ("create a workflow", Live::create),
    ("push", Live::push),
    ("read back", Live::read_back),
    ("notice another editor", Live::conflict),
    ("run on the server as simulated", Live::run_and_compare),
    ("receive debug posts", Live::debug_posts),
    ("put an earlier state back", Live::restore),
    ("clean up", Live::clean_up),
];

fn main() -> ExitCode {
    if !std::env::args().any(|argument| argument == "--ignored" || argument == "--include-ignored")
    {
        println!("live: not run; it needs a server: see the head of tests/tests/live/main.rs");
        return ExitCode::SUCCESS;
    }
    let mut live = match Live::from_environment() {
        Ok(live) => live,
        Err(reason) => {
            println!("{reason}");
            println!("0 passed, {} failed", STEPS.len());
            return ExitCode::FAILURE;
        }
    };
    let mut failed = 0;
    for (name, step) in STEPS {
        match step(&mut live) {
            Ok(()) => println!("ok      {name}"),
            Err(reason) => {
                failed += 1;
                println!("FAILED  {name}: {reason}");
            }
        }
    }
    println!("{} passed, {failed} failed", STEPS.len() - failed);
    ExitCode::from(u8::from(failed > 0))
}
