//! Graphviz: as `GET /workflows/view/{id}/format:dot` answers (spec 01, "Other outputs"), or with
//! what nodes do and where their outputs lead.

use std::fmt::Write as _;

use super::{
    frames::{self, Boxed},
    words,
};
use crate::{
    catalogue::Catalogue,
    workflow::{Graph, NodeKind},
};

/// A digraph: triggers are diamonds, logic modules parallelograms, actions boxes. Without a
/// catalogue it is what a server gives; with one, nodes have a second line that says what they do,
/// frames and notes are clusters around theirs, and wires have their labels.
pub fn to_dot(graph: &Graph, catalogue: Option<&Catalogue>) -> String {
    let mut text = "digraph G {\n  {\n".to_owned();
    for (id, node) in &graph.nodes {
        let shape = match node.kind {
            NodeKind::Trigger => "diamond",
            NodeKind::Logic => "parallelogram",
            NodeKind::Action | NodeKind::Unknown => "box",
        };
        let summary = catalogue.and_then(|catalogue| words::summary(node, catalogue));
        let label = match summary {
            Some(summary) => format!("\"{}\\n{}\"", escaped(&node.name), escaped(&summary)),
            None => quoted(&node.name),
        };
        let id = name(id.as_str());
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "    {id} [margin=\"0\", shape=\"{shape}\", label={label}]"
        );
    }
    text.push_str("  }\n");
    match catalogue {
        Some(catalogue) => {
            let mut number = 0;
            for frame in &frames::boxed(graph).0 {
                cluster(&mut text, 1, &mut number, frame);
            }
            for wire in words::wires(graph, catalogue) {
                let (from, to) = (name(wire.from.as_str()), name(wire.to.as_str()));
                let label = quoted(&wire.label);
                let _ = if wire.label.is_empty() {
                    writeln!(text, "    {from} -> {to}")
                } else {
                    writeln!(text, "    {from} -> {to} [label={label}]")
                };
            }
        }
        None => {
            for edge in graph.edges() {
                if graph.node(&edge.to.node).is_some() {
                    let (from, to) = (name(edge.from.node.as_str()), name(edge.to.node.as_str()));
                    let _ = writeln!(text, "    {from} -> {to} []");
                }
            }
        }
    }
    text.push_str("}\n");
    text
}

/// A frame or note with what is in it.
fn cluster(text: &mut String, depth: usize, number: &mut usize, boxed: &Boxed<'_>) {
    *number += 1;
    let indent = "  ".repeat(depth);
    let lines: Vec<String> = boxed.frame.text.lines().map(escaped).collect();
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{indent}subgraph cluster_{number} {{");
    let _ = writeln!(text, "{indent}  label=\"{}\"", lines.join("\\n"));
    for id in &boxed.nodes {
        let _ = writeln!(text, "{indent}  {}", name(id.as_str()));
    }
    for inside in &boxed.inside {
        cluster(text, depth + 1, number, inside);
    }
    let _ = writeln!(text, "{indent}}}");
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
    format!("\"{}\"", escaped(text))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_and_notes_are_clusters() {
        let text = to_dot(&frames::framed(), Some(Catalogue::bundled()));
        let expected = concat!(
            "  subgraph cluster_1 {\n",
            "    label=\"Brakes\"\n",
            "    2\n",
            "    subgraph cluster_2 {\n",
            "      label=\"Ask \\\"us\\\"\\nfirst\"\n",
            "      3\n",
            "    }\n",
            "  }\n",
            "    1 -> 2\n",
        );
        assert!(text.contains(expected), "{text}");
        assert!(!to_dot(&frames::framed(), None).contains("cluster"));
    }

    #[test]
    fn with_a_catalogue_nodes_say_what_they_do_and_wires_where_they_leave() {
        let graph = words::branching();
        assert_eq!(
            to_dot(&graph, Some(Catalogue::bundled())),
            concat!(
                "digraph G {\n  {\n",
                "    1 [margin=\"0\", shape=\"parallelogram\", label=\"IF :: Tag\\nEvent tagged with any of a\\\"b, <i>\"]\n",
                "    2 [margin=\"0\", shape=\"box\", label=\"Stop execution\\nStops with “No”\"]\n",
                "    3 [margin=\"0\", shape=\"box\", label=\"Unheard of\\nHas no parameters\"]\n",
                "  }\n",
                "    1 -> 2 [label=\"then\"]\n",
                "    1 -> 3 [label=\"else · A\"]\n",
                "}\n",
            )
        );
        assert!(
            to_dot(&graph, None).contains("    1 -> 2 []\n"),
            "as a server"
        );
    }
}
