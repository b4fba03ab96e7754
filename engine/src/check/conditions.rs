//! Problems of IF modules: conditions that never hold, always hold, or hold for another reason.

use super::{
    problem::{Problem, Rule},
    survey::{Survey, Visited, list_of},
};
use crate::{path::HashPath, value::Value};

const EQUALS_ON_LIST: Rule = Rule::warning("equals-on-list", "rule 37; live 44");
const OPERATOR_NEVER_HOLDS: Rule = Rule::warning("operator-never-holds", "live 44, 45");
const VALUE_IN_OTHER_FIELD: Rule = Rule::warning("value-in-other-field", "rule 37; live 44");
const NO_PATH: Rule = Rule::warning("no-path", "rules 37, 42");
const NO_TAGS_TO_TEST: Rule = Rule::warning("no-tags-to-test", "rule 38; live 45");
const ALL_TAGS_COUNTED: Rule = Rule::warning("all-tags-counted", "rules 23, 38");
const TAG_ORDER_COUNTS: Rule = Rule::warning("tag-order-counts", "rule 24");
const THREAT_LEVEL_NAME: Rule = Rule::warning("threat-level-name", "rule 41");
const NEEDS_ATTRIBUTE: Rule = Rule::warning("needs-attribute", "rule 40; live 45");
const GROUP_HOLDS_ALWAYS: Rule = Rule::notice("group-holds-always", "rule 40");
const NO_ORDER_OF_GROUPS: Rule = Rule::error("no-order-of-groups", "rule 40");
const EQUALS_READ_AS_IN: Rule = Rule::notice("equals-read-as-in", "rule 39; live 45");
const NO_ORGANISATION: Rule = Rule::warning("no-organisation", "rule 39");
const THRESHOLD_NO_NUMBER: Rule = Rule::warning("threshold-no-number", "rule 42");

pub(super) const RULES: &[Rule] = &[
    EQUALS_ON_LIST,
    OPERATOR_NEVER_HOLDS,
    VALUE_IN_OTHER_FIELD,
    NO_PATH,
    NO_TAGS_TO_TEST,
    ALL_TAGS_COUNTED,
    TAG_ORDER_COUNTS,
    THREAT_LEVEL_NAME,
    NEEDS_ATTRIBUTE,
    GROUP_HOLDS_ALWAYS,
    NO_ORDER_OF_GROUPS,
    EQUALS_READ_AS_IN,
    NO_ORGANISATION,
    THRESHOLD_NO_NUMBER,
];

pub(super) fn find(survey: &Survey<'_>, found: &mut Vec<Problem>) {
    for visited in &survey.nodes {
        match visited.node.module.as_str() {
            "generic-if" => generic_if(visited, found),
            "generic-filter-data" => found.extend(other_field(visited)),
            "tag-if" => tag_if(survey, visited, found),
            "threat-level-if" => found.extend(threat_level_if(visited)),
            "distribution-if" => distribution_if(survey, visited, found),
            "organisation-if" => organisation_if(visited, found),
            "count-if" => count_if(visited, found),
            _ => {}
        }
    }
}

fn generic_if(visited: &Visited<'_>, found: &mut Vec<Problem>) {
    let (operator, path) = (visited.text("operator"), visited.text("hash_path"));
    let owner = visited.name();
    if path.is_empty() {
        found.push(visited.at(
            "hash_path",
            &NO_PATH,
            format!(
                "{owner} has no hash path, so it compares with all data at once; say where to look"
            ),
        ));
        return;
    }
    match operator.as_str() {
        "equals" | "not_equals" if !HashPath::parse(&path).is_plain() => {
            let text = format!(
                "{owner} always takes the else branch: {operator} looks up one plain path, and {path} leads to a list; in and not_in look into lists"
            );
            let member = if operator == "equals" { "in" } else { "not_in" };
            found.push(
                visited
                    .at("operator", &EQUALS_ON_LIST, text)
                    .set_to("Look into the list", member),
            );
        }
        "in" | "not_in" | "equals" | "not_equals" | "in_or" => found.extend(other_field(visited)),
        "any_value" => {}
        other => {
            let reason = match other {
                "in_and" | "not_in_or" | "not_in_and" => {
                    "compares with a text where it needs a list"
                }
                _ => "is no operator that the server knows",
            };
            found.push(visited.at(
                "operator",
                &OPERATOR_NEVER_HOLDS,
                format!("{owner} always takes the else branch: {other} {reason}; use in, not_in or in_or"),
            ));
        }
    }
}

