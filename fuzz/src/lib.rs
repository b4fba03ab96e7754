//! What the fuzz targets share: how an input is taken apart, and runs that end soon.

mod every_module;

pub use every_module::every_module;

use misp_flow_engine::{
    instance::Instance,
    run::{Answers, Plan, Run, Settings, Simulation},
    value::Value,
};

/// Longer inputs are passed over. What is slow shows with less, too.
pub const MOST_BYTES: usize = 64 * 1024;

/// Runs with more steps than this are left where they are: a fork that joins again doubles the
/// steps, and each input should take a few milliseconds.
const MOST_STEPS: usize = 2_000;

/// The input as text, unless it is too long or no UTF-8.
pub fn text(input: &[u8]) -> Option<&str> {
    (input.len() <= MOST_BYTES)
        .then_some(input)
        .and_then(|input| std::str::from_utf8(input).ok())
}

/// The first `N` lines, the last of them with all that follows. `None` where there are fewer.
pub fn lines<const N: usize>(input: &[u8]) -> Option<[&str; N]> {
    let lines: Vec<&str> = text(input)?.splitn(N, '\n').collect();
    lines.try_into().ok()
}

/// The value that a line of JSON is; what is no JSON is taken as text.
pub fn value(line: &str) -> Value {
    Value::from_json(line.as_bytes()).unwrap_or_else(|_| Value::from(line))
}

/// The whole run, unless its main walk is a long one.
pub fn run(plan: &Plan, data: &Value, instance: &Instance) -> Option<Run> {
    let settings = Settings {
        debug: true,
        ..Settings::default()
    };
    let mut answers = Answers::default();
    let mut run = Simulation::begin(plan, data, instance, &mut answers, &settings);
    for _ in 0..MOST_STEPS {
        if !run.step() {
            return Some(run.finish());
        }
    }
    None
}
