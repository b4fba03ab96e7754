//! Lists and dicts. They begin as views of the roaming data and become Python's own, one level
//! at a time, when somebody needs their inner lists and dicts or changes them.

use std::{
    cell::RefCell,
    hash::{Hash, Hasher},
    rc::Rc,
};

use indexmap::IndexMap;
use num_traits::{Float, ToPrimitive};
use smol_str::SmolStr;

use super::{
    Py, Tuple,
    compare::{equal, look},
    object::{Object, View},
};
use crate::{
    template::{
        fault::{Fault, Outcome},
        rendering::Rendering,
    },
    value::{Array, KeyRef, Value},
};

/// A list.
pub(in crate::template) struct List(RefCell<Elements>);

enum Elements {
    Shared(Array),
    Own(Vec<Py>),
}

/// A dict.
pub(in crate::template) struct Dict(RefCell<Entries>);

enum Entries {
    Shared(Array),
    Own(IndexMap<Key, Py>),
}

/// A key of a dict: a value that can be hashed.
#[derive(Clone)]
pub(in crate::template) struct Key(Py);

impl Key {
    /// The value as a key, unless it (or, in a tuple, a part of it) cannot be hashed.
    pub(in crate::template) fn new(value: Py) -> Outcome<Self> {
        check_hashable(&value)?;
        Ok(Self(value))
    }

    pub(in crate::template) fn text(text: impl Into<SmolStr>) -> Self {
        Self(Py::Str(text.into()))
    }

    pub(in crate::template) fn value(&self) -> &Py {
        &self.0
    }
}

fn check_hashable(value: &Py) -> Outcome<()> {
    look()?;
    match value {
        Py::List(_) | Py::Dict(_) => {
            let message = format!("unhashable type: '{}'", value.type_name());
            Err(Fault::type_error(message))
        }
        Py::Tuple(tuple) => tuple.items.iter().try_for_each(check_hashable),
        Py::Object(object) if matches!(**object, Object::View(View::Keys | View::Items, _)) => {
            let message = format!("unhashable type: '{}'", object.type_name());
            Err(Fault::type_error(message))
        }
        _ => Ok(()),
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        equal(&self.0, &other.0).unwrap_or(false)
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash(&self.0, state);
    }
}

/// Equal values have equal hashes, whatever their types.
fn hash<H: Hasher>(value: &Py, state: &mut H) {
    match value {
        Py::Bool(value) => i64::from(*value).hash(state),
        Py::Int(number) => number.hash(state),
        Py::Float(number) if number.fract() == 0.0 && number.abs() < 9e18 => {
            number.to_i64().unwrap_or_default().hash(state);
        }
        Py::Float(number) => number.integer_decode().hash(state),
        Py::Big(number) => number.to_f64().unwrap_or(0.0).integer_decode().hash(state),
        Py::Str(text) | Py::Markup(text) => text.as_str().hash(state),
        Py::Tuple(tuple) => tuple.items.iter().for_each(|item| hash(item, state)),
        _ => {}
    }
}

/// What a scalar of the roaming data is in Python; none for an array.
fn scalar(value: &Value) -> Option<Py> {
    Some(match value {
        Value::Null => Py::None,
        Value::Bool(value) => Py::Bool(*value),
        Value::Int(number) => Py::Int(*number),
        Value::Float(number) => Py::Float(*number),
        Value::Str(text) => Py::Str(text.clone()),
        Value::Array(_) => return None,
    })
}

/// What a value of the roaming data is in Python, after it went there as JSON: a list stays a
/// list, any other array becomes a dict with keys of text.
fn convert(value: &Value) -> Py {
    match value {
        Value::Array(array) if array.is_list() => {
            Py::List(Rc::new(List(RefCell::new(Elements::Shared(array.clone())))))
        }
        Value::Array(array) => {
            Py::Dict(Rc::new(Dict(RefCell::new(Entries::Shared(array.clone())))))
        }
        scalar_value => scalar(scalar_value).unwrap_or(Py::None),
    }
}

fn key_text(key: KeyRef<'_>) -> SmolStr {
    match key {
        KeyRef::Int(number) => SmolStr::from(number.to_string()),
        KeyRef::Str(text) => SmolStr::new(text),
    }
}

/// The value in Python, with its lists and dicts kept track of.
pub(in crate::template) fn adopt(value: &Value, context: &mut Rendering) -> Py {
    let adopted = convert(value);
    context.track(&adopted);
    adopted
}

impl List {
    pub(in crate::template) fn new(items: Vec<Py>) -> Self {
        Self(RefCell::new(Elements::Own(items)))
    }

    pub(in crate::template) fn len(&self) -> usize {
        match &*self.0.borrow() {
            Elements::Shared(array) => array.len(),
            Elements::Own(items) => items.len(),
        }
    }

    /// The items to be looked at. Inner lists and dicts may be other objects than the real ones.
    pub(in crate::template) fn peek(&self) -> Vec<Py> {
        match &*self.0.borrow() {
            Elements::Shared(array) => array.values().map(convert).collect(),
            Elements::Own(items) => items.clone(),
        }
    }

    /// The item at `index`.
    pub(in crate::template) fn get(&self, index: usize, context: &mut Rendering) -> Option<Py> {
        if let Elements::Shared(array) = &*self.0.borrow() {
            let (_, value) = array.at(index)?;
            if let Some(scalar) = scalar(value) {
                return Some(scalar);
            }
        }
        self.change(context, |items| items.get(index).cloned())
    }

