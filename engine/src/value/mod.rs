//! PHP's values: what the roaming data of a workflow are made of, and how they compare.
//!
//! ```
//! use misp_flow_engine::value::Value;
//!
//! let event = Value::from_json(br#"{"Event": {"id": "7", "Tag": [{"name": "tlp:red"}]}}"#)?;
//! let tags = event.get("Event").and_then(|event| event.get("Tag"));
//! assert_eq!(tags.map(Value::to_json).as_deref(), Some(r#"[{"name":"tlp:red"}]"#));
//! assert!(Value::from("1e3").loose_eq(&Value::from(1000)));
//! # Ok::<(), misp_flow_engine::value::JsonError>(())
//! ```

mod array;
mod compare;
mod difference;
mod error;
mod json_read;
mod json_text;
mod json_write;
mod key;
mod keys;
mod lookup;
mod number;
mod same;
mod serde_form;
mod shapes;
mod sort;
mod store;
mod table;

use std::borrow::Cow;

use smol_str::SmolStr;

pub use array::{Array, Iter};
pub(crate) use compare::compare_texts;
pub use difference::{Difference, differences};
pub use error::{ErrorClass, PhpError};
pub use json_read::JsonError;
pub use key::{Key, KeyRef};
pub(crate) use lookup::LookUp;
pub use number::{Number, is_numeric, parse_number};
pub use store::Values;

use number::{FloatStyle, leading_number, write_float};

/// A value of PHP. Cloning is cheap: text and arrays are shared.
///
/// `==` is strict (PHP's `===`); for PHP's `==` see [`Value::loose_eq`].
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction, or too large for 64 bits.
    Float(f64),
    /// Text. PHP has bytes; all text that a workflow sees comes from JSON and is UTF-8.
    Str(SmolStr),
    /// A list or a map.
    Array(Array),
}

impl Value {
    /// The empty array, which is both `[]` and `{}`.
    pub const fn empty_array() -> Self {
        Value::Array(Array::new())
    }

    /// The kind as PHP's messages name it: `null`, `bool`, `int`, `float`, `string`, `array`.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "bool",
            Value::Int(_) => "int",
            Value::Float(_) => "float",
            Value::Str(_) => "string",
            Value::Array(_) => "array",
        }
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// Whether PHP takes it for true: not null, false, 0, `""`, `"0"` or an empty array.
    pub fn is_truthy(&self) -> bool {
        match self {
            Value::Null => false,
            Value::Bool(value) => *value,
            Value::Int(number) => *number != 0,
            Value::Float(number) => *number != 0.0,
            Value::Str(text) => !matches!(text.as_str(), "" | "0"),
            Value::Array(array) => !array.is_empty(),
        }
    }

    /// PHP's `empty`: the opposite of [`Value::is_truthy`].
    pub fn is_empty(&self) -> bool {
        !self.is_truthy()
    }

    /// PHP's `is_numeric`: a number, or a numeric string.
    pub fn is_numeric(&self) -> bool {
        match self {
            Value::Int(_) | Value::Float(_) => true,
            Value::Str(text) => is_numeric(text),
            _ => false,
        }
    }

    /// The text, if it is text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The array, if it is one.
    pub fn as_array(&self) -> Option<&Array> {
        match self {
            Value::Array(array) => Some(array),
            _ => None,
        }
    }

    /// The array, to be changed in place, if it is one.
    pub fn as_array_mut(&mut self) -> Option<&mut Array> {
        match self {
            Value::Array(array) => Some(array),
            _ => None,
        }
    }

    /// Whether it is an array.
    pub fn is_array(&self) -> bool {
        matches!(self, Value::Array(_))
    }

    /// The element at `key`, if this is an array that has it.
    pub fn get<'k>(&self, key: impl Into<KeyRef<'k>>) -> Option<&Value> {
        self.as_array()?.get(key)
    }

    /// The element at `key` unless it is missing or null: what PHP's `isset` looks at.
    pub fn get_set<'k>(&self, key: impl Into<KeyRef<'k>>) -> Option<&Value> {
        self.get(key).filter(|value| !value.is_null())
    }

    /// PHP's cast to string. An array gives `Array`, as PHP does (with a warning).
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            Value::Null | Value::Bool(false) => Cow::Borrowed(""),
            Value::Bool(true) => Cow::Borrowed("1"),
            Value::Int(number) => Cow::Owned(number.to_string()),
            Value::Float(number) => Cow::Owned(write_float(*number, FloatStyle::Cast)),
            Value::Str(text) => Cow::Borrowed(text),
            Value::Array(_) => Cow::Borrowed("Array"),
        }
    }

    /// PHP's cast to integer: of text the number it begins with, 0 if there is none; of an array
    /// 1 unless it is empty. Numbers that do not fit give the nearest one.
    pub fn to_int(&self) -> i64 {
        match self {
            Value::Null => 0,
            Value::Bool(value) => i64::from(*value),
            Value::Int(number) => *number,
            // PHP leaves the result for these open; Rust's cast takes the nearest.
            Value::Float(number) => *number as i64,
            Value::Str(text) => match leading_number(text) {
                Number::Int(number) => number,
                Number::Float(number) => number as i64,
            },
            Value::Array(array) => i64::from(!array.is_empty()),
        }
    }

    /// PHP's cast to float: of text the number it begins with, 0 if there is none; of an array 1
    /// unless it is empty.
    pub fn to_float(&self) -> f64 {
        match self {
            Value::Float(number) => *number,
            Value::Str(text) => match leading_number(text) {
                Number::Int(number) => number as f64,
                Number::Float(number) => number,
            },
            other => other.to_int() as f64,
        }
    }

    /// As [`Value::to_array`], but takes the value, so that nobody shares the array with it.
    pub fn into_array(self) -> Array {
        match self {
            Value::Array(array) => array,
            other => other.to_array(),
        }
    }

    /// PHP's cast to array: null gives an empty one, a scalar a list of itself.
    pub fn to_array(&self) -> Array {
        match self {
            Value::Null => Array::new(),
            Value::Array(array) => array.clone(),
            scalar => Array::from(vec![scalar.clone()]),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Str(SmolStr::new(text))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Str(SmolStr::from(text))
    }
}

impl From<SmolStr> for Value {
    fn from(text: SmolStr) -> Self {
        Value::Str(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Int(number)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Value::Float(number)
    }
}

impl From<Array> for Value {
    fn from(array: Array) -> Self {
        Value::Array(array)
    }
}

impl From<Vec<Value>> for Value {
    fn from(values: Vec<Value>) -> Self {
        Value::Array(Array::from(values))
    }
}

impl From<KeyRef<'_>> for Value {
    fn from(key: KeyRef<'_>) -> Self {
        match key {
            KeyRef::Int(number) => Value::Int(number),
            KeyRef::Str(text) => Value::from(text),
        }
    }
}

impl FromIterator<Value> for Value {
    fn from_iter<I: IntoIterator<Item = Value>>(values: I) -> Self {
        Value::Array(values.into_iter().collect())
    }
}

#[cfg(test)]
mod tests;
