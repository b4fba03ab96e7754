//! A run that pauses and goes on, goes back, and goes on from there with other data or another
//! workflow. It is moved to a job of the background for each leg and comes back with it, so the
//! window never waits for it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use misp_flow_engine::{
    instance::Instance,
    run::{Answers, Plan, Run, Settings, Simulation, Snapshot, Step, Upcoming},
    value::{Key, Value},
    workflow::NodeId,
};

use super::{BreakPoints, Outside};
use crate::misp::Cancel;

/// How many places a session keeps to go back to beside its beginning.
const MOST_MARKS: usize = 32;

/// Why a run paused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It was to make one step, or go back to one.
    Stepped,
    /// There is a break point at the next node.
    BreakPoint,
    /// It was to run to the next node.
    Reached,
    /// The last step failed.
    Failure,
    /// This condition over the data came true.
    Watch(String),
    /// The user asked for it.
    Asked,
    /// The data were changed by hand.
    Changed,
    /// They were to be, and no such data can be gone on with.
    NotChanged,
}

/// Where a run paused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Why.
    pub why: Why,
    /// The node that is executed next; none where that is no node.
    pub next: Option<NodeId>,
}

/// Up to where a leg of a run goes, unless a break point is met before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The end.
    End,
    /// Until so many steps are made in all. Break points do not count on the way.
    Steps(usize),
    /// Before this node.
    Node(NodeId),
}

/// What a leg came to.
#[derive(Clone, Debug)]
pub enum Stopped {
    /// It paused here; this is the run so far.
    Paused(Box<Run>, Stop),
    /// The run ended; where it was to pause at its last step, that step is given.
    Ended(Box<Run>, Option<usize>),
}

/// Data that were changed by hand.
#[derive(Clone, Debug, PartialEq)]
pub struct DataChange {
    /// After so many steps.
    pub after: usize,
    /// The keys that lead to what was changed.
    pub keys: Vec<Key>,
    /// What stands there now.
    pub value: Value,
}

impl DataChange {
    /// The data with the value where it belongs; nothing where its keys lead nowhere in them.
    pub fn put_into(&self, data: &Value) -> Option<Value> {
        let mut data = data.clone();
        let mut here = &mut data;
        for key in &self.keys {
            here = here.as_array_mut()?.get_mut(key.as_ref())?;
        }
        *here = self.value.clone();
        Some(data)
    }
}

/// Holds a run under way: whoever pulls lets it pause.
#[derive(Clone, Debug, Default)]
pub struct Reins {
    pause: Arc<AtomicBool>,
    cancel: Cancel,
}

impl Reins {
    /// Lets the run pause after the step under way.
    pub fn pause(&self) {
        self.pause.store(true, Ordering::SeqCst);
    }

    /// Gives up on it: what it waits for outside ends at once.
    pub fn give_up(&self) {
        self.pause();
        self.cancel.cancel();
    }

    fn pulled(&self) -> bool {
        self.pause.load(Ordering::SeqCst)
    }
}

/// A run, from its beginning to where it stands.
#[derive(Debug)]
pub struct Session {
    plan: Plan,
    instance: Arc<Instance>,
    settings: Settings,
    data: Value,
    /// What its requests come to.
    pub outside: Outside,
    place: Snapshot,
    /// Places to go back to, the beginning first.
    marks: Vec<Snapshot>,
    /// What was changed by hand, in the order of the run.
    changes: Vec<DataChange>,
    /// Whether it has paused where it stands, so that the break point there is done with.
    paused: bool,
}

impl Session {
    /// A run that has made no step yet.
    pub fn begin(
        plan: Plan,
        data: Value,
        instance: Arc<Instance>,
        mut outside: Outside,
        settings: Settings,
    ) -> Self {
        let place =
            Simulation::begin(&plan, &data, &instance, &mut outside, &settings).into_snapshot();
        Self {
            marks: vec![place.clone()],
            plan,
            instance,
            settings,
            data,
            outside,
            place,
            changes: Vec::new(),
            paused: false,
        }
    }

    /// What runs.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The simulated server.
    pub fn instance(&self) -> &Arc<Instance> {
        &self.instance
    }

    /// What was changed by hand.
    pub fn changes(&self) -> &[DataChange] {
        &self.changes
    }

    /// How many steps were made.
    pub fn steps(&self) -> usize {
        self.place.steps()
    }

