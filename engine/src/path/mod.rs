//! Hash paths: the small language that filters and parameters pick data with.
//!
//! The rules are those of CakePHP 2's `Hash`, as the vectors `hash_*` and their notes (rules 1 to
//! 20) fix them: keys and dots, `{n}`, `{s}`, `{*}`, and conditions in brackets.
//!
//! ```
//! use misp_flow_engine::{path::HashPath, value::Value};
//!
//! let data = Value::from_json(br#"{"Tag": [{"name": "tlp:red"}, {"name": "pap:green"}]}"#)?;
//! let path = HashPath::parse("Tag.{n}[name=/^tlp:/].name");
//! assert_eq!(Value::from(path.extract(&data)?).to_json(), r#"["tlp:red"]"#);
//! for (place, value) in path.extract_with_places(&data)? {
//!     assert_eq!((place.to_string(), value), ("Tag.0.name".into(), Value::from("tlp:red")));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod condition;
mod faults;
mod find;
mod miss;
mod propose;
mod read;
pub(crate) mod regex;
mod token;
mod write;

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use smol_str::SmolStr;

use crate::value::{Array, Key, KeyRef, PhpError, Value};

pub(crate) use find::Finder;
use find::Found;
pub use miss::Miss;
pub use propose::{Proposal, Reach, proposals};
use read::{Reached, look_up};
use token::{Token, is_wild, split};
use write::WritePath;

/// A hash path, read once. Any text is a path; cloning is cheap.
#[derive(Clone)]
pub struct HashPath(Arc<Inner>);

struct Inner {
    text: SmolStr,
    /// The text cut at its dots.
    segments: Vec<Key>,
    /// None for a path of plain keys.
    tokens: Option<Vec<Token>>,
    /// The form that insert and remove need, made when first needed.
    write: OnceLock<WritePath>,
}

/// The keys that lead from the data to one element.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place(Vec<Key>);

impl Place {
    /// The keys from the data to the element.
    pub fn keys(&self) -> &[Key] {
        &self.0
    }
}

impl From<Vec<Key>> for Place {
    fn from(keys: Vec<Key>) -> Self {
        Self(keys)
    }
}

impl fmt::Display for Place {
    /// As a path: `Event._AttributeFlattened.3.Tag.0.name`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, key) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str(".")?;
            }
            write!(f, "{key}")?;
        }
        Ok(())
    }
}

impl HashPath {
    /// Reads a path. There is no wrong path, only one that finds nothing; see
    /// [`HashPath::faults`] for what in it cannot work.
    pub fn parse(path: &str) -> Self {
        let tokens = is_wild(path).then(|| {
            split(path)
                .iter()
                .map(|piece| Token::parse(piece))
                .collect()
        });
        Self(Arc::new(Inner {
            text: SmolStr::new(path),
            segments: path.split('.').map(Key::from).collect(),
            tokens,
            write: OnceLock::new(),
        }))
    }

    /// The path that a value of another kind is taken for: null and false are the empty path,
    /// numbers and true their text.
    ///
    /// # Errors
    ///
    /// A `TypeError` for an array that is not empty; no path is a list.
    pub fn from_value(path: &Value) -> Result<Self, PhpError> {
        match path {
            Value::Array(array) if !array.is_empty() => Err(PhpError::argument(
                "preg_match()",
                2,
                "subject",
                "string",
                "array",
            )),
            Value::Array(_) => Ok(Self::parse("")),
            scalar => Ok(Self::parse(&scalar.to_text())),
        }
    }

    /// The text of the path.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// Whether extracting gives the data themselves: the path is empty or `0` (rule 1).
    pub fn is_empty(&self) -> bool {
        matches!(self.as_str(), "" | "0")
    }

    /// Whether the path is keys and dots only.
    pub fn is_plain(&self) -> bool {
        self.0.tokens.is_none()
    }

    /// All elements that the path leads to, in order, as a list. A plain path gives what it finds
    /// cast to an array: a scalar as a list of one, a map with its keys, nothing as an empty list
    /// (rule 2).
    ///
    /// # Errors
    ///
    /// A `TypeError` if `data` are no array, or a regular expression meets one.
    pub fn extract(&self, data: &Value) -> Result<Array, PhpError> {
        match Finder::of(self).reach(data, false)? {
            Found::Whole(array) => Ok(array.clone()),
            Found::One(value) => Ok(value.map(Value::to_array).unwrap_or_default()),
            Found::Many(reached) => Ok(reached
                .elements
                .iter()
                .map(|(value, _)| (*value).clone())
                .collect()),
        }
    }

