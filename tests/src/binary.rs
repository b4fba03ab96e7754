//! The real binary, built in the same profile as the tests.

use std::{env, path::PathBuf, process::Command, sync::LazyLock};

static BINARY: LazyLock<PathBuf> = LazyLock::new(build);

/// The path of `misp-flow`, built first if it is not up to date.
pub fn misp_flow() -> PathBuf {
    BINARY.clone()
}

fn build() -> PathBuf {
    // tests run from target/PROFILE/deps.
    let test = env::current_exe().expect("the test's own path");
    let folder = test
        .parent()
        .and_then(|deps| deps.parent())
        .expect("a target folder")
        .to_owned();
    let release = folder.file_name().is_some_and(|name| name == "release");
    // The whole workspace and, with a test, the dependencies of tests: then the features are those of
    // `cargo test --workspace`, and nothing is compiled a second time.
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR")).args([
        "build",
        "--quiet",
        "--workspace",
        "--bins",
        "--test",
        "smoke",
    ]);
    if release {
        cargo.arg("--release");
    }
    cargo.env(
        "CARGO_TARGET_DIR",
        folder.parent().expect("a target folder"),
    );
    let status = cargo.status().expect("cargo");
    assert!(status.success(), "misp-flow does not build");
    folder
        .join("misp-flow")
        .with_extension(env::consts::EXE_EXTENSION)
}
