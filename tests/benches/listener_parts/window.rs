//! The real window on a display of its own while posts come in, and a very large post.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::PathBuf,
    process::{Child, Command as Process, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use misp_flow::{
    state::{BottomTab, Command, ListenCommand, ListenSettings, State},
    window::{App, dress, native},
};

use super::{
    listen_stage::{folder, post},
    load::{bodies, body, send},
    window_stage::{open, red, settle},
};

/// What a process is called with to be the window.
const SHOW: &str = "--show";
/// While the window is watched, so many posts a second are sent at most: somewhat more than what a
/// listener has to take, and far more than any server sends.
const PACE: f64 = 4_200.0;

/// What the window gave while posts came in.
pub struct Shown {
    pub rate: f64,
    pub lost: usize,
    pub fps: f64,
    /// The longest time between two frames, in ms.
    pub worst: f64,
}

/// A process that does not outlive the benchmark.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Whether this process is to be the window.
pub fn is_shower() -> bool {
    std::env::args().any(|argument| argument == SHOW)
}

fn with_posts(folder: PathBuf) -> State {
    let mut state = red();
    state.use_posts_folder(folder);
    let settings = ListenSettings {
        port: "0".to_owned(),
        ..ListenSettings::default()
    };
    state.apply(Command::Listen(ListenCommand::Settings(Box::new(settings))));
    state.apply(Command::ShowBottom(BottomTab::Posts));
    state.apply(Command::Listen(ListenCommand::Start));
    state
}

/// The times of the frames, and whether the address was told.
#[derive(Default)]
struct Frames {
    told: bool,
    times: Arc<Mutex<Vec<Instant>>>,
}

struct Shower {
    app: App,
    frames: Frames,
}

impl eframe::App for Shower {
    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        let begun = Instant::now();
        eframe::App::ui(&mut self.app, ui, frame);
        self.frames.times.lock().expect("the times").push(begun);
        if !self.frames.told
            && let Some(listener) = self.app.state.posts().listener()
        {
            self.frames.told = true;
            println!("{}", listener.address());
        }
        // As many frames as there can be.
        ui.ctx().request_repaint();
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        eframe::App::clear_color(&self.app, visuals)
    }
}

/// Is the window: tells where it listens, and on a line from its parent the frames since the line
/// before.
pub fn show() {
    let folder = std::env::args().next_back().expect("a folder");
    let create = move |context: &eframe::CreationContext<'_>| {
        dress(&context.egui_ctx);
        let frames = Frames::default();
        let times = Arc::clone(&frames.times);
        let state = with_posts(folder.into());
        std::thread::spawn(move || {
            for _ in std::io::stdin().lines() {
                let times = std::mem::take(&mut *times.lock().expect("the times"));
                let gaps = times.windows(2).map(|pair| pair[1] - pair[0]);
                let worst = gaps.max().unwrap_or_default();
                let span = match (times.first(), times.last()) {
                    (Some(first), Some(last)) => *last - *first,
                    _ => Duration::ZERO,
                };
                let fps = times.len().saturating_sub(1) as f64 / span.as_secs_f64().max(1e-3);
                println!("{fps} {}", worst.as_secs_f64() * 1e3);
            }
            std::process::exit(0);
        });
        let app = App::new(state, false);
        Ok(Box::new(Shower { app, frames }) as Box<dyn eframe::App>)
    };
    let native = native(egui::ViewportBuilder::default().with_inner_size([1280.0, 800.0]));
    eframe::run_native("misp-flow", native, Box::new(create)).expect("a window");
}

