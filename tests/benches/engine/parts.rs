//! What is measured in a process of its own, since memory counts: a large event, long runs that
//! keep the data of each step, a batch.

use std::{
    env, fs,
    fs::File,
    hint::black_box,
    io::{BufWriter, Write as _},
    num::NonZeroUsize,
    path::PathBuf,
    process::Command,
    sync::atomic::AtomicBool,
    time::Instant,
};

use misp_flow::batch::{self, Work};
use misp_flow_engine::{
    instance::Instance,
    run::{self, Answer, Answers, Batch, Outcome, Plan, Settings},
    value::Value,
    workflow::NodeId,
};

use super::{
    inputs::{self, Node},
    measure::memory_mb,
    simulate, workflow_10,
};

/// Before the name of a part and its file, in the arguments of the process that measures it.
const PART: &str = "--part";

/// The size of the large event and of the event of the long runs, in bytes.
const LARGE: usize = 100_000_000;
const MIDDLE: usize = 3_000_000;
/// How many nodes the long runs have.
const STEPS: usize = 200;
/// How many events the batch has, and how many threads.
const BATCH: usize = 10_000;
const JOBS: NonZeroUsize = NonZeroUsize::new(2).expect("not zero");

/// Measures a part if this process was started for it, and prints what it measured.
pub fn run_if_asked() -> bool {
    let arguments: Vec<String> = env::args().collect();
    let Some(at) = arguments.iter().position(|argument| argument == PART) else {
        return false;
    };
    let file = &arguments[at + 2];
    let numbers = match arguments[at + 1].as_str() {
        "large" => measure_large(file),
        "filters" => measure_long(file, &filter_nodes(), &Answers::default()),
        "flags" => {
            let (nodes, answers) = flag_nodes();
            measure_long(file, &nodes, &answers)
        }
        _ => measure_batch(file),
    };
    let numbers: Vec<String> = numbers.iter().map(f64::to_string).collect();
    println!("{}", numbers.join(" "));
    true
}

