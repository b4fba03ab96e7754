//! What a change of the workflow means for the run that is shown: from which step on it would have
//! gone another way.

use std::{collections::BTreeSet, sync::Arc};

use misp_flow_engine::{
    describe::capitalised,
    run::Answers,
    workflow::{Node, NodeId, Workflow},
};

use crate::state::{Revision, ShownRun, State};

/// What was changed since the run that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangedSince {
    /// The workflow.
    Workflow,
    /// What these nodes are set to give in simulations, by their names; the workflow is as it was.
    Answers(Vec<String>),
    /// Both.
    Both(Vec<String>),
}

impl ChangedSince {
    /// It in words.
    pub fn words(&self) -> String {
        match self {
            Self::Workflow => "The workflow was changed since".to_owned(),
            Self::Answers(nodes) => {
                let verb = if nodes.len() == 1 { "was" } else { "were" };
                format!("{} {verb} changed since", capitalised(&answers_of(nodes)))
            }
            Self::Both(nodes) => {
                format!("The workflow and {} were changed since", answers_of(nodes))
            }
        }
    }
}

/// The answers that were set for nodes of these names, in words.
pub(in crate::state) fn answers_of(nodes: &[String]) -> String {
    match nodes {
        [one] => format!("the answer set for {one}"),
        several => format!("the answers set for {} nodes", several.len()),
    }
}

/// The names of the nodes that are set to give another answer, with their numbers where others are
/// called the same; `workflows` are asked for the names
/// one after the other.
pub(in crate::state) fn other_answers(
    one: &Answers,
    other: &Answers,
    workflows: [&Workflow; 2],
) -> Vec<String> {
    let ids: BTreeSet<&NodeId> = one.0.keys().chain(other.0.keys()).collect();
    let differ = ids
        .into_iter()
        .filter(|id| one.0.get(*id) != other.0.get(*id));
    let name = |id: &NodeId| {
        let mut graphs = workflows.iter().map(|one| &one.graph);
        let graph = graphs.find(|graph| graph.node(id).is_some());
        graph.map_or_else(|| format!("node {id}"), |graph| graph.numbered_name(id))
    };
    differ.map(name).collect()
}

/// What the first affected step was worked out for, and the step.
#[derive(Debug, Default)]
pub(super) struct Affected {
    of: Option<(u64, Revision, Answers)>,
    step: Option<usize>,
    /// Whether a document of another revision does the same as what ran, for nodes were only moved;
    /// with the run and the revision that it was looked up for.
    same: Option<((u64, Revision), bool)>,
}

impl State {
    /// Whether the document does something else than the shown run was made of. Where nodes stand,
    /// frames and words about the workflow do nothing.
    pub(in crate::state) fn does_other(&self, shown: &ShownRun) -> bool {
        let revision = self.tab.document.revision();
        let of = (shown.stepping.stamp, revision);
        shown.revision != revision && self.tab.stepper.affected.same != Some((of, true))
    }

    /// What was changed since the run that is shown was made; nothing where all is as it was.
    pub fn changed_since(&self) -> Option<ChangedSince> {
        let shown = self.tab.run.as_ref()?;
        let now = self.tab.document.workflow();
        let answers = other_answers(&shown.answers, &self.tab.answers, [now, &shown.workflow]);
        match (self.does_other(shown), answers.is_empty()) {
            (false, true) => None,
            (true, true) => Some(ChangedSince::Workflow),
            (false, false) => Some(ChangedSince::Answers(answers)),
            (true, false) => Some(ChangedSince::Both(answers)),
        }
    }

    /// The first step of the shown run whose node was changed since, or the trigger's: 0.
    pub fn first_affected(&self) -> Option<usize> {
        self.tab.stepper.affected.step
    }

    /// Brings that up to date; to be called once a frame.
    pub(in crate::state) fn follow_changes(&mut self) {
        self.follow_names();
        self.follow_sameness();
        let Some(shown) = self.tab.run.as_ref().filter(|_| self.is_run_stale()) else {
            self.tab.stepper.affected.of = None;
            self.tab.stepper.affected.step = None;
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
        self.tab.stepper.affected.of = Some((stamp, revision, self.tab.answers.clone()));
        self.tab.stepper.affected.step = step;
    }

    /// Looks once whether a document of another revision does the same as what ran.
    fn follow_sameness(&mut self) {
        let Some(shown) = &self.tab.run else { return };
        let of = (shown.stepping.stamp, self.tab.document.revision());
        let stepper = &mut self.tab.stepper;
        let known = stepper.affected.same.is_some_and(|(known, _)| known == of);
        if shown.revision == of.1 || known {
            return;
        }
        let now = self.tab.document.workflow();
        stepper.affected.same = Some((of, do_the_same(&shown.workflow, now)));
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
/// Whether two documents run in the same way. Of the name, errors of nodes tell.
fn do_the_same(then: &Workflow, now: &Workflow) -> bool {
    let (before, after) = (&then.graph.nodes, &now.graph.nodes);
    let same = |(id, then): (&NodeId, &Arc<Node>)| {
        let now = after.get(id);
        now.is_some_and(|now| {
            Arc::ptr_eq(then, now) || (then.name == now.name && does_the_same(then, now))
        })
    };
    then.name == now.name && before.len() == after.len() && before.iter().all(same)
}

fn does_the_same(then: &Node, now: &Node) -> bool {
    then.module == now.module
        && then.kind == now.kind
        && then.params == now.params
        && then.filter == now.filter
        && then.outputs == now.outputs
}
