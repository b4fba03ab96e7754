//! Key lists seen so far in one parse, as a tree: objects that repeat find theirs key by key.

use std::sync::Arc;

use smol_str::SmolStr;

use super::{Key, KeyRef, keys::Keys};

/// Objects with more keys than this get a key list of their own.
const DEEPEST: usize = 64;
/// A place in the tree where more than this many keys have followed is no pattern but data (ids
/// as keys); objects that go another way there get a key list of their own.
const MOST_BRANCHES: usize = 8;

/// The tree of key lists. A place in it stands for the keys on the way from the root.
pub(super) struct Shapes {
    places: Vec<Place>,
}

/// The index of a place in the tree.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct At(usize);

struct Place {
    key: Key,
    parent: usize,
    depth: usize,
    branches: Vec<usize>,
    /// The branch taken last, which is the one to be tried first.
    latest: Option<usize>,
    /// The key list, once an object ended here.
    keys: Option<Arc<Keys>>,
}

/// Where a key leads.
pub(super) enum Step {
    /// To this place.
    Known(At),
    /// The object has the key already, at this position.
    Again(usize),
    /// Out of the tree.
    Leave,
}

impl Shapes {
    pub(super) const ROOT: At = At(0);

    pub(super) fn new() -> Self {
        let root = Place {
            key: Key::Int(0),
            parent: 0,
            depth: 0,
            branches: Vec::new(),
            latest: None,
            keys: None,
        };
        let mut places = Vec::with_capacity(64);
        places.push(root);
        Self { places }
    }

    /// The key that followed here the last time, if it stands in JSON as it is, and its place.
    pub(super) fn guess(&self, at: At) -> Option<(&SmolStr, At)> {
        let latest = self.places.get(at.0)?.latest?;
        match &self.places.get(latest)?.key {
            Key::Str(text) => Some((text, At(latest))),
            Key::Int(_) => None,
        }
    }

    /// Goes on from `at` by `key`. `plain` tells that the key stands in JSON as it is: only such
    /// keys are kept here, so that a guess can be compared with the bytes of the input.
    pub(super) fn step(&mut self, at: At, key: KeyRef<'_>, plain: bool) -> Step {
        let Some(place) = self.places.get(at.0) else {
            return Step::Leave;
        };
        let known = place.branches.iter().copied().find(|branch| {
            self.places
                .get(*branch)
                .is_some_and(|place| place.key.is(key))
        });
        if let Some(branch) = known {
            if let Some(place) = self.places.get_mut(at.0) {
                place.latest = Some(branch);
            }
            return Step::Known(At(branch));
        }
        if let Some(position) = self.position(at, key) {
            return Step::Again(position);
        }
        let (depth, full) = (place.depth + 1, place.branches.len() >= MOST_BRANCHES);
        if !plain || full || depth > DEEPEST {
            return Step::Leave;
        }
        let branch = self.places.len();
        self.places.push(Place {
            key: key.to_key(),
            parent: at.0,
            depth,
            branches: Vec::new(),
            latest: None,
            keys: None,
        });
        if let Some(place) = self.places.get_mut(at.0) {
            place.branches.push(branch);
            place.latest = Some(branch);
        }
        Step::Known(At(branch))
    }

    /// Where `key` stands among the keys on the way to `at`.
    fn position(&self, at: At, key: KeyRef<'_>) -> Option<usize> {
        self.way(at)
            .find(|place| place.key.is(key))
            .map(|place| place.depth - 1)
    }

    /// The places from `at` up to the root, without the root.
    fn way(&self, at: At) -> impl Iterator<Item = &Place> {
        let mut next = at.0;
        std::iter::from_fn(move || {
            let place = self.places.get(next).filter(|place| place.depth > 0)?;
            next = place.parent;
            Some(place)
        })
    }

    /// The key list of an object that ends at `at`.
    pub(super) fn keys(&mut self, at: At) -> Arc<Keys> {
        if let Some(keys) = self.places.get(at.0).and_then(|place| place.keys.as_ref()) {
            return Arc::clone(keys);
        }
        let keys = Arc::new(self.own_keys(at));
        if let Some(place) = self.places.get_mut(at.0) {
            place.keys = Some(Arc::clone(&keys));
        }
        keys
    }

    /// A copy of the key list at `at`, to go on outside of the tree.
    pub(super) fn own_keys(&self, at: At) -> Keys {
        let mut way: Vec<&Key> = self.way(at).map(|place| &place.key).collect();
        let mut keys = Keys::with_capacity(way.len());
        while let Some(key) = way.pop() {
            keys.push(key.clone());
        }
        keys
    }
}
