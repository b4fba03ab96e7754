//! Which state of the server each file was made from: what was pulled into it, or pushed from it
//! last. A file that was written by hand carries neither number nor uuid, and what it holds tells
//! too little: a later state may be as close to it as the one that it was made from.

use std::path::{Path, PathBuf};

use misp_flow_engine::workflow::JsonMap;
use serde::{Deserialize, Serialize};

use super::{
    Kept, ServerStore, StoreError,
    send::is_same,
    store::{read, write},
};

/// How many files of one workflow are known; the one that was used longest ago makes room.
const MOST: usize = 32;
const FILES: &str = "files.json.zst";
const UNKEPT: &str = "Which state the file was made from was not noted";

/// A file, and the state that it was made from.
#[derive(Debug, Serialize, Deserialize)]
struct Known {
    file: String,
    base: Kept,
    /// Whether the state came there from this file.
    #[serde(default)]
    pushed: bool,
}

impl ServerStore {
    /// The state that a file of this workflow was made from, where that is known.
    ///
    /// # Errors
    /// Where it was noted and cannot be read.
    pub fn base_of_file(&self, id: &str, file: &Path) -> Result<Option<Kept>, StoreError> {
        let Some(name) = name_of(file) else {
            return Ok(None);
        };
        let known = self.files(id)?.into_iter();
        let mut of_file = known.filter(|known| known.file == name);
        Ok(of_file.next().map(|known| known.base))
    }

    /// Whether this file was made from another workflow of this trigger than the one with this uuid,
    /// as far as is known.
    ///
    /// # Errors
    /// Where the record cannot be read.
    pub fn is_file_of_another(
        &self,
        file: &Path,
        trigger: &str,
        uuid: &str,
    ) -> Result<bool, StoreError> {
        let Some(name) = name_of(file) else {
            return Ok(false);
        };
        for number in self.numbers()? {
            // Notes that cannot be read say nothing.
            let known = self.files(&number).unwrap_or_default();
            let is_it = |known: &Known| {
                let base = &known.base;
                known.file == name && self.is_own(base) && base.is_another(trigger, uuid)
            };
            if known.iter().any(is_it) && !self.is_deleted(&number) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The file that this state of the server was pushed from, where that is known.
    ///
    /// # Errors
    /// Where it was noted and cannot be read.
    pub fn pushed_from(&self, id: &str, now: &JsonMap) -> Result<Option<PathBuf>, StoreError> {
        let mut files = self.files(id)?.into_iter();
        let is_it = |known: &Known| {
            known.pushed && self.is_own(&known.base) && is_same(&known.base.workflow, now)
        };
        Ok(files.find(is_it).map(|known| PathBuf::from(known.file)))
    }

    /// Notes that a file of this workflow has what the server has: it was pulled, or `pushed`.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn note_file(
        &self,
        id: &str,
        file: &Path,
        base: &Kept,
        pushed: bool,
    ) -> Result<(), StoreError> {
        let Some(name) = name_of(file) else {
            return Ok(());
        };
        // Notes that cannot be read any more make room for what can.
        let mut files = self.files(id).unwrap_or_default();
        let is_it = |known: &Known| known.file == name;
        // What was pushed from it stays that, when it is found to be the same again.
        let pushed = pushed
            || (files.iter()).any(|known| {
                is_it(known) && known.pushed && is_same(&known.base.workflow, &base.workflow)
            });
        files.retain(|known| !is_it(known));
        let base = self.own(base);
        let file = name;
        files.insert(0, Known { file, base, pushed });
        files.truncate(MOST);
        write(&self.of_workflow(id).join(FILES), &files, UNKEPT)
    }

    fn files(&self, id: &str) -> Result<Vec<Known>, StoreError> {
        Ok(read(&self.of_workflow(id).join(FILES))?.unwrap_or_default())
    }
}

/// What a file is called, from wherever it is looked at; nothing for the standard input, which is
/// another one each time.
pub(super) fn name_of(file: &Path) -> Option<String> {
    if file == Path::new("-") {
        return None;
    }
    let whole = file.canonicalize().or_else(|_| std::path::absolute(file));
    let whole = whole.unwrap_or_else(|_| file.to_owned());
    Some(whole.to_string_lossy().into_owned())
}
