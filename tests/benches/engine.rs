//! What reading an event and running a workflow on it costs, against what serde_json takes to
//! read the same bytes in the same process.
//!
//! `cargo bench -p misp-flow-tests --bench engine`; the last line is for scripts.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use misp_flow_engine::{
    instance::Instance,
    run::{self, Answers, Outcome, Plan, Settings},
    value::Value,
    workflow,
};

const EVENT: &[u8] = include_bytes!("../inputs/event-50.json");
const WORKFLOW: &[u8] = include_bytes!("../inputs/workflow-10.json");

/// The median time of one call, over samples taken in turn with the others so that a busy machine
/// slows all alike.
fn medians<const N: usize>(mut calls: [&mut dyn FnMut(); N]) -> [f64; N] {
    const SAMPLES: usize = 301;
    const BATCH: u32 = 20;
    let mut times: [Vec<Duration>; N] = std::array::from_fn(|_| Vec::with_capacity(SAMPLES));
    for _ in 0..SAMPLES {
        for (call, times) in calls.iter_mut().zip(&mut times) {
            let start = Instant::now();
            for _ in 0..BATCH {
                call();
            }
            times.push(start.elapsed() / BATCH);
        }
    }
    times.map(|mut times| {
        times.sort();
        times[SAMPLES / 2].as_secs_f64() * 1e6
    })
}

fn main() {
    let document = workflow::open(WORKFLOW).expect("the benchmark's workflow");
    let plan = Plan::of(&document);
    let instance = Instance::default();
    let settings = Settings::default();
    let event = Value::from_json(EVENT).expect("the benchmark's event");
    let simulate =
        |event: &Value| run::simulate(&plan, event, &instance, &mut Answers::default(), &settings);

    let once = simulate(&event);
    assert_eq!(once.outcome, Outcome::Success, "{:?}", once.errors);
    println!(
        "workflow-10 on event-50: {} steps, {} effects",
        once.steps.len(),
        once.effects.len()
    );

    let [serde, parse, run, both] = medians([
        &mut || {
            drop(black_box(serde_json::from_slice::<serde_json::Value>(
                black_box(EVENT),
            )))
        },
        &mut || drop(black_box(Value::from_json(black_box(EVENT)))),
        &mut || drop(black_box(simulate(black_box(&event)))),
        &mut || {
            let event = Value::from_json(black_box(EVENT)).expect("the benchmark's event");
            drop(black_box(simulate(&event)));
        },
    ]);
    println!(
        "serde_json parse {serde:.1} µs, parse {parse:.1} µs, run {run:.1} µs, parse and run {both:.1} µs"
    );
    println!(
        "BENCH engine runs_per_s={:.0} parse_run_over_serde={:.3} run_over_serde={:.3}",
        1e6 / run,
        both / serde,
        run / serde
    );
}
