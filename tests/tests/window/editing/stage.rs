//! What the graph of a window holds, and a chain to work on.

use crate::window_stage::{Window, add, empty, graph, open, send};
use misp_flow::state::{Command, OpenEnd};
use misp_flow_engine::workflow::{NodeId, PortRef, Position};

pub fn names(window: &Window) -> Vec<String> {
    let nodes = graph(window).nodes.values();
    nodes.map(|node| node.name.clone()).collect()
}

pub fn edges(window: &Window) -> usize {
    graph(window).edges().count()
}

/// A trigger that leads to a condition, with room to the right and below.
pub fn chain() -> Window {
    let mut window = open(empty());
    add(&mut window, "event-publish", Some(Position::new(0.0, 0.0)));
    let end = Some(OpenEnd::From(PortRef::new(NodeId::from(1), "output_1")));
    let module = "tag-if".to_owned();
    let at = Some(Position::new(400.0, 0.0));
    send(&mut window, Command::AddModule { module, at, end });
    send(&mut window, Command::FitAll);
    window
}

/// The nodes that the first output of a node leads to.
pub fn behind(window: &Window, id: u64) -> Vec<String> {
    let node = graph(window).node(&NodeId::from(id)).unwrap();
    let links = node.outputs.values().next().into_iter().flatten();
    links.map(|link| link.node.to_string()).collect()
}
