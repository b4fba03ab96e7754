//! Undo and redo without limit.

use super::{Edit, EditError, MergeKey, Patch, patch::Direction};
use crate::workflow::{NodeId, Workflow};

/// The steps that led to a workflow's present state, and those that were undone.
#[derive(Clone, Debug, Default)]
pub struct History {
    steps: Vec<Step>,
    /// How many of the steps are done; those behind were undone.
    done: usize,
    /// How many were done when the document was saved last; `None` when that state cannot be
    /// reached any more.
    saved: Option<usize>,
    /// The same before it was marked last, for when that proves wrong.
    saved_before: Option<usize>,
    sealed: bool,
}

#[derive(Clone, Debug)]
struct Step {
    label: String,
    patch: Patch,
    merge: Option<MergeKey>,
}

impl History {
    /// The history of a document that is as it was saved.
    pub fn new() -> Self {
        Self {
            saved: Some(0),
            ..Self::default()
        }
    }

    /// Applies an edit and remembers it. Edits of the same field that follow each other are one
    /// step until [`History::seal`]. An edit that changes nothing leaves no step.
    ///
    /// # Errors
    /// Where the edit cannot be made; the workflow is then as it was.
    pub fn apply(&mut self, workflow: &mut Workflow, edit: Edit) -> Result<(), EditError> {
        let merge = edit.merge_key();
        let label = edit.label(workflow);
        let mut changed = workflow.clone();
        edit.apply(&mut changed)?;
        let patch = Patch::between(workflow, &changed);
        if patch.is_empty() {
            return Ok(());
        }
        self.steps.truncate(self.done);
        for mark in [&mut self.saved, &mut self.saved_before] {
            if mark.is_some_and(|saved| saved > self.done) {
                *mark = None;
            }
        }
        let mergeable = !self.sealed && merge.is_some() && self.saved != Some(self.done);
        match self.steps.last_mut() {
            Some(last) if mergeable && last.merge == merge => {
                last.patch = std::mem::take(&mut last.patch).then(workflow, &patch);
            }
            _ => {
                self.steps.push(Step {
                    label,
                    patch,
                    merge,
                });
                self.done += 1;
            }
        }
        self.sealed = false;
        *workflow = changed;
        Ok(())
    }

    /// Ends the present step: the next edit of the same field is a step of its own. To be called
    /// when a field loses the focus.
    pub fn seal(&mut self) {
        self.sealed = true;
    }

    /// Takes the last step back and gives the nodes that it touched; `None` when there is none.
    pub fn undo(&mut self, workflow: &mut Workflow) -> Option<Vec<NodeId>> {
        let step = self.steps.get(self.done.checked_sub(1)?)?;
        step.patch.apply(workflow, Direction::Back);
        self.done -= 1;
        self.sealed = true;
        Some(step.patch.touched().cloned().collect())
    }

    /// Makes the step that was undone last again and gives the nodes that it touched.
    pub fn redo(&mut self, workflow: &mut Workflow) -> Option<Vec<NodeId>> {
        let step = self.steps.get(self.done)?;
        step.patch.apply(workflow, Direction::Forth);
        self.done += 1;
        self.sealed = true;
        Some(step.patch.touched().cloned().collect())
    }

    /// What undo would take back.
    pub fn undo_label(&self) -> Option<&str> {
        let step = self.steps.get(self.done.checked_sub(1)?)?;
        Some(&step.label)
    }

    /// What redo would make again.
    pub fn redo_label(&self) -> Option<&str> {
        Some(&self.steps.get(self.done)?.label)
    }

    /// The labels of all steps in order, and how many of them are done.
    pub fn labels(&self) -> (impl Iterator<Item = &str>, usize) {
        (self.steps.iter().map(|step| step.label.as_str()), self.done)
    }

    /// The label of the step at this place, counted from 0; those from [`History::done`] on were
    /// undone.
    pub fn label(&self, step: usize) -> Option<&str> {
        Some(&self.steps.get(step)?.label)
    }

    /// How many steps there are, with those that were undone.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether nothing was done yet.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// How many steps lead to the present state.
    pub fn done(&self) -> usize {
        self.done
    }

    /// How many steps lead to the saved state; `None` when it cannot be reached any more.
    pub fn saved(&self) -> Option<usize> {
        self.saved
    }

    /// Says that the present state is the saved one.
    pub fn mark_saved(&mut self) {
        self.saved_before = self.saved.replace(self.done);
        self.sealed = true;
    }

    /// Says that what was marked last was not saved: the state that was saved before it still is.
    pub fn unmark_saved(&mut self) {
        self.saved = self.saved_before;
    }

    /// Whether the present state differs from the saved one by at least one step.
    pub fn is_unsaved(&self) -> bool {
        self.saved != Some(self.done)
    }
}
