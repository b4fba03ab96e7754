//! All problems of a workflow, the worst first.

use super::{limits, modules, problem::Problem, wiring};
use crate::{catalogue::Catalogue, workflow::Workflow};

/// Looks for everything that MISP would refuse, that would fail in a run, or that probably is not
/// meant (spec 03, "Graph checks"). The worst come first, then the order of the nodes.
pub fn problems(workflow: &Workflow, catalogue: &Catalogue) -> Vec<Problem> {
    let mut found = Vec::new();
    wiring::find(workflow, &mut found);
    modules::find(&workflow.graph, catalogue, &mut found);
    limits::find(workflow, &mut found);
    found.sort_by_key(|problem| problem.severity);
    found
}
