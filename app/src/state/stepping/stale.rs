//! What a change of the workflow means for the run that is shown: from which step on it would have
//! gone another way.

use misp_flow_engine::{
    run::Answers,
    workflow::{Node, NodeId, Workflow},
};

use crate::state::{Revision, ShownRun, State};

/// What the first affected step was worked out for, and the step.
#[derive(Debug, Default)]
pub(super) struct Affected {
    of: Option<(u64, Revision, Answers)>,
    step: Option<usize>,
}

impl State {
    /// The first step of the shown run whose node was changed since, or the trigger's: 0.
    pub fn first_affected(&self) -> Option<usize> {
        self.tab.stepper.affected.step
    }

    /// Brings that up to date; to be called once a frame.
    pub(in crate::state) fn follow_changes(&mut self) {
        let Some(shown) = self.tab.run.as_ref().filter(|_| self.is_run_stale()) else {
            self.tab.stepper.affected = Affected::default();
            return;
        };
        let revision = self.tab.document.revision();
        let stamp = shown.stepping.stamp;
        let same = |(old, at, answers): &(u64, Revision, Answers)| {
            *old == stamp && *at == revision && *answers == self.tab.answers
        };
        if self.tab.stepper.affected.of.as_ref().is_some_and(same) {
            return;
        }
        let step = affected(shown, self.tab.document.workflow(), &self.tab.answers);
        let of = Some((stamp, revision, self.tab.answers.clone()));
        self.tab.stepper.affected = Affected { of, step };
    }
}

fn affected(shown: &ShownRun, now: &Workflow, answers: &Answers) -> Option<usize> {
    let is_other = |id: &NodeId| {
        let nodes = |workflow: &Workflow| workflow.graph.nodes.get(id).cloned();
        let same = match (nodes(&shown.workflow), nodes(now)) {
            (Some(then), Some(now)) => does_the_same(&then, &now),
            (then, now) => then.is_none() && now.is_none(),
        };
        !same || shown.answers.0.get(id) != answers.0.get(id)
    };
    // What has no trigger of its own was tried behind one.
    if let (Some((trigger, _)), Some(_)) = (shown.workflow.graph.trigger(), now.graph.trigger())
        && is_other(trigger)
    {
        return Some(0);
    }
    let mut steps = shown.run.steps.iter();
    steps.position(|step| is_other(&step.node))
}

/// Whether two states of a node do the same in a run: names and places do not count.
fn does_the_same(then: &Node, now: &Node) -> bool {
    then.module == now.module
        && then.kind == now.kind
        && then.params == now.params
        && then.filter == now.filter
        && then.outputs == now.outputs
}
