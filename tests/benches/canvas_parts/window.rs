//! What the whole window costs with a large workflow open: opening it, and typing into a node.

use std::{
    path::{Path, PathBuf},
    process::Command as Process,
    time::{Duration, Instant},
};

use egui::Event;
use egui_kittest::kittest::Queryable;
use misp_flow::{
    state::Command,
    window::{App, dress},
};
use misp_flow_engine::workflow::NodeId;
use misp_flow_tests::large_workflow;

use super::window_stage::{SMALL, empty, open, settle};

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

/// A window without anything around it: no test harness, nobody who listens to AccessKit.
struct Bare {
    ctx: egui::Context,
    app: App,
}

impl Bare {
    fn new() -> Self {
        let ctx = egui::Context::default();
        dress(&ctx);
        let app = App::for_tests(empty());
        Self { ctx, app }
    }

    /// One frame with these events, to the triangles that a graphics card gets.
    fn frame(&mut self, events: Vec<Event>) {
        let input = egui::RawInput {
            screen_rect: Some(egui::Rect::from_min_size(egui::Pos2::ZERO, SMALL)),
            events,
            ..egui::RawInput::default()
        };
        let output = self.ctx.run_ui(input, |ui| self.app.show(ui));
        drop(self.ctx.tessellate(output.shapes, output.pixels_per_point));
    }

    fn do_now(&mut self, command: Command) {
        self.app.state.apply(command);
        self.settle();
    }

    fn settle(&mut self) {
        for _ in 0..5 {
            self.frame(Vec::new());
            while !self.app.state.is_idle() {
                std::thread::sleep(Duration::from_millis(1));
                self.frame(Vec::new());
            }
        }
    }

    fn click(&mut self, pos: egui::Pos2) {
        let button = |pressed| Event::PointerButton {
            pos,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        };
        for event in [Event::PointerMoved(pos), button(true), button(false)] {
            self.frame(vec![event]);
        }
    }
}

fn edited() -> NodeId {
    NodeId::from(5)
}

/// Where the field for the value stands, as a test of the window finds it by its name.
fn field(path: &Path) -> egui::Pos2 {
    let mut window = open(empty());
    let state = &mut window.state_mut().state;
    state.apply(Command::OpenPath(path.to_owned()));
    settle(&mut window);
    window.state_mut().state.apply(Command::Jump(edited()));
    settle(&mut window);
    window.get_by_label("Value").rect().center()
}

/// The median milliseconds of a frame while somebody types into a field of the inspector, with so
/// many nodes open: the one in which a letter comes, and the one that shows what follows from it.
pub fn typing(nodes: usize) -> f64 {
    let path = file(nodes);
    let field = field(&path);
    let mut window = Bare::new();
    window.do_now(Command::OpenPath(path));
    window.do_now(Command::Jump(edited()));
    window.click(field);
    let mut times = Vec::new();
    for letter in 0..101_u8 {
        let text = char::from(b'a' + letter % 26).to_string();
        let start = Instant::now();
        window.frame(vec![Event::Text(text)]);
        window.frame(Vec::new());
        times.push(ms(start.elapsed()) / 2.0);
        // Nobody types faster than the checks run.
        window.settle();
    }
    let graph = &window.app.state.document().workflow().graph;
    let node = graph.node(&edited());
    let typed = node.and_then(|node| node.param_text("value"));
    assert!(
        typed.is_some_and(|text| text.len() > 100),
        "typed {typed:?}"
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
    let mut window = Bare::new();
    window.settle();
    let start = Instant::now();
    window.app.state.apply(Command::OpenPath(path));
    while window.app.state.document().workflow().graph.nodes.len() < LARGE {
        window.frame(Vec::new());
    }
    window.frame(Vec::new());
    println!(
        "{} {}",
        ms(start.elapsed()),
        super::measure::memory_mb("VmRSS")
    );
    true
}
