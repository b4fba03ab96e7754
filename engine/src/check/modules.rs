//! Problems of nodes with their modules: unknown, disabled, in a place where they do harm.

use super::{
    changes::changes,
    problem::{Problem, Rule},
    survey::{Survey, Visited},
};
use crate::{
    edit::Edit,
    workflow::{Edge, NodeKind},
};

const NO_MODULE_TYPE: Rule = Rule::error("no-module-type", "live 4");
const UNKNOWN_MODULE: Rule = Rule::warning("unknown-module", "spec 01; live 4");
const DISABLED_MODULE: Rule = Rule::warning("disabled-module", "spec 03; live 11");
const VERSION_CHANGED: Rule = Rule::notice("version-changed", "spec 01");
const BLOCKING_BEHIND_CONCURRENT: Rule =
    Rule::warning("blocking-behind-concurrent", "spec 03; live 42");
const BLOCKING_UNDER_NON_BLOCKING: Rule =
    Rule::warning("blocking-under-non-blocking", "spec 03; live 8");
const NEEDS_CORE_FORMAT: Rule = Rule::warning("needs-core-format", "spec 03");

pub(super) const RULES: &[Rule] = &[
    NO_MODULE_TYPE,
    UNKNOWN_MODULE,
    DISABLED_MODULE,
    VERSION_CHANGED,
    BLOCKING_BEHIND_CONCURRENT,
    BLOCKING_UNDER_NON_BLOCKING,
    NEEDS_CORE_FORMAT,
];

pub(super) fn find(survey: &Survey<'_>, found: &mut Vec<Problem>) {
    for visited in &survey.nodes {
        known(survey, visited, found);
        core_format(survey, visited, found);
    }
    blocking(survey, found);
}

fn known(survey: &Survey<'_>, visited: &Visited<'_>, found: &mut Vec<Problem>) {
    let node = visited.node;
    if node.kind == NodeKind::Unknown {
        found.push(visited.problem(
            &NO_MODULE_TYPE,
            format!(
                "{} does not say whether it is a trigger, logic or action; MISP cannot load it",
                visited.name()
            ),
        ));
    }
    let Some(module) = visited.module else {
        let module = if node.module.is_empty() {
            "no module".to_owned()
        } else {
            format!("the module {}", node.module)
        };
        found.push(visited.problem(
            &UNKNOWN_MODULE,
            format!("{} uses {module}, which this catalogue does not have; it is kept as it is, and a server without it fails there", visited.name()),
        ));
        return;
    };
    if module.disabled || survey.instance.is_disabled(&node.module) {
        let effect = match (node.kind, node.module.as_str(), module.outputs) {
            (NodeKind::Trigger, ..) => "the workflow does not run",
            (_, "concurrent-task", _) => "nothing behind it is started",
            (NodeKind::Logic, _, 2) => "it always takes the else branch",
            (NodeKind::Logic, ..) => "the data pass as they are",
            _ if module.blocking => "it fails and ends the run",
            _ => "it fails",
        };
        found.push(visited.problem(
            &DISABLED_MODULE,
            format!(
                "{} uses {}, which is switched off on the instance: {effect} until somebody enables the module",
                visited.name(),
                module.name
            ),
        ));
    }
    if module.has_changed_since(&node.module_version) {
        let text = format!(
            "{} was made with version {} of its module; the catalogue has {}",
            visited.name(),
            node.module_version,
            module.version
        );
        let text = match changes(module, node).as_slice() {
            [] => text,
            changes => format!("{text}. {}", changes.join(". ")),
        };
        let accepted = vec![(visited.id.clone(), module.version.to_string())];
        found.push(
            visited
                .problem(&VERSION_CHANGED, text)
                .mended_by("Accept the version", Edit::AcceptVersions(accepted)),
        );
    }
}

fn core_format(survey: &Survey<'_>, visited: &Visited<'_>, found: &mut Vec<Problem>) {
    let trigger = survey.trigger().and_then(|trigger| trigger.module);
    let plain = trigger.filter(|trigger| {
        let info = trigger.trigger.as_ref();
        info.is_some_and(|info| !info.misp_core_format)
    });
    if let Some(trigger) = plain
        && let Some(module) = visited.module
        && module.expect_misp_core_format
    {
        found.push(visited.problem(
            &NEEDS_CORE_FORMAT,
            format!(
                "{} expects data in MISP core format, which {} does not hand over, so it finds no event to work on",
                visited.name(),
                trigger.name
            ),
        ));
    }
}

fn is_blocking(visited: &Visited<'_>) -> bool {
    visited.node.kind == NodeKind::Action && visited.module.is_some_and(|module| module.blocking)
}

/// Blocking modules where they cannot block.
fn blocking(survey: &Survey<'_>, found: &mut Vec<Problem>) {
    let mut in_background = vec![false; survey.nodes.len()];
    for task in survey.of("concurrent-task") {
        for visited in survey.behind(task, |_| false) {
            let told = in_background.get_mut(visited.place);
            let told = told.is_none_or(|told| std::mem::replace(told, true));
            if told || !is_blocking(visited) {
                continue;
            }
            let wires: Vec<Edge> = survey.way(task, visited);
            let text = format!(
                "{} stands behind {}; there it can end that background run only, not what started the workflow: put it before the task",
                visited.name(),
                task.name()
            );
            let problem = visited.problem(&BLOCKING_BEHIND_CONCURRENT, text);
            found.push(problem.by_way_of(wires));
        }
    }
    let Some(trigger) = survey.trigger().and_then(|trigger| trigger.module) else {
        return;
    };
    if trigger.blocking {
        return;
    }
    for visited in &survey.nodes {
        if is_blocking(visited) && in_background.get(visited.place) == Some(&false) {
            found.push(visited.problem(
                &BLOCKING_UNDER_NON_BLOCKING,
                format!(
                    "{} cannot prevent anything here, as {} is not a blocking trigger; it ends the run all the same, other branches included",
                    visited.name(),
                    trigger.name
                ),
            ));
        }
    }
}
