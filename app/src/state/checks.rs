//! What the checks find, worked out beside the window where the workflow is large.

use std::sync::Arc;

use misp_flow_engine::check::{self, Problem};

use super::{Revision, State, TabId, files::Outcome};

/// Up to so many nodes the checks take no time that anybody sees (about 15 µs a node).
const AT_ONCE: usize = 100;

/// What was checked: a state of a document, and the event whose tags the catalogue offered.
pub type CheckedFor = (Revision, Option<u64>);

/// What the checks found in a tab's document.
#[derive(Debug)]
pub(super) struct Checked {
    pub tab: TabId,
    pub of: CheckedFor,
    pub problems: Vec<Problem>,
}

impl State {
    /// What the checks found when they ran last, the worst first.
    pub fn known_problems(&self) -> &[Problem] {
        &self.tab.problems.1
    }

    /// Tells lists of problems apart: changes whenever [`State::known_problems`] may.
    pub fn problems_of(&self) -> CheckedFor {
        self.tab.problems.0
    }

    /// Whether what the checks found is of an earlier state of the document.
    pub fn is_checking(&self) -> bool {
        self.tab.problems.0 != self.to_check()
    }

    fn to_check(&self) -> CheckedFor {
        (self.tab.document.revision(), self.tags_offered)
    }

    /// Runs the checks where something has changed since. One check at a time is under way; what
    /// changes meanwhile is checked when it has ended.
    pub(super) fn check(&mut self) {
        if !self.is_checking() {
            return;
        }
        let of = self.to_check();
        let workflow = self.tab.document.workflow();
        if workflow.graph.nodes.len() <= AT_ONCE {
            self.tab.problems = (of, check::problems(workflow, &self.catalogue));
            return;
        }
        if std::mem::replace(&mut self.checking, true) {
            return;
        }
        let (workflow, catalogue) = (workflow.clone(), Arc::clone(&self.catalogue));
        let tab = self.tab.id;
        self.start("Checking the workflow…".to_owned(), move || {
            let problems = check::problems(&workflow, &catalogue);
            Outcome::Checked(Checked { tab, of, problems })
        });
    }

    pub(super) fn checked(&mut self, done: Checked) {
        self.checking = false;
        if let Some(tab) = self.tab_mut(done.tab) {
            tab.problems = (done.of, done.problems);
        }
    }
}
