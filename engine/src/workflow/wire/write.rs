//! From nodes, links and frames to MISP's JSON.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::read::{self, FRAMES};
use crate::workflow::{
    FileForm, Frame, Graph, GraphForm, JsonMap, Node, NodeFilter, NodeId, NodeKind, Ports, Workflow,
};

/// Keys of a node, and of its `data`, that are only for the web page and that MISP's own editor
/// drops before it saves (spec 01).
const PAGE_KEYS: [&str; 1] = ["html"];
const PAGE_DATA_KEYS: [&str; 2] = ["module_data", "params"];

impl Workflow {
    /// The document in the form that it was read in, with everything that it came with.
    pub fn to_json(&self) -> Json {
        let graph = self.graph.to_json();
        match self.form {
            FileForm::Graph => graph,
            FileForm::BareWorkflow => Json::Object(self.envelope(graph)),
            FileForm::Workflow => self.wrapped("Workflow", graph),
            FileForm::Blueprint => self.wrapped("WorkflowBlueprint", graph),
        }
    }

    /// The document as text for a file: indented, with a line end.
    pub fn to_text(&self) -> String {
        let mut text = format!("{:#}", self.to_json());
        text.push('\n');
        text
    }

    /// The document as a workflow, whatever form it came in.
    pub fn to_workflow_json(&self) -> Json {
        let mut graph = self.graph.clone();
        graph.form = GraphForm::Map;
        self.wrapped("Workflow", graph.to_json())
    }

    /// The document as a blueprint: its nodes as a list, without triggers.
    pub fn to_blueprint_json(&self) -> Json {
        let mut graph = self.graph.clone();
        graph.nodes.retain(|_, node| node.kind != NodeKind::Trigger);
        graph.form = GraphForm::List;
        let blueprint = Self {
            // What belongs to a workflow on a server has no place in a blueprint.
            raw: match self.form {
                FileForm::Blueprint => self.raw.clone(),
                _ => JsonMap::new(),
            },
            id: None,
            trigger_id: None,
            timestamp: None,
            form: FileForm::Blueprint,
            ..self.clone()
        };
        blueprint.wrapped("WorkflowBlueprint", graph.to_json())
    }

    fn wrapped(&self, key: &str, graph: Json) -> Json {
        let mut outer = self.beside.clone();
        outer.insert(key.to_owned(), Json::Object(self.envelope(graph)));
        Json::Object(outer)
    }

    fn envelope(&self, graph: Json) -> JsonMap {
        let mut raw = self.raw.clone();
        let old = super::open::read_envelope(&raw);
        let text_or_absent =
            |raw: &mut JsonMap, key: &str, new: &Option<String>, old: &Option<String>| {
                if new != old {
                    match new {
                        Some(text) => raw.insert(key.to_owned(), json!(text)),
                        None => raw.shift_remove(key),
                    };
                }
            };
        text_or_absent(&mut raw, "id", &self.id, &old.id);
        text_or_absent(&mut raw, "uuid", &self.uuid, &old.uuid);
        if self.name != old.name {
            raw.insert("name".to_owned(), json!(self.name));
        }
        if self.description != old.description {
            raw.insert("description".to_owned(), json!(self.description));
        }
        text_or_absent(&mut raw, "trigger_id", &self.trigger_id, &old.trigger_id);
        let seconds = |stamp: &Option<i64>| stamp.map(|stamp| stamp.to_string());
        text_or_absent(
            &mut raw,
            "timestamp",
            &seconds(&self.timestamp),
            &seconds(&old.timestamp),
        );
        for (key, new, old) in [
            ("enabled", self.enabled, old.enabled),
            ("debug_enabled", self.debug_enabled, old.debug_enabled),
        ] {
            if new != old {
                raw.insert(key.to_owned(), json!(new));
            }
        }
        raw.insert("data".to_owned(), graph);
        raw
    }
}

impl Graph {
    /// The graph in the form that it was read in.
    pub fn to_json(&self) -> Json {
        self.write(&|id, node| node.to_json(id))
    }

    /// The graph as it is sent to a server: what is only for the web page and what the server adds
    /// on its answers is left out (spec 01).
    pub fn to_server_json(&self) -> Json {
        self.write(&|id, node| {
            let mut json = node.to_json(id);
            drop_page_keys(&mut json);
            json
        })
    }

