//! The conditions of a token: what stands in its brackets.

use crate::value::{Array, Key, LookUp, PhpError, Value};

use super::regex::Pattern;

/// The conditions of one token; all of them must hold. With none that can be read (`[]`,
/// `[id=]`, `[id`), every array passes (rule 10 of the conformance notes).
#[derive(Debug)]
pub(super) struct Conditions(Vec<Condition>);

#[derive(Debug)]
struct Condition {
    attribute: Key,
    test: Test,
}

#[derive(Debug)]
enum Test {
    /// Has it, and it is not null.
    IsSet,
    Compare(Comparison, Value),
    /// A regular expression, or why it is none.
    Matches(Result<Box<Pattern>, String>),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Conditions {
    /// Reads the text from the first bracket of a token to its end. What cannot be read as a
    /// condition is passed over, as MISP does.
    pub(super) fn parse(text: &str) -> Self {
        let mut conditions = Vec::new();
        let mut at = 0;
        while let Some(found) = find_condition(text, at) {
            at = found.end;
            conditions.push(Condition::new(found));
        }
        Self(conditions)
    }

    /// A check of these conditions on many items.
    pub(super) fn check<'d>(&self) -> Check<'_, 'd> {
        let conditions = self.0.iter();
        Check(
            conditions
                .map(|condition| (condition, LookUp::of(&condition.attribute)))
                .collect(),
        )
    }

    /// The keys that are asked for.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        let keys = self.0.iter();
        keys.filter_map(|condition| condition.attribute.as_ref().as_str())
    }

    /// Why regular expressions among the conditions do not compile.
    pub(super) fn faults(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|condition| match &condition.test {
            Test::Matches(Err(fault)) => Some(fault.as_str()),
            _ => None,
        })
    }

    /// The values that are compared with as they stand.
    pub(super) fn literals(&self) -> impl Iterator<Item = String> {
        self.0.iter().filter_map(|condition| match &condition.test {
            Test::Compare(_, value) => Some(value.to_text().into_owned()),
            _ => None,
        })
    }
}

/// The brackets in the text of a token's conditions that are no condition.
pub(super) fn idle(text: &str) -> Vec<&str> {
    let mut idle = Vec::new();
    let mut at = 0;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find('[')) {
        let open = at + open;
        match find_condition(text, at) {
            Some(found) if found.open == open => at = found.end,
            _ => {
                let rest = text.get(open..).unwrap_or_default();
                let length = rest.find(']').map_or(rest.len(), |close| close + 1);
                idle.extend(rest.get(..length));
                at = open + length;
            }
        }
    }
    idle
}

