//! Jinja's tests: `value is odd`.

use super::{
    call::Given,
    fault::{Fault, Outcome},
    filters, methods,
    py::{Py, compare::equal, container::Key, object::Object},
    rendering::Rendering,
    syntax::tree::{Binary, Comparison},
};

const TESTS: &[&str] = &[
    "!=",
    "<",
    "<=",
    "==",
    ">",
    ">=",
    "boolean",
    "callable",
    "defined",
    "divisibleby",
    "eq",
    "equalto",
    "escaped",
    "even",
    "false",
    "filter",
    "float",
    "ge",
    "greaterthan",
    "gt",
    "in",
    "integer",
    "iterable",
    "le",
    "lessthan",
    "lower",
    "lt",
    "mapping",
    "ne",
    "none",
    "number",
    "odd",
    "sameas",
    "sequence",
    "string",
    "test",
    "true",
    "undefined",
    "upper",
];

/// The names of all tests.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TESTS.iter().copied()
}

/// Whether there is a test of this name.
pub(super) fn is_known(name: &str) -> bool {
    TESTS.contains(&name)
}

/// `value is name(given)`.
pub(super) fn apply(context: &mut Rendering, name: &str, value: Py, given: Given) -> Outcome<bool> {
    context.spend(1)?;
    if !is_known(name) {
        return Err(Fault::runtime(format!("No test named '{name}'.")));
    }
    let comparison = match name {
        "==" | "eq" | "equalto" => Some(Comparison::Equal),
        "!=" | "ne" => Some(Comparison::NotEqual),
        "<" | "lt" | "lessthan" => Some(Comparison::Less),
        "<=" | "le" => Some(Comparison::LessEqual),
        ">" | "gt" | "greaterthan" => Some(Comparison::Greater),
        ">=" | "ge" => Some(Comparison::GreaterEqual),
        "in" => Some(Comparison::In),
        _ => None,
    };
    if let Some(comparison) = comparison {
        let parameter = if comparison == Comparison::In {
            "seq"
        } else {
            ""
        };
        let [other] = given.bind(name, [parameter], 1)?;
        return context.compare(comparison, &value, &other.unwrap_or(Py::None));
    }
    match name {
        "divisibleby" => {
            let [number] = given.bind(name, ["num"], 1)?;
            let rest = context.binary(Binary::Modulo, &value, &number.unwrap_or(Py::None))?;
            equal(&rest, &Py::Int(0))
        }
        "sameas" => {
            let [other] = given.bind(name, ["other"], 1)?;
            Ok(value.is_same(&other.unwrap_or(Py::None)))
        }
        _ => {
            given.bind(name, [], 0)?;
            property(context, name, &value)
        }
    }
}

/// A test without an argument.
fn property(context: &mut Rendering, name: &str, value: &Py) -> Outcome<bool> {
    Ok(match name {
        "odd" | "even" => {
            let rest = context.binary(Binary::Modulo, value, &Py::Int(2))?;
            return equal(&rest, &Py::Int(i64::from(name == "odd")));
        }
        "defined" => !value.is_undefined(),
        "undefined" => value.is_undefined(),
        "none" => value.is_none(),
        "boolean" => matches!(value, Py::Bool(_)),
        "true" => matches!(value, Py::Bool(true)),
        "false" => matches!(value, Py::Bool(false)),
        "integer" => matches!(value, Py::Int(_) | Py::Big(_)),
        "float" => matches!(value, Py::Float(_)),
        "number" => matches!(value, Py::Bool(_) | Py::Int(_) | Py::Big(_) | Py::Float(_)),
        "string" => value.as_text().is_some(),
        "mapping" => matches!(value, Py::Dict(_)),
        "escaped" => matches!(value, Py::Markup(_)),
        "filter" | "test" => {
            Key::new(value.clone())?;
            let is_there: fn(&str) -> bool = if name == "filter" {
                filters::is_known
            } else {
                is_known
            };
            value.as_text().is_some_and(|name| is_there(name))
        }
        "lower" | "upper" => {
            let text = Py::Str(context.text_of(value)?);
            let method = if name == "lower" {
                "islower"
            } else {
                "isupper"
            };
            methods::call(context, &text, method, Given::default())?.is_true()
        }
        "sequence" => match value {
            Py::Object(object) => matches!(**object, Object::Range(_)),
            other => other.len().is_some(),
        },
        "iterable" => match value {
            Py::Object(object) => matches!(
                **object,
                Object::View(..) | Object::Range(_) | Object::Generator(_) | Object::Loop(_)
            ),
            other => other.len().is_some(),
        },
        _ => match value {
            Py::Undefined(_) => true,
            Py::Object(object) => object.is_callable(),
            _ => false,
        },
    })
}
