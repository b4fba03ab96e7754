//! The user's own blueprints on the disk: every change is a job in the background that ends with
//! what the folder holds then.

use std::path::{Path, PathBuf};

use misp_flow_engine::workflow::{self, FileForm, NodeKind, Workflow};

use super::{BlueprintId, Origin, apply::described};
use crate::{
    clock::unix_now,
    library::{self, StoredBlueprint, fresh_uuid},
    state::{
        State, Tone,
        files::{Outcome, file_name},
    },
};

/// What a job gave.
#[derive(Debug)]
pub(in crate::state) struct BlueprintsDone {
    /// Tells it from the others.
    number: u64,
    /// What to tell the user.
    said: Option<(Tone, String)>,
    /// What the folder holds.
    list: Result<Vec<StoredBlueprint>, String>,
}

impl State {
    /// Begins a job on the user's folder.
    pub(in crate::state) fn change_blueprints(
        &mut self,
        what: String,
        job: impl FnOnce(&Path) -> Option<(Tone, String)> + Send + 'static,
    ) {
        let Some(folder) = self.blueprints.folder.clone() else {
            self.messages.say(
                Tone::Refused,
                "This system names no folder for the user's data, so no blueprints are kept; set HOME or XDG_DATA_HOME",
            );
            return;
        };
        self.blueprint_job(what, Some(folder.clone()), move || job(&folder));
    }

    /// Begins a job that ends with reading the folder, where there is one.
    fn blueprint_job(
        &mut self,
        what: String,
        folder: Option<PathBuf>,
        job: impl FnOnce() -> Option<(Tone, String)> + Send + 'static,
    ) {
        self.blueprints.begun += 1;
        let number = self.blueprints.begun;
        self.start(what, move || {
            let said = job();
            let list = folder.map_or(Ok(Vec::new()), |folder| {
                library::read_blueprints(&folder).map_err(|error| error.to_string())
            });
            Outcome::Blueprints(BlueprintsDone { number, said, list })
        });
    }

    pub(in crate::state) fn blueprints_done(&mut self, done: BlueprintsDone) {
        if let Some((tone, text)) = done.said {
            self.messages.say(tone, text);
        }
        if done.number > self.blueprints.shown {
            self.blueprints.shown = done.number;
            self.blueprints.take(done.list);
        }
    }

    /// Reads the user's folder, where there is one.
    pub(in crate::state) fn read_blueprints(&mut self) {
        if self.blueprints.folder.is_some() {
            self.change_blueprints("Reading blueprints…".to_owned(), |_| None);
        }
    }

    pub(super) fn keep_selection(&mut self, name: &str, purpose: &str) {
        if name.trim().is_empty() {
            return;
        }
        self.dialog = None;
        let part = self.selection_as_blueprint(name, purpose);
        self.change_blueprints(format!("Saving {name}…"), move |folder| {
            let name = part.name.clone();
            Some(match library::add_blueprint(folder, &finished(part)) {
                Ok(_) => (Tone::Done, format!("Saved {name} among your blueprints")),
                Err(error) => (Tone::Failed, error.to_string()),
            })
        });
    }

    pub(super) fn rename_blueprint(&mut self, id: &BlueprintId, name: &str, purpose: &str) {
        let Some(blueprint) = self.blueprints.get(id) else {
            self.gone();
            return;
        };
        let Some(path) = blueprint.path().map(PathBuf::from) else {
            return;
        };
        let mut workflow = (*blueprint.workflow).clone();
        let name = name.trim().to_owned();
        workflow.description = described(blueprint.trigger(), purpose, &name);
        workflow.timestamp = Some(unix_now());
        workflow.name = name;
        self.dialog = None;
        self.change_blueprints(format!("Saving {}…", workflow.name), move |_| {
            match library::write_blueprint(&path, &workflow) {
                Ok(()) => None,
                Err(error) => Some((Tone::Failed, error.to_string())),
            }
        });
    }

    pub(super) fn delete_blueprint(&mut self, path: PathBuf) {
        self.dialog = None;
        self.change_blueprints(format!("Deleting {}…", file_name(&path)), move |_| {
            Some(match library::delete_blueprint(&path) {
                Ok(()) => (Tone::Done, format!("Deleted {}", file_name(&path))),
                Err(error) => (Tone::Failed, error.to_string()),
            })
        });
    }

    pub(in crate::state) fn import_blueprints(&mut self, path: PathBuf) {
        let known: Vec<(String, PathBuf)> = self
            .blueprints
            .own()
            .iter()
            .filter_map(|one| Some((one.workflow.uuid.clone()?, one.path()?.to_owned())))
            .collect();
        let what = format!("Importing {}…", file_name(&path));
        self.change_blueprints(what, move |folder| Some(import(folder, &path, known)));
    }

