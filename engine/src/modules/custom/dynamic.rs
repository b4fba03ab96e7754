//! Values of a workflow as values of a script, and back.

use rhai::{Array as List, Dynamic, Map};

use crate::value::{Array, KeyRef, Value};

/// A list becomes an array, every other PHP array a map.
pub(super) fn to_dynamic(value: &Value) -> Dynamic {
    match value {
        Value::Null => Dynamic::UNIT,
        Value::Bool(flag) => Dynamic::from_bool(*flag),
        Value::Int(number) => Dynamic::from_int(*number),
        Value::Float(number) => Dynamic::from_float(*number),
        Value::Str(text) => Dynamic::from(text.to_string()),
        Value::Array(array) if array.is_list() => {
            Dynamic::from_array(array.values().map(to_dynamic).collect::<List>())
        }
        Value::Array(array) => {
            let fields = array
                .iter()
                .map(|(key, value)| (key.to_string().into(), to_dynamic(value)));
            Dynamic::from_map(fields.collect::<Map>())
        }
    }
}

/// What a workflow has no form for (functions, ranges) becomes its text.
pub(super) fn from_dynamic(value: &Dynamic) -> Value {
    if value.is_unit() {
        Value::Null
    } else if let Ok(flag) = value.as_bool() {
        Value::Bool(flag)
    } else if let Ok(number) = value.as_int() {
        Value::Int(number)
    } else if let Ok(number) = value.as_float() {
        Value::Float(number)
    } else if let Ok(list) = value.as_array_ref() {
        list.iter().map(from_dynamic).collect()
    } else if let Ok(map) = value.as_map_ref() {
        let mut array = Array::with_capacity(map.len());
        for (key, value) in map.iter() {
            array.insert(KeyRef::new(key), from_dynamic(value));
        }
        array.into()
    } else {
        Value::from(value.to_string())
    }
}
