//! What the engine costs: reading and running against what serde_json takes to read the same bytes
//! in the same process, how costs grow, and what large events, long runs and batches need.
//!
//! `cargo bench -p misp-flow-tests --bench engine`; the last line is for scripts. Times are medians
//! of rounds in which everything takes its turn, so that a busy machine slows all alike.

mod inputs;
mod measure;
mod parts;

use std::hint::black_box;

use misp_flow_engine::{
    instance::Instance,
    run::{self, Answers, Outcome, Plan, Run, Settings},
    value::Value,
    workflow,
};

use measure::{Rounds, rounds};

fn main() {
    if parts::run_if_asked() {
        return;
    }
    let plan = workflow_10();
    let small = compare("event-50", inputs::EVENT_50, &plan, (301, 20));
    let (kobalos, name) = inputs::kobalos();
    let large = compare(name, &kobalos, &plan, (41, 2));
    slope_of_attributes(&plan);
    slope_of_nodes();
    parts::large_event();
    parts::long_runs();
    let (batch_per_s, batch_peak_mb) = parts::batch();
    println!(
        "BENCH engine runs_per_s={:.0} parse_run_over_serde={:.3} run_over_serde={:.3} kobalos_run_over_serde={:.4} batch_per_s={batch_per_s:.0} batch_peak_mb={batch_peak_mb:.0}",
        1e6 / small.median(RUN),
        small.ratio(BOTH, SERDE),
        small.ratio(RUN, SERDE),
        large.ratio(RUN, SERDE),
    );
}

fn workflow_10() -> Plan {
    Plan::of(&workflow::open(inputs::WORKFLOW_10).expect("the benchmark's workflow"))
}

/// Runs the workflow on a server without further data.
fn simulate(plan: &Plan, event: &Value) -> Run {
    let (instance, settings) = (Instance::default(), Settings::default());
    run::simulate(plan, event, &instance, &mut Answers::default(), &settings)
}

const SERDE: usize = 0;
const PARSE: usize = 1;
const RUN: usize = 2;
const BOTH: usize = 3;

/// Measures reading and running `json`, in `samples` rounds of so many calls each.
fn compare(name: &str, json: &[u8], plan: &Plan, (samples, calls): (usize, u32)) -> Rounds {
    let (instance, settings) = (Instance::default(), Settings::default());
    let simulate =
        |event: &Value| run::simulate(plan, event, &instance, &mut Answers::default(), &settings);
    let event = inputs::first_event(Value::from_json(json).expect("the benchmark's event"));
    let once = simulate(&event);
    assert_eq!(once.outcome, Outcome::Success, "{:?}", once.errors);
    let measured = rounds(
        (samples, calls),
        &mut [
            &mut || {
                drop(black_box(serde_json::from_slice::<serde_json::Value>(
                    black_box(json),
                )))
            },
            &mut || drop(black_box(Value::from_json(black_box(json)))),
            &mut || drop(black_box(simulate(black_box(&event)))),
            &mut || {
                let event = Value::from_json(black_box(json)).expect("the benchmark's event");
                drop(black_box(simulate(&inputs::first_event(event))));
            },
        ],
    );
    println!(
        "workflow-10 on {name} ({} bytes): {} steps; serde_json parse {:.1} µs, parse {:.1} µs, run {:.1} µs, parse and run {:.1} µs; over serde_json: run {:.4} (best {:.4}), parse and run {:.4} (best {:.4})",
        json.len(),
        once.steps.len(),
        measured.median(SERDE),
        measured.median(PARSE),
        measured.median(RUN),
        measured.median(BOTH),
        measured.ratio(RUN, SERDE),
        measured.ratio_of_best(RUN, SERDE),
        measured.ratio(BOTH, SERDE),
        measured.ratio_of_best(BOTH, SERDE),
    );
    measured
}

/// The time of a run for each attribute should stay the same.
fn slope_of_attributes(plan: &Plan) {
    let sizes = [1_000, 10_000, 100_000];
    let events = sizes.map(|size| {
        let event = Value::from_json(inputs::event(size).as_bytes());
        event.expect("an event that was made up")
    });
    let [a, b, c] = &events;
    let measured = rounds(
        (9, 1),
        &mut [
            &mut || drop(black_box(simulate(plan, a))),
            &mut || drop(black_box(simulate(plan, b))),
            &mut || drop(black_box(simulate(plan, c))),
        ],
    );
    for (position, size) in sizes.into_iter().enumerate() {
        let time = measured.median(position);
        println!(
            "slope attributes={size} run_us={time:.0} ns_per_attribute={:.1}",
            time * 1e3 / size as f64
        );
    }
}

/// The time of a run for each node should stay the same.
fn slope_of_nodes() {
    let sizes = [0, 10, 100, 1_000];
    let event = Value::from_json(inputs::EVENT_50).expect("the benchmark's event");
    let plans = sizes.map(|size| inputs::plan(&inputs::logic_nodes(size)));
    let [none, a, b, c] = &plans;
    let measured = rounds(
        (101, 1),
        &mut [
            &mut || drop(black_box(simulate(none, &event))),
            &mut || drop(black_box(simulate(a, &event))),
            &mut || drop(black_box(simulate(b, &event))),
            &mut || drop(black_box(simulate(c, &event))),
        ],
    );
    for (position, size) in sizes.into_iter().enumerate().skip(1) {
        let time = measured.median(position) - measured.median(0);
        println!(
            "slope nodes={size} run_us={:.0} ns_per_node={:.1}",
            measured.median(position),
            time * 1e3 / size as f64
        );
    }
}
