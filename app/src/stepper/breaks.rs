//! Where a run pauses.

use std::collections::BTreeMap;

use misp_flow_engine::{
    run::{Step, Watch},
    value::Value,
    workflow::NodeId,
};

/// A condition over the data to pause at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchPoint {
    /// The condition.
    pub watch: Watch,
    /// Whether it counts.
    pub on: bool,
}

/// A break point among those of a tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BreakId {
    /// Before this node.
    Node(NodeId),
    /// After a step that fails.
    Failure,
    /// When the condition at this place comes true.
    Watch(usize),
}

/// Where runs of a workflow pause. They stand beside the document, not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BreakPoints {
    /// Nodes to pause before, and whether that counts.
    pub nodes: BTreeMap<NodeId, bool>,
    /// Whether to pause after a step that fails.
    pub failure: bool,
    /// Conditions over the data to pause at when they come true.
    pub watches: Vec<WatchPoint>,
}

impl BreakPoints {
    /// How many there are, those that are off included.
    pub fn count(&self) -> usize {
        self.nodes.len() + usize::from(self.failure) + self.watches.len()
    }

    /// Sets a break point before a node, or takes it away.
    pub fn toggle(&mut self, node: NodeId) {
        if self.nodes.remove(&node).is_none() {
            self.nodes.insert(node, true);
        }
    }

    /// Switches one on or off.
    pub fn switch(&mut self, id: &BreakId, on: bool) {
        match id {
            BreakId::Node(node) => {
                if let Some(there) = self.nodes.get_mut(node) {
                    *there = on;
                }
            }
            BreakId::Failure => self.failure = on,
            BreakId::Watch(place) => {
                if let Some(there) = self.watches.get_mut(*place) {
                    there.on = on;
                }
            }
        }
    }

    /// Takes one away.
    pub fn remove(&mut self, id: &BreakId) {
        match id {
            BreakId::Node(node) => {
                self.nodes.remove(node);
            }
            BreakId::Failure => self.failure = false,
            BreakId::Watch(place) => {
                if *place < self.watches.len() {
                    self.watches.remove(*place);
                }
            }
        }
    }

    /// Whether any of them is before a node.
    pub(super) fn any_node(&self) -> bool {
        self.nodes.values().any(|on| *on)
    }

    /// Whether to pause before this node.
    pub(super) fn is_before(&self, node: &NodeId) -> bool {
        self.nodes.get(node) == Some(&true)
    }

    /// Whether to pause after these steps, because one of them failed.
    pub(super) fn takes_failure<'s>(&self, steps: impl IntoIterator<Item = &'s Step>) -> bool {
        let failed = |step: &Step| step.failed() || !step.errors.is_empty();
        self.failure && steps.into_iter().any(failed)
    }

    /// Which conditions hold for these data; none is looked at that is off.
    pub(super) fn holding(&self, data: &Value) -> Vec<bool> {
        let watches = self.watches.iter();
        watches
            .map(|point| point.on && point.watch.holds(data))
            .collect()
    }
}
