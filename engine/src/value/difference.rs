//! Where two values differ first.

use super::{Key, Value};

/// The keys that lead to the first difference, and what either value has there (nothing where it
/// has nothing). The order of keys does not matter.
pub fn first_difference(
    one: &Value,
    other: &Value,
) -> Option<(Vec<Key>, Option<Value>, Option<Value>)> {
    let mut keys = Vec::new();
    let (mut one, mut other) = (one, other);
    'deeper: loop {
        if one.same_unordered(other) {
            return None;
        }
        let (Value::Array(first), Value::Array(second)) = (one, other) else {
            return Some((keys, Some(one.clone()), Some(other.clone())));
        };
        for (key, value) in first {
            match second.get(key) {
                None => {
                    keys.push(Key::from(key));
                    return Some((keys, Some(value.clone()), None));
                }
                Some(there) if !value.same_unordered(there) => {
                    keys.push(Key::from(key));
                    (one, other) = (value, there);
                    continue 'deeper;
                }
                Some(_) => {}
            }
        }
        let (key, value) = second.iter().find(|(key, _)| first.get(*key).is_none())?;
        keys.push(Key::from(key));
        return Some((keys, None, Some(value.clone())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_place_is_given() {
        let of = |one: &str, other: &str| {
            let value = |text: &str| Value::from_json(text.as_bytes()).unwrap();
            let (keys, one, other) = first_difference(&value(one), &value(other))?;
            let text = |value: Option<Value>| value.map(|value| value.to_json());
            Some((keys.len(), text(one), text(other)))
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(of(r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#), None);
        assert_eq!(
            of(r#"{"a":{"b":[1,2]}}"#, r#"{"a":{"b":[1,3]}}"#),
            Some((3, text("2"), text("3")))
        );
        assert_eq!(of(r#"{"a":1}"#, r#"{}"#), Some((1, text("1"), None)));
        assert_eq!(of(r#"{}"#, r#"{"a":1}"#), Some((1, None, text("1"))));
    }
}
