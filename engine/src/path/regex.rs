//! Regular expressions in conditions, as PHP's `preg_match` takes them.

use std::sync::{
    OnceLock,
    atomic::{AtomicU32, Ordering},
};

use pcre2::bytes::{Regex, RegexBuilder};

/// PHP's own limit of steps for one match (`pcre.backtrack_limit`). It counts anew at every place of
/// a text where a match may begin, so for longer texts it is lower: a pattern that needs more
/// there would take minutes.
const STEP_LIMITS: [(usize, u32); 4] = [
    (1_000, 1_000_000),
    (10_000, 100_000),
    (100_000, 10_000),
    (usize::MAX, 1_000),
];
/// A pattern that ran into the limit this often is not tried any more: with the limit alone, a
/// hostile pattern over a large event would still take minutes.
const GIVE_UP_AFTER: u32 = 25;

/// A delimited pattern with its modifiers (`/^tlp:/i`), compiled.
#[derive(Debug)]
pub(crate) struct Pattern {
    source: Source,
    /// The pattern with each of [`STEP_LIMITS`], compiled when a text of that length comes.
    regexes: [OnceLock<Option<Regex>>; STEP_LIMITS.len()],
    failures: AtomicU32,
}

/// A pattern and its modifiers, without the slashes.
#[derive(Debug)]
struct Source {
    pattern: String,
    modifiers: String,
}

impl Pattern {
    /// Compiles what stands behind the `=`. The message of an error says what PHP warns of.
    pub(crate) fn parse(delimited: &str) -> Result<Self, String> {
        let body = delimited
            .strip_prefix('/')
            .ok_or("the pattern does not begin with `/`")?;
        let end = closing_slash(body).ok_or("the pattern has no closing `/`")?;
        let (pattern, rest) = body.split_at_checked(end).unwrap_or((body, ""));
        let modifiers = rest.get(1..).unwrap_or_default();
        let source = Source {
            pattern: pattern.to_owned(),
            modifiers: modifiers.to_owned(),
        };
        let [(_, limit), ..] = STEP_LIMITS;
        let first = source.compile(limit)?;
        let pattern = Self {
            source,
            regexes: Default::default(),
            failures: AtomicU32::new(0),
        };
        let [slot, ..] = &pattern.regexes;
        slot.get_or_init(|| Some(first));
        Ok(pattern)
    }

    /// The pattern with the limit for a text of this length.
    fn regex(&self, length: usize) -> Option<&Regex> {
        let mut limits = STEP_LIMITS.iter().zip(&self.regexes);
        let ((_, limit), slot) = limits.find(|((most, _), _)| length <= *most)?;
        slot.get_or_init(|| self.source.compile(*limit).ok())
            .as_ref()
    }

    /// Whether `text` matches. Not if the match takes too many steps, as in PHP.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        if self.failures.load(Ordering::Relaxed) >= GIVE_UP_AFTER {
            return false;
        }
        let Some(regex) = self.regex(text.len()) else {
            return false;
        };
        regex.is_match(text.as_bytes()).unwrap_or_else(|_| {
            self.failures.fetch_add(1, Ordering::Relaxed);
            false
        })
    }
}

impl Source {
    fn compile(&self, limit: u32) -> Result<Regex, String> {
        let Self { pattern, modifiers } = self;
        let mut builder = RegexBuilder::new();
        let mut options = String::new();
        let mut anchored = false;
        for modifier in modifiers.chars() {
            match modifier {
                'i' => builder.caseless(true),
                'm' => builder.multi_line(true),
                's' => builder.dotall(true),
                'x' => builder.extended(true),
                'u' => builder.utf(true).ucp(true),
                'A' => {
                    anchored = true;
                    &mut builder
                }
                'U' | 'J' | 'n' => {
                    options.push_str("(?");
                    options.push(modifier);
                    options.push(')');
                    &mut builder
                }
                // No effect on whether a text matches, or (D) only on a line feed at its end.
                'D' | 'S' | 'X' | ' ' | '\n' | '\r' => &mut builder,
                unknown => return Err(format!("unknown modifier `{unknown}`")),
            };
        }
        let pattern = match (anchored, modifiers.contains('x')) {
            (false, _) => pattern.clone(),
            (true, false) => format!("\\A(?:{pattern})"),
            // The line feed ends a comment at the end of an extended pattern.
            (true, true) => format!("\\A(?:{pattern}\n)"),
        };
        let before = format!("(*LIMIT_MATCH={limit}){options}");
        builder
            .build(&format!("{before}{pattern}"))
            .map_err(|error| fault(&error, before.len()))
    }
}

/// What is wrong with a pattern, with the place in it as the user wrote it: `added` bytes were put
/// in front.
fn fault(error: &pcre2::Error, added: usize) -> String {
    let text = error.to_string();
    let what = text.rsplit(": ").next().unwrap_or(&text);
    match error.offset().and_then(|place| place.checked_sub(added)) {
        Some(place) => format!("{what} (behind {place} of its letters)"),
        None => what.to_owned(),
    }
}

/// Where the first `/` is that no backslash precedes.
fn closing_slash(body: &str) -> Option<usize> {
    let mut escaped = false;
    body.bytes().position(|byte| {
        let closes = byte == b'/' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    })
}
