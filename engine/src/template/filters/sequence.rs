//! Filters over what has items.

use std::collections::VecDeque;

use crate::template::{
    call::Given,
    fault::{Fault, Outcome},
    py::{
        Missing, Py,
        object::{Object, View},
    },
    rendering::Rendering,
};

fn empty(message: &str) -> Py {
    Py::missing(Missing::Because(message.to_owned()))
}

pub(super) fn length(_: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    given.bind("len", [], 0)?;
    match value.len() {
        Some(length) => Ok(Py::length(length)),
        None => {
            let name = value.type_name();
            Err(Fault::type_error(format!(
                "object of type '{name}' has no len()"
            )))
        }
    }
}

pub(super) fn list(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    given.bind("list", [], 0)?;
    let items = context.items(&value)?;
    Ok(context.list(items))
}

pub(super) fn items(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    given.bind("items", [], 0)?;
    Ok(
        context.generator("generator object do_items", |context, items| match &value {
            Py::Undefined(_) => Ok(()),
            Py::Dict(dict) => {
                for (key, value) in dict.entries(context) {
                    items.push_back(context.tuple(vec![key.value().clone(), value]));
                }
                Ok(())
            }
            _ => Err(Fault::type_error("Can only get item pairs from a mapping.")),
        }),
    )
}

pub(super) fn first(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    given.bind("first", [], 0)?;
    let first = context.iterate(&value)?.next(context)?;
    Ok(first.unwrap_or_else(|| empty("No first item, sequence was empty.")))
}

pub(super) fn last(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    given.bind("last", [], 0)?;
    let Some(mut items) = reversible(context, &value)? else {
        let name = value.type_name();
        return Err(Fault::type_error(format!(
            "'{name}' object is not reversible"
        )));
    };
    Ok(items
        .pop()
        .unwrap_or_else(|| empty("No last item, sequence was empty.")))
}

/// The items of what `reversed` takes.
fn reversible(context: &mut Rendering, value: &Py) -> Outcome<Option<Vec<Py>>> {
    let is_reversible = match value {
        Py::Object(object) => matches!(**object, Object::Range(_) | Object::View(..)),
        other => other.len().is_some(),
    };
    if is_reversible {
        context.items(value).map(Some)
    } else {
        Ok(None)
    }
}

pub(super) fn reverse(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    given.bind("reverse", [], 0)?;
    if let Some(text) = value.as_text() {
        context.charge_bytes(text.len());
        let reversed: String = text.chars().rev().collect();
        return Ok(Py::text(reversed, matches!(value, Py::Markup(_))));
    }
    if let Some(items) = reversible(context, &value)? {
        let name = match &value {
            Py::List(_) => "list_reverseiterator object",
            Py::Dict(_) => "dict_reversekeyiterator object",
            Py::Object(object) => match &**object {
                Object::View(View::Keys, _) => "dict_reversekeyiterator object",
                Object::View(View::Values, _) => "dict_reversevalueiterator object",
                Object::View(View::Items, _) => "dict_reverseitemiterator object",
                _ => "range_iterator object",
            },
            _ => "reversed object",
        };
        return Ok(context.generator(name, |_, reversed| {
            reversed.extend(items.into_iter().rev());
            Ok(())
        }));
    }
    match context.items(&value) {
        Ok(mut items) => {
            items.reverse();
            Ok(context.list(items))
        }
        Err(_) => Err(Fault::filter_argument("argument must be iterable")),
    }
}

/// Jinja takes one by chance; here it is the first, so that a run can be repeated.
pub(super) fn random(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    given.bind("random", [], 0)?;
    match value.len() {
        None => length(context, value, Given::default()),
        Some(0) => Ok(empty("No random item, sequence was empty.")),
        Some(_) => match context.subscript(&value, &Py::Int(0))? {
            Some(item) => Ok(item),
            None => Err(Fault::key("0")),
        },
    }
}

pub(super) fn attr(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let [name] = given.bind("attr", ["name"], 1)?;
    let Some(name) = name.as_ref().and_then(Py::as_text) else {
        return Err(Fault::type_error("attribute name must be string"));
    };
    match context.own_attribute(&value, name)? {
        Some(found) => Ok(found),
        None => Ok(Py::missing(Missing::Attribute(
            value.owner_name(),
            name.clone(),
        ))),
    }
}

pub(super) fn batch(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let [count, fill] = given.bind("batch", ["linecount", "fill_with"], 1)?;
    let count = count.unwrap_or(Py::None);
    Ok(
        context.generator("generator object do_batch", |context, batches| {
            let size = count
                .as_index()
                .and_then(|count| usize::try_from(count).ok());
            let mut batch = Vec::new();
            for item in context.items(&value)? {
                if Some(batch.len()) == size {
                    batches.push_back(context.list(std::mem::take(&mut batch)));
                }
                batch.push(item);
            }
            if batch.is_empty() {
                return Ok(());
            }
            if let Some(fill) = fill.filter(|fill| !fill.is_none()) {
                let missing = usize::try_from(count.index()?)
                    .unwrap_or(0)
                    .saturating_sub(batch.len());
                context.reserve(missing.saturating_mul(size_of::<Py>()))?;
                batch.extend(std::iter::repeat_n(fill, missing));
            }
            batches.push_back(context.list(batch));
            Ok(())
        }),
    )
}

pub(super) fn slice(context: &mut Rendering, value: Py, given: Given) -> Outcome<Py> {
    let [count, fill] = given.bind("slice", ["slices", "fill_with"], 1)?;
    let count = count.unwrap_or(Py::None);
    Ok(
        context.generator("generator object sync_do_slice", |context, slices| {
            let items = context.items(&value)?;
            let Ok(count) = usize::try_from(count.index()?) else {
                return Ok(());
            };
            if count == 0 {
                return Err(Fault::zero_division("integer division or modulo by zero"));
            }
            context.spend(count)?;
            slice_evenly(context, &items, count, fill, slices);
            Ok(())
        }),
    )
}

fn slice_evenly(
    context: &mut Rendering,
    items: &[Py],
    count: usize,
    fill: Option<Py>,
    slices: &mut VecDeque<Py>,
) {
    let (size, larger) = (items.len() / count, items.len() % count);
    let fill = fill.filter(|fill| !fill.is_none());
    let mut rest = items;
    for number in 0..count {
        let is_larger = number < larger;
        let (slice, after) = rest.split_at((size + usize::from(is_larger)).min(rest.len()));
        rest = after;
        let mut slice = slice.to_vec();
        if !is_larger {
            slice.extend(fill.clone());
        }
        slices.push_back(context.list(slice));
    }
}
