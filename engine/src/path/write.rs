//! Changing what a path leads to.

use smol_str::SmolStr;

use crate::value::{Array, KeyRef, PhpError, Value};

use super::{
    condition::{Check, Conditions},
    token::{Token, is_wild, split},
};

/// An insert may make arrays this deep; nothing that MISP works on comes near, and what is
/// deeper could not be sent as JSON anyway.
const DEEPEST_INSERT: usize = 500;

/// Writing recurses once a token with a wildcard; nothing that MISP works on is nested so deep.
const DEEPEST_WALK: usize = 1_000;

/// A path as insert and remove read it: tokens as long as the rest of the path has a wildcard or
/// a condition, then plain keys.
///
/// Each level reads the rest of the path anew, so the rest behind the last bracket is cut at all
/// of its dots, even if an unbalanced bracket kept them together before.
#[derive(Debug)]
pub(super) struct WritePath {
    tokens: Vec<Token>,
    rest: Vec<SmolStr>,
}

impl WritePath {
    pub(super) fn parse(path: &str) -> Self {
        let pieces = split(path);
        let last_bracket = pieces.iter().rposition(|piece| piece.contains('['));
        let bracketed = last_bracket.map_or(0, |at| at + 1);
        let mut tokens: Vec<Token> = pieces
            .iter()
            .take(bracketed)
            .map(|piece| Token::parse(piece))
            .collect();
        let tail: Vec<&str> = pieces
            .iter()
            .skip(bracketed)
            .flat_map(|piece| piece.split('.'))
            .collect();
        let wild = tail
            .iter()
            .rposition(|piece| is_wild(piece))
            .map_or(0, |at| at + 1);
        tokens.extend(tail.iter().take(wild).map(|piece| Token::parse(piece)));
        let rest = tail.iter().skip(wild).map(SmolStr::new).collect();
        Self { tokens, rest }
    }

    /// Sets `values` at the path.
    pub(super) fn insert(&self, data: Value, values: &Value) -> Result<Value, PhpError> {
        if self.rest.len() > DEEPEST_INSERT {
            return Err(PhpError::error(format!(
                "the path makes {} levels of arrays, {DEEPEST_INSERT} are allowed",
                self.rest.len()
            )));
        }
        self.insert_from(0, data, values)
    }

    fn insert_from(&self, level: usize, data: Value, values: &Value) -> Result<Value, PhpError> {
        check_level(level)?;
        let mut array = expect_array(data, "Hash::insert()", "data")?;
        let Some(token) = self.tokens.get(level) else {
            return Ok(Value::Array(self.insert_plain(array, values)));
        };
        let mut check = token.conditions.as_ref().map(Conditions::check);
        let mut matched = Vec::new();
        for (position, (key, value)) in array.iter().enumerate() {
            if token.keys.include(key) && holds(check.as_mut(), value)? {
                matched.push(position);
            }
        }
        drop(check);
        let is_last = self.is_last(level);
        for position in matched {
            let Some(value) = array.value_mut(position) else {
                continue;
            };
            let old = std::mem::take(value);
            *value = if is_last {
                let old = match old {
                    Value::Array(old) => old,
                    other => {
                        let kind = other.kind();
                        return Err(PhpError::type_error(format!(
                            "array_merge(): Argument #1 must be of type array, {kind} given"
                        )));
                    }
                };
                Value::Array(old.merge(&values.to_array()))
            } else {
                self.insert_from(level + 1, old, values)?
            };
        }
        Ok(Value::Array(array))
    }

    /// Whether nothing follows the token at `level`. A rest of `0` counts as nothing (rule 18).
    fn is_last(&self, level: usize) -> bool {
        level + 1 == self.tokens.len()
            && match self.rest.as_slice() {
                [] => true,
                [only] => matches!(only.as_str(), "" | "0"),
                _ => false,
            }
    }

