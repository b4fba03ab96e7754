//! Methods of dicts.

use std::rc::Rc;

use crate::template::{
    call::Given,
    fault::{Fault, Outcome},
    py::{
        Py,
        container::{Dict, Key},
        object::{Object, View},
    },
    rendering::Rendering,
};

pub(super) fn call(
    context: &mut Rendering,
    dict: &Rc<Dict>,
    name: &str,
    mut given: Given,
) -> Outcome<Py> {
    let view = match name {
        "keys" => Some(View::Keys),
        "values" => Some(View::Values),
        "items" => Some(View::Items),
        _ => None,
    };
    if let Some(view) = view {
        given.bind(name, [], 0)?;
        return Ok(context.object(Object::View(view, Rc::clone(dict))));
    }
    match name {
        "update" => {
            update(context, dict, given)?;
            Ok(Py::None)
        }
        "clear" => {
            given.bind(name, [], 0)?;
            dict.clear();
            Ok(Py::None)
        }
        "copy" => {
            given.bind(name, [], 0)?;
            let entries = dict.entries(context);
            Ok(context.dict(entries))
        }
        "popitem" => {
            given.bind(name, [], 0)?;
            match dict.change(context, |entries| entries.pop()) {
                Some((key, value)) => Ok(context.tuple(vec![key.value().clone(), value])),
                None => Err(Fault::key("'popitem(): dictionary is empty'")),
            }
        }
        "fromkeys" => {
            let [keys, value] = given.bind(name, ["", ""], 1)?;
            let value = value.unwrap_or(Py::None);
            let keys = context.items(&keys.unwrap_or(Py::None))?;
            let entries = keys
                .into_iter()
                .map(|key| Ok((Key::new(key)?, value.clone())));
            let entries = entries.collect::<Outcome<_>>()?;
            Ok(context.dict(entries))
        }
        _ => {
            let has_default = given.positional.len() > 1;
            let [key, default] = std::mem::take(&mut given).bind(name, ["", ""], 1)?;
            let key = Key::new(key.unwrap_or(Py::None))?;
            let default = default.unwrap_or(Py::None);
            match name {
                "get" => Ok(dict.get(&key, context).unwrap_or(default)),
                "setdefault" => {
                    context.charge_items(2);
                    Ok(dict.change(context, |entries| {
                        entries.entry(key).or_insert(default).clone()
                    }))
                }
                _ => match dict.change(context, |entries| entries.shift_remove(&key)) {
                    Some(value) => Ok(value),
                    None if has_default => Ok(default),
                    None => {
                        let words = context.repr(key.value())?;
                        Err(Fault::key(words))
                    }
                },
            }
        }
    }
}

/// `dict.update(given)`.
pub(in crate::template) fn update(
    context: &mut Rendering,
    dict: &Dict,
    given: Given,
) -> Outcome<()> {
    let count = given.positional.len();
    if count > 1 {
        let message = format!("update expected at most 1 argument, got {count}");
        return Err(Fault::type_error(message));
    }
    let mut new = Vec::new();
    match given.positional.first() {
        None => {}
        Some(Py::Dict(other)) => new.extend(other.entries(context)),
        Some(Py::Object(object)) if matches!(**object, Object::Namespace(_)) => {
            return Err(Fault::type_error("'Namespace' object is not iterable"));
        }
        Some(pairs) => {
            for (position, pair) in context.items(pairs)?.iter().enumerate() {
                let not_pair = |_| {
                    Fault::type_error(format!(
                        "cannot convert dictionary update sequence element #{position} to a sequence"
                    ))
                };
                let parts = context.items(pair).map_err(not_pair)?;
                let [key, value] = parts.as_slice() else {
                    return Err(Fault::value(format!(
                        "dictionary update sequence element #{position} has length {}; 2 is required",
                        parts.len()
                    )));
                };
                new.push((Key::new(key.clone())?, value.clone()));
            }
        }
    }
    new.extend(
        given
            .named
            .into_iter()
            .map(|(name, value)| (Key::text(name), value)),
    );
    context.charge_items(new.len() * 2);
    context.spend(new.len())?;
    dict.change(context, |entries| entries.extend(new));
    Ok(())
}
