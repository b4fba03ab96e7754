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

    /// The body of a list as PHP's values, which do not tell an object without fields from an empty
    /// list: PHP sends an empty list as `[]`, so what sends the other is something else.
    pub fn list(&self) -> Result<Value, Cause> {
        let text = self.text();
        let signs = text.iter().filter(|sign| !sign.is_ascii_whitespace());
        if signs.take(3).eq(b"{}") {
            return Err(unreadable(EMPTY_OBJECT));
        }
        self.value()
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

/// What is told of `{}`.
const EMPTY_OBJECT: &str = "a list was expected, an object without fields came";

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

/// The elements of a list: a list, one with gaps (an object by number), or one of these under a name
/// (`response`, or one of `names`). `null` is none: a server that has nothing to list says `[]`.
pub(super) fn elements<'a>(value: &'a Value, names: &[&str]) -> Result<Vec<&'a Value>, Cause> {
    let inside = names
        .iter()
        .chain(&["response"])
        .find_map(|name| value.get(*name));
    if let Some(inside) = inside {
        return match inside {
            Value::Null => Err(no_list(&value.to_serde())),
            inside => elements(inside, names),
        };
    }
    match value {
        Value::Array(list) => {
            let is_by_number = |key: KeyRef<'_>| matches!(key, KeyRef::Int(_));
            if list.keys().all(is_by_number) {
                return Ok(list.values().collect());
            }
            Err(no_list(&value.to_serde()))
        }
        other => Err(no_list(&other.to_serde())),
    }
}

/// Why what came in place of a list is none: what a server says of it, or what it is.
fn no_list(json: &Json) -> Cause {
    let says = ["errors", "error", "message", "detail"];
    if says.iter().any(|key| json.get(key).is_some()) {
        let message = refused::message(json);
        if !message.is_empty() {
            return Cause::Failed { message };
        }
    }
    let came = match json {
        Json::Object(fields) if fields.is_empty() => return unreadable(EMPTY_OBJECT),
        Json::Object(_) => "an object",
        other => return unreadable(&format!("a list was expected, {} came", kind_of(other))),
    };
    unreadable(&format!("a list was expected, {came} came"))
}

/// What a value is, with what it holds where that is short.
pub(super) fn kind_of(json: &Json) -> String {
    match json {
        Json::Null => "null".to_owned(),
        Json::Bool(flag) => flag.to_string(),
        Json::Number(number) => format!("the number {number}"),
        Json::String(text) if text.chars().count() <= 40 => format!("the text “{text}”"),
        Json::String(_) => "a text".to_owned(),
        Json::Array(_) => "a list".to_owned(),
        Json::Object(_) => "an object".to_owned(),
    }
}

/// A list in which something else is than what it is to hold.
pub(super) fn foreign(what: &str, found: &Json) -> Cause {
    unreadable(&format!(
        "a list of {what} was expected, and in it is {}",
        kind_of(found)
    ))
}

/// As [`elements`], of JSON whose form is kept.
pub(super) fn json_elements(json: Json) -> Result<Vec<Json>, Cause> {
    match json {
        Json::Array(list) => Ok(list),
        Json::Object(mut map) => {
            if map.get("response").is_some_and(|inside| !inside.is_null())
                && let Some(inside) = map.shift_remove("response")
            {
                return json_elements(inside);
            }
            if !map.is_empty() && map.keys().all(|key| key.parse::<u64>().is_ok()) {
                return Ok(map.into_iter().map(|(_, element)| element).collect());
            }
            if ["Workflow", "WorkflowBlueprint"]
                .iter()
                .any(|key| map.contains_key(*key))
            {
                return Ok(vec![Json::Object(map)]);
            }
            Err(no_list(&Json::Object(map)))
        }
        other => Err(no_list(&other)),
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
        for json in ["[]", r#"{"response": []}"#] {
            assert_eq!(elements(&value(json), &["Tag"]), Ok(Vec::new()), "{json}");
        }
    }

    #[test]
    fn what_came_in_place_of_a_list_is_told() {
        for (json, told) in [
            ("7", "the number 7 came"),
            ("null", "null came"),
            (r#"{"id": 1}"#, "an object came"),
            (r#"{"response": null}"#, "an object came"),
            (r#"{"error": "no modules"}"#, "no modules"),
            (r#"{"errors": ["db down"], "response": null}"#, "db down"),
        ] {
            for found in [
                elements(&value(json), &["Tag"]).map(drop),
                json_elements(serde_json::from_str(json).unwrap()).map(drop),
            ] {
                let told_now = match found {
                    Err(Cause::Failed { message }) => message,
                    Err(Cause::Unreadable { detail }) => detail,
                    other => panic!("{json}: {other:?}"),
                };
                assert!(told_now.ends_with(told), "{json}: {told_now}");
            }
        }
        let list = |body: &'static str| Answer { body: body.into() }.list();
        for none in ["{}", " { } ", ""] {
            assert!(list(none).is_err(), "{none}");
        }
        assert!(list("[]").is_ok());
        assert!(json_elements(serde_json::json!({})).is_err());
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
