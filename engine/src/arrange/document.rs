//! Tidying up a workflow: from its graph to the diagram that is laid out, and back.

use std::collections::{BTreeSet, HashMap};

use super::{Area, Diagram, Room, Wire, free, tidy, tidy::GAP};
use crate::workflow::{Graph, Node, NodeId, Position};

/// What a node looks like on the canvas, in canvas units.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
    /// How far the inputs are from the top edge, in the order of the node's ports.
    pub inputs: Vec<f64>,
    /// How far the outputs are from the top edge, in the order of the node's ports.
    pub outputs: Vec<f64>,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            width: 250.0,
            height: 100.0,
            inputs: Vec::new(),
            outputs: Vec::new(),
        }
    }
}

impl Shape {
    /// The box of a node of this shape.
    pub fn area(&self, at: Position) -> Area {
        Area {
            at,
            width: self.width,
            height: self.height,
        }
    }
}

/// Where the chosen nodes stand once they are tidy, each with its id, in the order of the graph;
/// with none chosen, all of them. The top left corner of what surrounds them stays, unless nodes
/// that were not chosen stand in the way.
///
/// `shape` says what a node looks like, and `form` how much room it needs from top to bottom where
/// it is shown otherwise ([`form_height`](super::form_height)).
pub fn tidy_up(
    graph: &Graph,
    chosen: &BTreeSet<NodeId>,
    shape: &dyn Fn(&NodeId) -> Shape,
    form: &dyn Fn(&Node) -> f64,
) -> Vec<(NodeId, Position)> {
    let whole = !graph.nodes.keys().any(|id| chosen.contains(id));
    let takes_part = |id: &NodeId| whole || chosen.contains(id);
    let nodes = graph.nodes.iter().filter(|(id, _)| takes_part(id));
    let nodes: Vec<(&NodeId, &Node, Shape)> = nodes
        .map(|(id, node)| (id, node.as_ref(), shape(id)))
        .collect();
    let rooms = nodes.iter().map(|(_, node, shape)| Room {
        width: shape.width,
        height: shape.height.max(form(node)),
    });
    let diagram = Diagram {
        rooms: rooms.collect(),
        wires: wires(&nodes),
        frames: frames(graph, &nodes),
    };
    let places = tidy(&diagram);
    // The layout begins with the title of a frame where one is on top.
    let was = corner(nodes.iter().map(|(_, node, _)| node.position));
    let is = corner(places.iter().copied());
    let at = |place: &Position| {
        Position::new(
            place.x - is.x + was.x.round(),
            place.y - is.y + was.y.round(),
        )
    };
    let others: Vec<Area> = graph
        .nodes
        .iter()
        .filter(|(id, _)| !takes_part(id))
        .map(|(id, node)| shape(id).area(node.position))
        .collect();
    let block: Vec<Area> = (nodes.iter().zip(&places))
        .map(|((_, _, shape), place)| shape.area(at(place)))
        .collect();
    let down = free::shift(&block, &others, GAP / 2.0);
    nodes
        .into_iter()
        .zip(&block)
        .map(|((id, _, _), area)| (id.clone(), Position::new(area.at.x, area.at.y + down)))
        .collect()
}

/// The top left corner of what surrounds all of these.
fn corner(places: impl Iterator<Item = Position>) -> Position {
    let far = Position::new(f64::INFINITY, f64::INFINITY);
    let low = places.fold(far, |low, at| {
        Position::new(low.x.min(at.x), low.y.min(at.y))
    });
    let sane = |at: f64| if at.is_finite() { at } else { 0.0 };
    Position::new(sane(low.x), sane(low.y))
}

fn wires(nodes: &[(&NodeId, &Node, Shape)]) -> Vec<Wire> {
    let index: HashMap<&NodeId, usize> = nodes
        .iter()
        .enumerate()
        .map(|(place, (id, ..))| (*id, place))
        .collect();
    let mut wires = Vec::new();
    for (from, (_, node, shape)) in nodes.iter().enumerate() {
        for (output, links) in node.outputs.values().enumerate() {
            let leaves = port(&shape.outputs, output);
            for link in links {
                let Some(to) = index.get(&link.node).copied() else {
                    continue;
                };
                let enters = nodes.get(to).map_or(0.0, |(_, far, shape)| {
                    let input = far.inputs.get_index_of(&link.port);
                    port(&shape.inputs, input.unwrap_or(0))
                });
                wires.push(Wire {
                    from,
                    leaves,
                    to,
                    enters,
                });
            }
        }
    }
    wires
}

/// The place of a port; without shapes, ports stand below each other in their order.
fn port(places: &[f64], index: usize) -> f64 {
    places
        .get(index)
        .copied()
        .unwrap_or(23.0 * (index + 1) as f64)
}

fn frames(graph: &Graph, nodes: &[(&NodeId, &Node, Shape)]) -> Vec<Vec<usize>> {
    let index: HashMap<&NodeId, usize> = nodes
        .iter()
        .enumerate()
        .map(|(place, (id, ..))| (*id, place))
        .collect();
    let members = |ids: &[NodeId]| {
        let known = ids.iter().filter_map(|id| index.get(id).copied());
        known.collect()
    };
    let frames = graph.frames.values();
    frames.map(|frame| members(&frame.nodes)).collect()
}
