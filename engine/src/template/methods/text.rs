//! Methods of text.

use smol_str::SmolStr;

use super::{
    clipped,
    split::{self, Side},
};
use crate::template::{
    call::Given,
    fault::{Fault, Outcome},
    formatting::percent::ascii,
    html::escape,
    py::{Py, container::Key},
    rendering::Rendering,
    text::{capitalized, is_printable, is_space, titled},
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
    let all = |is: fn(char) -> bool| Ok(Py::Bool(!text.is_empty() && text.chars().all(is)));
    match name {
        "split" | "rsplit" | "splitlines" | "partition" | "rpartition" => {
            split::call(context, owner, text, name, given)
        }
        "find" | "rfind" | "index" | "rindex" | "count" => found(text, name, given),
        "startswith" | "endswith" => begins(text, name, given),
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
        "encode" => encoded(text, given),
        "translate" => {
            let [table] = given.bind(name, [""], 1)?;
            translated(context, text, table.as_ref()).and_then(again)
        }
        "maketrans" => Err(Fault::type_error("maketrans() is not known here")),
        _ => {
            given.bind(name, [], 0)?;
            match name {
                "upper" => again(text.to_uppercase()),
                "lower" => again(text.to_lowercase()),
                "casefold" => again(text.to_lowercase().replace('ß', "ss").replace('ς', "σ")),
                "capitalize" => again(capitalized(text)),
                "title" => again(title(text)),
                "swapcase" => again(text.chars().flat_map(swapped).collect()),
                "isalpha" => all(char::is_alphabetic),
                "isdigit" => all(|character| character.is_numeric() && is_digit(character)),
                "isdecimal" => all(|character| character.is_numeric() && is_decimal(character)),
                "isnumeric" => all(char::is_numeric),
                "isalnum" => all(char::is_alphanumeric),
                "isspace" => all(is_space),
                "isascii" => Ok(Py::Bool(text.is_ascii())),
                "isprintable" => Ok(Py::Bool(text.chars().all(is_printable))),
                "islower" => Ok(Py::Bool(is_cased(
                    text,
                    char::is_lowercase,
                    char::is_uppercase,
                ))),
                "isupper" => Ok(Py::Bool(is_cased(
                    text,
                    char::is_uppercase,
                    char::is_lowercase,
                ))),
                "istitle" => Ok(Py::Bool(is_title(text))),
                _ => {
                    let mut characters = text.chars();
                    let starts = |first: char| first == '_' || first.is_alphabetic();
                    let goes_on = |next: char| next == '_' || next.is_alphanumeric();
                    Ok(Py::Bool(
                        characters.next().is_some_and(starts) && characters.all(goes_on),
                    ))
                }
            }
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

fn found(text: &str, name: &str, given: Given) -> Outcome<Py> {
    let [part, start, stop] = given.bind(name, ["", "", ""], 1)?;
    let part = required_text(part.as_ref(), name)?;
    let length = text.chars().count();
    let start = clipped(start.as_ref(), length)?.unwrap_or(0);
    let stop = clipped(stop.as_ref(), length)?
        .unwrap_or(length)
        .min(length);
    let window = (start <= stop).then(|| between(text, start, stop));
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

/// The characters from `start` to before `stop`.
fn between(text: &str, start: usize, stop: usize) -> &str {
    let byte = |place: usize| {
        text.char_indices()
            .nth(place)
            .map_or(text.len(), |(at, _)| at)
    };
    text.get(byte(start)..byte(stop)).unwrap_or_default()
}

fn begins(text: &str, name: &str, given: Given) -> Outcome<Py> {
    let [part, start, stop] = given.bind(name, ["", "", ""], 1)?;
    let length = text.chars().count();
    let start = clipped(start.as_ref(), length)?.unwrap_or(0);
    let stop = clipped(stop.as_ref(), length)?
        .unwrap_or(length)
        .min(length);
    let window = (start <= stop).then(|| between(text, start, stop));
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

fn encoded(text: &str, given: Given) -> Outcome<Py> {
    let [encoding, errors] = given.bind("encode", ["encoding", "errors"], 0)?;
    let encoding = match &encoding {
        None => "utf-8".into(),
        some => required_text(some.as_ref(), "encode")?,
    };
    let errors = match &errors {
        None => "strict".into(),
        some => required_text(some.as_ref(), "encode")?,
    };
    let (name, limit) = match encoding
        .to_ascii_lowercase()
        .replace(['-', '_', ' '], "")
        .as_str()
    {
        "utf8" | "u8" => return Ok(Py::Bytes(text.as_bytes().into())),
        "ascii" | "usascii" | "646" => ("ascii", 0x80),
        "latin1" | "iso88591" | "l1" | "8859" | "cp819" | "latin" => ("latin-1", 0x100),
        _ => return Err(Fault::lookup(format!("unknown encoding: {encoding}"))),
    };
    let mut bytes = Vec::with_capacity(text.len());
    for (position, character) in text.chars().enumerate() {
        let code = u32::from(character);
        match u8::try_from(code).ok().filter(|_| code < limit) {
            Some(byte) => bytes.push(byte),
            None => match errors.as_str() {
                "ignore" => {}
                "replace" => bytes.push(b'?'),
                "xmlcharrefreplace" => bytes.extend_from_slice(format!("&#{code};").as_bytes()),
                "backslashreplace" => {
                    let escape = ascii(&character.to_string());
                    bytes.extend_from_slice(escape.as_bytes());
                }
                _ => {
                    let escape = ascii(&character.to_string());
                    return Err(Fault::encode(format!(
                        "'{name}' codec can't encode character '{escape}' in position {position}: \
                         ordinal not in range({limit})"
                    )));
                }
            },
        }
    }
    Ok(Py::Bytes(bytes.into()))
}

fn translated(context: &mut Rendering, text: &str, table: Option<&Py>) -> Outcome<String> {
    let table = table.cloned().unwrap_or(Py::None);
    let mut out = String::new();
    for character in text.chars() {
        context.spend(1)?;
        let code = Py::Int(i64::from(u32::from(character)));
        let replacement = match &table {
            Py::Dict(dict) => dict.get(&Key::new(code)?, context),
            Py::List(_) | Py::Tuple(_) => context.subscript(&table, &code)?,
            other => {
                let name = other.type_name();
                return Err(Fault::type_error(format!(
                    "'{name}' object is not subscriptable"
                )));
            }
        };
        match replacement {
            None => out.push(character),
            Some(Py::None) => {}
            Some(Py::Str(text) | Py::Markup(text)) => out.push_str(&text),
            Some(other) => {
                let code = u32::try_from(other.index()?).ok().and_then(char::from_u32);
                let mapped = code
                    .ok_or_else(|| Fault::value("character mapping must be in range(0x110000)"))?;
                out.push(mapped);
            }
        }
        context.check_output(out.len())?;
    }
    context.reserve(out.len())?;
    Ok(out)
}

fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut within = false;
    for character in text.chars() {
        if within {
            out.extend(character.to_lowercase());
        } else {
            out.push_str(&titled(character));
        }
        within = is_letter_with_case(character);
    }
    out
}

fn is_letter_with_case(character: char) -> bool {
    character.is_lowercase()
        || character.is_uppercase()
        || matches!(character, 'ǅ' | 'ǈ' | 'ǋ' | 'ǲ')
}

fn is_title(text: &str) -> bool {
    let mut any = false;
    let mut within = false;
    for character in text.chars() {
        let fits = if character.is_uppercase() {
            !within
        } else {
            !character.is_lowercase() || within
        };
        if !fits {
            return false;
        }
        within = is_letter_with_case(character);
        any |= within;
    }
    any
}

fn swapped(character: char) -> Vec<char> {
    if character.is_uppercase() {
        character.to_lowercase().collect()
    } else {
        character.to_uppercase().collect()
    }
}

fn is_cased(text: &str, wanted: fn(char) -> bool, unwanted: fn(char) -> bool) -> bool {
    text.chars().any(wanted) && !text.chars().any(unwanted)
}

fn is_decimal(character: char) -> bool {
    crate::template::py::number::parse_int(character.encode_utf8(&mut [0; 4]), 10).is_some()
}

fn is_digit(character: char) -> bool {
    is_decimal(character)
        || matches!(character, '²' | '³' | '¹' | '⁰' | '⁴'..='⁹' | '₀'..='₉' | '①'..='⑨')
}

/// `text.splitlines()`.
pub(in crate::template) fn lines(text: &str) -> Vec<&str> {
    split::lines(text, false)
}

/// `text.splitlines(True)`.
pub(in crate::template) fn lines_with_ends(text: &str) -> Vec<&str> {
    split::lines(text, true)
}
