//! Filters that make or read HTML and addresses.

use super::with_items;
use crate::template::{
    call::Given,
    fault::{Fault, Outcome},
    html::{escape, strip_tags},
    py::{Py, repr::quoted},
    rendering::Rendering,
};

pub(super) fn escape_filter(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    given.bind("escape", [], 0)?;
    context.escaped(&value)
}

pub(super) fn forceescape(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    given.bind("forceescape", [], 0)?;
    let text = Py::Str(context.text_of(&value)?);
    context.escaped(&text)
}

pub(super) fn safe(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    given.bind("safe", [], 0)?;
    context.text_of(&value).map(Py::Markup)
}

pub(super) fn striptags(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    given.bind("striptags", [], 0)?;
    let text = context.text_of(&value)?;
    Ok(Py::from(strip_tags(&text)))
}

/// The text as part of an address; in a query, blanks become `+` and `/` is escaped.
fn quote(context: &mut Rendering, value: &Py, in_query: bool) -> Outcome<String> {
    let text;
    let bytes = match value {
        Py::Bytes(bytes) => bytes.as_ref(),
        other => {
            text = context.text_of(other)?;
            text.as_bytes()
        }
    };
    context.reserve(bytes.len() * 3)?;
    let mut out = String::with_capacity(bytes.len());
    for byte in bytes {
        match char::from(*byte) {
            plain @ ('a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '.' | '-' | '~') => out.push(plain),
            '/' if !in_query => out.push('/'),
            ' ' if in_query => out.push('+'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    Ok(out)
}

pub(super) fn urlencode(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    given.bind("urlencode", [], 0)?;
    let is_whole = value.as_text().is_some() || context.iterate(&value).is_err();
    if is_whole {
        return quote(context, &value, false).map(Py::from);
    }
    let pairs: Vec<(Py, Py)> = match &value {
        Py::Dict(dict) => dict.peek(),
        other => {
            let mut pairs = Vec::new();
            for pair in context.items(other)? {
                let mut parts = context.unpack(&pair, 2)?.into_iter();
                pairs.extend(parts.next().zip(parts.next()));
            }
            pairs
        }
    };
    let mut encoded = Vec::with_capacity(pairs.len());
    for (key, value) in &pairs {
        let key = quote(context, key, true)?;
        encoded.push(format!("{key}={}", quote(context, value, true)?));
    }
    Ok(Py::from(encoded.join("&")))
}

pub(super) fn xmlattr(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let [autospace] = given.bind("xmlattr", ["autospace"], 0)?;
    let dict = with_items(&value)?;
    let mut out = String::new();
    for (key, value) in dict.peek() {
        if value.is_none() || value.is_undefined() {
            continue;
        }
        let Some(name) = key.as_text() else {
            return Err(Fault::type_error("expected string or bytes-like object"));
        };
        if name.contains([' ', '\t', '\n', '\r', '\u{b}', '\u{c}', '/', '>', '=']) {
            let name = quoted(name);
            return Err(Fault::value(format!(
                "Invalid character in attribute name: {name}"
            )));
        }
        let value = context.escaped(&value)?;
        let name = match &key {
            Py::Markup(name) => name.to_string(),
            _ => escape(name),
        };
        let value = value.as_text().cloned().unwrap_or_default();
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&format!("{name}=\"{value}\""));
        context.check_output(out.len())?;
    }
    if !out.is_empty() && autospace.is_none_or(|autospace| autospace.is_true()) {
        out.insert(0, ' ');
    }
    context.reserve(out.len())?;
    Ok(Py::text(out, context.escapes))
}