/// Checks conditions on items, which mostly have the same keys.
pub(super) struct Check<'c, 'd>(Vec<(&'c Condition, LookUp<'c, 'd>)>);

impl<'d> Check<'_, 'd> {
    /// Whether all conditions hold for `item`.
    ///
    /// # Errors
    ///
    /// A `TypeError` where a regular expression meets an array.
    pub(super) fn hold(&mut self, item: &'d Array) -> Result<bool, PhpError> {
        for (condition, attribute) in &mut self.0 {
            if !condition.holds(attribute.get(item))? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Condition {
    fn new(found: Found<'_>) -> Self {
        let test = match (found.operator, found.value) {
            ("", _) => Test::IsSet,
            ("=", value) if value.starts_with('/') => {
                Test::Matches(Pattern::parse(value).map(Box::new))
            }
            (operator, value) => {
                let comparison = match operator {
                    "=" => Comparison::Equal,
                    "!=" => Comparison::NotEqual,
                    "<" => Comparison::Less,
                    "<=" => Comparison::LessOrEqual,
                    ">" => Comparison::Greater,
                    _ => Comparison::GreaterOrEqual,
                };
                Test::Compare(comparison, Value::from(value))
            }
        };
        Self {
            attribute: Key::from(found.attribute),
            test,
        }
    }

    /// Whether it holds for an item that has this at the attribute.
    fn holds(&self, actual: Option<&Value>) -> Result<bool, PhpError> {
        let Some(actual) = actual else {
            return Ok(false);
        };
        match &self.test {
            Test::IsSet => Ok(!actual.is_null()),
            Test::Compare(comparison, wanted) => {
                let word;
                let actual = match actual {
                    Value::Bool(is_true) => {
                        word = bool_word(*is_true, wanted.is_numeric());
                        &word
                    }
                    other => other,
                };
                Ok(match comparison {
                    Comparison::Equal => actual.loose_eq(wanted),
                    Comparison::NotEqual => !actual.loose_eq(wanted),
                    Comparison::Less => !wanted.loose_le(actual),
                    Comparison::LessOrEqual => !wanted.loose_lt(actual),
                    Comparison::Greater => !actual.loose_le(wanted),
                    Comparison::GreaterOrEqual => !actual.loose_lt(wanted),
                })
            }
            Test::Matches(pattern) => {
                let word;
                let text = match actual {
                    Value::Array(_) => {
                        return Err(PhpError::argument(
                            "preg_match()",
                            2,
                            "subject",
                            "string",
                            "array",
                        ));
                    }
                    Value::Bool(is_true) => {
                        word = bool_word(*is_true, false);
                        word.to_text()
                    }
                    other => other.to_text(),
                };
                Ok(pattern
                    .as_ref()
                    .is_ok_and(|pattern| pattern.is_match(&text)))
            }
        }
    }
}

/// What a boolean is compared as: a digit against a number, a word against anything else.
fn bool_word(is_true: bool, against_number: bool) -> Value {
    Value::from(match (is_true, against_number) {
        (true, true) => "1",
        (false, true) => "0",
        (true, false) => "true",
        (false, false) => "false",
    })
}

/// A condition as it stands in the text.
struct Found<'t> {
    /// Where its opening bracket stands.
    open: usize,
    attribute: &'t str,
    /// Empty for "has it".
    operator: &'t str,
    value: &'t str,
    /// Where the text behind the closing bracket begins.
    end: usize,
}

/// The first condition in `text` from `from` on.
///
/// A condition is `[`, an attribute of at least one character before the first of `= < > !` or
/// the next `]`, then either `]` or an operator, a value of at least one character, and `]`.
/// Blanks around the operator do not count. A bracket where none of this fits is passed over.
fn find_condition(text: &str, from: usize) -> Option<Found<'_>> {
    let mut from = from;
    loop {
        let open = from + text.get(from..)?.find('[')?;
        let name = open + 1;
        // The attribute has at least one character, which may be anything but an operator's.
        let first = text.get(name..)?.chars().next()?;
        if matches!(first, '=' | '<' | '>' | '!') {
            from = name;
            continue;
        }
        let second = name + first.len_utf8();
        let stop = second + text.get(second..)?.find(['=', '<', '>', '!', ']'])?;
        if text.get(stop..)?.starts_with(']') {
            let attribute = text.get(name..stop)?;
            return Some(Found {
                open,
                attribute,
                operator: "",
                value: "",
                end: stop + 1,
            });
        }
        match comparison(text, stop) {
            Some((operator, value, end)) => {
                let rest = text.get(second..stop)?;
                let attribute_end = second + rest.trim_end_matches(is_blank).len();
                let attribute = text.get(name..attribute_end)?;
                return Some(Found {
                    open,
                    attribute,
                    operator,
                    value,
                    end,
                });
            }
            // Every bracket before this place would fail in the same way.
            None => from = stop,
        }
    }
}

/// An operator at `at`, the value behind it, and where the text behind the closing bracket
/// begins.
fn comparison(text: &str, at: usize) -> Option<(&str, &str, usize)> {
    let rest = text.get(at..)?;
    let longest = ["!=", "<=", ">=", "="]
        .into_iter()
        .find(|operator| rest.starts_with(operator));
    // `[a>=]` has no value behind `>=`, but reads as `>` and the value `=`.
    let shortest = ["<", ">"]
        .into_iter()
        .find(|operator| rest.starts_with(operator));
    [longest, shortest]
        .into_iter()
        .flatten()
        .find_map(|operator| {
            let (value, end) = value(text, at + operator.len())?;
            Some((text.get(at..at + operator.len())?, value, end))
        })
}

/// The value that begins at `at`: the shortest `/…/` before a `]`, or all up to the first `]`.
fn value(text: &str, at: usize) -> Option<(&str, usize)> {
    let rest = text.get(at..)?;
    let start = at + (rest.len() - rest.trim_start_matches(is_blank).len());
    if let Some(pattern) = text.get(start..)?.strip_prefix('/') {
        let line = pattern.split('\n').next().unwrap_or(pattern);
        if let Some(length) = line.find("/]") {
            let end = start + 1 + length + 1;
            return Some((text.get(start..end)?, end + 1));
        }
    }
    let close = start + text.get(start..)?.find(']')?;
    // A value of blanks only keeps its last blank.
    let start = if close == start && start > at {
        start - 1
    } else {
        start
    };
    let value = text.get(start..close).filter(|value| !value.is_empty())?;
    Some((value, close + 1))
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')
}
