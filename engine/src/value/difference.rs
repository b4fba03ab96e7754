//! Where two values differ, in the order of the first one.

use std::collections::HashMap;

use super::{Array, Key, Value};

/// One place where two values differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The keys that lead there; those of the second value where only that has it.
    pub keys: Vec<Key>,
    /// What the first value has there.
    pub before: Option<Value>,
    /// What the second value has there.
    pub after: Option<Value>,
}

/// The places where two values differ, `most` of them at most. The order of keys does not matter,
/// and elements of lists that all have a `uuid`, or else a `name`, of their own are compared with
/// those of the same one.
pub fn differences(before: &Value, after: &Value, most: usize) -> Vec<Difference> {
    let mut found = Vec::new();
    // Values may be nested deeper than the stack, so no recursion.
    let mut waiting = vec![(Vec::new(), Some(before), Some(after))];
    while let Some((keys, before, after)) = waiting.pop() {
        if found.len() >= most {
            break;
        }
        match (before, after) {
            (Some(Value::Array(first)), Some(Value::Array(second)))
                if first.is_same_memory(second) || is_small_and_same(first, second) => {}
            (Some(Value::Array(first)), Some(Value::Array(second))) => {
                let start = waiting.len();
                for (key, before, after) in pairs(first, second) {
                    let mut inner: Vec<Key> = keys.clone();
                    inner.push(key);
                    waiting.push((inner, before, after));
                }
                // The last one is looked at first.
                if let Some(new) = waiting.get_mut(start..) {
                    new.reverse();
                }
            }
            (before, after) if before != after => found.push(Difference {
                keys,
                before: before.cloned(),
                after: after.cloned(),
            }),
            _ => {}
        }
    }
    found
}

/// Whether two elements such as attributes are the same; seen at a glance, without a list of what is
/// inside of them.
fn is_small_and_same(first: &Array, second: &Array) -> bool {
    const SMALL: usize = 64;
    first.len() <= SMALL && first == second
}

type Pair<'a> = (Key, Option<&'a Value>, Option<&'a Value>);

/// The elements that belong together, without those that are the same for sure.
fn pairs<'a>(first: &'a Array, second: &'a Array) -> Vec<Pair<'a>> {
    let mut pairs = Vec::new();
    for told_by in ["uuid", "name"] {
        let (Some(left), Some(right)) = (known(first, told_by), known(second, told_by)) else {
            continue;
        };
        for (key, value) in first {
            let other = text(value, told_by).and_then(|own| right.get(own));
            pairs.push((key.to_key(), Some(value), other.map(|(_, value)| *value)));
        }
        let fresh = second
            .iter()
            .filter(|(_, value)| text(value, told_by).is_none_or(|own| !left.contains_key(own)));
        pairs.extend(fresh.map(|(key, value)| (key.to_key(), None, Some(value))));
        return pairs;
    }
    for (key, value) in first {
        let other = second.get(key);
        if value.is_array() || Some(value) != other {
            pairs.push((key.to_key(), Some(value), other));
        }
    }
    let fresh = second.iter().filter(|(key, _)| first.get(*key).is_none());
    pairs.extend(fresh.map(|(key, value)| (key.to_key(), None, Some(value))));
    pairs
}

type Known<'a> = HashMap<&'a str, (Key, &'a Value)>;

/// The elements of a list by what tells them apart, where it does.
fn known<'a>(list: &'a Array, told_by: &str) -> Option<Known<'a>> {
    if !list.is_list() {
        return None;
    }
    let entries = list.iter();
    let known = entries.map(|(key, value)| Some((text(value, told_by)?, (key.to_key(), value))));
    let known: Option<Known<'_>> = known.collect();
    known.filter(|known| known.len() == list.len())
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(one: &str, other: &str) -> Vec<String> {
        let value = |text: &str| Value::from_json(text.as_bytes()).unwrap();
        let found = differences(&value(one), &value(other), 10);
        let text = |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), Value::to_json);
        let line = |one: &Difference| {
            let keys: Vec<String> = (one.keys.iter())
                .map(|key| crate::path::Place::from(vec![key.clone()]).to_string())
                .collect();
            format!(
                "{} {} {}",
                keys.join("."),
                text(&one.before),
                text(&one.after)
            )
        };
        found.iter().map(line).collect()
    }

    #[test]
    fn the_deepest_places_are_given_in_order() {
        assert!(of(r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#).is_empty());
        assert_eq!(
            of(r#"{"a":{"b":[1,2]}}"#, r#"{"a":{"b":[1,3]}}"#),
            ["a.b.1 2 3"]
        );
        assert_eq!(
            of(r#"{"a":1,"b":1,"c":1}"#, r#"{"b":2,"d":1,"c":1}"#),
            ["a 1 -", "b 1 2", "d - 1"]
        );
        assert_eq!(of("1", "2"), [" 1 2"]);
    }

    #[test]
    fn an_element_that_is_inserted_does_not_shift_the_others() {
        let one = r#"{"a":[{"uuid":"x","v":1},{"uuid":"y","v":2}]}"#;
        let other = r#"{"a":[{"uuid":"z","v":0},{"uuid":"x","v":1},{"uuid":"y","v":3}]}"#;
        assert_eq!(of(one, other), ["a.1.v 2 3", r#"a.0 - {"uuid":"z","v":0}"#]);
    }

    #[test]
    fn elements_without_a_uuid_are_told_apart_by_their_name() {
        let one = r#"{"Tag":[{"name":"a"},{"name":"b"}]}"#;
        let other = r#"{"Tag":[{"name":"c"},{"name":"b"}]}"#;
        assert_eq!(
            of(one, other),
            [r#"Tag.0 {"name":"a"} -"#, r#"Tag.0 - {"name":"c"}"#]
        );
    }

    #[test]
    fn no_more_are_given_than_asked_for() {
        let one = Value::from_json(b"[1,2,3]").unwrap();
        let other = Value::from_json(b"[4,5,6]").unwrap();
        assert_eq!(differences(&one, &other, 2).len(), 2);
    }
}
