//! The workflow that comes of a merge.

use std::{collections::HashSet, sync::Arc};

use indexmap::IndexSet;

use super::{Merge, Part, Side, find::Fate};
use crate::{
    compare::{Kind, Place, What},
    workflow::{Edge, Graph, Node, NodeId, PortRef, Workflow},
};

impl Merge {
    /// The workflow with what each side changed, and for each conflict what `choose` says. It
    /// keeps what mine came with (its file's form), with the server's number and time stamp.
    pub fn build(&self, choose: impl Fn(&Part) -> Side) -> Workflow {
        let side = |part: Part| match self.fate(&part) {
            Fate::Taken(side) => side,
            Fate::Both => Side::Mine,
            Fate::Conflict => choose(&part),
        };
        let of = |part: Part| self.state(side(part));
        let mut made = self.mine.clone();
        made.name.clone_from(&of(Part::Name).name);
        made.description
            .clone_from(&of(Part::Description).description);
        made.debug_enabled = of(Part::Debug).debug_enabled;
        made.id.clone_from(&self.theirs.id);
        made.timestamp = self.theirs.timestamp;
        made.graph = self.graph(&side);
        made
    }

    fn graph(&self, side: &impl Fn(Part) -> Side) -> Graph {
        let mut graph = self.mine.graph.clone();
        graph.nodes.clear();
        graph.frames.clear();
        let moved: HashSet<NodeId> = self
            .by_me
            .differences
            .iter()
            .filter(|one| one.kind() == Kind::Moved && matches!(one.what, What::Position(..)))
            .filter_map(|one| match &one.place {
                Place::Node(_, new) => new.clone(),
                _ => None,
            })
            .collect();
        for id in self.nodes() {
            let chosen = side(Part::Node(id.clone()));
            let Some(node) = self.state(chosen).graph.node(&id) else {
                continue;
            };
            let mut node = bare(node);
            // Who moved a node last here has it where it was put; else it stands where they put it.
            let placed = if moved.contains(&id) {
                &self.mine
            } else {
                &self.theirs
            };
            if let Some(there) = placed.graph.node(&id) {
                node.position = there.position;
            }
            graph.nodes.insert(id, Arc::new(node));
        }
        for port in self.outputs() {
            self.connect(&mut graph, port, side);
        }
        for id in self.frames() {
            let chosen = self.state(side(Part::Frame(id.clone())));
            if let Some(frame) = chosen.graph.frames.get(id) {
                graph.frames.insert(id.clone(), frame.clone());
            }
        }
        graph
    }

    /// Leads an output where it is to lead, as far as the nodes are there.
    fn connect(&self, graph: &mut Graph, port: PortRef, side: &impl Fn(Part) -> Side) {
        let targets = self.targets(&port);
        let part = Part::Output(port.clone());
        let to: Vec<PortRef> = if self.fate(&part) == Fate::Both {
            // What either added is there, and what either removed is not.
            let kept = |to: &&PortRef| {
                let by_both = targets.mine.contains(to) && targets.theirs.contains(to);
                by_both || !targets.base.contains(to)
            };
            let all: IndexSet<&PortRef> = targets.mine.iter().chain(&targets.theirs).collect();
            all.into_iter().filter(kept).cloned().collect()
        } else {
            match side(part) {
                Side::Mine => targets.mine,
                Side::Theirs => targets.theirs,
            }
        };
        for to in to {
            let is_there = |id: &NodeId| graph.node(id).is_some();
            if is_there(&port.node) && is_there(&to.node) {
                graph.add_edge(&Edge {
                    from: port.clone(),
                    to,
                });
            }
        }
    }
}

/// A node without its wires.
fn bare(node: &Node) -> Node {
    let mut node = node.clone();
    let ports = node.inputs.values_mut().chain(node.outputs.values_mut());
    ports.for_each(Vec::clear);
    node
}
