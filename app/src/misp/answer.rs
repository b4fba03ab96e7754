//! What came back, and how PHP's answers are read: lists that came as objects, texts for numbers,
//! words for yes and no. [`Value`] has PHP's rules, so it does most of that.

use bytes::Bytes;
use misp_flow_engine::value::{KeyRef, Value};
use serde_json::Value as Json;

use super::{refusal::Cause, refused};

/// An answer that is no refusal.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub body: Bytes,
}

impl Answer {
    fn text(&self) -> &[u8] {
        self.body
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(&self.body)
    }

    /// The body as PHP's values.
    pub fn value(&self) -> Result<Value, Cause> {
        let text = self.text();
        if text.trim_ascii().is_empty() {
            return Err(empty());
        }
        Value::from_json(text).map_err(|error| Cause::Unreadable {
            detail: format!("it is no JSON ({})", error.message),
        })
    }

    /// The body as JSON whose form is kept.
    pub fn json(&self) -> Result<Json, Cause> {
        let text = self.text();
        if text.trim_ascii().is_empty() {
            return Err(empty());
        }
        serde_json::from_slice(text).map_err(|error| Cause::Unreadable {
            detail: format!("it is no JSON ({error})"),
        })
    }

    /// That a change was made, as MISP says it: `saved`, `success`.
    pub fn done(&self) -> Result<(), Cause> {
        let json = self.json()?;
        let said = |key: &str| json.get(key).map(flag_of);
        match (said("saved"), said("success")) {
            (Some(false), _) | (None, Some(false)) => Err(Cause::Invalid {
                message: refused::message(&json),
            }),
            (None, None) => Err(unreadable("it does not say whether it was done")),
            _ => Ok(()),
        }
    }
}

fn empty() -> Cause {
    unreadable("it is empty")
}

/// An answer that is not what the call gives, and why.
pub(super) fn unreadable(detail: &str) -> Cause {
    Cause::Unreadable {
        detail: detail.to_owned(),
    }
}

fn flag_of(json: &Json) -> bool {
    match json {
        Json::String(text) => !matches!(text.as_str(), "" | "0" | "false"),
        other => Value::from_serde(other).is_truthy(),
    }
}

/// The elements of a list: a list, one with gaps (an object by number), `null` for an empty one,
/// or one of these under a name (`response`, or one of `names`).
pub(super) fn elements<'a>(value: &'a Value, names: &[&str]) -> Result<Vec<&'a Value>, Cause> {
    let inside = names
        .iter()
        .chain(&["response"])
        .find_map(|name| value.get(*name));
    if let Some(inside) = inside {
        return elements(inside, names);
    }
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Array(list) => {
            let is_by_number = |key: KeyRef<'_>| matches!(key, KeyRef::Int(_));
            if list.keys().all(is_by_number) {
                return Ok(list.values().collect());
            }
            let said = ["errors", "error", "message", "detail"];
            match said.iter().find_map(|key| list.get(*key)) {
                Some(said) => Err(Cause::Failed {
                    message: said.to_text().into_owned(),
                }),
                None => Err(unreadable("a list was expected, an object came")),
            }
        }
        other => Err(unreadable(&format!(
            "a list was expected, {} came",
            other.kind()
        ))),
    }
}

/// As [`elements`], of JSON whose form is kept.
pub(super) fn json_elements(json: Json) -> Result<Vec<Json>, Cause> {
    match json {
        Json::Null => Ok(Vec::new()),
        Json::Array(list) => Ok(list),
        Json::Object(mut map) => {
            if let Some(inside) = map.shift_remove("response") {
                return json_elements(inside);
            }
            if map.keys().all(|key| key.parse::<u64>().is_ok()) {
                return Ok(map.into_iter().map(|(_, element)| element).collect());
            }
            if ["Workflow", "WorkflowBlueprint"]
                .iter()
                .any(|key| map.contains_key(*key))
            {
                return Ok(vec![Json::Object(map)]);
            }
            Err(unreadable("a list was expected, an object came"))
        }
        _ => Err(unreadable("a list was expected")),
    }
}

/// The fields of one row of an answer.
#[derive(Clone, Copy)]
pub(super) struct Row<'a>(&'a Value);

impl<'a> Row<'a> {
    /// The row in `value`, which may stand under its model's name (`{"Tag": {…}}`).
    pub fn of(value: &'a Value, model: &str) -> Self {
        Self(
            value
                .get(model)
                .filter(|inside| inside.is_array())
                .unwrap_or(value),
        )
    }

    /// The text at a key; empty where there is none.
    pub fn text(self, key: &str) -> String {
        match self.0.get(key) {
            Some(Value::Array(_)) | None => String::new(),
            Some(value) => value.to_text().into_owned(),
        }
    }

    /// The text at a key, where it is there and not empty.
    pub fn filled(self, key: &str) -> Option<String> {
        Some(self.text(key)).filter(|text| !text.is_empty())
    }

    /// Whether the flag at a key is set: a boolean, a number or a word.
    pub fn flag(self, key: &str) -> bool {
        match self.0.get(key) {
            Some(Value::Str(text)) => !matches!(text.as_str(), "" | "0" | "false"),
            Some(value) => value.is_truthy(),
            None => false,
        }
    }

    /// The whole number at a key, not below zero.
    pub fn count(self, key: &str) -> u64 {
        let number = self.0.get(key).map_or(0, Value::to_int);
        u64::try_from(number).unwrap_or(0)
    }

    /// The seconds since 1970 at a key, where they are there.
    pub fn seconds(self, key: &str) -> Option<i64> {
        self.0.get_set(key).map(Value::to_int)
    }

    /// The value at a key.
    pub fn value(self, key: &str) -> Option<&'a Value> {
        self.0.get(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(json: &str) -> Value {
        Value::from_json(json.as_bytes()).unwrap()
    }

    #[test]
    fn lists_of_all_forms_are_lists() {
        for json in [
            r#"[1, 2]"#,
            r#"{"0": 1, "7": 2}"#,
            r#"{"Tag": [1, 2]}"#,
            r#"{"response": {"3": 1, "4": 2}}"#,
            r#"{"response": {"Tag": [1, 2]}}"#,
        ] {
            let value = value(json);
            let found = elements(&value, &["Tag"]).unwrap();
            assert_eq!(found, [&Value::from(1), &Value::from(2)], "{json}");
        }
        for json in ["null", "[]", "{}", r#"{"response": []}"#] {
            assert_eq!(elements(&value(json), &["Tag"]), Ok(Vec::new()), "{json}");
        }
        assert!(elements(&value("7"), &[]).is_err());
        for json in [r#"{"error": "no modules"}"#, r#"{"id": 1}"#] {
            assert!(elements(&value(json), &["Tag"]).is_err(), "{json}");
        }
    }

    #[test]
    fn rows_take_what_php_sends() {
        let value =
            value(r#"{"Tag": {"id": 8, "hidden": "0", "galaxy": 1, "count": "12", "org": null}}"#);
        let row = Row::of(&value, "Tag");
        assert_eq!(row.text("id"), "8");
        assert!(!row.flag("hidden"));
        assert!(row.flag("galaxy"));
        assert_eq!(row.count("count"), 12);
        assert_eq!(row.filled("org"), None);
        assert_eq!(row.seconds("org"), None);
    }
}
