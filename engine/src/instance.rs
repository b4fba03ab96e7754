//! The simulated server: which modules it has, which are switched off, who runs workflows.

use std::collections::HashSet;

use indexmap::IndexMap;
use smol_str::SmolStr;

use crate::{catalogue::Catalogue, workflow::NodeKind};

/// What the walk needs to know of a module of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleFacts {
    /// Trigger, logic or action.
    pub kind: NodeKind,
    /// For an action: whether its failure ends the run. For a trigger: whether the run can cancel
    /// the operation.
    pub blocking: bool,
    /// For a trigger: whether its data are normalised to the MISP core format first.
    pub core_format: bool,
    /// For a trigger: what its data are about (`event`, `attribute`, …).
    pub scope: SmolStr,
}

/// A simulated MISP server.
#[derive(Clone, Debug, PartialEq)]
pub struct Instance {
    modules: IndexMap<SmolStr, ModuleFacts>,
    /// Modules and triggers that are switched off.
    pub disabled: HashSet<SmolStr>,
    /// Whether the server finds a user to run workflows as; without one no node is executed.
    pub has_user: bool,
    /// The workflow's id and name in error messages where the document has none.
    pub workflow_id: SmolStr,
}

impl Default for Instance {
    /// A 2.5.1 with all of its built-in modules enabled.
    fn default() -> Self {
        Self::of(Catalogue::bundled())
    }
}

impl Instance {
    /// A server with the modules of this catalogue, all enabled: what a workflow does is asked
    /// before anybody enables its modules.
    pub fn of(catalogue: &Catalogue) -> Self {
        let facts = |module: &crate::catalogue::Module| ModuleFacts {
            kind: module.kind.into(),
            blocking: module.blocking,
            core_format: module
                .trigger
                .as_ref()
                .is_some_and(|trigger| trigger.misp_core_format),
            scope: module
                .trigger
                .as_ref()
                .map(|trigger| trigger.scope.clone())
                .unwrap_or_default(),
        };
        Self {
            modules: catalogue
                .iter()
                .map(|module| (module.id.clone(), facts(module)))
                .collect(),
            disabled: HashSet::new(),
            has_user: true,
            workflow_id: SmolStr::new_static("0"),
        }
    }

    /// The module with this id, if the server has it and it is of this kind.
    pub fn module(&self, id: &str, kind: NodeKind) -> Option<&ModuleFacts> {
        self.modules.get(id).filter(|facts| facts.kind == kind)
    }

    /// Adds a module of the server's own (a misp-module, a custom one).
    pub fn add_module(&mut self, id: impl AsRef<str>, facts: ModuleFacts) {
        self.modules.insert(SmolStr::new(id), facts);
    }

    /// Whether a module or trigger is switched off.
    pub fn is_disabled(&self, id: &str) -> bool {
        self.disabled.contains(id)
    }
}
