//! Times in rounds, and memory as the system counts it.

use std::time::Instant;

/// The times of calls that took turns, in microseconds.
pub struct Rounds(Vec<Vec<f64>>);

/// Makes each call `count` times in each of `samples` rounds.
pub fn rounds((samples, count): (usize, u32), calls: &mut [&mut dyn FnMut()]) -> Rounds {
    let round = |calls: &mut [&mut dyn FnMut()]| {
        let times = calls.iter_mut().map(|call| {
            let start = Instant::now();
            for _ in 0..count {
                call();
            }
            start.elapsed().as_secs_f64() * 1e6 / f64::from(count)
        });
        times.collect()
    };
    Rounds((0..samples).map(|_| round(calls)).collect())
}

impl Rounds {
    /// The median time of a call.
    pub fn median(&self, call: usize) -> f64 {
        median(self.0.iter().map(|round| round[call]))
    }

    /// The median of what one call took over what another took in the same round.
    pub fn ratio(&self, call: usize, over: usize) -> f64 {
        median(self.0.iter().map(|round| round[call] / round[over]))
    }

    /// The best time of a call over the best time of another.
    pub fn ratio_of_best(&self, call: usize, over: usize) -> f64 {
        let best = |call: usize| {
            self.0
                .iter()
                .map(|round| round[call])
                .fold(f64::MAX, f64::min)
        };
        best(call) / best(over)
    }
}

fn median(times: impl Iterator<Item = f64>) -> f64 {
    let mut times: Vec<f64> = times.collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The memory of this process in MB: `VmRSS` now, `VmHWM` at its peak. Only Linux tells.
pub fn memory_mb(what: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(what));
    let number = line.and_then(|line| line.trim_start_matches(':').split_whitespace().next());
    number
        .and_then(|number| number.parse::<f64>().ok())
        .map_or(f64::NAN, |kilobytes| kilobytes / 1024.0)
}
