//! The words at nodes and wires that drawings as text have in common.

use crate::{
    catalogue::Catalogue,
    describe,
    workflow::{Graph, Node, NodeId},
};

/// A wire between two nodes that are there.
pub(super) struct Wire<'a> {
    pub from: &'a NodeId,
    pub to: &'a NodeId,
    /// The output that it leaves, as the canvas names it, and the filters that are on along it;
    /// empty for neither.
    pub label: String,
}

/// What a node does, in a line; nothing where there is nothing to say.
pub(super) fn summary(node: &Node, catalogue: &Catalogue) -> Option<String> {
    let summary = describe::capitalised(&describe::summary(node, catalogue));
    (!summary.is_empty()).then_some(summary)
}

/// The wires with their labels, in the order of the nodes.
pub(super) fn wires<'a>(graph: &'a Graph, catalogue: &Catalogue) -> Vec<Wire<'a>> {
    let mut wires = Vec::new();
    for (id, node) in &graph.nodes {
        let labels = catalogue.module_of(node).output_labels();
        for (place, links) in node.outputs.values().enumerate() {
            let output = labels.get(place).copied().unwrap_or_default();
            for link in links {
                let Some((to, _)) = graph.nodes.get_key_value(&link.node) else {
                    continue;
                };
                let filters: Vec<&str> = link.labels().collect();
                let parts = [output.to_owned(), filters.join(" ")];
                let parts: Vec<String> =
                    parts.into_iter().filter(|part| !part.is_empty()).collect();
                wires.push(Wire {
                    from: id,
                    to,
                    label: parts.join(" · "),
                });
            }
        }
    }
    wires
}

/// A condition that leads to two nodes, one of them by a filter's wire.
#[cfg(test)]
pub(super) fn branching() -> Graph {
    let text = r#"{
        "1": {"id": 1, "name": "IF :: Tag", "data": {"id": "tag-if", "module_type": "logic",
                  "indexed_params": {"scope": "event", "condition": "in_or", "tags": ["a\"b", "<i>"]}},
              "inputs": {"input_1": {"connections": []}},
              "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}]},
                          "output_2": {"connections": [{"node": "3", "output": "input_1", "labels": [{"id": "A", "name": "A"}]}]}}},
        "2": {"id": 2, "name": "Stop execution", "data": {"id": "stop-execution", "module_type": "action",
                  "indexed_params": {"message": "No"}},
              "inputs": {"input_1": {"connections": [{"node": "1", "input": "output_1"}]}}, "outputs": []},
        "3": {"id": 3, "name": "Unheard of", "data": {"id": "unheard-of", "module_type": "action"},
              "inputs": {"input_1": {"connections": [{"node": "1", "input": "output_2"}]}}, "outputs": []}
    }"#;
    crate::workflow::open(text.as_bytes()).unwrap().graph
}
