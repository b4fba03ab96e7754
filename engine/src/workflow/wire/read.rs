//! From MISP's JSON to nodes, links and frames.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value as Json;
use smol_str::SmolStr;

use crate::workflow::{
    Frame, Graph, GraphForm, JsonMap, Link, Node, NodeFilter, NodeId, NodeKind, Params, Ports,
    Position,
};

/// The key under which a graph holds its frames.
pub(super) const FRAMES: &str = "_frames";

/// Reads a graph: an object keyed by node id, or a list of nodes. Entries that are no objects are
/// kept aside. Gives `None` where the JSON is neither an object nor a list.
pub fn read_graph(json: Json) -> Option<Graph> {
    let mut graph = Graph::default();
    match json {
        Json::Object(entries) => {
            for (key, entry) in entries {
                match entry {
                    Json::Object(_) | Json::Array(_) if key == FRAMES => {
                        graph.frames = read_frames(&entry);
                        if let Some(odd) = odd_frames(&entry, graph.frames.len()) {
                            graph.oddities.insert(key, odd);
                        }
                    }
                    Json::Object(node) => {
                        graph
                            .nodes
                            .insert(NodeId::new(key), Arc::new(read_node(node)));
                    }
                    other => {
                        graph.oddities.insert(key, other);
                    }
                }
            }
        }
        Json::Array(entries) => {
            graph.form = GraphForm::List;
            for (index, entry) in entries.into_iter().enumerate() {
                match entry {
                    Json::Object(node) => {
                        let id = list_id(&node, index, &graph);
                        graph.nodes.insert(id, Arc::new(read_node(node)));
                    }
                    other => {
                        graph.oddities.insert(index.to_string(), other);
                    }
                }
            }
        }
        _ => return None,
    }
    Some(graph)
}

/// The id of a node in a list: its own `id`, or its place where it has none or it is taken.
fn list_id(node: &JsonMap, index: usize, graph: &Graph) -> NodeId {
    let own = node
        .get("id")
        .map(text)
        .filter(|id| !id.is_empty())
        .map(NodeId::new);
    match own {
        Some(id) if !graph.nodes.contains_key(&id) => id,
        _ => {
            let place = NodeId::new(index.to_string());
            if graph.nodes.contains_key(&place) {
                graph.free_id()
            } else {
                place
            }
        }
    }
}

/// Reads one node, which keeps the JSON.
fn read_node(raw: JsonMap) -> Node {
    let mut node = read_fields(&raw);
    node.raw = Arc::new(raw);
    node
}

/// The typed fields of a node; what is missing or of another type is empty.
pub(super) fn read_fields(raw: &JsonMap) -> Node {
    let empty = JsonMap::new();
    let data = raw.get("data").and_then(Json::as_object).unwrap_or(&empty);
    let field = |key: &str| data.get(key).map(text).unwrap_or_default();
    Node {
        name: raw.get("name").map(text).unwrap_or_default(),
        module: field("id"),
        module_name: field("name"),
        kind: NodeKind::from_wire(&field("module_type")),
        module_version: field("module_version"),
        params: read_params(data.get("indexed_params")),
        filter: read_filter(data.get("saved_filters")),
        multiple_outputs: data.get("multiple_output_connection").is_some_and(truthy),
        core_format: data.get("misp_core_format").is_some_and(truthy),
        inputs: read_ports(raw.get("inputs"), "input"),
        outputs: read_ports(raw.get("outputs"), "output"),
        position: Position {
            x: number(raw.get("pos_x")),
            y: number(raw.get("pos_y")),
        },
        class: raw.get("class").map(text).unwrap_or_default(),
        raw: Arc::default(),
    }
}

pub(super) fn read_params(json: Option<&Json>) -> Params {
    match json {
        Some(Json::Object(params)) => params
            .iter()
            .map(|(id, value)| (id.clone(), value.clone()))
            .collect(),
        Some(Json::Array(values)) => values
            .iter()
            .enumerate()
            .map(|(index, value)| (index.to_string(), value.clone()))
            .collect(),
        _ => Params::new(),
    }
}

