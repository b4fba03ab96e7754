//! What the nodes of a scene look like, for whoever puts them in order.

use std::collections::HashMap;

use misp_flow_engine::{arrange::Shape, workflow::NodeId};

use super::scene::Scene;

impl Scene {
    /// The size of each node, and where its ports are.
    pub fn shapes(&self) -> HashMap<NodeId, Shape> {
        let nodes = self.nodes.iter();
        let shapes = nodes.map(|node| {
            let (spec, layout) = (&node.spec, &node.layout);
            let inputs = (0..spec.inputs.len()).map(|port| layout.input(port));
            let outputs = (0..spec.outputs.len()).map(|port| layout.output(spec, port));
            let shape = Shape {
                width: f64::from(layout.size.x),
                height: f64::from(layout.size.y),
                inputs: inputs.map(|at| f64::from(at.y)).collect(),
                outputs: outputs.map(|at| f64::from(at.y)).collect(),
            };
            (spec.id.clone(), shape)
        });
        shapes.collect()
    }
}
