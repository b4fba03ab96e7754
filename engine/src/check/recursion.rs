//! Workflows that start themselves again, directly or by way of others (spec 03, "Recursion").
//!
//! MISP does not check this. An action that saves what a trigger listens to starts that trigger's
//! workflow; where that leads back, the server runs in circles unless something on the way ends
//! it: a mark that the workflow sets and tests for.

use std::collections::{HashMap, VecDeque};

use super::{
    guard::{self, Guard, Tests},
    problem::{Problem, Rule},
    survey::Survey,
};
use crate::{
    modules::{Params, fires},
    workflow::{Node, NodeId, NodeKind, Workflow},
};

const RECURSION: Rule = Rule::warning("recursion", "spec 03");
const GUARDED_RECURSION: Rule = Rule::notice("guarded-recursion", "spec 03");

pub(super) const RULES: &[Rule] = &[RECURSION, GUARDED_RECURSION];

/// An action that starts a workflow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The place of the action's workflow among those that were given.
    pub workflow: usize,
    /// The action.
    pub action: NodeId,
    /// The trigger that it fires, which the next step's workflow has.
    pub fires: &'static str,
    /// What keeps this from going on for ever.
    pub guard: Option<Guard>,
}

/// Workflows that start each other in a circle; one alone where it starts itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loop {
    /// The actions in order: each starts the workflow of the next, the last that of the first.
    pub steps: Vec<Step>,
}

impl Loop {
    /// What ends the loop; one guard is enough.
    pub fn guard(&self) -> Option<&Guard> {
        self.steps.iter().find_map(|step| step.guard.as_ref())
    }
}

/// The loops among workflows that are switched on, or about to be: for each action that starts a
/// workflow, the shortest way back. Loops that share their actions are told once.
pub fn recursion(workflows: &[&Workflow]) -> Vec<Loop> {
    let steps: Vec<(Step, usize)> = (0..)
        .zip(workflows)
        .flat_map(|(place, workflow)| steps_of(place, workflow, workflows))
        .collect();
    let mut loops: Vec<Loop> = Vec::new();
    for (first, target) in &steps {
        let Some(back) = way(&steps, *target, first.workflow) else {
            continue;
        };
        let steps: Vec<Step> = std::iter::once(first.clone()).chain(back).collect();
        let is_known = loops.iter().any(|known| {
            known.steps.len() == steps.len() && steps.iter().all(|step| known.steps.contains(step))
        });
        if !is_known {
            loops.push(Loop { steps });
        }
    }
    loops
}

/// The actions of a workflow that start one of `all`, with the places of those.
fn steps_of(place: usize, workflow: &Workflow, all: &[&Workflow]) -> Vec<(Step, usize)> {
    let Some((trigger, _)) = workflow.graph.trigger() else {
        return Vec::new();
    };
    let tests = Tests::of(workflow);
    let mut steps = Vec::new();
    for id in workflow.graph.downstream(trigger) {
        let Some(action) = workflow.graph.node(&id) else {
            continue;
        };
        if action.kind != NodeKind::Action {
            continue;
        }
        for fires in fires(&action.module, &Params::of(action)) {
            for (target, other) in all.iter().enumerate() {
                let started = other.graph.trigger().map(|(_, node)| node);
                if started.is_some_and(|started| starts(action, started, fires)) {
                    let step = Step {
                        workflow: place,
                        action: id.clone(),
                        fires,
                        guard: tests.guard(&id),
                    };
                    steps.push((step, target));
                }
            }
        }
    }
    steps
}

/// Whether an action that fires this trigger starts a workflow with this trigger node: one on tags
/// says which it listens to.
fn starts(action: &Node, trigger: &Node, fires: &str) -> bool {
    if trigger.module != fires {
        return false;
    }
    if fires != "tag-attached-after-save" {
        return true;
    }
    let (action, wanted) = (TagAdded::by(action), Params::of(trigger));
    let fits = |wanted: &str, added: &str| matches!(wanted, "any" | "") || wanted == added;
    let tag = wanted.text("tag");
    let scope = wanted.text("scope");
    (action.scope == "all" || fits(&scope, &action.scope))
        && fits(&wanted.text("locality"), &action.locality)
        && (tag.is_empty() || action.tags.is_none_or(|tags| tags.contains(&tag)))
}

/// The tags that an action adds, as far as its parameters tell.
struct TagAdded {
    scope: String,
    locality: String,
    /// `None` where the data decide.
    tags: Option<Vec<String>>,
}

impl TagAdded {
    fn by(action: &Node) -> Self {
        let params = Params::of(action);
        let locality = params.text("locality");
        Self {
            scope: params.text("scope"),
            // Adding with any locality means global (live 23).
            locality: if locality == "local" {
                locality
            } else {
                "global".to_owned()
            },
            tags: (action.module == "tag_operation").then(|| guard::tags_of(action)),
        }
    }
}

/// The fewest steps that lead from one workflow to another; none at all to itself.
fn way(steps: &[(Step, usize)], from: usize, to: usize) -> Option<Vec<Step>> {
    let mut came_by: HashMap<usize, &Step> = HashMap::new();
    let mut open = VecDeque::from([from]);
    while let Some(at) = open.pop_front() {
        if at == to {
            let mut way = Vec::new();
            let mut at = to;
            while at != from {
                let step = came_by.get(&at)?;
                way.push((*step).clone());
                at = step.workflow;
            }
            way.reverse();
            return Some(way);
        }
        for (step, target) in steps.iter().filter(|(step, _)| step.workflow == at) {
            if *target != from && !came_by.contains_key(target) {
                came_by.insert(*target, step);
                open.push_back(*target);
            }
        }
    }
    None
}

/// The loops of one workflow with itself.
pub(super) fn find(survey: &Survey<'_>, found: &mut Vec<Problem>) {
    let Some(trigger) = survey.trigger() else {
        return;
    };
    let loops = recursion(&[survey.workflow]);
    let steps = loops.iter().flat_map(|found| &found.steps);
    let steps: HashMap<&NodeId, &Step> = steps.map(|step| (&step.action, step)).collect();
    for visited in &survey.nodes {
        let Some(step) = steps.get(visited.id) else {
            continue;
        };
        let start = format!(
            "{} starts this workflow again: what it saves fires {}",
            visited.name(),
            trigger.node.name
        );
        let (rule, text) = match &step.guard {
            Some(guard) => (&GUARDED_RECURSION, format!("{start}; {guard} ends that")),
            None => (
                &RECURSION,
                format!(
                    "{start}, without end. Put an IF before it that tests for a mark, such as a local tag, and set the mark behind the IF"
                ),
            ),
        };
        let wires = survey.way(trigger, visited);
        found.push(visited.problem(rule, text).by_way_of(wires));
    }
}
