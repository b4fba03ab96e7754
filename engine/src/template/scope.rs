//! Variables.

use std::{cell::RefCell, rc::Rc};

use smol_str::SmolStr;

use super::{
    py::{
        Missing, Py,
        container::{Dict, Key},
        object::{Global, Object},
    },
    rendering::Rendering,
};

/// Variables of one part of a template, within those of another.
pub(super) struct Scope {
    own: RefCell<Vec<(SmolStr, Py)>>,
    outer: Outer,
}

enum Outer {
    Scope(Rc<Scope>),
    /// The roaming data.
    Data(Rc<Dict>),
}

impl Scope {
    /// The outermost variables, over the data.
    pub(super) fn root(data: Rc<Dict>) -> Rc<Self> {
        Rc::new(Self {
            own: RefCell::default(),
            outer: Outer::Data(data),
        })
    }

    pub(super) fn within(outer: &Rc<Self>) -> Rc<Self> {
        Rc::new(Self {
            own: RefCell::default(),
            outer: Outer::Scope(Rc::clone(outer)),
        })
    }

    pub(super) fn set(&self, name: &SmolStr, value: Py) {
        let mut own = self.own.borrow_mut();
        match own.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => own.push((name.clone(), value)),
        }
    }

    /// The value of a variable; names of no variable may be those of global functions.
    pub(super) fn get(&self, name: &SmolStr, context: &mut Rendering) -> Py {
        let mut scope = self;
        loop {
            let own = scope.own.borrow();
            if let Some((_, value)) = own.iter().find(|(known, _)| known == name) {
                return value.clone();
            }
            match &scope.outer {
                Outer::Scope(outer) => scope = outer,
                Outer::Data(_) if name == "self" => return Py::object(Object::Template),
                Outer::Data(data) => {
                    if let Some(value) = data.get(&Key::text(name.clone()), context) {
                        return value;
                    }
                    return match Global::named(name) {
                        Some(global) => Py::object(Object::Global(global)),
                        None => Py::missing(Missing::Name(name.clone())),
                    };
                }
            }
        }
    }

    pub(super) fn clear(&self) {
        self.own.take();
    }
}
