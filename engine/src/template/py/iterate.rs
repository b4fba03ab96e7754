//! Going through values.

use std::rc::Rc;

use super::{
    Py,
    container::{Dict, List},
    object::{Object, Range, View},
};
use crate::template::{
    fault::{Fault, Outcome},
    rendering::Rendering,
};

/// An iterator. Lists are looked at as they are when it gets there.
pub(in crate::template) enum Iterator {
    List(Rc<List>, usize),
    Range(Range, usize),
    /// What is in a dict, which must not change its size meanwhile.
    Entries(Rc<Dict>, std::vec::IntoIter<Py>, usize),
    Generator(Rc<Object>),
    Items(std::vec::IntoIter<Py>),
}

impl Iterator {
    pub(in crate::template) fn next(&mut self, context: &mut Rendering) -> Outcome<Option<Py>> {
        match self {
            Iterator::List(list, position) => {
                let item = list.get(*position, context);
                *position += 1;
                Ok(item)
            }
            Iterator::Range(range, position) => {
                let item = range.get(*position);
                *position += 1;
                Ok(item)
            }
            Iterator::Entries(dict, keys, size) => {
                if dict.len() != *size {
                    let message = "dictionary changed size during iteration";
                    return Err(Fault::running(message));
                }
                Ok(keys.next())
            }
            Iterator::Generator(object) => next_generated(object),
            Iterator::Items(items) => Ok(items.next()),
        }
    }
}

fn next_generated(object: &Object) -> Outcome<Option<Py>> {
    let Object::Generator(generator) = object else {
        return Ok(None);
    };
    if let Some(item) = generator.items.borrow_mut().pop_front() {
        return Ok(Some(item));
    }
    match generator.fault.borrow_mut().take() {
        Some(fault) => Err(fault),
        None => Ok(None),
    }
}

impl Rendering {
    /// `iter(value)`.
    pub(in crate::template) fn iterate(&mut self, value: &Py) -> Outcome<Iterator> {
        let items = match value {
            Py::List(list) => return Ok(Iterator::List(Rc::clone(list), 0)),
            Py::Dict(dict) => {
                let keys = dict.keys();
                self.charge_items(keys.len());
                let size = keys.len();
                return Ok(Iterator::Entries(Rc::clone(dict), keys.into_iter(), size));
            }
            Py::Object(object) => match &**object {
                Object::Range(range) => return Ok(Iterator::Range(*range, 0)),
                Object::Generator(_) => return Ok(Iterator::Generator(Rc::clone(object))),
                Object::View(view, dict) => {
                    let items = self.view_items(*view, dict);
                    self.charge_items(items.len());
                    let size = items.len();
                    return Ok(Iterator::Entries(Rc::clone(dict), items.into_iter(), size));
                }
                Object::Loop(looping) => {
                    return Ok(Iterator::Items(looping.rest(self)?.into_iter()));
                }
                _ => return Err(not_iterable(value)),
            },
            Py::Tuple(tuple) => tuple.items.clone(),
            Py::Str(text) | Py::Markup(text) => {
                let mut buffer = [0; 4];
                let item = |character: char| Py::str(&*character.encode_utf8(&mut buffer));
                text.chars().map(item).collect()
            }
            Py::Bytes(bytes) => bytes.iter().map(|byte| Py::Int(i64::from(*byte))).collect(),
            Py::Undefined(_) => Vec::new(),
            _ => return Err(not_iterable(value)),
        };
        self.charge_items(items.len());
        Ok(Iterator::Items(items.into_iter()))
    }

    /// `list(value)`.
    pub(in crate::template) fn items(&mut self, value: &Py) -> Outcome<Vec<Py>> {
        if let Py::List(list) = value {
            let items = list.items(self);
            self.charge_items(items.len());
            return Ok(items);
        }
        let mut iterator = self.iterate(value)?;
        let mut items = Vec::new();
        while let Some(item) = iterator.next(self)? {
            items.push(item);
        }
        self.spend(items.len())?;
        Ok(items)
    }

    fn view_items(&mut self, view: View, dict: &Dict) -> Vec<Py> {
        match view {
            View::Keys => dict.keys(),
            View::Values => dict.entries(self).into_values().collect(),
            View::Items => {
                let entries = dict.entries(self);
                let pair = |(key, value): (super::container::Key, Py)| {
                    self.tuple(vec![key.value().clone(), value])
                };
                entries.into_iter().map(pair).collect()
            }
        }
    }

    /// Exactly `count` items.
    pub(in crate::template) fn unpack(&mut self, value: &Py, count: usize) -> Outcome<Vec<Py>> {
        let mut iterator = self.iterate(value).map_err(|mut fault| {
            if fault.message.ends_with("is not iterable") {
                fault.message = format!("cannot unpack non-iterable {} object", value.type_name());
            }
            fault
        })?;
        let mut items = Vec::new();
        while let Some(item) = iterator.next(self)? {
            if items.len() == count {
                let message = format!("too many values to unpack (expected {count})");
                return Err(Fault::value(message));
            }
            items.push(item);
        }
        if items.len() < count {
            return Err(Fault::value(format!(
                "not enough values to unpack (expected {count}, got {})",
                items.len()
            )));
        }
        Ok(items)
    }
}

fn not_iterable(value: &Py) -> Fault {
    Fault::type_error(format!("'{}' object is not iterable", value.type_name()))
}