/// A value in the field that the operator does not read.
fn other_field(visited: &Visited<'_>) -> Option<Problem> {
    let (one, list) = (visited.text("value"), visited.list("value_list"));
    let owner = visited.name();
    let operator = visited.text("operator");
    match operator.as_str() {
        "in_or" if list.is_empty() && one.is_empty() => {
            let text =
                format!("{owner} compares with an empty list, which nothing is in; enter values");
            Some(visited.at("value_list", &VALUE_IN_OTHER_FIELD, text))
        }
        "in_or" if list.is_empty() => {
            let text =
                format!("{owner} compares with an empty list: in_or does not read the value {one}");
            Some(
                visited
                    .at("value_list", &VALUE_IN_OTHER_FIELD, text)
                    .set_to("Put the value into the list", list_of(&one)),
            )
        }
        "in" | "not_in" | "equals" | "not_equals" if one.is_empty() && !list.is_empty() => {
            let text = format!(
                "{owner} compares with an empty text: {operator} does not read the list of values"
            );
            let problem = visited.at("value", &VALUE_IN_OTHER_FIELD, text);
            Some(match (operator.as_str(), list.as_slice()) {
                (_, [only]) => problem.set_to("Take the value of the list", only.clone()),
                ("in" | "equals", _) => {
                    problem.mended_by("Compare with the list", visited.set("operator", "in_or"))
                }
                _ => problem,
            })
        }
        _ => None,
    }
}

fn tag_if(survey: &Survey<'_>, visited: &Visited<'_>, found: &mut Vec<Problem>) {
    let wanted = visited.list("tags").len() + visited.list("clusters").len();
    let condition = visited.text("condition");
    let owner = visited.name();
    if wanted == 0 {
        let branch = match condition.as_str() {
            "in_and" | "not_in_or" => "then",
            _ => "else",
        };
        found.push(visited.at(
            "tags",
            &NO_TAGS_TO_TEST,
            format!("{owner} has no tags to look for, so it always takes the {branch} branch; choose tags"),
        ));
        return;
    }
    let whole_event = survey
        .trigger()
        .is_none_or(|trigger| !trigger.is(&["attribute-after-save", "enrichment-before-query"]));
    if condition == "in_and" && visited.text("scope") != "event" && whole_event {
        let text = format!(
            "{owner} looks at the tags of all attributes at once and wants each one found exactly once; with several attributes that have it the else branch is taken"
        );
        let problem = visited.at("condition", &ALL_TAGS_COUNTED, text);
        found.push(if wanted == 1 {
            problem.set_to("Ask for any of them", "in_or")
        } else {
            problem
        });
    }
    if condition == "not_in_and" && wanted > 1 {
        found.push(visited.at(
            "condition",
            &TAG_ORDER_COUNTS,
            format!("{owner} takes the then branch, too, where all the tags are there in another order; test with in_and and use its else branch"),
        ));
    }
}

fn threat_level_if(visited: &Visited<'_>) -> Option<Problem> {
    let level = visited.text("threatlevel");
    if matches!(level.as_str(), "1" | "2" | "3" | "4") {
        return None;
    }
    let text = format!(
        "{} compares with “{level}”, which no threat level equals, as levels are numbers; choose one",
        visited.name()
    );
    let problem = visited.at("threatlevel", &THREAT_LEVEL_NAME, text);
    let level = match level.as_str() {
        "High" => "1",
        "Medium" => "2",
        "Low" => "3",
        "Undefined" => "4",
        _ => return Some(problem),
    };
    Some(problem.set_to("Take its number", level))
}

