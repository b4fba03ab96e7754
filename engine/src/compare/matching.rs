//! Which node of one graph is which of the other.
//!
//! Two states of one document agree in their ids, so a node with the same id and module is the
//! same node, whatever else differs. A copy that was numbered anew agrees in what its nodes are
//! and how they are connected; there an id says nothing.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use indexmap::IndexMap;
use smol_str::SmolStr;

use crate::workflow::{Graph, Link, Node, NodeId, Ports};

/// How far around a node its neighbours are looked at.
const REACH: usize = 3;

/// The nodes that belong together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pairs {
    after: HashMap<NodeId, NodeId>,
    before: HashMap<NodeId, NodeId>,
}

impl Pairs {
    /// The later node of an earlier one.
    pub fn after(&self, before: &NodeId) -> Option<&NodeId> {
        self.after.get(before)
    }

    /// The earlier node of a later one.
    pub fn before(&self, after: &NodeId) -> Option<&NodeId> {
        self.before.get(after)
    }

    pub(super) fn of(before: &Graph, after: &Graph) -> Self {
        let mut matching = Matching {
            before,
            after,
            pairs: Self::default(),
            fresh: VecDeque::new(),
        };
        let triggers = before.trigger().zip(after.trigger());
        let triggers = triggers.map(|((old, _), (new, _))| (old, new));
        // A trigger of another kind is still the trigger.
        if let Some((old, new)) = triggers.filter(|(old, new)| old == new) {
            matching.pair(old, new);
        }
        let mut old = contents(before, content);
        let mut new = contents(after, content);
        if ids_agree(&old, &new) {
            matching.by_id();
            if !matching.is_done() {
                matching.by_content(&old, &new, false);
            }
        } else {
            let mut levels = vec![(old.clone(), new.clone())];
            for _ in 0..REACH {
                (old, new) = (refined(before, &old), refined(after, &new));
                levels.push((old.clone(), new.clone()));
            }
            for (place, (old, new)) in levels.iter().enumerate().rev() {
                matching.by_content(old, new, place > 0);
            }
        }
        if !matching.is_done() {
            matching.fresh = matching.pairs.both().collect();
            matching.by_neighbours(&contents(before, kind), &contents(after, kind));
            matching.by_id();
        }
        if let Some((old, new)) = triggers.filter(|(old, new)| matching.is_free(old, new)) {
            matching.pair(old, new);
        }
        matching.pairs
    }

    fn both(&self) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        let both = self.after.iter();
        both.map(|(old, new)| (old.clone(), new.clone()))
    }

    fn put(&mut self, before: &NodeId, after: &NodeId) {
        self.after.insert(before.clone(), after.clone());
        self.before.insert(after.clone(), before.clone());
    }
}

/// What each node is, as a number.
type Contents<'a> = HashMap<&'a NodeId, u64>;

fn contents(graph: &Graph, what: fn(&Node) -> u64) -> Contents<'_> {
    let nodes = graph.nodes.iter();
    nodes.map(|(id, node)| (id, what(node))).collect()
}

/// What a node is, without what is set in it.
fn kind(node: &Node) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&node.module, &node.name).hash(&mut hasher);
    hasher.finish()
}

/// What a node is and does.
fn content(node: &Node) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&node.module, &node.name).hash(&mut hasher);
    for (param, value) in &node.params {
        param.hash(&mut hasher);
        match value.as_str() {
            Some(text) => text.hash(&mut hasher),
            None => value.to_string().hash(&mut hasher),
        }
    }
    let filter = &node.filter;
    (
        &filter.selector,
        &filter.value,
        &filter.operator,
        &filter.path,
    )
        .hash(&mut hasher);
    hasher.finish()
}

/// What each node is, together with what its neighbours are.
fn refined<'a>(graph: &'a Graph, known: &Contents<'a>) -> Contents<'a> {
    let around = |ports: &Ports| {
        let mut found: Vec<(SmolStr, SmolStr, u64)> = ports
            .iter()
            .flat_map(|(port, links)| {
                links.iter().map(move |link| {
                    let far = known.get(&link.node).copied().unwrap_or_default();
                    (port.clone(), link.port.clone(), far)
                })
            })
            .collect();
        found.sort_unstable();
        found
    };
    let refine = |(id, node): (&'a NodeId, &Arc<Node>)| {
        let mut hasher = DefaultHasher::new();
        known.get(id).hash(&mut hasher);
        around(&node.inputs).hash(&mut hasher);
        around(&node.outputs).hash(&mut hasher);
        (id, hasher.finish())
    };
    graph.nodes.iter().map(refine).collect()
}

