//! JSON out, as PHP's `json_encode` writes it with slashes and Unicode unescaped and the zero
//! fraction preserved: the form of MISP's own output and of the conformance vectors. Webhooks send
//! numbers without it.

use std::fmt::Write;

use super::{
    Array, KeyRef, Value,
    array::Iter,
    number::{FloatStyle, write_float},
};

impl Value {
    /// The value as JSON on one line. Arrays whose keys are 0, 1, … in order are written as
    /// lists, others as objects, the empty one as `[]`.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out);
        out
    }

    /// The value as JSON with one element a line, indented by four spaces a level as PHP does.
    pub fn to_json_pretty(&self) -> String {
        let mut out = String::new();
        Writer {
            pretty: true,
            ..Writer::of(&mut out)
        }
        .value(self);
        out
    }

    /// The value as JSON on one line, in which 1.0 is written as 1 (README-live 38).
    pub fn to_json_short(&self) -> String {
        let mut out = String::new();
        Writer {
            floats: FloatStyle::ShortJson,
            ..Writer::of(&mut out)
        }
        .value(self);
        out
    }

    /// Appends what [`Value::to_json`] gives to `out`.
    pub fn write_json(&self, out: &mut String) {
        Writer::of(out).value(self);
    }
}

struct Writer<'o> {
    out: &'o mut String,
    pretty: bool,
    floats: FloatStyle,
}

/// An array that is being written.
struct Open<'a> {
    elements: Iter<'a>,
    is_list: bool,
    is_first: bool,
}

impl<'o> Writer<'o> {
    fn of(out: &'o mut String) -> Self {
        Self {
            out,
            pretty: false,
            floats: FloatStyle::Json,
        }
    }

    /// Keeps the open arrays in a list of its own: values may be nested deeper than the stack.
    fn value(&mut self, value: &Value) {
        let mut open = Vec::new();
        self.scalar_or_open(value, &mut open);
        while let Some(array) = open.last_mut() {
            let is_first = std::mem::replace(&mut array.is_first, false);
            let is_list = array.is_list;
            match array.elements.next() {
                Some((key, value)) => {
                    if !is_first {
                        self.out.push(',');
                    }
                    self.line(open.len());
                    if !is_list {
                        self.key(key);
                    }
                    self.scalar_or_open(value, &mut open);
                }
                None => {
                    open.pop();
                    self.line(open.len());
                    self.out.push(if is_list { ']' } else { '}' });
                }
            }
        }
    }

    fn line(&mut self, level: usize) {
        if self.pretty {
            self.out.push('\n');
            for _ in 0..level {
                self.out.push_str("    ");
            }
        }
    }

    fn key(&mut self, key: KeyRef<'_>) {
        match key {
            KeyRef::Int(number) => {
                // Writing to a String does not fail.
                let _ = write!(self.out, "\"{number}\"");
            }
            KeyRef::Str(text) => write_text(self.out, text),
        }
        self.out.push_str(if self.pretty { ": " } else { ":" });
    }

    fn scalar_or_open<'a>(&mut self, value: &'a Value, open: &mut Vec<Open<'a>>) {
        match value {
            Value::Null => self.out.push_str("null"),
            Value::Bool(true) => self.out.push_str("true"),
            Value::Bool(false) => self.out.push_str("false"),
            Value::Int(number) => {
                let _ = write!(self.out, "{number}");
            }
            Value::Float(number) => self.out.push_str(&write_float(*number, self.floats)),
            Value::Str(text) => write_text(self.out, text),
            Value::Array(array) if array.is_empty() => self.out.push_str("[]"),
            Value::Array(array) => open.push(self.open(array)),
        }
    }

    fn open<'a>(&mut self, array: &'a Array) -> Open<'a> {
        let is_list = array.is_list();
        self.out.push(if is_list { '[' } else { '{' });
        Open {
            elements: array.iter(),
            is_list,
            is_first: true,
        }
    }
}

/// `text` as a JSON string.
fn write_text(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| needs_escape(*c)) {
        let (plain, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(plain);
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            _ => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
        }
        rest = from.get(c.len_utf8()..).unwrap_or_default();
    }
    out.push_str(rest);
    out.push('"');
}

/// The two line separators are no control characters, but PHP escapes them all the same, since
/// JavaScript once took them for line ends.
fn needs_escape(c: char) -> bool {
    matches!(c, '"' | '\\' | '\0'..='\x1f' | '\u{2028}' | '\u{2029}')
}
