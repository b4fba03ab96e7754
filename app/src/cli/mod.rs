//! The command line: what works without a window (and without a display).

mod args;
mod batch;
mod check;
mod compare;
mod compare_events;
mod convert;
mod effect;
mod expect;
mod failure;
mod input;
mod line;
mod listen;
mod report;
mod server;
mod simulate;
mod test;

use std::{io::Write as _, process::ExitCode};

use clap::Parser as _;

pub use args::{Arguments, Target};
pub use failure::Failure;
pub use server::ServerFailure;

use crate::misp::is_like_key;
use args::Command;

/// Exit status of a run that blocks the operation, of a workflow with errors, and of workflows that
/// differ.
const BLOCKED: u8 = 2;
/// Exit status of a run that fails.
const FAILED: u8 = 3;
/// Exit status for input that cannot be used.
const BAD_INPUT: u8 = 1;

/// Reads the arguments, does what they say, and gives the exit status: 0 success, 1 bad input,
/// 2 blocked (for `check`, errors found; for `compare` and `test`, they differ), 3 failure; commands for
/// servers add 4 for a change that may have been made, and 130 for Ctrl-C.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Printing can only fail when nobody reads; then the status still tells.
            let _ = match without_keys(&error.render().to_string()) {
                Some(text) => std::io::stderr().write_all(text.as_bytes()),
                None => error.print(),
            };
            return if error.use_stderr() {
                ExitCode::from(BAD_INPUT)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    let as_json = match &arguments.command {
        Some(Command::Server(command)) => command.is_for_json(),
        _ => false,
    };
    match execute(arguments) {
        Ok(status) => ExitCode::from(status),
        Err(failure) => {
            let text = failure.to_string();
            let lines: Vec<String> = text.lines().map(line::one_line).collect();
            eprintln!("misp-flow: {}", lines.join("\n"));
            if as_json {
                // The status tells it as well.
                let _ = print(&format!("{:#}\n", failure.to_json()));
            }
            ExitCode::from(failure.status())
        }
    }
}

/// What is wrong with the arguments is said with them, and that ends in logs: the same without what
/// may be an API key; nothing where none is.
fn without_keys(text: &str) -> Option<String> {
    let arguments: Vec<String> = std::env::args_os()
        .filter_map(|argument| argument.into_string().ok())
        .collect();
    let parts = arguments.iter().flat_map(|argument| argument.split('='));
    let keys = parts.filter(|part| is_like_key(part) && text.contains(*part));
    let mut shown = text.to_owned();
    for key in keys {
        shown = shown.replace(key, "(an API key?)");
    }
    (shown != text).then(|| {
        format!("{shown}\nA key is never an argument: set MISP_KEY to it, or type it when asked.\n")
    })
}

fn execute(arguments: Arguments) -> Result<u8, Failure> {
    match arguments.command {
        Some(Command::Simulate(simulate)) => simulate::run(&simulate),
        Some(Command::Batch(batch)) => batch::run(&batch),
        Some(Command::Expect(expect)) => expect::run(&expect),
        Some(Command::Test(test)) => test::run(&test),
        Some(Command::Check(check)) => check::run(&check),
        Some(Command::Convert(convert)) => convert::run(&convert),
        Some(Command::Compare(compare)) => compare::run(&compare),
        Some(Command::Listen(listen)) => listen::run(&listen),
        Some(Command::Server(command)) => server::run(&command),
        None => window(&arguments.window),
    }
}

fn window(options: &args::WindowArguments) -> Result<u8, Failure> {
    let options = crate::window::WindowOptions {
        files: options.files.clone(),
        event: options.event.clone(),
        export_state: options.export_state.clone(),
    };
    crate::window::open(options)
        .map(|()| 0)
        .map_err(|error| Failure::NoWindow(error.to_string()))
}

/// Prints to the standard output; a reader that went away (`| head`) is no failure.
fn print(text: &str) -> Result<(), Failure> {
    print_bytes(text.as_bytes())
}

fn print_bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}
