//! `{% for %}` and its `loop` variable.

use std::{cell::RefCell, collections::VecDeque, rc::Rc, sync::Arc};

use smol_str::SmolStr;

use super::{
    call::Given,
    fault::{Fault, Outcome},
    py::{Missing, Py, compare::equal, iterate::Iterator, object::Object},
    rendering::Rendering,
    scope::Scope,
    syntax::tree::For,
};

/// A loop at work.
pub(super) struct Loop {
    source: Arc<For>,
    /// The variables around the loop.
    scope: Rc<Scope>,
    depth0: i64,
    state: RefCell<State>,
}

struct State {
    iterator: Iterator,
    /// Items that were looked at before their turn.
    ahead: VecDeque<Py>,
    previous: Option<Py>,
    current: Option<Py>,
    /// How many items had their turn.
    count: i64,
    length: Option<usize>,
    changed: Option<Vec<Py>>,
}

impl Loop {
    pub(super) fn index0(&self) -> i64 {
        self.state.borrow().count - 1
    }

    /// How many items there are, as far as that is known.
    pub(super) fn len(&self) -> usize {
        let state = self.state.borrow();
        state
            .length
            .unwrap_or_else(|| usize::try_from(state.count).unwrap_or_default() + state.ahead.len())
    }

    /// The next item that the condition takes. The state is not borrowed while the condition is
    /// looked at, which may look at the loop.
    fn pull(&self, context: &mut Rendering) -> Outcome<Option<Py>> {
        let none = Iterator::Items(Vec::new().into_iter());
        let mut iterator = std::mem::replace(&mut self.state.borrow_mut().iterator, none);
        let item = self.pull_from(&mut iterator, context);
        self.state.borrow_mut().iterator = iterator;
        item
    }

