//! Pushes that are under way, or were when the program ended: noted before anything is sent.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::PathBuf,
};

use misp_flow_engine::workflow::JsonMap;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{
    ServerStore, StoreError,
    store::{read, write},
};
use crate::{
    library::{self, write_reason},
    misp::ServerDocument,
};

const INTENT: &str = "push-under-way.json.zst";
/// Locked by the program that carries out a push of this workflow.
const LOCK: &str = "push.lock";

const NOT_BEGUN: &str = "The push was not begun, since it could not be noted here first";

/// A push that is under way, or was when the program ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    /// The number of the workflow on the server.
    pub id: String,
    /// When it began, in milliseconds since 1970.
    pub when: u64,
    /// What is sent, as an envelope.
    pub sent: JsonMap,
    /// What was on the server before.
    pub before: JsonMap,
    /// The file that what is sent is kept in.
    #[serde(default)]
    pub file: Option<PathBuf>,
    /// Whether what was on the server before was added to the replaced states for this push.
    #[serde(default)]
    pub kept: bool,
    /// The server that it goes to, where that is known.
    #[serde(default)]
    pub(super) host: String,
}

impl Intent {
    /// The workflow as the server had it before.
    pub fn seen(&self) -> Option<ServerDocument> {
        ServerDocument::of_raw(&self.before)
    }

    /// The name of the workflow.
    pub fn name(&self) -> &str {
        let name = self.sent.get("name").or_else(|| self.before.get("name"));
        name.and_then(Json::as_str).unwrap_or("a workflow")
    }
}

/// A push that is being carried out; let go of when it has ended, or when the program does.
#[derive(Debug)]
pub struct UnderWay {
    _lock: File,
}

/// Whether another holds the lock; takes it otherwise. A disk without locks has to do without.
fn is_locked(file: &File) -> bool {
    matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

impl ServerStore {
    /// Notes that a push begins. As long as what this gives is held, no other begins for the same
    /// workflow, and nobody takes this one for one that was cut off.
    ///
    /// # Errors
    /// Where it cannot be written, or another push of the workflow is being carried out; then
    /// nothing may be sent.
    pub fn begin(&self, intent: &Intent) -> Result<UnderWay, StoreError> {
        let folder = self.of_workflow(&intent.id);
        let failed = |reason: String| StoreError::unkept(NOT_BEGUN, &folder.join(LOCK), reason);
        let unkept = |error: io::Error| failed(write_reason(&error));
        library::private_folder(&folder).map_err(unkept)?;
        let lock = File::create(folder.join(LOCK)).map_err(unkept)?;
        if is_locked(&lock) {
            return Err(StoreError::busy(&folder.join(LOCK)));
        }
        let intent = Intent {
            host: self.host().to_owned(),
            ..intent.clone()
        };
        write(&folder.join(INTENT), &intent, NOT_BEGUN)?;
        Ok(UnderWay { _lock: lock })
    }

    /// Notes that a push has ended, one way or the other.
    ///
    /// # Errors
    /// Where the note cannot be removed.
    pub fn end(&self, id: &str) -> Result<(), StoreError> {
        let path = self.of_workflow(id).join(INTENT);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StoreError::unkept(
                "The note that the push was begun was not taken away",
                &path,
                write_reason(&error),
            )),
            _ => Ok(()),
        }
    }

    /// The pushes to this server that were begun, have not ended, and are not being carried out: they
    /// were cut off.
    ///
    /// # Errors
    /// Where the folder or a note cannot be read.
    pub fn under_way(&self) -> Result<Vec<Intent>, StoreError> {
        let mut found = Vec::new();
        for folder in self.folders()? {
            let lock = File::open(folder.join(LOCK));
            if !lock.is_ok_and(|lock| is_locked(&lock)) {
                let intent: Option<Intent> = read(&folder.join(INTENT))?;
                found.extend(intent.filter(|intent| self.is_here(&intent.host)));
            }
        }
        Ok(found)
    }
}
