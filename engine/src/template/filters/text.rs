//! Filters over text.

use crate::template::{
    call::Given,
    fault::{Fault, Outcome},
    formatting::percent,
    html::escape,
    methods::{
        self,
        text::{padded, replaced},
    },
    py::Py,
    rendering::Rendering,
    syntax::tree::Binary,
    text::runs,
};

/// A method of text, over the value as text.
fn method(context: &mut Rendering, value: Py, name: &str, given: Given) -> Outcome<Py> {
    let text = context.soft(value)?;
    methods::call(context, &text, name, given)
}

pub(super) fn upper(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    method(context, value, "upper", given)
}

pub(super) fn lower(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    method(context, value, "lower", given)
}

pub(super) fn capitalize(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    method(context, value, "capitalize", given)
}

pub(super) fn string(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    given.bind("string", [], 0)?;
    context.soft(value)
}

pub(super) fn trim(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let [characters] = given.bind("trim", ["chars"], 0)?;
    method(
        context,
        value,
        "strip",
        Given::of(characters.into_iter().collect()),
    )
}

pub(super) fn center(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let [width] = given.bind("center", ["width"], 0)?;
    let width = width.map_or(Ok(80), |width| width.index())?;
    let value = context.soft(value)?;
    let text = value.as_text().cloned().unwrap_or_default();
    let centered = padded(context, &text, "center", width, ' ')?;
    Ok(Py::text(centered, matches!(value, Py::Markup(_))))
}

/// Begins words with capitals, where a word begins behind a space or an opening bracket.
pub(super) fn title(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    given.bind("title", [], 0)?;
    let text = context.text_of(&value)?;
    let mut titled = String::with_capacity(text.len());
    let is_break = |character: char| {
        crate::template::text::is_space(character)
            || matches!(character, '-' | '(' | '{' | '[' | '<')
    };
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let length = if is_break(first) {
            rest.len() - rest.trim_start_matches(is_break).len()
        } else {
            rest.find(is_break).unwrap_or(rest.len())
        };
        let (item, after) = rest.split_at(length);
        titled.extend(first.to_uppercase());
        titled.push_str(
            &item
                .get(first.len_utf8()..)
                .unwrap_or_default()
                .to_lowercase(),
        );
        rest = after;
    }
    Ok(Py::from(titled))
}

pub(super) fn default(_: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let [default, boolean] = given.bind("default", ["default_value", "boolean"], 0)?;
    let also_false = boolean.is_some_and(|boolean| boolean.is_true());
    if value.is_undefined() || also_false && !value.is_true() {
        return Ok(default.unwrap_or_else(|| Py::from("")));
    }
    Ok(value)
}

pub(super) fn replace(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let [old, new, count] = given.bind("replace", ["old", "new", "count"], 2)?;
    let (old, new) = (old.unwrap_or(Py::None), new.unwrap_or(Py::None));
    let count = match count {
        None | Some(Py::None) => -1,
        Some(count) => count.index()?,
    };
    if !context.escapes {
        let text = context.text_of(&value)?;
        let (old, new) = (context.text_of(&old)?, context.text_of(&new)?);
        return replaced(context, &text, &old, &new, count).map(Py::from);
    }
    let is_html = |value: &Py| matches!(value, Py::Markup(_));
    let value = if is_html(&old) || is_html(&new) && !is_html(&value) {
        context.escaped(&value)?
    } else {
        context.soft(value)?
    };
    let arguments = vec![context.soft(old)?, context.soft(new)?, Py::Int(count)];
    methods::call(context, &value, "replace", Given::of(arguments))
}

pub(super) fn join(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let [separator, attribute] = given.bind("join", ["d", "attribute"], 0)?;
    let separator = separator.unwrap_or_else(|| Py::from(""));
    let path = super::keyed::Path::new(attribute.as_ref(), None);
    let mut items = Vec::new();
    let mut iterator = context.iterate(&value)?;
    while let Some(item) = iterator.next(context)? {
        context.spend(1)?;
        items.push(path.of(context, &item)?);
    }
    let is_html = context.escapes
        && (matches!(separator, Py::Markup(_))
            || items.iter().any(|item| matches!(item, Py::Markup(_))));
    let as_part = |context: &mut Rendering, part: &Py| match part {
        Py::Markup(text) => Ok(text.to_string()),
        other => {
            let text = context.text_of(other)?;
            Ok::<_, Fault>(if is_html {
                escape(&text)
            } else {
                text.to_string()
            })
        }
    };
    let separator = as_part(context, &separator)?;
    let mut joined = String::new();
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            joined.push_str(&separator);
        }
        joined.push_str(&as_part(context, item)?);
        context.check_output(joined.len())?;
    }
    context.reserve(joined.len())?;
    Ok(Py::text(joined, is_html))
}

