//! Comparing with a recording in which stand-ins take the place of what differs from run to run.

use std::collections::HashMap;

use misp_flow_engine::value::{Key, Value};

/// What the stand-ins of one recording stood for in the simulation.
pub struct Standins {
    now: i64,
    bound: HashMap<String, String>,
}

/// Stand-ins that are the same value wherever they stand in a recording.
const BOUND: [&str; 2] = ["@UUID:", "@BOUNDARY@"];

impl Standins {
    /// Stand-ins for a run at this time.
    pub fn new(now: i64) -> Self {
        Self {
            now,
            bound: HashMap::new(),
        }
    }

    /// Fine if both are the same, the order of keys included; else tells the first difference.
    pub fn compare(&mut self, place: &str, expected: &Value, actual: &Value) -> Result<(), String> {
        match (expected, actual) {
            (Value::Array(wanted), Value::Array(given)) => {
                for (key, value) in wanted {
                    let Some(other) = given.get(key) else {
                        return Err(format!("{place}: lacks {key} ({})", brief(value)));
                    };
                    let place = format!("{place}.{key}");
                    if is_list_id(&place) && value.loose_eq(other) {
                        continue;
                    }
                    self.compare(&place, value, other)?;
                }
                if let Some((key, value)) = given.iter().find(|(key, _)| !wanted.contains_key(key))
                {
                    return Err(format!("{place}: has {key} ({})", brief(value)));
                }
                let keys = |value: &misp_flow_engine::value::Array| {
                    value.keys().map(|key| key.to_key()).collect::<Vec<Key>>()
                };
                if keys(wanted) != keys(given) {
                    let (given, wanted) = (keys(given), keys(wanted));
                    return Err(format!("{place}: keys are {given:?} instead of {wanted:?}"));
                }
                Ok(())
            }
            (Value::Str(wanted), _) if wanted == "@NOW_INT@" => {
                self.equal(place, &Value::from(self.now), actual)
            }
            (Value::Str(wanted), Value::Str(given)) if wanted.contains('@') => {
                if self.text(wanted, given) {
                    Ok(())
                } else {
                    Err(format!("{place}: gives {given:?} instead of {wanted:?}"))
                }
            }
            _ => self.equal(place, expected, actual),
        }
    }

    fn equal(&self, place: &str, expected: &Value, actual: &Value) -> Result<(), String> {
        if expected == actual {
            Ok(())
        } else {
            Err(format!(
                "{place}: gives {} instead of {}",
                brief(actual),
                brief(expected)
            ))
        }
    }

    /// Whether a text is the expected one, in which stand-ins may stand.
    fn text(&mut self, expected: &str, actual: &str) -> bool {
        let Some((before, standin, after)) = first_standin(expected) else {
            return expected == actual;
        };
        let Some(rest) = actual.strip_prefix(before) else {
            return false;
        };
        if standin == "@NOW@" {
            let now = self.now.to_string();
            return rest
                .strip_prefix(&now)
                .is_some_and(|rest| self.text(after, rest));
        }
        if let Some(known) = self.bound.get(standin).cloned() {
            return rest
                .strip_prefix(&known)
                .is_some_and(|rest| self.text(after, rest));
        }
        // What a stand-in stands for goes on to where the text behind it begins.
        let next = first_standin(after).map_or(after, |(before, ..)| before);
        let end = if next.is_empty() {
            rest.len()
        } else {
            match rest.find(next) {
                Some(end) => end,
                None => return false,
            }
        };
        if BOUND.iter().any(|prefix| standin.starts_with(prefix)) {
            let value = rest[..end].to_owned();
            // Two stand-ins never stand for the same value.
            if self.bound.values().any(|other| *other == value) {
                return false;
            }
            self.bound.insert(standin.to_owned(), value);
        }
        self.text(after, &rest[end..])
    }
}

/// What stands before the first stand-in, the stand-in, and what stands behind it.
fn first_standin(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(start) = text[from..].find('@').map(|at| at + from) {
        let end = text[start + 1..].find('@').map(|at| at + start + 2)?;
        let name = &text[start + 1..end - 1];
        let is_one = matches!(
            name,
            "NOW" | "COLOUR" | "BOUNDARY" | "COMMIT" | "MISP" | "N"
        ) || name
            .strip_prefix("UUID:")
            .is_some_and(|number| number.parse::<u32>().is_ok());
        if is_one {
            return Some((&text[..start], &text[start..end], &text[end..]));
        }
        from = start + 1;
    }
    None
}

/// The id of a warninglist is a text or a number, as a cache will have it (README-live 16, 17).
fn is_list_id(place: &str) -> bool {
    place.ends_with(".warninglist_id")
        || place
            .rsplit_once('.')
            .and_then(|(before, key)| Some((before.rsplit_once('.')?.0, key)))
            .is_some_and(|(list, key)| key == "id" && list.ends_with(".warnings"))
}

fn brief(value: &Value) -> String {
    let mut text: String = value.to_json().chars().take(160).collect();
    if text.chars().count() == 160 {
        text.push('…');
    }
    text
}
