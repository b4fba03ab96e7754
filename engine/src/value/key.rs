//! Keys of PHP arrays: whole numbers and text, where text that looks like a number is a number.

use std::fmt;

use smol_str::SmolStr;

/// A key of an [`Array`](super::Array), owned.
///
/// Text that is the canonical decimal form of an `i64` (`"12"`, `"-3"`, but not `"01"`, `"-0"`,
/// `"+5"`, `"1.5"`) is always [`Key::Int`]: build keys with `From`, not with the variant, when
/// the text comes from outside.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// A whole number.
    Int(i64),
    /// Any text that is not a canonical decimal number.
    Str(SmolStr),
}

/// A key that borrows its text; what look-ups take and iterators give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyRef<'a> {
    /// A whole number.
    Int(i64),
    /// Any text that is not a canonical decimal number.
    Str(&'a str),
}

impl Key {
    /// The same key, borrowed.
    pub fn as_ref(&self) -> KeyRef<'_> {
        match self {
            Key::Int(number) => KeyRef::Int(*number),
            Key::Str(text) => KeyRef::Str(text),
        }
    }

    /// Whether this key equals `other`.
    pub(super) fn is(&self, other: KeyRef<'_>) -> bool {
        match (self, other) {
            (Key::Int(a), KeyRef::Int(b)) => *a == b,
            (Key::Str(a), KeyRef::Str(b)) => a.as_str() == b,
            _ => false,
        }
    }
}

impl<'a> KeyRef<'a> {
    /// The key that PHP makes of this text.
    pub fn new(text: &'a str) -> Self {
        match canonical_int(text) {
            Some(number) => KeyRef::Int(number),
            None => KeyRef::Str(text),
        }
    }

    /// The text, unless the key is a number.
    pub fn as_str(self) -> Option<&'a str> {
        match self {
            KeyRef::Int(_) => None,
            KeyRef::Str(text) => Some(text),
        }
    }

    /// The number, unless the key is text.
    pub fn as_int(self) -> Option<i64> {
        match self {
            KeyRef::Int(number) => Some(number),
            KeyRef::Str(_) => None,
        }
    }

    /// An owned copy.
    pub fn to_key(self) -> Key {
        match self {
            KeyRef::Int(number) => Key::Int(number),
            KeyRef::Str(text) => Key::Str(SmolStr::new(text)),
        }
    }
}

/// The number that `text` writes, if it writes it the one way PHP takes for an integer key.
fn canonical_int(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let digits = bytes.strip_prefix(b"-").unwrap_or(bytes);
    let canonical = match digits {
        [b'0'] => digits.len() == bytes.len(),
        [b'1'..=b'9', rest @ ..] => rest.len() < 19 && rest.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    if canonical { text.parse().ok() } else { None }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_ref().fmt(f)
    }
}

impl fmt::Display for KeyRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyRef::Int(number) => number.fmt(f),
            KeyRef::Str(text) => text.fmt(f),
        }
    }
}

impl<'a> From<&'a str> for KeyRef<'a> {
    fn from(text: &'a str) -> Self {
        KeyRef::new(text)
    }
}

impl<'a> From<&'a SmolStr> for KeyRef<'a> {
    fn from(text: &'a SmolStr) -> Self {
        KeyRef::new(text)
    }
}

impl<'a> From<&'a Key> for KeyRef<'a> {
    fn from(key: &'a Key) -> Self {
        key.as_ref()
    }
}

impl<'a> From<&KeyRef<'a>> for KeyRef<'a> {
    fn from(key: &KeyRef<'a>) -> Self {
        *key
    }
}

impl From<i64> for KeyRef<'_> {
    fn from(number: i64) -> Self {
        KeyRef::Int(number)
    }
}

impl From<KeyRef<'_>> for Key {
    fn from(key: KeyRef<'_>) -> Self {
        key.to_key()
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        KeyRef::new(text).to_key()
    }
}

impl From<SmolStr> for Key {
    fn from(text: SmolStr) -> Self {
        match canonical_int(&text) {
            Some(number) => Key::Int(number),
            None => Key::Str(text),
        }
    }
}

impl From<String> for Key {
    fn from(text: String) -> Self {
        Key::from(SmolStr::from(text))
    }
}

impl From<i64> for Key {
    fn from(number: i64) -> Self {
        Key::Int(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_canonical_decimals_are_numbers() {
        for (text, number) in [
            ("0", 0),
            ("12", 12),
            ("-3", -3),
            ("9223372036854775807", i64::MAX),
            ("-9223372036854775808", i64::MIN),
        ] {
            assert_eq!(Key::from(text), Key::Int(number), "{text}");
        }
        for text in [
            "",
            "-",
            "01",
            "-0",
            "+5",
            "1.5",
            " 4",
            "4 ",
            "1e2",
            "٣",
            "--1",
            "9223372036854775808",
            "99999999999999999999",
        ] {
            assert_eq!(Key::from(text), Key::Str(text.into()), "{text}");
        }
    }
}
