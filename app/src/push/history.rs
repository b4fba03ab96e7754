//! The states of a workflow that pushes have replaced, kept beside the bases.

use std::fs;

use misp_flow_engine::workflow::JsonMap;
use serde_json::Value as Json;

use super::{
    Kept, ServerStore, StoreError,
    store::{add, numbered_files, read},
};

/// How many replaced states of one workflow are kept; the oldest makes room.
const MOST: usize = 200;

const HISTORY: &str = "history";

const UNKEPT_STATE: &str =
    "What the server has was not kept here, as it has to be before it is replaced";

/// The states of a workflow that pushes replaced.
#[derive(Debug, Default)]
pub struct History {
    /// Those that can be read, the newest first.
    pub states: Vec<Kept>,
    /// The others, with their files.
    pub damaged: Vec<StoreError>,
}

impl ServerStore {
    /// Keeps a state that a push is about to replace, unless it is the newest kept already. Whether
    /// it was added.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn keep(&self, id: &str, kept: &Kept) -> Result<bool, StoreError> {
        let folder = self.of_workflow(id).join(HISTORY);
        if let Some(newest) = numbered_files(&folder)?.last()
            && read::<Kept>(newest)
                .is_ok_and(|old| old.is_some_and(|old| old.workflow == kept.workflow))
        {
            return Ok(false);
        }
        add(&folder, &self.own(kept), MOST, UNKEPT_STATE)?;
        Ok(true)
    }

    /// Takes out a state that was kept for a change that came to nothing: the server has it still,
    /// and a list of replaced states is no place for it. One that cannot be taken out stays.
    pub(crate) fn unkeep(&self, id: &str, state: &JsonMap) {
        let folder = self.of_workflow(id).join(HISTORY);
        let newest = numbered_files(&folder).unwrap_or_default().pop();
        if let Some(newest) = newest
            && let Ok(Some(kept)) = read::<Kept>(&newest)
            && kept.workflow == *state
        {
            let _ = fs::remove_file(newest);
        }
    }

    /// The states that pushes replaced, and what of them is damaged.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn history(&self, id: &str) -> Result<History, StoreError> {
        let files = numbered_files(&self.of_workflow(id).join(HISTORY))?;
        let mut history = History::default();
        for path in files.iter().rev() {
            match read(path) {
                // Of another server, where the address of the instance was changed.
                Ok(state) => history
                    .states
                    .extend(state.filter(|state| self.is_own(state))),
                Err(damaged) => history.damaged.push(damaged),
            }
        }
        Ok(history)
    }

    /// The states that pushes replaced of all workflows that were the trigger's, deleted ones included.
    ///
    /// # Errors
    /// As [`ServerStore::history`], and where the folder cannot be read.
    pub fn history_of_trigger(&self, trigger: &str) -> Result<History, StoreError> {
        let mut all = History::default();
        for number in self.numbers()? {
            let History { states, damaged } = self.history(&number)?;
            let newest = states
                .first()
                .and_then(|kept| kept.workflow.get("trigger_id"));
            if newest.and_then(Json::as_str) == Some(trigger) {
                all.states.extend(states);
                all.damaged.extend(damaged);
            }
        }
        all.states.sort_by_key(|kept| std::cmp::Reverse(kept.when));
        Ok(all)
    }
}
