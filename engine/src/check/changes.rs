//! What is different in a node's module since the node was made, as far as the node and the
//! catalogue tell.

use serde_json::Value as Json;

use crate::{
    catalogue::{Catalogue, Module, Param, texts},
    workflow::{Node, NodeId, Workflow},
};

/// The nodes that were made with another version of their module than the catalogue has, each
/// with the catalogue's, as [`Edit::AcceptVersions`](crate::edit::Edit::AcceptVersions) takes them.
pub fn changed_versions(workflow: &Workflow, catalogue: &Catalogue) -> Vec<(NodeId, String)> {
    let nodes = workflow.graph.nodes.iter();
    nodes
        .filter_map(|(id, node)| {
            let module = catalogue.get(&node.module)?;
            module
                .has_changed_since(&node.module_version)
                .then(|| (id.clone(), module.version.to_string()))
        })
        .collect()
}

/// What is different in the params of `module` from when `node` was made, each in a sentence.
/// Empty where nothing shows: most files do not say what the params were like.
pub fn changes(module: &Module, node: &Node) -> Vec<String> {
    let before = Described::of(node);
    let mut found = Vec::new();
    for param in &module.params {
        let old = before.param(&param.id);
        let is_stored = node.params.contains_key(param.id.as_str());
        let is_new = old.is_none() && (before.is_known() || !is_stored) && !node.params.is_empty();
        if is_new {
            found.push(format!(
                "New: {}, {}",
                param.label,
                default_words(param, &param.default_value())
            ));
            continue;
        }
        if let Some(old) = old {
            found.extend(compared(param, old, is_stored));
        }
        let gone = param.unknown_choices(node.params.get(param.id.as_str()).unwrap_or(&Json::Null));
        for choice in gone {
            found.push(format!("{}: {choice} is no longer offered", param.label));
        }
    }
    for param in node.params.keys() {
        if module.param(param).is_none() {
            found.push(format!(
                "Gone: {param}, whose value is kept until you drop it"
            ));
        }
    }
    found
}

/// What is different in one param.
fn compared(param: &Param, old: &Json, is_stored: bool) -> Vec<String> {
    let mut found = Vec::new();
    let text = |key: &str| old.get(key).and_then(Json::as_str);
    if let Some(kind) = text("type").filter(|kind| *kind != param.kind.name()) {
        found.push(format!(
            "{}: was a {kind}, is a {}",
            param.label,
            param.kind.name()
        ));
    }
    if let Some(label) = text("label").filter(|label| *label != param.label) {
        found.push(format!("{}: was called {label}", param.label));
    }
    let (was, is) = (
        param.normalise(old.get("default").unwrap_or(&Json::Null)),
        param.default_value(),
    );
    if was != is {
        let counts = if is_stored {
            "the node has a value of its own"
        } else {
            "the new one counts"
        };
        found.push(format!(
            "{}: its default was {}, is {}; {counts}",
            param.label,
            value_words(param, &was),
            value_words(param, &is)
        ));
    }
    found
}

/// The module's params as the node's own file describes them; few files do (spec 01).
struct Described<'n>(Option<&'n [Json]>);

impl<'n> Described<'n> {
    fn of(node: &'n Node) -> Self {
        let params = node.raw_data().and_then(|data| data.get("params"));
        Self(params.and_then(Json::as_array).map(Vec::as_slice))
    }

    fn is_known(&self) -> bool {
        self.0.is_some_and(|params| !params.is_empty())
    }

    fn param(&self, id: &str) -> Option<&'n Json> {
        let is_it = |param: &&Json| param.get("id").and_then(Json::as_str) == Some(id);
        self.0?.iter().find(is_it)
    }
}

fn default_words(param: &Param, default: &Json) -> String {
    match texts(default).as_slice() {
        [] => "which is empty by default".to_owned(),
        [only] if only.is_empty() => "which is empty by default".to_owned(),
        _ => format!("which is {} by default", value_words(param, default)),
    }
}

fn value_words(param: &Param, value: &Json) -> String {
    let texts = texts(value);
    let named: Vec<&str> = texts
        .iter()
        .map(|text| {
            param
                .option(text)
                .map_or(text.as_str(), |option| option.label.as_str())
        })
        .filter(|text| !text.is_empty())
        .collect();
    if named.is_empty() {
        "empty".to_owned()
    } else {
        format!("“{}”", named.join(", "))
    }
}
