//! A fresh node of a module of the catalogue.

use serde_json::Value as Json;

use super::{Node, NodeKind, Position};
use crate::catalogue::{Module, ModuleKind};

impl From<ModuleKind> for NodeKind {
    fn from(kind: ModuleKind) -> Self {
        match kind {
            ModuleKind::Trigger => Self::Trigger,
            ModuleKind::Logic => Self::Logic,
            ModuleKind::Action => Self::Action,
        }
    }
}

impl Node {
    /// A node of this module as MISP's editor makes it: all parameters at their defaults, no
    /// filter, no wires.
    pub fn of(module: &Module, position: Position) -> Self {
        let none = serde_json::Map::<String, Json>::new();
        Self {
            name: module.name.clone(),
            module_name: module.name.clone(),
            module_version: module.version.to_string(),
            params: module.merge(&none).values.into_iter().collect(),
            multiple_outputs: module.multiple_output_connection,
            core_format: module
                .trigger
                .as_ref()
                .is_some_and(|trigger| trigger.misp_core_format),
            position,
            class: module.node_class(),
            ..Self::new(
                module.id.as_str(),
                module.kind.into(),
                module.inputs,
                module.outputs,
            )
        }
    }
}
