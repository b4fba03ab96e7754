//! PHP's array: an ordered map that is also the list.

use std::{fmt, sync::Arc};

use super::{
    Key, KeyRef, Value, Values,
    keys::{Keys, as_number},
    store::Store,
    table::Table,
};

/// A PHP array: keys in the order of their insertion, each with a value. List and map are one
/// type; a list is an array whose keys are 0, 1, 2, … in order.
///
/// Cloning is one counter; a change copies what is shared (one level: the elements themselves
/// stay shared; of a long list only the piece that changes). Removing an element of a list leaves
/// a gap, as in PHP.
#[derive(Clone, Default)]
pub struct Array(Option<Arc<Table>>);

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
        Self::of(None, Store::from(values))
    }

    fn of(keys: Option<Arc<Keys>>, values: Store) -> Self {
        Self(Some(Arc::new(Table { keys, values })))
    }

    /// The map of these keys to these values; both have the same length.
    pub(super) fn from_parts(keys: Arc<Keys>, values: Vec<Value>) -> Self {
        Self::of(Some(keys), Store::from(values))
    }

    /// The key list, if the array has its own and not that of a list.
    pub(super) fn shared_keys(&self) -> Option<&Arc<Keys>> {
        self.table()?.keys.as_ref()
    }

    /// The array with `value` at `key`: in place where the key exists, else at the end.
    pub(crate) fn with(&self, key: &Key, value: Value) -> Self {
        if let Some(table) = &self.0
            && let Store::Own(_) = table.values
            && let Some(keys) = table.keys.as_ref().and_then(|keys| keys.known_with(key))
        {
            let values = Store::More(Arc::clone(table), value);
            return Self::of(Some(Arc::clone(keys)), values);
        }
        let mut changed = self.clone();
        changed.insert(key.clone(), value);
        changed
    }

    /// Adds `value` at the end and takes `keys`. What is shared stays so.
    fn push_with(&mut self, keys: Option<Arc<Keys>>, value: Value) {
        let table = self.0.get_or_insert_default();
        if Arc::get_mut(table).is_none()
            && let Store::Own(_) = table.values
        {
            *self = Self::of(keys, Store::More(Arc::clone(table), value));
            return;
        }
        let table = Arc::make_mut(table);
        table.keys = keys;
        table.values.push(value);
    }

    fn table(&self) -> Option<&Table> {
        self.0.as_deref()
    }

    fn table_mut(&mut self) -> &mut Table {
        Arc::make_mut(self.0.get_or_insert_default())
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.table().map_or(0, |table| table.values.len())
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the keys are exactly 0, 1, … in order: what JSON writes as `[…]`.
    pub fn is_list(&self) -> bool {
        match self.table().and_then(|table| table.keys.as_ref()) {
            None => true,
            Some(keys) => keys.is_of_list(),
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
            Some(keys) => keys.get(position)?,
            None => KeyRef::Int(as_number(position)),
        };
        Some((key, value))
    }

    /// The value that is `position`-th in the order.
    #[inline]
    pub(crate) fn value_at(&self, position: usize) -> Option<&Value> {
        self.table()?.values.get(position)
    }

    /// The value at `key`. Text is taken as PHP takes it: `"3"` is the number 3.
    pub fn get<'k>(&self, key: impl Into<KeyRef<'k>>) -> Option<&Value> {
        self.table()?.values.get(self.position(key)?)
    }

    /// The value at `key` unless it is null: what PHP's `isset` looks at.
    pub fn get_set<'k>(&self, key: impl Into<KeyRef<'k>>) -> Option<&Value> {
        self.get(key).filter(|value| !value.is_null())
    }

    /// The value at `key`, to be changed in place.
    pub fn get_mut<'k>(&mut self, key: impl Into<KeyRef<'k>>) -> Option<&mut Value> {
        let position = self.position(key)?;
        self.value_mut(position)
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
        self.value_mut(position)
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
                .value_mut(position)
                .map(|old| std::mem::replace(old, value)),
            None => {
                self.append(key, value);
                None
            }
        }
    }

    /// Adds a key that is not there yet.
    fn append(&mut self, key: Key, value: Value) {
        let keys = match self.take_keys() {
            None if key == Key::Int(as_number(self.len())) => None,
            keys => {
                let keys = keys.unwrap_or_else(|| Arc::new(Keys::of_list(self.len())));
                Some(Keys::with(keys, key))
            }
        };
        self.push_with(keys, value);
    }

    /// Appends with the next free number, as `$array[] = $value` does. False, and nothing added,
    /// only if the largest number is taken.
    pub fn push(&mut self, value: Value) -> bool {
        let next = match self.shared_keys() {
            None => as_number(self.len()),
            Some(keys) => match keys.next() {
                Some(next) => next,
                None => return false,
            },
        };
        self.append(Key::Int(next), value);
        true
    }

    /// The key list, which leaves the array for a moment where nobody shares it, so that it can
    /// be changed in place.
    fn take_keys(&mut self) -> Option<Arc<Keys>> {
        match Arc::get_mut(self.0.as_mut()?) {
            Some(table) => table.keys.take(),
            None => self.shared_keys().cloned(),
        }
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
        table.values.remove(position)
    }

    /// Removes the elements that `keep` refuses, leaving gaps. What is kept is shared with the
    /// array as it was.
    pub fn retain(&mut self, mut keep: impl FnMut(KeyRef<'_>, &Value) -> bool) {
        // No list is so long that positions do not fit.
        let mut kept = Vec::with_capacity(self.len());
        for (at, (key, value)) in (0_u32..).zip(self.iter()) {
            if keep(key, value) {
                kept.push(at);
            }
        }
        if kept.len() == self.len() {
            return;
        }
        if let Some(table) = &mut self.0 {
            let kept = Arc::from(kept);
            let keys = Keys::picked(table.keys.as_ref(), table.values.len(), &kept);
            let values = Store::picked(table, kept);
            *self = Self::of(Some(Arc::new(keys)), values);
        }
    }

    /// The elements in order.
    pub fn iter(&self) -> Iter<'_> {
        Iter {
            keys: self.table().and_then(|table| table.keys.as_deref()),
            values: self.values(),
            position: 0,
        }
    }

    /// The keys in order.
    pub fn keys(&self) -> impl Iterator<Item = KeyRef<'_>> {
        self.iter().map(|(key, _)| key)
    }

    /// The values in order.
    #[inline]
    pub fn values(&self) -> Values<'_> {
        self.table()
            .map_or(Values::none(), |table| table.values.iter())
    }

    /// The values in order, where they are in one piece.
    pub(super) fn as_slice(&self) -> Option<&[Value]> {
        match &self.table()?.values {
            Store::Own(values) => Some(values),
            _ => None,
        }
    }

    /// The values in order, to be changed in place.
    ///
    /// This makes all of them the array's own; to change a few, use [`Array::value_mut`].
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        let table = self.0.as_mut().map(Arc::make_mut);
        table.into_iter().flat_map(|table| table.values.iter_mut())
    }

    /// The value that is `position`-th in the order, to be changed in place.
    pub fn value_mut(&mut self, position: usize) -> Option<&mut Value> {
        if position >= self.len() {
            return None;
        }
        self.table_mut().values.get_mut(position)
    }

    /// The array with `change` made to each value, under the same keys.
    ///
    /// # Errors
    ///
    /// The first one of `change`.
    pub fn try_map<'a, E>(
        &'a self,
        mut change: impl FnMut(&'a Value) -> Result<Value, E>,
    ) -> Result<Array, E> {
        let mut values = Vec::with_capacity(self.len());
        for value in self.values() {
            values.push(change(value)?);
        }
        Ok(Self::of(self.shared_keys().cloned(), Store::from(values)))
    }

    /// PHP's `array_merge`: numbered elements get new numbers from 0, named ones replace those of
    /// the same name in place.
    pub fn merge(&self, other: &Array) -> Array {
        if self.shared_keys().is_none() && other.shared_keys().is_none() {
            return self.values().chain(other.values()).cloned().collect();
        }
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
    keys: Option<&'a Keys>,
    values: Values<'a>,
    position: usize,
}

impl<'a> Iterator for Iter<'a> {
    type Item = (KeyRef<'a>, &'a Value);

    fn next(&mut self) -> Option<Self::Item> {
        let value = self.values.next()?;
        let key = match self.keys {
            Some(keys) => keys.get(self.position)?,
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
