//! How what is open stands to what the server has, kept up to date in the background.

use std::sync::Arc;

use misp_flow_engine::workflow::Workflow;

use super::{super::ServerDone, TabTarget, WorkflowRow};
use crate::state::{Revision, State, Tab, TabId};

/// How often the rows came, the tab that was seen, and the documents with their revisions.
type Known = (u64, TabId, Vec<(TabId, Revision)>);

/// What was compared last, so that it is compared again only where something changed.
#[derive(Debug, Default)]
pub(in crate::state::server) struct Standings {
    /// Counts how often the rows came.
    rows: u64,
    of: Option<Known>,
    under_way: bool,
}

impl Standings {
    /// The rows came anew.
    pub(super) fn came(&mut self) {
        self.rows += 1;
    }

    /// The comparison has ended.
    pub(in crate::state::server) fn end(&mut self) {
        self.under_way = false;
    }
}

/// What a tab holds, and the server's states that it may have begun with, the last first.
struct Open {
    tab: TabId,
    workflow: Workflow,
    /// Nothing where what was pulled or pushed tells.
    bases: Option<Vec<Arc<Workflow>>>,
}

impl Open {
    fn of(tab: &Tab) -> Self {
        Self {
            tab: tab.id(),
            workflow: tab.document().workflow().clone(),
            bases: tab.target.as_ref().and_then(TabTarget::bases),
        }
    }
}

impl State {
    /// What the server said last of the workflow that is open; nothing where it has none such as far
    /// as is known.
    pub fn row_of_open(&self) -> Option<&WorkflowRow> {
        self.row_of(&self.tab)
    }

    /// The row of a tab's workflow.
    pub(in crate::state::server) fn row_of(&self, tab: &Tab) -> Option<&WorkflowRow> {
        let instance = self.servers.used.as_deref()?;
        self.servers
            .rows
            .iter()
            .find(|row| row.is_of(instance, tab))
    }

    /// Compares what is open with what the server has, where either changed since.
    pub(in crate::state) fn follow_standings(&mut self) {
        if self.servers.rows.is_empty() || self.servers.standings.under_way {
            return;
        }
        let tabs: Vec<(TabId, Revision)> = self
            .tabs()
            .map(|tab| (tab.id(), tab.document().revision()))
            .collect();
        let of = Some((self.servers.standings.rows, self.tab.id(), tabs));
        if self.servers.standings.of == of {
            return;
        }
        let Some(instance) = self.servers.used.as_deref() else {
            return;
        };
        let pairs: Vec<(WorkflowRow, Option<Open>)> = self
            .servers
            .rows
            .iter()
            .map(|row| {
                // Where several hold the same workflow, the one that is seen counts.
                let mut tabs = std::iter::once(&self.tab).chain(self.tabs());
                let tab = tabs.find(|tab| row.is_of(instance, tab));
                (row.clone(), tab.map(Open::of))
            })
            .collect();
        self.servers.standings.under_way = true;
        let stamp = self.servers.standings.rows;
        self.server_job("Comparing with the server…", move |_| {
            let found: Vec<_> = pairs
                .into_iter()
                .map(|(row, mine)| {
                    let open = mine.as_ref();
                    let bases = open.and_then(|open| open.bases.as_deref());
                    let standing = row.standing_with(open.map(|open| &open.workflow), bases);
                    (standing, mine.map(|open| open.tab))
                })
                .collect();
            ServerDone::then(move |state| {
                let servers = &mut state.servers;
                servers.standings.under_way = false;
                servers.standings.of = of;
                if servers.standings.rows == stamp {
                    for (row, (standing, tab)) in servers.rows.iter_mut().zip(found) {
                        row.standing = standing;
                        row.tab = tab;
                    }
                }
            })
        });
    }
}
