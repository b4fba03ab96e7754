//! `"{0.name:>5}".format(…)`, within the sandbox.

use smol_str::SmolStr;

use super::{percent::ascii, spec};
use crate::template::{
    call::Given,
    fault::{Fault, Outcome},
    html::escape,
    py::{
        Py,
        container::{Dict, Key},
    },
    rendering::Rendering,
};

/// Where fields get their values from.
pub(in crate::template) enum Source<'a> {
    Given(Given),
    /// `format_map`.
    Map(&'a Dict),
}

struct Formatter<'a> {
    source: Source<'a>,
    is_markup: bool,
    /// The next automatic number; none once fields were numbered by hand.
    automatic: Option<usize>,
}

/// `template.format(…)`.
pub(in crate::template) fn format(
    context: &mut Rendering,
    template: &Py,
    source: Source<'_>,
) -> Outcome<Py> {
    let is_markup = matches!(template, Py::Markup(_));
    let text = template.as_text().cloned().unwrap_or_default();
    let mut formatter = Formatter {
        source,
        is_markup,
        automatic: Some(0),
    };
    let formatted = formatter.format(context, &text, 3)?;
    context.reserve(formatted.len())?;
    Ok(Py::text(formatted, is_markup))
}

impl Formatter<'_> {
    fn format(&mut self, context: &mut Rendering, text: &str, depth: usize) -> Outcome<String> {
        if depth == 0 {
            return Err(Fault::value("Max string recursion exceeded"));
        }
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, brace) = rest.split_at(at);
            out.push_str(before);
            rest = match brace.get(..2) {
                Some(double @ ("{{" | "}}")) => {
                    out.push_str(double.get(..1).unwrap_or_default());
                    brace.get(2..).unwrap_or_default()
                }
                _ if brace.starts_with('}') => {
                    return Err(Fault::value("Single '}' encountered in format string"));
                }
                _ => {
                    let inner = brace.get(1..).unwrap_or_default();
                    let end = closing(inner)?;
                    let field = inner.get(..end).unwrap_or_default();
                    let value = self.field(context, field, depth)?;
                    out.push_str(&value);
                    inner.get(end + 1..).unwrap_or_default()
                }
            };
            context.check_output(out.len())?;
        }
        out.push_str(rest);
        Ok(out)
    }

    fn field(&mut self, context: &mut Rendering, field: &str, depth: usize) -> Outcome<String> {
        let (path, conversion, specification) = split(field)?;
        let value = self.value(context, path)?;
        let value = match conversion {
            None => value,
            Some('s') => Py::Str(context.text_of(&value)?),
            Some('r') => Py::from(context.repr(&value)?),
            Some('a') => Py::from(ascii(&context.repr(&value)?)),
            Some(other) => {
                let message = format!("Unknown conversion specifier {other}");
                return Err(Fault::value(message));
            }
        };
        let specification = self.format(context, specification, depth - 1)?;
        if self.is_markup
            && let Py::Markup(text) = &value
        {
            if !specification.is_empty() {
                return Err(Fault::value(
                    "Format specifier given, but Markup does not define __html_format__.",
                ));
            }
            return Ok(text.to_string());
        }
        let text = spec::format(context, &value, &specification)?;
        Ok(if self.is_markup { escape(&text) } else { text })
    }

    /// The value that `0.name[key]` leads to.
    fn value(&mut self, context: &mut Rendering, path: &str) -> Outcome<Py> {
        let end = path.find(['.', '[']).unwrap_or(path.len());
        let (first, mut rest) = path.split_at(end);
        let mut value = self.first(context, first)?;
        while !rest.is_empty() {
            if let Some(name) = rest.strip_prefix('.') {
                let end = name.find(['.', '[']).unwrap_or(name.len());
                let (name, after) = name.split_at(end);
                if name.is_empty() {
                    return Err(Fault::value("Empty attribute in format string"));
                }
                value = context.attribute(&value, &SmolStr::new(name))?;
                rest = after;
            } else if let Some(key) = rest.strip_prefix('[') {
                let end = key
                    .find(']')
                    .ok_or_else(|| Fault::value("Missing ']' in format string"))?;
                let (key, after) = key.split_at(end);
                if key.is_empty() {
                    return Err(Fault::value("Empty attribute in format string"));
                }
                let key = key
                    .parse()
                    .ok()
                    .filter(|_| is_number(key))
                    .map_or_else(|| Py::from(key), Py::Int);
                value = context.element(&value, &key)?;
                rest = after.get(1..).unwrap_or_default();
            } else {
                let message = "Only '.' or '[' may follow ']' in format field specifier";
                return Err(Fault::value(message));
            }
        }
        Ok(value)
    }

    fn first(&mut self, context: &mut Rendering, name: &str) -> Outcome<Py> {
        let index = if name.is_empty() {
            let Some(next) = self.automatic.as_mut() else {
                let message =
                    "cannot switch from manual field specification to automatic field numbering";
                return Err(Fault::value(message));
            };
            *next += 1;
            Some(*next - 1)
        } else if is_number(name) {
            if self.automatic.take().is_some_and(|next| next > 0) {
                let message =
                    "cannot switch from manual field specification to automatic field numbering";
                return Err(Fault::value(message));
            }
            Some(name.parse().unwrap_or(usize::MAX))
        } else {
            None
        };
        match (index, &self.source) {
            (Some(index), Source::Given(given)) => {
                let value = given.positional.get(index).cloned();
                value.ok_or_else(|| Fault::index("tuple index out of range"))
            }
            (Some(_), Source::Map(_)) => Err(Fault::index("tuple index out of range")),
            (None, Source::Given(given)) => {
                let found = given.named.iter().find(|(known, _)| known == name);
                found
                    .map(|(_, value)| value.clone())
                    .ok_or_else(|| Fault::key(format!("'{name}'")))
            }
            (None, Source::Map(dict)) => {
                let value = dict.get(&Key::text(name), context);
                value.ok_or_else(|| Fault::key(format!("'{name}'")))
            }
        }
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Where the brace is that closes the field which `text` begins with.
fn closing(text: &str) -> Outcome<usize> {
    let mut depth = 1;
    let mut in_brackets = false;
    for (at, character) in text.char_indices() {
        match character {
            '[' if depth == 1 => in_brackets = true,
            ']' => in_brackets = false,
            '{' if !in_brackets => depth += 1,
            '}' if !in_brackets => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Ok(at);
        }
    }
    Err(Fault::value("expected '}' before end of string"))
}

/// The path, the letter of the conversion and the specification of a field.
fn split(field: &str) -> Outcome<(&str, Option<char>, &str)> {
    let mut in_brackets = false;
    let end = field.char_indices().find(|(_, character)| {
        match character {
            '[' => in_brackets = true,
            ']' => in_brackets = false,
            _ => {}
        }
        !in_brackets && matches!(character, '!' | ':')
    });
    let Some((end, separator)) = end else {
        return Ok((field, None, ""));
    };
    let (path, rest) = field.split_at(end);
    let rest = rest.get(1..).unwrap_or_default();
    if separator == ':' {
        return Ok((path, None, rest));
    }
    let mut characters = rest.chars();
    let conversion = characters.next();
    match (conversion, characters.next()) {
        (None, _) => Err(Fault::value(
            "end of string while looking for conversion specifier",
        )),
        (conversion, None) => Ok((path, conversion, "")),
        (conversion, Some(':')) => Ok((path, conversion, characters.as_str())),
        _ => Err(Fault::value("expected ':' after conversion specifier")),
    }
}
