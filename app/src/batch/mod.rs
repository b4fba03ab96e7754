//! Many events through one workflow, on all cores, in bounded memory.
//!
//! One thread reads bundles of events, others simulate them, and what they found is told in the
//! order of the input. A bundle is read only when another one has been told, so however long one
//! event takes, the rest does not pile up behind it.

mod bundle;
mod input;
mod records;
mod side;
mod source;

use std::{
    collections::BTreeMap,
    num::NonZeroUsize,
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

pub use input::{Event, Input, Inputs};
pub use records::{Change, End, Judged, Records, Row, RowId, Seen};
pub use side::Side;
use source::Bundle;
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

/// Events that are to be looked at.
pub struct Events<'a> {
    /// Where they are.
    pub inputs: &'a Inputs,
    /// How many threads look.
    pub jobs: NonZeroUsize,
    /// Says why data are nothing that the workflow's trigger hands over.
    pub expects: &'a (dyn Fn(&Value) -> Result<(), String> + Sync),
    /// Set from outside to end early: nothing is begun any more.
    pub cancel: &'a AtomicBool,
}

/// Where an event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// The index of its input.
    pub input: usize,
    /// Its line there, from 1; in a file that is one JSON text, its number among the events.
    pub place: u64,
    /// Its number among the events of its line, from 0.
    pub nth: u32,
    /// Where its line begins, in bytes; nothing in a file that is one JSON text.
    pub line: Option<u64>,
}

/// What was found of one event, or why there is nothing to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<T> {
    /// Where it stands.
    pub at: At,
    /// What was found.
    pub result: Result<T, String>,
}

/// Some events that were looked at.
#[derive(Clone, Debug)]
pub struct Told<T> {
    /// What was found of each.
    pub found: Vec<Found<T>>,
    /// How much of all inputs is done, in bytes.
    pub upto: u64,
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
    let inputs = Inputs::new(work.inputs.iter().cloned().map(Input::File).collect());
    let events = Events {
        inputs: &inputs,
        jobs: work.jobs,
        expects: work.expects,
        cancel: work.cancel,
    };
    let plan = &work.batch.plan;
    let parts = each(
        &events,
        || Tally::of(plan),
        |tally, event| {
            let verdict = work.batch.run(event.value, tally);
            (event.name.to_owned(), verdict)
        },
        |told| {
            for Found { at, result } in told.found {
                tell(Entry {
                    input: at.input,
                    place: at.place,
                    finding: match result {
                        Ok((name, verdict)) => Finding::Ran(name, verdict),
                        Err(why) => Finding::Unreadable(why),
                    },
                });
            }
        },
    );
    let mut tally = Tally::of(plan);
    parts.iter().for_each(|part| tally.merge(part));
    tally
}

/// Looks at each event on several threads, each of which begins with what `start` gives and keeps it
/// for all of its events. `tell` gets what `look` found, in the order of the input. Gives what the
/// threads kept.
pub fn each<S: Send, T: Send>(
    events: &Events<'_>,
    start: impl Fn() -> S + Sync,
    look: impl Fn(&mut S, Event<'_>) -> T + Sync,
    mut tell: impl FnMut(Told<T>),
) -> Vec<S> {
    let jobs = events.jobs.get();
    let (bundles, waiting) = sync_channel::<Bundle>(jobs);
    let waiting = Mutex::new(waiting);
    let (done, found) = channel();
    let (permits, permitted) = channel();
    for _ in 0..jobs * AHEAD {
        // The receiver is there.
        let _ = permits.send(());
    }
    let mut kept = Vec::with_capacity(jobs);
    thread::scope(|scope| {
        scope.spawn(move || {
            source::read(events.inputs, &mut |bundle| {
                let goes_on = !events.cancel.load(Ordering::Relaxed) && permitted.recv().is_ok();
                goes_on && bundles.send(bundle).is_ok()
            });
        });
        let workers: Vec<_> = (0..jobs)
            .map(|_| {
                let (done, waiting, start, look) = (done.clone(), &waiting, &start, &look);
                scope.spawn(move || {
                    let mut kept = start();
                    while let Some(bundle) = next(waiting) {
                        let (number, upto) = (bundle.number, bundle.upto);
                        let found =
                            bundle::look_at(events, bundle, &mut |event| look(&mut kept, event));
                        // Without a receiver nobody waits for it any more.
                        let _ = done.send((number, Told { found, upto }));
                    }
                    kept
                })
            })
            .collect();
        drop(done);
        let mut early = BTreeMap::new();
        let mut next = 0;
        for (number, told) in found {
            early.insert(number, told);
            while let Some(told) = early.remove(&next) {
                next += 1;
                // The reader may have come to its end.
                let _ = permits.send(());
                tell(told);
            }
        }
        for worker in workers {
            kept.extend(worker.join());
        }
    });
    kept
}

fn next(waiting: &Mutex<Receiver<Bundle>>) -> Option<Bundle> {
    waiting.lock().ok()?.recv().ok()
}

#[cfg(test)]
mod tests;
