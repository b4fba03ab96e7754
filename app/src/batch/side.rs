//! A workflow whose ways are told in numbers, alone or as one of two.

use std::sync::Arc;

use misp_flow_engine::{
    compare::Pairs,
    run::{Batch, Places, Route, Run, Verdict},
    value::Value,
};

/// A workflow with all that its runs need, and its places.
#[derive(Clone, Debug)]
pub struct Side {
    batch: Batch,
    places: Arc<Places>,
}

impl Side {
    /// A workflow alone, or the one whose numbers count.
    pub fn new(batch: Batch) -> Self {
        let places = Arc::new(Places::of(&batch.plan));
        Self { batch, places }
    }

    /// Another workflow, whose nodes get the numbers that they have here. In the pairs, this one
    /// comes before the other.
    pub fn other(&self, batch: Batch, pairs: &Pairs) -> Self {
        let places = Arc::new(self.places.after(&batch.plan, pairs));
        Self { batch, places }
    }

    /// Its nodes and wires with their numbers.
    pub fn places(&self) -> &Arc<Places> {
        &self.places
    }

    /// What an event comes to, and on which way.
    pub fn see(&self, data: &Value) -> (Verdict, Route) {
        let run = self.batch.simulate(data);
        let mut verdict = Verdict::of(&run);
        verdict.why = told(&run).or(verdict.why);
        (verdict, self.places.route(&run))
    }
}

/// What the first node that failed tells. The server's own text about it holds the workflow's name
/// and number, so that one that was only renamed would seem to say something else.
fn told(run: &Run) -> Option<String> {
    let ended_by_itself = run.crash.is_none() && run.reason.is_none();
    let failed = run.steps.iter().find(|step| step.failed());
    let errors = failed.filter(|_| ended_by_itself)?.errors.join(", ");
    (!errors.is_empty()).then_some(errors)
}
