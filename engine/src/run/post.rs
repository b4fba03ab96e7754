//! The debug posts of a run (spec 06; rule 62).

use super::{PlanNode, Run, StepResult};
use crate::value::{Array, Value};

/// One call of the debug endpoint.
#[derive(Clone, Debug, PartialEq)]
pub struct DebugPost {
    /// The path behind the base URL, with its query, as before the HTTP client encodes it.
    pub path: String,
    /// The body, without its timestamp.
    pub payload: Value,
}

impl DebugPost {
    /// The path as it reaches a listener: MISP's HTTP client encodes the message of an error as a
    /// form does (spec 06).
    pub fn sent_path(&self) -> String {
        const MESSAGE: &str = "&message=";
        match self.path.split_once(MESSAGE) {
            Some((path, message)) => format!("{path}{MESSAGE}{}", form_encoded(message)),
            None => self.path.clone(),
        }
    }

    fn new(path: String, source: Value, data: Value, errors: &[String]) -> Self {
        let mut payload = Array::with_capacity(3);
        payload.insert("source", source);
        payload.insert("data", data);
        if !errors.is_empty() {
            payload.insert(
                "errors",
                errors
                    .iter()
                    .map(|error| Value::from(error.as_str()))
                    .collect(),
            );
        }
        Self {
            path,
            payload: payload.into(),
        }
    }

    pub(super) fn init(trigger: &str, run: &Run) -> Self {
        let mut data = Array::with_capacity(2);
        data.insert("original", run.original.clone());
        data.insert("normalized", run.normalised.clone().unwrap_or(Value::Null));
        let path = format!("/{trigger}/init?type={}", run.path_kind.name());
        Self::new(path, no_source(), data.into(), &[])
    }

    pub(super) fn exec(
        trigger: &str,
        node: &PlanNode,
        result: &StepResult,
        data: Value,
        errors: &[String],
    ) -> Self {
        let mut source = Array::with_capacity(4);
        source.insert("node_id", node.inner_id().clone());
        source.insert("module_id", Value::from(node.module.clone()));
        source.insert("filters", node.field("saved_filters").clone());
        source.insert("parameters", node.field("indexed_params").clone());
        let mut path = format!("/{trigger}/exec/{}?result={}", node.module, result.name());
        if let StepResult::Error(message) = result {
            path.push_str("&message=");
            path.push_str(message);
        }
        Self::new(path, source.into(), data, errors)
    }

    pub(super) fn end(
        trigger: &str,
        run: &Run,
        whole: impl Fn(&crate::workflow::NodeId) -> Value,
    ) -> Self {
        let paths = run
            .blocked_paths
            .iter()
            .map(|path| path.iter().map(|edge| Value::from(edge.as_str())).collect());
        let mut data = Array::with_capacity(3);
        data.insert(
            "blocking_nodes",
            run.blocking_nodes.iter().map(&whole).collect(),
        );
        data.insert("executed_nodes", run.executed.iter().map(&whole).collect());
        data.insert("blocked_paths", paths.collect());
        let path = format!("/{trigger}/end?outcome={}", run.outcome.name());
        Self::new(path, no_source(), data.into(), &[])
    }
}

/// `init` and `end` belong to no node.
fn no_source() -> Value {
    let mut source = Array::with_capacity(4);
    for key in ["node_id", "module_id", "filters", "parameters"] {
        source.insert(key, Value::from(""));
    }
    source.into()
}

/// Text as PHP's `urlencode` writes it.
fn form_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' ' => encoded.push('+'),
            b'-' | b'_' | b'.' => encoded.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
            byte => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}
