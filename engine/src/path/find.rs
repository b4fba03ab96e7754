//! Finding what a path leads to, in one value or in many of a kind.

use crate::value::{Array, LookUp, PhpError, Value};

use super::{
    HashPath,
    read::{Reached, look_up, walk},
    token::Token,
};

/// What a path leads to.
pub(super) enum Found<'d> {
    /// The data themselves.
    Whole(&'d Array),
    /// What a plain path leads to.
    One(Option<&'d Value>),
    Many(Reached<'d>),
}

/// Follows one path in many values, which mostly have the same keys: attributes, tags.
pub(crate) struct Finder<'p, 'd> {
    path: &'p HashPath,
    /// The first key of a plain path.
    first: Option<LookUp<'p, 'd>>,
    /// What was found last; kept for its room.
    found: Vec<&'d Value>,
}

impl<'p, 'd> Finder<'p, 'd> {
    /// Follows this path.
    pub(crate) fn of(path: &'p HashPath) -> Self {
        Self {
            path,
            first: path.segments().next().map(LookUp::of),
            found: Vec::new(),
        }
    }

    pub(super) fn reach(&mut self, data: &'d Value, places: bool) -> Result<Found<'d>, PhpError> {
        let Value::Array(array) = data else {
            return Err(PhpError::argument(
                "Hash::extract()",
                1,
                "data",
                "array",
                data.kind(),
            ));
        };
        Ok(match &self.path.0.tokens {
            _ if self.path.is_empty() => Found::Whole(array),
            None => {
                let first = self.first.as_mut().and_then(|first| first.get(array));
                let first = first.filter(|value| !value.is_null());
                Found::One(first.and_then(|first| look_up(first, self.path.segments().skip(1))))
            }
            Some(tokens) => {
                let (way, last) = tokens.split_at(tokens.len().saturating_sub(1));
                let reached = walk(Reached::start(data, places), way)?;
                match reached.list() {
                    // All elements of one list: that is the list itself.
                    Some(list) if !places && last.iter().all(Token::is_each) => Found::Whole(list),
                    _ => Found::Many(walk(reached, last)?),
                }
            }
        })
    }

    /// As [`HashPath::matches`].
    pub(crate) fn matches(&mut self, data: &'d Value) -> Result<&[&'d Value], PhpError> {
        let found = self.reach(data, false)?;
        self.found.clear();
        match found {
            Found::Whole(array) | Found::One(Some(Value::Array(array))) => {
                self.found.extend(array.values());
            }
            Found::One(value) => self.found.extend(value),
            Found::Many(reached) => self.found.extend(reached.values()),
        }
        Ok(&self.found)
    }

    /// As [`HashPath::matches`], for the last value.
    pub(crate) fn into_matches(mut self, data: &'d Value) -> Result<Vec<&'d Value>, PhpError> {
        self.matches(data)?;
        Ok(self.found)
    }

    /// As [`HashPath::zeroth`].
    pub(crate) fn zeroth(&mut self, data: &'d Value) -> Result<Option<&'d Value>, PhpError> {
        const NULL: &Value = &Value::Null;
        Ok(match self.reach(data, false)? {
            Found::Whole(array) | Found::One(Some(Value::Array(array))) => match array.get(0) {
                _ if array.is_empty() => None,
                first => Some(first.unwrap_or(NULL)),
            },
            Found::One(value) => value,
            Found::Many(reached) => reached.values().next(),
        })
    }
}
