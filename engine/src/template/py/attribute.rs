//! `value.name` and `value["name"]`, as the sandbox lets them through.

use smol_str::SmolStr;

use super::{Missing, Py, hidden::has_hidden, object::Object};
use crate::template::{
    fault::{Fault, Outcome},
    rendering::Rendering,
};

const STR: &[&str] = &[
    "capitalize",
    "casefold",
    "center",
    "count",
    "encode",
    "endswith",
    "expandtabs",
    "find",
    "format",
    "format_map",
    "index",
    "isalnum",
    "isalpha",
    "isascii",
    "isdecimal",
    "isdigit",
    "isidentifier",
    "islower",
    "isnumeric",
    "isprintable",
    "isspace",
    "istitle",
    "isupper",
    "join",
    "ljust",
    "lower",
    "lstrip",
    "maketrans",
    "partition",
    "removeprefix",
    "removesuffix",
    "replace",
    "rfind",
    "rindex",
    "rjust",
    "rpartition",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "swapcase",
    "title",
    "translate",
    "upper",
    "zfill",
];
const MARKUP: &[&str] = &["escape", "striptags", "unescape"];
const LIST: &[&str] = &[
    "append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse",
    "sort",
];
const DICT: &[&str] = &[
    "clear",
    "copy",
    "fromkeys",
    "get",
    "items",
    "keys",
    "pop",
    "popitem",
    "setdefault",
    "update",
    "values",
];
const TUPLE: &[&str] = &["count", "index"];
const INT: &[&str] = &[
    "as_integer_ratio",
    "bit_count",
    "bit_length",
    "conjugate",
    "to_bytes",
];
const FLOAT: &[&str] = &["as_integer_ratio", "conjugate", "hex", "is_integer"];
const BYTES: &[&str] = &[
    "count",
    "decode",
    "endswith",
    "find",
    "hex",
    "lower",
    "split",
    "startswith",
    "strip",
    "upper",
];
const LOOP: &[&str] = &["changed", "cycle"];
const CYCLER: &[&str] = &["next", "reset"];

impl Rendering {
    /// `owner.name` in a template.
    pub(in crate::template) fn attribute(&mut self, owner: &Py, name: &SmolStr) -> Outcome<Py> {
        if let Some(value) = self.own_attribute(owner, name)? {
            return Ok(value);
        }
        if let Some(value) = self.subscript(owner, &Py::Str(name.clone()))? {
            return Ok(value);
        }
        Ok(Py::missing(Missing::Attribute(
            owner.owner_name(),
            name.clone(),
        )))
    }

    /// `owner[key]` in a template.
    pub(in crate::template) fn element(&mut self, owner: &Py, key: &Py) -> Outcome<Py> {
        if let Some(value) = self.subscript(owner, key)? {
            return Ok(value);
        }
        if let Some(name) = key.as_text() {
            if let Some(value) = self.own_attribute(owner, name)? {
                return Ok(value);
            }
            return Ok(Py::missing(Missing::Attribute(
                owner.owner_name(),
                name.clone(),
            )));
        }
        let key = self.repr(key)?;
        Ok(Py::missing(Missing::Element(owner.owner_name(), key)))
    }

