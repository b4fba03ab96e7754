//! `value.name` and `value["name"]`, as the sandbox lets them through.

use std::rc::Rc;

use smol_str::SmolStr;

use super::{
    Missing, Py,
    object::{Object, View},
};
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

/// Attributes with underscores that every value has; the sandbox knows of them and says no.
const HIDDEN: &[&str] = &[
    "__class__",
    "__delattr__",
    "__dir__",
    "__doc__",
    "__eq__",
    "__format__",
    "__ge__",
    "__getattribute__",
    "__getstate__",
    "__gt__",
    "__hash__",
    "__init__",
    "__init_subclass__",
    "__le__",
    "__lt__",
    "__ne__",
    "__new__",
    "__reduce__",
    "__reduce_ex__",
    "__repr__",
    "__setattr__",
    "__sizeof__",
    "__str__",
    "__subclasshook__",
];
const HIDDEN_SEQUENCE: &[&str] = &[
    "__add__",
    "__contains__",
    "__getitem__",
    "__iter__",
    "__len__",
    "__mul__",
    "__rmul__",
];
const HIDDEN_NUMBER: &[&str] = &[
    "__abs__",
    "__add__",
    "__bool__",
    "__ceil__",
    "__divmod__",
    "__float__",
    "__floor__",
    "__floordiv__",
    "__getnewargs__",
    "__int__",
    "__mod__",
    "__mul__",
    "__neg__",
    "__pos__",
    "__pow__",
    "__radd__",
    "__rdivmod__",
    "__rfloordiv__",
    "__rmod__",
    "__rmul__",
    "__round__",
    "__rpow__",
    "__rsub__",
    "__rtruediv__",
    "__sub__",
    "__truediv__",
    "__trunc__",
];
const HIDDEN_INT: &[&str] = &[
    "__and__",
    "__index__",
    "__invert__",
    "__lshift__",
    "__or__",
    "__rand__",
    "__rlshift__",
    "__ror__",
    "__rrshift__",
    "__rshift__",
    "__rxor__",
    "__xor__",
];
const HIDDEN_FUNCTION: &[&str] = &[
    "__annotations__",
    "__builtins__",
    "__call__",
    "__closure__",
    "__code__",
    "__defaults__",
    "__dict__",
    "__get__",
    "__globals__",
    "__kwdefaults__",
    "__module__",
    "__name__",
    "__qualname__",
];
const HIDDEN_CLASS: &[&str] = &[
    "__base__",
    "__bases__",
    "__basicsize__",
    "__call__",
    "__dict__",
    "__module__",
    "__mro__",
    "__name__",
    "__qualname__",
    "__subclasses__",
    "__weakref__",
];
const HIDDEN_INSTANCE: &[&str] = &["__dict__", "__module__", "__weakref__"];
const HIDDEN_UNDEFINED: &[&str] = &[
    "__add__",
    "__bool__",
    "__call__",
    "__complex__",
    "__div__",
    "__float__",
    "__floordiv__",
    "__getattr__",
    "__getitem__",
    "__int__",
    "__iter__",
    "__len__",
    "__mod__",
    "__module__",
    "__mul__",
    "__neg__",
    "__pos__",
    "__pow__",
    "__radd__",
    "__rdiv__",
    "__rfloordiv__",
    "__rmod__",
    "__rmul__",
    "__rpow__",
    "__rsub__",
    "__rtruediv__",
    "__slots__",
    "__sub__",
    "__truediv__",
    "_fail_with_undefined_error",
    "_undefined_exception",
    "_undefined_hint",
    "_undefined_message",
    "_undefined_name",
    "_undefined_obj",
];

/// Whether Python has this attribute, whose name begins with an underscore.
fn has_hidden(owner: &Py, name: &str) -> bool {
    let lists: &[&[&str]] = match owner {
        Py::Undefined(_) => &[HIDDEN_UNDEFINED],
        Py::None => &[&["__bool__"]],
        Py::Bool(_) | Py::Int(_) | Py::Big(_) => &[HIDDEN_NUMBER, HIDDEN_INT],
        Py::Float(_) => &[HIDDEN_NUMBER, &["__getformat__"]],
        Py::Str(_) | Py::Bytes(_) => &[HIDDEN_SEQUENCE, &["__getnewargs__", "__mod__", "__rmod__"]],
        Py::Markup(_) => &[
            HIDDEN_SEQUENCE,
            HIDDEN_INSTANCE,
            &[
                "__getnewargs__",
                "__html__",
                "__html_format__",
                "__mod__",
                "__radd__",
                "__rmod__",
            ],
        ],
        Py::List(_) => &[
            HIDDEN_SEQUENCE,
            &[
                "__class_getitem__",
                "__delitem__",
                "__iadd__",
                "__imul__",
                "__reversed__",
                "__setitem__",
            ],
        ],
        Py::Tuple(_) => &[HIDDEN_SEQUENCE, &["__class_getitem__", "__getnewargs__"]],
        Py::Dict(_) => &[&[
            "__class_getitem__",
            "__contains__",
            "__delitem__",
            "__getitem__",
            "__ior__",
            "__iter__",
            "__len__",
            "__or__",
            "__reversed__",
            "__ror__",
            "__setitem__",
        ]],
        Py::Object(object) => match &**object {
            Object::Global(global) => match global {
                super::object::Global::Range | super::object::Global::Lipsum => &[HIDDEN_FUNCTION],
                _ => &[HIDDEN_CLASS],
            },
            Object::Method(..) => &[&[
                "__call__",
                "__module__",
                "__name__",
                "__qualname__",
                "__self__",
                "__text_signature__",
            ]],
            Object::Loop(_) => &[
                HIDDEN_INSTANCE,
                &["__call__", "__iter__", "__len__", "__next__"],
            ],
            Object::Macro(_) => &[
                HIDDEN_INSTANCE,
                &[
                    "__call__",
                    "_invoke",
                    "_environment",
                    "_func",
                    "_argument_count",
                    "_default_autoescape",
                ],
            ],
            Object::Range(_) => &[&[
                "__bool__",
                "__contains__",
                "__getitem__",
                "__iter__",
                "__len__",
                "__reversed__",
            ]],
            // Whatever a namespace was not given, it has not, but for its class.
            Object::Namespace(_) => return name == "__class__",
            _ => &[HIDDEN_INSTANCE],
        },
    };
    HIDDEN.contains(&name) || lists.iter().any(|list| list.contains(&name))
}

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

    /// What a view of a dict shows at this moment.
    pub(in crate::template) fn view_of(&mut self, object: &Object) -> Outcome<Vec<Py>> {
        let Object::View(view, dict) = object else {
            return Ok(Vec::new());
        };
        Ok(match view {
            View::Keys => dict.keys(),
            View::Values => dict.peek().into_iter().map(|(_, value)| value).collect(),
            View::Items => {
                let pair = |(key, value)| {
                    let items = vec![key, value];
                    Py::Tuple(Rc::new(super::Tuple {
                        items,
                        is_group: false,
                    }))
                };
                dict.peek().into_iter().map(pair).collect()
            }
        })
    }
}
