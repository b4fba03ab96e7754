//! Calling macros, methods and functions.

use smol_str::SmolStr;

use super::{
    fault::{Fault, Outcome},
    globals, methods,
    py::{
        Missing, Py,
        container::Key,
        object::{MacroValue, Object},
    },
    rendering::Rendering,
    scope::Scope,
};

/// What a call is given, evaluated.
#[derive(Default)]
pub(super) struct Given {
    pub(super) positional: Vec<Py>,
    pub(super) named: Vec<(SmolStr, Py)>,
}

impl Given {
    pub(super) fn of(positional: Vec<Py>) -> Self {
        Self {
            positional,
            named: Vec::new(),
        }
    }

    /// The arguments by the names of the parameters, of which the first `required` must be given.
    /// A parameter whose name is empty takes no keyword.
    pub(super) fn bind<const N: usize>(
        self,
        function: &str,
        names: [&str; N],
        required: usize,
    ) -> Outcome<[Option<Py>; N]> {
        let mut bound = [const { None }; N];
        let count = self.positional.len();
        if count > N {
            return Err(Fault::type_error(format!(
                "{function}() takes at most {N} arguments ({count} given)"
            )));
        }
        for (slot, value) in bound.iter_mut().zip(self.positional) {
            *slot = Some(value);
        }
        for (name, value) in self.named {
            let position = names
                .iter()
                .position(|known| !known.is_empty() && *known == name);
            match position.and_then(|position| bound.get_mut(position)) {
                None => {
                    return Err(Fault::type_error(format!(
                        "{function}() got an unexpected keyword argument '{name}'"
                    )));
                }
                Some(Some(_)) => {
                    return Err(Fault::type_error(format!(
                        "{function}() got multiple values for argument '{name}'"
                    )));
                }
                Some(slot) => *slot = Some(value),
            }
        }
        if let Some(missing) = bound.iter().take(required).position(Option::is_none) {
            return Err(Fault::type_error(format!(
                "{function}() missing required argument {}",
                missing + 1
            )));
        }
        Ok(bound)
    }

    /// All arguments of a function that takes no keywords.
    pub(super) fn only_positional(self, function: &str) -> Outcome<Vec<Py>> {
        if self.named.is_empty() {
            Ok(self.positional)
        } else {
            Err(Fault::type_error(format!(
                "{function}() takes no keyword arguments"
            )))
        }
    }

    fn take_named(&mut self, name: &str) -> Option<Py> {
        let position = self.named.iter().position(|(known, _)| known == name)?;
        Some(self.named.remove(position).1)
    }
}

impl Rendering {
    /// `callee(given)`.
    pub(super) fn call(&mut self, callee: &Py, given: Given) -> Outcome<Py> {
        match callee {
            Py::Undefined(missing) => Err(missing.fault()),
            Py::Object(object) => match &**object {
                Object::Method(owner, name) => methods::call(self, owner, name, given),
                Object::Global(global) => globals::call(self, *global, given),
                Object::Macro(value) => self.deeper(|context| context.call_macro(value, given)),
                Object::Loop(looping) => {
                    let [items] = given.bind("loop", ["iterable"], 1)?;
                    self.recurse(looping, &items.unwrap_or(Py::None))
                }
                Object::Joiner(separator, used) => {
                    given.bind("joiner", [], 0)?;
                    Ok(if used.replace(true) {
                        separator.clone()
                    } else {
                        Py::str("")
                    })
                }
                Object::BlockReference(block) => {
                    given.bind("block", [], 0)?;
                    self.block_text(block)
                }
                _ => Err(not_callable(callee)),
            },
            _ => Err(not_callable(callee)),
        }
    }

    fn call_macro(&mut self, value: &MacroValue, mut given: Given) -> Outcome<Py> {
        let source = &value.source;
        let name = source.name.as_deref().unwrap_or("None");
        let scope = Scope::within(&value.scope);
        let surplus = given
            .positional
            .split_off(given.positional.len().min(source.parameters.len()));
        let by_position = given.positional.len();
        let mut positional = std::mem::take(&mut given.positional).into_iter();
        let mut has_caller = false;
        let without_default = source.parameters.len() - source.defaults.len();
        let mut defaults = Vec::new();
        for (position, parameter) in source.parameters.iter().enumerate() {
            has_caller |= parameter == "caller";
            let argument = if position < by_position {
                positional.next()
            } else {
                given.take_named(parameter)
            };
            match argument {
                Some(argument) => scope.set(parameter, argument),
                None => defaults.push((position, parameter)),
            }
        }
        if source.uses_caller && !has_caller {
            let caller = given.take_named("caller");
            let caller = caller
                .unwrap_or_else(|| Py::missing(Missing::Because("No caller defined".to_owned())));
            scope.set(&SmolStr::new_static("caller"), caller);
        }
        if source.uses_kwargs {
            let entries = given
                .named
                .into_iter()
                .map(|(name, value)| (Key::text(name), value));
            let kwargs = self.dict(entries.collect());
            scope.set(&SmolStr::new_static("kwargs"), kwargs);
        } else if let Some((unknown, _)) = given.named.first() {
            return Err(Fault::type_error(format!(
                "macro '{name}' takes no keyword argument '{unknown}'"
            )));
        }
        if source.uses_varargs {
            let varargs = self.tuple(surplus);
            scope.set(&SmolStr::new_static("varargs"), varargs);
        } else if !surplus.is_empty() {
            let count = source.parameters.len();
            return Err(Fault::type_error(format!(
                "macro '{name}' takes not more than {count} argument(s)"
            )));
        }
        // Defaults see the parameters, also those that come later.
        for (position, parameter) in defaults {
            let default = position
                .checked_sub(without_default)
                .and_then(|at| source.defaults.get(at));
            let argument = match default {
                Some(default) => self.evaluate(default, &scope)?,
                None => {
                    let message = format!("parameter '{parameter}' was not provided");
                    Py::missing(Missing::Because(message))
                }
            };
            scope.set(parameter, argument);
        }
        let outer = std::mem::replace(&mut self.escapes, value.escapes);
        let mut out = String::new();
        let result = self.execute(&source.body, &scope, &mut out);
        self.escapes = outer;
        result?;
        self.charge_bytes(out.len());
        Ok(Py::text(out, self.escapes))
    }
}

fn not_callable(callee: &Py) -> Fault {
    Fault::type_error(format!("'{}' object is not callable", callee.type_name()))
}
