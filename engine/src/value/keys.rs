//! The key list of a map, shared by all maps that have the same keys in the same order.

use std::{
    hash::BuildHasher,
    sync::{Arc, OnceLock},
};

use hashbrown::{DefaultHashBuilder, HashTable};

use super::{Key, KeyRef};

/// Up to this many keys a look-up compares them one by one; beyond, there is an index. An event
/// and an attribute have fewer.
const SCAN_LIMIT: usize = 64;

/// An ordered set of keys with the number that an append would take.
///
/// Attributes of an event have the same keys over and over: sharing the list makes a parsed
/// event small, a clone cheap, and lets the index of a long key list be built only once.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    /// Empty for picked keys.
    own: Vec<Key>,
    /// A byte for each of the own keys, by which a look-up tells most of them apart.
    marks: Vec<u8>,
    /// Where the own keys are, made when first needed.
    index: OnceLock<Box<Index>>,
    picked: Option<Picked>,
    /// The key that was first added to a shared list like this, and the list with it: a thousand
    /// attributes that get the same further field share one list afterwards, too.
    longer: OnceLock<(Key, Arc<Keys>)>,
    next: i64,
}

/// Those of another list at these positions, which ascend. Without another list they are the
/// positions themselves: what is left of a list when some elements went.
#[derive(Clone, Debug)]
struct Picked {
    of: Option<Arc<Keys>>,
    positions: Arc<[u32]>,
}

#[derive(Clone, Debug)]
struct Index {
    hasher: DefaultHashBuilder,
    table: HashTable<usize>,
}

impl Keys {
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self::of(Vec::with_capacity(capacity), 0)
    }

    /// The keys `0..len`, as a list has them.
    pub(super) fn of_list(len: usize) -> Self {
        let keys = (0..len).map(|position| Key::Int(as_number(position)));
        Self::of(keys.collect(), as_number(len))
    }

    fn of(own: Vec<Key>, next: i64) -> Self {
        Self {
            marks: own.iter().map(|key| mark(key.as_ref())).collect(),
            own,
            index: OnceLock::new(),
            picked: None,
            longer: OnceLock::new(),
            next,
        }
    }

    /// The keys of an array with these keys (none for a list) and this length that stand at
    /// `positions`, which ascend. The number for an append stays.
    pub(super) fn picked(keys: Option<&Arc<Keys>>, len: usize, positions: &Arc<[u32]>) -> Self {
        let picked = match keys.and_then(|keys| keys.picked.as_ref()) {
            Some(before) => Picked {
                of: before.of.clone(),
                positions: compose(&before.positions, positions),
            },
            None => Picked {
                of: keys.cloned(),
                positions: Arc::clone(positions),
            },
        };
        Self {
            picked: Some(picked),
            ..Self::of(Vec::new(), keys.map_or(as_number(len), |keys| keys.next))
        }
    }

    pub(super) fn len(&self) -> usize {
        match &self.picked {
            None => self.own.len(),
            Some(picked) => picked.positions.len(),
        }
    }

    pub(super) fn get(&self, position: usize) -> Option<KeyRef<'_>> {
        let Some(picked) = &self.picked else {
            return self.own.get(position).map(Key::as_ref);
        };
        let position = *picked.positions.get(position)?;
        match &picked.of {
            None => Some(KeyRef::Int(i64::from(position))),
            Some(keys) => keys.get(position as usize),
        }
    }

    /// Whether the keys are 0, 1, … in order.
    pub(super) fn is_of_list(&self) -> bool {
        (0..self.len()).all(|at| self.get(at) == Some(KeyRef::Int(as_number(at))))
    }

    /// The number that an append takes; none when the largest number is taken.
    pub(super) fn next(&self) -> Option<i64> {
        // PHP starts at 0, or behind the largest number if that is negative from 8.3 on; 8.2,
        // which the vectors were made with, starts at 0 in any case.
        (self.next >= 0).then_some(self.next)
    }

    pub(super) fn position(&self, key: KeyRef<'_>) -> Option<usize> {
        if let Some(picked) = &self.picked {
            let position = match &picked.of {
                None => usize::try_from(key.as_int()?).ok()?,
                Some(keys) => keys.position(key)?,
            };
            let position = u32::try_from(position).ok()?;
            return picked.positions.binary_search(&position).ok();
        }
        if self.own.len() <= SCAN_LIMIT {
            let mark = mark(key);
            let mut marked = memchr::memchr_iter(mark, &self.marks);
            return marked.find(|at| self.own.get(*at).is_some_and(|found| found.is(key)));
        }
        let index = self.index.get_or_init(|| Box::new(Index::of(&self.own)));
        index.position(&self.own, key)
    }

    /// `keys` with one more, which is known not to be there.
    pub(super) fn with(mut keys: Arc<Keys>, key: Key) -> Arc<Keys> {
        if let Some(own) = Arc::get_mut(&mut keys) {
            own.push(key);
            return keys;
        }
        let longer = || {
            let mut longer = Keys::clone(&keys);
            longer.push(key.clone());
            Arc::new(longer)
        };
        // Each list holds the next one, so there is an end to it.
        if keys.len() > SCAN_LIMIT {
            return longer();
        }
        let (known, with_known) = keys.longer.get_or_init(|| (key.clone(), longer()));
        if *known == key {
            Arc::clone(with_known)
        } else {
            longer()
        }
    }

    /// The list with this key at the end, if it was made before.
    pub(super) fn known_with(&self, key: &Key) -> Option<&Arc<Keys>> {
        let (known, longer) = self.longer.get()?;
        (known == key).then_some(longer)
    }

    /// Adds a key that is known not to be there.
    pub(super) fn push(&mut self, key: Key) {
        if let Key::Int(number) = key
            && self.next >= 0
            && number >= self.next
        {
            // -1 stands for "the largest number is taken".
            self.next = number.checked_add(1).unwrap_or(-1);
        }
        self.make_own();
        self.longer = OnceLock::new();
        self.marks.push(mark(key.as_ref()));
        self.own.push(key);
        if let Some(index) = self.index.get_mut() {
            index.add_last(&self.own);
        }
    }

    pub(super) fn remove(&mut self, position: usize) {
        self.make_own();
        if position < self.own.len() {
            self.longer = OnceLock::new();
            self.own.remove(position);
            self.marks.remove(position);
            self.index = OnceLock::new();
        }
    }

    /// Copies picked keys, so that they can be changed here.
    fn make_own(&mut self) {
        if self.picked.is_some() {
            let keys = (0..self.len()).filter_map(|at| self.get(at));
            *self = Self::of(keys.map(KeyRef::to_key).collect(), self.next);
        }
    }
}

