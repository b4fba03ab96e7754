//! `misp-flow`: the window, and the same from the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    misp_flow::cli::run()
}
