//! Methods that go by the codes of characters.

use super::text::required_text;
use crate::template::{
    call::Given,
    fault::{Fault, Outcome},
    formatting::percent::ascii,
    py::{Py, container::Key},
    rendering::Rendering,
};

/// `encode`.
pub(super) fn encoded(text: &str, given: Given) -> Outcome<Py> {
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

/// `translate`.
pub(super) fn translated(
    context: &mut Rendering,
    text: &str,
    table: Option<&Py>,
) -> Outcome<String> {
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
