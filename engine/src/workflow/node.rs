//! A node: one module with its parameters, filter, ports and place.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value as Json;
use smol_str::SmolStr;

use super::{JsonMap, NodeId};

/// A node's settings, param id to value: a string, or a list of strings for pickers (spec 01,
/// `indexed_params`). Other JSON is kept as it is.
pub type Params = IndexMap<String, Json>;

/// Port name (`output_1`, `input_1`, …) to its connections, both in the order of the file: MISP
/// walks them in this order.
pub type Ports = IndexMap<SmolStr, Vec<Link>>;

/// What a node's module is to the walk (`data.module_type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NodeKind {
    /// Starts the workflow; exactly one in a graph.
    Trigger,
    /// Steers the walk.
    Logic,
    /// Does something.
    Action,
    /// `module_type` is missing or is none of the three; MISP fails to load such a node.
    Unknown,
}

impl NodeKind {
    /// The kind with MISP's name for it.
    pub fn from_wire(name: &str) -> Self {
        match name {
            "trigger" => Self::Trigger,
            "logic" => Self::Logic,
            "action" => Self::Action,
            _ => Self::Unknown,
        }
    }

    /// MISP's name of the kind (`""` for [`NodeKind::Unknown`]).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Trigger => "trigger",
            Self::Logic => "logic",
            Self::Action => "action",
            Self::Unknown => "",
        }
    }
}

/// Where a node stands: its top left corner in canvas units, y grows downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Position {
    /// Units from the left.
    pub x: f64,
    /// Units from the top.
    pub y: f64,
}

impl Position {
    /// The position at these units.
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }
}

/// The node filter (`saved_filters`): which elements of the data the module works on. Empty
/// texts mean no filter (spec 04).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeFilter {
    /// Hash path of the elements to choose from.
    pub selector: String,
    /// What the operator compares with.
    pub value: String,
    /// `in`, `not_in`, `equals`, `not_equals`, `any_value`, …
    pub operator: String,
    /// Hash path, inside of an element, of what is compared.
    pub path: String,
}

impl NodeFilter {
    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.selector.is_empty()
            && self.value.is_empty()
            && self.operator.is_empty()
            && self.path.is_empty()
    }

    /// Whether some fields are set and others are not, which does not filter as meant (spec 04:
    /// all four must be filled; `any_value` needs no value).
    pub fn is_half_filled(&self) -> bool {
        let value_needed = self.operator != "any_value";
        !self.is_empty()
            && (self.selector.is_empty()
                || self.operator.is_empty()
                || self.path.is_empty()
                || (value_needed && self.value.is_empty()))
    }
}

/// One end of an edge as a node stores it: the node and port on the far side.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The far node.
    pub node: NodeId,
    /// The far port.
    pub port: SmolStr,
    /// The connection as it came (with the server's `labels`), empty for one made here.
    pub(super) raw: JsonMap,
}

impl Link {
    /// A link to `port` of `node`.
    pub fn new(node: NodeId, port: impl AsRef<str>) -> Self {
        Self {
            node,
            port: SmolStr::new(port),
            raw: JsonMap::new(),
        }
    }

    /// The names of the path filters that the server says are on here (`labels`, spec 01).
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.raw
            .get("labels")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
            .filter_map(|label| label.get("name")?.as_str())
    }
}

/// One module with its parameters, filter, ports and place.
///
/// Keys that are not modelled here stay with the node and are written back.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The name that is shown; the module's own name unless renamed.
    pub name: String,
    /// The module's id, e.g. `tag-if`.
    pub module: String,
    /// The module's name when the node was made.
    pub module_name: String,
    /// Trigger, logic or action.
    pub kind: NodeKind,
    /// The module's version when the node was last opened in an editor.
    pub module_version: String,
    /// The parameters that are set.
    pub params: Params,
    /// The node filter.
    pub filter: NodeFilter,
    /// Whether an output may have several connections.
    pub multiple_outputs: bool,
    /// Whether a trigger says in the graph that its data are in MISP core format, without which
    /// `reload-full-event` does nothing (`data.misp_core_format`).
    pub core_format: bool,
    /// Who is connected to this node.
    pub inputs: Ports,
    /// Whom this node is connected to.
    pub outputs: Ports,
    /// The top left corner.
    pub position: Position,
    /// The style classes that MISP's page gives the node.
    pub class: String,
    /// The node as it came; written back where nothing was changed.
    pub(super) raw: Arc<JsonMap>,
}

impl Node {
    /// A fresh node of a module, with `inputs` and `outputs` empty ports, as the web editor would
    /// make it.
    pub fn new(module: impl Into<String>, kind: NodeKind, inputs: usize, outputs: usize) -> Self {
        let module = module.into();
        Self {
            name: module.clone(),
            module_name: module.clone(),
            module,
            kind,
            module_version: String::new(),
            params: Params::new(),
            filter: NodeFilter::default(),
            multiple_outputs: false,
            core_format: false,
            inputs: empty_ports("input", inputs),
            outputs: empty_ports("output", outputs),
            position: Position::default(),
            class: "block-type-default".to_owned(),
            raw: Arc::default(),
        }
    }

    /// A param's value as text, where it is one.
    pub fn param_text(&self, id: &str) -> Option<&str> {
        self.params.get(id)?.as_str()
    }

    /// The module's version before the one in [`Node::module_version`]; `?` when MISP did not know.
    pub fn previous_module_version(&self) -> Option<&str> {
        self.raw
            .get("data")?
            .get("previous_module_version")?
            .as_str()
    }

    /// The `id` inside of the node, which should be the key it stands under (but see vector
    /// `gc`, "keys differ from ids").
    pub fn inner_id(&self) -> Option<&Json> {
        self.raw.get("id")
    }

    /// Whether the module's description lies in the node's `data`, as in a workflow that no editor
    /// has saved yet (spec 01).
    pub fn raw_data(&self) -> Option<&JsonMap> {
        self.raw.get("data")?.as_object()
    }
}

/// Ports `input_1`… or `output_1`… without connections.
fn empty_ports(prefix: &str, count: usize) -> Ports {
    (1..=count)
        .map(|number| (smol_str::format_smolstr!("{prefix}_{number}"), Vec::new()))
        .collect()
}
