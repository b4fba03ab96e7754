//! What was done from here besides pushes: nobody else is to be taken for it.

use std::{fs, time::UNIX_EPOCH};

use serde_json::Value as Json;

use super::{ServerStore, StoreError};
use crate::library;

/// That the workflow was deleted from here.
const DELETED: &str = "deleted-here";
const UNNOTED: &str = "That the workflow was deleted from here was not noted";

impl ServerStore {
    /// Notes that debug posts of a workflow were switched from here: what was pulled or pushed last
    /// has them so from now on, and nobody else's change is in that.
    ///
    /// # Errors
    /// As [`ServerStore::set_base`], and where what was noted cannot be read.
    pub fn switched_debug(&self, id: &str, uuid: &str, on: bool) -> Result<(), StoreError> {
        let Some(mut base) = self.base(id)? else {
            return Ok(());
        };
        if base.workflow.get("uuid").and_then(Json::as_str) != Some(uuid) {
            return Ok(());
        }
        base.workflow.insert("debug_enabled".to_owned(), on.into());
        self.set_base(id, &base)
    }

    /// Notes that a workflow was deleted from here, so that nobody else is said to have done it.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn deleted(&self, id: &str) -> Result<(), StoreError> {
        let folder = self.of_workflow(id);
        if !folder.is_dir() {
            return Ok(());
        }
        let mark = folder.join(DELETED);
        let kept = library::replace(&mark, b"");
        kept.map(drop)
            .map_err(|error| StoreError::unkept(UNNOTED, &mark, error.reason()))
    }

    /// Whether a workflow was deleted from here.
    pub fn is_deleted(&self, id: &str) -> bool {
        self.of_workflow(id).join(DELETED).exists()
    }

    /// When it was, in milliseconds since 1970, where the disk tells.
    pub(super) fn deleted_at(&self, id: &str) -> Option<u64> {
        let mark = fs::metadata(self.of_workflow(id).join(DELETED)).ok()?;
        let since = mark.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        u64::try_from(since.as_millis()).ok()
    }

    /// Takes away the note that a workflow was deleted: it is there. One that stays says less than
    /// the state beside it.
    pub(super) fn is_there_again(&self, id: &str) {
        let _ = fs::remove_file(self.of_workflow(id).join(DELETED));
    }
}
