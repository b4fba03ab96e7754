//! Lists and counts in sentences.

/// How many values a sentence names.
const NAMED: usize = 4;

/// Values in one line: the first few, and how many more there are.
pub(super) fn list<T: AsRef<str>>(values: &[T]) -> String {
    let named: Vec<&str> = values.iter().take(NAMED).map(AsRef::as_ref).collect();
    let more = values.len().saturating_sub(NAMED);
    match more {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

/// `1 tag name`, `2 tag names`.
pub(super) fn count(number: usize, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

/// `is` or `are`, after how many there are.
pub(super) fn is_are(number: usize) -> &'static str {
    if number == 1 { "is" } else { "are" }
}
