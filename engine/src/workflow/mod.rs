//! The document: workflow, graph, node, edge, frame, blueprint.
//!
//! [`open`] reads what MISP, a file or the clipboard holds; [`Workflow::to_json`] writes it back
//! without losing what this crate does not know. The wire form (strings for numbers, `[]` for
//! `{}`, every edge stored twice) is known in [`wire`] only.
//!
//! ```
//! use misp_flow_engine::workflow;
//!
//! let text = r#"{"Workflow": {"id": "3", "name": "Red data stays here", "data": {
//!     "1": {"id": 1, "name": "Event publish", "data": {"id": "event-publish", "module_type": "trigger"},
//!           "inputs": [], "outputs": {"output_1": {"connections": []}}, "pos_x": "0", "pos_y": 0}}}}"#;
//! let document = workflow::open(text.as_bytes())?;
//! assert_eq!(document.name, "Red data stays here");
//! assert_eq!(document.graph.trigger().map(|(_, node)| node.module.as_str()), Some("event-publish"));
//! assert_eq!(document.to_json(), serde_json::from_str::<serde_json::Value>(text).unwrap());
//! # Ok::<(), workflow::OpenError>(())
//! ```

mod blueprint;
mod document;
mod frame;
mod from_module;
mod graph;
mod id;
mod legality;
mod node;
mod renumber;
mod start;
pub mod wire;

pub use blueprint::{Join, Placed, place};
pub use document::{FileForm, Workflow};
pub use frame::{Frame, FrameId, NOTE_IDS};
pub use graph::{Edge, Graph, GraphForm, PortRef};
pub use id::NodeId;
pub use legality::IllegalWire;
pub use node::{Link, Node, NodeFilter, NodeKind, Params, Ports, Position};
pub use wire::{OpenError, open, open_json, open_several};

/// A JSON object as it came, keys in order.
pub type JsonMap = serde_json::Map<String, serde_json::Value>;
