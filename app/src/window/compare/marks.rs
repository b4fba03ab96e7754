//! What differs, laid over the two canvases.

use std::collections::HashMap;

use misp_flow_engine::{
    compare::{Kind, Place},
    workflow::NodeId,
};

use super::look;
use crate::{
    state::Compared,
    window::{
        canvas::{NodeRun, Overlay, WireState},
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
