//! Which wires MISP allows, so that an illegal one is refused while it is drawn.

use thiserror::Error;

use super::{Edge, Graph, NodeKind};

/// Why a wire may not be drawn (spec 03, "Graph checks").
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum IllegalWire {
    /// A wire into a trigger.
    #[error("A trigger starts the workflow; nothing can lead into it")]
    IntoTrigger,
    /// From a node to itself.
    #[error("A node cannot lead into itself")]
    IntoItself,
    /// The wire would close a circle.
    #[error("This would close a circle; MISP refuses to save a workflow that has one")]
    Cycle,
    /// The output has its one connection.
    #[error(
        "This output is connected already; only Concurrent task takes several connections. Remove the other wire first"
    )]
    OutputTaken,
    /// The same wire again.
    #[error("These two are connected already")]
    Exists,
    /// One of the two ports is not there.
    #[error("There is no such port")]
    NoSuchPort,
}

impl Graph {
    /// Whether this edge may be added.
    ///
    /// # Errors
    /// The reason in words for the user.
    pub fn may_connect(&self, edge: &Edge) -> Result<(), IllegalWire> {
        let (Some(source), Some(target)) = (self.node(&edge.from.node), self.node(&edge.to.node))
        else {
            return Err(IllegalWire::NoSuchPort);
        };
        if target.kind == NodeKind::Trigger {
            return Err(IllegalWire::IntoTrigger);
        }
        if edge.from.node == edge.to.node {
            return Err(IllegalWire::IntoItself);
        }
        if self.has_edge(edge) {
            return Err(IllegalWire::Exists);
        }
        if !target.inputs.contains_key(&edge.to.port) {
            return Err(IllegalWire::NoSuchPort);
        }
        let Some(links) = source.outputs.get(&edge.from.port) else {
            return Err(IllegalWire::NoSuchPort);
        };
        if !links.is_empty() && !source.multiple_outputs {
            return Err(IllegalWire::OutputTaken);
        }
        if self.downstream(&edge.to.node).contains(&edge.from.node) {
            return Err(IllegalWire::Cycle);
        }
        Ok(())
    }
}
