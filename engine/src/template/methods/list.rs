//! Methods of lists.

use std::rc::Rc;

use super::{clipped, searched};
use crate::template::{
    call::Given,
    fault::{Fault, Outcome},
    py::{Py, compare::equal, container::List, order::sorted, subscript::place},
    rendering::Rendering,
};

pub(super) fn call(
    context: &mut Rendering,
    list: &Rc<List>,
    name: &str,
    given: Given,
) -> Outcome<Py> {
    match name {
        "append" => {
            let [item] = given.bind(name, [""], 1)?;
            context.charge_items(1);
            list.change(context, |items| items.extend(item));
        }
        "extend" => {
            let [more] = given.bind(name, [""], 1)?;
            let more = context.items(&more.unwrap_or(Py::None))?;
            context.charge_items(more.len());
            list.change(context, |items| items.extend(more));
        }
        "insert" => {
            let [position, item] = given.bind(name, ["", ""], 2)?;
            let position = clipped(position.as_ref(), list.len())?.unwrap_or(0);
            context.charge_items(1);
            context.spend(list.len() / 16)?;
            if let Some(item) = item {
                list.change(context, |items| {
                    items.insert(position.min(items.len()), item)
                });
            }
        }
        "pop" => {
            let [position] = given.bind(name, [""], 0)?;
            let position = position.map_or(Ok(-1), |position| position.index())?;
            if list.len() == 0 {
                return Err(Fault::index("pop from empty list"));
            }
            let Some(position) = place(position, list.len()) else {
                return Err(Fault::index("pop index out of range"));
            };
            context.spend(list.len() / 16)?;
            return Ok(list.change(context, |items| items.remove(position)));
        }
        "remove" => {
            let [item] = given.bind(name, [""], 1)?;
            let item = item.unwrap_or(Py::None);
            let items = list.items(context);
            context.spend(items.len())?;
            for (position, candidate) in items.iter().enumerate() {
                if candidate.is_same(&item) || equal(candidate, &item)? {
                    list.change(context, |items| items.remove(position));
                    return Ok(Py::None);
                }
            }
            return Err(Fault::value("list.remove(x): x not in list"));
        }
        "clear" => {
            given.bind(name, [], 0)?;
            list.clear();
        }
        "reverse" => {
            given.bind(name, [], 0)?;
            list.change(context, |items| items.reverse());
        }
        "copy" => {
            given.bind(name, [], 0)?;
            let items = list.items(context);
            return Ok(context.list(items));
        }
        "sort" => {
            if !given.positional.is_empty() {
                return Err(Fault::type_error("sort() takes no positional arguments"));
            }
            let [key, reverse] = given.bind(name, ["key", "reverse"], 0)?;
            let mut keyed = Vec::new();
            for item in list.items(context) {
                let item_key = match &key {
                    None | Some(Py::None) => item.clone(),
                    Some(key) => context.call(key, Given::of(vec![item.clone()]))?,
                };
                keyed.push((item_key, item));
            }
            context.spend(keyed.len().saturating_mul(4))?;
            let keyed = sorted(keyed, reverse.is_some_and(|reverse| reverse.is_true()))?;
            list.change(context, |items| {
                *items = keyed.into_iter().map(|(_, item)| item).collect();
            });
        }
        _ => {
            let items = list.items(context);
            return searched(context, &items, name, given);
        }
    }
    Ok(Py::None)
}