    /// All items.
    pub(in crate::template) fn items(&self, context: &mut Rendering) -> Vec<Py> {
        self.change(context, |items| items.clone())
    }

    /// Gives the items to `change`.
    pub(in crate::template) fn change<T>(
        &self,
        context: &mut Rendering,
        change: impl FnOnce(&mut Vec<Py>) -> T,
    ) -> T {
        let mut elements = self.0.borrow_mut();
        if let Elements::Shared(array) = &*elements {
            let items: Vec<Py> = array.values().map(|value| adopt(value, context)).collect();
            context.charge_items(items.len());
            *elements = Elements::Own(items);
        }
        match &mut *elements {
            Elements::Own(items) => change(items),
            Elements::Shared(_) => change(&mut Vec::new()),
        }
    }

    pub(in crate::template) fn clear(&self) {
        *self.0.borrow_mut() = Elements::Own(Vec::new());
    }
}

impl Dict {
    pub(in crate::template) fn new(entries: IndexMap<Key, Py>) -> Self {
        Self(RefCell::new(Entries::Own(entries)))
    }

    pub(in crate::template) fn len(&self) -> usize {
        match &*self.0.borrow() {
            Entries::Shared(array) => array.len(),
            Entries::Own(entries) => entries.len(),
        }
    }

    /// The entries to be looked at; see [`List::peek`].
    pub(in crate::template) fn peek(&self) -> Vec<(Py, Py)> {
        match &*self.0.borrow() {
            Entries::Shared(array) => {
                let entry = |(key, value)| (Py::Str(key_text(key)), convert(value));
                array.iter().map(entry).collect()
            }
            Entries::Own(entries) => {
                let entry = |(key, value): (&Key, &Py)| (key.0.clone(), value.clone());
                entries.iter().map(entry).collect()
            }
        }
    }

    pub(in crate::template) fn keys(&self) -> Vec<Py> {
        match &*self.0.borrow() {
            Entries::Shared(array) => array.keys().map(|key| Py::Str(key_text(key))).collect(),
            Entries::Own(entries) => entries.keys().map(|key| key.0.clone()).collect(),
        }
    }

    /// The value of a key.
    pub(in crate::template) fn get(&self, key: &Key, context: &mut Rendering) -> Option<Py> {
        if let Entries::Shared(array) = &*self.0.borrow() {
            let value = array.get(key.0.as_text()?)?;
            if let Some(scalar) = scalar(value) {
                return Some(scalar);
            }
        }
        self.change(context, |entries| entries.get(key).cloned())
    }

    pub(in crate::template) fn contains(&self, key: &Key) -> bool {
        match &*self.0.borrow() {
            Entries::Shared(array) => key.0.as_text().is_some_and(|text| array.contains_key(text)),
            Entries::Own(entries) => entries.contains_key(key),
        }
    }

    /// All entries.
    pub(in crate::template) fn entries(&self, context: &mut Rendering) -> IndexMap<Key, Py> {
        self.change(context, |entries| entries.clone())
    }

    /// Gives the entries to `change`.
    pub(in crate::template) fn change<T>(
        &self,
        context: &mut Rendering,
        change: impl FnOnce(&mut IndexMap<Key, Py>) -> T,
    ) -> T {
        let mut entries = self.0.borrow_mut();
        if let Entries::Shared(array) = &*entries {
            let own = array.iter().map(|(key, value)| {
                let value = adopt(value, context);
                (Key::text(key_text(key)), value)
            });
            let own: IndexMap<Key, Py> = own.collect();
            context.charge_items(own.len() * 2);
            *entries = Entries::Own(own);
        }
        match &mut *entries {
            Entries::Own(entries) => change(entries),
            Entries::Shared(_) => change(&mut IndexMap::new()),
        }
    }

    pub(in crate::template) fn clear(&self) {
        *self.0.borrow_mut() = Entries::Own(IndexMap::new());
    }
}

impl Rendering {
    /// A new list.
    pub(in crate::template) fn list(&mut self, items: Vec<Py>) -> Py {
        self.charge_items(items.len());
        let list = Py::List(Rc::new(List::new(items)));
        self.track(&list);
        list
    }

    /// A new tuple.
    pub(in crate::template) fn tuple(&mut self, items: Vec<Py>) -> Py {
        self.new_tuple(items, false)
    }

    /// A pair of `groupby`.
    pub(in crate::template) fn group(&mut self, grouper: Py, list: Py) -> Py {
        self.new_tuple(vec![grouper, list], true)
    }

    fn new_tuple(&mut self, items: Vec<Py>, is_group: bool) -> Py {
        self.charge_items(items.len());
        let tuple = Py::Tuple(Rc::new(Tuple { items, is_group }));
        self.track(&tuple);
        tuple
    }

    /// A new dict.
    pub(in crate::template) fn dict(&mut self, entries: IndexMap<Key, Py>) -> Py {
        self.charge_items(entries.len() * 2);
        let dict = Py::Dict(Rc::new(Dict::new(entries)));
        self.track(&dict);
        dict
    }

    /// A new object.
    pub(in crate::template) fn object(&mut self, object: Object) -> Py {
        self.charge_items(1);
        let object = Py::object(object);
        self.track(&object);
        object
    }
}