/// Sends the load to a real window; nothing where there is no display.
pub fn under_load(posts: usize, size: usize, connections: usize) -> Option<Shown> {
    let mut server = Process::new("Xvfb")
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
        .ok()?;
    let mut number = String::new();
    BufReader::new(server.stdout.take()?)
        .read_line(&mut number)
        .ok()?;
    let _server = Running(server);
    let folder = folder("bench-window");
    let mut window = Process::new(std::env::current_exe().ok()?)
        .arg(SHOW)
        .arg(&folder)
        .env("DISPLAY", format!(":{}", number.trim()))
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let mut said = BufReader::new(window.stdout.take()?);
    let mut asked = window.stdin.take()?;
    let mut window = Running(window);
    let mut line = String::new();
    said.read_line(&mut line).ok()?;
    let to = line.trim().parse().ok()?;
    let bodies = bodies(size);
    // The first frames load fonts and compile shaders.
    send(to, connections, &bodies, connections, None);
    std::thread::sleep(Duration::from_secs(1));
    let mut frames = |asked: &mut std::process::ChildStdin| {
        asked.write_all(b"\n").ok()?;
        let mut line = String::new();
        said.read_line(&mut line).ok()?;
        let (fps, worst) = line.trim().split_once(' ')?;
        Some((fps.parse::<f64>().ok()?, worst.parse::<f64>().ok()?))
    };
    let (idle, _) = frames(&mut asked)?;
    let (answered, rate) = send(to, posts, &bodies, connections, Some(PACE));
    let (fps, worst) = frames(&mut asked)?;
    let (more, flat_out) = send(to, posts, &bodies, connections, None);
    let (least, _) = frames(&mut asked)?;
    println!("the window with a sender without pause: {flat_out:.0} posts/s, {least:.0} frames/s");
    let answered = answered + more;
    println!("the window without a load: {idle:.0} frames/s");
    println!(
        "the window's peak memory: {} MB",
        super::load::peak_memory(&window.0.id().to_string())
    );
    drop(asked);
    let mut rest = String::new();
    said.read_to_string(&mut rest).ok()?;
    window.0.wait().ok()?;
    let store = misp_flow::listen::PostStore::open(&folder).expect("the store opens");
    let kept = store.index().rows().len().saturating_sub(connections);
    drop(store);
    std::fs::remove_dir_all(folder).expect("the folder of the benchmark");
    Some(Shown {
        rate,
        lost: answered - kept.min(answered),
        fps,
        worst,
    })
}

/// A very large post in the window, in ms.
pub struct Large {
    pub received: f64,
    pub opened: f64,
    /// The longest frame while it was opened and scrolled.
    pub worst: f64,
}

/// Receives, lists, opens and scrolls a post of 60 MB.
pub fn large() -> Large {
    let folder = folder("bench-large");
    let mut window = open(with_posts(folder.clone()));
    settle(&mut window);
    let listener = window.state().state.posts().listener();
    let to = listener.expect("it listens").address();
    let body = body(60_000_000);
    let ms = |since: Instant| since.elapsed().as_secs_f64() * 1e3;
    let begun = Instant::now();
    let path = "/event-publish/exec/tag-if?result=success";
    assert_eq!(post(to, path, body.as_bytes()), 200);
    let received = ms(begun);
    settle(&mut window);
    let mut worst: f64 = 0.0;
    let mut frame = |window: &mut super::window_stage::Window| {
        let begun = Instant::now();
        window.step();
        worst = worst.max(ms(begun));
    };
    let begun = Instant::now();
    let choose = Command::Listen(ListenCommand::Choose(Some(0)));
    window.state_mut().state.apply(choose);
    while window.state().state.posts().open_post().is_none() {
        frame(&mut window);
        std::thread::sleep(Duration::from_millis(5));
    }
    let opened = ms(begun);
    let rect = window.ctx.content_rect();
    let at = egui::pos2(rect.width() * 0.72, rect.height() * 0.88);
    window.hover_at(at);
    for _ in 0..60 {
        window.event(egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, -2_000.0),
            phase: egui::TouchPhase::Move,
            modifiers: egui::Modifiers::NONE,
        });
        frame(&mut window);
    }
    drop(window);
    std::fs::remove_dir_all(folder).expect("the folder of the benchmark");
    Large {
        received,
        opened,
        worst,
    }
}
