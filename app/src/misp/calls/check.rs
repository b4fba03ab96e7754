//! What a server finds in a graph before it saves it.

use misp_flow_engine::{value::Value, workflow::NodeId};
use serde_json::{Value as Json, json};

use super::super::{
    Characters, Client, Refusal,
    answer::{Row, unreadable},
    objections,
    request::Call,
};

/// A server's `checkGraph`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GraphReport {
    /// The connections that close a cycle, from node to node; with one the server does not save.
    pub cycle: Vec<(NodeId, NodeId)>,
    /// Nodes whose output has more connections than one, and where these lead; with one the server
    /// does not save.
    pub crowded: Vec<(NodeId, Vec<NodeId>)>,
    /// Connections that lead from a concurrent branch to a module that blocks, with the server's
    /// words.
    pub path_warnings: Vec<(NodeId, NodeId, String)>,
}

impl GraphReport {
    /// Whether the server would save it.
    pub fn may_be_saved(&self) -> bool {
        self.cycle.is_empty() && self.crowded.is_empty()
    }
}

impl Client {
    /// Lets the server look at a graph. Nothing is stored.
    ///
    /// # Errors
    /// As all calls.
    pub async fn check_graph(&self, graph: &Json) -> Result<GraphReport, Refusal> {
        let body = json!({"graph": graph.to_string()});
        let call = Call::search(&["workflows", "checkGraph"], &body);
        let found = objections(None, None, Some(graph), Characters::All);
        self.object(&call, found)?;
        self.ask(call, |answer| {
            let value = answer.value()?;
            let part = |key: &str| value.get(key).ok_or_else(|| unreadable("it lacks a part"));
            let acyclic = part("is_acyclic")?;
            let crowded = part("multiple_output_connection")?;
            let mut report = GraphReport::default();
            if !Row::of(acyclic, "").flag("is_acyclic") {
                report.cycle = each(acyclic, "cycles").filter_map(edge).collect();
            }
            if Row::of(crowded, "").flag("has_multiple_output_connection") {
                let edges = crowded.get("edges").and_then(Value::as_array);
                report.crowded = edges
                    .into_iter()
                    .flat_map(|edges| edges.iter())
                    .map(|(node, ends)| (NodeId::new(node.to_string()), nodes(ends)))
                    .collect();
            }
            if let Some(warnings) = value.get("path_warnings") {
                report.path_warnings = each(warnings, "edges").filter_map(warning).collect();
            }
            Ok(report)
        })
        .await
    }
}

fn each<'a>(part: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    let list = part.get(key).and_then(Value::as_array);
    list.into_iter().flat_map(|list| list.values())
}

/// The ids in a list.
fn nodes(list: &Value) -> Vec<NodeId> {
    let ids = list.as_array().into_iter().flat_map(|list| list.values());
    ids.map(|id| NodeId::new(id.to_text())).collect()
}

/// The connection that `[from, to, …]` begins with.
fn edge(list: &Value) -> Option<(NodeId, NodeId)> {
    let end = |place: i64| Some(NodeId::new(list.get(place)?.to_text()));
    Some((end(0)?, end(1)?))
}

/// `[from, to, words, …]`.
fn warning(list: &Value) -> Option<(NodeId, NodeId, String)> {
    let (from, to) = edge(list)?;
    let words = list.get(2_i64).map(Value::to_text).unwrap_or_default();
    Some((from, to, words.into_owned()))
}
