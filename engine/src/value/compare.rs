//! PHP 8's loose comparison.
//!
//! Not transitive, and not symmetric for arrays that have no order: the side matters, as in PHP.

use std::cmp::Ordering;

use super::{
    Array, Value,
    number::{FloatStyle, Number, parse_numeric, write_float},
};

/// Arrays deeper than this count as different. PHP would go on until its memory ends.
const DEEPEST: usize = 1_000;

impl Value {
    /// `self == other`.
    pub fn loose_eq(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Str(a), Value::Str(b)) => {
                let (a, b) = (a.as_str(), b.as_str());
                a == b || (maybe_numeric(a) && maybe_numeric(b) && compare_texts(a, b).is_eq())
            }
            _ => compare(self, other, 0).is_eq(),
        }
    }

    /// `self <=> other`. What has no order (arrays of one length with different keys) is
    /// `Greater`, whichever side it is on.
    pub fn loose_cmp(&self, other: &Value) -> Ordering {
        compare(self, other, 0)
    }

    /// `self < other`.
    pub fn loose_lt(&self, other: &Value) -> bool {
        compare(self, other, 0).is_lt()
    }

    /// `self <= other`.
    pub fn loose_le(&self, other: &Value) -> bool {
        compare(self, other, 0).is_le()
    }

    /// Whether `array` holds a value that is loosely equal: `in_array(self, array)`.
    pub fn is_in(&self, array: &Array) -> bool {
        match array.as_slice() {
            Some(values) => values.iter().any(|value| self.loose_eq(value)),
            None => array.values().any(|value| self.loose_eq(value)),
        }
    }
}

fn compare(a: &Value, b: &Value, depth: usize) -> Ordering {
    match (a, b) {
        (Value::Str(a), Value::Str(b)) => compare_texts(a, b),
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (Value::Int(a), Value::Float(b)) => floats(*a as f64, *b),
        (Value::Float(a), Value::Int(b)) => floats(*a, *b as f64),
        (Value::Float(a), Value::Float(b)) => floats(*a, *b),
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, Value::Str(b)) => "".cmp(b.as_str()),
        (Value::Str(a), Value::Null) => a.as_str().cmp(""),
        (Value::Null | Value::Bool(_), _) | (_, Value::Null | Value::Bool(_)) => {
            a.is_truthy().cmp(&b.is_truthy())
        }
        (Value::Int(a), Value::Str(b)) => int_and_text(*a, b),
        (Value::Str(a), Value::Int(b)) => int_and_text(*b, a).reverse(),
        (Value::Float(a), Value::Str(b)) => float_and_text(*a, b),
        (Value::Str(a), Value::Float(b)) => float_and_text(*b, a).reverse(),
        (Value::Array(a), Value::Array(b)) => arrays(a, b, depth),
        (Value::Array(_), _) => Ordering::Greater,
        (_, Value::Array(_)) => Ordering::Less,
    }
}

fn floats(a: f64, b: f64) -> Ordering {
    // PHP 8: what is neither equal nor less is greater, NAN too.
    if a == b {
        Ordering::Equal
    } else if a < b {
        Ordering::Less
    } else {
        Ordering::Greater
    }
}

fn int_and_text(number: i64, text: &str) -> Ordering {
    match parse_numeric(text).map(|numeric| numeric.number) {
        Some(Number::Int(other)) => number.cmp(&other),
        Some(Number::Float(other)) => floats(number as f64, other),
        None => number.to_string().as_str().cmp(text),
    }
}

fn float_and_text(number: f64, text: &str) -> Ordering {
    match parse_numeric(text) {
        Some(numeric) => floats(number, numeric.number.as_float()),
        None => write_float(number, FloatStyle::Cast).as_str().cmp(text),
    }
}

/// False where text is surely not numeric: it begins with a letter, as most does.
fn maybe_numeric(text: &str) -> bool {
    text.as_bytes().first().is_some_and(|byte| *byte <= b'9')
}

/// Two numeric strings compare as numbers, others by their bytes.
pub(crate) fn compare_texts(a: &str, b: &str) -> Ordering {
    if !maybe_numeric(a) || !maybe_numeric(b) {
        return a.cmp(b);
    }
    let (Some(x), Some(y)) = (parse_numeric(a), parse_numeric(b)) else {
        return a.cmp(b);
    };
    match (x.number, y.number) {
        (Number::Int(x), Number::Int(y)) => x.cmp(&y),
        (Number::Float(m), Number::Float(n)) => {
            // Beyond what a float can tell apart, the digits decide.
            let both_overflow = x.overflow.is_some() && x.overflow == y.overflow;
            if m == n && (both_overflow || !m.is_finite()) {
                a.cmp(b)
            } else {
                floats(m, n)
            }
        }
        (Number::Int(x), Number::Float(n)) => match y.overflow {
            Some(negative) => {
                if negative {
                    Ordering::Greater
                } else {
                    Ordering::Less
                }
            }
            None => floats(x as f64, n),
        },
        (Number::Float(m), Number::Int(y)) => match x.overflow {
            Some(negative) => {
                if negative {
                    Ordering::Less
                } else {
                    Ordering::Greater
                }
            }
            None => floats(m, y as f64),
        },
    }
}

fn arrays(a: &Array, b: &Array, depth: usize) -> Ordering {
    if a.is_same_memory(b) {
        return Ordering::Equal;
    }
    let lengths = a.len().cmp(&b.len());
    if lengths.is_ne() {
        return lengths;
    }
    if depth >= DEEPEST {
        return Ordering::Greater;
    }
    for (key, value) in a {
        let Some(other) = b.get(key) else {
            return Ordering::Greater;
        };
        let order = compare(value, other, depth + 1);
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}
