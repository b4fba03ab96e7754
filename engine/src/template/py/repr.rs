//! `str(value)` and `repr(value)`.

use std::rc::Rc;

use super::{
    Py, Tuple,
    container::Dict,
    number::{write_big, write_float},
    object::{Global, Object, View},
};
use crate::template::{
    fault::{Fault, Outcome},
    rendering::Rendering,
    text::is_printable,
};

/// How deep values may be nested to be written.
const DEEPEST: usize = 200;

/// What stands for addresses in memory; they differ from run to run on the server too.
const ADDRESS: &str = "0x7f0000000000";

impl Rendering {
    /// `str(value)`.
    pub(in crate::template) fn text_of(&mut self, value: &Py) -> Outcome<smol_str::SmolStr> {
        match value {
            Py::Str(text) | Py::Markup(text) => Ok(text.clone()),
            Py::Undefined(_) => Ok(smol_str::SmolStr::default()),
            other => self.repr(other).map(smol_str::SmolStr::from),
        }
    }

    /// `repr(value)`.
    pub(in crate::template) fn repr(&mut self, value: &Py) -> Outcome<String> {
        let mut text = String::new();
        self.write_repr(value, &mut text, &mut Vec::new())?;
        self.reserve(text.len())?;
        Ok(text)
    }

    fn write_repr(&mut self, value: &Py, out: &mut String, within: &mut Vec<Py>) -> Outcome<()> {
        self.spend(1)?;
        self.check_output(out.len())?;
        if within.len() > DEEPEST {
            let message = "maximum recursion depth exceeded while getting the repr of an object";
            return Err(Fault::recursion(message));
        }
        match value {
            Py::Undefined(_) => out.push_str("Undefined"),
            Py::None => out.push_str("None"),
            Py::Bool(true) => out.push_str("True"),
            Py::Bool(false) => out.push_str("False"),
            Py::Int(number) => out.push_str(&number.to_string()),
            Py::Big(number) => out.push_str(&write_big(number)?),
            Py::Float(number) => out.push_str(&write_float(*number)),
            Py::Str(text) => write_quoted(text, out),
            Py::Markup(text) => {
                out.push_str("Markup(");
                write_quoted(text, out);
                out.push(')');
            }
            Py::Bytes(bytes) => write_bytes(bytes, out),
            Py::List(_) | Py::Dict(_) if within.iter().any(|outer| outer.is_same(value)) => {
                out.push_str(if matches!(value, Py::List(_)) {
                    "[...]"
                } else {
                    "{...}"
                });
            }
            Py::List(list) => {
                within.push(value.clone());
                self.write_items(&list.peek(), ('[', ']'), out, within)?;
                within.pop();
            }
            Py::Tuple(tuple) => {
                within.push(value.clone());
                let close = if tuple.items.len() == 1 { ",)" } else { ")" };
                self.write_items(&tuple.items, ('(', ' '), out, within)?;
                out.pop();
                out.push_str(close);
                within.pop();
            }
            Py::Dict(dict) => {
                within.push(value.clone());
                self.write_entries(dict.peek(), out, within)?;
                within.pop();
            }
            Py::Object(object) => self.write_object(object, out, within)?,
        }
        Ok(())
    }

    fn write_items(
        &mut self,
        items: &[Py],
        (open, close): (char, char),
        out: &mut String,
        within: &mut Vec<Py>,
    ) -> Outcome<()> {
        out.push(open);
        for (position, item) in items.iter().enumerate() {
            if position > 0 {
                out.push_str(", ");
            }
            self.write_repr(item, out, within)?;
        }
        out.push(close);
        Ok(())
    }

    fn write_entries(
        &mut self,
        entries: impl IntoIterator<Item = (Py, Py)>,
        out: &mut String,
        within: &mut Vec<Py>,
    ) -> Outcome<()> {
        out.push('{');
        for (position, (key, value)) in entries.into_iter().enumerate() {
            if position > 0 {
                out.push_str(", ");
            }
            self.write_repr(&key, out, within)?;
            out.push_str(": ");
            self.write_repr(&value, out, within)?;
        }
        out.push('}');
        Ok(())
    }

