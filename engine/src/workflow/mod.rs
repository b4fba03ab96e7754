//! The document: workflow, graph, node, edge, frame, blueprint.

mod id;

pub use id::NodeId;
