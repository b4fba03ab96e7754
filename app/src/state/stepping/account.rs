//! What the steps of the shown run did, worked out in the background once for each that is looked
//! at, and for its neighbours, so that going on shows them at once.

use std::{collections::HashMap, sync::Arc};

use misp_flow_engine::{
    account::{Account, account},
    run::Plan,
    value::Value,
};

use crate::state::{ShownRun, State, later::Later};

/// How many are kept.
const MOST: usize = 64;

/// What steps did, by the number of their run and their index.
#[derive(Debug, Default)]
pub(in crate::state) struct Accounts {
    known: HashMap<(u64, usize), Arc<Account>>,
    /// The job in which one is being worked out.
    job: Option<u64>,
}

impl State {
    /// What the chosen step of the shown run did; nothing while that is worked out.
    pub fn account(&self) -> Option<&Arc<Account>> {
        let shown = self.tab.run.as_ref()?;
        let known = &self.tab.stepper.accounts.known;
        known.get(&(shown.number, shown.step?))
    }

    /// The data that the chosen step of the shown run began with.
    pub fn data_before(&self) -> Option<Value> {
        let shown = self.tab.run.as_ref()?;
        before(shown, shown.step?)
    }

    /// Has what the chosen step did worked out, where that has not been done.
    pub(in crate::state) fn follow_step(&mut self) {
        let Some(shown) = &self.tab.run else { return };
        let Some(step) = shown.step else { return };
        let (number, last) = (shown.number, shown.steps_in_all());
        let accounts = &self.tab.stepper.accounts;
        if accounts.job.is_some_and(|job| self.jobs.is_under_way(job)) {
            return;
        }
        let near = [Some(step), Some(step + 1), step.checked_sub(1)];
        let missing = near
            .into_iter()
            .flatten()
            .find(|step| *step < last && !accounts.known.contains_key(&(number, *step)));
        let Some(step) = missing else { return };
        let (Some(before), tab) = (before(shown, step), self.tab.id) else {
            return;
        };
        let shown = shown.clone();
        let job = self.start("Looking at the step…".to_owned(), move || {
            let made = shown.step_at(step).map(|made| {
                let known = shown.stepping.plan.clone();
                let plan = known.unwrap_or_else(|| Plan::of(&shown.workflow));
                // A server may have run another workflow than the one that is open.
                let node = plan.node(&made.step.node);
                let node = node.filter(|node| node.module == made.step.module);
                let operators = shown.stepping.operators;
                account(node, made.step, made.effects(), &before, operators)
            });
            Later::then(move |state| state.accounted(tab, (number, step), made))
        });
        self.tab.stepper.accounts.job = Some(job);
    }

    fn accounted(&mut self, tab: crate::state::TabId, of: (u64, usize), made: Option<Account>) {
        let Some(tab) = self.tab_mut(tab) else { return };
        let accounts = &mut tab.stepper.accounts;
        accounts.job = None;
        if accounts.known.len() >= MOST {
            // Those of other runs go first, then those that are far.
            let far = |key: &(u64, usize)| (key.0 != of.0, key.1.abs_diff(of.1));
            let farthest = accounts.known.keys().copied().max_by_key(far);
            farthest.map(|key| accounts.known.remove(&key));
        }
        if let Some(made) = made {
            accounts.known.insert(of, Arc::new(made));
        }
    }
}

/// The data that a step began with: those that the one before it left, or that were put in their
/// place by hand.
fn before(shown: &ShownRun, step: usize) -> Option<Value> {
    let made = shown.step_at(step)?;
    let mut data = made.data_before().clone();
    let by_hand = shown.stepping.changes.iter();
    let own = |after: usize| made.background.is_none() && after == step;
    for change in by_hand.filter(|change| own(change.after)) {
        if let Some(changed) = change.put_into(&data) {
            data = changed;
        }
    }
    Some(data)
}
