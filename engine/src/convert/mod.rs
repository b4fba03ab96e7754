//! Pictures of a workflow as text: Mermaid and Graphviz, in the form that a server gives them.

mod dot;
mod mermaid;

pub use dot::to_dot;
pub use mermaid::to_mermaid;