/// The length and the last letter tell the keys of an event and of an attribute apart.
fn mark(key: KeyRef<'_>) -> u8 {
    match key {
        KeyRef::Int(number) => number as u8,
        KeyRef::Str(text) => {
            let letters = text.as_bytes();
            let last = letters.last().map_or(0, |last| last.wrapping_mul(32));
            let first = letters.first().copied().unwrap_or_default();
            (letters.len() as u8).wrapping_add(last).wrapping_add(first)
        }
    }
}

/// What `positions` are in a list of which those `before` were picked.
pub(super) fn compose(before: &[u32], positions: &[u32]) -> Arc<[u32]> {
    let both = positions.iter().map(|at| before.get(*at as usize).copied());
    both.flatten().collect()
}

impl Index {
    fn of(keys: &[Key]) -> Self {
        let mut index = Self {
            hasher: DefaultHashBuilder::default(),
            table: HashTable::with_capacity(keys.len()),
        };
        for end in 1..=keys.len() {
            index.add_last(keys.get(..end).unwrap_or_default());
        }
        index
    }

    fn position(&self, keys: &[Key], key: KeyRef<'_>) -> Option<usize> {
        let is_it = |at: &usize| keys.get(*at).is_some_and(|candidate| candidate.is(key));
        self.table.find(self.hasher.hash_one(key), is_it).copied()
    }

    /// Adds the last of `keys`; the others are in the index already.
    fn add_last(&mut self, keys: &[Key]) {
        let Some(key) = keys.last() else {
            return;
        };
        let hasher = &self.hasher;
        let rehash = |at: &usize| keys.get(*at).map_or(0, |key| hasher.hash_one(key.as_ref()));
        self.table
            .insert_unique(hasher.hash_one(key.as_ref()), keys.len() - 1, rehash);
    }
}

/// A position as a key. Memory holds fewer elements than `i64` counts, so nothing is lost.
pub(super) fn as_number(position: usize) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}
