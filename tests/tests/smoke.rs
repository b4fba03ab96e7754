//! The real program on a display of its own: starts, shows a workflow and an event, simulates when
//! a key is pressed, and leaves.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use misp_flow_engine::catalogue::samples;
use misp_flow_tests::binary::misp_flow;
use serde_json::{Value, json};

/// A process that does not outlive the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn is_installed(tool: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(tool).is_file())
}

/// A display without anything on it, and its number.
fn display() -> (Running, String) {
    let mut server = Command::new("Xvfb")
        .args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1280x800x24",
            "-nolisten",
            "tcp",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut number = String::new();
    BufReader::new(server.stdout.take().unwrap())
        .read_line(&mut number)
        .unwrap();
    (Running(server), format!(":{}", number.trim()))
}

/// Asks again and again until there is an answer.
fn wait<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < until, "waited too long for {what}");
        thread::sleep(Duration::from_millis(100));
    }
}

fn xdotool(display: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new("xdotool")
        .env("DISPLAY", display)
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}

fn state(path: &Path) -> Option<Value> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

#[test]
fn the_program_starts_simulates_and_leaves() {
    let missing: Vec<&str> = ["Xvfb", "xdotool", "import"]
        .into_iter()
        .filter(|tool| !is_installed(tool))
        .collect();
    if !missing.is_empty() {
        assert!(
            std::env::var_os("CI").is_none(),
            "not installed: {}",
            missing.join(", ")
        );
        eprintln!("skipped: not installed: {}", missing.join(", "));
        return;
    }
    let program = misp_flow();
    let folder = std::env::temp_dir().join(format!("misp-flow-smoke-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let workflow = folder.join("red.json");
    fs::write(&workflow, include_str!("window_stage/red.json")).unwrap();
    let event = folder.join("leaked.json");
    fs::write(&event, samples::EVENTS[1].json).unwrap();
    let exported = folder.join("state.json");

    let (_server, display) = display();
    let mut running = Running(
        Command::new(program)
            .args([&workflow, &event])
            .arg("--export-state")
            .arg(&exported)
            .env("DISPLAY", &display)
            .env_remove("WAYLAND_DISPLAY")
            .env("XDG_RUNTIME_DIR", &folder)
            .env("XDG_CONFIG_HOME", &folder)
            .env("XDG_DATA_HOME", &folder)
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap(),
    );
    let title = "Block publishing of red data.*MISP Workflow Designer";
    let window = wait("the window", || {
        if let Some(status) = running.0.try_wait().unwrap() {
            let mut words = String::new();
            running
                .0
                .stderr
                .take()
                .unwrap()
                .read_to_string(&mut words)
                .unwrap();
            panic!("the program ended with {status}: {words}");
        }
        xdotool(&display, &["search", "--name", title])
    });
    let window = window.lines().next().unwrap();

    // The event may still be on its way when the first key arrives.
    let run = wait("a simulation", || {
        xdotool(&display, &["windowfocus", window, "key", "F5"]);
        thread::sleep(Duration::from_millis(300));
        state(&exported).filter(|state| state["run"].is_object())
    });
    assert_eq!(run["path"], json!(workflow.display().to_string()));
    assert_eq!((&run["nodes"], &run["saved"]), (&json!(6), &json!(true)));
    assert_eq!(run["run"]["outcome"], "blocked");
    let steps: Vec<_> = run["run"]["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| {
            (
                step["node"].as_str().unwrap(),
                step["result"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(steps, [("2", "success"), ("4", "partial-success")]);
    assert_eq!(
        run["run"]["steps"][1]["errors"],
        json!(["Contains red data"])
    );

    // What is changed in the window's looks is kept at once, not only when it is closed.
    let settings = folder.join("misp-flow/settings.json");
    xdotool(&display, &["windowfocus", window, "key", "ctrl+b"]);
    wait("the settings", || {
        state(&settings).filter(|settings| settings["left"] == json!(false))
    });

    let picture = Command::new("import")
        .env("DISPLAY", &display)
        .args(["-window", "root", "-depth", "8", "rgb:-"])
        .output()
        .unwrap();
    let mut colours: Vec<&[u8]> = picture.stdout.chunks(3).collect();
    assert_eq!(colours.len(), 1280 * 800);
    colours.sort_unstable();
    colours.dedup();
    assert!(
        colours.len() > 100,
        "the window shows {} colours",
        colours.len()
    );

    xdotool(&display, &["windowfocus", window, "key", "ctrl+q"]);
    let status = wait("the end", || running.0.try_wait().unwrap());
    assert!(status.success(), "{status}");
    fs::remove_dir_all(&folder).unwrap();
}
