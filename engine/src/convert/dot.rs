//! Graphviz, as `GET /workflows/view/{id}/format:dot` answers (spec 01, "Other outputs").

use std::fmt::Write as _;

use crate::workflow::{Graph, NodeKind};

/// A digraph: triggers are diamonds, logic modules parallelograms, actions boxes.
pub fn to_dot(graph: &Graph) -> String {
    let mut text = "digraph G {\n  {\n".to_owned();
    for (id, node) in &graph.nodes {
        let shape = match node.kind {
            NodeKind::Trigger => "diamond",
            NodeKind::Logic => "parallelogram",
            NodeKind::Action | NodeKind::Unknown => "box",
        };
        let label = quoted(&node.name);
        let id = name(id.as_str());
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "    {id} [margin=\"0\", shape=\"{shape}\", label={label}]"
        );
    }
    text.push_str("  }\n");
    for edge in graph
        .edges()
        .filter(|edge| graph.node(&edge.to.node).is_some())
    {
        let (from, to) = (name(edge.from.node.as_str()), name(edge.to.node.as_str()));
        let _ = writeln!(text, "    {from} -> {to} []");
    }
    text.push_str("}\n");
    text
}

/// Numbers stand bare in DOT, everything else in quotes.
fn name(id: &str) -> String {
    if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) {
        id.to_owned()
    } else {
        quoted(id)
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
