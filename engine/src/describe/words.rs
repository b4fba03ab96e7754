//! The small change of sentences: rows of values, quotes, comparisons, cuts at word boundaries.

use super::secret;
use crate::workflow::NodeFilter;

/// Room for a row of values, in characters, so that what follows it still fits.
const ROW: usize = 48;
const LONG_WORD: usize = 16;
const QUOTE: usize = 56;
const PATH: usize = 48;
/// Room for a path behind what the node does.
const FILTER_PATH: usize = 28;

/// The text on one line, cut at a word boundary to so many characters, the ellipsis included.
pub(super) fn shorten(text: &str, most: usize) -> String {
    let text = one_line(text);
    if text.chars().count() <= most {
        return text;
    }
    let head: String = text.chars().take(most.saturating_sub(1)).collect();
    let in_word = text
        .chars()
        .nth(most.saturating_sub(1))
        .is_some_and(|next| !next.is_whitespace());
    // A long word (a path, a tag) is cut in the middle: half of it says more than nothing.
    let cut = match head.rfind(char::is_whitespace) {
        Some(at) if in_word && at + LONG_WORD >= head.len() => head.get(..at).unwrap_or(&head),
        _ => &head,
    };
    format!("{}…", cut.trim_end_matches([' ', ',', '·']))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The values with commas, as many as fit, then how many more there are. The first is always told.
pub(super) fn row(values: &[String]) -> String {
    let mut told = String::new();
    for (index, value) in values.iter().enumerate() {
        let value = shorten(value, ROW);
        let fits = told.chars().count() + value.chars().count() + 2 <= ROW;
        if index > 0 && !fits {
            return format!("{told} and {} more", values.len() - index);
        }
        if index > 0 {
            told.push_str(", ");
        }
        told.push_str(&value);
    }
    told
}

/// A text of the user's in quotes, with the secret parts of addresses taken out.
pub(super) fn quoted(text: &str) -> String {
    format!("“{}”", shorten(&secret::mask(text), QUOTE))
}

/// A hash path; of a long one the end, which says what is looked at.
pub(super) fn path(path: &str) -> String {
    path_within(path, PATH)
}

fn path_within(path: &str, most: usize) -> String {
    if path.chars().count() <= most {
        return path.to_owned();
    }
    let mut depth = 0_usize;
    let mut left = path.chars().count();
    for (at, letter) in path.char_indices() {
        match letter {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            '.' if depth == 0 && left <= most => {
                return format!("…{}", path.get(at + 1..).unwrap_or_default());
            }
            _ => {}
        }
        left -= 1;
    }
    shorten(path, most)
}

/// The elements that a selector picks, by name where they have one.
pub(super) fn elements(selector: &str) -> String {
    match selector.trim_end_matches(".{n}") {
        "Event._AttributeFlattened" => "attributes".to_owned(),
        "Event.Attribute" => "attributes outside of objects".to_owned(),
        "Event.Object" => "objects".to_owned(),
        "Event.Object.{n}.Attribute" => "attributes of objects".to_owned(),
        "Event.Tag" => "tags of the event".to_owned(),
        "Event.EventReport" => "event reports".to_owned(),
        "" => "elements".to_owned(),
        _ => path(selector),
    }
}

/// A comparison of what a path finds with values (spec 04, conditions).
pub(super) fn comparison(at: &str, operator: &str, values: &[String]) -> String {
    compared(&path(at), operator, values)
}

/// As [`comparison`], in the little room behind what a node does.
pub(super) fn filter(filter: &NodeFilter) -> String {
    let path = path_within(&filter.path, FILTER_PATH);
    compared(&path, &filter.operator, std::slice::from_ref(&filter.value))
}

/// As [`comparison`], with the path as it is.
pub(crate) fn compared(at: &str, operator: &str, values: &[String]) -> String {
    let at = if at.is_empty() { "(no path)" } else { at };
    let filled: Vec<String> = values
        .iter()
        .filter(|value| !value.is_empty())
        .cloned()
        .collect();
    let values = match filled.as_slice() {
        [] => "(no value)".to_owned(),
        [one] => shorten(one, ROW),
        many => row(many),
    };
    let lone = filled.len() < 2;
    match operator {
        "in" => format!("{at} contains {values}"),
        "not_in" => format!("{at} does not contain {values}"),
        "equals" => format!("{at} is {values}"),
        "not_equals" => format!("{at} is not {values}"),
        "in_or" if lone => format!("{at} is {values}"),
        "in_or" => format!("{at} is any of {values}"),
        "in_and" => format!("{at} is all of {values}"),
        "not_in_or" => format!("{at} is none of {values}"),
        "not_in_and" => format!("{at} is not all of {values}"),
        "any_value" => format!("{at} finds anything"),
        "greater" => format!("{at} is more than {values}"),
        "greater_equals" => format!("{at} is at least {values}"),
        "less" => format!("{at} is less than {values}"),
        "less_equals" => format!("{at} is at most {values}"),
        "" => format!("{at} compares with {values}"),
        other => format!("{at} {other} {values}"),
    }
}

/// The levels of a distribution (0 to 4), in the middle of a sentence.
pub(super) fn distribution(level: &str, groups: &[String]) -> String {
    match level {
        "0" => "your organisation only".to_owned(),
        "1" => "this community".to_owned(),
        "2" => "connected communities".to_owned(),
        "3" => "all communities".to_owned(),
        "4" if groups.is_empty() => "a sharing group, none chosen".to_owned(),
        "4" => format!("sharing group {}", row(groups)),
        other => shorten(other, ROW),
    }
}
