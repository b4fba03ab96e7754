//! Problems of node filters, and of what all filters compare with.

use super::{
    problem::{Problem, Rule},
    survey::{Survey, Visited},
};
use crate::path::HashPath;

const HALF_FILLED_FILTER: Rule = Rule::warning("half-filled-filter", "spec 04");
const IGNORED_FILTER: Rule = Rule::warning("ignored-filter", "live 22");
const FILTER_MATCHES_NOTHING: Rule = Rule::warning("filter-matches-nothing", "rule 21");
const FIRST_VALUE_ONLY: Rule = Rule::notice("first-value-only", "rule 26");
const DROPS_WHERE_MISSING: Rule = Rule::warning("drops-where-missing", "rule 27");
const FILTER_ON_EVENT: Rule = Rule::error("filter-on-event", "live 26");
const FILTER_LEAVES_NOTHING: Rule = Rule::error("filter-leaves-nothing", "live 26, 27, 35");

pub(super) const RULES: &[Rule] = &[
    HALF_FILLED_FILTER,
    IGNORED_FILTER,
    FILTER_MATCHES_NOTHING,
    FIRST_VALUE_ONLY,
    DROPS_WHERE_MISSING,
    FILTER_ON_EVENT,
    FILTER_LEAVES_NOTHING,
];

/// Operators that compare two lists.
const LIST_OPERATORS: [&str; 4] = ["in_or", "in_and", "not_in_or", "not_in_and"];

pub(super) fn find(survey: &Survey<'_>, found: &mut Vec<Problem>) {
    for visited in &survey.nodes {
        node_filter(visited, found);
    }
    for filter in survey.of("generic-filter-data") {
        path_filter(filter, found);
    }
}

fn node_filter(visited: &Visited<'_>, found: &mut Vec<Problem>) {
    let filter = &visited.node.filter;
    if filter.is_empty() {
        return;
    }
    let owner = visited.name();
    let clear = || visited.filtered(|filter| *filter = Default::default());
    if visited.module.is_some_and(|module| !module.support_filters) {
        let text = format!("{owner} has a filter, but its module takes no notice of it");
        let problem = visited.at_filter(&IGNORED_FILTER, text);
        found.push(problem.mended_by("Clear the filter", clear()));
        return;
    }
    // Without a selector the event's own keys can be looked up.
    let tags_event = visited.is(&["tag_operation"]) && visited.text("scope") == "event";
    let mut full = filter.clone();
    if tags_event && full.selector.is_empty() {
        "Event".clone_into(&mut full.selector);
    }
    if full.is_half_filled() {
        let text = format!(
            "The filter of {owner} is filled in part; it needs elements, hash path, comparison and value to work as meant"
        );
        let problem = visited.at_filter(&HALF_FILLED_FILTER, text);
        found.push(problem.mended_by("Clear the filter", clear()));
        return;
    }
    if let Some(problem) = leaves_nothing(visited, tags_event) {
        // Without its filter a replacement fails at the first attribute that has no tag.
        let replaces = visited.is(&["tag_replacement_tlp", "tag_replacement_pap"]);
        found.push(if replaces {
            problem
        } else {
            problem.mended_by("Clear the filter", clear())
        });
        return;
    }
    if LIST_OPERATORS.contains(&filter.operator.as_str()) {
        let text = format!(
            "The filter of {owner} matches nothing: {} wants a list, and a node filter has one value",
            filter.operator
        );
        let one = one_value_operator(&filter.operator);
        let edit = visited.filtered(|filter| one.clone_into(&mut filter.operator));
        found.push(
            visited
                .at_filter(&FILTER_MATCHES_NOTHING, text)
                .mended_by("Compare with one value", edit),
        );
    } else if let Some((rule, text)) = on_list(&owner, &filter.operator, &filter.path) {
        let member = membership(&filter.operator);
        let edit = visited.filtered(|filter| member.clone_into(&mut filter.operator));
        found.push(
            visited
                .at_filter(rule, text)
                .mended_by("Look at all values", edit),
        );
    }
}

/// Filters that leave a module nothing to do.
fn leaves_nothing(visited: &Visited<'_>, tags_event: bool) -> Option<Problem> {
    let selector = visited.node.filter.selector.as_str();
    let owner = visited.name();
    if tags_event {
        if selector == "Event" {
            let text = format!(
                "{owner} tags the event, and with “Event” as elements to filter the server fails with status 500; leave them empty to look into the event"
            );
            return Some(visited.at_filter(&FILTER_ON_EVENT, text));
        }
        let text = format!(
            "{owner} tags the event, but its filter takes {selector}; then it tags nothing. Leave the elements to filter empty to look into the event"
        );
        return (!selector.is_empty()).then(|| visited.at_filter(&FILTER_LEAVES_NOTHING, text));
    }
    let what = match visited.node.module.as_str() {
        "tag_replacement_tlp" | "tag_replacement_pap" if selector.contains("Attribute") => {
            "tags to replace"
        }
        "proposal-action" => "proposals",
        _ => return None,
    };
    let text =
        format!("With a filter {owner} finds no {what}; put a path filter before it, or none");
    Some(visited.at_filter(&FILTER_LEAVES_NOTHING, text))
}

fn path_filter(filter: &Visited<'_>, found: &mut Vec<Problem>) {
    let operator = filter.text("operator");
    let owner = filter.name();
    let one_value = matches!(operator.as_str(), "in" | "not_in" | "equals" | "not_equals");
    // The list of values where one is read is told of elsewhere.
    let no_value = filter.text("value").is_empty() && filter.list("value_list").is_empty();
    if filter.text("hash_path").is_empty() {
        let text = format!(
            "{owner} has no hash path in an element, so it does not filter as meant; say which value of an element it looks at"
        );
        found.push(filter.at("hash_path", &HALF_FILLED_FILTER, text));
        return;
    }
    if one_value && no_value {
        let text = format!("{owner} has no value, so it compares with an empty text; enter one");
        found.push(filter.at("value", &HALF_FILLED_FILTER, text));
        return;
    }
    if LIST_OPERATORS.contains(&operator.as_str()) && operator != "in_or" {
        let text = format!(
            "{owner} matches nothing: with {operator} the server compares with a text where it needs a list"
        );
        let one = one_value_operator(&operator);
        found.push(
            filter
                .at("operator", &FILTER_MATCHES_NOTHING, text)
                .set_to("Compare with one value", one),
        );
    } else if let Some((rule, text)) = on_list(&owner, &operator, &filter.text("hash_path")) {
        found.push(
            filter
                .at("operator", rule, text)
                .set_to("Look at all values", membership(&operator)),
        );
    }
}

/// The operator for one value in the place of one for a list.
fn one_value_operator(operator: &str) -> &'static str {
    if operator.starts_with("not") {
        "not_in"
    } else {
        "in"
    }
}

/// The operator that looks at all values in the place of one that looks at the first.
fn membership(operator: &str) -> &'static str {
    if operator == "equals" { "in" } else { "not_in" }
}

/// What surprises about an operator for one value where a path finds several.
fn on_list(owner: &str, operator: &str, path: &str) -> Option<(&'static Rule, String)> {
    if HashPath::parse(path).is_plain() {
        return None;
    }
    match operator {
        "equals" => Some((
            &FIRST_VALUE_ONLY,
            format!(
                "{owner} compares only the first value that {path} finds; in looks at all of them"
            ),
        )),
        "not_equals" => Some((
            &DROPS_WHERE_MISSING,
            format!(
                "{owner} drops the elements in which {path} finds nothing, and compares only the first value in the others; not_in is the opposite of in"
            ),
        )),
        _ => None,
    }
}