    fn write_object(
        &mut self,
        object: &Object,
        out: &mut String,
        within: &mut Vec<Py>,
    ) -> Outcome<()> {
        let text = match object {
            Object::Method(owner @ Py::Object(_), name) => {
                format!(
                    "<bound method {}.{name} of {}>",
                    owner.type_name(),
                    self.repr(owner)?
                )
            }
            Object::Method(owner @ Py::Markup(_), name) => {
                format!("<bound method Markup.{name} of {}>", self.repr(owner)?)
            }
            Object::Method(owner, name) => {
                let owner = owner.type_name();
                format!("<built-in method {name} of {owner} object at {ADDRESS}>")
            }
            Object::Global(Global::Range) => format!("<function safe_range at {ADDRESS}>"),
            Object::Global(Global::Lipsum) => {
                format!("<function generate_lorem_ipsum at {ADDRESS}>")
            }
            Object::Global(Global::Dict) => "<class 'dict'>".to_owned(),
            Object::Global(Global::Cycler) => "<class 'jinja2.utils.Cycler'>".to_owned(),
            Object::Global(Global::Joiner) => "<class 'jinja2.utils.Joiner'>".to_owned(),
            Object::Global(Global::Namespace) => "<class 'jinja2.utils.Namespace'>".to_owned(),
            Object::Range(range) if range.step == 1 => {
                format!("range({}, {})", range.start, range.stop)
            }
            Object::Range(range) => {
                format!("range({}, {}, {})", range.start, range.stop, range.step)
            }
            Object::Macro(value) => match &value.source.name {
                Some(name) => format!("<Macro '{name}'>"),
                None => "<Macro anonymous>".to_owned(),
            },
            Object::Loop(looping) => {
                format!(
                    "<LoopContext {}/{}>",
                    looping.index0() + 1,
                    looping.measure(self)?
                )
            }
            Object::Cycler(..) => format!("<jinja2.utils.Cycler object at {ADDRESS}>"),
            Object::Joiner(..) => format!("<jinja2.utils.Joiner object at {ADDRESS}>"),
            Object::Namespace(values) => {
                let entries: Vec<(Py, Py)> = values
                    .borrow()
                    .iter()
                    .map(|(name, value)| (Py::Str(name.clone()), value.clone()))
                    .collect();
                out.push_str("<Namespace ");
                within.push(Py::None);
                self.write_entries(entries, out, within)?;
                within.pop();
                ">".to_owned()
            }
            Object::View(view, dict) => {
                let items = shown(*view, dict);
                out.push_str(object.type_name());
                out.push('(');
                within.push(Py::None);
                self.write_items(&items, ('[', ']'), out, within)?;
                within.pop();
                ")".to_owned()
            }
            Object::Generator(generator) => format!("<{} at {ADDRESS}>", generator.name),
            Object::Template => "<TemplateReference None>".to_owned(),
            Object::BlockReference(_) => {
                format!("<jinja2.runtime.BlockReference object at {ADDRESS}>")
            }
        };
        out.push_str(&text);
        Ok(())
    }
}

/// What a view of a dict shows at this moment.
fn shown(view: View, dict: &Dict) -> Vec<Py> {
    match view {
        View::Keys => dict.keys(),
        View::Values => dict.peek().into_iter().map(|(_, value)| value).collect(),
        View::Items => {
            let pair = |(key, value)| {
                Py::Tuple(Rc::new(Tuple {
                    items: vec![key, value],
                    is_group: false,
                }))
            };
            dict.peek().into_iter().map(pair).collect()
        }
    }
}

/// A text as Python's source would have it.
pub(in crate::template) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    write_quoted(text, &mut out);
    out
}

fn write_quoted(text: &str, out: &mut String) {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    out.push(quote);
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            character if character == quote => out.extend(['\\', quote]),
            ' '..='~' => out.push(character),
            character if is_printable(character) => out.push(character),
            character => out.push_str(&match u32::from(character) {
                code @ ..=0xff => format!("\\x{code:02x}"),
                code @ ..=0xffff => format!("\\u{code:04x}"),
                code => format!("\\U{code:08x}"),
            }),
        }
    }
    out.push(quote);
}

fn write_bytes(bytes: &[u8], out: &mut String) {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') {
        '"'
    } else {
        '\''
    };
    out.extend(['b', quote]);
    for byte in bytes {
        match char::from(*byte) {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            character if character == quote => out.extend(['\\', quote]),
            character @ ' '..='~' => out.push(character),
            _ => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out.push(quote);
}
