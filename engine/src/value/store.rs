//! Where the values of an array are kept: in forms that share what other arrays hold.
//!
//! A run keeps the roaming data of every step. So whatever changes them must not copy them: one
//! attribute in a long list, one key more in each attribute, a filter that leaves some elements.

use std::{
    slice::{self, IterMut},
    sync::Arc,
};

use super::{Value, keys::compose, table::Table};

/// How many values a piece of a long list has. A change copies one piece and the list of pieces.
const PIECE: usize = 128;
/// What has more values than this is kept in pieces.
const LONG: usize = 2 * PIECE;

/// The values of an array in order.
#[derive(Clone)]
pub(super) enum Store {
    /// In one piece.
    Own(Vec<Value>),
    /// In pieces of [`PIECE`] values, of which only the last may have fewer.
    Pieces(Vec<Arc<Vec<Value>>>),
    /// Those of another array, which has them in one piece, and one more.
    More(Arc<Table>, Value),
    /// Those of another array, which has its own, at these positions.
    Picked(Arc<Table>, Arc<[u32]>),
}

impl Default for Store {
    fn default() -> Self {
        Store::Own(Vec::new())
    }
}

impl From<Vec<Value>> for Store {
    fn from(values: Vec<Value>) -> Self {
        if values.len() <= LONG {
            return Store::Own(values);
        }
        let mut pieces = Vec::with_capacity(values.len().div_ceil(PIECE));
        let mut values = values.into_iter();
        while values.len() > 0 {
            pieces.push(Arc::new(values.by_ref().take(PIECE).collect()));
        }
        Store::Pieces(pieces)
    }
}

impl Store {
    /// The values of `table` at `positions`, which ascend.
    pub(super) fn picked(table: &mut Arc<Table>, positions: Arc<[u32]>) -> Self {
        if let Store::Picked(others, before) = &table.values {
            return Store::Picked(Arc::clone(others), compose(before, &positions));
        }
        if let Store::More(..) = table.values {
            Arc::make_mut(table).values.make_own();
        }
        Store::Picked(Arc::clone(table), positions)
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        match self {
            Store::Own(values) => values.len(),
            Store::Pieces(pieces) => length(pieces),
            Store::More(others, _) => others.values.len() + 1,
            Store::Picked(_, positions) => positions.len(),
        }
    }

    #[inline]
    pub(super) fn get(&self, position: usize) -> Option<&Value> {
        match self {
            Store::Own(values) => values.get(position),
            Store::Pieces(pieces) => pieces.get(position / PIECE)?.get(position % PIECE),
            Store::More(others, last) => {
                let found = others.values.get(position);
                found.or((position == others.values.len()).then_some(last))
            }
            Store::Picked(others, positions) => {
                others.values.get(*positions.get(position)? as usize)
            }
        }
    }

    pub(super) fn get_mut(&mut self, position: usize) -> Option<&mut Value> {
        self.make_own();
        match self {
            Store::Own(values) => values.get_mut(position),
            Store::Pieces(pieces) => {
                Arc::make_mut(pieces.get_mut(position / PIECE)?).get_mut(position % PIECE)
            }
            Store::More(..) | Store::Picked(..) => None,
        }
    }

    pub(super) fn push(&mut self, value: Value) {
        self.make_own();
        match self {
            Store::Own(values) if values.len() < LONG => values.push(value),
            Store::Pieces(pieces) => match pieces.last_mut().filter(|last| last.len() < PIECE) {
                Some(last) => Arc::make_mut(last).push(value),
                None => pieces.push(Arc::new(vec![value])),
            },
            Store::Own(_) | Store::More(..) | Store::Picked(..) => {
                let mut values = self.take();
                values.push(value);
                *self = Store::from(values);
            }
        }
    }

    pub(super) fn remove(&mut self, position: usize) -> Option<Value> {
        let mut values = self.take();
        let removed = (position < values.len()).then(|| values.remove(position));
        *self = Store::from(values);
        removed
    }

