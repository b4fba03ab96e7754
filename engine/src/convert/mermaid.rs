//! Mermaid, as `GET /workflows/view/{id}/format:mermaid` answers (spec 01, "Other outputs").

use std::fmt::Write as _;

use crate::workflow::{Graph, Node, NodeId, NodeKind};

/// A `flowchart LR` with one line per edge. A node without edges gets a line of its own, which a
/// server leaves out, so that nothing of the workflow is missing in the picture.
pub fn to_mermaid(graph: &Graph) -> String {
    let mut text = "flowchart LR\n".to_owned();
    for (id, node) in &graph.nodes {
        let shape = shape(id, node);
        let mut connected = node.inputs.values().any(|links| !links.is_empty());
        for link in node.outputs.values().flatten() {
            let Some(far) = graph.node(&link.node) else {
                continue;
            };
            connected = true;
            let far = self::shape(&link.node, far);
            // Writing to a String cannot fail.
            let _ = writeln!(text, "    {shape} --> {far}");
        }
        if !connected {
            let _ = writeln!(text, "    {shape}");
        }
    }
    text
}

fn shape(id: &NodeId, node: &Node) -> String {
    let label = label(&node.name);
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
            to_mermaid(&graph),
            concat!(
                "flowchart LR\n",
                "    1{{\"Event Publish\"}} --> 2[/\"IF :: #quot;Tag#quot;\"/]\n",
                "    2[/\"IF :: #quot;Tag#quot;\"/] --> 3[\"Stop execution\"]\n",
                "    4[\"Alone\"]\n",
            )
        );
    }
}