    pub(in crate::state) fn export_blueprint(&mut self, path: PathBuf) {
        let exporting = self.blueprints.exporting.take();
        let Some(blueprint) = exporting.and_then(|id| self.blueprints.get(&id)) else {
            self.gone();
            return;
        };
        let text = match &blueprint.origin {
            Origin::Bundled(bundled) => bundled.json.to_owned(),
            Origin::Own(_) => format!("{:#}\n", blueprint.workflow.to_json()),
        };
        let name = blueprint.name().to_owned();
        let folder = self.blueprints.folder.clone();
        self.blueprint_job(format!("Exporting {name}…"), folder, move || {
            Some(match library::replace(&path, text.as_bytes()) {
                Ok(_) => (
                    Tone::Done,
                    format!("Exported {name} to {}", file_name(&path)),
                ),
                Err(error) => (Tone::Failed, error.to_string()),
            })
        });
    }
}

/// Gives a part what MISP wants of a blueprint: a uuid of its own and a timestamp.
pub(in crate::state) fn finished(mut part: Workflow) -> Workflow {
    part.uuid = Some(fresh_uuid());
    let json = part.to_blueprint_json();
    // As a blueprint it has an envelope of its own, in which the timestamp is kept.
    let mut blueprint = workflow::open(json.to_string().as_bytes()).unwrap_or(part);
    blueprint.timestamp = Some(unix_now());
    blueprint
}

/// Adds what a file holds to the folder; what has the uuid of a known one replaces that.
fn import(folder: &Path, path: &Path, mut known: Vec<(String, PathBuf)>) -> (Tone, String) {
    let file = file_name(path);
    let refused = |reason: String| {
        let text = format!("Nothing was imported from {file}. {reason}");
        (Tone::Failed, text)
    };
    let bytes = match library::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return refused(error.to_string()),
    };
    let found = match workflow::open_several(&bytes) {
        Ok(found) => found,
        Err(error) => return refused(error.to_string()),
    };
    let (mut added, mut replaced, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    for (place, document) in found.into_iter().enumerate() {
        let stored = document.map_err(|error| error.to_string()).and_then(|it| {
            let blueprint = as_blueprint(it, path)?;
            let name = blueprint.name.clone();
            let old = known
                .iter()
                .find(|(uuid, _)| Some(uuid) == blueprint.uuid.as_ref());
            let text = |error: library::FileError| error.to_string();
            Ok(match old {
                Some((_, path)) => {
                    library::write_blueprint(path, &blueprint).map_err(text)?;
                    replaced.push(name);
                    None
                }
                None => {
                    let path = library::add_blueprint(folder, &blueprint).map_err(text)?;
                    added.push(name);
                    blueprint.uuid.map(|uuid| (uuid, path))
                }
            })
        });
        match stored {
            Ok(new) => known.extend(new),
            Err(reason) => failed.push(format!("number {}: {reason}", place + 1)),
        }
    }
    if added.is_empty() && replaced.is_empty() {
        return refused(failed.join("; "));
    }
    let mut words = Vec::new();
    for (verb, names) in [
        ("Imported", added),
        ("Replaced by what was imported", replaced),
    ] {
        if !names.is_empty() {
            words.push(format!("{verb} {}", names.join(", ")));
        }
    }
    if failed.is_empty() {
        (Tone::Done, words.join(". "))
    } else {
        words.push(format!("Left out of {file}, {}", failed.join("; ")));
        (Tone::Failed, words.join(". "))
    }
}

/// What was imported as a blueprint: a workflow without its trigger, or a blueprint as it came.
fn as_blueprint(mut document: Workflow, path: &Path) -> Result<Workflow, String> {
    let mut nodes = document.graph.nodes.values();
    if !nodes.any(|node| node.kind != NodeKind::Trigger) {
        return Err("it has no nodes but triggers".to_owned());
    }
    if document.name.is_empty() {
        document.name = path.file_stem().map_or_else(
            || file_name(path),
            |stem| stem.to_string_lossy().into_owned(),
        );
    }
    if document.form == FileForm::Blueprint {
        document.uuid = document.uuid.or_else(|| Some(fresh_uuid()));
        return Ok(document);
    }
    let trigger = document
        .graph
        .trigger()
        .map(|(_, node)| node.module.to_string());
    document.description = described(trigger.as_deref(), &document.description, &document.name);
    document
        .graph
        .nodes
        .retain(|_, node| node.kind != NodeKind::Trigger);
    document.drop_outside_wires();
    (document.enabled, document.debug_enabled) = (false, false);
    Ok(finished(document))
}
