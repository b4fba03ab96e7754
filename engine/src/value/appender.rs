//! Adding the same key to many arrays of few shapes.

use std::sync::Arc;

use super::{Array, Key, Value, keys::Keys};

/// So many shapes are remembered; the elements of one event come in a few.
const REMEMBERED: usize = 8;

/// Sets one key in many arrays. Arrays that shared their key list before share it afterwards, so
/// a thousand attributes that get a further field do not get a thousand key lists.
pub(crate) struct Appender {
    key: Key,
    /// Key lists without the key, each with the same list with it.
    known: Vec<(Arc<Keys>, Arc<Keys>)>,
}

impl Appender {
    /// For the key of this name.
    pub(crate) fn new(key: &str) -> Self {
        Self {
            key: Key::from(key),
            known: Vec::new(),
        }
    }

    /// The array with the key set: in place where it exists, else at the end.
    pub(crate) fn with(&mut self, array: &Array, value: Value) -> Array {
        let known = array.shared_keys().and_then(|keys| {
            self.known
                .iter()
                .find(|(without, _)| Arc::ptr_eq(without, keys))
        });
        if let Some((_, with)) = known {
            return array.extended(Arc::clone(with), value);
        }
        let before = array
            .shared_keys()
            .filter(|_| !array.contains_key(&self.key))
            .cloned();
        let mut changed = array.clone();
        changed.insert(self.key.clone(), value);
        if let (Some(before), Some(after)) = (before, changed.shared_keys())
            && self.known.len() < REMEMBERED
        {
            let after = Arc::clone(after);
            self.known.push((before, after));
        }
        changed
    }
}
