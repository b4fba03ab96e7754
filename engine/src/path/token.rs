//! The tokens of a hash path, and how a path is cut into them.

use std::borrow::Cow;

use smol_str::SmolStr;

use crate::value::{KeyRef, Number, compare_texts, is_numeric, parse_number};

use super::condition::Conditions;

/// One step of a path: which keys it follows, and what must hold for the elements there.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) keys: Keys,
    pub(super) conditions: Option<Conditions>,
}

/// Which keys a token follows.
#[derive(Debug)]
pub(super) enum Keys {
    /// `{*}`.
    All,
    /// `{n}`: numbers and numeric text.
    Numbers,
    /// `{s}`: text, numeric text too.
    Texts,
    /// A number, which all keys match that are loosely equal to it.
    Number(Number, SmolStr),
    /// One name.
    Name(SmolStr),
}

impl Token {
    /// Whether it follows all elements of a list.
    pub(super) fn is_each(&self) -> bool {
        matches!(self.keys, Keys::All | Keys::Numbers) && self.conditions.is_none()
    }

    pub(super) fn parse(text: &str) -> Self {
        let (name, conditions) = match text.find('[').and_then(|at| text.split_at_checked(at)) {
            Some((name, conditions)) => (name, Some(Conditions::parse(conditions))),
            None => (text, None),
        };
        let keys = match name {
            "{*}" => Keys::All,
            "{n}" => Keys::Numbers,
            "{s}" => Keys::Texts,
            name => match parse_number(name) {
                Some(number) => Keys::Number(number, SmolStr::new(name)),
                None => Keys::Name(SmolStr::new(name)),
            },
        };
        Self { keys, conditions }
    }
}

impl Keys {
    /// Whether the token follows `key`.
    pub(super) fn include(&self, key: KeyRef<'_>) -> bool {
        match (self, key) {
            (Keys::All, _) => true,
            (Keys::Numbers, KeyRef::Int(_)) => true,
            (Keys::Numbers, KeyRef::Str(text)) => is_numeric(text),
            (Keys::Texts, key) => matches!(key, KeyRef::Str(_)),
            (Keys::Number(Number::Int(wanted), _), KeyRef::Int(number)) => *wanted == number,
            (Keys::Number(Number::Float(wanted), _), KeyRef::Int(number)) => {
                *wanted == number as f64
            }
            (Keys::Number(_, wanted), KeyRef::Str(text)) => compare_texts(text, wanted).is_eq(),
            (Keys::Name(name), KeyRef::Str(text)) => name == text,
            (Keys::Name(_), KeyRef::Int(_)) => false,
        }
    }
}

/// Whether `path` is more than keys and dots.
pub(super) fn is_wild(path: &str) -> bool {
    path.contains(['{', '['])
}

/// Cuts a path at its dots. With a bracket anywhere, dots inside of brackets do not count and
/// each piece is trimmed; a closing bracket too many keeps all later dots from cutting (rule 17).
pub(super) fn split(path: &str) -> Vec<Cow<'_, str>> {
    if !path.contains('[') {
        return path.split('.').map(Cow::Borrowed).collect();
    }
    let mut pieces = Vec::new();
    let mut depth = 0_i64;
    let mut start = 0;
    for (at, byte) in path.bytes().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' => depth -= 1,
            b'.' if depth == 0 => {
                pieces.push(trimmed(path.get(start..at)));
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(trimmed(path.get(start..)));
    pieces
}

fn trimmed(piece: Option<&str>) -> Cow<'_, str> {
    let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\0' | '\u{b}');
    Cow::Borrowed(piece.unwrap_or_default().trim_matches(blank))
}
