//! What an instance may be called, and how a name that is too long is shown.

use std::borrow::Cow;

use thiserror::Error;

/// How many letters a name has at most.
pub const LONGEST_NAME: usize = 64;

/// Why a text is no name of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NameError {
    /// Nothing, or blanks only.
    #[error("An instance needs a name")]
    Empty,
    /// It would fill whatever it is shown in.
    #[error("The name has {0} letters, and may have {LONGEST_NAME}. Choose a shorter one")]
    TooLong(usize),
    /// A line break or the like in it, which lists would break at.
    #[error("The name holds a line break or another sign that cannot be seen. Type it without")]
    Unseen,
}

/// Checks what somebody typed as a name; gives it without blanks around it.
///
/// # Errors
/// Where nothing is left of it, it is too long, or it holds control characters.
pub fn check_name(typed: &str) -> Result<&str, NameError> {
    let name = typed.trim();
    match name.chars().count() {
        0 => Err(NameError::Empty),
        letters if letters > LONGEST_NAME => Err(NameError::TooLong(letters)),
        _ if name.chars().any(is_unseen) => Err(NameError::Unseen),
        _ => Ok(name),
    }
}

/// Line breaks, also those of Unicode, and control characters.
fn is_unseen(sign: char) -> bool {
    sign.is_control() || matches!(sign, '\u{2028}' | '\u{2029}')
}

/// A name as it is shown: lists that were written elsewhere may hold any.
pub(super) fn shown(name: &str) -> Cow<'_, str> {
    match check_name(name) {
        Err(NameError::TooLong(_)) => {
            let kept = name.trim().chars().take(LONGEST_NAME - 1);
            Cow::Owned(seen(kept.chain(['…'])))
        }
        Err(NameError::Unseen) => Cow::Owned(seen(name.trim().chars())),
        _ => Cow::Borrowed(name),
    }
}

/// With a blank in place of each sign that cannot be seen.
fn seen(signs: impl Iterator<Item = char>) -> String {
    let seen = signs.map(|sign| if is_unseen(sign) { ' ' } else { sign });
    seen.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_a_long_one_is_shown_cut() {
        assert_eq!(check_name(" lab "), Ok("lab"));
        assert_eq!(check_name(" "), Err(NameError::Empty));
        assert_eq!(check_name("lab\n"), Ok("lab"));
        for broken in ["two\nlines", "a\u{7}b", "two\u{2028}lines"] {
            assert_eq!(check_name(broken), Err(NameError::Unseen));
        }
        assert_eq!(shown("two\nlines"), "two lines");
        let longest = "ä".repeat(LONGEST_NAME);
        assert_eq!(check_name(&longest), Ok(longest.as_str()));
        assert_eq!(shown(&longest), longest);
        let longer = "ä".repeat(270);
        assert_eq!(check_name(&longer), Err(NameError::TooLong(270)));
        let cut = shown(&longer);
        assert_eq!(cut.chars().count(), LONGEST_NAME);
        assert!(cut.ends_with("ä…"), "{cut}");
    }
}
