//! Problems of actions on tags.

use super::{
    problem::{Problem, Rule},
    survey::{Survey, Visited},
};
use crate::instance::Quirk;

const NO_TAGS: Rule = Rule::error("no-tags", "live 25");
const ANY_MEANS_GLOBAL: Rule = Rule::notice("any-means-global", "live 23");
const REPLACEMENT_REMOVES_NOTHING: Rule = Rule::warning("replacement-removes-nothing", "live 27");
const REPLACEMENT_NEEDS_TAGS: Rule = Rule::error("replacement-needs-tags", "live 27");

pub(super) const RULES: &[Rule] = &[
    NO_TAGS,
    ANY_MEANS_GLOBAL,
    REPLACEMENT_REMOVES_NOTHING,
    REPLACEMENT_NEEDS_TAGS,
];

pub(super) fn find(survey: &Survey<'_>, found: &mut Vec<Problem>) {
    for visited in &survey.nodes {
        match visited.node.module.as_str() {
            "tag_operation" => operation(visited, found),
            "tag_replacement_tlp" | "tag_replacement_pap" => replacement(survey, visited, found),
            _ => {}
        }
    }
}

fn operation(visited: &Visited<'_>, found: &mut Vec<Problem>) {
    let owner = visited.name();
    if visited.list("tags").is_empty() {
        found.push(visited.at(
            "tags",
            &NO_TAGS,
            format!("{owner} has no tags, so it does nothing and counts as failed; choose tags"),
        ));
    }
    if visited.text("action") == "add" && visited.text("locality") == "any" {
        let text = format!("{owner} adds global tags: when adding, any locality means global");
        found.push(
            visited
                .at("locality", &ANY_MEANS_GLOBAL, text)
                .set_to("Say so", "global"),
        );
    }
}

fn replacement(survey: &Survey<'_>, visited: &Visited<'_>, found: &mut Vec<Problem>) {
    let owner = visited.name();
    let keeps_tags = survey.instance.has(Quirk::ReplacementKeepsTags);
    if keeps_tags && visited.text("remove_substituted") == "yes" {
        let text = format!(
            "{owner} leaves the old tags where they are: MISP 2.5.1 adds the new ones and removes nothing. Remove them with a Tag operation behind it"
        );
        found.push(
            visited
                .at("remove_substituted", &REPLACEMENT_REMOVES_NOTHING, text)
                .set_to("Say so", "no"),
        );
    }
    let kept_to_tagged = || {
        survey.of("generic-filter-data").any(|filter| {
            let kept = matches!(
                filter.text("operator").as_str(),
                "in" | "in_or" | "any_value"
            );
            let ends = |node: &Visited<'_>| node.is(&["generic-filter-reset", "reload-full-event"]);
            let behind = survey.behind(filter, ends);
            kept && filter.text("hash_path").starts_with("Tag.")
                && behind.iter().any(|node| node.place == visited.place)
        })
    };
    let over_attributes = visited.text("scope") != "event" && visited.node.filter.is_empty();
    let needs_tags = survey.instance.has(Quirk::ReplacementNeedsTagKeys);
    if needs_tags && over_attributes && !kept_to_tagged() {
        let text = format!(
            "{owner} fails with status 500 at the first attribute that has no tag, and most events have one; replace the tags of the event only, or filter for attributes with tags before it"
        );
        found.push(
            visited
                .at("scope", &REPLACEMENT_NEEDS_TAGS, text)
                .set_to("Replace the event's tags only", "event"),
        );
    }
}
