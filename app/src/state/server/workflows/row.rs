//! A line of the list of workflows.

use std::sync::Arc;

use misp_flow_engine::workflow::Workflow;

use crate::{
    misp::ServerDocument,
    push::{ServerStore, Standing, StoreError, bases, begun_with, origin, standing},
    state::{Tab, TabId},
};

/// A trigger with its workflow, or an ad-hoc workflow.
#[derive(Clone, Debug)]
pub struct WorkflowRow {
    /// The trigger; none for an ad-hoc workflow.
    pub trigger: Option<String>,
    /// What the trigger, or else the workflow, is called.
    pub title: String,
    /// Whether the server runs it.
    pub enabled: bool,
    /// The workflow on the server, where there is one.
    pub stored: Option<Arc<ServerDocument>>,
    /// The states that were pulled or pushed, the last first.
    pub(super) bases: Vec<Arc<Workflow>>,
    /// How the one here stands to it; nothing where there is none here.
    pub standing: Option<Standing>,
    /// The tab that has it open.
    pub tab: Option<TabId>,
    /// Whether a push to it was cut off, and it is not known yet whether the server saves it.
    pub is_open: bool,
    /// Why it is not known whether the trigger has a workflow; nothing where it is.
    pub unread: Option<String>,
}

impl WorkflowRow {
    /// A row of which nothing else is known yet.
    pub(super) fn new(
        trigger: Option<String>,
        title: String,
        enabled: bool,
        stored: Option<ServerDocument>,
    ) -> Self {
        Self {
            trigger,
            title,
            enabled,
            stored: stored.map(Arc::new),
            bases: Vec::new(),
            standing: None,
            tab: None,
            is_open: false,
            unread: None,
        }
    }

    /// The row of a workflow that is run by hand.
    pub(super) fn by_hand(stored: ServerDocument) -> Self {
        let enabled = stored.document.as_ref().is_ok_and(|one| one.enabled);
        Self::new(None, stored.name.clone(), enabled, Some(stored))
    }

    /// How it stands, in words.
    pub fn words(&self) -> &'static str {
        match (&self.stored, self.standing) {
            (None, _) if self.unread.is_some() => "cannot be read",
            _ if self.is_open => "push cut off, outcome open",
            (None, _) => Standing::New.words(),
            (Some(_), Some(standing)) => standing.words(),
            (Some(_), None) => "not pulled yet",
        }
    }

    /// Whether the server has a workflow there, as far as is known.
    pub fn has_workflow(&self) -> bool {
        self.stored.is_some()
    }

    /// Whether the server sends debug posts for it.
    pub fn debug(&self) -> bool {
        let document = self.stored.as_ref().map(|stored| &stored.document);
        document.is_some_and(|read| read.as_ref().is_ok_and(|one| one.debug_enabled))
    }

    /// Reads again what was pulled or pushed of it.
    pub(super) fn renew(&mut self, store: &ServerStore) -> Result<(), StoreError> {
        if let Some(stored) = &self.stored {
            let bases = bases(store, stored)?;
            self.bases = bases.into_iter().map(Arc::new).collect();
        }
        Ok(())
    }

    /// Whether it is the workflow of this number.
    pub(in crate::state::server) fn has_number(&self, id: &str) -> bool {
        self.stored.as_ref().is_some_and(|stored| stored.id == id)
    }

    pub(super) fn is_of(&self, instance: &str, tab: &Tab) -> bool {
        let Some(stored) = &self.stored else {
            return false;
        };
        match &tab.target {
            Some(target) => {
                target.instance == instance && target.id == stored.id && target.uuid == stored.uuid
            }
            None => {
                let uuid = tab.document().workflow().uuid.as_deref();
                !stored.uuid.is_empty() && uuid == Some(stored.uuid.as_str())
            }
        }
    }

    /// How a document stands that began with one of `bases`, the last first, or with none of them;
    /// where they are not known, by what was pulled or pushed.
    pub(super) fn standing_with(
        &self,
        mine: Option<&Workflow>,
        bases: Option<&[Arc<Workflow>]>,
    ) -> Option<Standing> {
        let stored = self.stored.as_ref()?;
        let last = self.bases.first().map(Arc::as_ref);
        let mine = mine.or(last)?;
        let now = stored.document.as_ref().ok();
        let base = match bases {
            Some(bases) => begun_with(bases, now),
            None => origin(&self.bases, mine),
        };
        let base = base.map(Arc::as_ref);
        Some(match &stored.document {
            Ok(now) => standing(base, Some(now), mine),
            // Nobody can say what it holds.
            Err(_) => Standing::Diverged,
        })
    }
}
