//! Where a workflow goes on: the output behind which the next node belongs, and its place.

use misp_flow_engine::workflow::{Edge, Graph, Node, NodeId, PortRef, Position};

use super::{OpenEnd, State};

/// From a node to the next column, in canvas units: wide enough for MISP's own editor too.
const COLUMN: f64 = 400.0;
/// From a node to the next one below it.
const ROW: f64 = 160.0;

impl State {
    /// The first output of the only selected node that leads nowhere, and a free place behind it.
    pub fn next_of_selected(&self) -> Option<(PortRef, Position)> {
        let mut nodes = self.selected().nodes.iter();
        let (id, None) = (nodes.next()?, nodes.next()) else {
            return None;
        };
        let graph = &self.document().workflow().graph;
        let node = graph.node(id)?;
        let (place, port) = spare_output(node)?;
        Some((
            PortRef::new(id.clone(), port),
            place_behind(graph, id, node, place),
        ))
    }

    /// A free place beside the only selected node, for a node that is not connected with it.
    pub fn beside_selected(&self) -> Option<Position> {
        let mut nodes = self.selected().nodes.iter();
        let (id, None) = (nodes.next()?, nodes.next()) else {
            return None;
        };
        let graph = &self.document().workflow().graph;
        Some(place_behind(graph, id, graph.node(id)?, 0))
    }

    /// Where what comes behind an output goes: at its end, or into its wire, where it has one and
    /// takes no second one.
    pub fn end_behind(&self, from: PortRef) -> OpenEnd {
        let node = self.document().workflow().graph.node(&from.node);
        let node = node.filter(|node| !node.multiple_outputs);
        let link = node.and_then(|node| node.outputs.get(&from.port)?.first());
        match link {
            Some(link) => OpenEnd::Into(Edge {
                to: PortRef::new(link.node.clone(), link.port.as_str()),
                from,
            }),
            None => OpenEnd::From(from),
        }
    }
}

/// An output without a wire; of a node that starts several branches, any output.
fn spare_output(node: &Node) -> Option<(usize, &str)> {
    let mut outputs = node.outputs.iter().enumerate();
    outputs
        .find(|(_, (_, links))| links.is_empty() || node.multiple_outputs)
        .map(|(place, (port, _))| (place, port.as_str()))
}

/// A column further, a row down for each output before this one, and below what stands there.
fn place_behind(graph: &Graph, id: &NodeId, node: &Node, place: usize) -> Position {
    let down = u32::try_from(place).map_or(0.0, f64::from) * ROW;
    let mut at = Position::new(node.position.x + COLUMN, node.position.y + down);
    let taken = |at: Position| {
        graph.nodes.iter().any(|(other, node)| {
            other != id
                && (node.position.x - at.x).abs() < COLUMN * 0.65
                && (node.position.y - at.y).abs() < ROW * 0.75
        })
    };
    // Each step clears at least one node, so there is no need to try more often than that.
    for _ in 0..graph.nodes.len() {
        if !taken(at) {
            break;
        }
        at.y += ROW;
    }
    at
}
