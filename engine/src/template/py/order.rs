//! Sorting with a comparison that may fail and need not be an order.

use super::{Py, compare::ordered};
use crate::template::{fault::Outcome, syntax::tree::Comparison};

/// The elements in the order of their keys; equal ones stay as they stand. As Python does, only
/// `<` is asked.
pub(in crate::template) fn sorted<T: Clone>(
    mut elements: Vec<(Py, T)>,
    descending: bool,
) -> Outcome<Vec<(Py, T)>> {
    // Merging runs of doubling length: any answers of `<` give some permutation.
    let mut width = 1;
    while width < elements.len() {
        let mut merged = Vec::with_capacity(elements.len());
        for pair in elements.chunks(width * 2) {
            let (left, right) = pair.split_at(width.min(pair.len()));
            merge(left, right, descending, &mut merged)?;
        }
        elements = merged;
        width *= 2;
    }
    Ok(elements)
}

fn merge<T: Clone>(
    left: &[(Py, T)],
    right: &[(Py, T)],
    descending: bool,
    merged: &mut Vec<(Py, T)>,
) -> Outcome<()> {
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    while let (Some(first), Some(second)) = (left.peek(), right.peek()) {
        let second_goes_first = if descending {
            ordered(Comparison::Less, &first.0, &second.0)?
        } else {
            ordered(Comparison::Less, &second.0, &first.0)?
        };
        let next = if second_goes_first {
            right.next()
        } else {
            left.next()
        };
        merged.extend(next.cloned());
    }
    merged.extend(left.cloned());
    merged.extend(right.cloned());
    Ok(())
}
