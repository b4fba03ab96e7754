//! The open document: the workflow, its history, and the file it came from.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use misp_flow_engine::{
    catalogue::samples::Sample,
    edit::{Edit, EditError, History},
    workflow::{self, NodeId, OpenError, Workflow},
};

use crate::library::Stamp;

static LAST_REVISION: AtomicU64 = AtomicU64::new(0);

/// Tells two states of documents apart; no two states have the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Revision(u64);

impl Revision {
    fn next() -> Self {
        Self(LAST_REVISION.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

/// A workflow that is open, with all that saving and undoing it needs.
#[derive(Clone, Debug)]
pub struct OpenDocument {
    workflow: Workflow,
    history: History,
    path: Option<PathBuf>,
    /// The file whatever links lead there.
    real_path: Option<PathBuf>,
    stamp: Option<Stamp>,
    revision: Revision,
    /// Those of the states that undo and redo lead to, by how many steps lead there.
    revisions: Vec<Revision>,
    /// What the history calls saved is not on the disk: a save is under way or failed, or the
    /// document was restored.
    pending: bool,
    /// A save is under way; inside, what `pending` was before.
    saving: Option<bool>,
    /// What a copy of another document is called behind its own name.
    suffix: Option<String>,
}

impl OpenDocument {
    /// A document that is not on the disk.
    pub fn new(workflow: Workflow) -> Self {
        let revision = Revision::next();
        Self {
            workflow,
            history: History::new(),
            path: None,
            real_path: None,
            stamp: None,
            revision,
            revisions: vec![revision],
            pending: false,
            saving: None,
            suffix: None,
        }
    }

    /// A copy of a document without a file; `origin` tells the two apart.
    pub fn copy(workflow: Workflow, origin: impl Into<String>) -> Self {
        Self {
            suffix: Some(format!(" ({})", origin.into())),
            ..Self::new(workflow)
        }
    }

    /// What a program left behind unsaved, not on the disk as it is. `number` tells it from others
    /// of its name.
    pub fn restored(workflow: Workflow, number: usize, as_copy: bool) -> Self {
        let number = match number {
            0 | 1 => String::new(),
            number => format!(" {number}"),
        };
        let what = if as_copy { "restored copy" } else { "restored" };
        Self {
            suffix: Some(format!("{number}, {what}")),
            ..Self::new(workflow)
        }
        .unsaved()
    }

    /// The same, not on the disk as it is.
    pub fn unsaved(mut self) -> Self {
        self.pending = true;
        self
    }

    /// A new document to begin with.
    pub fn empty() -> Self {
        Self::new(Workflow::new("New workflow"))
    }

    /// A document from a file, with the file's real path and its stamp when it was read.
    pub fn from_file(
        workflow: Workflow,
        path: PathBuf,
        real_path: PathBuf,
        stamp: Option<Stamp>,
    ) -> Self {
        Self {
            path: Some(path),
            real_path: Some(real_path),
            stamp,
            ..Self::new(workflow)
        }
    }

    /// A sample of the program's own.
    ///
    /// # Errors
    /// Where the sample cannot be read, which a test of the samples rules out.
    pub fn sample(sample: &Sample) -> Result<Self, OpenError> {
        Ok(Self::new(workflow::open(sample.json.as_bytes())?))
    }

    /// The workflow.
    pub fn workflow(&self) -> &Workflow {
        &self.workflow
    }

    /// The steps that led here.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The file, where there is one.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The file whatever links lead there, to tell whether two paths mean the same.
    pub fn real_path(&self) -> Option<&Path> {
        self.real_path.as_deref()
    }

    /// The file's stamp when it was read or written last.
    pub fn stamp(&self) -> Option<Stamp> {
        self.stamp
    }

    /// The present state's number.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// Whether closing the document would lose something.
    pub fn is_unsaved(&self) -> bool {
        self.pending || self.history.is_unsaved()
    }

    /// Whether it is of the program's own making and nothing was done with it.
    pub fn is_untouched(&self) -> bool {
        self.path.is_none()
            && !self.pending
            && self.suffix.is_none()
            && self.history.labels().0.next().is_none()
    }

    /// The name for the title: the workflow's, else the file's.
    pub fn title(&self) -> String {
        let (name, suffix) = self.title_parts();
        format!("{name}{suffix}")
    }

    /// The title in two parts: the name, and what tells a copy from others of the same name.
    pub fn title_parts(&self) -> (String, &str) {
        (self.own_title(), self.suffix.as_deref().unwrap_or_default())
    }

    fn own_title(&self) -> String {
        if !self.workflow.name.is_empty() {
            return self.workflow.name.clone();
        }
        self.path.as_deref().and_then(Path::file_stem).map_or_else(
            || "Untitled workflow".to_owned(),
            |name| name.to_string_lossy().into_owned(),
        )
    }

    /// Makes an edit.
    ///
    /// # Errors
    /// Why it cannot be made; the document is then as it was.
    pub fn edit(&mut self, edit: Edit) -> Result<(), EditError> {
        self.history.apply(&mut self.workflow, edit)?;
        self.revision = Revision::next();
        let done = self.history.done();
        self.revisions.truncate(done);
        self.revisions.resize_with(done, Revision::next);
        self.revisions.push(self.revision);
        Ok(())
    }

    /// The number of the state that undo or redo has led to: the one that it had before.
    fn travelled(&mut self) {
        let known = self.revisions.get(self.history.done());
        self.revision = known.copied().unwrap_or_else(Revision::next);
    }

    /// Takes the present state for what the document began with: nothing leads back from it, and
    /// nobody has changed anything yet.
    pub(super) fn begins_here(&mut self) {
        self.history = History::new();
        self.revisions = vec![self.revision];
    }

    /// Ends the present step of the history.
    pub fn seal(&mut self) {
        self.history.seal();
    }

    /// Takes the last step back; gives the nodes that it touched.
    pub fn undo(&mut self) -> Option<Vec<NodeId>> {
        let touched = self.history.undo(&mut self.workflow)?;
        self.travelled();
        Some(touched)
    }

    /// Makes an undone step again; gives the nodes that it touched.
    pub fn redo(&mut self) -> Option<Vec<NodeId>> {
        let touched = self.history.redo(&mut self.workflow)?;
        self.travelled();
        Some(touched)
    }

    /// Says that the present state is on its way to the disk.
    pub(super) fn save_begun(&mut self) {
        self.history.mark_saved();
        self.saving = Some(self.pending);
        self.pending = true;
    }

    /// Says that the save is over. Unless it was done, the document is as saved as it was before.
    pub(super) fn save_over(&mut self) {
        if let Some(pending) = self.saving.take() {
            self.history.unmark_saved();
            self.pending = pending;
        }
    }

    /// Says that the state at [`Self::save_begun`] is on the disk.
    pub(super) fn save_done(&mut self, path: PathBuf, real_path: PathBuf, stamp: Stamp) {
        self.path = Some(path);
        self.real_path = Some(real_path);
        self.stamp = Some(stamp);
        self.pending = false;
        self.saving = None;
        self.suffix = None;
    }

    /// Notes that the file was seen with this stamp; it is not asked about again.
    pub(super) fn seen(&mut self, stamp: Option<Stamp>) {
        self.stamp = stamp;
    }

    /// Notes that the file holds something else.
    pub(super) fn differs_from_disk(&mut self) {
        self.pending = true;
    }
}
