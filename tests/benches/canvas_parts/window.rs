//! What the whole window costs with a large workflow open: opening it, and typing into a node.

use std::{
    path::PathBuf,
    process::Command as Process,
    time::{Duration, Instant},
};

use egui_kittest::kittest::Queryable;
use misp_flow::{
    state::Command,
    window::{App, dress},
};
use misp_flow_engine::workflow::NodeId;
use misp_flow_tests::large_workflow;

use super::window_stage::{empty, open, settle};

/// What a process is called with to open the file and tell what it took.
const OPEN: &str = "--open";
const LARGE: usize = 5_000;

fn file(nodes: usize) -> PathBuf {
    let path = std::env::temp_dir().join(format!("misp-flow-bench-{nodes}.json"));
    std::fs::write(&path, large_workflow::workflow(nodes))
        .expect("the folder for short-lived files");
    path
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// The median milliseconds of a frame in which a letter comes to a field of the inspector, with so
/// many nodes open; the frames between the letters, in which the checks arrive, count as well.
pub fn typing(nodes: usize) -> f64 {
    let mut window = open(empty());
    window
        .state_mut()
        .state
        .apply(Command::OpenPath(file(nodes)));
    settle(&mut window);
    let node = NodeId::from(5);
    window.state_mut().state.apply(Command::Jump(node));
    settle(&mut window);
    window.get_by_label("Value").click();
    settle(&mut window);
    let mut times = Vec::new();
    for letter in 0..101_u8 {
        let text = char::from(b'a' + letter % 26).to_string();
        window.event(egui::Event::Text(text));
        for _ in 0..2 {
            let start = Instant::now();
            window.step();
            times.push(ms(start.elapsed()));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let state = &window.state().state;
    let graph = &state.document().workflow().graph;
    let typed = graph
        .node(&NodeId::from(5))
        .and_then(|node| node.param_text("value"));
    assert!(
        typed.is_some_and(|text| text.len() > 100),
        "typed into {typed:?}"
    );
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Opens the large file in a process of its own: milliseconds from the command to the first frame
/// that shows it, and what the process has in memory then, in MB.
pub fn open_large() -> (f64, f64) {
    let own = std::env::current_exe().expect("this program");
    let runs = (0..5).map(|_| {
        let output = Process::new(&own).arg(OPEN).output().expect("it runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut numbers = text.split_whitespace().map(|number| number.parse::<f64>());
        let mut next = || numbers.next().and_then(Result::ok).unwrap_or(f64::NAN);
        (next(), next())
    });
    let mut runs: Vec<(f64, f64)> = runs.collect();
    runs.sort_by(|one, other| one.0.total_cmp(&other.0));
    runs[runs.len() / 2]
}

/// The part of [`open_large`] that the process of its own does, where it was called for that.
pub fn open_if_asked() -> bool {
    if std::env::args().nth(1).as_deref() != Some(OPEN) {
        return false;
    }
    let path = file(LARGE);
    let ctx = egui::Context::default();
    dress(&ctx);
    let mut app = App::for_tests(empty());
    let frame = |app: &mut App| {
        let input = egui::RawInput {
            screen_rect: Some(egui::Rect::from_min_size(egui::Pos2::ZERO, super::SIZE)),
            ..egui::RawInput::default()
        };
        let output = ctx.run_ui(input, |ui| app.show(ui));
        ctx.tessellate(output.shapes, output.pixels_per_point).len()
    };
    for _ in 0..3 {
        frame(&mut app);
    }
    let start = Instant::now();
    app.state.apply(Command::OpenPath(path));
    while app.state.document().workflow().graph.nodes.len() < LARGE {
        frame(&mut app);
    }
    frame(&mut app);
    println!(
        "{} {}",
        ms(start.elapsed()),
        super::measure::memory_mb("VmRSS")
    );
    true
}
