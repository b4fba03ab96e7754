//! PHP's `sort` with its default flags.

use super::{Array, Value};

/// Up to this many elements are sorted by insertion.
const RUN: usize = 16;

impl Array {
    /// The values, sorted by loose comparison, numbered from 0. Stable.
    ///
    /// Loose comparison is no order (`"10" < "9a" < 9 < "10"`), which the sorts of the standard
    /// library may answer with a panic; this one always ends and keeps every element. For mixed
    /// kinds beyond 16 elements the order may differ from PHP's, which is unspecified there too.
    pub fn sorted(&self) -> Array {
        let mut values: Vec<Value> = self.values().cloned().collect();
        sort(&mut values);
        Array::from(values)
    }
}

fn sort(values: &mut Vec<Value>) {
    if values.len() <= RUN {
        insert_sort(values);
        return;
    }
    let mut right = values.split_off(values.len() / 2);
    sort(values);
    sort(&mut right);
    let mut merged = Vec::with_capacity(values.len() + right.len());
    let mut left = std::mem::take(values).into_iter().peekable();
    let mut right = right.into_iter().peekable();
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        let next = if a.loose_cmp(b).is_le() {
            left.next()
        } else {
            right.next()
        };
        merged.extend(next);
    }
    merged.extend(left);
    merged.extend(right);
    *values = merged;
}

fn insert_sort(values: &mut [Value]) {
    for end in 1..values.len() {
        let mut at = end;
        while at > 0 {
            let (Some(before), Some(value)) = (values.get(at - 1), values.get(at)) else {
                break;
            };
            if before.loose_cmp(value).is_le() {
                break;
            }
            values.swap(at - 1, at);
            at -= 1;
        }
    }
}
