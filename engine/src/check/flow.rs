//! Problems of what travels on: what a node behind an action does not see, or no longer.

use std::collections::HashSet;

use super::{
    problem::{Problem, Rule},
    survey::{Survey, Visited, and},
};
use crate::{edit::Edit, instance::Quirk};

const TAG_NOT_SEEN: Rule = Rule::warning("tag-not-seen", "live 23");
const RELOAD_DOES_NOTHING: Rule = Rule::warning("reload-does-nothing", "live 31");
const FLATTENED_GONE: Rule = Rule::warning("flattened-gone", "live 32");
const TAGS_GONE: Rule = Rule::warning("tags-gone", "live 35");
const DEBUG_ENDS_BACKGROUND: Rule = Rule::notice("debug-ends-background", "spec 03; live 42");

pub(super) const RULES: &[Rule] = &[
    TAG_NOT_SEEN,
    RELOAD_DOES_NOTHING,
    FLATTENED_GONE,
    TAGS_GONE,
    DEBUG_ENDS_BACKGROUND,
];

pub(super) fn find(survey: &Survey<'_>, found: &mut Vec<Problem>) {
    tags_not_seen(survey, found);
    reloads(survey, found);
    let mut told = HashSet::new();
    for enrich in survey.of("enrich-event") {
        for blind in survey.behind(enrich, reads_anew) {
            if !reads_anew(blind) && reads_flattened(blind) && told.insert(blind.place) {
                found.push(blind.problem(
                    &FLATTENED_GONE,
                    format!(
                        "{} finds no attributes: behind {} the data have no Event._AttributeFlattened. Put a Reload full event in between",
                        blind.name(),
                        enrich.name()
                    ),
                ));
            }
        }
    }
    for decay in survey.of("attach-decay-score") {
        for blind in survey.behind(decay, reads_anew) {
            if reads_attribute_tags(blind) && told.insert(blind.place) {
                found.push(blind.problem(
                    &TAGS_GONE,
                    format!(
                        "{} finds no tags of attributes: {} leaves attributes without theirs. Test before it",
                        blind.name(),
                        decay.name()
                    ),
                ));
            }
        }
    }
    background(survey, found);
}

/// Whether a node reads the event anew from the database.
fn reads_anew(visited: &Visited<'_>) -> bool {
    visited.is(&["reload-full-event", "proposal-action"])
}

/// Whether a node looks at the flattened attributes.
fn reads_flattened(visited: &Visited<'_>) -> bool {
    let by_path = visited
        .texts()
        .iter()
        .any(|(_, text)| text.contains("_AttributeFlattened"));
    let by_default = visited.works_on_attributes() && visited.node.filter.is_empty();
    by_path || by_default || (visited.is(&["tag-if"]) && visited.text("scope") != "event")
}

fn reads_attribute_tags(visited: &Visited<'_>) -> bool {
    visited.is(&["tag-if"]) && visited.text("scope") != "event"
        || visited.texts().iter().any(|(_, text)| {
            let attributes = text.contains("_AttributeFlattened") || text.starts_with("Tag.");
            text.contains("_allTags") || (attributes && text.contains("Tag."))
        })
}

/// The tags that an action puts on or takes off; those that a replacement makes have the
/// beginning that is named.
fn touched(visited: &Visited<'_>, tag: &str) -> bool {
    match visited.node.module.as_str() {
        "tag_operation" => visited.list("tags").iter().any(|touched| touched == tag),
        "tag_replacement_tlp" => tag.starts_with("tlp:"),
        "tag_replacement_pap" => tag.starts_with("PAP:"),
        _ => false,
    }
}

/// Actions on tags change the database only, so that an IF behind them sees the tags of before.
fn tags_not_seen(survey: &Survey<'_>, found: &mut Vec<Problem>) {
    let mut told = HashSet::new();
    for action in &survey.nodes {
        if !action.is(&[
            "tag_operation",
            "tag_replacement_tlp",
            "tag_replacement_pap",
        ]) {
            continue;
        }
        let scope = action.text("scope");
        for test in survey.behind(action, |node| {
            reads_anew(node) || node.is(&["enrich-event"])
        }) {
            if !test.is(&["tag-if"]) || told.contains(&test.place) {
                continue;
            }
            let apart = matches!(
                (scope.as_str(), test.text("scope").as_str()),
                ("event", "attribute") | ("attribute", "event")
            );
            if apart {
                continue;
            }
            let mut tags = test.list("tags");
            tags.retain(|tag| touched(action, tag));
            if !tags.is_empty() && told.insert(test.place) {
                found.push(test.at(
                    "tags",
                    &TAG_NOT_SEEN,
                    format!(
                        "{} does not see what {} does to {}: tags change in the database only. Put a Reload full event in between",
                        test.name(),
                        action.name(),
                        and(&tags)
                    ),
                ));
            }
        }
    }
}

fn reloads(survey: &Survey<'_>, found: &mut Vec<Problem>) {
    let needs_flag = survey.instance.has(Quirk::ReloadNeedsTriggerFlag);
    let Some(trigger) = survey.trigger().filter(|_| needs_flag) else {
        return;
    };
    let info = trigger.module.and_then(|module| module.trigger.as_ref());
    // Without data in core format there is no event to reload; that has a lint of its own.
    if trigger.node.core_format || info.is_none_or(|info| !info.misp_core_format) {
        return;
    }
    for reload in survey.of("reload-full-event") {
        let text = format!(
            "{} does nothing, as {} does not carry misp_core_format, which MISP looks for in the graph",
            reload.name(),
            trigger.name()
        );
        let edit = Edit::DeclareCoreFormat(trigger.id.clone());
        found.push(
            reload
                .problem(&RELOAD_DOES_NOTHING, text)
                .mended_by("Declare the format", edit),
        );
    }
}

/// With debug posts on, a background run of 2.5.1 dies after its first node.
fn background(survey: &Survey<'_>, found: &mut Vec<Problem>) {
    let dies = survey.instance.has(Quirk::DebugKillsBackground);
    if !survey.workflow.debug_enabled || !dies {
        return;
    }
    for task in survey.of("concurrent-task") {
        let first: Vec<usize> = survey.next_of(task).map(|node| node.place).collect();
        let mut behind = survey.behind(task, |_| false).into_iter();
        if let Some(lost) = behind.find(|node| !first.contains(&node.place)) {
            let text = format!(
                "While debug posts are on, MISP 2.5.1 ends what {} starts after its first node, so that {} does not run",
                task.name(),
                lost.name()
            );
            found.push(
                task.problem(&DEBUG_ENDS_BACKGROUND, text)
                    .mended_by("Switch debug posts off", Edit::SetDebug(false)),
            );
        }
    }
}
