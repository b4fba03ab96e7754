//! What is kept of an instance's workflows: the states that were pulled or pushed, and where the rest
//! lies.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use misp_flow_engine::workflow::{JsonMap, Workflow, open_json};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value as Json, json};

use super::{StoreError, send::is_same_content};
use crate::{
    clock::now_millis,
    library::{self, write_reason},
    misp::{Address, Instance},
};

/// How many states that were pulled or pushed are kept; documents may descend from any of them.
const MOST_BASES: usize = 12;

const BASE: &str = "base.json.zst";
const BASES: &str = "bases";
const LISTED: &str = "listed.json.zst";

const UNKEPT_BASE: &str = "What the server has now was not noted here";

/// A state of a workflow as a server gave it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// When it was kept, in milliseconds since 1970.
    pub when: u64,
    /// Whose key was in use.
    pub who: String,
    /// The envelope as it came, graph included.
    pub workflow: JsonMap,
    /// The server that it is of, where that is known: the address of an instance may be changed.
    #[serde(default)]
    host: String,
}

impl Kept {
    /// This state, kept now.
    pub fn now(who: &str, workflow: &JsonMap) -> Self {
        Self {
            when: now_millis(),
            who: who.to_owned(),
            workflow: workflow.clone(),
            host: String::new(),
        }
    }

    /// Whether it is of this trigger, and not the workflow with this uuid.
    pub(super) fn is_another(&self, trigger: &str, uuid: &str) -> bool {
        let says = |key: &str| self.workflow.get(key).and_then(Json::as_str);
        says("trigger_id") == Some(trigger) && says("uuid").is_some_and(|own| own != uuid)
    }

    /// The state as a document; nothing where the server stored what cannot be opened.
    pub fn open(&self) -> Option<Workflow> {
        open_raw(&self.workflow)
    }
}

/// The document of a server's envelope.
pub(super) fn open_raw(raw: &JsonMap) -> Option<Workflow> {
    open_json(json!({"Workflow": raw})).ok()
}

/// The record of one instance's workflows, in a folder of the user's data.
#[derive(Clone, Debug)]
pub struct ServerStore {
    folder: PathBuf,
    /// The server that it is the record of; empty where that is not told.
    host: String,
}

impl ServerStore {
    /// The record in this folder, which need not be there yet.
    pub fn in_folder(folder: PathBuf) -> Self {
        let host = String::new();
        Self { folder, host }
    }

    /// The same as the record of the server at this address. What is kept says so from now on, and
    /// what is of another server does not count as deleted here.
    #[must_use]
    pub fn at(self, address: &Address) -> Self {
        let host = address.host();
        Self { host, ..self }
    }

    /// A state as one of this server.
    pub(super) fn own(&self, kept: &Kept) -> Kept {
        let host = self.host.clone();
        Kept {
            host,
            ..kept.clone()
        }
    }

    /// Whether a state is of this server, as far as is known.
    pub(super) fn is_own(&self, kept: &Kept) -> bool {
        self.is_here(&kept.host)
    }

    /// The server that it is the record of; empty where that is not told.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// The folders of the workflows on record.
    pub(super) fn folders(&self) -> Result<Vec<PathBuf>, StoreError> {
        entries(&self.folder)
    }

    /// The file of the list of workflows, beside the folder with a folder for each of them.
    pub(super) fn list_file(&self) -> PathBuf {
        self.folder.with_file_name(LISTED)
    }

    pub(super) fn is_here(&self, host: &str) -> bool {
        host.is_empty() || self.host.is_empty() || host == self.host
    }

    /// The record of an instance; nothing where the system names no folder for data.
    pub fn of(instance: &Instance) -> Option<Self> {
        let folder = instance.data_folder()?.join("workflows");
        Some(Self::in_folder(folder).at(&instance.url))
    }

    pub(super) fn of_workflow(&self, id: &str) -> PathBuf {
        // A server's number, but nothing that a server says may lead out of the folder.
        let safe: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
        self.folder.join(safe)
    }

    /// The state that was pulled or pushed last.
    ///
    /// # Errors
    /// Where it is there and cannot be read.
    pub fn base(&self, id: &str) -> Result<Option<Kept>, StoreError> {
        read(&self.of_workflow(id).join(BASE))
    }

    /// The states that were pulled or pushed, the last first. Documents that were opened from an
    /// earlier one may still be about: in a window, or in a file.
    ///
    /// # Errors
    /// Where one is there and cannot be read.
    pub fn bases(&self, id: &str) -> Result<Vec<Kept>, StoreError> {
        let mut found: Vec<Kept> = self.base(id)?.into_iter().collect();
        for path in numbered_files(&self.of_workflow(id).join(BASES))?
            .iter()
            .rev()
        {
            found.extend(read::<Kept>(path)?);
        }
        Ok(found)
    }

