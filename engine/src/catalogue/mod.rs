//! The modules of an instance: what they are called, which params they take, how they branch.
//!
//! A catalogue comes from a server ([`Catalogue::from_answers`]) or, with no server at hand, from
//! the program ([`Catalogue::bundled`]); both are read by the same code, so what holds for one
//! holds for the other. Source: spec 02 (module description), spec 05 (modules).

mod bundled;
mod error;
mod module;
mod param;
mod read;
pub mod samples;
#[cfg(test)]
mod tests;
mod value;

use std::borrow::Cow;

use indexmap::IndexMap;
use serde_json::Value;
use smol_str::SmolStr;

use crate::workflow::Node;

pub use error::{CatalogueError, Note};
pub use module::{Merged, Module, ModuleKind, Overhead, TriggerInfo};
pub use param::{DisplayOn, Param, ParamOption, ParamType};
pub use value::{ParamValues, texts};

/// All modules that an instance offers, in the order in which it lists them (triggers first).
///
/// ```
/// use misp_flow_engine::catalogue::{Catalogue, ModuleKind};
///
/// let catalogue = Catalogue::bundled();
/// let stop = catalogue.get("stop-execution").ok_or("not in the catalogue")?;
/// assert_eq!(stop.kind, ModuleKind::Action);
/// assert!(stop.blocking);
/// # Ok::<(), &'static str>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    modules: IndexMap<SmolStr, Module>,
    error: Option<String>,
}

impl Catalogue {
    /// The modules of MISP 2.5.1, for work without a server. Lists that depend on an instance
    /// (tags, organisations, …) hold a few common entries and take free ones
    /// ([`Param::free_entry`]). The texts are our own.
    pub fn bundled() -> &'static Self {
        bundled::catalogue()
    }

    /// Reads a server's answers to `/workflows/triggers` and `/workflows/moduleIndex/type:all`.
    ///
    /// Lenient: what can be understood is taken and what had to be bent or left out is told in
    /// the notes. `null` (the answer to an unknown filter) is an empty list.
    ///
    /// # Errors
    ///
    /// When an answer is no list of modules at all: a web page, an error of MISP's, a text.
    pub fn from_server(
        triggers: &Value,
        modules: &Value,
    ) -> Result<(Self, Vec<Note>), CatalogueError> {
        read::catalogue(triggers, modules)
    }

    /// As [`Catalogue::from_server`], from the bodies as they came. MISP labels web pages as
    /// JSON when workflows are switched off (spec 02), so the bodies are looked at, not the label.
    ///
    /// # Errors
    ///
    /// As [`Catalogue::from_server`], and when a body is no JSON.
    pub fn from_answers(
        triggers: &str,
        modules: &str,
    ) -> Result<(Self, Vec<Note>), CatalogueError> {
        let triggers = read::json(triggers, read::TRIGGERS)?;
        let modules = read::json(modules, read::MODULES)?;
        Self::from_server(&triggers, &modules)
    }

    /// The same with the modules switched on and off as `now` has them; nothing where they are so
    /// already. Modules that `now` does not have stay as they are.
    pub fn switched_as(&self, now: &Self) -> Option<Self> {
        let mut switched = None;
        for there in now.iter() {
            let here = self.get(&there.id);
            if let Some(here) = here.filter(|here| here.disabled != there.disabled) {
                switched.get_or_insert_with(|| self.clone()).insert(Module {
                    disabled: there.disabled,
                    ..here.clone()
                });
            }
        }
        switched
    }

    /// The module with this id.
    pub fn get(&self, id: &str) -> Option<&Module> {
        self.modules.get(id)
    }

    /// The description of a node's module; one made up from the node where there is none.
    pub fn module_of(&self, node: &Node) -> Cow<'_, Module> {
        self.get(&node.module).map_or_else(
            || {
                let ports = (node.inputs.len(), node.outputs.len());
                let kind = node.kind.as_str();
                Cow::Owned(Module::stub(
                    &node.module,
                    &node.name,
                    kind,
                    ports,
                    &node.params,
                ))
            },
            Cow::Borrowed,
        )
    }

    /// All modules, in the catalogue's order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Module> {
        self.modules.values()
    }

    /// The modules of one kind, in the catalogue's order.
    pub fn of_kind(&self, kind: ModuleKind) -> impl Iterator<Item = &Module> {
        self.iter().filter(move |module| module.kind == kind)
    }

    /// How many modules there are, triggers included.
    pub fn len(&self) -> usize {
        self.modules.len()
    }

    /// Whether there is no module at all.
    pub fn is_empty(&self) -> bool {
        self.modules.is_empty()
    }

    /// Why the bundled catalogue is empty; `None` for a catalogue that was read.
    pub fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// Adds a module behind the others; one with the same id is replaced and given back.
    pub fn insert(&mut self, module: Module) -> Option<Module> {
        self.modules.insert(module.id.clone(), module)
    }
}
