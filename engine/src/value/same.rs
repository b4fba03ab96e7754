//! Strict equality: what a test or a diff calls the same value.

use super::{Array, Value};

impl PartialEq for Value {
    /// PHP's `===`: same kinds, same values, and for arrays the same keys in the same order.
    /// The empty list and the empty map are one value.
    fn eq(&self, other: &Self) -> bool {
        same(self, other, true)
    }
}

impl PartialEq for Array {
    fn eq(&self, other: &Self) -> bool {
        Value::Array(self.clone()) == Value::Array(other.clone())
    }
}

impl Value {
    /// As `==`, but the order of keys does not matter.
    pub fn same_unordered(&self, other: &Value) -> bool {
        same(self, other, false)
    }
}

/// Compares without recursion, as values may be nested deeper than the stack.
fn same(a: &Value, b: &Value, ordered: bool) -> bool {
    let mut pairs = vec![(a, b)];
    while let Some((a, b)) = pairs.pop() {
        match (a, b) {
            (Value::Null, Value::Null) => {}
            (Value::Bool(a), Value::Bool(b)) if a == b => {}
            (Value::Int(a), Value::Int(b)) if a == b => {}
            (Value::Float(a), Value::Float(b)) if a == b => {}
            (Value::Str(a), Value::Str(b)) if a == b => {}
            (Value::Array(a), Value::Array(b)) => {
                if a.len() != b.len() {
                    return false;
                }
                if a.is_same_memory(b) {
                    continue;
                }
                if ordered {
                    for ((key, value), (other_key, other)) in a.iter().zip(b) {
                        if key != other_key {
                            return false;
                        }
                        pairs.push((value, other));
                    }
                } else {
                    for (key, value) in a {
                        let Some(other) = b.get(key) else {
                            return false;
                        };
                        pairs.push((value, other));
                    }
                }
            }
            _ => return false,
        }
    }
    true
}