/// Triggers that hand over an event, of which nothing is known but that it may have no attributes.
const WHOLE_EVENT: [&str; 6] = [
    "event-publish",
    "event-before-save",
    "event-after-save",
    "event-after-save-new",
    "event-after-save-new-from-pull",
    "event-report-after-save",
];

fn distribution_if(survey: &Survey<'_>, visited: &Visited<'_>, found: &mut Vec<Problem>) {
    let to_group = visited.text("distribution") == "4";
    let owner = visited.name();
    let is_guard = |other: &Visited<'_>| {
        let looks = ["selector", "hash_path"].map(|param| visited_path(other, param));
        other.is(&["count-if", "generic-if"]) && looks.contains(&true)
    };
    let guarded = || {
        let mut guards = survey.nodes.iter().filter(|other| is_guard(other));
        guards.any(|guard| {
            let behind = survey.behind(guard, |_| false);
            behind.iter().any(|node| node.place == visited.place)
        })
    };
    let whole_event = survey
        .trigger()
        .is_some_and(|trigger| trigger.is(&WHOLE_EVENT));
    if (visited.text("scope") == "attribute" || to_group) && whole_event && !guarded() {
        found.push(visited.at(
            "scope",
            &NEEDS_ATTRIBUTE,
            format!("{owner} looks at the first attribute of Event.Attribute only, and without one the server fails with status 500; put a Count IF on Event.Attribute.{{n}} before it"),
        ));
    }
    if !to_group {
        return;
    }
    match visited.text("condition").as_str() {
        "equals" | "not_equals" if !visited.list("sharing_group_id").is_empty() => {
            found.push(visited.at(
                "sharing_group_id",
                &GROUP_HOLDS_ALWAYS,
                format!("{owner} takes the then branch for everything that is not shared with a sharing group, be the condition equals or not_equals"),
            ));
        }
        "equals" | "not_equals" => {}
        other => found.push(visited.at(
            "condition",
            &NO_ORDER_OF_GROUPS,
            format!("{owner} always takes the else branch: {other} does not work for sharing groups; use equals or not_equals"),
        )),
    }
}

fn visited_path(visited: &Visited<'_>, param: &str) -> bool {
    visited.text(param).starts_with("Event.Attribute")
}

fn organisation_if(visited: &Visited<'_>, found: &mut Vec<Problem>) {
    let owner = visited.name();
    let condition = visited.text("condition");
    match condition.as_str() {
        "in" | "not_in" => {}
        "equals" | "not_equals" => {
            let member = if condition == "equals" { "in" } else { "not_in" };
            let text = format!("{owner} is read as {member}: the server makes no difference between it and {condition}");
            found.push(
                visited
                    .at("condition", &EQUALS_READ_AS_IN, text)
                    .set_to("Say so", member),
            );
        }
        other => found.push(visited.at(
            "condition",
            &OPERATOR_NEVER_HOLDS,
            format!("{owner} always takes the else branch: {other} is no condition that the server knows here; use in or not_in"),
        )),
    }
    if visited.list("org_id").is_empty() {
        let branch = if condition.starts_with("not") {
            "then"
        } else {
            "else"
        };
        found.push(visited.at(
            "org_id",
            &NO_ORGANISATION,
            format!("{owner} has no organisation to compare with, so it always takes the {branch} branch; choose one"),
        ));
    }
}

fn count_if(visited: &Visited<'_>, found: &mut Vec<Problem>) {
    let owner = visited.name();
    if visited.text("selector").is_empty() {
        found.push(visited.at(
            "selector",
            &NO_PATH,
            format!("{owner} has no hash path to count, so it counts the keys at the top of the data; say what to count"),
        ));
    }
    let threshold = visited.text("value");
    if !Value::from(threshold.as_str()).is_numeric() {
        found.push(visited.at(
            "value",
            &THRESHOLD_NO_NUMBER,
            format!("{owner} compares a number with “{threshold}”, which is none, so the order of letters decides; enter a number"),
        ));
    }
}