    /// The elements of what [`HashPath::extract`] gives, without building it.
    ///
    /// # Errors
    ///
    /// As [`HashPath::extract`].
    pub fn matches<'d>(&self, data: &'d Value) -> Result<Vec<&'d Value>, PhpError> {
        Finder::of(self).into_matches(data)
    }

    /// Element 0 of what [`HashPath::extract`] gives, null if there is none but there are others;
    /// none if nothing is found.
    pub(crate) fn zeroth<'d>(&self, data: &'d Value) -> Result<Option<&'d Value>, PhpError> {
        Finder::of(self).zeroth(data)
    }

    /// Calls `visit` with each of [`HashPath::matches`].
    ///
    /// # Errors
    ///
    /// As [`HashPath::extract`]; nothing was visited then.
    pub fn for_each_match<'d>(
        &self,
        data: &'d Value,
        visit: impl FnMut(&'d Value),
    ) -> Result<(), PhpError> {
        self.matches(data)?.into_iter().for_each(visit);
        Ok(())
    }

    /// The elements of what [`HashPath::extract`] gives, each with the keys that lead to it.
    ///
    /// # Errors
    ///
    /// As [`HashPath::extract`].
    pub fn extract_with_places(&self, data: &Value) -> Result<Vec<(Place, Value)>, PhpError> {
        let elements_of = |array: &Array, way: &[Key]| {
            let place = |key: KeyRef<'_>| {
                Place(
                    way.iter()
                        .cloned()
                        .chain([key.to_key()])
                        .collect::<Vec<_>>(),
                )
            };
            array
                .iter()
                .map(|(key, value)| (place(key), value.clone()))
                .collect()
        };
        let way = || self.segments().map(|key| key.to_key()).collect::<Vec<_>>();
        Ok(match Finder::of(self).reach(data, true)? {
            Found::Whole(array) => elements_of(array, &[]),
            Found::One(Some(Value::Array(array))) => elements_of(array, &way()),
            Found::One(Some(value)) => vec![(Place(way()), value.clone())],
            Found::One(None) => Vec::new(),
            Found::Many(Reached { elements, trail }) => elements
                .into_iter()
                .map(|(value, step)| (trail.place(step), value.clone()))
                .collect(),
        })
    }

    /// The path as plain keys, which is how `get` takes it whatever it holds.
    fn segments(&self) -> impl Iterator<Item = KeyRef<'_>> {
        self.0.segments.iter().map(Key::as_ref)
    }

    /// One value by plain keys (wildcards are literal keys here); none if it is missing or null
    /// (rule 3).
    ///
    /// # Errors
    ///
    /// A `TypeError` if `data` are no array.
    pub fn get<'d>(&self, data: &'d Value) -> Result<Option<&'d Value>, PhpError> {
        check_get_data(data)?;
        Ok(look_up(data, self.segments()))
    }

    /// `data` with `values` set at the path. A plain path makes what is missing; behind a
    /// wildcard only what is there changes; a path that ends in a wildcard merges `values` into
    /// each element (rule 18).
    ///
    /// # Errors
    ///
    /// A `TypeError` if `data`, or what a wildcard leads to, is no array; an `Error` for a path
    /// that would make more than 500 levels.
    pub fn insert(&self, data: Value, values: &Value) -> Result<Value, PhpError> {
        self.write_path().insert(data, values)
    }

    /// `data` without what the path leads to; lists keep a gap, and levels that a wildcard walked
    /// go when they are left empty (rule 19).
    ///
    /// # Errors
    ///
    /// A `TypeError` if `data` are no array, or a regular expression meets one.
    pub fn remove(&self, data: Value) -> Result<Value, PhpError> {
        self.write_path().remove(data)
    }

    fn write_path(&self) -> &WritePath {
        self.0.write.get_or_init(|| WritePath::parse(self.as_str()))
    }
}

fn check_get_data(data: &Value) -> Result<(), PhpError> {
    if data.is_array() {
        Ok(())
    } else {
        Err(PhpError::argument(
            "Hash::get()",
            1,
            "data",
            "array",
            data.kind(),
        ))
    }
}

/// One value of `data` by a path of any kind, as PHP's `Hash::get` takes it: text and numbers are
/// cut at their dots, a boolean is one key, a list is a list of keys, null finds nothing.
///
/// # Errors
///
/// A `TypeError` if `data` are no array, or a list has an array for a key.
pub fn get_by_value<'d>(data: &'d Value, path: &Value) -> Result<Option<&'d Value>, PhpError> {
    check_get_data(data)?;
    match path {
        Value::Null => Ok(None),
        Value::Bool(is_true) => Ok(data.get_set(i64::from(*is_true))),
        Value::Array(_) if data.is_empty() => Ok(None),
        Value::Array(keys) => {
            let mut value = data;
            for key in keys.values() {
                let found = match key {
                    Value::Array(_) => {
                        return Err(PhpError::type_error(
                            "Illegal offset type in isset or empty",
                        ));
                    }
                    Value::Null => value.get_set(""),
                    Value::Bool(is_true) => value.get_set(i64::from(*is_true)),
                    Value::Int(number) => value.get_set(*number),
                    // PHP cuts the fraction off.
                    Value::Float(number) => value.get_set(*number as i64),
                    Value::Str(text) => value.get_set(text),
                };
                match found {
                    Some(found) => value = found,
                    None => return Ok(None),
                }
            }
            Ok(Some(value))
        }
        scalar => HashPath::parse(&scalar.to_text()).get(data),
    }
}

impl fmt::Debug for HashPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HashPath({:?})", self.as_str())
    }
}

impl fmt::Display for HashPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl PartialEq for HashPath {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for HashPath {}

impl From<&str> for HashPath {
    fn from(path: &str) -> Self {
        Self::parse(path)
    }
}

#[cfg(test)]
mod tests;
