//! Walking along a path: which elements it leads to.

use crate::value::{Array, Key, KeyRef, PhpError, Shape, Value};

use super::{
    Place,
    token::{Keys, Token},
};

/// Where an element was reached from; an index into [`Trail::steps`], 0 for the data itself.
type StepId = usize;

/// The elements that the walk has reached, and how, if that is wanted.
pub(super) struct Reached<'d> {
    pub(super) elements: Vec<(&'d Value, StepId)>,
    pub(super) trail: Trail<'d>,
}

/// The keys that were followed, as a tree.
pub(super) struct Trail<'d> {
    is_kept: bool,
    steps: Vec<(StepId, KeyRef<'d>)>,
}

impl<'d> Trail<'d> {
    pub(super) fn new(is_kept: bool) -> Self {
        Self {
            is_kept,
            steps: vec![(0, KeyRef::Int(0))],
        }
    }

    pub(super) fn step(&mut self, from: StepId, key: KeyRef<'d>) -> StepId {
        if !self.is_kept {
            return 0;
        }
        self.steps.push((from, key));
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

/// Follows `tokens` from `data`, one token at a time for all elements: a path may have more
/// tokens than the stack has room.
pub(super) fn walk<'d>(
    data: &'d Value,
    tokens: &[Token],
    trail: Trail<'d>,
) -> Result<Reached<'d>, PhpError> {
    let mut trail = trail;
    let mut elements = vec![(data, 0)];
    let mut next = Vec::new();
    for token in tokens {
        let mut latest = None;
        for (element, step) in elements.drain(..) {
            match element {
                Value::Array(array) => {
                    let mut to = Follow {
                        next: &mut next,
                        trail: &mut trail,
                        step,
                    };
                    follow(array, token, &mut latest, &mut to)?;
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
struct Follow<'w, 'd> {
    next: &'w mut Vec<(&'d Value, StepId)>,
    trail: &'w mut Trail<'d>,
    step: StepId,
}

impl<'d> Follow<'_, 'd> {
    fn take(&mut self, token: &Token, key: KeyRef<'d>, value: &'d Value) -> Result<(), PhpError> {
        if let Some(conditions) = &token.conditions {
            match value {
                Value::Array(item) if conditions.hold(item)? => {}
                _ => return Ok(()),
            }
        }
        let step = self.trail.step(self.step, key);
        self.next.push((value, step));
        Ok(())
    }
}

/// Where a name stood in the last array it was looked up in, and that array's shape.
type Latest<'d> = Option<(Shape<'d>, Option<usize>)>;

fn follow<'d>(
    array: &'d Array,
    token: &Token,
    latest: &mut Latest<'d>,
    to: &mut Follow<'_, 'd>,
) -> Result<(), PhpError> {
    if let Keys::Name(name) = &token.keys {
        // A list has no names. Elements of one kind mostly share their shape.
        let Some(shape) = array.shape() else {
            return Ok(());
        };
        let position = match latest {
            Some((known, position)) if *known == shape => *position,
            _ => {
                let position = array.position(KeyRef::Str(name));
                *latest = Some((shape, position));
                position
            }
        };
        return match position.and_then(|position| array.at(position)) {
            Some((key, value)) => to.take(token, key, value),
            None => Ok(()),
        };
    }
    let takes_all = match &token.keys {
        Keys::All => true,
        Keys::Numbers => array.shape().is_none(),
        _ => false,
    };
    for (key, value) in array {
        if takes_all || token.keys.include(key) {
            to.take(token, key, value)?;
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
