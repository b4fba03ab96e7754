//! What a file, an answer or the clipboard holds: one of MISP's forms of a workflow.

use serde_json::Value as Json;
use thiserror::Error;

use super::read::{read_graph, text, truthy};
use crate::workflow::{FileForm, JsonMap, Workflow};

/// Why something could not be opened as a workflow or blueprint.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OpenError {
    /// The text is not JSON.
    #[error("This is not valid JSON: {message}, at line {line}, column {column}")]
    Syntax {
        /// What the parser expected.
        message: String,
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// There is nothing in it.
    #[error("The file is empty")]
    Empty,
    /// It is JSON, but nothing that holds a graph.
    #[error(
        "This JSON holds no workflow: expected `Workflow`, `WorkflowBlueprint`, or a graph whose nodes have `data` (found {0})"
    )]
    NoWorkflow(String),
    /// The workflow's `data` is no graph.
    #[error("The workflow's `data` should be an object or a list of nodes, but is {0}")]
    BadGraph(&'static str),
    /// A list of several workflows, as the server's index gives it.
    #[error("The file holds {0} workflows; open a file with one of them")]
    Several(usize),
}

/// Opens a workflow as `view` returns it, its envelope alone, a blueprint, a bare graph or a list
/// of nodes.
///
/// # Errors
/// Says what is wrong and where; a file that opens has lost nothing.
pub fn open(bytes: &[u8]) -> Result<Workflow, OpenError> {
    open_json(parse(bytes)?)
}

/// The JSON of a file or an answer.
pub(super) fn parse(bytes: &[u8]) -> Result<Json, OpenError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(OpenError::Empty);
    }
    serde_json::from_slice(bytes).map_err(|error| OpenError::Syntax {
        message: match error.is_eof() {
            true => "it ends too early, as if it was cut off".to_owned(),
            false => without_place(&error.to_string()),
        },
        line: error.line(),
        column: error.column(),
    })
}

/// As [`open`], from JSON that was read already.
///
/// # Errors
/// As [`open`], where the JSON holds no workflow.
pub fn open_json(json: Json) -> Result<Workflow, OpenError> {
    match json {
        Json::Object(mut map) => {
            for (key, form) in [
                ("Workflow", FileForm::Workflow),
                ("WorkflowBlueprint", FileForm::Blueprint),
            ] {
                if map.get(key).is_some_and(Json::is_object)
                    && let Some(Json::Object(envelope)) = map.shift_remove(key)
                {
                    let mut workflow = from_envelope(envelope, form)?;
                    workflow.beside = map;
                    return Ok(workflow);
                }
            }
            if holds_nodes(map.values()) {
                return from_graph(Json::Object(map));
            }
            if map.contains_key("data") && !map.contains_key("Event") {
                return from_envelope(map, FileForm::BareWorkflow);
            }
            if map.is_empty() {
                return from_graph(Json::Object(map));
            }
            let keys: Vec<&str> = map.keys().take(4).map(String::as_str).collect();
            Err(OpenError::NoWorkflow(format!(
                "an object with the keys {}",
                keys.join(", ")
            )))
        }
        Json::Array(mut list) => {
            let wrapped = |json: &Json| {
                json.get("Workflow")
                    .or_else(|| json.get("WorkflowBlueprint"))
                    .is_some()
            };
            if !list.is_empty() && list.iter().all(wrapped) {
                return match list.pop() {
                    Some(only) if list.is_empty() => open_json(only),
                    _ => Err(OpenError::Several(list.len() + 1)),
                };
            }
            if list.is_empty() || holds_nodes(list.iter()) {
                return from_graph(Json::Array(list));
            }
            Err(OpenError::NoWorkflow("a list of something else".to_owned()))
        }
        other => Err(OpenError::NoWorkflow(type_name(&other).to_owned())),
    }
}

/// Whether at least one entry looks like a node.
fn holds_nodes<'a>(mut entries: impl Iterator<Item = &'a Json>) -> bool {
    entries.any(|entry| {
        entry.get("data").is_some_and(Json::is_object)
            && ["inputs", "outputs", "pos_x", "class"]
                .iter()
                .any(|key| entry.get(key).is_some())
    })
}

fn from_graph(json: Json) -> Result<Workflow, OpenError> {
    let kind = type_name(&json);
    Ok(Workflow {
        graph: read_graph(json).ok_or(OpenError::BadGraph(kind))?,
        form: FileForm::Graph,
        ..Workflow::default()
    })
}

fn from_envelope(mut raw: JsonMap, form: FileForm) -> Result<Workflow, OpenError> {
    // Its place among the keys is kept for the graph that is written.
    let data = raw
        .get_mut("data")
        .map_or_else(|| Json::Object(JsonMap::new()), Json::take);
    // After `edit` a server gives the graph of a blueprint back as a string (spec 02).
    let data = match data {
        Json::String(inner) => serde_json::from_str(&inner).map_err(|error| OpenError::Syntax {
            message: format!(
                "inside of the text in `data`, {}",
                without_place(&error.to_string())
            ),
            line: error.line(),
            column: error.column(),
        })?,
        data => data,
    };
    let kind = type_name(&data);
    let graph = read_graph(data).ok_or(OpenError::BadGraph(kind))?;
    Ok(Workflow {
        graph,
        form,
        ..read_envelope(&raw)
    })
}

/// The typed fields of an envelope, with an empty graph.
pub(super) fn read_envelope(raw: &JsonMap) -> Workflow {
    let filled = |key: &str| raw.get(key).map(text).filter(|text| !text.is_empty());
    Workflow {
        id: filled("id"),
        uuid: filled("uuid"),
        name: filled("name").unwrap_or_default(),
        description: filled("description").unwrap_or_default(),
        trigger_id: filled("trigger_id"),
        enabled: raw.get("enabled").is_some_and(truthy),
        debug_enabled: raw.get("debug_enabled").is_some_and(truthy),
        timestamp: filled("timestamp").and_then(|stamp| stamp.parse().ok()),
        raw: raw.clone(),
        ..Workflow::default()
    }
}

/// serde_json ends its messages with the place, which is told apart here.
fn without_place(message: &str) -> String {
    message
        .split(" at line ")
        .next()
        .unwrap_or(message)
        .to_owned()
}

fn type_name(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "true or false",
        Json::Number(_) => "a number",
        Json::String(_) => "a text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}
