//! Many events in the window beside the same events through the batch that the command line uses:
//! both run in turns in this process, on all cores; the window paints as fast as a display asks for
//! it meanwhile, with its list open and its canvas showing how many came by where.

use std::{
    fs,
    io::Write as _,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
    thread,
    time::{Duration, Instant},
};

use misp_flow::{
    batch::{self, Work},
    state::{Command, EventSet, ManyCommand},
};
use misp_flow_engine::{
    instance::Instance,
    run::{Answers, Batch, Plan, Settings},
    value::Value,
    workflow,
};

use super::window_stage::{Window, empty, open, settle};

const EVENT_50: &[u8] = include_bytes!("../../inputs/event-50.json");
const WORKFLOW_10: &[u8] = include_bytes!("../../inputs/workflow-10.json");
/// How many events there are, and how often each side runs on them.
const EVENTS: usize = 10_000;
const ROUNDS: usize = 5;
/// A frame of a display with 60 of them a second.
const FRAME: Duration = Duration::from_micros(16_667);

/// The figures as `key=value`.
pub fn figures() -> String {
    let folder = std::env::temp_dir().join(format!("misp-flow-bench-many-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let (events, workflow) = (folder.join("events.jsonl"), folder.join("workflow.json"));
    write_events(&events);
    fs::write(&workflow, WORKFLOW_10).expect("room on the disk");
    let mut state = empty();
    state.settings.bottom_height = 360.0;
    state.apply(Command::OpenPath(workflow));
    let mut window = open(state);
    settle(&mut window);
    let mut engine = Vec::new();
    let mut windowed = Vec::new();
    let mut worst: f64 = 0.0;
    for _ in 0..ROUNDS {
        engine.push(through_the_engine(&events));
        let (rate, frame) = through_the_window(&mut window, &events);
        windowed.push(rate);
        worst = worst.max(frame);
    }
    fs::remove_dir_all(folder).expect("the folder of the benchmark");
    let (rate, peer) = (median(windowed), median(engine));
    println!("many events: engine {peer:.0}/s, window {rate:.0}/s");
    format!(
        "batch_events_per_s={rate:.0} batch_ratio_engine={:.3} batch_frame_worst_ms={worst:.1}",
        rate / peer
    )
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn write_events(path: &Path) {
    let event = Value::from_json(EVENT_50).expect("the benchmark's event");
    let line = event.to_json() + "\n";
    let mut file = std::io::BufWriter::new(fs::File::create(path).expect("a file"));
    for _ in 0..EVENTS {
        file.write_all(line.as_bytes()).expect("room on the disk");
    }
    file.flush().expect("room on the disk");
}

/// Events a second of the batch without a window.
fn through_the_engine(events: &Path) -> f64 {
    let workflow = workflow::open(WORKFLOW_10).expect("the benchmark's workflow");
    let work = Work {
        batch: &Batch {
            plan: Plan::of(&workflow),
            instance: Instance::default(),
            answers: Answers::default(),
            settings: Settings::default(),
        },
        inputs: &[PathBuf::from(events)],
        jobs: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
        expects: &|_| Ok(()),
        cancel: &AtomicBool::new(false),
    };
    let since = Instant::now();
    let tally = batch::run(&work, |_| {});
    assert_eq!(tally.runs(), EVENTS as u64);
    EVENTS as f64 / since.elapsed().as_secs_f64()
}

/// Events a second in the window, and its longest frame in ms.
fn through_the_window(window: &mut Window, events: &Path) -> (f64, f64) {
    let set = EventSet::Path(events.to_owned());
    let run = Command::Many(ManyCommand::Run(set));
    window.state_mut().state.apply(run);
    let mut worst: f64 = 0.0;
    loop {
        let begun = Instant::now();
        window.step();
        let took = begun.elapsed();
        worst = worst.max(took.as_secs_f64() * 1e3);
        let many = window.state().state.many().expect("it runs");
        let standing = many.standing();
        if standing.ended {
            assert_eq!(standing.events, EVENTS);
            let rate = standing.rate();
            settle(window);
            return (rate, worst);
        }
        thread::sleep(FRAME.saturating_sub(took));
    }
}
