//! Which workflows a server had when its list was read last. It is kept with its date, for work
//! without the server, and what was pulled, pushed and deleted from here since then is seen in it.

use misp_flow_engine::workflow::JsonMap;
use serde::{Deserialize, Serialize};

use super::{
    ServerStore, StoreError,
    store::{read, write},
};
use crate::misp::ServerDocument;

const UNKEPT: &str =
    "The list of the server's workflows was read, but not kept for work without the server";

/// A trigger with its workflow, or a workflow that is run by hand, as it was listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListedRow {
    /// The trigger; none for a workflow that is run by hand.
    pub trigger: Option<String>,
    /// What the trigger, or else the workflow, is called.
    pub title: String,
    /// Whether the server runs it.
    pub enabled: bool,
    /// The workflow as it came; nothing where there was none.
    pub workflow: Option<JsonMap>,
    /// Why it is not known whether the trigger has a workflow.
    pub unread: Option<String>,
}

/// A list of a server's workflows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listed {
    /// When it was asked for, in milliseconds since 1970.
    pub when: u64,
    /// What was in it.
    pub rows: Vec<ListedRow>,
    /// The server that it is of.
    #[serde(default)]
    host: String,
}

/// What was done from here since a list was read.
#[derive(Debug, Default)]
pub struct Since {
    /// The states that were pulled or pushed.
    pub there: Vec<ServerDocument>,
    /// The numbers of the workflows that were deleted.
    pub deleted: Vec<String>,
}

impl ServerStore {
    /// Keeps a list in place of the one before.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn keep_listed(&self, when: u64, rows: Vec<ListedRow>) -> Result<(), StoreError> {
        let host = self.host().to_owned();
        write(&self.list_file(), &Listed { when, rows, host }, UNKEPT)
    }

    /// The list that was kept last; nothing where none of this server was.
    ///
    /// # Errors
    /// Where it is there and cannot be read.
    pub fn listed(&self) -> Result<Option<Listed>, StoreError> {
        let listed: Option<Listed> = read(&self.list_file())?;
        Ok(listed.filter(|listed| self.is_here(&listed.host)))
    }

    /// What was done from here after this point of time, in milliseconds since 1970.
    ///
    /// # Errors
    /// Where the record cannot be read.
    pub fn since(&self, when: u64) -> Result<Since, StoreError> {
        let mut since = Since::default();
        for number in self.numbers()? {
            if self.is_deleted(&number) {
                if self.deleted_at(&number).is_none_or(|at| at >= when) {
                    since.deleted.push(number);
                }
                continue;
            }
            let base = self.base(&number)?.filter(|base| self.is_own(base));
            let base = base.filter(|base| base.when >= when);
            since
                .there
                .extend(base.and_then(|base| ServerDocument::of_raw(&base.workflow)));
        }
        Ok(since)
    }
}
