//! The methods of Python's own types.

mod coding;
pub(super) mod dict;
mod letters;
mod list;
mod number;
mod search;
mod split;
pub(super) mod text;

use super::{
    call::Given,
    fault::{Fault, Outcome},
    formatting::replacement::{self, Source},
    html,
    py::{Py, compare::equal, object::Object},
    rendering::Rendering,
};

/// `owner.name(given)`, where `name` is one of the methods that attributes are looked up in.
pub(super) fn call(context: &mut Rendering, owner: &Py, name: &str, given: Given) -> Outcome<Py> {
    match owner {
        Py::Str(text) | Py::Markup(text) => match name {
            "format" => replacement::format(context, owner, Source::Given(given)),
            "format_map" => {
                let values = given.only_positional(name)?;
                match values.as_slice() {
                    [Py::Dict(dict)] => replacement::format(context, owner, Source::Map(dict)),
                    _ => Err(Fault::type_error(
                        "format_map() takes exactly one argument, a mapping",
                    )),
                }
            }
            "unescape" => Ok(Py::from(html::unescape(text))),
            "striptags" => Ok(Py::from(html::strip_tags(text))),
            "escape" => {
                let [value] = given.bind("escape", ["s"], 1)?;
                context.escaped(&value.unwrap_or(Py::None))
            }
            _ => text::call(context, owner, text, name, given),
        },
        Py::List(list) => list::call(context, list, name, given),
        Py::Dict(dict) => dict::call(context, dict, name, given),
        Py::Tuple(tuple) => searched(context, &tuple.items, name, given),
        Py::Bytes(bytes) => number::bytes(bytes, name, given),
        Py::Object(object) => match &**object {
            Object::Loop(looping) => looping.method(name, given),
            Object::Cycler(items, position) => {
                given.bind(name, [], 0)?;
                let current = items.get(position.get()).cloned().unwrap_or(Py::None);
                if name == "reset" {
                    position.set(0);
                    return Ok(Py::None);
                }
                position.set((position.get() + 1) % items.len().max(1));
                Ok(current)
            }
            _ => {
                let items = context.items(owner)?;
                searched(context, &items, name, given)
            }
        },
        _ => number::call(owner, name, given),
    }
}

/// `count` and `index` of a sequence.
fn searched(context: &mut Rendering, items: &[Py], name: &str, given: Given) -> Outcome<Py> {
    let [value, start, stop] = given.bind(name, ["", "", ""], 1)?;
    let value = value.unwrap_or(Py::None);
    context.spend(items.len())?;
    let is_it = |item: &Py| Ok::<_, Fault>(item.is_same(&value) || equal(item, &value)?);
    if name == "count" {
        let mut count = 0;
        for item in items {
            count += usize::from(is_it(item)?);
        }
        return Ok(Py::length(count));
    }
    let length = items.len();
    let start = clipped(start.as_ref(), length)?.unwrap_or(0);
    let stop = clipped(stop.as_ref(), length)?.unwrap_or(length);
    for (position, item) in items.iter().enumerate().take(stop).skip(start) {
        if is_it(item)? {
            return Ok(Py::length(position));
        }
    }
    let value = context.repr(&value)?;
    Err(Fault::value(format!("{value} is not in list")))
}

/// A place in something of this length, which may be counted from the end, cut to fit.
fn clipped(place: Option<&Py>, length: usize) -> Outcome<Option<usize>> {
    let Some(place) = place.filter(|place| !place.is_none()) else {
        return Ok(None);
    };
    let place = place.index()?;
    let from_start = if place < 0 {
        place
            .saturating_add(i64::try_from(length).unwrap_or(i64::MAX))
            .max(0)
    } else {
        place
    };
    Ok(Some(usize::try_from(from_start).unwrap_or(usize::MAX)))
}
