//! Simulations in the window that pause, go back and go on: the session of each tab, its break
//! points, what its steps did, and what it really sends.

mod account;
mod apply;
mod command;
mod leg;
mod namesakes;
mod perform;
mod stale;

use std::{collections::HashMap, sync::Arc};

use misp_flow_engine::{
    condition::Operators,
    run::{Plan, Reply},
    workflow::NodeId,
};

use super::{State, Tab, tabs::drop_elsewhere};
use crate::{
    runs::Inputs,
    stepper::{BreakPoints, DataChange, RealExchange, Reins, Session, Stop},
};

pub use command::StepCommand;
pub use perform::{AskedHost, PerformQuestion};
pub use stale::ChangedSince;
pub(super) use stale::{answers_of, other_answers};

/// What a simulated run has beside what every run has.
#[derive(Clone, Debug, Default)]
pub struct Stepping {
    /// Where it paused; none for a run that went to its end.
    pub stop: Option<Stop>,
    /// What ran; none for a run that a server told of.
    pub plan: Option<Plan>,
    /// The operators of the simulated server.
    pub operators: Operators,
    /// Whether requests of this run may be sent for real.
    pub performs: bool,
    /// What was really sent, and what came back.
    pub real: Arc<Vec<RealExchange>>,
    /// What was changed by hand.
    pub changes: Arc<Vec<DataChange>>,
    /// Tells states of the same run apart.
    pub stamp: u64,
}

/// What a tab keeps of its runs beside the one that is shown.
#[derive(Debug, Default)]
pub(super) struct Stepper {
    pub breaks: BreakPoints,
    /// The run that can be taken up again; none while it is under way.
    pub session: Option<Box<Session>>,
    /// The hosts that it may really send to.
    pub sends: Vec<String>,
    /// What that run is made from.
    pub inputs: Option<Box<Inputs>>,
    /// The job that it is under way in.
    pub work: Option<(u64, Reins)>,
    pub accounts: account::Accounts,
    affected: stale::Affected,
    namesakes: namesakes::Namesakes,
    /// What really came back last, by node.
    pub last_real: HashMap<NodeId, Reply>,
    /// Whether it was looked for among the kept runs.
    pub recalled: bool,
}

impl Stepper {
    /// Gives up on the run, under way or not.
    pub fn give_up(&mut self) {
        if let Some((_, reins)) = self.work.take() {
            reins.give_up();
        }
        if let Some(session) = self.session.take() {
            drop_elsewhere(session);
        }
    }
}

impl Drop for Stepper {
    /// A tab that closes must not leave something behind that goes on sending.
    fn drop(&mut self) {
        self.give_up();
    }
}

impl Tab {
    /// The job in which its run is under way, where it still is.
    fn working(&self, state: &State) -> Option<u64> {
        let (job, _) = self.stepper.work.as_ref()?;
        state.jobs.is_under_way(*job).then_some(*job)
    }

    /// Whether it shows a simulation, or one is under way.
    pub(super) fn is_simulating(&self, state: &State) -> bool {
        let simulated = self.run.as_ref().is_some_and(|run| run.received.is_none());
        simulated || self.working(state).is_some()
    }

    /// Its break points.
    pub fn breaks(&self) -> &BreakPoints {
        &self.stepper.breaks
    }
}

impl State {
    /// The break points of the shown tab.
    pub fn breaks(&self) -> &BreakPoints {
        self.tab.breaks()
    }

    /// Whether the shown run is under way in the background.
    pub fn is_stepping(&self) -> bool {
        self.tab.working(self).is_some()
    }

    /// The hosts that the run under way may really send to.
    pub fn sending_to(&self) -> &[String] {
        match self.is_stepping() {
            true => &self.tab.stepper.sends,
            false => &[],
        }
    }

    /// Where the shown run pauses, to go on from.
    pub fn paused(&self) -> Option<&Stop> {
        let stop = self.tab.run.as_ref()?.stepping.stop.as_ref()?;
        self.tab.stepper.session.is_some().then_some(stop)
    }

    /// What the one selected node really got as an answer last.
    pub fn real_answer_of_selected(&self) -> Option<&Reply> {
        self.tab.stepper.last_real.get(self.tab.selected.single()?)
    }

    /// Gives up on the run of a tab if this is its job.
    pub(super) fn cancel_stepping(&mut self, job: u64) {
        for tab in self.tabs_mut() {
            if tab
                .stepper
                .work
                .as_ref()
                .is_some_and(|(own, _)| *own == job)
            {
                tab.stepper.give_up();
            }
        }
    }
}
