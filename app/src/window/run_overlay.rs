//! A run as the canvas shows it: all of it, or up to the step that is looked at.

use misp_flow_engine::run::{Outcome, Run, Step, StepResult};
use misp_flow_engine::workflow::{Edge, NodeId, Workflow};

use super::{
    canvas::{NodeRun, NodeState, Overlay},
    scene::wire_of,
};
use crate::state::{ShownRun, foreign_steps};

/// What was put in since the run was not passed over by it: it is shown as it is.
fn mark_new(workflow: &Workflow, then: &Workflow, overlay: &mut Overlay) {
    let is_new = |id: &NodeId| then.graph.node(id).is_none();
    for (id, _) in workflow.graph.nodes.iter().filter(|(id, _)| is_new(id)) {
        let new = NodeRun {
            state: NodeState::New,
            ..NodeRun::default()
        };
        overlay.set_node(id.clone(), new);
    }
}

/// The overlay of a run; with a chosen step or a number of steps that are `lit`, only of what had
/// happened by then.
pub fn overlay_of(shown: &ShownRun, workflow: &Workflow, lit: Option<usize>) -> Overlay {
    let run = &shown.run;
    let mut overlay = Overlay::run();
    // What ran on the server at these nodes is not what they are here.
    let foreign: Vec<NodeId> = match shown.received {
        Some(_) => foreign_steps(&run.steps, &shown.workflow)
            .into_iter()
            .map(|one| one.node)
            .collect(),
        None => Vec::new(),
    };
    mark_new(workflow, &shown.workflow, &mut overlay);
    let fits = |wire: &Edge| !foreign.contains(&wire.from.node) && !foreign.contains(&wire.to.node);
    if let Some((trigger, _)) = workflow.graph.trigger()
        && run.reason.is_none()
    {
        let done = NodeRun {
            state: NodeState::Ok,
            ..NodeRun::default()
        };
        overlay.set_node(trigger.clone(), done);
    }
    let upto = shown.step.map(|step| step + 1).or(lit);
    // A step of a background run comes when the run itself is over.
    let upto = upto.filter(|upto| *upto <= run.steps.len());
    let steps = upto
        .and_then(|upto| run.steps.get(..upto))
        .unwrap_or(&run.steps);
    let whole = upto.is_none();
    // The node that comes next is where the run stands, once all that was made is seen.
    let next = shown
        .stepping
        .stop
        .as_ref()
        .filter(|_| whole || upto == Some(run.steps.len()));
    let next = next.and_then(|stop| stop.next.as_ref());
    if whole {
        for wire in run.wires.iter().filter(|wire| fits(wire)) {
            overlay.set_wire(wire_of(wire), true);
        }
    }
    for (place, step) in steps.iter().enumerate() {
        if foreign.contains(&step.node) {
            continue;
        }
        if let Some(wire) = step.via.as_ref().filter(|wire| fits(wire)) {
            overlay.set_wire(wire_of(wire), true);
        }
        let mut node = overlay.node(&step.node).cloned().unwrap_or_default();
        node.steps
            .push(u32::try_from(place + 1).unwrap_or(u32::MAX));
        node.state = state_of(step, run);
        if node.state == NodeState::Ok && shown.step == Some(place) && next.is_none() {
            node.state = NodeState::Current;
        }
        if !step.errors.is_empty() {
            node.reason = step.errors.join("\n");
        }
        overlay.set_node(step.node.clone(), node);
    }
    if let Some(next) = next {
        let mut node = overlay.node(next).cloned().unwrap_or_default();
        node.state = NodeState::Current;
        overlay.set_node(next.clone(), node);
    }
    if whole {
        in_background(shown, &mut overlay);
        if let Some(crash) = &run.crash
            && let Some(node) = &crash.node
        {
            let mut at = overlay.node(node).cloned().unwrap_or_default();
            at.state = NodeState::Failed;
            at.reason.clone_from(&crash.message);
            overlay.set_node(node.clone(), at);
        }
    }
    overlay
}

/// What background runs add, up to the chosen step where that is in one of them.
fn in_background(shown: &ShownRun, overlay: &mut Overlay) {
    let end = shown.step.map_or(usize::MAX, |step| step + 1);
    let numbers = shown.run.steps.len()..end.min(shown.steps_in_all());
    for wire in shown.background_wires() {
        overlay.set_wire(wire_of(&wire), true);
    }
    for of in numbers.filter_map(|number| shown.step_at(number)) {
        if let Some(wire) = &of.step.via {
            overlay.set_wire(wire_of(wire), true);
        }
        let mut node = overlay.node(&of.step.node).cloned().unwrap_or_default();
        node.steps
            .push(u32::try_from(of.number + 1).unwrap_or(u32::MAX));
        node.state = state_of(of.step, of.run);
        if node.state == NodeState::Ok && shown.step == Some(of.number) {
            node.state = NodeState::Current;
        }
        node.reason = of.step.errors.join("\n");
        overlay.set_node(of.step.node.clone(), node);
    }
}

/// What a step means for its node.
pub fn state_of(step: &Step, run: &Run) -> NodeState {
    if step.failed() {
        let stopped = run.outcome == Outcome::Blocked && step.module == "stop-execution";
        return if stopped {
            NodeState::Blocked
        } else {
            NodeState::Failed
        };
    }
    // A logic node that could not decide reports errors and goes on all the same.
    if step.result != StepResult::Success || !step.errors.is_empty() {
        NodeState::Partial
    } else {
        NodeState::Ok
    }
}
