//! `graph_check`: cycles and crowded outputs of a graph.

use misp_flow_engine::{
    check::graph::check_graph,
    value::{Array, Key, Value},
};

use super::{compare, field};

/// All findings for a graph.
pub(super) fn check(vector: &Value) -> Result<(), String> {
    let answer = check_graph(field(vector, "graph")).map(|findings| {
        let cycle = findings.cycle.iter().map(|(from, to)| {
            Value::from(vec![
                Value::from(from.as_ref()),
                Value::from(to.as_ref()),
                "Cycle".into(),
            ])
        });
        let edges: Array = findings
            .crowded_outputs
            .iter()
            .map(|(node, targets)| (node.clone(), Value::from(targets.clone())))
            .collect();
        Value::from(Array::from_iter([
            (Key::from("is_acyclic"), Value::from(findings.is_acyclic())),
            (Key::from("cycles"), cycle.collect()),
            (
                Key::from("has_multiple_output_connection"),
                Value::from(findings.has_multiple_output_connection()),
            ),
            (Key::from("edges"), Value::from(edges)),
        ]))
    });
    compare(vector, answer)
}
