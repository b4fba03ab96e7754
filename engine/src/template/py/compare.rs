//! `==`, `<` and `in`.

use std::{cell::Cell, cmp::Ordering};

use num_bigint::BigInt;
use num_traits::FromPrimitive;

use super::{Py, container::Key, number::Number, object::Object};
use crate::template::{
    fault::{Fault, Outcome},
    rendering::Rendering,
    syntax::tree::Comparison,
};

/// How deep values may be nested to be compared.
const DEEPEST: usize = 200;
/// How many values one rendering may look at to compare or hash others. A list that holds the same
/// list twice, forty times over, has more elements than anybody can count.
const MOST: usize = 20_000_000;

thread_local! {
    /// What the rendering on this thread has left. Values compare themselves deep within sorting and
    /// hashing, where the rendering does not reach.
    static LEFT: Cell<usize> = const { Cell::new(MOST) };
}

/// To be called where a rendering begins.
pub(in crate::template) fn begin() {
    LEFT.set(MOST);
}

/// Pays for looking at one value.
pub(in crate::template) fn look() -> Outcome<()> {
    let left = LEFT.get().checked_sub(1);
    LEFT.set(left.unwrap_or(0));
    left.map(drop)
        .ok_or_else(|| Fault::memory("comparing takes too many steps"))
}

/// `a == b`. Fails only for what is nested too deep.
pub(in crate::template) fn equal(a: &Py, b: &Py) -> Outcome<bool> {
    equal_at(a, b, 0)
}

fn equal_at(a: &Py, b: &Py, depth: usize) -> Outcome<bool> {
    check_depth(depth)?;
    if let Some(order) = order_of_scalars(a, b) {
        return Ok(order == Some(Ordering::Equal));
    }
    match (a, b) {
        (Py::Undefined(_), Py::Undefined(_)) => Ok(true),
        (Py::List(x), Py::List(y)) => {
            Ok(a.is_same(b) || x.len() == y.len() && all_equal(&x.peek(), &y.peek(), depth)?)
        }
        (Py::Tuple(x), Py::Tuple(y)) => {
            Ok(x.items.len() == y.items.len() && all_equal(&x.items, &y.items, depth)?)
        }
        (Py::Dict(x), Py::Dict(y)) => {
            if a.is_same(b) {
                return Ok(true);
            }
            if x.len() != y.len() {
                return Ok(false);
            }
            let others: indexmap::IndexMap<Key, Py> = y
                .peek()
                .into_iter()
                .map(|(key, value)| Ok((Key::new(key)?, value)))
                .collect::<Outcome<_>>()?;
            for (key, value) in x.peek() {
                match others.get(&Key::new(key)?) {
                    Some(other) if equal_at(&value, other, depth + 1)? => {}
                    _ => return Ok(false),
                }
            }
            Ok(true)
        }
        (Py::Object(x), Py::Object(y)) => match (&**x, &**y) {
            (Object::Range(x), Object::Range(y)) => Ok(x == y),
            (Object::Global(x), Object::Global(y)) => Ok(x == y),
            (Object::Method(x, name), Object::Method(y, other)) => {
                Ok(name == other && x.is_same(y))
            }
            _ => Ok(a.is_same(b)),
        },
        _ => Ok(a.is_same(b)),
    }
}

