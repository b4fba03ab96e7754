//! How long the window takes in the work with runs: stepping back and forth through 200 steps on an
//! event of 3 MB, each until all that is told of the step is shown; and many events
//! in the window against the engine alone.
//!
//! `cargo bench -p misp-flow-tests --bench workbench`; the last line is for scripts.

#[path = "workbench_parts/many.rs"]
mod many;
#[path = "workbench_parts/stepping.rs"]
mod stepping;
#[path = "../tests/window_stage/mod.rs"]
mod window_stage;

fn main() {
    let stepping = stepping::measure();
    println!(
        "stepping through {} steps on {:.1} MB: median {:.1} ms, worst {:.1} ms, run {:.0} ms",
        stepping.steps, stepping.megabytes, stepping.median, stepping.worst, stepping.run
    );
    println!(
        "BENCH workbench step_worst_ms={:.1} step_p99_ms={:.1} step_median_ms={:.1} {}",
        stepping.worst,
        stepping.p99,
        stepping.median,
        many::figures()
    );
}
