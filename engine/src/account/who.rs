//! Which element a change is about: several can hold the same value of the same type, and one can
//! stand at several places of the data.

use std::collections::{HashMap, HashSet};

use super::Changed;
use crate::value::{Key, Value};

/// What tells an element from others of its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Who {
    /// Its `uuid`, or else its `id`: the same wherever it stands.
    Known(String),
    /// The list that it stands in and its place there, for one that has neither.
    Standing(Vec<Key>, Key),
}

impl Who {
    /// The element at the end of this way.
    pub(super) fn at(keys: &[Key], element: Option<&Value>) -> Option<Self> {
        let text = |key: &str| {
            let value = element?.get(key)?;
            (!value.is_empty()).then(|| value.to_text().into_owned())
        };
        if let Some(own) = text("uuid").or_else(|| text("id")) {
            return Some(Self::Known(own));
        }
        let (place, list) = keys.split_last()?;
        Some(Self::Standing(list.to_vec(), place.clone()))
    }
}

/// Changes of which each is told once, with how many elements it is true of.
#[derive(Default)]
pub(super) struct Gathered {
    list: Vec<Changed>,
    known: HashMap<(String, String), Known>,
}

/// The elements that a change was told of already.
#[derive(Default)]
struct Known {
    /// Its place among the changes.
    at: usize,
    named: HashSet<String>,
    /// By the list that they stand in. The same ones can stand in several lists, so the fullest
    /// one tells how many there are.
    standing: HashMap<Vec<Key>, HashSet<Key>>,
}

impl Known {
    fn times(&self) -> usize {
        let standing = self.standing.values().map(HashSet::len).max();
        (self.named.len() + standing.unwrap_or_default()).max(1)
    }
}

impl Gathered {
    /// Takes a change in that is about this element, or about the data as a whole.
    pub(super) fn add(&mut self, change: Changed, who: Option<Who>) {
        let name = (change.subject.clone(), change.what.clone());
        let known = self.known.entry(name).or_insert_with(|| {
            self.list.push(change);
            Known {
                at: self.list.len() - 1,
                ..Known::default()
            }
        });
        match who {
            Some(Who::Known(own)) => {
                known.named.insert(own);
            }
            Some(Who::Standing(list, place)) => {
                known.standing.entry(list).or_default().insert(place);
            }
            None => {}
        }
        if let Some(change) = self.list.get_mut(known.at) {
            change.times = known.times();
        }
    }

    pub(super) fn into_list(self) -> Vec<Changed> {
        self.list
    }
}