/// Whether equal ids stand for equal nodes: they do for at least half of the nodes that the two
/// graphs share at all.
fn ids_agree(old: &Contents<'_>, new: &Contents<'_>) -> bool {
    let same = old
        .iter()
        .filter(|(id, content)| new.get(*id) == Some(content))
        .count();
    let mut counts: HashMap<u64, usize> = HashMap::new();
    for content in old.values() {
        *counts.entry(*content).or_default() += 1;
    }
    let mut shared = 0;
    for content in new.values() {
        if let Some(left) = counts.get_mut(content).filter(|left| **left > 0) {
            *left -= 1;
            shared += 1;
        }
    }
    same * 2 >= shared
}

struct Matching<'a> {
    before: &'a Graph,
    after: &'a Graph,
    pairs: Pairs,
    /// Pairs whose neighbours were not looked at yet.
    fresh: VecDeque<(NodeId, NodeId)>,
}

impl<'a> Matching<'a> {
    fn pair(&mut self, before: &NodeId, after: &NodeId) {
        self.pairs.put(before, after);
        self.fresh.push_back((before.clone(), after.clone()));
    }

    fn is_free(&self, before: &NodeId, after: &NodeId) -> bool {
        !self.pairs.after.contains_key(before) && !self.pairs.before.contains_key(after)
    }

    /// Whether one of the sides has no node left.
    fn is_done(&self) -> bool {
        let paired = self.pairs.after.len();
        paired == self.before.nodes.len() || paired == self.after.nodes.len()
    }

    fn by_id(&mut self) {
        let before = self.before;
        for (id, node) in &before.nodes {
            let same = self
                .after
                .node(id)
                .is_some_and(|other| other.module == node.module);
            if same && self.is_free(id, id) {
                self.pair(id, id);
            }
        }
    }

    /// Pairs nodes that are the same by these numbers: first those that are so alone, then others
    /// one by one, each with its neighbours, so that of parts that occur twice each stays whole.
    /// `evenly`, only where both sides have as many.
    fn by_content(&mut self, old: &Contents<'a>, new: &Contents<'a>, evenly: bool) {
        let (before, after) = (self.before, self.after);
        let mut groups: IndexMap<u64, (Vec<&NodeId>, VecDeque<&NodeId>)> = IndexMap::new();
        for id in before.nodes.keys() {
            if let Some(content) = old.get(id).filter(|_| !self.pairs.after.contains_key(id)) {
                groups.entry(*content).or_default().0.push(id);
            }
        }
        for id in after.nodes.keys() {
            if let Some(content) = new.get(id).filter(|_| !self.pairs.before.contains_key(id)) {
                groups.entry(*content).or_default().1.push_back(id);
            }
        }
        for (old, new) in groups.values() {
            if let ([old], 1, Some(new)) = (old.as_slice(), new.len(), new.front()) {
                self.pair(old, new);
            }
        }
        self.by_neighbours(old, new);
        for (old_ids, new_ids) in groups.values_mut() {
            if evenly && old_ids.len() != new_ids.len() {
                continue;
            }
            let known: HashSet<&NodeId> = new_ids.iter().copied().collect();
            for id in old_ids.iter() {
                if known.contains(id) && self.is_free(id, id) {
                    self.pair(id, id);
                }
            }
            self.by_neighbours(old, new);
            for id in old_ids.iter() {
                while new_ids
                    .front()
                    .is_some_and(|other| self.pairs.before.contains_key(*other))
                {
                    new_ids.pop_front();
                }
                let Some(other) = new_ids.front().filter(|other| self.is_free(id, other)) else {
                    continue;
                };
                self.pair(id, other);
                self.by_neighbours(old, new);
            }
        }
    }

    /// Pairs nodes with the same numbers that hang on the same port of nodes just paired.
    fn by_neighbours(&mut self, old: &Contents<'a>, new: &Contents<'a>) {
        let (before, after) = (self.before, self.after);
        while let Some((a, b)) = self.fresh.pop_front() {
            let (Some(a), Some(b)) = (before.node(&a), after.node(&b)) else {
                continue;
            };
            for (a, b) in [(&a.inputs, &b.inputs), (&a.outputs, &b.outputs)] {
                for (port, links) in a {
                    let others = b.get(port).map_or(&[][..], Vec::as_slice);
                    self.along(links, others, old, new);
                }
            }
        }
    }

    fn along(&mut self, links: &[Link], others: &[Link], old: &Contents<'a>, new: &Contents<'a>) {
        let mut free: HashMap<u64, VecDeque<&NodeId>> = HashMap::new();
        for id in others.iter().map(|link| &link.node) {
            if let Some(what) = new.get(id).filter(|_| !self.pairs.before.contains_key(id)) {
                free.entry(*what).or_default().push_back(id);
            }
        }
        for id in links.iter().map(|link| &link.node) {
            if free.is_empty() {
                return;
            }
            let Some(what) = old.get(id).filter(|_| !self.pairs.after.contains_key(id)) else {
                continue;
            };
            if let Some(other) = free.get_mut(what).and_then(VecDeque::pop_front)
                && self.is_free(id, other)
            {
                self.pair(id, other);
            }
        }
    }
}
