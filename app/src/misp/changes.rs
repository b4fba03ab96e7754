//! What changed on an instance between two syncs.

use std::fmt;

use misp_flow_engine::catalogue::{Catalogue, Module, ModuleKind};
use smol_str::SmolStr;

/// What happened to a trigger or module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is there no more.
    Gone,
    /// It is new.
    New,
    /// It has another version.
    Version {
        /// The old one.
        from: SmolStr,
        /// The new one.
        to: SmolStr,
    },
    /// It was switched off.
    Disabled,
    /// It was switched on.
    Enabled,
}

/// A change of one trigger or module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The module's id.
    pub module: SmolStr,
    /// The module's name.
    pub name: String,
    /// Trigger, logic or action.
    pub part: ModuleKind,
    /// What happened.
    pub kind: ChangeKind,
}

impl fmt::Display for Change {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = match self.part {
            ModuleKind::Trigger => "Trigger",
            ModuleKind::Logic | ModuleKind::Action => "Module",
        };
        let name = &self.name;
        match &self.kind {
            ChangeKind::Gone => write!(out, "{part} “{name}” is gone"),
            ChangeKind::New => write!(out, "{part} “{name}” is new"),
            ChangeKind::Version { from, to } => {
                write!(out, "{part} “{name}” went from version {from} to {to}")
            }
            ChangeKind::Disabled => write!(out, "{part} “{name}” was switched off"),
            ChangeKind::Enabled => write!(out, "{part} “{name}” was switched on"),
        }
    }
}

/// What changed from one catalogue of an instance to a later one: what is gone, in the old order,
/// then the rest in the new one.
pub fn changes(old: &Catalogue, new: &Catalogue) -> Vec<Change> {
    let change = |module: &Module, kind| Change {
        module: module.id.clone(),
        name: module.name.clone(),
        part: module.kind,
        kind,
    };
    let gone = old
        .iter()
        .filter(|module| new.get(&module.id).is_none())
        .map(|module| change(module, ChangeKind::Gone));
    let rest = new.iter().flat_map(|module| {
        let Some(before) = old.get(&module.id) else {
            return vec![change(module, ChangeKind::New)];
        };
        let mut kinds = Vec::new();
        if before.version != module.version {
            kinds.push(ChangeKind::Version {
                from: before.version.clone(),
                to: module.version.clone(),
            });
        }
        match (before.disabled, module.disabled) {
            (false, true) => kinds.push(ChangeKind::Disabled),
            (true, false) => kinds.push(ChangeKind::Enabled),
            _ => {}
        }
        let changed = kinds.into_iter().map(|kind| change(module, kind));
        changed.collect()
    });
    gone.chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_kind_of_change_is_told() {
        let read = |modules| {
            let triggers = json!([{"id": "event-publish", "module_type": "trigger", "name": "Event publish", "disabled": false}]);
            Catalogue::from_server(&triggers, &modules).unwrap().0
        };
        let module = |id: &str, version: &str, disabled: bool| json!({"id": id, "name": id, "module_type": "action", "version": version, "disabled": disabled});
        let old = read(json!([
            module("a", "0.1", false),
            module("b", "0.1", false),
            module("c", "0.1", true)
        ]));
        let new = read(json!([
            module("d", "0.1", false),
            module("c", "0.2", false),
            module("b", "0.1", true)
        ]));
        let told: Vec<String> = changes(&old, &new)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            told,
            [
                "Module “a” is gone",
                "Module “d” is new",
                "Module “c” went from version 0.1 to 0.2",
                "Module “c” was switched on",
                "Module “b” was switched off",
            ]
        );
        assert_eq!(changes(&old, &old), []);
    }
}
