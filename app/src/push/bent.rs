//! What a server's database makes of the texts that it is given: it trims them, cuts them, and puts a
//! sign of its own in place of one that it does not know.

use misp_flow_engine::compare::{Difference, What};
use serde_json::Value as Json;

/// What databases put in place of what they cannot store.
const IN_PLACE: [char; 2] = ['?', '\u{fffd}'];

/// How many characters a text has at least that is cut.
const CUT_FROM: usize = 200;

/// Whether a difference from what was sent is of that kind.
pub(super) fn is_bent(one: &Difference) -> bool {
    match &one.what {
        What::Name(sent, stored) | What::Description(sent, stored) => is_bent_text(sent, stored),
        What::Param(_, Some(sent), Some(stored)) => is_bent_json(sent, stored),
        _ => false,
    }
}

fn is_bent_json(sent: &Json, stored: &Json) -> bool {
    match (sent, stored) {
        (Json::String(sent), Json::String(stored)) => is_bent_text(sent, stored),
        (Json::Array(sent), Json::Array(stored)) => {
            let mut pairs = sent.iter().zip(stored);
            sent.len() == stored.len() && pairs.all(|(one, other)| is_bent_json(one, other))
        }
        (Json::Object(sent), Json::Object(stored)) => {
            let is_in = |(key, value): (&String, &Json)| {
                let there = stored.get(key);
                there.is_some_and(|there| is_bent_json(value, there))
            };
            sent.len() == stored.len() && sent.iter().all(is_in)
        }
        (sent, stored) => sent == stored,
    }
}

fn is_bent_text(sent: &str, stored: &str) -> bool {
    let (sent, stored) = (sent.replace("\r\n", "\n"), stored.replace("\r\n", "\n"));
    let (sent, stored) = (sent.trim(), stored.trim());
    if sent == stored {
        return true;
    }
    let is_cut = stored.chars().count() >= CUT_FROM && sent.starts_with(stored);
    is_cut || is_replaced(sent, stored)
}

/// Whether they differ only where a sign stands for one, or for each byte of one, beyond ASCII.
fn is_replaced(sent: &str, stored: &str) -> bool {
    is_replaced_by(sent, stored, |_| 1) || is_replaced_by(sent, stored, char::len_utf8)
}

/// The same for so many signs in place of each.
fn is_replaced_by(sent: &str, stored: &str, signs: impl Fn(char) -> usize) -> bool {
    let mut rest = stored;
    for sign in sent.chars() {
        if let Some(after) = rest.strip_prefix(sign) {
            rest = after;
            continue;
        }
        if sign.is_ascii() && !sign.is_ascii_control() {
            return false;
        }
        for _ in 0..signs(sign) {
            let Some(after) = rest.strip_prefix(IN_PLACE) else {
                return false;
            };
            rest = after;
        }
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_database_bends_is_told_from_what_somebody_writes() {
        let long = "n".repeat(300);
        for (sent, stored) in [
            (" Block ", "Block"),
            ("a\r\nb", "a\nb"),
            ("Fall 🍂 report", "Fall ? report"),
            ("Fall 🍂 report", "Fall ???? report"),
            ("Größe", "Gr\u{fffd}\u{fffd}e"),
            (&long, &long[..255]),
        ] {
            assert!(is_bent_text(sent, stored), "{sent} {stored}");
        }
        for (sent, stored) in [
            ("Second", "Third"),
            ("Second", "Second!"),
            ("What now", "What?now"),
            ("Second", "Sec"),
            ("", "Theirs"),
        ] {
            assert!(!is_bent_text(sent, stored), "{sent} {stored}");
        }
    }
}