    fn write(&self, write_node: &dyn Fn(&NodeId, &Node) -> Json) -> Json {
        match self.form {
            GraphForm::List => {
                let mut list: Vec<Json> = self
                    .nodes
                    .iter()
                    .map(|(id, node)| write_node(id, node))
                    .collect();
                for (place, odd) in &self.oddities {
                    let place = place.parse().unwrap_or(list.len()).min(list.len());
                    list.insert(place, odd.clone());
                }
                Json::Array(list)
            }
            GraphForm::Map => {
                let mut map: JsonMap = self
                    .nodes
                    .iter()
                    .map(|(id, node)| (id.to_string(), write_node(id, node)))
                    .collect();
                if !self.frames.is_empty() {
                    map.insert(FRAMES.to_owned(), write_frames(self));
                }
                for (key, odd) in &self.oddities {
                    match (map.get_mut(key).and_then(Json::as_object_mut), odd) {
                        (Some(frames), Json::Object(odd)) => frames.extend(odd.clone()),
                        (Some(_), _) => {}
                        (None, odd) => {
                            map.insert(key.clone(), odd.clone());
                        }
                    }
                }
                Json::Object(map)
            }
        }
    }
}

impl Node {
    /// The node as JSON under this id.
    pub fn to_json(&self, id: &NodeId) -> Json {
        let old = read::read_fields(&self.raw);
        let fresh = self.raw.is_empty();
        let mut raw = JsonMap::clone(&self.raw);
        if fresh {
            raw.insert("id".to_owned(), write_id(id));
        }
        if fresh || self.name != old.name {
            raw.insert("name".to_owned(), json!(self.name));
        }
        self.write_data(&mut raw, &old, fresh);
        if fresh || self.class != old.class {
            raw.insert("class".to_owned(), json!(self.class));
        }
        if fresh {
            raw.insert("typenode".to_owned(), json!(false));
        }
        for (key, side, new, old) in [
            ("inputs", "input", &self.inputs, &old.inputs),
            ("outputs", "output", &self.outputs, &old.outputs),
        ] {
            if fresh || new != old {
                let ports = write_ports(new, side, raw.get(key));
                raw.insert(key.to_owned(), ports);
            }
        }
        for (key, new, old) in [
            ("pos_x", self.position.x, old.position.x),
            ("pos_y", self.position.y, old.position.y),
        ] {
            if fresh || new != old {
                raw.insert(key.to_owned(), write_number(new));
            }
        }
        Json::Object(raw)
    }

    /// Makes a copy of a node a node of its own: `id` becomes this one, and what named the old
    /// node on the web page goes.
    pub(in crate::workflow) fn take_identity(&mut self, id: &NodeId) {
        if self.raw.is_empty() {
            return;
        }
        let raw = Arc::make_mut(&mut self.raw);
        raw.insert("id".to_owned(), write_id(id));
        if let Some(data) = raw.get_mut("data").and_then(Json::as_object_mut) {
            data.shift_remove("node_uid");
        }
    }

    fn write_data(&self, raw: &mut JsonMap, old: &Self, fresh: bool) {
        if !raw.get("data").is_some_and(Json::is_object) {
            if !fresh && self.same_data(old) {
                return;
            }
            raw.insert("data".to_owned(), Json::Object(JsonMap::new()));
        }
        let Some(data) = raw.get_mut("data").and_then(Json::as_object_mut) else {
            return;
        };
        for (key, new, old) in [
            ("id", self.module.as_str(), old.module.as_str()),
            ("name", &self.module_name, &old.module_name),
            ("module_type", self.kind.as_str(), old.kind.as_str()),
            ("module_version", &self.module_version, &old.module_version),
        ] {
            if fresh || new != old {
                data.insert(key.to_owned(), json!(new));
            }
        }
        if fresh {
            data.insert("previous_module_version".to_owned(), json!("?"));
        }
        if fresh || self.params != old.params {
            let params: JsonMap = self.params.clone().into_iter().collect();
            data.insert("indexed_params".to_owned(), Json::Object(params));
        }
        if fresh || self.filter != old.filter {
            data.insert("saved_filters".to_owned(), write_filter(&self.filter));
        }
        if fresh || self.multiple_outputs != old.multiple_outputs {
            data.insert(
                "multiple_output_connection".to_owned(),
                json!(self.multiple_outputs),
            );
        }
        if self.core_format != old.core_format {
            data.insert("misp_core_format".to_owned(), json!(self.core_format));
        }
    }

