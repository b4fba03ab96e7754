//! PHP's array: an ordered map that is also the list.

use std::{cell::Cell, fmt, sync::Arc};

use super::{
    Key, KeyRef, Value,
    keys::{Keys, as_number},
};

/// A PHP array: keys in the order of their insertion, each with a value. List and map are one
/// type; a list is an array whose keys are 0, 1, 2, … in order.
///
/// Cloning is one counter; a change copies what is shared (one level: the elements themselves
/// stay shared). Removing an element of a list leaves a gap, as in PHP.
#[derive(Clone, Default)]
pub struct Array(Option<Arc<Table>>);

/// `keys` is none for the keys `0..values.len()`; else it is as long as `values`.
#[derive(Clone, Default)]
struct Table {
    keys: Option<Arc<Keys>>,
    values: Vec<Value>,
}

impl Array {
    /// The empty array.
    pub const fn new() -> Self {
        Self(None)
    }

    /// An empty array with room for `capacity` elements of a list.
    pub fn with_capacity(capacity: usize) -> Self {
        Self::list(Vec::with_capacity(capacity))
    }

    fn list(values: Vec<Value>) -> Self {
        Self(Some(Arc::new(Table { keys: None, values })))
    }

    /// The map of these keys to these values; both have the same length.
    pub(super) fn from_parts(keys: Arc<Keys>, values: Vec<Value>) -> Self {
        Self(Some(Arc::new(Table {
            keys: Some(keys),
            values,
        })))
    }

    /// The key list, if the array has its own and not that of a list.
    pub(super) fn shared_keys(&self) -> Option<&Arc<Keys>> {
        self.table()?.keys.as_ref()
    }

    /// Adds `value` under the one key by which `keys` are longer than the keys now.
    pub(super) fn extend_to(&mut self, keys: Arc<Keys>, value: Value) {
        let table = self.table_mut();
        table.keys = Some(keys);
        table.values.push(value);
    }

    fn table(&self) -> Option<&Table> {
        self.0.as_deref()
    }

    fn table_mut(&mut self) -> &mut Table {
        Arc::make_mut(self.0.get_or_insert_default())
    }

    fn slice(&self) -> &[Value] {
        self.table().map_or(&[], |table| &table.values)
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.slice().len()
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.slice().is_empty()
    }

    /// Whether the keys are exactly 0, 1, … in order: what JSON writes as `[…]`.
    pub fn is_list(&self) -> bool {
        match self.table().and_then(|table| table.keys.as_ref()) {
            None => true,
            Some(keys) => {
                let mut expected = 0..;
                keys.as_slice()
                    .iter()
                    .all(|key| expected.next().is_some_and(|at| *key == Key::Int(at)))
            }
        }
    }

