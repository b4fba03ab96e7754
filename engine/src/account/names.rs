//! What the elements of an event are called: by what they are and what they hold, since a place in
//! a list says nothing.

use crate::value::Value;

/// The longest text of a value in a sentence, in characters.
const LONGEST: usize = 60;

/// Where a hash path leads, in words; the empty one leads to all there is.
pub fn at_path(path: &str) -> String {
    match path {
        "" => "in the whole data".to_owned(),
        path => format!("at {path}"),
    }
}

/// What the elements of the list at this key are.
pub(crate) fn kind_of(key: &str) -> Option<&'static str> {
    Some(match key {
        "Attribute" | "_AttributeFlattened" => "attribute",
        "ShadowAttribute" => "proposal",
        "Object" => "object",
        "ObjectReference" => "reference",
        "Tag" | "_allTags" => "tag",
        "EventReport" => "report",
        "Galaxy" => "galaxy",
        "GalaxyCluster" => "cluster",
        "Sighting" => "sighting",
        "RelatedEvent" => "related event",
        _ => return None,
    })
}

/// Whether elements of this kind have enough to them to be what a sentence is about.
pub(super) fn is_subject(kind: &str) -> bool {
    matches!(kind, "attribute" | "proposal" | "object" | "report")
}

/// Whether elements of this kind are different ones even where their names are the same. A tag is
/// the same one wherever it hangs.
pub(super) fn is_one_alone(kind: &str) -> bool {
    is_subject(kind) || kind == "reference"
}

/// An element by its kind and what it holds: `attribute 8.8.8.8 (ip-dst)`.
pub(crate) fn element(kind: &str, value: &Value, place: i64) -> String {
    let text = |key: &str| value.get(key).filter(|text| !text.is_empty()).map(words);
    let name = match kind {
        "attribute" | "proposal" => {
            let shown = text("value").or_else(|| text("value1"));
            match (shown, text("type")) {
                (Some(shown), Some(kind)) => Some(format!("{shown} ({kind})")),
                (shown, kind) => shown.or(kind),
            }
        }
        "cluster" => text("value").or_else(|| text("tag_name")),
        "reference" => text("relationship_type"),
        _ => text("name")
            .or_else(|| text("value"))
            .or_else(|| text("info")),
    };
    let name = name.or_else(|| text("uuid")).or_else(|| text("id"));
    match (name, value) {
        (Some(name), _) => format!("{kind} {name}"),
        (None, Value::Array(_)) => format!("{kind} at place {place}"),
        (None, scalar) => format!("{kind} {}", words(scalar)),
    }
}

/// A value in a sentence.
pub(super) fn words(value: &Value) -> String {
    let text = match value {
        Value::Null => return "nothing".to_owned(),
        Value::Array(array) if array.is_empty() => return "an empty list".to_owned(),
        Value::Array(_) => value.to_json(),
        Value::Bool(_) => value.to_json(),
        scalar => scalar.to_text().into_owned(),
    };
    if text.is_empty() {
        return "an empty text".to_owned();
    }
    shortened(&text)
}

/// The first characters of a text on one line, and `…` where there are more.
pub(super) fn shortened(text: &str) -> String {
    let mut short: String = text
        .chars()
        .take(LONGEST)
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}

/// Some of many, in words: `a, b and 3 more`.
pub(super) fn some_of(names: &[String], most: usize) -> String {
    let shown = names.get(..most.min(names.len())).unwrap_or_default();
    let more = names.len() - shown.len();
    match (more, shown) {
        (0, [first @ .., last]) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        (0, shown) => shown.join(", "),
        (more, shown) => format!("{} and {more} more", shown.join(", ")),
    }
}
