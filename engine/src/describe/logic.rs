//! What each logic module asks or does.

use super::{
    given::Given,
    strange::{self, What},
    words,
};

/// The summary of a built-in logic module; `None` for one that is not known.
pub(super) fn summary(given: &Given<'_>) -> Option<String> {
    Some(match given.module.id.as_str() {
        "generic-if" => generic(given),
        "tag-if" => tagged(given),
        "distribution-if" => distribution(given),
        "organisation-if" => organisation(given),
        "published-if" => published(given),
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

fn generic(given: &Given<'_>) -> String {
    let operators: &[&str] = if given.is_list("value") {
        &["in_and", "not_in_or", "not_in_and"]
    } else {
        &[]
    };
    let all = [
        ["in", "not_in", "equals", "not_equals", "any_value", "in_or"].as_slice(),
        operators,
    ];
    strange::choice(given, What::Comparison, "operator", &all.concat()).unwrap_or_else(|| {
        words::comparison(
            &given.text("hash_path"),
            &given.text("operator"),
            &compared(given),
        )
    })
}

fn published(given: &Given<'_>) -> String {
    let known = ["equals", "not_equals"];
    match strange::choice(given, What::Condition, "condition", &known) {
        Some(strange) => strange,
        None if given.is("condition", "not_equals") => "event is not published".to_owned(),
        None => "event is published".to_owned(),
    }
}

fn tagged(given: &Given<'_>) -> String {
    let mut tags = given.list("tags");
    tags.extend(given.list("clusters"));
    let condition = given.text("condition");
    let known = ["in_or", "in_and", "not_in_or", "not_in_and"];
    if let Some(strange) = strange::choice(given, What::Condition, "condition", &known) {
        return strange;
    }
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
        "event" => "event",
        _ => "attributes or their event",
    };
    let how = match (condition.as_str(), tags.len()) {
        ("in_or" | "in_and", 1) => "tagged with",
        ("not_in_or" | "not_in_and", 1) => "not tagged with",
        ("in_and", _) => "tagged with all of",
        ("not_in_or", _) => "tagged with none of",
        ("not_in_and", _) => "not tagged with all of",
        _ => "tagged with any of",
    };
    let sentence = format!("{who} {how} {}", words::row(&tags));
    let scopes = ["event", "attribute", "event_attribute"];
    strange::reading(given, "scope", &scopes, sentence)
}

fn distribution(given: &Given<'_>) -> String {
    let known = [
        "equals",
        "not_equals",
        "more_restrictive_or_equal_than",
        "more_permisive_or_equal_than",
    ];
    if let Some(strange) = strange::choice(given, What::Condition, "condition", &known) {
        return strange;
    }
    let who = if given.is("scope", "attribute") {
        "first attribute's"
    } else {
        "event's"
    };
    let level = words::distribution(
        &given.text("distribution"),
        &given.names("sharing_group_id"),
    );
    let sentence = match given.text("condition").as_str() {
        "not_equals" => format!("{who} distribution is not {level}"),
        "more_restrictive_or_equal_than" => format!("{who} distribution is {level} or stricter"),
        "more_permisive_or_equal_than" => format!("{who} distribution is {level} or more open"),
        _ => format!("{who} distribution is {level}"),
    };
    strange::reading(given, "scope", &["attribute", "event"], sentence)
}

fn organisation(given: &Given<'_>) -> String {
    let known = ["in", "not_in", "equals", "not_equals"];
    if let Some(strange) = strange::choice(given, What::Condition, "condition", &known) {
        return strange;
    }
    let done = if given.is("org_type", "orgc") {
        "created"
    } else {
        "owned"
    };
    let not = if given.text("condition").starts_with("not") {
        "not "
    } else {
        ""
    };
    let names = given.names("org_id");
    if names.is_empty() {
        return "no organisation chosen".to_owned();
    }
    let any = if names.len() > 1 { "any of " } else { "" };
    let sentence = format!("event {not}{done} by {any}{}", words::row(&names));
    strange::reading(given, "org_type", &["org", "orgc"], sentence)
}

fn threat_level(given: &Given<'_>) -> String {
    let known = [
        "equals",
        "not_equals",
        "greater_or_equal_than",
        "less_or_equal_than",
    ];
    if let Some(strange) = strange::choice(given, What::Condition, "condition", &known) {
        return strange;
    }
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
    let known = [
        "equals",
        "not_equals",
        "greater",
        "greater_equals",
        "less",
        "less_equals",
    ];
    if let Some(strange) = strange::choice(given, What::Comparison, "operator", &known) {
        return strange;
    }
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
