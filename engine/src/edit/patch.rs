//! What differs between two states of a document, small enough to keep thousands of.

use std::{collections::HashSet, sync::Arc};

use crate::workflow::{Frame, FrameId, Graph, GraphForm, Node, NodeId, Workflow};

/// The difference between two states; goes in both directions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patch {
    nodes: Vec<Cell<NodeId, Arc<Node>>>,
    frames: Vec<Cell<FrameId, Frame>>,
    form: Option<(GraphForm, GraphForm)>,
    envelope: Option<Box<(Envelope, Envelope)>>,
}

/// One entry of an ordered map before and after, each with its place.
#[derive(Clone, Debug, PartialEq)]
struct Cell<K, V> {
    key: K,
    before: Option<(usize, V)>,
    after: Option<(usize, V)>,
}

/// The fields of the envelope that edits change.
#[derive(Clone, Debug, PartialEq)]
struct Envelope {
    name: String,
    description: String,
    debug_enabled: bool,
}

/// Which state to bring about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Back,
    Forth,
}

impl Patch {
    /// What changed from `old` to `new`. Entries that both have must stand in the same order in
    /// both; every [`Edit`](super::Edit) keeps that.
    pub(super) fn between(old: &Workflow, new: &Workflow) -> Self {
        let envelopes = (Envelope::of(old), Envelope::of(new));
        Self {
            nodes: cells(&old.graph.nodes, &new.graph.nodes, |a, b| {
                Arc::ptr_eq(a, b) || a == b
            }),
            frames: cells(&old.graph.frames, &new.graph.frames, |a, b| a == b),
            form: (old.graph.form != new.graph.form).then_some((old.graph.form, new.graph.form)),
            envelope: (envelopes.0 != envelopes.1).then(|| Box::new(envelopes)),
        }
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
            && self.frames.is_empty()
            && self.form.is_none()
            && self.envelope.is_none()
    }

    /// The nodes that differ.
    pub fn touched(&self) -> impl Iterator<Item = &NodeId> {
        self.nodes.iter().map(|cell| &cell.key)
    }

    /// The patch from this one's old state to `later`'s new state, where `later` follows it.
    pub(super) fn then(self, middle: &Workflow, later: &Self) -> Self {
        let mut old = middle.clone();
        self.apply(&mut old, Direction::Back);
        let mut new = middle.clone();
        later.apply(&mut new, Direction::Forth);
        Self::between(&old, &new)
    }

    pub(super) fn apply(&self, workflow: &mut Workflow, direction: Direction) {
        let Graph {
            nodes,
            frames,
            form,
            ..
        } = &mut workflow.graph;
        apply_cells(&self.nodes, nodes, direction);
        apply_cells(&self.frames, frames, direction);
        if let Some((before, after)) = self.form {
            *form = if direction == Direction::Back {
                before
            } else {
                after
            };
        }
        if let Some(envelopes) = &self.envelope {
            let (before, after) = envelopes.as_ref();
            let Envelope {
                name,
                description,
                debug_enabled,
            } = if direction == Direction::Back {
                before
            } else {
                after
            };
            workflow.name.clone_from(name);
            workflow.description.clone_from(description);
            workflow.debug_enabled = *debug_enabled;
        }
    }
}

impl Envelope {
    fn of(workflow: &Workflow) -> Self {
        Self {
            name: workflow.name.clone(),
            description: workflow.description.clone(),
            debug_enabled: workflow.debug_enabled,
        }
    }
}

fn cells<K, V>(
    old: &indexmap::IndexMap<K, V>,
    new: &indexmap::IndexMap<K, V>,
    same: impl Fn(&V, &V) -> bool,
) -> Vec<Cell<K, V>>
where
    K: Clone + Eq + std::hash::Hash,
    V: Clone,
{
    let mut cells = Vec::new();
    for (index, (key, before)) in old.iter().enumerate() {
        let after = new.get_full(key).map(|(place, _, value)| (place, value));
        if after.is_none_or(|(_, after)| !same(before, after)) {
            cells.push(Cell {
                key: key.clone(),
                before: Some((index, before.clone())),
                after: after.map(|(place, value)| (place, value.clone())),
            });
        }
    }
    for (index, (key, after)) in new.iter().enumerate() {
        if !old.contains_key(key) {
            cells.push(Cell {
                key: key.clone(),
                before: None,
                after: Some((index, after.clone())),
            });
        }
    }
    cells
}

fn apply_cells<K, V>(cells: &[Cell<K, V>], map: &mut indexmap::IndexMap<K, V>, direction: Direction)
where
    K: Clone + Eq + std::hash::Hash,
    V: Clone,
{
    let wanted = |cell: &Cell<K, V>| match direction {
        Direction::Back => cell.before.clone(),
        Direction::Forth => cell.after.clone(),
    };
    let gone: HashSet<&K> = cells
        .iter()
        .filter(|cell| wanted(cell).is_none())
        .map(|cell| &cell.key)
        .collect();
    if !gone.is_empty() {
        map.retain(|key, _| !gone.contains(key));
    }
    let mut new = Vec::new();
    for cell in cells {
        if let Some((index, value)) = wanted(cell) {
            match map.get_mut(&cell.key) {
                Some(slot) => *slot = value,
                None => new.push((index, cell.key.clone(), value)),
            }
        }
    }
    put_back(map, new);
}

/// Puts entries back at their places. One is shifted in; for many the map is built anew, since
/// shifting costs the length of the map each time.
fn put_back<K, V>(map: &mut indexmap::IndexMap<K, V>, mut new: Vec<(usize, K, V)>)
where
    K: Clone + Eq + std::hash::Hash,
{
    const FEW: usize = 8;
    new.sort_by_key(|(index, ..)| *index);
    let at_the_end = new
        .iter()
        .zip(map.len()..)
        .all(|((index, ..), end)| *index >= end);
    if at_the_end {
        map.extend(new.into_iter().map(|(_, key, value)| (key, value)));
    } else if new.len() <= FEW {
        for (index, key, value) in new {
            map.shift_insert(index.min(map.len()), key, value);
        }
    } else {
        let mut kept = std::mem::take(map).into_iter();
        for (index, key, value) in new {
            let before = index.saturating_sub(map.len());
            map.extend(kept.by_ref().take(before));
            map.insert(key, value);
        }
        map.extend(kept);
    }
}
