//! The program without a window: run with arguments, what it says, and the files that it is given.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value as Json;

use crate::binary::misp_flow;

/// Runs it with these arguments and nothing on the standard input.
pub fn run(arguments: &[&str]) -> Output {
    Command::new(misp_flow())
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the binary runs")
}

/// What went to the standard output.
pub fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What went to the standard error.
pub fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The standard output as JSON.
pub fn json_of(output: &Output) -> Json {
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// A path as an argument.
pub fn path(path: &Path) -> &str {
    path.to_str().expect("a path of text")
}

/// A file of the samples that come with the program.
pub fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../assets/samples")
        .join(name)
}

/// A folder of this test program's own.
pub fn folder(name: &str) -> PathBuf {
    let name = format!("misp-flow-{name}-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}
