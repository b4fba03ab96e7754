//! What differs, laid over the canvases.

use std::collections::HashMap;

use misp_flow_engine::{
    compare::{Kind, Place},
    merge::{Merge, Side},
    workflow::NodeId,
};

use super::look;
use crate::{
    state::{Compared, Pushing, State},
    window::{
        canvas::{NodeRun, NodeState, Overlay, WireState},
        scene::wire_of,
    },
};

/// The overlays of the earlier and the later workflow; without what only moved, if asked for.
pub(super) fn overlays(shown: &Compared, hide_moved: bool) -> [Overlay; 2] {
    let mut sides = [Overlay::comparison(), Overlay::comparison()];
    let mut nodes: [HashMap<&NodeId, Kind>; 2] = Default::default();
    for line in &shown.lines {
        if hide_moved && line.kind == Kind::Moved {
            continue;
        }
        match &line.place {
            Place::Node(before, after) => {
                for (side, id) in nodes.iter_mut().zip([before, after]) {
                    if let Some(id) = id {
                        // What changed and moved is changed.
                        let known = side.entry(id).or_insert(line.kind);
                        *known = (*known).min(line.kind);
                    }
                }
            }
            Place::Wire(before, after) => {
                let [left, right] = &mut sides;
                match (before, after) {
                    (Some(edge), None) => left.mark_wire(wire_of(edge), WireState::Removed),
                    (None, Some(edge)) => right.mark_wire(wire_of(edge), WireState::Added),
                    _ => {}
                }
            }
            Place::Workflow | Place::Frame(..) => {}
        }
    }
    for (overlay, nodes) in sides.iter_mut().zip(nodes) {
        for (id, kind) in nodes {
            let run = NodeRun {
                state: look(kind).1,
                ..NodeRun::default()
            };
            overlay.set_node(id.clone(), run);
        }
    }
    sides
}

/// The overlay of one of three states: of the base where no side is named. Nodes that both changed
/// tell what this side did to them, and which side is taken.
pub(super) fn of_three(
    merge: &Merge,
    pushing: &Pushing,
    column: Option<Side>,
    state: &State,
) -> Overlay {
    let mut overlay = Overlay::comparison();
    let mut nodes: HashMap<NodeId, NodeRun> = HashMap::new();
    for by in [Side::Theirs, Side::Mine] {
        if column.is_some_and(|column| column != by) {
            continue;
        }
        for one in &merge.changed_by(by).differences {
            let kind = one.kind();
            if kind == Kind::Moved && (state.hides_moved() || column.is_none()) {
                continue;
            }
            match &one.place {
                Place::Node(before, after) => {
                    let id = if column.is_some() { after } else { before };
                    let Some(id) = id else { continue };
                    let run = nodes.entry(id.clone()).or_insert_with(|| NodeRun {
                        state: look(kind).1,
                        ..NodeRun::default()
                    });
                    if kind == Kind::Changed && column.is_some() {
                        let words = one.words(merge.base(), merge.state(by), &state.catalogue);
                        append(&mut run.reason, &words);
                    }
                }
                Place::Wire(before, after) => match (before, after, column) {
                    (None, Some(edge), Some(_)) => {
                        overlay.mark_wire(wire_of(edge), WireState::Added);
                    }
                    (Some(edge), None, None) => {
                        overlay.mark_wire(wire_of(edge), WireState::Removed);
                    }
                    _ => {}
                },
                Place::Workflow | Place::Frame(..) => {}
            }
        }
    }
    for conflict in merge.conflicts() {
        let Some(id) = conflict.part.node() else {
            continue;
        };
        let run = nodes.entry(id.clone()).or_default();
        let choice = pushing.choice(&conflict.part);
        run.state = match (choice, column) {
            _ if run.state == NodeState::Conflict => NodeState::Conflict,
            (None, _) | (_, None) => NodeState::Conflict,
            (Some(side), Some(column)) if side == column => NodeState::Chosen,
            _ if run.state == NodeState::Chosen => NodeState::Chosen,
            _ => NodeState::Same,
        };
    }
    for (id, run) in nodes {
        overlay.set_node(id, run);
    }
    overlay
}

/// Another sentence on the node.
fn append(text: &mut String, words: &str) {
    if !text.is_empty() {
        text.push_str(". ");
    }
    text.push_str(&words.replace('→', egui_phosphor::regular::ARROW_RIGHT));
}
