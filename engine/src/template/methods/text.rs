//! Methods of text: which there are, and those that give changed text.

use smol_str::SmolStr;

use super::{
    coding, letters, search,
    split::{self, Side},
};
use crate::template::{
    call::Given,
    fault::{Fault, Outcome},
    html::escape,
    py::Py,
    rendering::Rendering,
    text::is_space,
};

/// `text.name(given)`; `owner` is the text as a value.
pub(super) fn call(
    context: &mut Rendering,
    owner: &Py,
    text: &SmolStr,
    name: &str,
    given: Given,
) -> Outcome<Py> {
    let is_markup = matches!(owner, Py::Markup(_));
    let again = |text: String| Ok(Py::text(text, is_markup));
    match name {
        "split" | "rsplit" | "splitlines" | "partition" | "rpartition" => {
            split::call(context, owner, text, name, given)
        }
        "find" | "rfind" | "index" | "rindex" | "count" => search::found(text, name, given),
        "startswith" | "endswith" => search::begins(text, name, given),
        "strip" | "lstrip" | "rstrip" => {
            let [characters] = given.bind(name, [""], 0)?;
            let side = match name {
                "lstrip" => Side::Left,
                "rstrip" => Side::Right,
                _ => Side::Both,
            };
            again(stripped(text, characters.as_ref(), side)?.to_owned())
        }
        "removeprefix" | "removesuffix" => {
            let [part] = given.bind(name, [""], 1)?;
            let part = required_text(part.as_ref(), name)?;
            let rest = match name {
                "removeprefix" => text.strip_prefix(part.as_str()),
                _ => text.strip_suffix(part.as_str()),
            };
            again(rest.unwrap_or(text).to_owned())
        }
        "replace" => {
            let [old, new, count] = given.bind(name, ["", "", ""], 2)?;
            let old = required_text(old.as_ref(), name)?;
            let new = markup_part(is_markup, &new, name)?;
            let count = count.map_or(Ok(-1), |count| count.index())?;
            replaced(context, text, &old, &new, count).and_then(again)
        }
        "join" => {
            let [items] = given.bind(name, [""], 1)?;
            let items = context.items(&items.unwrap_or(Py::None))?;
            joined(context, text, is_markup, &items)
        }
        "center" | "ljust" | "rjust" | "zfill" => {
            let [width, fill] = given.bind(name, ["", ""], 1)?;
            let width = width.map_or(Ok(0), |width| width.index())?;
            let fill = match &fill {
                None => ' ',
                Some(fill) => one_character(fill)?,
            };
            padded(context, text, name, width, fill).and_then(again)
        }
        "expandtabs" => {
            let [size] = given.bind(name, ["tabsize"], 0)?;
            let size = size.map_or(Ok(8), |size| size.index())?;
            expanded(context, text, size).and_then(again)
        }
        "encode" => coding::encoded(text, given),
        "translate" => {
            let [table] = given.bind(name, [""], 1)?;
            coding::translated(context, text, table.as_ref()).and_then(again)
        }
        "maketrans" => Err(Fault::type_error("maketrans() is not known here")),
        _ => {
            given.bind(name, [], 0)?;
            Ok(letters::call(text, is_markup, name))
        }
    }
}

/// The text of an argument that must be text.
pub(in crate::template) fn required_text(value: Option<&Py>, function: &str) -> Outcome<SmolStr> {
    match value {
        Some(Py::Str(text) | Py::Markup(text)) => Ok(text.clone()),
        Some(Py::Undefined(_)) | None => Err(Fault::type_error(format!(
            "{function}() argument must be str, not Undefined"
        ))),
        Some(other) => Err(Fault::type_error(format!(
            "{function}() argument must be str, not {}",
            other.type_name()
        ))),
    }
}

/// What is put into text, escaped if the text is HTML and this is not.
fn markup_part(is_markup: bool, value: &Option<Py>, function: &str) -> Outcome<String> {
    let text = required_text(value.as_ref(), function)?;
    let is_plain = matches!(value, Some(Py::Str(_)));
    Ok(if is_markup && is_plain {
        escape(&text)
    } else {
        text.to_string()
    })
}

