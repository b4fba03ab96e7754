//! What a blueprint's description says. MISP's own begin with the trigger that they are for, in
//! brackets, and so do ours.

/// The id in brackets at the begin of a description, and what comes after it.
fn split(description: &str) -> Option<(&str, &str)> {
    let (trigger, rest) = description
        .trim_start()
        .strip_prefix('[')?
        .split_once(']')?;
    let trigger = trigger.trim();
    let is_id = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    (!trigger.is_empty() && trigger.chars().all(is_id)).then_some((trigger, rest))
}

/// The id of the trigger that a description names; `None` where it names none.
pub fn trigger_named(description: &str) -> Option<&str> {
    split(description).map(|(trigger, _)| trigger)
}

/// The description without the trigger.
pub fn purpose(description: &str) -> &str {
    split(description)
        .map_or(description, |(_, rest)| rest)
        .trim()
}
