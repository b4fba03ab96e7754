//! Problems of path filters: `generic-filter-data` and `generic-filter-reset`.

use std::collections::{BTreeSet, HashMap, VecDeque};

use smol_str::SmolStr;

use super::{
    labels::FilterLabels,
    problem::{Problem, Rule},
    survey::{Survey, Visited, and},
};
use crate::workflow::NodeId;

const RESET_WITHOUT_FILTER: Rule = Rule::error("reset-without-filter", "rule 35; live 21");
const RESET_MAYBE_WITHOUT_FILTER: Rule =
    Rule::warning("reset-maybe-without-filter", "rule 35; live 21");
const RESET_DROPS_OTHERS: Rule = Rule::warning("reset-drops-others", "rule 35; live 21");
const RESET_DROPS_EDITS: Rule = Rule::warning("reset-drops-edits", "rule 35; live 21");
const FILTER_WITHOUT_SELECTOR: Rule = Rule::warning("filter-without-selector", "rule 32; live 20");
const INNER_WILDCARD: Rule = Rule::warning("inner-wildcard", "rule 31; live 20");
const FILTER_MISSES_FLATTENED: Rule = Rule::warning("filter-misses-flattened", "live 20");
const LABEL_TWICE: Rule = Rule::warning("label-twice", "live 22");

pub(super) const RULES: &[Rule] = &[
    RESET_WITHOUT_FILTER,
    RESET_MAYBE_WITHOUT_FILTER,
    RESET_DROPS_OTHERS,
    RESET_DROPS_EDITS,
    FILTER_WITHOUT_SELECTOR,
    INNER_WILDCARD,
    FILTER_MISSES_FLATTENED,
    LABEL_TWICE,
];

const FILTERS: [&str; 3] = ["generic-filter-data", "filter-tag", "filter-timestamp"];
const FLATTENED: &str = "Event._AttributeFlattened.{n}";

pub(super) fn find(survey: &Survey<'_>, labels: &FilterLabels, found: &mut Vec<Problem>) {
    // With several branches in one run, a filter of an earlier one is still on in the later ones.
    let is_branched = survey.nodes.iter().any(|visited| {
        let outputs = &visited.node.outputs;
        !visited.is(&["concurrent-task"]) && outputs.values().any(|links| links.len() > 1)
    });
    let arriving = arriving(survey);
    let on = labels_into(labels);
    let none = BTreeSet::new();
    for reset in survey.of("generic-filter-reset") {
        if !is_branched {
            without_filter(reset, &arriving, found);
        }
        drops_others(reset, on.get(reset.id).unwrap_or(&none), found);
    }
    for filter in survey.of("generic-filter-data") {
        selector(survey, filter, found);
        twice(filter, on.get(filter.id).unwrap_or(&none), found);
    }
    drops_edits(survey, found);
}

fn is_reset(visited: &Visited<'_>) -> bool {
    visited.is(&["generic-filter-reset"])
}

/// The labels that are on when a node is come to.
fn labels_into(labels: &FilterLabels) -> HashMap<&NodeId, BTreeSet<SmolStr>> {
    let mut into: HashMap<&NodeId, BTreeSet<SmolStr>> = HashMap::new();
    for (edge, labels) in labels {
        let on = into.entry(&edge.to.node).or_default();
        on.extend(labels.iter().cloned());
    }
    into
}

/// How the data may come to a node.
#[derive(Clone, Copy, Default)]
struct Arriving {
    filtered: bool,
    unfiltered: bool,
}

/// Whether each node can be reached with a filter on, and without one.
fn arriving(survey: &Survey<'_>) -> Vec<Arriving> {
    let mut arriving = vec![Arriving::default(); survey.nodes.len()];
    let Some(trigger) = survey.trigger() else {
        return arriving;
    };
    let mut open = VecDeque::from([(trigger, false)]);
    while let Some((visited, filtered)) = open.pop_front() {
        let leaving = if visited.is(&FILTERS) {
            true
        } else if is_reset(visited) || visited.is(&["reload-full-event"]) {
            false
        } else {
            filtered
        };
        for next in survey.next_of(visited) {
            let Some(state) = arriving.get_mut(next.place) else {
                continue;
            };
            let seen = if leaving {
                &mut state.filtered
            } else {
                &mut state.unfiltered
            };
            if !std::mem::replace(seen, true) {
                open.push_back((next, leaving));
            }
        }
    }
    arriving
}

fn without_filter(reset: &Visited<'_>, arriving: &[Arriving], found: &mut Vec<Problem>) {
    let state = arriving.get(reset.place).copied().unwrap_or_default();
    if !state.unfiltered {
        return;
    }
    let effect = if reset.text("filtering-label") == "all" {
        "it throws all data away"
    } else {
        "the server fails with status 500"
    };
    if state.filtered {
        found.push(reset.problem(
            &RESET_MAYBE_WITHOUT_FILTER,
            format!(
                "On one way to {} no filter is on; there {effect}: lead that way past it",
                reset.name()
            ),
        ));
    } else {
        found.push(
            reset
                .problem(
                    &RESET_WITHOUT_FILTER,
                    format!("No filter is on before {}, so {effect}", reset.name()),
                )
                .mended_by("Take the node out", reset.taken_out()),
        );
    }
}