    fn same_data(&self, old: &Self) -> bool {
        self.module == old.module
            && self.module_name == old.module_name
            && self.kind == old.kind
            && self.module_version == old.module_version
            && self.params == old.params
            && self.filter == old.filter
            && self.multiple_outputs == old.multiple_outputs
            && self.core_format == old.core_format
    }
}

/// Ids are numbers where they can be.
fn write_id(id: &NodeId) -> Json {
    id.number()
        .map_or_else(|| json!(id.as_str()), |id| json!(id))
}

/// Whole numbers without a fraction, as the web editor writes them.
fn write_number(number: f64) -> Json {
    let whole = number.round();
    if (number - whole).abs() < f64::EPSILON && whole.abs() < 9e15 {
        json!(whole as i64)
    } else {
        json!(number)
    }
}

fn write_filter(filter: &NodeFilter) -> Json {
    json!({
        "selector": filter.selector,
        "value": filter.value,
        "operator": filter.operator,
        "path": filter.path,
    })
}

fn write_ports(ports: &Ports, side: &str, before: Option<&Json>) -> Json {
    let ports: JsonMap = ports
        .iter()
        .map(|(name, links)| {
            let before = before.and_then(|ports| ports.get(name.as_str()));
            let mut port = before
                .and_then(Json::as_object)
                .cloned()
                .unwrap_or_default();
            let connections = links
                .iter()
                .map(|link| {
                    let mut raw = link.raw.clone();
                    if raw.is_empty() {
                        raw.insert("node".to_owned(), json!(link.node.as_str()));
                        raw.insert(side.to_owned(), json!(link.port.as_str()));
                    }
                    Json::Object(raw)
                })
                .collect();
            port.insert("connections".to_owned(), Json::Array(connections));
            (name.to_string(), Json::Object(port))
        })
        .collect();
    Json::Object(ports)
}

fn write_frames(graph: &Graph) -> Json {
    let frames: JsonMap = graph
        .frames
        .iter()
        .map(|(key, frame)| (key.clone(), write_frame(frame)))
        .collect();
    Json::Object(frames)
}

fn write_frame(frame: &Frame) -> Json {
    let alone = Json::Object(
        [("frame".to_owned(), Json::Object(frame.raw.clone()))]
            .into_iter()
            .collect(),
    );
    let old = read::read_frames(&alone).shift_remove("frame");
    let mut raw = frame.raw.clone();
    if old.as_ref().is_none_or(|old| old.text != frame.text) || raw.is_empty() {
        raw.insert("text".to_owned(), json!(frame.text));
    }
    if old.as_ref().is_none_or(|old| old.nodes != frame.nodes) || frame.raw.is_empty() {
        let ids: Vec<Json> = frame.nodes.iter().map(write_id).collect();
        raw.insert("nodes".to_owned(), Json::Array(ids));
    }
    if old.is_none_or(|old| old.class != frame.class) {
        raw.insert("class".to_owned(), json!(frame.class));
    }
    Json::Object(raw)
}

fn drop_page_keys(node: &mut Json) {
    let Some(node) = node.as_object_mut() else {
        return;
    };
    for key in PAGE_KEYS {
        node.shift_remove(key);
    }
    if let Some(data) = node.get_mut("data").and_then(Json::as_object_mut) {
        data.retain(|key, _| !key.starts_with('_') && !PAGE_DATA_KEYS.contains(&key.as_str()));
    }
    for side in ["inputs", "outputs"] {
        let ports = node.get_mut(side).and_then(Json::as_object_mut);
        for port in ports.into_iter().flat_map(JsonMap::values_mut) {
            let links = port.get_mut("connections").and_then(Json::as_array_mut);
            for link in links.into_iter().flatten().filter_map(Json::as_object_mut) {
                link.shift_remove("labels");
            }
        }
    }
}