    /// Goes on up to the goal, a break point, or the end.
    pub fn go(&mut self, goal: &Goal, breaks: &BreakPoints, reins: &Reins) -> Stopped {
        self.outside.cancel = reins.cancel.clone();
        let place = self.place.clone();
        let mut run = Simulation::resume(
            &self.plan,
            &self.instance,
            &mut self.outside,
            &self.settings,
            place,
        );
        let looks = breaks.any_node() || !matches!(goal, Goal::End);
        let mut held = breaks.holding(run.data());
        let mut fresh = std::mem::replace(&mut self.paused, true);
        // What holds from the first has not come true on the way, and would never be told.
        let begins = !fresh && run.run().steps.is_empty() && !matches!(goal, Goal::Steps(_));
        let at_once = held.iter().position(|holds| begins && *holds);
        let at_once = at_once.and_then(|place| breaks.watches.get(place));
        let why = loop {
            if let Some(point) = at_once {
                break Some(Why::Watch(point.watch.words()));
            }
            let made = run.run().steps.len();
            let enough = matches!(goal, Goal::Steps(wanted) if made >= *wanted);
            if enough || reins.pulled() {
                break Some(if enough { Why::Stepped } else { Why::Asked });
            }
            if looks && !std::mem::take(&mut fresh) {
                match run.upcoming() {
                    Upcoming::End => break None,
                    Upcoming::Node(next) if Goal::Node(next.clone()) == *goal => {
                        break Some(Why::Reached);
                    }
                    Upcoming::Node(next)
                        if breaks.is_before(&next) && !matches!(goal, Goal::Steps(_)) =>
                    {
                        break Some(Why::BreakPoint);
                    }
                    _ => {}
                }
            }
            let goes_on = run.step();
            let new: &[Step] = run.run().steps.get(made..).unwrap_or_default();
            let failed = breaks.takes_failure(new);
            let holding = breaks.holding(run.data());
            let came_true = (holding.iter().zip(&held)).position(|(now, before)| *now && !before);
            held = holding;
            if matches!(goal, Goal::Steps(_)) {
                if goes_on {
                    continue;
                }
                break None;
            }
            match came_true.and_then(|place| breaks.watches.get(place)) {
                Some(point) => break Some(Why::Watch(point.watch.words())),
                None if failed => break Some(Why::Failure),
                None if goes_on => {}
                None => break None,
            }
        };
        let upcoming = run.upcoming();
        let next = match &upcoming {
            Upcoming::Node(next) => Some(next.clone()),
            Upcoming::Other | Upcoming::End => None,
        };
        self.place = run.snapshot();
        if let Some(why) = why.clone()
            && upcoming != Upcoming::End
        {
            let so_far = run.run().clone();
            self.mark();
            return Stopped::Paused(Box::new(so_far), Stop { why, next });
        }
        let last = self.place.steps().checked_sub(1);
        let run = run.finish();
        Stopped::Ended(Box::new(run), last.filter(|_| why.is_some()))
    }

    /// Goes back, or on, to where so many steps were made; what was sent on the way is not sent
    /// again.
    pub fn go_to(&mut self, steps: usize) {
        if steps < self.steps() {
            // What was allowed was allowed for this run, and this becomes another one.
            self.outside.real = None;
        }
        self.outside.again_before = steps;
        self.changes.retain(|change| change.after <= steps);
        self.marks.retain(|mark| mark.steps() <= steps);
        let mut waiting = self.changes.clone();
        self.place = match self.marks.last() {
            Some(mark) => {
                waiting.retain(|change| change.after > mark.steps());
                mark.clone()
            }
            None => self.beginning(),
        };
        let mut waiting = waiting.into_iter().peekable();
        let place = self.place.clone();
        let mut run = Simulation::resume(
            &self.plan,
            &self.instance,
            &mut self.outside,
            &self.settings,
            place,
        );
        loop {
            let made = run.run().steps.len();
            while let Some(change) = waiting.next_if(|change| change.after <= made) {
                // What has no place any more is left out.
                if let Some(data) = change.put_into(run.data()) {
                    let _ = run.set_data(data);
                }
            }
            if made >= steps || !run.step() {
                break;
            }
        }
        self.place = run.into_snapshot();
        self.outside.again_before = 0;
        self.paused = true;
    }

    /// Runs another workflow from here on, with other answers: what was done so far is done again
    /// with it.
    pub fn take_plan(&mut self, plan: Plan, answers: Answers) {
        let steps = self.steps();
        self.plan = plan;
        self.outside.answers = answers;
        self.marks.clear();
        self.go_to(steps);
    }

    /// Goes to where so many steps were made and puts another value there into the data. Gives
    /// whether that could be done.
    pub fn change(&mut self, change: DataChange) -> bool {
        self.go_to(change.after);
        let Some(data) = change.put_into(self.place.data()) else {
            return false;
        };
        let place = self.place.clone();
        let mut run = Simulation::resume(
            &self.plan,
            &self.instance,
            &mut self.outside,
            &self.settings,
            place,
        );
        if run.set_data(data).is_err() {
            return false;
        }
        self.place = run.into_snapshot();
        self.marks.retain(|mark| mark.steps() < change.after);
        self.changes.push(change);
        self.mark();
        true
    }

    /// Where the run pauses without going on.
    pub fn here(&mut self, why: Why) -> Stopped {
        let place = self.place.clone();
        let run = Simulation::resume(
            &self.plan,
            &self.instance,
            &mut self.outside,
            &self.settings,
            place,
        );
        let next = match run.upcoming() {
            Upcoming::Node(next) => Some(next),
            Upcoming::Other | Upcoming::End => None,
        };
        Stopped::Paused(Box::new(run.run().clone()), Stop { why, next })
    }

    fn beginning(&mut self) -> Snapshot {
        let run = Simulation::begin(
            &self.plan,
            &self.data,
            &self.instance,
            &mut self.outside,
            &self.settings,
        );
        let place = run.into_snapshot();
        self.marks.push(place.clone());
        place
    }

    fn mark(&mut self) {
        self.marks.push(self.place.clone());
        if self.marks.len() > MOST_MARKS {
            // The beginning stays; of the others the oldest goes.
            self.marks.remove(1);
        }
    }
}