    /// Where in the order `key` stands.
    pub fn position<'k>(&self, key: impl Into<KeyRef<'k>>) -> Option<usize> {
        let table = self.table()?;
        let key = key.into();
        match &table.keys {
            Some(keys) => keys.position(key),
            None => usize::try_from(key.as_int()?)
                .ok()
                .filter(|at| *at < table.values.len()),
        }
    }

    /// The element that is `position`-th in the order, with its key.
    pub fn at(&self, position: usize) -> Option<(KeyRef<'_>, &Value)> {
        let table = self.table()?;
        let value = table.values.get(position)?;
        let key = match &table.keys {
            Some(keys) => keys.as_slice().get(position)?.as_ref(),
            None => KeyRef::Int(as_number(position)),
        };
        Some((key, value))
    }

    /// The value at `key`. Text is taken as PHP takes it: `"3"` is the number 3.
    pub fn get<'k>(&self, key: impl Into<KeyRef<'k>>) -> Option<&Value> {
        self.slice().get(self.position(key)?)
    }

    /// The value at `key` unless it is null: what PHP's `isset` looks at.
    pub fn get_set<'k>(&self, key: impl Into<KeyRef<'k>>) -> Option<&Value> {
        self.get(key).filter(|value| !value.is_null())
    }

    /// The value at `key`, to be changed in place.
    pub fn get_mut<'k>(&mut self, key: impl Into<KeyRef<'k>>) -> Option<&mut Value> {
        let position = self.position(key)?;
        self.table_mut().values.get_mut(position)
    }

    /// The value at `key`, put there as null first where there is none; for writing into nested
    /// arrays. None only if memory could not hold the element, which does not happen.
    pub fn entry<'k>(&mut self, key: impl Into<KeyRef<'k>>) -> Option<&mut Value> {
        let key = key.into();
        let position = match self.position(key) {
            Some(position) => position,
            None => {
                self.append(key.to_key(), Value::Null);
                self.len().checked_sub(1)?
            }
        };
        self.table_mut().values.get_mut(position)
    }

    /// Whether there is an element at `key`, be it null.
    pub fn contains_key<'k>(&self, key: impl Into<KeyRef<'k>>) -> bool {
        self.position(key).is_some()
    }

    /// Sets the value at `key`: in place where the key exists, else at the end. Gives the value
    /// that was there.
    pub fn insert(&mut self, key: impl Into<Key>, value: Value) -> Option<Value> {
        let key = key.into();
        match self.position(&key) {
            Some(position) => self
                .table_mut()
                .values
                .get_mut(position)
                .map(|old| std::mem::replace(old, value)),
            None => {
                self.append(key, value);
                None
            }
        }
    }

    /// Adds a key that is not there yet.
    fn append(&mut self, key: Key, value: Value) {
        let table = self.table_mut();
        match &mut table.keys {
            None if key == Key::Int(as_number(table.values.len())) => {}
            None => {
                let mut keys = Keys::of_list(table.values.len());
                keys.push(key);
                table.keys = Some(Arc::new(keys));
            }
            Some(keys) => Arc::make_mut(keys).push(key),
        }
        table.values.push(value);
    }

    /// Appends with the next free number, as `$array[] = $value` does. False, and nothing added,
    /// only if the largest number is taken.
    pub fn push(&mut self, value: Value) -> bool {
        let table = self.table_mut();
        if let Some(keys) = &mut table.keys {
            let Some(next) = keys.next() else {
                return false;
            };
            Arc::make_mut(keys).push(Key::Int(next));
        }
        table.values.push(value);
        true
    }

    /// Takes out the element at `key`, leaving a gap. To remove many, use [`Array::retain`].
    pub fn remove<'k>(&mut self, key: impl Into<KeyRef<'k>>) -> Option<Value> {
        let position = self.position(key)?;
        let table = self.table_mut();
        let keys = match table.keys.take() {
            Some(keys) => keys,
            None => Arc::new(Keys::of_list(table.values.len())),
        };
        let keys = table.keys.insert(keys);
        Arc::make_mut(keys).remove(position);
        Some(table.values.remove(position))
    }

    /// Removes the elements that `keep` refuses, leaving gaps.
    pub fn retain(&mut self, mut keep: impl FnMut(KeyRef<'_>, &Value) -> bool) {
        let flags: Vec<bool> = self.iter().map(|(key, value)| keep(key, value)).collect();
        if flags.iter().all(|keep| *keep) {
            return;
        }
        let table = self.table_mut();
        let keys = match &table.keys {
            Some(keys) => keys.retained(&flags),
            None => Keys::of_list(table.values.len()).retained(&flags),
        };
        table.keys = Some(Arc::new(keys));
        let mut flags = flags.into_iter();
        table.values.retain(|_| flags.next().unwrap_or(true));
    }

    /// The elements in order.
    pub fn iter(&self) -> Iter<'_> {
        let keys = self
            .table()
            .and_then(|table| table.keys.as_deref())
            .map(Keys::as_slice);
        Iter {
            keys,
            values: self.slice().iter(),
            position: 0,
        }
    }

    /// The keys in order.
    pub fn keys(&self) -> impl Iterator<Item = KeyRef<'_>> {
        self.iter().map(|(key, _)| key)
    }

    /// The values in order.
    pub fn values(&self) -> std::slice::Iter<'_, Value> {
        self.slice().iter()
    }

    /// The values in order, to be changed in place.
    pub fn values_mut(&mut self) -> std::slice::IterMut<'_, Value> {
        match self.0.as_mut() {
            Some(table) => Arc::make_mut(table).values.iter_mut(),
            None => [].iter_mut(),
        }
    }

    /// PHP's `array_merge`: numbered elements get new numbers from 0, named ones replace those of
    /// the same name in place.
    pub fn merge(&self, other: &Array) -> Array {
        let mut merged = Array::with_capacity(self.len() + other.len());
        for (key, value) in self.iter().chain(other.iter()) {
            match key {
                KeyRef::Int(_) => {
                    merged.push(value.clone());
                }
                KeyRef::Str(_) => {
                    merged.insert(key, value.clone());
                }
            }
        }
        merged
    }

    /// Whether both are the very same array in memory, hence equal.
    pub fn is_same_memory(&self, other: &Array) -> bool {
        match (&self.0, &other.0) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        }
    }

    /// The shared key list, which look-ups in many arrays of one shape can be cached by.
    pub(crate) fn shape(&self) -> Option<Shape<'_>> {
        self.table()?.keys.as_deref().map(Shape)
    }
}

