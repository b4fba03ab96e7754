//! The shapes that tell nodes apart: outlines and patches by kind, signs by what a module does.

use super::{place::Area, text::number};
use crate::workflow::{Node, NodeKind};

/// Rounding of a trigger's left side, cut of a logic node's corners, rounding of an action's.
const PILL: f64 = 22.0;
const CUT: f64 = 11.0;
const ROUND: f64 = 5.0;

/// The outline of a node as the data of a path: a trigger is round on the left, a logic node has
/// its corners cut, anything else is a plain box.
pub(super) fn outline(kind: NodeKind, area: Area) -> String {
    let Area {
        left,
        top,
        right,
        bottom,
    } = area;
    let at = |x: f64, y: f64| format!("{} {}", number(x), number(y));
    let (west, cut) = match kind {
        NodeKind::Logic => (CUT, true),
        NodeKind::Trigger => (PILL, false),
        NodeKind::Action | NodeKind::Unknown => (ROUND, false),
    };
    let east = if cut { CUT } else { ROUND };
    let corner = |corner: String, to: String| {
        if cut {
            format!("L{to}")
        } else {
            format!("Q{corner} {to}")
        }
    };
    [
        format!("M{}", at(left + west, top)),
        format!("L{}", at(right - east, top)),
        corner(at(right, top), at(right, top + east)),
        format!("L{}", at(right, bottom - east)),
        corner(at(right, bottom), at(right - east, bottom)),
        format!("L{}", at(left + west, bottom)),
        corner(at(left, bottom), at(left, bottom - west)),
        format!("L{}", at(left, top + west)),
        corner(at(left, top), at(left + west, top)),
        "Z".to_owned(),
    ]
    .concat()
}

/// The patch behind the sign: a disc, a diamond, a square around the origin.
pub(super) fn patch(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Trigger => "M-14 0A14 14 0 1 1 14 0A14 14 0 1 1 -14 0Z",
        NodeKind::Logic => "M-17 0L0 -17L17 0L0 17Z",
        NodeKind::Action | NodeKind::Unknown => {
            "M-10 -14H10Q14 -14 14 -10V10Q14 14 10 14H-10Q-14 14 -14 10V-10Q-14 -14 -10 -14Z"
        }
    }
}

/// A sign around the origin, in lines.
pub(super) fn sign(node: &Node) -> &'static str {
    let module = node.module.as_str();
    match node.kind {
        NodeKind::Trigger => "M1.5 -8L-4.5 1H0L-1.5 8L4.5 -1H0Z",
        NodeKind::Logic if module.contains("filter") => "M-6.5 -5H6.5L1.5 1V5.5L-1.5 7V1Z",
        NodeKind::Logic if module == "concurrent-task" => {
            "M-6 -3.5H5M2.5 -6L5 -3.5L2.5 -1M-6 3.5H5M2.5 1L5 3.5L2.5 6"
        }
        NodeKind::Logic => "M-7 0H-2L4 -5M-2 0L4 5M1 -5.5L4.5 -5.5L4 -1.8M1 5.5L4.5 5.5L4 1.8",
        NodeKind::Action | NodeKind::Unknown => action(module),
    }
}

fn action(module: &str) -> &'static str {
    if module == "stop-execution" {
        "M-3 -7H3L7 -3V3L3 7H-3L-7 3V-3ZM-3.5 0H3.5"
    } else if module.contains("mail") {
        "M-7.5 -5H7.5V5.5H-7.5ZM-7.5 -5L0 1.5L7.5 -5"
    } else if module.contains("tag") && !module.contains("stage") {
        "M-7 -7H0L7.5 0.5L0.5 7.5L-7 0ZM-3.6 -3.5H-3.5"
    } else if ["webhook", "splunk", "telegram", "zmq"]
        .iter()
        .any(|sender| module.contains(sender))
    {
        "M-7.5 -1L7.5 -7.5L2 7L-1 1ZM-1 1L7.5 -7.5"
    } else if module.contains("attach") || module.contains("enrich") {
        "M-1 -6.5A5 5 0 1 1 -1.1 -6.5ZM2.6 2L7.5 7"
    } else {
        "M-4 -6.5L6.5 0L-4 6.5Z"
    }
}