/// `{selector, value, operator, path}`, or on a node that was never edited a list of
/// `{text, value}`.
pub(super) fn read_filter(json: Option<&Json>) -> NodeFilter {
    let field = |name: &str| match json {
        Some(Json::Object(fields)) => fields.get(name).map(text).unwrap_or_default(),
        Some(Json::Array(fields)) => fields
            .iter()
            .find(|field| field.get("text").and_then(Json::as_str) == Some(name))
            .and_then(|field| field.get("value"))
            .map(text)
            .unwrap_or_default(),
        _ => String::new(),
    };
    NodeFilter {
        selector: field("selector"),
        value: field("value"),
        operator: field("operator"),
        path: field("path"),
    }
}

/// `side` is `input` or `output`: the far port stands under that same key (spec 01).
pub(super) fn read_ports(json: Option<&Json>, side: &str) -> Ports {
    entries(json)
        .map(|(name, port)| {
            let links = entries(port.get("connections"))
                .filter_map(|(_, link)| read_link(link, side))
                .collect();
            (SmolStr::from(name), links)
        })
        .collect()
}

fn read_link(json: &Json, side: &str) -> Option<Link> {
    let raw = json.as_object()?;
    Some(Link {
        node: NodeId::new(text(raw.get("node")?)),
        port: SmolStr::from(raw.get(side).map(text).unwrap_or_default()),
        raw: raw.clone(),
    })
}

pub(super) fn read_frames(json: &Json) -> IndexMap<String, Frame> {
    entries(Some(json))
        .filter_map(|(key, frame)| {
            let raw = frame.as_object()?;
            let frame = Frame {
                text: raw.get("text").map(text).unwrap_or_default(),
                nodes: entries(raw.get("nodes"))
                    .map(|(_, id)| NodeId::new(text(id)))
                    .collect(),
                class: raw.get("class").map(text).unwrap_or_default(),
                raw: raw.clone(),
            };
            Some((key, frame))
        })
        .collect()
}

/// The entries of an object or list (PHP knows only one type for both).
fn entries(json: Option<&Json>) -> Box<dyn Iterator<Item = (String, &Json)> + '_> {
    match json {
        Some(Json::Object(map)) => Box::new(map.iter().map(|(key, value)| (key.clone(), value))),
        Some(Json::Array(list)) => Box::new(
            list.iter()
                .enumerate()
                .map(|(index, value)| (index.to_string(), value)),
        ),
        _ => Box::new(std::iter::empty()),
    }
}

/// What stands among the frames and is none, or the empty container where there are none at all.
fn odd_frames(json: &Json, frames: usize) -> Option<Json> {
    let odd: JsonMap = entries(Some(json))
        .filter(|(_, frame)| !frame.is_object())
        .map(|(key, odd)| (key, odd.clone()))
        .collect();
    (!odd.is_empty() || frames == 0).then_some(Json::Object(odd))
}

/// A scalar as text; lists, objects and null are empty.
pub(super) fn text(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        Json::Bool(true) => "1".to_owned(),
        _ => String::new(),
    }
}

/// What PHP takes for true.
pub(super) fn truthy(json: &Json) -> bool {
    match json {
        Json::Null => false,
        Json::Bool(value) => *value,
        Json::Number(number) => number.as_f64() != Some(0.0),
        Json::String(text) => !text.is_empty() && text != "0",
        Json::Array(list) => !list.is_empty(),
        Json::Object(map) => !map.is_empty(),
    }
}

fn number(json: Option<&Json>) -> f64 {
    let number = match json {
        Some(Json::Number(number)) => number.as_f64(),
        Some(Json::String(text)) => text.trim().parse().ok(),
        _ => None,
    };
    number
        .filter(|number: &f64| number.is_finite())
        .unwrap_or(0.0)
}