fn drops_others(reset: &Visited<'_>, on: &BTreeSet<SmolStr>, found: &mut Vec<Problem>) {
    let label = reset.text("filtering-label");
    if label == "all" || on.is_empty() {
        return;
    }
    let others: Vec<String> = on
        .iter()
        .filter(|other| **other != label)
        .map(ToString::to_string)
        .collect();
    if others.is_empty() {
        return;
    }
    let text = format!(
        "{} resets label {label}, but the server takes off all filters, {} too; say so, and filter again behind it where that is not meant",
        reset.name(),
        and(&others)
    );
    let problem = reset.at("filtering-label", &RESET_DROPS_OTHERS, text);
    found.push(problem.set_to("Reset all", "all"));
}

/// What actions change in the data that travel on, and the key that they change.
const EDITS: [(&str, &str); 7] = [
    ("attribute_ids_flag_operation", "to_ids"),
    ("Module_attribute_comment_operation", "comment"),
    ("attribute_distribution_operation", "distribution"),
    ("Module_event_distribution_operation", "distribution"),
    ("attach-enrichment", "enrichment"),
    ("attach-warninglist", "warnings"),
    ("attach-decay-score", "decay_score"),
];

/// A reset puts back the data of before the first filter; edits since then are in the database
/// only. That matters where a node behind it reads what was edited.
fn drops_edits(survey: &Survey<'_>, found: &mut Vec<Problem>) {
    let filters = survey.nodes.iter().filter(|visited| visited.is(&FILTERS));
    let filtered: BTreeSet<usize> = survey
        .behind_any(filters, is_reset)
        .iter()
        .map(|visited| visited.place)
        .collect();
    for edit in &survey.nodes {
        let edited = EDITS.iter().find(|(module, _)| edit.is(&[module]));
        let Some((_, key)) = edited.filter(|_| filtered.contains(&edit.place)) else {
            continue;
        };
        let behind = survey.behind(edit, is_reset);
        for reset in behind.into_iter().filter(|visited| is_reset(visited)) {
            let renews = |visited: &Visited<'_>| {
                visited.is(&["reload-full-event"]) || visited.is(&[&edit.node.module])
            };
            let behind = survey.behind(reset, renews);
            if let Some(reader) = behind.into_iter().find(|reader| reads(reader, key)) {
                found.push(reset.problem(
                    &RESET_DROPS_EDITS,
                    format!(
                        "{} puts back the data of before the filter, so {} does not see what {} did; put it before the reset",
                        reset.name(),
                        reader.name(),
                        edit.name()
                    ),
                ));
            }
        }
    }
}

/// Whether a node looks at this key of the data.
fn reads(visited: &Visited<'_>, key: &str) -> bool {
    let sends_all = match visited.node.module.as_str() {
        "webhook" => visited.text("payload").is_empty(),
        "push-zmq" => visited.text("data_extraction_path").is_empty(),
        "ms-teams-webhook" => true,
        _ => false,
    };
    // A comment in a template counts, too: better one word too many than a lost edit.
    sends_all
        || visited
            .texts()
            .iter()
            .any(|(param, text)| *param != Some("url") && text.contains(key))
}

fn selector(survey: &Survey<'_>, filter: &Visited<'_>, found: &mut Vec<Problem>) {
    let selector = filter.text("selector");
    if selector.is_empty() {
        let text = format!(
            "{} has no elements to filter, so it filters nothing and adds a second copy of the data under an empty key; choose a list, such as {FLATTENED}",
            filter.name()
        );
        let problem = filter.at("selector", &FILTER_WITHOUT_SELECTOR, text);
        found.push(problem.set_to("Filter the attributes", FLATTENED));
        return;
    }
    let list = selector.strip_suffix(".{n}").unwrap_or(&selector);
    if list.contains(['{', '[']) {
        found.push(filter.at(
            "selector",
            &INNER_WILDCARD,
            format!(
                "{selector} of {} has a wildcard or condition before its last list, which empties the inner lists whatever matches; select one list, such as {FLATTENED}, and test inside of it",
                filter.name()
            ),
        ));
        return;
    }
    if list != "Event.Attribute" {
        return;
    }
    let ends = |visited: &Visited<'_>| is_reset(visited) || visited.is(&["reload-full-event"]);
    let blind = survey
        .behind(filter, ends)
        .into_iter()
        .find(|visited| visited.works_on_attributes() && visited.node.filter.is_empty());
    if let Some(blind) = blind {
        let text = format!(
            "{} cuts down Event.Attribute only, but {} works on Event._AttributeFlattened, which stays whole",
            filter.name(),
            blind.name()
        );
        let problem = filter.at("selector", &FILTER_MISSES_FLATTENED, text);
        found.push(problem.set_to("Filter the flattened list", FLATTENED));
    }
}

fn twice(filter: &Visited<'_>, on: &BTreeSet<SmolStr>, found: &mut Vec<Problem>) {
    let label = filter.text("filtering-label");
    if !on.contains(label.as_str()) {
        return;
    }
    let free = ["A", "B", "C", "D", "E", "F"]
        .into_iter()
        .find(|label| !on.contains(*label));
    let text = format!(
        "{} filters under label {label}, which is on already; it does not replace that filter but works on what it left. Reset first, or take another label",
        filter.name()
    );
    let problem = filter.at("filtering-label", &LABEL_TWICE, text);
    found.push(match free {
        Some(free) => problem.set_to("Take a free label", free),
        None => problem,
    });
}
