//! Methods that take text apart.

use super::text::required_text;
use crate::template::{
    call::Given,
    fault::{Fault, Outcome},
    py::Py,
    rendering::Rendering,
    text::is_space,
};

/// From where something is done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::template) enum Side {
    Left,
    Right,
    Both,
}

pub(super) fn call(
    context: &mut Rendering,
    owner: &Py,
    text: &str,
    name: &str,
    given: Given,
) -> Outcome<Py> {
    let is_markup = matches!(owner, Py::Markup(_));
    let part = |part: &str| Py::text(part, is_markup);
    let parts = match name {
        "splitlines" => {
            let [keep_ends] = given.bind(name, ["keepends"], 0)?;
            lines(text, keep_ends.is_some_and(|keep| keep.is_true()))
        }
        "partition" | "rpartition" => {
            let [separator] = given.bind(name, [""], 1)?;
            let separator = required_text(separator.as_ref(), name)?;
            if separator.is_empty() {
                return Err(Fault::value("empty separator"));
            }
            let split = match name {
                "partition" => text.split_once(separator.as_str()),
                _ => text.rsplit_once(separator.as_str()),
            };
            let parts = match split {
                Some((before, after)) => [before, separator.as_str(), after],
                None if name == "partition" => [text, "", ""],
                None => ["", "", text],
            };
            return Ok(context.tuple(parts.map(part).to_vec()));
        }
        _ => {
            let [separator, most] = given.bind(name, ["sep", "maxsplit"], 0)?;
            let most = most.map_or(Ok(-1), |most| most.index())?;
            let most = usize::try_from(most).unwrap_or(usize::MAX);
            let side = if name == "split" {
                Side::Left
            } else {
                Side::Right
            };
            match separator.filter(|separator| !separator.is_none()) {
                Some(separator) => {
                    let separator = required_text(Some(&separator), name)?;
                    if separator.is_empty() {
                        return Err(Fault::value("empty separator"));
                    }
                    at_separator(text, &separator, most, side)
                }
                None => at_space(text, most, side),
            }
        }
    };
    context.spend(parts.len())?;
    let parts = parts.into_iter().map(part).collect();
    Ok(context.list(parts))
}

/// `text.split(separator, most)`, or from the right.
pub(in crate::template) fn at_separator<'t>(
    text: &'t str,
    separator: &str,
    most: usize,
    side: Side,
) -> Vec<&'t str> {
    let count = most.saturating_add(1);
    if side == Side::Left {
        return text.splitn(count, separator).collect();
    }
    let mut parts: Vec<&str> = text.rsplitn(count, separator).collect();
    parts.reverse();
    parts
}

fn at_space(text: &str, most: usize, side: Side) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text.trim_matches(is_space);
    if side == Side::Left {
        rest = text.trim_start_matches(is_space);
        while !rest.is_empty() {
            let end = rest.find(is_space).filter(|_| parts.len() < most);
            match end {
                Some(end) => {
                    let (part, after) = rest.split_at(end);
                    parts.push(part);
                    rest = after.trim_start_matches(is_space);
                }
                // What is left after the last split keeps its spaces at the end.
                None if parts.len() < most => {
                    parts.push(rest);
                    rest = "";
                }
                None => {
                    parts.push(rest);
                    rest = "";
                }
            }
        }
        return parts;
    }
    if most < usize::MAX {
        rest = text.trim_end_matches(is_space);
    }
    while !rest.is_empty() {
        let found = rest
            .char_indices()
            .rev()
            .find(|(_, character)| is_space(*character));
        match found.filter(|_| parts.len() < most) {
            Some((at, character)) => {
                let (before, part) = rest.split_at(at + character.len_utf8());
                parts.push(part);
                rest = before.trim_end_matches(is_space);
            }
            None => {
                parts.push(rest);
                rest = "";
            }
        }
    }
    parts.reverse();
    parts
}

/// `text.splitlines(keep_ends)`.
pub(in crate::template) fn lines(text: &str, keep_ends: bool) -> Vec<&str> {
    const ENDS: [char; 11] = [
        '\n', '\r', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}',
        '\u{2029}', '\n',
    ];
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(ENDS) {
        let end = rest.get(at..).unwrap_or_default();
        let length = match end.strip_prefix("\r\n") {
            Some(_) => 2,
            None => end.chars().next().map_or(1, char::len_utf8),
        };
        let line_length = if keep_ends { at + length } else { at };
        lines.push(rest.get(..line_length).unwrap_or_default());
        rest = rest.get(at + length..).unwrap_or_default();
    }
    if !rest.is_empty() {
        lines.push(rest);
    }
    lines
}
