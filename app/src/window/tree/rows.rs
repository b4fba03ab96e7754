//! Which rows a tree has. Only what is unfolded is kept, so that a list of a million elements
//! unfolds at once and a row is found without counting those before it.

use std::collections::BTreeMap;

use misp_flow_engine::value::{Array, Key, Value};

/// Where an element stands: for each level, which element of the array it is.
pub(super) type Place = Vec<usize>;

/// An array that is unfolded, with those of its elements that are.
#[derive(Debug, Default)]
pub(super) struct Branch {
    array: Array,
    open: BTreeMap<usize, Branch>,
    /// How many rows it takes, those of unfolded elements included.
    rows: usize,
}

/// One row: an element of the data.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub place: Place,
    pub key: Key,
    pub value: Value,
    pub open: bool,
}

impl Branch {
    /// An array with nothing unfolded.
    pub fn new(array: Array) -> Self {
        Self {
            rows: array.len(),
            array,
            open: BTreeMap::new(),
        }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Other data, with the same elements unfolded as far as they are there.
    pub fn with(&self, array: Array) -> Self {
        let mut branch = Self::new(array);
        for (at, inner) in &self.open {
            let found = self.array.at(*at).and_then(|(key, _)| {
                let at = branch.array.position(key)?;
                let array = branch.array.at(at)?.1.as_array()?.clone();
                Some((at, array))
            });
            if let Some((at, array)) = found {
                branch.insert(at, inner.with(array));
            }
        }
        branch
    }

    fn insert(&mut self, at: usize, inner: Branch) {
        self.rows += inner.rows;
        if let Some(old) = self.open.insert(at, inner) {
            self.rows -= old.rows;
        }
    }

    /// The row at this place in the list.
    pub fn row(&self, row: usize) -> Option<Row> {
        let (mut branch, mut row, mut place) = (self, row, Place::new());
        'level: loop {
            // The rows of unfolded elements before this one.
            let mut inside = 0;
            for (at, inner) in &branch.open {
                let head = at + inside;
                if row <= head {
                    break;
                }
                if row <= head + inner.rows {
                    place.push(*at);
                    row -= head + 1;
                    branch = inner;
                    continue 'level;
                }
                inside += inner.rows;
            }
            let at = row - inside;
            let (key, value) = branch.array.at(at)?;
            place.push(at);
            return Some(Row {
                key: key.to_key(),
                value: value.clone(),
                open: branch.open.contains_key(&at),
                place,
            });
        }
    }

    /// Which row an element is; none where what it stands in is folded.
    pub fn row_of(&self, place: &[usize]) -> Option<usize> {
        let (at, rest) = place.split_first()?;
        let before: usize = self.open.range(..at).map(|(_, inner)| inner.rows).sum();
        let row = at + before;
        if rest.is_empty() {
            return (*at < self.array.len()).then_some(row);
        }
        Some(row + 1 + self.open.get(at)?.row_of(rest)?)
    }

    /// Unfolds or folds an element, and unfolds all that it stands in. What is no array, or an
    /// empty one, stays as it is.
    pub fn set_open(&mut self, place: &[usize], open: bool) {
        let Some((at, rest)) = place.split_first() else {
            return;
        };
        let array = self.array.at(*at).and_then(|(_, value)| value.as_array());
        let Some(array) = array.filter(|array| !array.is_empty()).cloned() else {
            return;
        };
        if rest.is_empty() && !open {
            if let Some(old) = self.open.remove(at) {
                self.rows -= old.rows;
            }
            return;
        }
        let mut inner = match self.open.remove(at) {
            Some(old) => {
                self.rows -= old.rows;
                old
            }
            None => Branch::new(array),
        };
        inner.set_open(rest, open);
        self.insert(*at, inner);
    }

    /// The keys that lead to an element, and the element.
    pub fn element(&self, place: &[usize]) -> Option<(Vec<Key>, &Value)> {
        let mut array = &self.array;
        let mut keys = Vec::with_capacity(place.len());
        let (last, before) = place.split_last()?;
        for at in before {
            let (key, value) = array.at(*at)?;
            keys.push(key.to_key());
            array = value.as_array()?;
        }
        let (key, value) = array.at(*last)?;
        keys.push(key.to_key());
        Some((keys, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn branch() -> Branch {
        let data = Value::from_json(
            br#"{"Event": {"info": "x", "Tag": [{"name": "a"}, {"name": "b"}], "n": 1}, "z": 0}"#,
        );
        Branch::new(data.unwrap().into_array())
    }

    /// The keys of all rows, indented.
    fn lines(branch: &Branch) -> Vec<String> {
        (0..branch.rows())
            .map(|row| {
                let row = branch.row(row).unwrap();
                assert_eq!(
                    branch.element(&row.place).unwrap().1.to_json(),
                    row.value.to_json()
                );
                format!("{}{}", " ".repeat(row.place.len() - 1), row.key)
            })
            .collect()
    }

    #[test]
    fn unfolding_and_folding_gives_the_same_rows_again() {
        let mut branch = branch();
        assert_eq!(lines(&branch), ["Event", "z"]);
        branch.set_open(&[0], true);
        branch.set_open(&[0, 1, 1], true);
        let all = ["Event", " info", " Tag", "  0", "  1", "   name", " n", "z"];
        assert_eq!(lines(&branch), all);
        for (row, _) in all.iter().enumerate() {
            let place = branch.row(row).unwrap().place;
            assert_eq!(branch.row_of(&place), Some(row));
        }
        branch.set_open(&[0, 1], false);
        assert_eq!(lines(&branch), ["Event", " info", " Tag", " n", "z"]);
        assert_eq!(branch.row_of(&[0, 1, 1]), None);
        branch.set_open(&[1], true);
        assert_eq!(branch.rows(), 5, "a number does not unfold");
    }

    #[test]
    fn what_was_open_stays_open_in_other_data() {
        let mut branch = branch();
        branch.set_open(&[0, 1], true);
        let other = Value::from_json(br#"{"new": 1, "Event": {"Tag": [{"name": "c"}]}}"#);
        let other = branch.with(other.unwrap().into_array());
        assert_eq!(lines(&other), ["new", "Event", " Tag", "  0"]);
    }
}
