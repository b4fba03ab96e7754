//! Many events through one workflow, on all cores, in bounded memory.
//!
//! One thread reads bundles of events, others simulate them, and what they found is told in the
//! order of the input. A bundle is read only when another one has been told, so however long one
//! event takes, the rest does not pile up behind it.

mod source;

use std::{
    collections::BTreeMap,
    num::NonZeroUsize,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, channel, sync_channel},
    },
    thread,
};

use misp_flow_engine::{
    run::{Batch, Tally, Verdict},
    value::Value,
};

use crate::library::{self, StoredEvent};
use source::{Bundle, Items};
pub use source::{expand, is_standard_input};

/// How many bundles for each thread may be read and not yet told.
const AHEAD: usize = 4;

/// What to run on what.
pub struct Work<'a> {
    /// The workflow.
    pub batch: &'a Batch,
    /// The files, `-` for the standard input.
    pub inputs: &'a [PathBuf],
    /// How many threads simulate.
    pub jobs: NonZeroUsize,
    /// Says why data are nothing that the workflow's trigger hands over.
    pub expects: &'a (dyn Fn(&Value) -> Result<(), String> + Sync),
    /// Set from outside to end early: nothing is begun any more.
    pub cancel: &'a AtomicBool,
}

/// What became of one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The index of its input.
    pub input: usize,
    /// Its line there, from 1; in a file that is one JSON text, its number among the events.
    pub place: u64,
    /// What became of it.
    pub finding: Finding,
}

/// What became of one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It was simulated: its name and what it came to.
    Ran(String, Verdict),
    /// There is nothing to simulate with, for this reason.
    Unreadable(String),
}

/// Runs the workflow on all events. `tell` gets one entry for each, in the order of the input. The
/// tally is that of the entries.
pub fn run(work: &Work<'_>, mut tell: impl FnMut(Entry)) -> Tally {
    let jobs = work.jobs.get();
    let mut tally = Tally::of(&work.batch.plan);
    let (bundles, waiting) = sync_channel::<Bundle>(jobs);
    let waiting = Mutex::new(waiting);
    let (done, found) = channel();
    let (permits, permitted) = channel();
    for _ in 0..jobs * AHEAD {
        // The receiver is there.
        let _ = permits.send(());
    }
    thread::scope(|scope| {
        scope.spawn(move || {
            source::read(work.inputs, &mut |bundle| {
                let goes_on = !work.cancel.load(Ordering::Relaxed) && permitted.recv().is_ok();
                goes_on && bundles.send(bundle).is_ok()
            });
        });
        let workers: Vec<_> = (0..jobs)
            .map(|_| {
                let (done, waiting) = (done.clone(), &waiting);
                scope.spawn(move || {
                    let mut tally = Tally::of(&work.batch.plan);
                    while let Some(bundle) = next(waiting) {
                        let number = bundle.number;
                        // Without a receiver nobody waits for it any more.
                        let _ = done.send((number, simulate(work, bundle, &mut tally)));
                    }
                    tally
                })
            })
            .collect();
        drop(done);
        let mut early = BTreeMap::new();
        let mut next = 0;
        for (number, entries) in found {
            early.insert(number, entries);
            while let Some(entries) = early.remove(&next) {
                next += 1;
                // The reader may have come to its end.
                let _ = permits.send(());
                entries.into_iter().for_each(&mut tell);
            }
        }
        for worker in workers {
            if let Ok(part) = worker.join() {
                tally.merge(&part);
            }
        }
    });
    tally
}

fn next(waiting: &Mutex<Receiver<Bundle>>) -> Option<Bundle> {
    waiting.lock().ok()?.recv().ok()
}

fn simulate(work: &Work<'_>, bundle: Bundle, tally: &mut Tally) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut add = |place, finding| {
        entries.push(Entry {
            input: bundle.input,
            place,
            finding,
        });
    };
    let is_cancelled = || work.cancel.load(Ordering::Relaxed);
    match bundle.items {
        Items::Lines(lines) => {
            for (place, line) in lines.iter() {
                if line.trim_ascii().is_empty() || is_cancelled() {
                    continue;
                }
                match library::read_events(line) {
                    Ok(events) => {
                        for event in &events {
                            add(place, finding(work, event, tally));
                        }
                    }
                    Err(error) => add(place, Finding::Unreadable(error.to_string())),
                }
            }
        }
        Items::Events(first, events) => {
            for (place, event) in (first..).zip(&events) {
                if !is_cancelled() {
                    add(place, finding(work, event, tally));
                }
            }
        }
        Items::Unreadable(reason) => add(1, Finding::Unreadable(reason)),
    }
    entries
}

fn finding(work: &Work<'_>, event: &StoredEvent, tally: &mut Tally) -> Finding {
    if let Err(reason) = (work.expects)(&event.value) {
        return Finding::Unreadable(reason);
    }
    // One event that the simulator cannot bear must not cost the others.
    let run = AssertUnwindSafe(|| work.batch.run(&event.value, tally));
    match catch_unwind(run) {
        Ok(verdict) => Finding::Ran(event.name.clone(), verdict),
        Err(_) => Finding::Unreadable("the simulator failed on this event".to_owned()),
    }
}

#[cfg(test)]
mod tests;
