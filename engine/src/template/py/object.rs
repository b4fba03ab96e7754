//! What is neither a number nor text nor one of the usual containers.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
    sync::Arc,
};

use indexmap::IndexMap;
use smol_str::SmolStr;

use super::{Py, container::Dict};
use crate::template::{
    fault::Fault,
    loops::Loop,
    scope::Scope,
    syntax::tree::{Block, Macro},
};

pub(in crate::template) enum Object {
    /// A method and what it belongs to.
    Method(Py, &'static str),
    Global(Global),
    Range(Range),
    Macro(MacroValue),
    Loop(Rc<Loop>),
    Cycler(Vec<Py>, Cell<usize>),
    /// The separator, and whether it was used.
    Joiner(Py, Cell<bool>),
    Namespace(RefCell<IndexMap<SmolStr, Py>>),
    View(View, Rc<Dict>),
    Generator(Generator),
    /// `self`, with the blocks.
    Template,
    BlockReference(Arc<Block>),
}

/// The functions that every template has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::template) enum Global {
    Range,
    Dict,
    Lipsum,
    Cycler,
    Joiner,
    Namespace,
}

impl Global {
    pub(in crate::template) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "range" => Global::Range,
            "dict" => Global::Dict,
            "lipsum" => Global::Lipsum,
            "cycler" => Global::Cycler,
            "joiner" => Global::Joiner,
            "namespace" => Global::Namespace,
            _ => return None,
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::template) struct Range {
    pub(in crate::template) start: i64,
    pub(in crate::template) stop: i64,
    pub(in crate::template) step: i64,
}

impl Range {
    pub(in crate::template) fn len(self) -> usize {
        let (start, stop, step) = (
            i128::from(self.start),
            i128::from(self.stop),
            i128::from(self.step),
        );
        let distance = if step > 0 { stop - start } else { start - stop };
        if distance <= 0 {
            return 0;
        }
        usize::try_from((distance - 1) / step.abs() + 1).unwrap_or(usize::MAX)
    }

    pub(in crate::template) fn get(self, index: usize) -> Option<Py> {
        if index >= self.len() {
            return None;
        }
        let index = i64::try_from(index).ok()?;
        Some(Py::Int(
            self.start.wrapping_add(index.wrapping_mul(self.step)),
        ))
    }
}

/// A macro with the variables around it.
pub(in crate::template) struct MacroValue {
    pub(in crate::template) source: Arc<Macro>,
    pub(in crate::template) scope: Rc<Scope>,
    /// Whether it was made where text is escaped.
    pub(in crate::template) escapes: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::template) enum View {
    Keys,
    Values,
    Items,
}

/// What can be iterated over once. Its items are made at once; the fault that ended their making
/// comes when they are used up, as it would where they are made on demand.
pub(in crate::template) struct Generator {
    /// How Python prints it, less the address.
    pub(in crate::template) name: &'static str,
    pub(in crate::template) items: RefCell<VecDeque<Py>>,
    pub(in crate::template) fault: RefCell<Option<Fault>>,
}

impl Object {
    pub(in crate::template) fn type_name(&self) -> &'static str {
        match self {
            Object::Method(..) => "builtin_function_or_method",
            Object::Global(Global::Lipsum | Global::Range) => "function",
            Object::Global(_) => "type",
            Object::Range(_) => "range",
            Object::Macro(_) => "Macro",
            Object::Loop(_) => "LoopContext",
            Object::Cycler(..) => "Cycler",
            Object::Joiner(..) => "Joiner",
            Object::Namespace(_) => "Namespace",
            Object::View(View::Keys, _) => "dict_keys",
            Object::View(View::Values, _) => "dict_values",
            Object::View(View::Items, _) => "dict_items",
            Object::Generator(generator) if generator.name.starts_with("generator") => "generator",
            Object::Generator(generator) => generator.name,
            Object::Template => "TemplateReference",
            Object::BlockReference(_) => "BlockReference",
        }
    }

    pub(in crate::template) fn owner_name(&self) -> &'static str {
        match self {
            Object::Macro(_) => "jinja2.runtime.Macro",
            Object::Loop(_) => "jinja2.runtime.LoopContext",
            Object::Cycler(..) => "jinja2.utils.Cycler",
            Object::Joiner(..) => "jinja2.utils.Joiner",
            Object::Namespace(_) => "jinja2.utils.Namespace",
            Object::Template => "jinja2.runtime.TemplateReference",
            Object::BlockReference(_) => "jinja2.runtime.BlockReference",
            _ => self.type_name(),
        }
    }

    pub(in crate::template) fn len(&self) -> Option<usize> {
        match self {
            Object::Range(range) => Some(range.len()),
            Object::View(_, dict) => Some(dict.len()),
            Object::Loop(looping) => Some(looping.len()),
            _ => None,
        }
    }

    pub(in crate::template) fn is_callable(&self) -> bool {
        matches!(
            self,
            Object::Method(..)
                | Object::Global(_)
                | Object::Macro(_)
                | Object::Joiner(..)
                | Object::Loop(_)
                | Object::BlockReference(_)
        )
    }

    /// Lets go of everything it holds that may hold it.
    pub(in crate::template) fn release(&self) {
        match self {
            Object::Namespace(values) => values.borrow_mut().clear(),
            Object::Generator(generator) => generator.items.borrow_mut().clear(),
            Object::Macro(value) => value.scope.clear(),
            Object::Loop(looping) => looping.release(),
            _ => {}
        }
    }
}