    /// Takes all values out.
    fn take(&mut self) -> Vec<Value> {
        match std::mem::take(self) {
            Store::Own(values) => values,
            shared => shared.iter().cloned().collect(),
        }
    }

    /// Copies the values of another array, so that they can be changed here.
    fn make_own(&mut self) {
        if let Store::More(..) | Store::Picked(..) = self {
            *self = Store::from(self.take());
        }
    }

    #[inline]
    pub(super) fn iter(&self) -> Values<'_> {
        let (piece, rest): (&[Value], _) = match self {
            Store::Own(values) => (values, Rest::Nothing),
            Store::Pieces(pieces) => (&[], Rest::Pieces(pieces.iter())),
            Store::More(others, last) => match &others.values {
                Store::Own(values) => (values, Rest::One(last)),
                _ => (&[], Rest::One(last)),
            },
            Store::Picked(others, positions) => {
                (&[], Rest::Picked(&others.values, positions.iter()))
            }
        };
        Values {
            piece: piece.iter(),
            rest,
        }
    }

    /// The values in order, to be changed in place.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        self.make_own();
        let (own, pieces): (IterMut<'_, Value>, IterMut<'_, Arc<Vec<Value>>>) = match self {
            Store::Own(values) => (values.iter_mut(), [].iter_mut()),
            Store::Pieces(pieces) => ([].iter_mut(), pieces.iter_mut()),
            Store::More(..) | Store::Picked(..) => ([].iter_mut(), [].iter_mut()),
        };
        own.chain(pieces.flat_map(Arc::make_mut))
    }
}

/// How many values these pieces have.
fn length(pieces: &[Arc<Vec<Value>>]) -> usize {
    match pieces.split_last() {
        Some((last, others)) => others.len() * PIECE + last.len(),
        None => 0,
    }
}

/// The values of an [`Array`](super::Array) in order.
#[derive(Clone)]
pub struct Values<'a> {
    piece: slice::Iter<'a, Value>,
    rest: Rest<'a>,
}

/// What comes behind the present piece.
#[derive(Clone)]
enum Rest<'a> {
    Nothing,
    One(&'a Value),
    Pieces(slice::Iter<'a, Arc<Vec<Value>>>),
    Picked(&'a Store, slice::Iter<'a, u32>),
}

impl<'a> Rest<'a> {
    /// How many values they are.
    fn len(&self) -> usize {
        match self {
            Rest::Nothing => 0,
            Rest::One(_) => 1,
            Rest::Pieces(pieces) => length(pieces.as_slice()),
            Rest::Picked(_, positions) => positions.len(),
        }
    }

    fn next(&mut self) -> Option<&'a [Value]> {
        match self {
            Rest::Nothing => None,
            Rest::One(value) => {
                let piece = slice::from_ref(*value);
                *self = Rest::Nothing;
                Some(piece)
            }
            Rest::Pieces(pieces) => pieces.next().map(|piece| piece.as_slice()),
            Rest::Picked(others, positions) => {
                let position = *positions.next()? as usize;
                others.get(position).map(slice::from_ref)
            }
        }
    }
}

impl Values<'_> {
    pub(super) fn none() -> Self {
        Values {
            piece: [].iter(),
            rest: Rest::Nothing,
        }
    }
}

impl<'a> Iterator for Values<'a> {
    type Item = &'a Value;

    #[inline]
    fn next(&mut self) -> Option<&'a Value> {
        loop {
            if let Some(value) = self.piece.next() {
                return Some(value);
            }
            self.piece = self.rest.next()?.iter();
        }
    }

    fn fold<B, F: FnMut(B, &'a Value) -> B>(self, init: B, mut fold: F) -> B {
        let Values { piece, mut rest } = self;
        let mut so_far = piece.fold(init, &mut fold);
        while let Some(piece) = rest.next() {
            so_far = piece.iter().fold(so_far, &mut fold);
        }
        so_far
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.piece.len() + self.rest.len();
        (left, Some(left))
    }
}

impl ExactSizeIterator for Values<'_> {}
