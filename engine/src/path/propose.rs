//! Paths to an element that somebody points at.

use crate::value::{Array, Key, Value};

/// Which elements a proposed path leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The same key of every element of the lists on the way.
    Every,
    /// Of those elements only that have this value at this key.
    Where {
        /// The key.
        key: String,
        /// The value.
        value: String,
    },
    /// This one element.
    This,
}

/// A path to an element, and what else it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The path.
    pub path: String,
    /// Which elements it leads to.
    pub reach: Reach,
}

/// The keys that tell elements of events apart, the most telling first.
const TELLING: [&str; 7] = [
    "type",
    "object_relation",
    "name",
    "category",
    "relationship_type",
    "to_ids",
    "value",
];
/// How many conditions are proposed.
const CONDITIONS: usize = 3;
/// The longest value in a proposed condition, in bytes.
const LONGEST: usize = 60;

/// The paths that lead from `data` along `keys`, the one with the farthest reach first. None where
/// there is no such element, or where a key cannot be written in a path, as one with a dot.
pub fn proposals(data: &Value, keys: &[Key]) -> Vec<Proposal> {
    let writable = |key: &Key| match key {
        Key::Int(_) => true,
        Key::Str(text) => !text.is_empty() && !text.contains(['.', '[', ']', '{', '}']),
    };
    if keys.is_empty() || !keys.iter().all(writable) {
        return Vec::new();
    }
    let mut tokens = Vec::new();
    let mut here = data;
    // The last element of a list on the way: its token, and what it holds.
    let mut element: Option<(usize, &Value)> = None;
    for key in keys {
        let Some(next) = here.get(key.as_ref()) else {
            return Vec::new();
        };
        tokens.push(match key {
            Key::Int(_) => {
                element = Some((tokens.len(), next));
                "{n}".to_owned()
            }
            Key::Str(text) => text.to_string(),
        });
        here = next;
    }
    let mut found = vec![Proposal {
        path: tokens.join("."),
        reach: Reach::Every,
    }];
    let Some((at, element)) = element else {
        // With no list on the way, every element is this one.
        return found;
    };
    let conditions = element.as_array().map(telling).unwrap_or_default();
    for (key, value) in conditions {
        let mut tokens = tokens.clone();
        if let Some(token) = tokens.get_mut(at) {
            token.push_str(&format!("[{key}={value}]"));
        }
        found.push(Proposal {
            path: tokens.join("."),
            reach: Reach::Where { key, value },
        });
    }
    let exact: Vec<String> = keys.iter().map(Key::to_string).collect();
    found.push(Proposal {
        path: exact.join("."),
        reach: Reach::This,
    });
    found
}

/// What an element can be told from others by: values that a condition takes as they stand.
fn telling(element: &Array) -> Vec<(String, String)> {
    let plain = |value: &Value| match value {
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Int(_) | Value::Str(_) => {
            let text = value.to_text();
            let fits = !text.is_empty()
                && text.len() <= LONGEST
                && text.trim() == text
                && !text.starts_with(['/', '=', '<', '>', '"', '\''])
                && !text.contains(['[', ']'])
                && !text.chars().any(char::is_control);
            fits.then(|| text.into_owned())
        }
        _ => None,
    };
    TELLING
        .iter()
        .filter_map(|key| Some(((*key).to_owned(), plain(element.get(*key)?)?)))
        .take(CONDITIONS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::HashPath;

    fn event() -> Value {
        Value::from_json(
            br#"{"Event": {"info": "x", "Attribute": [
                {"type": "url", "value": "http://a/", "Tag": [{"name": "tlp:red"}]},
                {"type": "ip-src", "value": "1.2.3.4", "to_ids": true}], "a.b": 1}}"#,
        )
        .unwrap()
    }

    fn keys(path: &str) -> Vec<Key> {
        path.split('.').map(Key::from).collect()
    }

    fn paths(at: &str) -> Vec<String> {
        let proposals = proposals(&event(), &keys(at));
        proposals.into_iter().map(|found| found.path).collect()
    }

    #[test]
    fn an_element_is_reached_with_its_like_by_a_condition_or_alone() {
        assert_eq!(
            paths("Event.Attribute.1.value"),
            [
                "Event.Attribute.{n}.value",
                "Event.Attribute.{n}[type=ip-src].value",
                "Event.Attribute.{n}[to_ids=true].value",
                "Event.Attribute.{n}[value=1.2.3.4].value",
                "Event.Attribute.1.value"
            ]
        );
        assert_eq!(paths("Event.info"), ["Event.info"]);
        assert_eq!(
            paths("Event.Attribute.0.Tag.0.name"),
            [
                "Event.Attribute.{n}.Tag.{n}.name",
                "Event.Attribute.{n}.Tag.{n}[name=tlp:red].name",
                "Event.Attribute.0.Tag.0.name"
            ]
        );
    }

    #[test]
    fn every_proposal_finds_what_was_pointed_at() {
        for at in ["Event.Attribute.1.value", "Event.Attribute.0.Tag.0.name"] {
            let wanted = HashPath::parse(at).get(&event()).unwrap().cloned().unwrap();
            for path in paths(at) {
                let event = event();
                let found = HashPath::parse(&path).extract(&event).unwrap();
                assert!(found.values().any(|value| *value == wanted), "{path}");
            }
        }
    }

    #[test]
    fn what_is_not_there_or_cannot_be_written_has_no_path() {
        assert_eq!(paths("Event.nothing"), [""; 0]);
        let odd = [Key::from("Event"), Key::from("a.b")];
        assert_eq!(proposals(&event(), &odd), []);
    }
}
