//! The blueprints there are.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use misp_flow_engine::{
    blueprints::{About, Bundled, bundled, purpose, trigger_named},
    workflow::{NodeKind, Workflow},
};

use crate::library::StoredBlueprint;

/// Tells blueprints apart: the key of one that comes with the program, the file name of an own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BlueprintId(pub String);

/// Where a blueprint came from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// The program.
    Bundled(&'static Bundled),
    /// The user's folder.
    Own(PathBuf),
}

/// A blueprint that can be inserted.
#[derive(Clone, Debug)]
pub struct Blueprint {
    /// Which it is.
    pub id: BlueprintId,
    /// Its nodes and envelope.
    pub workflow: Arc<Workflow>,
    /// Where it came from.
    pub origin: Origin,
}

impl Blueprint {
    fn own(path: PathBuf, workflow: Workflow) -> Self {
        Self {
            id: BlueprintId(file_name(&path)),
            workflow: Arc::new(workflow),
            origin: Origin::Own(path),
        }
    }

    /// Its name, or that of its file where it has none.
    pub fn name(&self) -> &str {
        match self.workflow.name.as_str() {
            "" => &self.id.0,
            name => name,
        }
    }

    /// What it is for, without the trigger that the description names; may be empty.
    pub fn purpose(&self) -> &str {
        purpose(&self.workflow.description)
    }

    /// The id of the trigger that it is meant for, where it says so: in its description, or by a
    /// trigger among its nodes.
    pub fn trigger(&self) -> Option<&str> {
        let node = || {
            self.workflow
                .graph
                .trigger()
                .map(|(_, node)| node.module.as_str())
        };
        trigger_named(&self.workflow.description).or_else(node)
    }

    /// What is known of one that comes with the program.
    pub fn about(&self) -> Option<&'static About> {
        match &self.origin {
            Origin::Bundled(bundled) => Some(&bundled.about),
            Origin::Own(_) => None,
        }
    }

    /// The file of one of the user's own.
    pub fn path(&self) -> Option<&Path> {
        match &self.origin {
            Origin::Bundled(_) => None,
            Origin::Own(path) => Some(path),
        }
    }

    /// How many nodes it adds: triggers are never inserted.
    pub fn size(&self) -> usize {
        let nodes = self.workflow.graph.nodes.values();
        nodes.filter(|node| node.kind != NodeKind::Trigger).count()
    }

    /// Whether it has all words of a search in its name, its purpose or its trigger.
    pub fn fits(&self, text: &str) -> bool {
        let trigger = self.trigger().unwrap_or_default();
        let all = format!("{} {} {trigger}", self.name(), self.purpose()).to_lowercase();
        let text = text.to_lowercase();
        text.split_whitespace().all(|word| all.contains(word))
    }
}

/// All blueprints: the user's own first.
#[derive(Clone, Debug, Default)]
pub struct BlueprintList {
    pub(super) folder: Option<PathBuf>,
    own: Vec<Blueprint>,
    damaged: Vec<(PathBuf, String)>,
    /// Why the user's folder could not be listed.
    trouble: Option<String>,
    /// The number of the last job whose outcome is shown, and of the last that was begun: a job
    /// that ends late must not bring back what a later one has changed.
    pub(super) shown: u64,
    pub(super) begun: u64,
    /// The one that waits for a path to be written to.
    pub(super) exporting: Option<BlueprintId>,
}

impl BlueprintList {
    /// The user's own, by file name.
    pub fn own(&self) -> &[Blueprint] {
        &self.own
    }

    /// Those that come with the program.
    pub fn bundled(&self) -> &'static [Blueprint] {
        static ALL: LazyLock<Vec<Blueprint>> = LazyLock::new(|| {
            let all = bundled().iter().map(|one| Blueprint {
                id: BlueprintId(one.key.to_owned()),
                workflow: Arc::new(one.workflow.clone()),
                origin: Origin::Bundled(one),
            });
            all.collect()
        });
        &ALL
    }

    /// All that can be inserted.
    pub fn iter(&self) -> impl Iterator<Item = &Blueprint> {
        self.own.iter().chain(self.bundled())
    }

    /// The one with this id.
    pub fn get(&self, id: &BlueprintId) -> Option<&Blueprint> {
        self.iter().find(|blueprint| blueprint.id == *id)
    }

    /// Files of the user's folder that hold none, with the reason.
    pub fn damaged(&self) -> &[(PathBuf, String)] {
        &self.damaged
    }

    /// Why the user's folder could not be listed.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// Takes over what the user's folder holds.
    pub(super) fn take(&mut self, stored: Result<Vec<StoredBlueprint>, String>) {
        let stored = match stored {
            Ok(stored) => stored,
            Err(trouble) => {
                self.trouble = Some(trouble);
                return;
            }
        };
        self.trouble = None;
        let old = std::mem::take(&mut self.own);
        self.damaged.clear();
        for StoredBlueprint { path, content } in stored {
            match content {
                Ok(workflow) => {
                    let known = old.iter().find(|one| {
                        one.path() == Some(path.as_path()) && *one.workflow == workflow
                    });
                    let fresh = || Blueprint::own(path.clone(), workflow.clone());
                    // The same nodes keep their place in memory, by which pictures are kept.
                    self.own.push(known.cloned().unwrap_or_else(fresh));
                }
                Err(reason) => self.damaged.push((path, reason)),
            }
        }
        let name = |one: &Blueprint| one.name().to_lowercase();
        self.own.sort_by_key(name);
    }
}

/// The last part of a path.
pub(super) fn file_name(path: &Path) -> String {
    crate::state::files::file_name(path)
}
