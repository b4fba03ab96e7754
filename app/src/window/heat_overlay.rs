//! Many events as the canvas shows them: how many came to each node and took each wire.

use misp_flow_engine::workflow::Workflow;

use super::{
    canvas::{NodeRun, NodeState, Overlay},
    controls::grouped,
    scene::wire_of,
};
use crate::state::{Heat, NodeHeat};

/// The overlay of many events. Nodes and wires that they know nothing of, since the workflow was
/// changed, are as those that none reached, without a number.
pub fn heat_overlay(heat: &Heat, workflow: &Workflow) -> Overlay {
    let mut overlay = Overlay::run();
    let trigger = workflow.graph.trigger().map(|(id, _)| id);
    for (id, one) in &heat.nodes {
        let starts = trigger == Some(id);
        let count = if starts { heat.events } else { one.reached };
        let module = workflow.graph.node(id).map(|node| node.module.as_str());
        let state = match one {
            _ if count == 0 => NodeState::Never,
            NodeHeat { failed: 0, .. } => NodeState::Ok,
            NodeHeat { reached, failed } if reached == failed => match module {
                Some("stop-execution") => NodeState::Blocked,
                _ => NodeState::Failed,
            },
            _ => NodeState::Partial,
        };
        let number = |count: u64| grouped(usize::try_from(count).unwrap_or(usize::MAX));
        let reason = match state {
            NodeState::Partial | NodeState::Failed => {
                format!(
                    "Failed with {} of {}",
                    number(one.failed),
                    number(one.reached)
                )
            }
            _ => String::new(),
        };
        let run = NodeRun {
            state,
            reason,
            count: Some(count),
            ..NodeRun::default()
        };
        overlay.set_node(id.clone(), run);
    }
    for (wire, count) in &heat.wires {
        overlay.heat_wire(wire_of(wire), *count, heat.events);
    }
    overlay
}
