//! `pprint`: Python's `pprint.pformat`.

use crate::template::{
    call::Given,
    fault::{Fault, Outcome},
    methods::text::lines_with_ends,
    py::{Py, compare::ordered, repr::quoted},
    rendering::Rendering,
    syntax::tree::Comparison,
    text::is_space,
};

const WIDTH: usize = 80;
/// How deep values may be nested.
const DEEPEST: usize = 150;

pub(super) fn pprint(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    given.bind("pprint", [], 0)?;
    let mut out = String::new();
    write(
        context,
        &value,
        &mut out,
        Place {
            indent: 0,
            allowance: 0,
            level: 0,
        },
    )?;
    context.reserve(out.len())?;
    Ok(Py::from(out))
}

/// Where something is written: how far in, how much room has to be left behind it, how deep.
#[derive(Clone, Copy)]
struct Place {
    indent: usize,
    allowance: usize,
    level: usize,
}

fn count(text: &str) -> usize {
    text.chars().count()
}

/// The value on one line, dicts sorted.
fn flat(context: &mut Rendering, value: &Py, depth: usize) -> Outcome<String> {
    context.spend(1)?;
    if depth > DEEPEST {
        return Err(Fault::recursion("maximum recursion depth exceeded"));
    }
    let mut parts = Vec::new();
    let text = match value {
        Py::Dict(dict) => {
            for (key, value) in by_key(dict.peek()) {
                let key = flat(context, &key, depth + 1)?;
                parts.push(format!("{key}: {}", flat(context, &value, depth + 1)?));
            }
            format!("{{{}}}", parts.join(", "))
        }
        Py::List(list) => {
            for item in list.peek() {
                parts.push(flat(context, &item, depth + 1)?);
            }
            format!("[{}]", parts.join(", "))
        }
        Py::Tuple(tuple) if !tuple.is_group => {
            for item in &tuple.items {
                parts.push(flat(context, item, depth + 1)?);
            }
            let comma = if parts.len() == 1 { "," } else { "" };
            format!("({}{comma})", parts.join(", "))
        }
        other => context.repr(other)?,
    };
    context.reserve(text.len())?;
    Ok(text)
}

/// Entries by their keys; keys that cannot be compared by their types.
fn by_key(mut entries: Vec<(Py, Py)>) -> Vec<(Py, Py)> {
    let is_less = |a: &Py, b: &Py| {
        ordered(Comparison::Less, a, b).unwrap_or_else(|_| a.type_name() < b.type_name())
    };
    // Merging runs, as the comparison need not be an order.
    let mut width = 1;
    while width < entries.len() {
        let mut merged = Vec::with_capacity(entries.len());
        for pair in entries.chunks(width * 2) {
            let (left, right) = pair.split_at(width.min(pair.len()));
            let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
            while let (Some(first), Some(second)) = (left.peek(), right.peek()) {
                let next = if is_less(&second.0, &first.0) {
                    right.next()
                } else {
                    left.next()
                };
                merged.extend(next.cloned());
            }
            merged.extend(left.cloned());
            merged.extend(right.cloned());
        }
        entries = merged;
        width *= 2;
    }
    entries
}

fn write(context: &mut Rendering, value: &Py, out: &mut String, place: Place) -> Outcome<()> {
    context.check_output(out.len())?;
    let flat = flat(context, value, 0)?;
    if count(&flat) + place.indent + place.allowance <= WIDTH {
        out.push_str(&flat);
        return Ok(());
    }
    if place.level > DEEPEST {
        return Err(Fault::recursion("maximum recursion depth exceeded"));
    }
    let inner = Place {
        level: place.level + 1,
        ..place
    };
    match value {
        Py::Dict(dict) => {
            out.push('{');
            write_entries(context, by_key(dict.peek()), out, inner)?;
            out.push('}');
        }
        Py::List(list) => {
            out.push('[');
            write_items(
                context,
                &list.peek(),
                out,
                Place {
                    allowance: inner.allowance + 1,
                    ..inner
                },
            )?;
            out.push(']');
        }
        Py::Tuple(tuple) if !tuple.is_group => {
            let end = if tuple.items.len() == 1 { ",)" } else { ")" };
            out.push('(');
            let allowance = inner.allowance + end.len();
            write_items(context, &tuple.items, out, Place { allowance, ..inner })?;
            out.push_str(end);
        }
        Py::Str(text) if !text.is_empty() => write_text(text, out, inner),
        _ => out.push_str(&flat),
    }
    Ok(())
}

fn write_items(
    context: &mut Rendering,
    items: &[Py],
    out: &mut String,
    place: Place,
) -> Outcome<()> {
    let indent = place.indent + 1;
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            next_line(out, ",", indent);
        }
        let is_last = position + 1 == items.len();
        let allowance = if is_last { place.allowance } else { 1 };
        write(
            context,
            item,
            out,
            Place {
                indent,
                allowance,
                ..place
            },
        )?;
    }
    Ok(())
}

fn write_entries(
    context: &mut Rendering,
    entries: Vec<(Py, Py)>,
    out: &mut String,
    place: Place,
) -> Outcome<()> {
    let indent = place.indent + 1;
    let length = entries.len();
    for (position, (key, value)) in entries.into_iter().enumerate() {
        if position > 0 {
            next_line(out, ",", indent);
        }
        let key = flat(context, &key, 0)?;
        out.push_str(&key);
        out.push_str(": ");
        let is_last = position + 1 == length;
        let allowance = if is_last { place.allowance + 1 } else { 1 };
        let indent = indent + count(&key) + 2;
        write(
            context,
            &value,
            out,
            Place {
                indent,
                allowance,
                ..place
            },
        )?;
    }
    Ok(())
}

fn next_line(out: &mut String, end: &str, indent: usize) {
    out.push_str(end);
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

/// Long text in pieces, one below the other.
fn write_text(text: &str, out: &mut String, place: Place) {
    let outermost = usize::from(place.level == 1);
    let (indent, allowance) = (place.indent + outermost, place.allowance + outermost);
    let width = WIDTH.saturating_sub(indent);
    let lines = lines_with_ends(text);
    let mut chunks = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let is_last_line = number + 1 == lines.len();
        let line_width = if is_last_line {
            width.saturating_sub(allowance)
        } else {
            width
        };
        let whole = quoted(line);
        if count(&whole) <= line_width {
            chunks.push(whole);
            continue;
        }
        let parts = words_with_space(line);
        let mut current = String::new();
        for (position, part) in parts.iter().enumerate() {
            let is_last = is_last_line && position + 1 == parts.len();
            let part_width = if is_last {
                width.saturating_sub(allowance)
            } else {
                width
            };
            let candidate = format!("{current}{part}");
            if count(&quoted(&candidate)) > part_width {
                if !current.is_empty() {
                    chunks.push(quoted(&current));
                }
                current = (*part).to_owned();
            } else {
                current = candidate;
            }
        }
        if !current.is_empty() {
            chunks.push(quoted(&current));
        }
    }
    let is_wrapped = outermost == 1 && chunks.len() > 1;
    if is_wrapped {
        out.push('(');
    }
    for (position, chunk) in chunks.iter().enumerate() {
        if position > 0 {
            next_line(out, "", indent);
        }
        out.push_str(chunk);
    }
    if is_wrapped {
        out.push(')');
    }
}

/// The line in words, each with the space behind it.
fn words_with_space(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let word = rest.trim_start_matches(|character| !is_space(character));
        let after = word.trim_start_matches(is_space);
        let (part, left) = rest.split_at(rest.len() - after.len());
        words.push(part);
        rest = left;
    }
    words
}