/// The numbers that a process of its own measures on a file with this content.
fn part(name: &str, write: impl FnOnce(&mut BufWriter<File>)) -> Vec<f64> {
    let path: PathBuf =
        env::temp_dir().join(format!("misp-flow-bench-{}.jsonl", std::process::id()));
    let mut file = BufWriter::new(File::create(&path).expect("a file in the temporary folder"));
    write(&mut file);
    file.into_inner().expect("room in the temporary folder");
    let program = env::current_exe().expect("the benchmark's own path");
    let output = Command::new(program)
        .arg(PART)
        .arg(name)
        .arg(&path)
        .output();
    fs::remove_file(&path).expect("the file is ours");
    let output = output.expect("the benchmark runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8_lossy(&output.stdout);
    let numbers = text.split_whitespace().map(str::parse);
    numbers.collect::<Result<_, _>>().expect("numbers")
}

/// A made-up event of so many bytes.
fn event_of(bytes: usize) -> String {
    let per_attribute = inputs::event(3_000).len() / 3_000;
    inputs::event(bytes / per_attribute)
}

/// An event of 100 MB from the file to the outcome.
pub fn large_event() {
    let event = event_of(LARGE);
    let size = event.len() as f64 / 1e6;
    let numbers = part("large", |file| {
        file.write_all(event.as_bytes()).expect("room on the disk")
    });
    println!(
        "large event_mb={size:.0} seconds={:.2} peak_mb={:.0} peak_over_size={:.2}",
        numbers[0],
        numbers[1],
        numbers[1] * 1.048_576 / size
    );
}

fn measure_large(file: &str) -> Vec<f64> {
    let plan = workflow_10();
    let start = Instant::now();
    let event = {
        let json = fs::read(file).expect("the event's file");
        Value::from_json(&json).expect("the event")
    };
    let run = simulate(&plan, &event);
    assert_eq!(run.outcome, Outcome::Success);
    let seconds = start.elapsed().as_secs_f64();
    vec![seconds, memory_mb("VmHWM")]
}

/// A run of 200 steps on an event of 3 MB, whose steps switch filters on and off, or each change
/// the flag of one attribute. The run keeps the data of every step.
pub fn long_runs() {
    let event = event_of(MIDDLE);
    for name in ["filters", "flags"] {
        let numbers = part(name, |file| {
            file.write_all(event.as_bytes()).expect("room on the disk")
        });
        println!(
            "snapshots steps={STEPS} change={name} event_mb={:.1} with_run_mb={:.1} with_run_over_event={:.2}",
            numbers[0],
            numbers[1],
            numbers[1] / numbers[0]
        );
    }
}

/// Filters on different kinds of attributes, each switched off again.
fn filter_nodes() -> Vec<Node> {
    let kinds = ["ip-src", "ip-dst", "domain", "hostname", "sha256", "url"];
    let node = |position: usize| {
        if position.is_multiple_of(2) {
            let (one, other) = (kinds[position / 2 % 6], kinds[(position / 2 + 1) % 6]);
            let params = format!(
                r#"{{"filtering-label":"A","selector":"Event._AttributeFlattened.{{n}}","value":"","value_list":["{one}","{other}","md5"],"operator":"in_or","hash_path":"type"}}"#
            );
            ("generic-filter-data", "logic", params)
        } else {
            let params = r#"{"filtering-label":"all"}"#;
            ("generic-filter-reset", "logic", params.to_owned())
        }
    };
    (0..STEPS).map(node).collect()
}

/// Actions that answer with a flag of one attribute each.
fn flag_nodes() -> (Vec<Node>, Answers) {
    let nodes = vec![("push-zmq", "action", "{}".to_owned()); STEPS];
    let answer = |position: usize| {
        let flag = |list: &str| {
            let path = format!("Event.{list}.{}.to_ids", position * 7);
            (path, Value::from("changed"))
        };
        let sets = vec![flag("Attribute"), flag("_AttributeFlattened")];
        let answer = Answer {
            sets,
            ..Answer::default()
        };
        (NodeId::new((position + 2).to_string()), answer)
    };
    (nodes, Answers((0..STEPS).map(answer).collect()))
}

fn measure_long(file: &str, nodes: &[Node], answers: &Answers) -> Vec<f64> {
    let plan = inputs::plan(nodes);
    let (instance, mut answers) = (Instance::default(), answers.clone());
    let warm_up = Value::from_json(inputs::EVENT_50).expect("the benchmark's event");
    drop(simulate(&plan, &warm_up));
    let before = memory_mb("VmRSS");
    let event = {
        let json = fs::read(file).expect("the event's file");
        Value::from_json(&json).expect("the event")
    };
    let of_event = memory_mb("VmRSS") - before;
    let settings = Settings::default();
    let run = run::simulate(&plan, &event, &instance, &mut answers, &settings);
    let with_run = memory_mb("VmRSS") - before;
    assert_eq!((run.outcome, run.steps.len()), (Outcome::Success, STEPS));
    for neighbours in run.steps.windows(2) {
        let [before, after] = neighbours else {
            continue;
        };
        assert!(before.data != after.data, "every step changes the data");
    }
    black_box((run, event));
    vec![of_event, with_run]
}

/// Events a second and the peak memory in MB of a batch of 10,000 small events on two threads.
pub fn batch() -> (f64, f64) {
    let event = Value::from_json(inputs::EVENT_50).expect("the benchmark's event");
    let line = event.to_json() + "\n";
    let numbers = part("batch", |file| {
        for _ in 0..BATCH {
            file.write_all(line.as_bytes()).expect("room on the disk");
        }
    });
    println!(
        "batch events={BATCH} jobs={JOBS} seconds={:.2} peak_mb={:.1}",
        BATCH as f64 / numbers[0],
        numbers[1]
    );
    (numbers[0], numbers[1])
}

fn measure_batch(file: &str) -> Vec<f64> {
    let plan: Plan = workflow_10();
    let work = Work {
        batch: &Batch {
            plan,
            instance: Instance::default(),
            answers: Answers::default(),
            settings: Settings::default(),
        },
        inputs: &[PathBuf::from(file)],
        jobs: JOBS,
        expects: &|_| Ok(()),
        cancel: &AtomicBool::new(false),
    };
    let start = Instant::now();
    let mut told = 0;
    let tally = batch::run(&work, |_| told += 1);
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!((told, tally.success), (BATCH, BATCH as u64));
    vec![BATCH as f64 / seconds, memory_mb("VmHWM")]
}
