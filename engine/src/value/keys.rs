//! The key list of a map, shared by all maps that have the same keys in the same order.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::{Key, KeyRef};

/// Up to this many keys a look-up compares them one by one; beyond, there is an index.
const SCAN_LIMIT: usize = 16;

/// An ordered set of keys with the number that an append would take.
///
/// Attributes of an event have the same keys over and over: sharing the list makes a parsed
/// event small, a clone cheap, and lets the index of a long key list be built only once.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    list: Vec<Key>,
    index: Option<Box<Index>>,
    next: i64,
}

#[derive(Clone, Debug)]
struct Index {
    hasher: DefaultHashBuilder,
    table: HashTable<usize>,
}

impl Keys {
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self {
            list: Vec::with_capacity(capacity),
            index: None,
            next: 0,
        }
    }

    /// The keys `0..len`, as a list has them.
    pub(super) fn of_list(len: usize) -> Self {
        let mut keys = Self::with_capacity(len);
        keys.list
            .extend((0..len).map(|position| Key::Int(as_number(position))));
        keys.next = as_number(len);
        keys.reindex();
        keys
    }

    pub(super) fn as_slice(&self) -> &[Key] {
        &self.list
    }

    /// The number that an append takes; none when the largest number is taken.
    pub(super) fn next(&self) -> Option<i64> {
        // PHP starts at 0, or behind the largest number if that is negative from 8.3 on; 8.2,
        // which the vectors were made with, starts at 0 in any case.
        (self.next >= 0).then_some(self.next)
    }

    pub(super) fn position(&self, key: KeyRef<'_>) -> Option<usize> {
        match &self.index {
            None => self.list.iter().position(|candidate| candidate.is(key)),
            Some(index) => index
                .table
                .find(index.hasher.hash_one(key), |&at| {
                    self.list.get(at).is_some_and(|candidate| candidate.is(key))
                })
                .copied(),
        }
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
        let at = self.list.len();
        self.list.push(key);
        if at < SCAN_LIMIT {
            return;
        }
        let list = &self.list;
        match self.index.as_deref_mut() {
            None => self.reindex(),
            Some(Index { hasher, table }) => {
                if let Some(key) = list.get(at) {
                    let rehash = |&at: &usize| hash_at(hasher, list, at);
                    table.insert_unique(hasher.hash_one(key.as_ref()), at, rehash);
                }
            }
        }
    }

    pub(super) fn remove(&mut self, position: usize) {
        if position < self.list.len() {
            self.list.remove(position);
            self.reindex();
        }
    }

    /// The keys for which `keep` is set, in order; the number for an append stays.
    pub(super) fn retained(&self, keep: &[bool]) -> Self {
        let kept = self.list.iter().zip(keep).filter(|(_, keep)| **keep);
        let mut keys = Self {
            list: kept.map(|(key, _)| key.clone()).collect(),
            index: None,
            next: self.next,
        };
        keys.reindex();
        keys
    }

    fn reindex(&mut self) {
        self.index = None;
        if self.list.len() > SCAN_LIMIT {
            let hasher = DefaultHashBuilder::default();
            let mut table = HashTable::with_capacity(self.list.len());
            for (at, key) in self.list.iter().enumerate() {
                let rehash = |&at: &usize| hash_at(&hasher, &self.list, at);
                table.insert_unique(hasher.hash_one(key.as_ref()), at, rehash);
            }
            self.index = Some(Box::new(Index { hasher, table }));
        }
    }
}

fn hash_at(hasher: &DefaultHashBuilder, list: &[Key], at: usize) -> u64 {
    list.get(at).map_or(0, |key| hasher.hash_one(key.as_ref()))
}

/// A position as a key. Memory holds fewer elements than `i64` counts, so nothing is lost.
pub(super) fn as_number(position: usize) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}
