//! One rendering at work: what it may still spend, and all that it made.

use std::{collections::HashMap, rc::Rc, sync::Arc};

use smol_str::SmolStr;

use super::{
    fault::{Fault, Outcome},
    py::{Py, compare, object::Object},
    scope::Scope,
    syntax::tree::Block,
};

/// Steps: a node of the tree, an item of a filter.
const STEPS: usize = 20_000_000;
/// Bytes of text and containers that may be made in all.
const BYTES: usize = 512 << 20;
/// Bytes of one text.
pub(super) const LONGEST_TEXT: usize = 16 << 20;
/// How deep calls and expressions may be within each other.
const DEEPEST: usize = 900;

/// The state of one rendering.
pub(super) struct Rendering {
    steps: usize,
    bytes: usize,
    depth: usize,
    /// Whether text that is not HTML is escaped where it is printed.
    pub(super) escapes: bool,
    pub(super) blocks: HashMap<SmolStr, Arc<Block>>,
    /// The line of the statement at hand.
    pub(super) line: u32,
    /// The outermost variables.
    pub(super) root: Rc<Scope>,
    /// What the blocks of filters around are applied to.
    pub(super) inputs: Vec<Py>,
    made: Vec<Py>,
    scopes: Vec<Rc<Scope>>,
}

impl Rendering {
    pub(super) fn new(root: Rc<Scope>) -> Self {
        compare::begin();
        Self {
            steps: 0,
            bytes: 0,
            depth: 0,
            escapes: false,
            blocks: HashMap::new(),
            line: 1,
            root,
            inputs: Vec::new(),
            made: Vec::new(),
            scopes: Vec::new(),
        }
    }

    /// Pays for steps, and sees that what was made so far is not too much.
    pub(super) fn spend(&mut self, steps: usize) -> Outcome<()> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps > STEPS {
            return Err(Fault::memory("the template takes too many steps"));
        }
        if self.bytes > BYTES {
            return Err(Fault::memory("the template takes too much memory"));
        }
        Ok(())
    }

    pub(super) fn charge_bytes(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_add(bytes);
    }

    pub(super) fn charge_items(&mut self, items: usize) {
        self.charge_bytes(64 + items.saturating_mul(size_of::<Py>()));
    }

    /// Pays for a text or list of this size before it is made.
    pub(super) fn reserve(&mut self, bytes: usize) -> Outcome<()> {
        self.check_output(bytes)?;
        self.charge_bytes(bytes);
        self.spend(bytes / 256)
    }

    /// Refuses what is too long.
    pub(super) fn check_output(&self, bytes: usize) -> Outcome<()> {
        if bytes > LONGEST_TEXT {
            return Err(Fault::memory(
                "the template makes a text of more than 16 MB",
            ));
        }
        Ok(())
    }

    /// Does something one level deeper.
    pub(super) fn deeper<T>(&mut self, work: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        if self.depth >= DEEPEST {
            return Err(Fault::recursion("maximum recursion depth exceeded"));
        }
        self.depth += 1;
        let result = work(self);
        self.depth -= 1;
        result
    }

    /// Keeps hold of what may be part of a circle or a long chain, to take it apart at the end.
    pub(super) fn track(&mut self, value: &Py) {
        if matches!(
            value,
            Py::List(_) | Py::Dict(_) | Py::Tuple(_) | Py::Object(_)
        ) {
            self.made.push(value.clone());
        }
    }

    /// Keeps hold of variables that a macro keeps.
    pub(super) fn track_scope(&mut self, scope: &Rc<Scope>) {
        self.scopes.push(Rc::clone(scope));
    }
}

impl Drop for Rendering {
    /// Takes apart all that was made. Nothing is dropped within something else, however deep
    /// values were put into each other: what can change is emptied first, and what cannot holds
    /// only what is older.
    fn drop(&mut self) {
        self.root.clear();
        for scope in &self.scopes {
            scope.clear();
        }
        for made in &self.made {
            match made {
                Py::List(list) => list.clear(),
                Py::Dict(dict) => dict.clear(),
                Py::Object(object) => Object::release(object),
                _ => {}
            }
        }
        while self.made.pop().is_some() {}
        self.scopes.clear();
    }
}
