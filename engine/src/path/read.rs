//! Walking along a path: which elements it leads to.

use crate::value::{Array, Key, KeyRef, LookUp, PhpError, Value};

use super::{
    Place,
    condition::{Check, Conditions},
    token::{Keys, Token},
};

/// Where an element was reached from; an index into [`Trail::steps`], 0 for the data itself.
type StepId = usize;

/// The elements that the walk has reached, and how, if that is wanted.
pub(super) struct Reached<'d> {
    pub(super) elements: Vec<(&'d Value, StepId)>,
    pub(super) trail: Trail<'d>,
}

impl<'d> Reached<'d> {
    /// The data themselves, where every walk begins.
    pub(super) fn start(data: &'d Value, places: bool) -> Self {
        Self {
            elements: vec![(data, 0)],
            trail: Trail::new(places),
        }
    }

    /// The only element, if it is a list.
    pub(super) fn list(&self) -> Option<&'d Array> {
        match self.elements.as_slice() {
            [(Value::Array(array), _)] if array.shape().is_none() => Some(array),
            _ => None,
        }
    }

    /// The elements alone.
    pub(super) fn values(self) -> impl Iterator<Item = &'d Value> {
        self.elements.into_iter().map(|(value, _)| value)
    }
}

/// The keys that were followed, as a tree.
pub(super) struct Trail<'d> {
    is_kept: bool,
    steps: Vec<(StepId, KeyRef<'d>)>,
}

impl<'d> Trail<'d> {
    fn new(is_kept: bool) -> Self {
        Self {
            is_kept,
            steps: vec![(0, KeyRef::Int(0))],
        }
    }

    fn step(&mut self, from: StepId, key: impl FnOnce() -> Option<KeyRef<'d>>) -> StepId {
        if !self.is_kept {
            return 0;
        }
        self.steps.extend(key().map(|key| (from, key)));
        self.steps.len() - 1
    }

    /// The keys from the data to the element that was reached by `step`.
    pub(super) fn place(&self, step: StepId) -> Place {
        let mut keys: Vec<Key> = Vec::new();
        let mut step = step;
        while step != 0 {
            let Some((from, key)) = self.steps.get(step) else {
                break;
            };
            keys.push(key.to_key());
            step = *from;
        }
        keys.reverse();
        Place(keys)
    }
}

/// Follows `tokens`, one token at a time for all elements: a path may have more tokens than the
/// stack has room.
pub(super) fn walk<'d>(
    Reached {
        mut elements,
        mut trail,
    }: Reached<'d>,
    tokens: &[Token],
) -> Result<Reached<'d>, PhpError> {
    let mut next = Vec::new();
    for token in tokens {
        let mut names = match &token.keys {
            Keys::Name(name) => Some(LookUp::of(KeyRef::Str(name))),
            _ => None,
        };
        let mut check = token.conditions.as_ref().map(Conditions::check);
        next.reserve(elements.len());
        for (element, step) in elements.drain(..) {
            match element {
                Value::Array(array) => {
                    let mut to = Follow {
                        next: &mut next,
                        check: check.as_mut(),
                        trail: &mut trail,
                        step,
                    };
                    follow(array, token, names.as_mut(), &mut to)?;
                }
                Value::Null => {}
                // A scalar in the way counts as a list of itself.
                _ => {
                    if token.conditions.is_none() && token.keys.include(KeyRef::Int(0)) {
                        next.push((element, step));
                    }
                }
            }
        }
        std::mem::swap(&mut elements, &mut next);
    }
    Ok(Reached { elements, trail })
}

/// What following a token from one array needs.
struct Follow<'w, 't, 'd> {
    next: &'w mut Vec<(&'d Value, StepId)>,
    check: Option<&'w mut Check<'t, 'd>>,
    trail: &'w mut Trail<'d>,
    step: StepId,
}

impl<'d> Follow<'_, '_, 'd> {
    fn take(
        &mut self,
        key: impl FnOnce() -> Option<KeyRef<'d>>,
        value: &'d Value,
    ) -> Result<(), PhpError> {
        if let Some(check) = &mut self.check {
            match value {
                Value::Array(item) if check.hold(item)? => {}
                _ => return Ok(()),
            }
        }
        let step = self.trail.step(self.step, key);
        self.next.push((value, step));
        Ok(())
    }
}

fn follow<'d>(
    array: &'d Array,
    token: &Token,
    name: Option<&mut LookUp<'_, 'd>>,
    to: &mut Follow<'_, '_, 'd>,
) -> Result<(), PhpError> {
    if let Some(name) = name {
        let found = name.position(array);
        return match found.and_then(|at| Some((at, array.value_at(at)?))) {
            Some((at, value)) => to.take(|| Some(array.at(at)?.0), value),
            None => Ok(()),
        };
    }
    let takes_all = match &token.keys {
        Keys::All => true,
        Keys::Numbers => array.shape().is_none(),
        _ => false,
    };
    if takes_all {
        to.next.reserve(array.len());
    }
    for (key, value) in array {
        if takes_all || token.keys.include(key) {
            to.take(|| Some(key), value)?;
        }
    }
    Ok(())
}

/// Looks a path of plain keys up. Null counts as missing, on the way and at the end.
pub(super) fn look_up<'d, 'k>(
    data: &'d Value,
    keys: impl Iterator<Item = KeyRef<'k>>,
) -> Option<&'d Value> {
    let mut value = data;
    for key in keys {
        value = value.get_set(key)?;
    }
    Some(value)
}
