//! Problems of nodes with their modules: unknown, disabled, in a place where they do harm.

use std::collections::HashSet;

use super::{
    problem::{Place, Problem, Severity},
    wiring::name,
};
use crate::{
    catalogue::Catalogue,
    edit::Edit,
    workflow::{Graph, Node, NodeFilter, NodeId, NodeKind},
};

pub(super) fn find(graph: &Graph, catalogue: &Catalogue, found: &mut Vec<Problem>) {
    for (id, node) in &graph.nodes {
        known(graph, catalogue, id, node, found);
        params(graph, catalogue, id, node, found);
        filter(graph, catalogue, id, node, found);
    }
    placement(graph, catalogue, found);
}

fn known(graph: &Graph, catalogue: &Catalogue, id: &NodeId, node: &Node, found: &mut Vec<Problem>) {
    let problem =
        |code, severity, text: String| Problem::new(code, severity, Place::Node(id.clone()), text);
    if node.kind == NodeKind::Unknown {
        found.push(problem(
            "no-module-type",
            Severity::Error,
            format!(
                "{} does not say whether it is a trigger, logic or action; MISP cannot load it",
                name(graph, id)
            ),
        ));
    }
    let Some(module) = catalogue.get(&node.module) else {
        let module = if node.module.is_empty() {
            "no module".to_owned()
        } else {
            format!("the module {}", node.module)
        };
        found.push(problem(
            "unknown-module",
            Severity::Warning,
            format!("{} uses {module}, which this catalogue does not have; it is kept as it is, and a server without it fails there", name(graph, id)),
        ));
        return;
    };
    if module.disabled {
        found.push(problem(
            "disabled-module",
            Severity::Warning,
            format!(
                "{} is switched off on the instance; the node fails until somebody enables it",
                module.name
            ),
        ));
    }
    if module.has_changed_since(&node.module_version) {
        found.push(problem(
            "version-changed",
            Severity::Notice,
            format!(
                "{} was made with version {} of its module; the catalogue has {}",
                name(graph, id),
                node.module_version,
                module.version
            ),
        ));
    }
}

fn params(
    graph: &Graph,
    catalogue: &Catalogue,
    id: &NodeId,
    node: &Node,
    found: &mut Vec<Problem>,
) {
    let Some(module) = catalogue.get(&node.module) else {
        return;
    };
    for param in module.params.iter().filter(|param| param.is_list()) {
        let Some(value) = node.params.get(param.id.as_str()) else {
            continue;
        };
        // An empty text is what a picker without a choice leaves.
        if value.is_array() || value.is_object() || value.is_null() || value == "" {
            continue;
        }
        let list = serde_json::Value::Array(vec![value.clone()]);
        found.push(
            Problem::new(
                "no-list",
                Severity::Error,
                Place::Param(id.clone(), param.id.to_string()),
                format!(
                    "{} of {} should be a list; the server fails with status 500 when it runs",
                    param.label,
                    name(graph, id)
                ),
            )
            .mended_by(
                "Make it a list",
                Edit::SetParam {
                    node: id.clone(),
                    param: param.id.to_string(),
                    value: Some(list),
                },
            ),
        );
    }
    for param in node
        .params
        .keys()
        .filter(|param| module.param(param).is_none())
    {
        found.push(
            Problem::new(
                "unknown-param",
                Severity::Warning,
                Place::Param(id.clone(), param.clone()),
                format!("{} has a value for {param}, which {} does not have; MISP's editor drops it when it saves", name(graph, id), module.name),
            )
            .mended_by("Drop the value", Edit::SetParam { node: id.clone(), param: param.clone(), value: None }),
        );
    }
}

fn filter(
    graph: &Graph,
    catalogue: &Catalogue,
    id: &NodeId,
    node: &Node,
    found: &mut Vec<Problem>,
) {
    let clear = || Edit::SetFilter {
        node: id.clone(),
        filter: NodeFilter::default(),
    };
    let problem =
        |code, text: String| Problem::new(code, Severity::Warning, Place::Filter(id.clone()), text);
    if node.filter.is_half_filled() {
        found.push(
            problem(
                "half-filled-filter",
                format!("The filter of {} is filled in part; it needs selector, path, operator and value to work as meant", name(graph, id)),
            )
            .mended_by("Clear the filter", clear()),
        );
    } else if !node.filter.is_empty()
        && catalogue
            .get(&node.module)
            .is_some_and(|module| !module.support_filters)
    {
        found.push(
            problem(
                "ignored-filter",
                format!(
                    "{} has a filter, but its module takes no notice of it",
                    name(graph, id)
                ),
            )
            .mended_by("Clear the filter", clear()),
        );
    }
}

/// What depends on the way from the trigger (spec 03, warnings of the graph checks).
fn placement(graph: &Graph, catalogue: &Catalogue, found: &mut Vec<Problem>) {
    let trigger = graph
        .trigger()
        .and_then(|(_, node)| catalogue.get(&node.module));
    let concurrent: HashSet<NodeId> = graph
        .nodes
        .iter()
        .filter(|(_, node)| node.module == "concurrent-task")
        .flat_map(|(id, _)| graph.downstream(id).into_iter().skip(1))
        .collect();
    for (id, node) in &graph.nodes {
        let Some(module) = catalogue.get(&node.module) else {
            continue;
        };
        let mut warn = |code, text: String| {
            found.push(Problem::new(
                code,
                Severity::Warning,
                Place::Node(id.clone()),
                text,
            ));
        };
        if module.blocking && node.kind == NodeKind::Action {
            if concurrent.contains(id) {
                warn(
                    "blocking-behind-concurrent",
                    format!(
                        "{} stands behind a concurrent task; it can end that background run only, not the operation",
                        name(graph, id)
                    ),
                );
            } else if let Some(trigger) = trigger.filter(|trigger| !trigger.blocking) {
                warn(
                    "blocking-under-non-blocking",
                    format!(
                        "{} cannot prevent anything here: {} is not a blocking trigger",
                        name(graph, id),
                        trigger.name
                    ),
                );
            }
        }
        if module.expect_misp_core_format
            && let Some(trigger) = trigger
            && trigger
                .trigger
                .as_ref()
                .is_some_and(|info| !info.misp_core_format)
        {
            warn(
                "needs-core-format",
                format!(
                    "{} expects data in MISP core format, which {} does not hand over",
                    name(graph, id),
                    trigger.name
                ),
            );
        }
    }
}
