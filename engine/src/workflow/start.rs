//! Putting nodes behind a trigger, so that a blueprint can be tried.

use std::collections::HashSet;

use super::{Edge, FileForm, GraphForm, Node, NodeId, NodeKind, PortRef, Position, Workflow};
use crate::catalogue::Module;

/// How far the trigger stands to the left of the leftmost node, in canvas units: room for the
/// forms of MISP's own editor.
const ROOM: f64 = 400.0;

impl Workflow {
    /// The same nodes as a workflow that starts with this trigger. One that starts with another
    /// trigger starts with this one instead; in a blueprint, the first node that no other leads to
    /// is led to from it, and wires that led out of the blueprint go, as when MISP inserts it.
    #[must_use]
    pub fn behind(&self, trigger: &Module) -> Self {
        let mut workflow = Self {
            trigger_id: Some(trigger.id.to_string()),
            ..self.clone()
        };
        // Without a trigger it is a part of a workflow, whatever it is wrapped in.
        if self.is_blueprint() || self.graph.trigger().is_none() {
            workflow.form = FileForm::Workflow;
            workflow.graph.form = GraphForm::Map;
            workflow.drop_outside_wires();
        }
        let fresh = Node::of(trigger, Position::default());
        let old = workflow.graph.trigger().map(|(id, _)| id.clone());
        if let Some(node) = old.as_ref().and_then(|id| workflow.graph.node_mut(id)) {
            node.module = fresh.module;
            node.module_name = fresh.module_name;
            node.name = fresh.name;
            node.params = fresh.params;
            node.core_format = fresh.core_format;
            return workflow;
        }
        workflow.lead_from(fresh);
        workflow
    }

    /// Removes the wires that lead to or come from nodes that are not there.
    pub fn drop_outside_wires(&mut self) {
        let outside: Vec<Edge> = self
            .graph
            .half_edges()
            .into_iter()
            .map(|(edge, _)| edge)
            .filter(|edge| {
                self.graph.node(&edge.from.node).is_none()
                    || self.graph.node(&edge.to.node).is_none()
            })
            .collect();
        for edge in &outside {
            self.graph.remove_edge(edge);
        }
    }

    fn lead_from(&mut self, mut trigger: Node) {
        let graph = &mut self.graph;
        let id = graph.free_id();
        let led_to: HashSet<NodeId> = graph.edges().map(|edge| edge.to.node).collect();
        let first = graph
            .nodes
            .iter()
            .filter(|(id, node)| !led_to.contains(*id) && node.kind != NodeKind::Trigger)
            .find_map(|(id, node)| {
                Some((
                    PortRef::new(id.clone(), node.inputs.keys().next()?),
                    node.position,
                ))
            });
        let leftmost = graph
            .nodes
            .values()
            .map(|node| node.position.x)
            .fold(f64::INFINITY, f64::min);
        if let Some((_, position)) = &first {
            trigger.position = Position::new(leftmost - ROOM, position.y);
        }
        let output = trigger.outputs.keys().next().cloned();
        graph.nodes.insert(id.clone(), trigger.into());
        if let (Some(output), Some((to, _))) = (output, first) {
            graph.add_edge(&Edge {
                from: PortRef::new(id, output),
                to,
            });
        }
    }
}