    /// Remembers a state as the one that was pulled or pushed last.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn set_base(&self, id: &str, kept: &Kept) -> Result<(), StoreError> {
        // One that cannot be read any more makes room for what can.
        let last = self.base(id).unwrap_or_default();
        if let Some(last) = last.filter(|last| !is_same_content(&last.workflow, &kept.workflow)) {
            add(
                &self.of_workflow(id).join(BASES),
                &last,
                MOST_BASES,
                UNKEPT_BASE,
            )?;
        }
        write(
            &self.of_workflow(id).join(BASE),
            &self.own(kept),
            UNKEPT_BASE,
        )?;
        self.is_there_again(id);
        Ok(())
    }

    /// Whether a workflow of this trigger is on record.
    ///
    /// # Errors
    /// Where the folder or a record cannot be read.
    pub fn had_for(&self, trigger: &str) -> Result<bool, StoreError> {
        for number in self.numbers()? {
            let base = self.base(&number)?.filter(|base| self.is_own(base));
            let base = base.filter(|_| !self.is_deleted(&number));
            let of = base
                .as_ref()
                .and_then(|kept| kept.workflow.get("trigger_id"));
            if of.and_then(Json::as_str) == Some(trigger) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether another workflow of this trigger than the one with this uuid is on record: one that
    /// was deleted since, as a trigger has one at a time.
    ///
    /// # Errors
    /// As [`ServerStore::had_for`].
    pub fn had_another(&self, trigger: &str, uuid: &str) -> Result<bool, StoreError> {
        for number in self.numbers()? {
            let base = self.base(&number)?;
            let is_another =
                base.is_some_and(|kept| self.is_own(&kept) && kept.is_another(trigger, uuid));
            if is_another && !self.is_deleted(&number) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The numbers of the workflows on record.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn numbers(&self) -> Result<Vec<String>, StoreError> {
        let folders = self.folders()?;
        let names = folders.iter().filter_map(|folder| folder.file_name());
        let mut numbers: Vec<String> = names
            .map(|name| name.to_string_lossy().into_owned())
            .collect();
        numbers.sort_by_key(|number| (number.len(), number.clone()));
        Ok(numbers)
    }
}

fn number_of(path: &Path) -> Option<u64> {
    let name = path.file_name()?.to_str()?;
    name.strip_suffix(".json.zst")?.parse().ok()
}

/// The files of a row of states, the oldest first.
pub(super) fn numbered_files(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let mut files = entries(folder)?;
    files.retain(|path| number_of(path).is_some());
    Ok(files)
}

/// Adds a state to a row of them, where the oldest make room.
pub(super) fn add(
    folder: &Path,
    kept: &Kept,
    most: usize,
    what: &'static str,
) -> Result<(), StoreError> {
    let files = numbered_files(folder)?;
    // Names order by time even where the clock was set back.
    let last = files.last().and_then(|path| number_of(path)).unwrap_or(0);
    let name = format!("{:015}.json.zst", kept.when.max(last + 1));
    write(&folder.join(name), kept, what)?;
    let surplus = (files.len() + 1).saturating_sub(most);
    for old in files.iter().take(surplus) {
        fs::remove_file(old)
            .map_err(|error| StoreError::unkept(what, old, write_reason(&error)))?;
    }
    Ok(())
}

/// What is in a folder, in the order of the names; nothing where there is no folder.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let failed = |error: io::Error| StoreError::unread(folder, error.to_string());
    let list = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        list => list.map_err(failed)?,
    };
    let mut found: Vec<PathBuf> = list
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()
        .map_err(failed)?;
    found.sort();
    Ok(found)
}

pub(super) fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, StoreError> {
    let failed = |reason: String| StoreError::unread(path, reason);
    let packed = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        packed => packed.map_err(|error| failed(error.to_string()))?,
    };
    let text = library::unpack(&packed, &[]).map_err(|error| failed(error.to_string()))?;
    let json: Json = serde_json::from_slice(&text).map_err(|error| failed(error.to_string()))?;
    serde_json::from_value(json)
        .map(Some)
        .map_err(|error| failed(error.to_string()))
}

/// Replaces a file whole, readable for the user alone, and on the disk before this comes back.
/// `what` says what is lacking where that fails.
pub(super) fn write<T: Serialize>(
    path: &Path,
    value: &T,
    what: &'static str,
) -> Result<(), StoreError> {
    let failed = |reason: String| StoreError::unkept(what, path, reason);
    if let Some(folder) = path.parent() {
        library::private_folder(folder).map_err(|error| failed(write_reason(&error)))?;
    }
    let text = serde_json::to_vec(value).map_err(|error| failed(error.to_string()))?;
    let packed = library::pack(&text, &[]).map_err(|error| failed(error.to_string()))?;
    library::replace(path, &packed).map_err(|error| failed(error.reason()))?;
    Ok(())
}
