//! Where frames stand, and which of them are behind others.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::{
    place::{Area, Node, PAD, TITLE},
    text,
};
use crate::workflow::{self, Graph, NodeId};

/// Space between a frame's edge and its nodes, and above them for the title.
const FRAME_PAD: f64 = 26.0;
const FRAME_TITLE: f64 = 24.0;
/// Between the edges of a frame and of one inside of it.
const NEST_GAP: f64 = 10.0;
/// With more frames than this nobody looks at each, and comparing all would take its time.
const MOST_NESTED: usize = 300;

/// A frame around the nodes that it has.
pub(super) struct Frame {
    pub title: Vec<String>,
    pub area: Area,
}

/// The frames that have nodes, those first that are behind others: a frame covers what it is drawn
/// over. One around all nodes of another reaches around that one's edge and title, too.
pub(super) fn frames(graph: &Graph, nodes: &IndexMap<&NodeId, Node<'_>>) -> Vec<Frame> {
    let mut framed: Vec<(&workflow::Frame, HashSet<&NodeId>, Area)> = graph
        .frames
        .values()
        .filter_map(|frame| {
            let members = || frame.nodes.iter().filter(|id| nodes.contains_key(id));
            let areas = members().filter_map(|id| nodes.get(id));
            let mut area = areas
                .map(|node| node.area)
                .reduce(Area::around)?
                .grown(FRAME_PAD);
            area.top -= FRAME_TITLE;
            Some((frame, members().collect(), area))
        })
        .collect();
    // The smallest first, so that what they hold is known; of equal ones the later is inside.
    framed.reverse();
    framed.sort_by_key(|(_, members, _)| members.len());
    if framed.len() <= MOST_NESTED {
        for place in 1..framed.len() {
            let (inner, outer) = framed.split_at_mut(place);
            if let Some((_, members, area)) = outer.first_mut() {
                for (_, _, inside) in inner.iter().filter(|(_, one, _)| one.is_subset(members)) {
                    let mut around = inside.grown(NEST_GAP);
                    around.top -= FRAME_TITLE;
                    *area = area.around(around);
                }
            }
        }
    }
    framed.sort_by(|(.., one), (.., other)| other.size().total_cmp(&one.size()));
    let finished = framed.into_iter().map(|(frame, _, area)| Frame {
        title: text::wrap(&frame.text, TITLE, area.width() - 2.0 * PAD, 1),
        area,
    });
    finished.collect()
}
