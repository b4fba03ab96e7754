//! Methods that look for a part of a text.

use super::{clipped, text::required_text};
use crate::template::{
    call::Given,
    fault::{Fault, Outcome},
    py::Py,
};

/// `find`, `rfind`, `index`, `rindex`, `count`.
pub(super) fn found(text: &str, name: &str, given: Given) -> Outcome<Py> {
    let [part, start, stop] = given.bind(name, ["", "", ""], 1)?;
    let part = required_text(part.as_ref(), name)?;
    let (start, window) = window(text, start.as_ref(), stop.as_ref())?;
    if name == "count" {
        let count = match window {
            None => 0,
            Some(window) if part.is_empty() => window.chars().count() + 1,
            Some(window) => window.matches(part.as_str()).count(),
        };
        return Ok(Py::length(count));
    }
    let at = window.and_then(|window| {
        let at = if name.starts_with('r') {
            window.rfind(part.as_str())
        } else {
            window.find(part.as_str())
        };
        at.and_then(|at| window.get(..at))
    });
    match at {
        Some(before) => Ok(Py::length(start + before.chars().count())),
        None if name.ends_with("find") => Ok(Py::Int(-1)),
        None => Err(Fault::value("substring not found")),
    }
}

/// `startswith`, `endswith`.
pub(super) fn begins(text: &str, name: &str, given: Given) -> Outcome<Py> {
    let [part, start, stop] = given.bind(name, ["", "", ""], 1)?;
    let (_, window) = window(text, start.as_ref(), stop.as_ref())?;
    let parts = match part {
        Some(Py::Tuple(tuple)) => tuple.items.clone(),
        other => other.into_iter().collect(),
    };
    for part in &parts {
        let Some(part) = part.as_text() else {
            return Err(Fault::type_error(format!(
                "{name} first arg must be str or a tuple of str, not {}",
                part.type_name()
            )));
        };
        let fits = window.is_some_and(|window| match name {
            "startswith" => window.starts_with(part.as_str()),
            _ => window.ends_with(part.as_str()),
        });
        if fits {
            return Ok(Py::Bool(true));
        }
    }
    Ok(Py::Bool(false))
}

/// Where the part of the text begins that is looked at, and that part, if there is one.
fn window<'t>(
    text: &'t str,
    start: Option<&Py>,
    stop: Option<&Py>,
) -> Outcome<(usize, Option<&'t str>)> {
    let length = text.chars().count();
    let start = clipped(start, length)?.unwrap_or(0);
    let stop = clipped(stop, length)?.unwrap_or(length).min(length);
    let window = (start <= stop).then(|| between(text, start, stop));
    Ok((start, window))
}

/// The characters from `start` to before `stop`.
fn between(text: &str, start: usize, stop: usize) -> &str {
    let byte = |place: usize| {
        text.char_indices()
            .nth(place)
            .map_or(text.len(), |(at, _)| at)
    };
    text.get(byte(start)..byte(stop)).unwrap_or_default()
}
