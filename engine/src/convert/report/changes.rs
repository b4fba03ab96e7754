//! What is different between two states of the data, in words: elements of lists are named by what
//! they hold, since their number says nothing.

use crate::value::{Array, Difference, Key, Value, differences};

/// How long a value may be in a sentence, in letters.
const LONG: usize = 60;

/// One sentence for each place where two states of the data differ, `most` of them at most, and
/// whether there are more.
pub fn changed_words(before: &Value, after: &Value, most: usize) -> (Vec<String>, bool) {
    let mut found = differences(before, after, most.saturating_add(1));
    let more = found.len() > most;
    found.truncate(most);
    let words = found.iter().map(|one| sentence(before, after, one));
    (words.collect(), more)
}

fn sentence(before: &Value, after: &Value, one: &Difference) -> String {
    // What is new has its place in the second value; all else in the first.
    let root = if one.before.is_none() { after } else { before };
    let place = place_words(root, &one.keys);
    match (&one.before, &one.after) {
        (None, Some(new)) => format!("{place} added: {}", value_words(new)),
        (Some(old), None) => format!("{place} removed: {}", value_words(old)),
        (Some(old), Some(new)) => {
            format!("{place}: {} → {}", value_words(old), value_words(new))
        }
        (None, None) => place,
    }
}

fn place_words(root: &Value, keys: &[Key]) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut at = Some(root);
    for key in keys {
        let in_list = at.and_then(Value::as_array).is_some_and(Array::is_list);
        at = at.and_then(|value| value.get(key.as_ref()));
        let own = at.and_then(name_of).filter(|_| in_list);
        words.push(match own {
            Some(name) => name,
            None if in_list => format!("number {}", number_of(key)),
            None => key.to_string(),
        });
    }
    if words.is_empty() {
        return "the data".to_owned();
    }
    words.join(" › ")
}

fn number_of(key: &Key) -> String {
    let number = key.as_ref().as_int().map(|number| number + 1);
    number.map_or_else(|| key.to_string(), |number| number.to_string())
}

/// What an element holds that tells it from its neighbours.
fn name_of(value: &Value) -> Option<String> {
    let name = ["value", "name", "info", "uuid"]
        .into_iter()
        .find_map(|key| value.get(key)?.as_str().filter(|text| !text.is_empty()))?;
    Some(short(name))
}

fn value_words(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Str(text) => format!("“{}”", short(text)),
        Value::Array(array) => match name_of(value) {
            Some(name) => name,
            None if array.len() == 1 => "1 entry".to_owned(),
            None => format!("{} entries", array.len()),
        },
        other => short(&other.to_text()),
    }
}

fn short(text: &str) -> String {
    let mut letters = text.chars();
    let mut short: String = letters.by_ref().take(LONG).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(before: &str, after: &str) -> Vec<String> {
        let value = |text: &str| Value::from_json(text.as_bytes()).unwrap();
        changed_words(&value(before), &value(after), 10).0
    }

    #[test]
    fn elements_are_named_by_what_they_hold() {
        let before = r#"{"Event": {"published": false, "Attribute": [
            {"uuid": "a", "value": "1.2.3.4", "Tag": []}]}}"#;
        let after = r#"{"Event": {"published": true, "Attribute": [
            {"uuid": "a", "value": "1.2.3.4", "Tag": [{"name": "tlp:red"}]}]}}"#;
        assert_eq!(
            of(before, after),
            [
                "Event › published: false → true",
                "Event › Attribute › 1.2.3.4 › Tag › tlp:red added: tlp:red"
            ]
        );
        assert_eq!(of("[1]", "[2]"), ["number 1: 1 → 2"]);
        assert_eq!(of(r#"{"a": "x"}"#, "{}"), ["a removed: “x”"]);
        assert_eq!(of("1", "null"), ["the data: 1 → nothing"]);
    }

    #[test]
    fn there_are_no_more_than_asked_for() {
        let value = |text: &str| Value::from_json(text.as_bytes()).unwrap();
        let (words, more) = changed_words(&value("[1,2,3]"), &value("[4,5,6]"), 2);
        assert_eq!((words.len(), more), (2, true));
    }
}
