//! To and from serde: `serde_json::Value`, and any format that serde knows.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, SeqAccess, Visitor},
    ser::{SerializeMap, SerializeSeq},
};
use smol_str::SmolStr;

use super::{Array, Value};

/// serde_json's values recurse whatever is done with them, so what is nested deeper is left out.
const DEEPEST: usize = 1_000;

impl Value {
    /// The same value as serde_json has it: numeric keys become text, the empty array a list, and
    /// what is nested more than 1,000 levels deep null.
    pub fn to_serde(&self) -> serde_json::Value {
        self.to_serde_at(0)
    }

    fn to_serde_at(&self, depth: usize) -> serde_json::Value {
        match self {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Int(number) => (*number).into(),
            Value::Float(number) => (*number).into(),
            Value::Str(text) => text.as_str().into(),
            Value::Array(_) if depth > DEEPEST => serde_json::Value::Null,
            Value::Array(array) if array.is_list() => array
                .values()
                .map(|value| value.to_serde_at(depth + 1))
                .collect(),
            Value::Array(array) => array
                .iter()
                .map(|(key, value)| (key.to_string(), value.to_serde_at(depth + 1)))
                .collect(),
        }
    }

    /// The value that PHP would have after reading this JSON.
    pub fn from_serde(json: &serde_json::Value) -> Value {
        match json {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Bool(*value),
            serde_json::Value::Number(number) => match number.as_i64() {
                Some(number) => Value::Int(number),
                None => Value::Float(number.as_f64().unwrap_or_default()),
            },
            serde_json::Value::String(text) => Value::Str(SmolStr::new(text)),
            serde_json::Value::Array(values) => {
                Value::Array(values.iter().map(Value::from_serde).collect())
            }
            serde_json::Value::Object(fields) => Value::Array(
                fields
                    .iter()
                    .map(|(key, value)| (key.as_str(), Value::from_serde(value)))
                    .collect(),
            ),
        }
    }
}

impl From<&serde_json::Value> for Value {
    fn from(json: &serde_json::Value) -> Self {
        Value::from_serde(json)
    }
}

impl From<serde_json::Value> for Value {
    fn from(json: serde_json::Value) -> Self {
        Value::from_serde(&json)
    }
}

impl From<&Value> for serde_json::Value {
    fn from(value: &Value) -> Self {
        value.to_serde()
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Int(number) => serializer.serialize_i64(*number),
            Value::Float(number) => serializer.serialize_f64(*number),
            Value::Str(text) => serializer.serialize_str(text),
            Value::Array(array) => array.serialize(serializer),
        }
    }
}

impl Serialize for Array {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_list() {
            let mut list = serializer.serialize_seq(Some(self.len()))?;
            for value in self.values() {
                list.serialize_element(value)?;
            }
            return list.end();
        }
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (key, value) in self {
            match key.as_str() {
                Some(text) => map.serialize_entry(text, value)?,
                None => map.serialize_entry(&key.to_string(), value)?,
            }
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Int(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        // What does not fit becomes a float, as in PHP.
        Ok(i64::try_from(number).map_or(Value::Float(number as f64), Value::Int))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Float(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Str(SmolStr::new(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut values = Vec::with_capacity(elements.size_hint().unwrap_or(0).min(4096));
        while let Some(value) = elements.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(Array::from(values)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut array = Array::new();
        while let Some((key, value)) = fields.next_entry::<SmolStr, Value>()? {
            array.insert(key, value);
        }
        Ok(Value::Array(array))
    }
}
