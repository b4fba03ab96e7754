//! What a tidy layout costs.

use std::{collections::HashMap, time::Instant};

use misp_flow::window::canvas::{NodeSpec, Scene, WireSpec};
use misp_flow_engine::{
    arrange::{Diagram, Room, Wire, tidy},
    workflow::NodeId,
};

/// The median milliseconds that a tidy layout of a scene takes.
pub fn tidying(scene: &Scene) -> f64 {
    let shapes = scene.shapes();
    let places: HashMap<&NodeId, usize> = scene
        .nodes()
        .enumerate()
        .map(|(place, node)| (&node.id, place))
        .collect();
    let room = |node: &NodeSpec| {
        let shape = &shapes[&node.id];
        Room {
            width: shape.width,
            height: shape.height.max(200.0),
        }
    };
    let wire = |wire: &WireSpec| Wire {
        from: places[&wire.id.from.node],
        leaves: shapes[&wire.id.from.node].outputs[usize::from(wire.id.from.port != "output_1")],
        to: places[&wire.id.to.node],
        enters: 23.0,
    };
    let diagram = Diagram {
        rooms: scene.nodes().map(room).collect(),
        wires: scene.wires().map(wire).collect(),
        frames: Vec::new(),
    };
    let mut times: Vec<f64> = (0..9)
        .map(|_| {
            let start = Instant::now();
            let places = tidy(&diagram);
            assert_eq!(places.len(), diagram.rooms.len());
            start.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
