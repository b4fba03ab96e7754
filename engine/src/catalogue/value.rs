//! Params of a node as they stand in the wire's JSON, whatever map holds them.

use std::{borrow::Borrow, hash::Hash};

use indexmap::IndexMap;
use serde_json::{Map, Value};

/// A node's `indexed_params`: a value by param id. Kept as a trait so that the document's map and
/// a plain JSON object serve alike.
pub trait ParamValues {
    /// The value stored under this param id.
    fn value(&self, id: &str) -> Option<&Value>;

    /// All stored values with their ids, in their order.
    fn entries(&self) -> Box<dyn Iterator<Item = (&str, &Value)> + '_>;
}

impl ParamValues for Map<String, Value> {
    fn value(&self, id: &str) -> Option<&Value> {
        self.get(id)
    }

    fn entries(&self) -> Box<dyn Iterator<Item = (&str, &Value)> + '_> {
        Box::new(self.iter().map(|(id, value)| (id.as_str(), value)))
    }
}

impl<K: Borrow<str> + Hash + Eq> ParamValues for IndexMap<K, Value> {
    fn value(&self, id: &str) -> Option<&Value> {
        self.get(id)
    }

    fn entries(&self) -> Box<dyn Iterator<Item = (&str, &Value)> + '_> {
        Box::new(self.iter().map(|(id, value)| (id.borrow(), value)))
    }
}

/// A scalar as the text that MISP's forms would hold: `true` is `1`, `false` and `null` are empty.
/// Lists and objects have no such text.
pub(crate) fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Bool(false) => Some(String::new()),
        Value::Bool(true) => Some("1".to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// The texts in a value: one of a scalar, all of a list or of a list that came as an object (PHP
/// makes no difference). An empty scalar gives none.
pub fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().filter_map(scalar_text).collect(),
        Value::Object(items) => items.values().filter_map(scalar_text).collect(),
        scalar => scalar_text(scalar)
            .filter(|text| !text.is_empty())
            .into_iter()
            .collect(),
    }
}
