//! What differs between two states of a workflow, as numbers.

use std::collections::HashSet;

use misp_flow_engine::workflow::{Edge, Node, Workflow};

/// How many of what differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Nodes that only the later state has.
    pub nodes_added: usize,
    /// Nodes that only the earlier state has.
    pub nodes_removed: usize,
    /// Nodes of both that differ in more than their place and wires.
    pub nodes_changed: usize,
    /// Params of those that differ.
    pub params_changed: usize,
    /// Nodes of both that stand elsewhere and are the same otherwise.
    pub nodes_moved: usize,
    /// Wires that only the later state has.
    pub wires_added: usize,
    /// Wires that only the earlier state has.
    pub wires_removed: usize,
    /// Frames that only the later state has.
    pub frames_added: usize,
    /// Frames that only the earlier state has.
    pub frames_removed: usize,
    /// Frames of both that differ.
    pub frames_changed: usize,
    /// Whether name, description or another thing of the workflow itself differs.
    pub itself: bool,
}

impl Difference {
    /// What is different in `later`.
    pub fn between(earlier: &Workflow, later: &Workflow) -> Self {
        let mut found = Self::default();
        let (old, new) = (&earlier.graph, &later.graph);
        for (id, after) in &new.nodes {
            match old.nodes.get(id) {
                None => found.nodes_added += 1,
                Some(before) if before == after => {}
                Some(before) => found.compare(before, after),
            }
        }
        let gone = |id| !new.nodes.contains_key(id);
        found.nodes_removed = old.nodes.keys().filter(|id| gone(*id)).count();
        let wires = |workflow: &Workflow| workflow.graph.edges().collect::<HashSet<Edge>>();
        let (before, after) = (wires(earlier), wires(later));
        found.wires_added = after.difference(&before).count();
        found.wires_removed = before.difference(&after).count();
        for (id, after) in &new.frames {
            match old.frames.get(id) {
                None => found.frames_added += 1,
                Some(before) => found.frames_changed += usize::from(before != after),
            }
        }
        let gone = |id| !new.frames.contains_key(id);
        found.frames_removed = old.frames.keys().filter(|id| gone(*id)).count();
        found.itself = itself(earlier) != itself(later);
        found
    }

    fn compare(&mut self, before: &Node, after: &Node) {
        // Wires are counted by themselves.
        if content(before) == content(after) {
            self.nodes_moved += usize::from(before.position != after.position);
            return;
        }
        self.nodes_changed += 1;
        let (old, new) = (&before.params, &after.params);
        let other = new
            .iter()
            .filter(|(id, value)| old.get(*id) != Some(*value));
        self.params_changed +=
            other.count() + old.keys().filter(|id| !new.contains_key(*id)).count();
    }
}

/// What a node is and does, wherever it stands and whatever it is connected with.
fn content(node: &Node) -> impl PartialEq + '_ {
    let names = (&node.name, &node.module, &node.module_version, &node.class);
    let flags = (node.kind, node.multiple_outputs, node.core_format);
    (names, flags, &node.params, &node.filter)
}

/// What is the workflow's own.
fn itself(workflow: &Workflow) -> (&str, &str, bool, bool) {
    let Workflow {
        name,
        description,
        enabled,
        debug_enabled,
        ..
    } = workflow;
    (name, description, *enabled, *debug_enabled)
}
