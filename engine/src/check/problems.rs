//! All problems of a workflow, the worst first.

use super::{
    actions, conditions, filters, flow, jinja,
    labels::filter_labels,
    limits, modules, node_filters, outgoing, params, paths,
    problem::{Problem, Rule},
    recursion,
    survey::Survey,
    tags, wiring,
};
use crate::{catalogue::Catalogue, instance::Instance, workflow::Workflow};

/// Looks for everything that MISP would refuse, that would fail in a run, or that probably is not
/// meant (spec 03, "Graph checks"), on a server of which nothing is known but the catalogue: a
/// 2.5.1 with everything enabled. The worst come first, then the order of the families and nodes.
pub fn problems(workflow: &Workflow, catalogue: &Catalogue) -> Vec<Problem> {
    problems_on(workflow, catalogue, &Instance::default())
}

/// The same for a server of which is known what is switched off there, how it is set, and which
/// bugs its version has.
pub fn problems_on(
    workflow: &Workflow,
    catalogue: &Catalogue,
    instance: &Instance,
) -> Vec<Problem> {
    let survey = Survey::new(workflow, catalogue, instance);
    let mut found = Vec::new();
    wiring::find(&survey, &mut found);
    modules::find(&survey, &mut found);
    params::find(&survey, &mut found);
    paths::find(&survey, &mut found);
    filters::find(&survey, &filter_labels(survey.graph, catalogue), &mut found);
    node_filters::find(&survey, &mut found);
    conditions::find(&survey, &mut found);
    flow::find(&survey, &mut found);
    tags::find(&survey, &mut found);
    actions::find(&survey, &mut found);
    outgoing::find(&survey, &mut found);
    jinja::find(&survey, &mut found);
    limits::find(&survey, &mut found);
    recursion::find(&survey, &mut found);
    found.sort_by_key(|problem| problem.severity);
    found
}

/// The rules of all lints, family by family; `docs/lints.md` tells what each is about.
pub fn rules() -> Vec<Rule> {
    [
        wiring::RULES,
        modules::RULES,
        params::RULES,
        paths::RULES,
        filters::RULES,
        node_filters::RULES,
        conditions::RULES,
        flow::RULES,
        tags::RULES,
        actions::RULES,
        outgoing::RULES,
        jinja::RULES,
        limits::RULES,
        recursion::RULES,
    ]
    .concat()
}