    fn pull_from(&self, iterator: &mut Iterator, context: &mut Rendering) -> Outcome<Option<Py>> {
        while let Some(item) = iterator.next(context)? {
            let Some(condition) = &self.source.condition else {
                return Ok(Some(item));
            };
            let scope = Scope::within(&self.scope);
            context.assign(&self.source.target, item.clone(), &scope)?;
            if context.evaluate(condition, &scope)?.is_true() {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }

    fn advance(&self, context: &mut Rendering) -> Outcome<Option<Py>> {
        let waiting = self.state.borrow_mut().ahead.pop_front();
        let next = match waiting {
            Some(item) => Some(item),
            None => self.pull(context)?,
        };
        let mut state = self.state.borrow_mut();
        if let Some(item) = &next {
            state.count += 1;
            state.previous = state.current.replace(item.clone());
        }
        Ok(next)
    }

    fn peek(&self, context: &mut Rendering) -> Outcome<Option<Py>> {
        if self.state.borrow().ahead.is_empty() {
            let next = self.pull(context)?;
            self.state.borrow_mut().ahead.extend(next);
        }
        Ok(self.state.borrow().ahead.front().cloned())
    }

    /// Looks at all items, unless their number is known.
    pub(super) fn measure(&self, context: &mut Rendering) -> Outcome<i64> {
        if self.state.borrow().length.is_none() {
            while let Some(item) = self.pull(context)? {
                self.state.borrow_mut().ahead.push_back(item);
            }
            let length = self.len();
            self.state.borrow_mut().length = Some(length);
        }
        Ok(i64::try_from(self.len()).unwrap_or(i64::MAX))
    }

    /// The items whose turn is still to come.
    pub(super) fn rest(&self, context: &mut Rendering) -> Outcome<Vec<Py>> {
        let mut items = Vec::new();
        while let Some(item) = self.advance(context)? {
            items.push(item);
        }
        Ok(items)
    }

    /// `loop.<name>`; none for what it has not, and for its methods.
    pub(super) fn attribute(&self, name: &str, context: &mut Rendering) -> Outcome<Option<Py>> {
        let index0 = self.index0();
        Ok(Some(match name {
            "index" => Py::Int(index0 + 1),
            "index0" => Py::Int(index0),
            "length" => Py::Int(self.measure(context)?),
            "revindex" => Py::Int(self.measure(context)? - index0),
            "revindex0" => Py::Int(self.measure(context)? - index0 - 1),
            "first" => Py::Bool(index0 == 0),
            "last" => Py::Bool(self.peek(context)?.is_none()),
            "depth" => Py::Int(self.depth0 + 1),
            "depth0" => Py::Int(self.depth0),
            "previtem" => {
                let previous = self.state.borrow().previous.clone();
                previous.unwrap_or_else(|| absent("there is no previous item"))
            }
            "nextitem" => self
                .peek(context)?
                .unwrap_or_else(|| absent("there is no next item")),
            _ => return Ok(None),
        }))
    }

    /// `loop.cycle(…)` and `loop.changed(…)`.
    pub(super) fn method(&self, name: &str, given: Given) -> Outcome<Py> {
        let values = given.only_positional(name)?;
        if name == "cycle" {
            let count = values.len();
            let at = usize::try_from(self.index0())
                .unwrap_or_default()
                .checked_rem(count);
            return at
                .and_then(|at| values.get(at).cloned())
                .ok_or_else(|| Fault::type_error("no items for cycling given"));
        }
        let last = self.state.borrow_mut().changed.replace(values.clone());
        let Some(last) = last.filter(|last| last.len() == values.len()) else {
            return Ok(Py::Bool(true));
        };
        for (old, new) in last.iter().zip(&values) {
            if !equal(old, new)? {
                return Ok(Py::Bool(true));
            }
        }
        Ok(Py::Bool(false))
    }

    pub(super) fn release(&self) {
        let mut state = self.state.borrow_mut();
        state.iterator = Iterator::Items(Vec::new().into_iter());
        state.ahead.clear();
        state.previous = None;
        state.current = None;
        state.changed = None;
        self.scope.clear();
    }
}

fn absent(message: &str) -> Py {
    Py::missing(Missing::Because(message.to_owned()))
}

impl Rendering {
    /// `{% for %}` over `items`.
    pub(super) fn run_loop(
        &mut self,
        source: &Arc<For>,
        scope: &Rc<Scope>,
        items: &Py,
        depth0: i64,
        out: &mut String,
    ) -> Outcome<()> {
        let has_length = source.condition.is_none();
        let looping = Rc::new(Loop {
            source: Arc::clone(source),
            scope: Rc::clone(scope),
            depth0,
            state: RefCell::new(State {
                iterator: self.iterate(items)?,
                ahead: VecDeque::new(),
                previous: None,
                current: None,
                count: 0,
                length: items.len().filter(|_| has_length),
                changed: None,
            }),
        });
        let object = self.object(Object::Loop(Rc::clone(&looping)));
        let mut is_empty = true;
        while let Some(item) = looping.advance(self)? {
            is_empty = false;
            self.spend(1)?;
            let inner = Scope::within(scope);
            inner.set(&SmolStr::new_static("loop"), object.clone());
            self.assign(&source.target, item, &inner)?;
            self.execute(&source.body, &inner, out)?;
        }
        if is_empty {
            self.execute(&source.otherwise, &Scope::within(scope), out)?;
        }
        Ok(())
    }

    /// `loop(items)` within a recursive loop.
    pub(super) fn recurse(&mut self, looping: &Loop, items: &Py) -> Outcome<Py> {
        if !looping.source.recursive {
            let message = "The loop must have the 'recursive' marker to be called recursively.";
            return Err(Fault::type_error(message));
        }
        let mut out = String::new();
        let (source, scope) = (&looping.source, &looping.scope);
        self.deeper(|context| {
            context.run_loop(source, scope, items, looping.depth0 + 1, &mut out)
        })?;
        self.charge_bytes(out.len());
        Ok(Py::text(out, self.escapes))
    }
}
