//! The order in which steps are told: along the wires, branch by branch, each step once.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::{
    catalogue::Catalogue,
    workflow::{Graph, Node, NodeId, NodeKind},
};

/// Branches deeper than this are told in a part of their own, so that the list stays readable.
const DEEPEST: usize = 4;

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// A step, told in full.
    Step(&'a NodeId),
    /// The branch that the lines below it belong to.
    Branch(&'static str),
    /// A branch that leads nowhere.
    Ends(&'static str),
    /// The way goes on with a step that is told elsewhere; whether that closes a loop.
    GoesOn(&'a NodeId, bool),
}

/// A list of lines with their depths.
pub(super) type Part<'a> = Vec<(usize, Line<'a>)>;

/// What there is to tell.
#[derive(Debug, Default)]
pub(super) struct Told<'a> {
    /// What is behind the trigger: the main part, then what was too deep for it.
    pub parts: Vec<Part<'a>>,
    /// What no wire leads to from the trigger.
    pub unreached: Vec<Part<'a>>,
    /// The number of each step.
    pub numbers: HashMap<&'a NodeId, usize>,
}

/// Puts the steps of a graph in order.
pub(super) fn told<'a>(graph: &'a Graph, catalogue: &'a Catalogue) -> Told<'a> {
    let mut walk = Walk {
        graph,
        catalogue,
        told: Told::default(),
        written: HashSet::new(),
        waiting: VecDeque::new(),
        back: back_edges(graph),
    };
    let trigger = graph.trigger().map(|(id, _)| id);
    if let Some(trigger) = trigger {
        walk.written.insert(trigger);
        let mut part = Part::new();
        if let Some(node) = graph.node(trigger) {
            walk.branches(&mut part, trigger, node, 0);
        }
        walk.told.parts.push(part);
        let rest = walk.rest();
        walk.told.parts.extend(rest);
    }
    // A blueprint starts wherever nothing leads to; what is left then goes round in circles.
    let led_to: HashSet<NodeId> = graph.edges().map(|edge| edge.to.node).collect();
    let heads = graph.nodes.keys().filter(|id| !led_to.contains(*id));
    let mut unreached = Vec::new();
    for head in heads.chain(graph.nodes.keys()) {
        if !walk.written.contains(head) {
            unreached.push(walk.part(head));
            unreached.extend(walk.rest());
        }
    }
    if trigger.is_some() {
        walk.told.unreached = unreached;
    } else {
        walk.told.parts = unreached;
    }
    walk.told
}

struct Walk<'a> {
    graph: &'a Graph,
    catalogue: &'a Catalogue,
    told: Told<'a>,
    written: HashSet<&'a NodeId>,
    /// Steps that have their number and are told later.
    waiting: VecDeque<&'a NodeId>,
    back: HashSet<(&'a NodeId, &'a NodeId)>,
}

impl<'a> Walk<'a> {
    fn number(&mut self, id: &'a NodeId) {
        let next = self.told.numbers.len() + 1;
        self.told.numbers.entry(id).or_insert(next);
    }

    fn rest(&mut self) -> Vec<Part<'a>> {
        let mut parts = Vec::new();
        while let Some(id) = self.waiting.pop_front() {
            if !self.written.contains(id) {
                parts.push(self.part(id));
            }
        }
        parts
    }

    fn part(&mut self, head: &'a NodeId) -> Part<'a> {
        let mut part = Part::new();
        self.chain(&mut part, None, head, 0);
        part
    }

    /// Tells a step and those that follow it one after the other.
    fn chain(
        &mut self,
        part: &mut Part<'a>,
        from: Option<&'a NodeId>,
        head: &'a NodeId,
        depth: usize,
    ) {
        let (mut from, mut id) = (from, head);
        loop {
            let Some((known, node)) = self.graph.nodes.get_key_value(id) else {
                return;
            };
            self.number(known);
            let loops = from.is_some_and(|from| self.back.contains(&(from, known)));
            if self.written.contains(known) || depth > DEEPEST {
                if !self.written.contains(known) {
                    self.waiting.push_back(known);
                }
                part.push((depth, Line::GoesOn(known, loops)));
                return;
            }
            self.written.insert(known);
            part.push((depth, Line::Step(known)));
            match next(self.graph, self.catalogue, node).as_slice() {
                [] => return,
                [("", targets)] if targets.len() == 1 => match targets.first() {
                    Some(only) => (from, id) = (Some(known), only),
                    None => return,
                },
                _ => return self.branches(part, known, node, depth + 1),
            }
        }
    }

    fn branches(&mut self, part: &mut Part<'a>, id: &'a NodeId, node: &'a Node, depth: usize) {
        for (label, targets) in next(self.graph, self.catalogue, node) {
            let inner = match (label, targets.as_slice()) {
                ("", []) => continue,
                (label, []) => {
                    part.push((depth, Line::Ends(label)));
                    continue;
                }
                ("", [_]) => depth,
                ("", _) => {
                    part.push((depth, Line::Branch("each of")));
                    depth + 1
                }
                (label, _) => {
                    part.push((depth, Line::Branch(label)));
                    depth + 1
                }
            };
            for target in targets {
                self.chain(part, Some(id), target, inner);
            }
        }
    }
}

/// The outputs of a node that have a label or lead somewhere, with where they lead; nothing for a
/// node that ends its branch.
fn next<'a>(
    graph: &'a Graph,
    catalogue: &Catalogue,
    node: &'a Node,
) -> Vec<(&'static str, Vec<&'a NodeId>)> {
    let module = catalogue.module_of(node);
    let labels = module.output_labels();
    let mut outputs = Vec::new();
    for (place, links) in node.outputs.values().enumerate() {
        let label = labels.get(place).copied().unwrap_or_default();
        let there = links
            .iter()
            .filter_map(|link| graph.nodes.get_key_value(&link.node));
        let targets: Vec<&NodeId> = there.map(|(id, _)| id).collect();
        if !label.is_empty() || !targets.is_empty() {
            outputs.push((label, targets));
        }
    }
    if outputs.iter().all(|(_, targets)| targets.is_empty()) {
        outputs.clear();
    }
    outputs
}

/// The wires that lead back to a step on the way to them, by a walk in depth from every node.
fn back_edges(graph: &Graph) -> HashSet<(&NodeId, &NodeId)> {
    let mut back = HashSet::new();
    let mut done: HashSet<&NodeId> = HashSet::new();
    let mut open: HashSet<&NodeId> = HashSet::new();
    let starts = graph
        .nodes
        .iter()
        .filter(|(_, node)| node.kind == NodeKind::Trigger)
        .chain(graph.nodes.iter());
    for (start, _) in starts {
        let mut stack = vec![(start, false)];
        while let Some((id, leaves)) = stack.pop() {
            if leaves {
                open.remove(id);
                done.insert(id);
                continue;
            }
            if done.contains(id) || !open.insert(id) {
                continue;
            }
            stack.push((id, true));
            let links = graph
                .node(id)
                .into_iter()
                .flat_map(|node| node.outputs.values().flatten());
            for link in links {
                let Some((far, _)) = graph.nodes.get_key_value(&link.node) else {
                    continue;
                };
                if open.contains(far) {
                    back.insert((id, far));
                } else {
                    stack.push((far, false));
                }
            }
        }
    }
    back
}
