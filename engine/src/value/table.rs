//! What an array points to, and how deep arrays are dropped.

use std::{cell::Cell, sync::Arc};

use super::{Value, keys::Keys, store::Store};

/// `keys` is none for the keys `0..values.len()`; else it is as long as `values`.
#[derive(Clone, Default)]
pub(super) struct Table {
    pub(super) keys: Option<Arc<Keys>>,
    pub(super) values: Store,
}

/// How deep arrays may be dropped inside of each other before the rest is put off.
const DROP_DEPTH: usize = 200;

thread_local! {
    static DROPPING: Cell<usize> = const { Cell::new(0) };
    static PUT_OFF: Cell<Vec<Store>> = const { Cell::new(Vec::new()) };
}

impl Drop for Table {
    /// Dropping recurses into the elements. An insert at a path of a hundred thousand segments
    /// makes arrays that deep, so below [`DROP_DEPTH`] they are put off to the outermost drop.
    fn drop(&mut self) {
        let holds_array = |value: &Value| matches!(value, Value::Array(array) if !array.is_empty());
        if let Store::Own(values) = &self.values
            && !values.iter().any(holds_array)
        {
            return;
        }
        let values = std::mem::take(&mut self.values);
        // At the end of a thread its storage may be gone; then plain recursion has to do.
        let _ = DROPPING.try_with(|depth| {
            let level = depth.get();
            if level >= DROP_DEPTH {
                let _ = PUT_OFF.try_with(|put_off| {
                    let mut waiting = put_off.take();
                    waiting.push(values);
                    put_off.set(waiting);
                });
                return;
            }
            depth.set(level + 1);
            drop(values);
            if level == 0 {
                while let Some(values) = next_put_off() {
                    drop(values);
                }
            }
            depth.set(level);
        });
    }
}

fn next_put_off() -> Option<Store> {
    let take = |put_off: &Cell<Vec<Store>>| {
        let mut waiting = put_off.take();
        let next = waiting.pop();
        put_off.set(waiting);
        next
    };
    PUT_OFF.try_with(take).ok().flatten()
}
