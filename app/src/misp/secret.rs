//! The API key: nothing prints it, and it leaves its wrapping for the request's header and the
//! keyring only.

use std::fmt;

use reqwest::header::HeaderValue;
use zeroize::{Zeroize as _, Zeroizing};

use super::refusal::{Cause, Refusal};

/// What stands in a message where the key would have stood.
const BLANK: &str = "‹key›";
/// How many characters a key of MISP's has.
pub(super) const KEY_LENGTH: usize = 40;

/// Whether a word may be a key of MISP.
pub(crate) fn is_like_key(word: &str) -> bool {
    word.len() == KEY_LENGTH && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A key to MISP's API. Printing it shows nothing of it; its memory is overwritten when it goes.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(Zeroizing<String>);

impl ApiKey {
    /// Takes a key as somebody typed or pasted it; blanks around it are not part of it.
    pub fn new(mut text: String) -> Self {
        let key = Zeroizing::new(text.trim().to_owned());
        text.zeroize();
        Self(key)
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many characters it has.
    pub fn length(&self) -> usize {
        self.0.chars().count()
    }

    /// Whether it is as long as keys of MISP are.
    ///
    /// # Errors
    /// Where it is not; the host is the one that it is for.
    pub fn check_length(&self, host: &str) -> Result<(), Refusal> {
        match self.length() {
            KEY_LENGTH => Ok(()),
            length => Err(Refusal::new(
                Cause::KeyLength { length },
                host,
                "the request",
            )),
        }
    }

    /// The `Authorization` header, marked as sensitive; `None` where the key has characters that a
    /// header cannot carry.
    pub(super) fn header(&self) -> Option<HeaderValue> {
        if !self.0.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let mut value = HeaderValue::from_str(&self.0).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// The key for the keyring.
    pub(super) fn for_keyring(&self) -> &str {
        &self.0
    }

    /// A text that came from elsewhere, without the key should it hold it.
    pub(super) fn scrub(&self, text: &str) -> String {
        if self.0.len() < 8 {
            // So short a word is in many texts, and is no key that a server takes.
            return text.to_owned();
        }
        text.replace(self.0.as_str(), BLANK)
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(BLANK)
    }
}

impl fmt::Display for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(BLANK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_in_its_header_only() {
        let key = ApiKey::new(" 0123456789abcdef0123456789abcdef01234567\n".to_owned());
        let header = key.header().unwrap();
        assert_eq!(header.as_bytes().len(), KEY_LENGTH);
        assert!(header.is_sensitive());
        for text in [
            format!("{key}"),
            format!("{key:?}"),
            format!("{header:?}"),
            key.scrub("not 0123456789abcdef0123456789abcdef01234567!"),
        ] {
            assert!(!text.contains("0123"), "{text}");
        }
    }

    #[test]
    fn what_no_header_carries_is_no_key() {
        assert!(ApiKey::new("käse".to_owned()).header().is_none());
        assert!(ApiKey::new("two words".to_owned()).header().is_none());
        assert!(ApiKey::new("  ".to_owned()).is_empty());
    }
}