pub(super) fn format(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    if !given.positional.is_empty() && !given.named.is_empty() {
        let message = "can't handle positional and keyword arguments at the same time";
        return Err(Fault::filter_argument(message));
    }
    let template = context.soft(value)?;
    let values = if given.named.is_empty() {
        context.tuple(given.positional)
    } else {
        let entries = given
            .named
            .into_iter()
            .map(|(name, value)| (crate::template::py::container::Key::text(name), value));
        context.dict(entries.collect())
    };
    percent::format(context, &template, &values)
}

fn is_word_part(character: char) -> bool {
    character == '_' || character.is_alphanumeric()
}

pub(super) fn wordcount(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    given.bind("wordcount", [], 0)?;
    let text = context.text_of(&value)?;
    let words = runs(&text, is_word_part);
    let count = words
        .iter()
        .filter(|run| run.starts_with(is_word_part))
        .count();
    Ok(Py::length(count))
}

pub(super) fn indent(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let [width, first, blank] = given.bind("indent", ["width", "first", "blank"], 0)?;
    let is_set = |argument: Option<Py>| argument.is_some_and(|argument| argument.is_true());
    let is_html = matches!(value, Py::Markup(_));
    let Some(text) = value.as_text().cloned() else {
        context.binary(Binary::Add, &value, &Py::from("\n"))?;
        let name = value.type_name();
        return Err(Fault::attribute(format!(
            "'{name}' object has no attribute 'splitlines'"
        )));
    };
    let text = format!("{text}\n");
    let lines = methods::text::lines(&text);
    let indention = match width {
        None => "    ".to_owned(),
        Some(Py::Str(width) | Py::Markup(width)) => width.to_string(),
        Some(width) => {
            let width = usize::try_from(width.index()?).unwrap_or(0);
            context.reserve(width.saturating_mul(lines.len()))?;
            " ".repeat(width)
        }
    };
    context.reserve(
        indention
            .len()
            .saturating_mul(lines.len())
            .saturating_add(text.len()),
    )?;
    let (indent_first, indent_blank) = (is_set(first), is_set(blank));
    let mut out = String::new();
    for (position, line) in lines.iter().enumerate() {
        if position > 0 {
            out.push('\n');
        }
        let indents = if position == 0 {
            indent_first
        } else {
            indent_blank || !line.is_empty()
        };
        if indents {
            out.push_str(&indention);
        }
        out.push_str(line);
    }
    Ok(Py::text(out, is_html))
}

pub(super) fn truncate(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let names = ["length", "killwords", "end", "leeway"];
    let [length, killwords, end, leeway] = given.bind("truncate", names, 0)?;
    let length = length.map_or(Ok(255), |length| length.index())?;
    let end = end.unwrap_or_else(|| Py::from("..."));
    let leeway = match leeway {
        None | Some(Py::None) => 5,
        Some(leeway) => leeway.index()?,
    };
    let count = |value: &Py| match value.len() {
        Some(count) => Ok(i64::try_from(count).unwrap_or(i64::MAX)),
        None => Err(Fault::type_error(format!(
            "object of type '{}' has no len()",
            value.type_name()
        ))),
    };
    let end_length = count(&end)?;
    if length < end_length {
        return Err(Fault::assert_error(format!(
            "expected length >= {end_length}, got {length}"
        )));
    }
    if leeway < 0 {
        return Err(Fault::assert_error(format!(
            "expected leeway >= 0, got {leeway}"
        )));
    }
    if count(&value)? <= length.saturating_add(leeway) {
        return Ok(value);
    }
    let Some(text) = value.as_text() else {
        let name = value.type_name();
        return Err(Fault::attribute(format!(
            "'{name}' object has no attribute 'rsplit'"
        )));
    };
    let kept: String = text
        .chars()
        .take(usize::try_from(length - end_length).unwrap_or(0))
        .collect();
    let kept = match kept.rsplit_once(' ') {
        Some((words, _)) if !killwords.is_some_and(|killwords| killwords.is_true()) => {
            words.to_owned()
        }
        _ => kept,
    };
    let kept = Py::text(kept, matches!(value, Py::Markup(_)));
    context.binary(Binary::Add, &kept, &end)
}