    /// Python's `getattr(owner, name)`; what the sandbox withholds is undefined.
    pub(in crate::template) fn own_attribute(
        &mut self,
        owner: &Py,
        name: &SmolStr,
    ) -> Outcome<Option<Py>> {
        if name.starts_with('_') {
            if has_hidden(owner, name) {
                let missing = Missing::Unsafe(name.clone(), owner.type_name());
                return Ok(Some(Py::missing(missing)));
            }
            if let Py::Undefined(missing) = owner {
                return Err(missing.fault());
            }
        }
        let methods: &[&str] = match owner {
            Py::Undefined(missing) => return Err(missing.fault()),
            Py::None => return Ok(None),
            Py::Dict(_) => DICT,
            Py::List(_) => LIST,
            Py::Str(_) => STR,
            Py::Markup(_) if MARKUP.contains(&name.as_str()) => MARKUP,
            Py::Markup(_) => STR,
            Py::Bytes(_) => BYTES,
            Py::Tuple(tuple) => {
                match name.as_str() {
                    "grouper" if tuple.is_group => return Ok(tuple.items.first().cloned()),
                    "list" if tuple.is_group => return Ok(tuple.items.last().cloned()),
                    _ => {}
                }
                TUPLE
            }
            Py::Bool(_) | Py::Int(_) | Py::Big(_) => match name.as_str() {
                "real" | "numerator" => {
                    return self
                        .unary(crate::template::syntax::tree::Unary::Positive, owner)
                        .map(Some);
                }
                "imag" => return Ok(Some(Py::Int(0))),
                "denominator" => return Ok(Some(Py::Int(1))),
                _ => INT,
            },
            Py::Float(_) => match name.as_str() {
                "real" => return Ok(Some(owner.clone())),
                "imag" => return Ok(Some(Py::Float(0.0))),
                _ => FLOAT,
            },
            Py::Object(object) => match &**object {
                Object::Loop(looping) => match looping.attribute(name, self)? {
                    Some(value) => return Ok(Some(value)),
                    None => LOOP,
                },
                other => match self.object_attribute(other, name) {
                    Some(value) => return Ok(Some(value)),
                    None if matches!(other, Object::Cycler(..)) => CYCLER,
                    None if matches!(other, Object::Range(_)) => TUPLE,
                    None => &[],
                },
            },
        };
        let Some(method) = methods.iter().find(|method| **method == name.as_str()) else {
            return Ok(None);
        };
        Ok(Some(self.object(Object::Method(owner.clone(), method))))
    }

    fn object_attribute(&mut self, object: &Object, name: &str) -> Option<Py> {
        match object {
            Object::Namespace(values) => values.borrow().get(name).cloned(),
            Object::Cycler(items, position) => match name {
                "current" => items.get(position.get()).cloned(),
                "pos" => Some(Py::length(position.get())),
                "items" => {
                    let items = items.clone();
                    Some(self.tuple(items))
                }
                _ => None,
            },
            Object::Joiner(separator, used) => match name {
                "sep" => Some(separator.clone()),
                "used" => Some(Py::Bool(used.get())),
                _ => None,
            },
            Object::Range(range) => match name {
                "start" => Some(Py::Int(range.start)),
                "stop" => Some(Py::Int(range.stop)),
                "step" => Some(Py::Int(range.step)),
                _ => None,
            },
            Object::Macro(value) => match name {
                "name" => Some(value.source.name.clone().map_or(Py::None, Py::Str)),
                "arguments" => {
                    let names = value
                        .source
                        .parameters
                        .iter()
                        .cloned()
                        .map(Py::Str)
                        .collect();
                    Some(self.tuple(names))
                }
                "caller" => Some(Py::Bool(value.source.uses_caller)),
                "catch_kwargs" => Some(Py::Bool(value.source.uses_kwargs)),
                "catch_varargs" => Some(Py::Bool(value.source.uses_varargs)),
                "explicit_caller" => Some(Py::Bool(
                    value.source.parameters.iter().any(|name| name == "caller"),
                )),
                _ => None,
            },
            _ => None,
        }
    }

    /// `{% set owner.name = value %}`.
    pub(in crate::template) fn set_attribute(
        &mut self,
        owner: &Py,
        name: &SmolStr,
        value: Py,
    ) -> Outcome<()> {
        if let Py::Object(object) = owner
            && let Object::Namespace(values) = &**object
        {
            self.charge_items(1);
            values.borrow_mut().insert(name.clone(), value);
            return Ok(());
        }
        Err(Fault::runtime(
            "cannot assign attribute on non-namespace object",
        ))
    }
}
