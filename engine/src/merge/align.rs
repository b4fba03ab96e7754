//! The same ids for the same nodes in all three states.

use std::collections::{HashMap, HashSet};

use crate::{
    compare::compare,
    workflow::{Graph, NodeId, Workflow},
};

/// The base and their state with the ids that their nodes have in mine. Nodes that mine has not
/// got keep their ids where those are free, and get others where mine uses them for something else.
pub(super) fn align(
    base: Option<&Workflow>,
    theirs: &Workflow,
    mine: &Workflow,
) -> (Workflow, Workflow) {
    let mut base = base.cloned().unwrap_or_default();
    let mut theirs = theirs.clone();
    let with_me = compare(&base, mine).pairs;
    let of_base = names(&base.graph, mine, |id| with_me.after(id).cloned());
    base.graph = base.graph.renumbered(&of_base);
    let with_base = compare(&base, &theirs).pairs;
    // What both added in the same way is one node, as after a push whose answer was lost.
    let with_mine = compare(&theirs, mine).pairs;
    let new = names(&theirs.graph, mine, |id| {
        let known = with_base.before(id).cloned();
        known.or_else(|| {
            let same = with_mine.after(id)?;
            let fresh = base.graph.node(same).is_none();
            (fresh && same == id && alike(&theirs.graph, &mine.graph, id)).then(|| id.clone())
        })
    });
    theirs.graph = theirs.graph.renumbered(&new);
    (base, theirs)
}

/// Whether the two nodes of this id are of the same module.
fn alike(one: &Graph, other: &Graph, id: &NodeId) -> bool {
    let module = |graph: &Graph| graph.node(id).map(|node| node.module.clone());
    module(one) == module(other)
}

/// New ids for nodes: what `known` says, else the old one, else a free one.
fn names(
    graph: &Graph,
    mine: &Workflow,
    known: impl Fn(&NodeId) -> Option<NodeId>,
) -> HashMap<NodeId, NodeId> {
    let mut names: HashMap<NodeId, NodeId> = HashMap::new();
    let mut used: HashSet<NodeId> = HashSet::new();
    for id in graph.nodes.keys() {
        if let Some(name) = known(id).filter(|name| used.insert(name.clone())) {
            names.insert(id.clone(), name);
        }
    }
    used.extend(mine.graph.nodes.keys().cloned());
    let largest = |ids: &mut dyn Iterator<Item = &NodeId>| ids.filter_map(NodeId::number).max();
    let highest = largest(&mut used.iter()).max(largest(&mut graph.nodes.keys()));
    let mut next = highest.unwrap_or(0);
    for id in graph.nodes.keys() {
        if names.contains_key(id) || used.insert(id.clone()) {
            continue;
        }
        next = next.saturating_add(1);
        names.insert(id.clone(), NodeId::from(next));
    }
    names
}