fn all_equal(a: &[Py], b: &[Py], depth: usize) -> Outcome<bool> {
    for (a, b) in a.iter().zip(b) {
        if !a.is_same(b) && !equal_at(a, b, depth + 1)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn check_depth(depth: usize) -> Outcome<()> {
    if depth > DEEPEST {
        return Err(Fault::recursion(
            "maximum recursion depth exceeded in comparison",
        ));
    }
    look()
}

/// The order of two numbers, two texts or two byte strings; the inner none is that of NaN.
fn order_of_scalars(a: &Py, b: &Py) -> Option<Option<Ordering>> {
    if let (Some(a), Some(b)) = (a.as_text(), b.as_text()) {
        return Some(Some(a.as_str().cmp(b.as_str())));
    }
    if let (Py::Bytes(a), Py::Bytes(b)) = (a, b) {
        return Some(Some(a.cmp(b)));
    }
    Some(match (Number::of(a)?, Number::of(b)?) {
        (Number::Float(a), Number::Float(b)) => a.partial_cmp(&b),
        (Number::Int(a), Number::Int(b)) => Some(a.cmp(&b)),
        (Number::Float(a), b) => with_float(b, a).map(Ordering::reverse),
        (a, Number::Float(b)) => with_float(a, b),
        (a, b) => Some(a.into_big()?.cmp(&b.into_big()?)),
    })
}

/// The order of a whole number and a float, exactly.
fn with_float(number: Number, float: f64) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    let Some(whole) = BigInt::from_f64(float.floor()) else {
        return Some(if float > 0.0 {
            Ordering::Less
        } else {
            Ordering::Greater
        });
    };
    let order = number.into_big()?.cmp(&whole);
    Some(order.then(if float.fract() == 0.0 {
        Ordering::Equal
    } else {
        Ordering::Less
    }))
}

/// `a < b` and the like; `comparison` is one of the four.
pub(in crate::template) fn ordered(comparison: Comparison, a: &Py, b: &Py) -> Outcome<bool> {
    ordered_at(comparison, a, b, 0)
}

fn ordered_at(comparison: Comparison, a: &Py, b: &Py, depth: usize) -> Outcome<bool> {
    check_depth(depth)?;
    let holds = |order: Ordering| match comparison {
        Comparison::Less => order.is_lt(),
        Comparison::LessEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        _ => order.is_ge(),
    };
    if let Some(order) = order_of_scalars(a, b) {
        return Ok(order.is_some_and(holds));
    }
    let (x, y) = match (a, b) {
        (Py::List(x), Py::List(y)) => (x.peek(), y.peek()),
        (Py::Tuple(x), Py::Tuple(y)) => (x.items.clone(), y.items.clone()),
        (Py::Undefined(missing), _) | (_, Py::Undefined(missing)) => return Err(missing.fault()),
        _ => {
            let sign = match comparison {
                Comparison::Less => "<",
                Comparison::LessEqual => "<=",
                Comparison::Greater => ">",
                _ => ">=",
            };
            return Err(Fault::type_error(format!(
                "'{sign}' not supported between instances of '{}' and '{}'",
                a.type_name(),
                b.type_name()
            )));
        }
    };
    for (x, y) in x.iter().zip(&y) {
        if !x.is_same(y) && !equal_at(x, y, depth + 1)? {
            return ordered_at(comparison, x, y, depth + 1);
        }
    }
    Ok(holds(x.len().cmp(&y.len())))
}

impl Rendering {
    /// Any comparison.
    pub(in crate::template) fn compare(
        &mut self,
        comparison: Comparison,
        a: &Py,
        b: &Py,
    ) -> Outcome<bool> {
        match comparison {
            Comparison::Equal => equal(a, b),
            Comparison::NotEqual => Ok(!equal(a, b)?),
            Comparison::In => self.contains(b, a),
            Comparison::NotIn => Ok(!self.contains(b, a)?),
            order => ordered(order, a, b),
        }
    }

    /// `item in container`.
    pub(in crate::template) fn contains(&mut self, container: &Py, item: &Py) -> Outcome<bool> {
        match container {
            Py::Str(text) | Py::Markup(text) => match item.as_text() {
                Some(part) => Ok(text.contains(part.as_str())),
                None => Err(Fault::type_error(format!(
                    "'in <string>' requires string as left operand, not {}",
                    item.type_name()
                ))),
            },
            Py::Dict(dict) => Ok(dict.contains(&Key::new(item.clone())?)),
            Py::Object(object) => match &**object {
                Object::View(super::object::View::Keys, dict) => {
                    Ok(dict.contains(&Key::new(item.clone())?))
                }
                _ => self.is_among(container, item),
            },
            _ => self.is_among(container, item),
        }
    }

    fn is_among(&mut self, container: &Py, item: &Py) -> Outcome<bool> {
        let mut iterator = self.iterate(container).map_err(|mut fault| {
            if fault.message.ends_with("is not iterable") {
                fault.message = format!(
                    "argument of type '{}' is not iterable",
                    container.type_name()
                );
            }
            fault
        })?;
        while let Some(candidate) = iterator.next(self)? {
            self.spend(1)?;
            if candidate.is_same(item) || equal(&candidate, item)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