    fn insert_plain(&self, mut array: Array, values: &Value) -> Array {
        let Some((last, way)) = self.rest.split_last() else {
            return array;
        };
        let mut at = &mut array;
        for key in way {
            let Some(value) = at.entry(KeyRef::new(key)) else {
                return array;
            };
            // Whatever is in the way is overwritten.
            if !value.is_array() {
                *value = Value::empty_array();
            }
            let Value::Array(next) = value else {
                return array;
            };
            at = next;
        }
        at.insert(KeyRef::new(last), values.clone());
        array
    }

    /// Removes what the path leads to.
    pub(super) fn remove(&self, data: Value) -> Result<Value, PhpError> {
        let array = expect_array(data, "Hash::remove()", "data")?;
        self.remove_from(0, array).map(Value::Array)
    }

    fn remove_from(&self, level: usize, mut array: Array) -> Result<Array, PhpError> {
        check_level(level)?;
        let Some(token) = self.tokens.get(level) else {
            let keys: Vec<KeyRef<'_>> = match self.rest.as_slice() {
                // A path that ends with its wildcard goes on with the key ``.
                [] => vec![KeyRef::Str("")],
                rest => rest.iter().map(KeyRef::from).collect(),
            };
            remove_plain(&mut array, &keys);
            return Ok(array);
        };
        let ends_here = level + 1 == self.tokens.len()
            && (self.rest.is_empty() || self.rest.iter().eq([""].iter()));
        let mut check = token.conditions.as_ref().map(Conditions::check);
        let mut gone = vec![false; array.len()];
        let mut changed = Vec::new();
        for ((position, (key, value)), gone) in array.iter().enumerate().zip(&mut gone) {
            if !token.keys.include(key) {
                continue;
            }
            let Value::Array(inner) = value else {
                *gone = ends_here;
                continue;
            };
            let holds = check.as_mut().map(|check| check.hold(inner)).transpose()?;
            let goes_on = match holds {
                None => true,
                Some(true) => {
                    *gone = ends_here;
                    !ends_here
                }
                Some(false) => false,
            };
            let mut is_empty = inner.is_empty();
            if goes_on {
                let left = self.remove_from(level + 1, inner.clone())?;
                is_empty = left.is_empty();
                if !left.is_same_memory(inner) {
                    changed.push((position, left));
                }
            }
            *gone |= is_empty;
        }
        for (position, left) in changed {
            if let Some(value) = array.value_mut(position) {
                *value = Value::Array(left);
            }
        }
        let mut gone = gone.into_iter();
        array.retain(|_, _| !gone.next().unwrap_or(false));
        Ok(array)
    }
}

fn check_level(level: usize) -> Result<(), PhpError> {
    if level > DEEPEST_WALK {
        return Err(PhpError::error(format!(
            "the data are nested more than {DEEPEST_WALK} levels"
        )));
    }
    Ok(())
}

/// Removes the element at these keys; what is missing on the way is nothing to remove.
fn remove_plain(array: &mut Array, keys: &[KeyRef<'_>]) {
    let Some((last, way)) = keys.split_last() else {
        return;
    };
    // Look first: writing copies what is shared.
    let mut found = Some(&*array);
    for key in way {
        found = found.and_then(|array| array.get(key)?.as_array());
    }
    if !found.is_some_and(|array| array.contains_key(last)) {
        return;
    }
    let mut at = array;
    for key in way {
        let Some(Value::Array(next)) = at.get_mut(key) else {
            return;
        };
        at = next;
    }
    at.remove(last);
}

fn holds<'d>(check: Option<&mut Check<'_, 'd>>, value: &'d Value) -> Result<bool, PhpError> {
    match (check, value) {
        (None, _) => Ok(true),
        (Some(check), Value::Array(item)) => check.hold(item),
        (Some(_), other) => Err(PhpError::argument(
            "Hash::_matches()",
            1,
            "data",
            "array",
            other.kind(),
        )),
    }
}

/// The array, or the `TypeError` that `function` throws when it gets anything else.
pub(super) fn expect_array(value: Value, function: &str, name: &str) -> Result<Array, PhpError> {
    match value {
        Value::Array(array) => Ok(array),
        other => Err(PhpError::argument(function, 1, name, "array", other.kind())),
    }
}
