//! Mermaid: as `GET /workflows/view/{id}/format:mermaid` answers (spec 01, "Other outputs"), or with
//! what nodes do and where their outputs lead.

use std::fmt::Write as _;

use super::{
    frames::{self, Boxed},
    words,
};
use crate::{
    catalogue::Catalogue,
    workflow::{Graph, Node, NodeId, NodeKind},
};

/// A `flowchart LR`. Without a catalogue it is what a server gives: one line per wire; with one,
/// nodes come first, each with a line that says what it does, frames and notes are subgraphs around
/// theirs, and wires have their labels. A node
/// without wires gets a line of its own, which a server leaves out, so that nothing of the workflow
/// is missing in the picture.
pub fn to_mermaid(graph: &Graph, catalogue: Option<&Catalogue>) -> String {
    match catalogue {
        Some(catalogue) => told(graph, catalogue),
        None => bare(graph),
    }
}

fn bare(graph: &Graph) -> String {
    let mut text = "flowchart LR\n".to_owned();
    let named = |id: &NodeId, node: &Node| shape(id, node, &label(&node.name));
    for (id, node) in &graph.nodes {
        let shape = named(id, node);
        let mut connected = node.inputs.values().any(|links| !links.is_empty());
        for link in node.outputs.values().flatten() {
            let Some(far) = graph.node(&link.node) else {
                continue;
            };
            connected = true;
            let far = named(&link.node, far);
            // Writing to a String cannot fail.
            let _ = writeln!(text, "    {shape} --> {far}");
        }
        if !connected {
            let _ = writeln!(text, "    {shape}");
        }
    }
    text
}

fn told(graph: &Graph, catalogue: &Catalogue) -> String {
    let mut text = "flowchart LR\n".to_owned();
    let (frames, free) = frames::boxed(graph);
    for id in free {
        line(&mut text, 1, graph, id, catalogue);
    }
    let mut number = 0;
    for frame in &frames {
        subgraph(&mut text, 1, &mut number, graph, frame, catalogue);
    }
    for wire in words::wires(graph, catalogue) {
        let (from, to) = (wire.from, wire.to);
        let _ = if wire.label.is_empty() {
            writeln!(text, "    {from} --> {to}")
        } else {
            writeln!(text, "    {from} -->|\"{}\"| {to}", escaped(&wire.label))
        };
    }
    text
}

/// The line of a node: its name, and what it does.
fn line(text: &mut String, depth: usize, graph: &Graph, id: &NodeId, catalogue: &Catalogue) {
    let Some(node) = graph.node(id) else {
        return;
    };
    let mut words = escaped(&node.name);
    if let Some(summary) = words::summary(node, catalogue) {
        words.push_str("<br/>");
        words.push_str(&escaped(&summary));
    }
    let indent = "    ".repeat(depth);
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{indent}{}", shape(id, node, &words));
}

/// A frame or note with what is in it.
fn subgraph(
    text: &mut String,
    depth: usize,
    number: &mut usize,
    graph: &Graph,
    boxed: &Boxed<'_>,
    catalogue: &Catalogue,
) {
    *number += 1;
    let indent = "    ".repeat(depth);
    let lines: Vec<String> = boxed.frame.text.lines().map(escaped).collect();
    // Mermaid takes no empty title.
    let title = match lines.join("<br/>") {
        title if title.trim().is_empty() => " ".to_owned(),
        title => title,
    };
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{indent}subgraph frame_{number}[\"{title}\"]");
    for id in &boxed.nodes {
        line(text, depth + 1, graph, id, catalogue);
    }
    for inside in &boxed.inside {
        subgraph(text, depth + 1, number, graph, inside, catalogue);
    }
    let _ = writeln!(text, "{indent}end");
}

fn shape(id: &NodeId, node: &Node, label: &str) -> String {
    match node.kind {
        NodeKind::Trigger => format!("{id}{{{{\"{label}\"}}}}"),
        NodeKind::Logic => format!("{id}[/\"{label}\"/]"),
        NodeKind::Action | NodeKind::Unknown => format!("{id}[\"{label}\"]"),
    }
}

/// Mermaid takes entities inside of quoted labels; a quote would end the label.
fn label(name: &str) -> String {
    name.replace('"', "#quot;").replace(['\n', '\r'], " ")
}

/// A text of the user's without anything that Mermaid would take for markup.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '"' => safe.push_str("#quot;"),
            '<' => safe.push_str("#lt;"),
            '>' => safe.push_str("#gt;"),
            '&' => safe.push_str("#amp;"),
            '#' => safe.push_str("#35;"),
            '`' => safe.push_str("#96;"),
            letter if letter.is_control() => safe.push(' '),
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow;

    #[test]
    fn shapes_tell_the_kinds_apart() {
        let text = r#"{
            "1": {"id": 1, "name": "Event Publish", "data": {"module_type": "trigger"}, "inputs": [],
                  "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}]}}},
            "2": {"id": 2, "name": "IF :: \"Tag\"", "data": {"module_type": "logic"},
                  "inputs": {"input_1": {"connections": [{"node": "1", "input": "output_1"}]}},
                  "outputs": {"output_1": {"connections": [{"node": "3", "output": "input_1"}]}}},
            "3": {"id": 3, "name": "Stop execution", "data": {"module_type": "action"},
                  "inputs": {"input_1": {"connections": [{"node": "2", "input": "output_1"}]}}, "outputs": []},
            "4": {"id": 4, "name": "Alone", "data": {"module_type": "action"}, "inputs": [], "outputs": []}
        }"#;
        let graph = workflow::open(text.as_bytes()).unwrap().graph;
        assert_eq!(
            to_mermaid(&graph, None),
            concat!(
                "flowchart LR\n",
                "    1{{\"Event Publish\"}} --> 2[/\"IF :: #quot;Tag#quot;\"/]\n",
                "    2[/\"IF :: #quot;Tag#quot;\"/] --> 3[\"Stop execution\"]\n",
                "    4[\"Alone\"]\n",
            )
        );
    }

    #[test]
    fn frames_and_notes_are_subgraphs() {
        let text = to_mermaid(&frames::framed(), Some(Catalogue::bundled()));
        let (_, boxes) = text.split_once("subgraph").unwrap();
        let boxes = format!("    subgraph{boxes}");
        assert_eq!(
            boxes,
            concat!(
                "    subgraph frame_1[\"Brakes\"]\n",
                "        2[\"Stop execution<br/>Stops with “No”\"]\n",
                "        subgraph frame_2[\"Ask #quot;us#quot;<br/>first\"]\n",
                "            3[\"Unheard of<br/>Has no parameters\"]\n",
                "        end\n",
                "    end\n",
                "    1 --> 2\n",
            )
        );
        let bare = to_mermaid(&frames::framed(), None);
        assert!(!bare.contains("subgraph"), "a server tells of none");
    }

    #[test]
    fn with_a_catalogue_nodes_say_what_they_do_and_wires_where_they_leave() {
        let graph = super::super::words::branching();
        assert_eq!(
            to_mermaid(&graph, Some(Catalogue::bundled())),
            concat!(
                "flowchart LR\n",
                "    1[/\"IF :: Tag<br/>Event tagged with any of a#quot;b, #lt;i#gt;\"/]\n",
                "    2[\"Stop execution<br/>Stops with “No”\"]\n",
                "    3[\"Unheard of<br/>Has no parameters\"]\n",
                "    1 -->|\"then\"| 2\n",
                "    1 -->|\"else · A\"| 3\n",
            )
        );
    }
}