/// The identity of a key list; two arrays with the same shape hold a key at the same position.
#[derive(Clone, Copy)]
pub(crate) struct Shape<'a>(&'a Keys);

impl PartialEq for Shape<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

/// The elements of an [`Array`] in order.
#[derive(Clone)]
pub struct Iter<'a> {
    keys: Option<&'a [Key]>,
    values: std::slice::Iter<'a, Value>,
    position: usize,
}

impl<'a> Iterator for Iter<'a> {
    type Item = (KeyRef<'a>, &'a Value);

    fn next(&mut self) -> Option<Self::Item> {
        let value = self.values.next()?;
        let key = match self.keys {
            Some(keys) => keys.get(self.position)?.as_ref(),
            None => KeyRef::Int(as_number(self.position)),
        };
        self.position += 1;
        Some((key, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.values.size_hint()
    }
}

impl ExactSizeIterator for Iter<'_> {}

impl<'a> IntoIterator for &'a Array {
    type Item = (KeyRef<'a>, &'a Value);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl From<Vec<Value>> for Array {
    fn from(values: Vec<Value>) -> Self {
        Self::list(values)
    }
}

impl FromIterator<Value> for Array {
    fn from_iter<I: IntoIterator<Item = Value>>(values: I) -> Self {
        Self::list(values.into_iter().collect())
    }
}

impl<K: Into<Key>> FromIterator<(K, Value)> for Array {
    fn from_iter<I: IntoIterator<Item = (K, Value)>>(elements: I) -> Self {
        let mut array = Array::new();
        for (key, value) in elements {
            array.insert(key, value);
        }
        array
    }
}

impl fmt::Debug for Array {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Value::Array(self.clone()).to_json())
    }
}

/// How deep arrays may be dropped inside of each other before the rest is put off.
const DROP_DEPTH: usize = 200;

thread_local! {
    static DROPPING: Cell<usize> = const { Cell::new(0) };
    static PUT_OFF: Cell<Vec<Vec<Value>>> = const { Cell::new(Vec::new()) };
}

impl Drop for Table {
    /// Dropping recurses into the elements. An insert at a path of a hundred thousand segments
    /// makes arrays that deep, so below [`DROP_DEPTH`] they are put off to the outermost drop.
    fn drop(&mut self) {
        let has_arrays = self
            .values
            .iter()
            .any(|value| matches!(value, Value::Array(_)));
        if !has_arrays {
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

fn next_put_off() -> Option<Vec<Value>> {
    let take = |put_off: &Cell<Vec<Vec<Value>>>| {
        let mut waiting = put_off.take();
        let next = waiting.pop();
        put_off.set(waiting);
        next
    };
    PUT_OFF.try_with(take).ok().flatten()
}
