//! What Python knows about characters.

use std::sync::OnceLock;

use pcre2::bytes::{Regex, RegexBuilder};

/// A pattern of ours, compiled once. For short texts: each match checks the whole text, so finding
/// all of them takes time that grows with the square. Matching goes on in UTF-8 with Unicode's classes, as in
/// Python.
pub(super) struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub(super) const fn new(source: &'static str) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }

    fn regex(&self) -> Option<&Regex> {
        let compile = || {
            RegexBuilder::new()
                .utf(true)
                .ucp(true)
                .build(self.source)
                .ok()
        };
        self.compiled.get_or_init(compile).as_ref()
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        self.regex()
            .is_some_and(|regex| regex.is_match(text.as_bytes()).unwrap_or(false))
    }

    /// Where the pattern matches, from left to right.
    pub(super) fn matches<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let found = self.regex().map(|regex| regex.find_iter(text.as_bytes()));
        found
            .into_iter()
            .flatten()
            .map_while(Result::ok)
            .filter_map(|found| text.get(found.start()..found.end()))
            .collect()
    }
}

/// The text in pieces that are all of characters that `is_one` takes, or all of others.
pub(super) fn runs(text: &str, is_one: fn(char) -> bool) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let kind = is_one(first);
        let end = rest
            .find(|character| is_one(character) != kind)
            .unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        runs.push(run);
        rest = after;
    }
    runs
}

/// Whether Python prints the character as it is (`str.isprintable`).
pub(super) fn is_printable(character: char) -> bool {
    static UNPRINTABLE: Pattern = Pattern::new(r"[\p{C}\p{Zl}\p{Zp}\p{Zs}]");
    match character {
        ' '..='~' => true,
        '\0'..='\u{a0}' | '\u{ad}' => false,
        '\u{a1}'..='\u{2ff}' => true,
        _ => !UNPRINTABLE.is_match(character.encode_utf8(&mut [0; 4])),
    }
}

/// What Python takes for white space.
pub(super) fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

/// The character at the beginning of a word.
pub(super) fn titled(character: char) -> String {
    match character {
        'Ǆ' | 'ǅ' | 'ǆ' => "ǅ".to_owned(),
        'Ǉ' | 'ǈ' | 'ǉ' => "ǈ".to_owned(),
        'Ǌ' | 'ǋ' | 'ǌ' => "ǋ".to_owned(),
        'Ǳ' | 'ǲ' | 'ǳ' => "ǲ".to_owned(),
        other => {
            let mut upper = other.to_uppercase();
            let first = upper.next().into_iter();
            first.chain(upper.flat_map(char::to_lowercase)).collect()
        }
    }
}

/// `text.capitalize()`.
pub(super) fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => titled(first) + lowered_after(first, characters.as_str()).as_str(),
        None => String::new(),
    }
}

/// Lower case of what follows a character: a sigma at the end of the word depends on it.
fn lowered_after(first: char, rest: &str) -> String {
    let whole = format!("{first}{rest}").to_lowercase();
    let skipped = first.to_lowercase().map(char::len_utf8).sum();
    whole.get(skipped..).unwrap_or_default().to_owned()
}
