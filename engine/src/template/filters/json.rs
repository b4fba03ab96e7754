//! `tojson`: JSON with sorted keys, safe within HTML (README-live, rule 49).

use crate::template::{
    call::Given,
    fault::{Fault, Outcome},
    py::{
        Py,
        number::{write_big, write_float},
        order::sorted,
    },
    rendering::Rendering,
};

/// How deep values may be nested.
const DEEPEST: usize = 200;

pub(super) fn tojson(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let [indent] = given.bind("tojson", ["indent"], 0)?;
    let indent = match indent {
        None | Some(Py::None) => None,
        Some(Py::Str(indent) | Py::Markup(indent)) => Some(indent.to_string()),
        Some(indent) => {
            let width = usize::try_from(indent.index()?).unwrap_or(0);
            context.reserve(width)?;
            Some(" ".repeat(width))
        }
    };
    let mut writer = Writer {
        indent,
        out: String::new(),
    };
    writer.write(context, &value, 0)?;
    context.reserve(writer.out.len())?;
    let safe = writer
        .out
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\'', "\\u0027");
    Ok(Py::Markup(safe.into()))
}

struct Writer {
    indent: Option<String>,
    out: String,
}

impl Writer {
    fn write(&mut self, context: &mut Rendering, value: &Py, depth: usize) -> Outcome<()> {
        context.spend(1)?;
        context.check_output(self.out.len())?;
        if depth > DEEPEST {
            return Err(Fault::recursion(
                "maximum recursion depth exceeded while encoding a JSON object",
            ));
        }
        match value {
            Py::Str(text) | Py::Markup(text) => self.text(text),
            Py::List(list) => self.list(context, &list.peek(), depth)?,
            Py::Tuple(tuple) => self.list(context, &tuple.items, depth)?,
            Py::Dict(dict) => self.dict(context, dict.peek(), depth)?,
            other => match scalar(other)? {
                Some(text) => self.out.push_str(&text),
                None => {
                    return Err(Fault::type_error(format!(
                        "Object of type {} is not JSON serializable",
                        other.type_name()
                    )));
                }
            },
        }
        Ok(())
    }

    fn list(&mut self, context: &mut Rendering, items: &[Py], depth: usize) -> Outcome<()> {
        self.out.push('[');
        for (position, item) in items.iter().enumerate() {
            self.separate(position, depth + 1);
            self.write(context, item, depth + 1)?;
        }
        self.close(items.is_empty(), depth, ']');
        Ok(())
    }

    fn dict(
        &mut self,
        context: &mut Rendering,
        entries: Vec<(Py, Py)>,
        depth: usize,
    ) -> Outcome<()> {
        self.out.push('{');
        let keyed = entries
            .into_iter()
            .map(|(key, value)| (key.clone(), (key, value)))
            .collect();
        let sorted = sorted(keyed, false)?;
        let is_empty = sorted.is_empty();
        for (position, (_, (key, value))) in sorted.into_iter().enumerate() {
            self.separate(position, depth + 1);
            match (key.as_text(), scalar(&key)?) {
                (Some(text), _) => self.text(text),
                (None, Some(text)) => self.out.push_str(&format!("\"{text}\"")),
                (None, None) => {
                    let name = key.type_name();
                    return Err(Fault::type_error(format!(
                        "keys must be str, int, float, bool or None, not {name}"
                    )));
                }
            }
            self.out.push_str(": ");
            self.write(context, &value, depth + 1)?;
        }
        self.close(is_empty, depth, '}');
        Ok(())
    }

    /// What stands before an element.
    fn separate(&mut self, position: usize, depth: usize) {
        match &self.indent {
            Some(indent) => {
                self.out.push_str(if position > 0 { ",\n" } else { "\n" });
                self.out.push_str(&indent.repeat(depth));
            }
            None if position > 0 => self.out.push_str(", "),
            None => {}
        }
    }

    fn close(&mut self, is_empty: bool, depth: usize, bracket: char) {
        if let Some(indent) = self.indent.as_ref().filter(|_| !is_empty) {
            self.out.push('\n');
            self.out.push_str(&indent.repeat(depth));
        }
        self.out.push(bracket);
    }

    fn text(&mut self, text: &str) {
        self.out.push('"');
        for character in text.chars() {
            match character {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                '\u{8}' => self.out.push_str("\\b"),
                '\u{c}' => self.out.push_str("\\f"),
                ' '..='~' => self.out.push(character),
                other => {
                    for unit in other.encode_utf16(&mut [0; 2]) {
                        self.out.push_str(&format!("\\u{unit:04x}"));
                    }
                }
            }
        }
        self.out.push('"');
    }
}

/// Numbers and the like; none for what JSON has not.
fn scalar(value: &Py) -> Outcome<Option<String>> {
    Ok(Some(match value {
        Py::None => "null".to_owned(),
        Py::Bool(value) => value.to_string(),
        Py::Int(number) => number.to_string(),
        Py::Big(number) => write_big(number)?,
        Py::Float(number) if number.is_nan() => "NaN".to_owned(),
        Py::Float(number) if number.is_infinite() => if *number > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        }
        .to_owned(),
        Py::Float(number) => write_float(*number),
        _ => return Ok(None),
    }))
}
