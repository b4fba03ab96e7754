//! The workflows of the instance in use: one for each trigger, and the ad-hoc ones.

mod adhoc;
mod change;
mod kept;
mod pull;
mod read;
mod row;
mod standings;
mod take;

pub use adhoc::AdHocCommand;
pub(super) use kept::kept_rows;
pub(super) use read::{Listing, RowsNow, rows_now, rows_of_server};
pub use row::WorkflowRow;
pub(super) use standings::Standings;
pub use take::ListedAt;

use std::sync::Arc;

use misp_flow_engine::workflow::Workflow;

use crate::misp::ServerDocument;

/// Where the workflow in a tab came from, or went to.
#[derive(Clone, Debug)]
pub struct TabTarget {
    /// The instance, by its id.
    pub instance: String,
    /// The number on the server.
    pub id: String,
    /// The uuid, which a number that was given anew does not share.
    pub uuid: String,
    /// The server's state that the document began with; unknown where that is another program's.
    pub(super) base: Option<Arc<Workflow>>,
    /// What a push sent that may yet be saved.
    pub(super) sent: Option<Arc<Workflow>>,
    /// Whether it is known that the document began with none of the server's states; else what was
    /// pulled or pushed tells, where the state is unknown.
    pub(super) is_apart: bool,
}

impl TabTarget {
    /// The workflow as the server has it now, which the document holds as well.
    pub(super) fn of(instance: String, stored: &ServerDocument) -> Self {
        Self {
            instance,
            id: stored.id.clone(),
            uuid: stored.uuid.clone(),
            base: stored.document.as_ref().ok().cloned().map(Arc::new),
            sent: None,
            is_apart: false,
        }
    }

    /// The same of a document that began with this state of it, or with none, whatever was pulled or
    /// pushed since.
    pub(super) fn begun_with(
        instance: String,
        stored: &ServerDocument,
        base: Option<Workflow>,
    ) -> Self {
        Self {
            instance,
            id: stored.id.clone(),
            uuid: stored.uuid.clone(),
            is_apart: base.is_none(),
            base: base.map(Arc::new),
            sent: None,
        }
    }

    /// Debug posts were switched from here, which no document has to ask about.
    pub(super) fn switched_debug(&mut self, on: bool) {
        for state in [&mut self.base, &mut self.sent].into_iter().flatten() {
            Arc::make_mut(state).debug_enabled = on;
        }
    }

    /// The states that the document may have begun with, the last first; nothing where only what was
    /// pulled or pushed tells.
    pub(super) fn bases(&self) -> Option<Vec<Arc<Workflow>>> {
        let is_known = self.base.is_some() || self.is_apart;
        is_known.then(|| self.sent.iter().chain(&self.base).cloned().collect())
    }
}
