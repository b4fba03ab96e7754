//! Python's values as a template sees them.

pub(super) mod arithmetic;
pub(super) mod attribute;
pub(super) mod compare;
pub(super) mod container;
mod hidden;
pub(super) mod iterate;
pub(super) mod number;
pub(super) mod object;
pub(super) mod order;
pub(super) mod repr;
pub(super) mod subscript;

use std::rc::Rc;

use num_bigint::BigInt;
use num_traits::ToPrimitive;
use smol_str::SmolStr;

use super::fault::Fault;
use container::{Dict, List};
use object::Object;

/// A value of Python. Cloning shares.
#[derive(Clone)]
pub(super) enum Py {
    Undefined(Rc<Missing>),
    None,
    Bool(bool),
    Int(i64),
    /// Only what does not fit an `i64`.
    Big(Rc<BigInt>),
    Float(f64),
    Str(SmolStr),
    /// Text that counts as HTML (`markupsafe.Markup`).
    Markup(SmolStr),
    Bytes(Rc<[u8]>),
    List(Rc<List>),
    Tuple(Rc<Tuple>),
    Dict(Rc<Dict>),
    Object(Rc<Object>),
}

/// A tuple.
pub(super) struct Tuple {
    pub(super) items: Vec<Py>,
    /// Whether it is a pair that `groupby` made, which has names for its parts.
    pub(super) is_group: bool,
}

/// Why something is undefined.
pub(super) enum Missing {
    /// A variable.
    Name(SmolStr),
    /// An attribute of a value of this type.
    Attribute(&'static str, SmolStr),
    /// An element of a value of this type.
    Element(&'static str, String),
    /// Anything else, in these words.
    Because(String),
    /// What the sandbox does not give away: the attribute, the type.
    Unsafe(SmolStr, &'static str),
}

impl Missing {
    /// The fault of using it.
    pub(super) fn fault(&self) -> Fault {
        match self {
            Missing::Name(name) => Fault::undefined(format!("'{name}' is undefined")),
            Missing::Attribute(owner, name) => {
                Fault::undefined(format!("{} has no attribute '{name}'", quoted_type(owner)))
            }
            Missing::Element(owner, key) => {
                let owner = if *owner == "None" {
                    owner.to_string()
                } else {
                    format!("{owner} object")
                };
                Fault::undefined(format!("{owner} has no element {key}"))
            }
            Missing::Because(message) => Fault::undefined(message.as_str()),
            Missing::Unsafe(name, owner) => Fault::security(format!(
                "access to attribute '{name}' of '{owner}' object is unsafe."
            )),
        }
    }
}

fn quoted_type(name: &str) -> String {
    if name == "None" {
        "'None'".to_owned()
    } else {
        format!("'{name} object'")
    }
}

impl Py {
    pub(super) fn str(text: impl Into<SmolStr>) -> Self {
        Py::Str(text.into())
    }

    /// Text, as HTML or not.
    pub(super) fn text(text: impl Into<SmolStr>, is_markup: bool) -> Self {
        if is_markup {
            Py::Markup(text.into())
        } else {
            Py::Str(text.into())
        }
    }

    pub(super) fn missing(missing: Missing) -> Self {
        Py::Undefined(Rc::new(missing))
    }

    pub(super) fn big(number: BigInt) -> Self {
        match number.to_i64() {
            Some(small) => Py::Int(small),
            None => Py::Big(Rc::new(number)),
        }
    }

    pub(super) fn length(length: usize) -> Self {
        Py::Int(i64::try_from(length).unwrap_or(i64::MAX))
    }

    pub(super) fn object(object: Object) -> Self {
        Py::Object(Rc::new(object))
    }

    /// The text, if it is text.
    pub(super) fn as_text(&self) -> Option<&SmolStr> {
        match self {
            Py::Str(text) | Py::Markup(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn is_undefined(&self) -> bool {
        matches!(self, Py::Undefined(_))
    }

    pub(super) fn is_none(&self) -> bool {
        matches!(self, Py::None)
    }

    /// `type(value).__name__`.
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Py::Undefined(_) => "Undefined",
            Py::None => "NoneType",
            Py::Bool(_) => "bool",
            Py::Int(_) | Py::Big(_) => "int",
            Py::Float(_) => "float",
            Py::Str(_) => "str",
            Py::Markup(_) => "Markup",
            Py::Bytes(_) => "bytes",
            Py::List(_) => "list",
            Py::Tuple(tuple) if tuple.is_group => "_GroupTuple",
            Py::Tuple(_) => "tuple",
            Py::Dict(_) => "dict",
            Py::Object(object) => object.type_name(),
        }
    }

    /// As [`Py::type_name`], as messages about missing attributes have it.
    pub(super) fn owner_name(&self) -> &'static str {
        match self {
            Py::None => "None",
            Py::Markup(_) => "markupsafe.Markup",
            Py::Object(object) => object.owner_name(),
            other => other.type_name(),
        }
    }

    /// `bool(value)`.
    pub(super) fn is_true(&self) -> bool {
        match self {
            Py::Undefined(_) | Py::None => false,
            Py::Bool(value) => *value,
            Py::Int(number) => *number != 0,
            Py::Big(_) => true,
            Py::Float(number) => *number != 0.0,
            Py::Str(text) | Py::Markup(text) => !text.is_empty(),
            Py::Bytes(bytes) => !bytes.is_empty(),
            Py::List(list) => list.len() > 0,
            Py::Tuple(tuple) => !tuple.items.is_empty(),
            Py::Dict(dict) => dict.len() > 0,
            Py::Object(object) => object.len() != Some(0),
        }
    }

    /// `len(value)`, if it has a length.
    pub(super) fn len(&self) -> Option<usize> {
        match self {
            Py::Undefined(_) => Some(0),
            Py::Str(text) | Py::Markup(text) => Some(text.chars().count()),
            Py::Bytes(bytes) => Some(bytes.len()),
            Py::List(list) => Some(list.len()),
            Py::Tuple(tuple) => Some(tuple.items.len()),
            Py::Dict(dict) => Some(dict.len()),
            Py::Object(object) => object.len(),
            _ => None,
        }
    }

    /// Whether both are one object (`is`). Small things are as good as one.
    pub(super) fn is_same(&self, other: &Py) -> bool {
        match (self, other) {
            (Py::None, Py::None) => true,
            (Py::Bool(a), Py::Bool(b)) => a == b,
            (Py::Int(a), Py::Int(b)) => a == b,
            (Py::Float(a), Py::Float(b)) => a.to_bits() == b.to_bits(),
            (Py::Str(a), Py::Str(b)) => a == b,
            (Py::Undefined(a), Py::Undefined(b)) => Rc::ptr_eq(a, b),
            (Py::Big(a), Py::Big(b)) => Rc::ptr_eq(a, b),
            (Py::Bytes(a), Py::Bytes(b)) => Rc::ptr_eq(a, b),
            (Py::List(a), Py::List(b)) => Rc::ptr_eq(a, b),
            (Py::Tuple(a), Py::Tuple(b)) => Rc::ptr_eq(a, b),
            (Py::Dict(a), Py::Dict(b)) => Rc::ptr_eq(a, b),
            (Py::Object(a), Py::Object(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl From<&str> for Py {
    fn from(text: &str) -> Self {
        Py::Str(SmolStr::new(text))
    }
}

impl From<String> for Py {
    fn from(text: String) -> Self {
        Py::Str(SmolStr::from(text))
    }
}