/// `text.strip(characters)`.
pub(in crate::template) fn stripped<'t>(
    text: &'t str,
    characters: Option<&Py>,
    side: Side,
) -> Outcome<&'t str> {
    let set: Option<Vec<char>> = match characters {
        None | Some(Py::None) => None,
        some => Some(required_text(some, "strip")?.chars().collect()),
    };
    let is_out = |character: char| match &set {
        Some(set) => set.contains(&character),
        None => is_space(character),
    };
    let text = if side == Side::Right {
        text
    } else {
        text.trim_start_matches(is_out)
    };
    Ok(if side == Side::Left {
        text
    } else {
        text.trim_end_matches(is_out)
    })
}

/// `text.replace(old, new, count)`; a negative count means all.
pub(in crate::template) fn replaced(
    context: &mut Rendering,
    text: &str,
    old: &str,
    new: &str,
    count: i64,
) -> Outcome<String> {
    let places = if old.is_empty() {
        text.chars().count() + 1
    } else {
        text.matches(old).count()
    };
    let places = usize::try_from(count).map_or(places, |count| count.min(places));
    let growth = places.saturating_mul(new.len().saturating_sub(old.len()));
    context.reserve(text.len().saturating_add(growth))?;
    Ok(text.replacen(old, new, places))
}

/// `text.join(items)`.
fn joined(context: &mut Rendering, text: &str, is_markup: bool, items: &[Py]) -> Outcome<Py> {
    let mut out = String::new();
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            out.push_str(text);
        }
        match item {
            Py::Str(item) if is_markup => out.push_str(&escape(item)),
            Py::Str(item) | Py::Markup(item) => out.push_str(item),
            other => {
                if !is_markup {
                    return Err(Fault::type_error(format!(
                        "sequence item {position}: expected str instance, {} found",
                        other.type_name()
                    )));
                }
                let item = context.text_of(other)?;
                out.push_str(&escape(&item));
            }
        }
        context.check_output(out.len())?;
    }
    context.reserve(out.len())?;
    Ok(Py::text(out, is_markup))
}

fn one_character(value: &Py) -> Outcome<char> {
    let text = required_text(Some(value), "fill character")?;
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(character), None) => Ok(character),
        _ => Err(Fault::type_error(
            "The fill character must be exactly one character long",
        )),
    }
}

/// `center`, `ljust`, `rjust`, `zfill`.
pub(in crate::template) fn padded(
    context: &mut Rendering,
    text: &str,
    name: &str,
    width: i64,
    fill: char,
) -> Outcome<String> {
    let width = usize::try_from(width).unwrap_or(0);
    context.reserve(width.saturating_mul(fill.len_utf8()))?;
    let missing = width.saturating_sub(text.chars().count());
    let filled = |count: usize| fill.to_string().repeat(count);
    Ok(match name {
        "ljust" => text.to_owned() + filled(missing).as_str(),
        "rjust" => filled(missing) + text,
        "zfill" => {
            let (sign, digits) = text.split_at(usize::from(text.starts_with(['+', '-'])));
            format!("{sign}{}{digits}", "0".repeat(missing))
        }
        _ => {
            // Python puts the odd one to the left only if the width is odd too.
            let left = missing / 2 + (missing & width & 1);
            format!("{}{text}{}", filled(left), filled(missing - left))
        }
    })
}

fn expanded(context: &mut Rendering, text: &str, size: i64) -> Outcome<String> {
    let size = usize::try_from(size).unwrap_or(0);
    context.reserve(
        text.matches('\t')
            .count()
            .saturating_mul(size)
            .saturating_add(text.len()),
    )?;
    let mut out = String::with_capacity(text.len());
    let mut column = 0;
    for character in text.chars() {
        match character {
            '\t' => {
                let spaces = if size == 0 { 0 } else { size - column % size };
                out.extend(std::iter::repeat_n(' ', spaces));
                column += spaces;
            }
            '\n' | '\r' => {
                out.push(character);
                column = 0;
            }
            other => {
                out.push(other);
                column += 1;
            }
        }
    }
    Ok(out)
}

/// `text.splitlines()`.
pub(in crate::template) fn lines(text: &str) -> Vec<&str> {
    split::lines(text, false)
}

/// `text.splitlines(True)`.
pub(in crate::template) fn lines_with_ends(text: &str) -> Vec<&str> {
    split::lines(text, true)
}
