//! What each logic module asks or does.

use super::{given::Given, words};

/// The summary of a built-in logic module; `None` for one that is not known.
pub(super) fn summary(given: &Given<'_>) -> Option<String> {
    Some(match given.module.id.as_str() {
        "generic-if" => words::comparison(
            &given.text("hash_path"),
            &given.text("operator"),
            &compared(given),
        ),
        "tag-if" => tagged(given),
        "distribution-if" => distribution(given),
        "organisation-if" => organisation(given),
        "published-if" if given.is("condition", "not_equals") => {
            "event is not published".to_owned()
        }
        "published-if" => "event is published".to_owned(),
        "threat-level-if" => threat_level(given),
        "count-if" => count(given),
        "concurrent-task" => "starts each branch in the background".to_owned(),
        "generic-filter-data" => filter(given),
        "generic-filter-reset" => match given.text("filtering-label").as_str() {
            "" | "all" => "removes all filters".to_owned(),
            // Measured: any label removes them all (README-live, point 21).
            label => format!("removes all filters, not only {label}"),
        },
        _ => return None,
    })
}

/// The value or the list of values, whichever the operator reads.
fn compared(given: &Given<'_>) -> Vec<String> {
    let source = if given.is("operator", "in_or") {
        "value_list"
    } else {
        "value"
    };
    given.list(source)
}

fn tagged(given: &Given<'_>) -> String {
    let mut tags = given.list("tags");
    tags.extend(given.list("clusters"));
    let condition = given.text("condition");
    if tags.is_empty() {
        // With nothing to look for, “all of” and “none of” hold always, the others never
        // (README-live, point 45; spec 04).
        let branch = match condition.as_str() {
            "in_and" | "not_in_or" => "then",
            _ => "else",
        };
        return format!("no tag chosen, so always {branch}");
    }
    let who = match given.text("scope").as_str() {
        "attribute" => "attributes",
        "event_attribute" => "attributes or their event",
        _ => "event",
    };
    let how = match (condition.as_str(), tags.len()) {
        ("in_or" | "in_and", 1) => "tagged with",
        ("not_in_or" | "not_in_and", 1) => "not tagged with",
        ("in_and", _) => "tagged with all of",
        ("not_in_or", _) => "tagged with none of",
        ("not_in_and", _) => "not tagged with all of",
        _ => "tagged with any of",
    };
    format!("{who} {how} {}", words::row(&tags))
}

fn distribution(given: &Given<'_>) -> String {
    let who = if given.is("scope", "event") {
        "event's"
    } else {
        "first attribute's"
    };
    let level = words::distribution(
        &given.text("distribution"),
        &given.names("sharing_group_id"),
    );
    match given.text("condition").as_str() {
        "not_equals" => format!("{who} distribution is not {level}"),
        "more_restrictive_or_equal_than" => format!("{who} distribution is {level} or stricter"),
        "more_permisive_or_equal_than" => format!("{who} distribution is {level} or more open"),
        _ => format!("{who} distribution is {level}"),
    }
}

fn organisation(given: &Given<'_>) -> String {
    let done = if given.is("org_type", "org") {
        "owned"
    } else {
        "created"
    };
    let not = if given.is("condition", "not_in") {
        "not "
    } else {
        ""
    };
    let names = given.names("org_id");
    if names.is_empty() {
        return "no organisation chosen".to_owned();
    }
    let any = if names.len() > 1 { "any of " } else { "" };
    format!("event {not}{done} by {any}{}", words::row(&names))
}

fn threat_level(given: &Given<'_>) -> String {
    let level = match given.text("threatlevel").as_str() {
        "1" => "high",
        "2" => "medium",
        "3" => "low",
        "4" => "undefined",
        // The server's default is no option either.
        _ => return "no threat level chosen".to_owned(),
    };
    match given.text("condition").as_str() {
        "not_equals" => format!("threat level is not {level}"),
        "greater_or_equal_than" => format!("threat level is {level} or more severe"),
        "less_or_equal_than" => format!("threat level is {level} or less severe"),
        _ => format!("threat level is {level}"),
    }
}

fn count(given: &Given<'_>) -> String {
    let Some(path) = given.path("selector") else {
        return "counts nothing, no hash path set".to_owned();
    };
    let number = match given.text("value") {
        text if text.is_empty() => "(no number)".to_owned(),
        text => words::shorten(&text, 20),
    };
    let how = match given.text("operator").as_str() {
        "not_equals" => "any number but",
        "greater" => "more than",
        "greater_equals" => "at least",
        "less" => "fewer than",
        "less_equals" => "at most",
        _ => "exactly",
    };
    format!("{how} {number} matches of {path}")
}

fn filter(given: &Given<'_>) -> String {
    let label = given.text("filtering-label");
    let elements = words::elements(&given.text("selector"));
    let condition = words::comparison(
        &given.text("hash_path"),
        &given.text("operator"),
        &compared(given),
    );
    format!("{label}: keeps {elements} where {condition}")
}
