//! The workflows of the instance in use: one for each trigger, and the ad-hoc ones.

mod adhoc;
mod change;
mod pull;
mod read;
mod row;
mod standings;

pub use adhoc::AdHocCommand;
pub(super) use read::{rows_now, rows_of, rows_of_server};
pub use row::WorkflowRow;
pub(super) use standings::Standings;

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
        }
    }

    /// Debug posts were switched from here, which no document has to ask about.
    pub(super) fn switched_debug(&mut self, on: bool) {
        for state in [&mut self.base, &mut self.sent].into_iter().flatten() {
            Arc::make_mut(state).debug_enabled = on;
        }
    }

    /// The states that the document may have begun with, the last first.
    pub(super) fn bases(&self) -> impl Iterator<Item = &Arc<Workflow>> {
        self.sent.iter().chain(&self.base)
    }
}
