//! The real binary beside a MISP double, with folders of its own and the key in the environment.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use misp_flow_tests::{
    binary::misp_flow,
    misp_double::{Double, Setup},
};
use serde_json::Value as Json;

/// A place to work in, without a keyring.
pub struct Stage {
    pub double: Double,
    pub folder: PathBuf,
}

/// What a command said, and how it ended.
#[derive(Debug)]
pub struct Said {
    pub out: String,
    pub err: String,
    pub status: Option<i32>,
}

impl Said {
    pub fn of(output: &Output) -> Self {
        Self {
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
            status: output.status.code(),
        }
    }

    /// The status is this one, and this is said on either way.
    pub fn is(self, status: i32, words: &str) -> Self {
        assert_eq!(self.status, Some(status), "{self:#?}");
        assert!(
            self.out.contains(words) || self.err.contains(words),
            "no “{words}” in {self:#?}"
        );
        self
    }

    pub fn json(&self) -> Json {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }
}

impl Stage {
    /// A double that is known as `lab`.
    pub fn with(name: &str, setup: Setup) -> Self {
        let stage = Self::empty(name, setup);
        let url = stage.double.url().to_owned();
        stage.run(&["instance", "add", "lab", &url]).is(0, "lab");
        stage
    }

    pub fn new(name: &str) -> Self {
        Self::with(name, Setup::default())
    }

    /// A double that nobody knows yet.
    pub fn empty(name: &str, setup: Setup) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-server-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("work")).expect("a folder");
        Self {
            double: Double::start(setup),
            folder,
        }
    }

    /// A command that is not run yet; it has no key.
    pub fn keyless(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(misp_flow());
        command
            .args(arguments)
            .current_dir(self.folder.join("work"))
            .env("HOME", &self.folder)
            .env("XDG_CONFIG_HOME", self.folder.join("config"))
            .env("XDG_DATA_HOME", self.folder.join("data"))
            .env("XDG_RUNTIME_DIR", &self.folder)
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("MISP_KEY")
            .stdin(Stdio::null());
        command
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.keyless(arguments);
        command.env("MISP_KEY", self.double.key());
        command
    }

    /// Adds the instance anew with what is in this file as its authority.
    pub fn add_with_authority(&self, pem: impl AsRef<[u8]>) -> Said {
        std::fs::write(self.file("ca.pem"), pem).expect("a file");
        let url = self.double.url().to_owned();
        let add = [
            "instance",
            "add",
            "lab",
            &url,
            "--replace",
            "--ca",
            "ca.pem",
        ];
        self.run(&add)
    }

    pub fn run(&self, arguments: &[&str]) -> Said {
        Said::of(&self.command(arguments).output().expect("the binary runs"))
    }

    pub fn start(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the binary runs")
    }

    /// A file in the folder where the commands run.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join("work").join(name)
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).expect("a file")
    }

    /// The red sample under another name, as a file.
    pub fn named(&self, file: &str, name: &str) {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../assets/samples/workflows/block-publishing-of-red-data.json");
        let text = fs::read(sample).expect("a sample");
        let mut json: Json = serde_json::from_slice(&text).expect("JSON");
        json["Workflow"]["name"] = name.into();
        fs::write(self.file(file), json.to_string()).expect("a file");
    }

    /// The name of workflow 1 on the server.
    pub fn name_there(&self) -> String {
        let there = self.double.workflow(1).expect("a workflow");
        there["name"].as_str().expect("a name").to_owned()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(!self.double.was_rebuilt(), "rebuildRedis was called");
        }
    }
}

/// All files below a folder.
pub fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}
