//! What a sync brought of an instance, as it is kept for work without the server.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use misp_flow_engine::catalogue::{
    Catalogue, CatalogueError, ModuleKind, Note, Param, ParamOption,
};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use thiserror::Error;

use super::{
    Address, Galaxy, Identity, MispModule, Organisation, PickerOption, ServerUser, ServerVersion,
    SharingGroup, Tag, TriggerState, Warninglist, calls::kept_states, kept::Lack,
};
use crate::library::{self, FileError, WRITE_CURE};

/// The form of the file; another number is another form.
const FORM: u32 = 1;

/// The catalogue and lists of an instance at a point of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    form: u32,
    /// The instance's id.
    pub instance: String,
    /// The server that it is of; unknown in what earlier versions kept.
    #[serde(default)]
    host: String,
    /// When the sync began, in seconds since 1970.
    pub taken: i64,
    /// The server's version.
    pub server: ServerVersion,
    /// The key's user, where it could be read.
    pub me: Option<Identity>,
    /// The triggers as the server describes them, with their workflows; null where the key may not
    /// see them.
    pub triggers: Json,
    /// The actions and logic modules as the server describes them; null as the triggers.
    pub modules: Json,
    /// The tags.
    pub tags: Vec<Tag>,
    /// The galaxies.
    pub galaxies: Vec<Galaxy>,
    /// The organisations that the key may see.
    pub organisations: Vec<Organisation>,
    /// The sharing groups that the key may see.
    pub sharing_groups: Vec<SharingGroup>,
    /// The warninglists.
    pub warninglists: Vec<Warninglist>,
    /// The misp-modules that the server passes on.
    pub misp_modules: Vec<MispModule>,
    /// The users that the key may see.
    pub users: Vec<ServerUser>,
    /// The options of pickers by the link under which newer servers list them.
    pub picker_options: BTreeMap<String, Vec<PickerOption>>,
    /// What of the lists could not be read, in words, by the list.
    #[serde(default)]
    pub(super) broken: BTreeMap<String, String>,
    /// What could not be had, and why, in sentences for the user.
    pub notes: Vec<String>,
    /// The lists that did not come.
    #[serde(default)]
    pub(super) lacking: Vec<Lack>,
    /// The lists that are of an earlier sync, with the time of that in seconds since 1970.
    #[serde(default)]
    pub kept: BTreeMap<String, i64>,
}

/// Why a snapshot cannot be kept or read.
#[derive(Debug, Error)]
pub enum SnapshotError {
    /// There is none yet.
    #[error("There is no catalogue of this instance yet; sync it once")]
    None,
    /// The file cannot be read.
    #[error(transparent)]
    Read(FileError),
    /// The file holds something else.
    #[error("{} is damaged: {reason}. Sync the instance again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// It could not be written; what was kept before is still there.
    #[error("{} cannot be written: {reason}. {WRITE_CURE}, then fetch the catalogue again", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
}

impl Snapshot {
    /// One with nothing in it but where it is from.
    pub(super) fn new(
        instance: &str,
        address: &Address,
        taken: i64,
        server: ServerVersion,
    ) -> Self {
        Self {
            form: FORM,
            instance: instance.to_owned(),
            host: address.host(),
            taken,
            server,
            me: None,
            triggers: Json::Null,
            modules: Json::Null,
            tags: Vec::new(),
            galaxies: Vec::new(),
            organisations: Vec::new(),
            sharing_groups: Vec::new(),
            warninglists: Vec::new(),
            misp_modules: Vec::new(),
            users: Vec::new(),
            picker_options: BTreeMap::new(),
            notes: Vec::new(),
            lacking: Vec::new(),
            broken: BTreeMap::new(),
            kept: BTreeMap::new(),
        }
    }

    /// The catalogue for the inspector, the checks and the simulation, with the pickers filled
    /// whose options were listed elsewhere, and what had to be bent on the way. The program's own
    /// stand in for triggers and modules that the key may not see.
    ///
    /// # Errors
    /// Where the server's lists are none.
    pub fn catalogue(&self) -> Result<(Catalogue, Vec<Note>), CatalogueError> {
        let (mut catalogue, notes) = Catalogue::from_server(&self.triggers, &self.modules)?;
        for module in Catalogue::bundled().iter() {
            let list = match module.kind {
                ModuleKind::Trigger => &self.triggers,
                _ => &self.modules,
            };
            if list.is_null() {
                catalogue.insert(module.clone());
            }
        }
        let shared: BTreeMap<&str, Arc<[ParamOption]>> = self
            .picker_options
            .iter()
            .map(|(link, options)| (link.as_str(), options.iter().map(param_option).collect()))
            .collect();
        let fill = |param: &mut Param| {
            let link = param.options_url.as_deref();
            if let Some(options) = link.and_then(|link| shared.get(link)) {
                param.options = Arc::clone(options);
            }
        };
        let open: Vec<_> = catalogue
            .iter()
            .filter(|module| {
                module
                    .params
                    .iter()
                    .any(|param| param.options_url.is_some())
            })
            .cloned()
            .collect();
        for mut module in open {
            module.params.iter_mut().for_each(fill);
            catalogue.insert(module);
        }
        Ok((catalogue, notes))
    }

    /// The triggers with the workflows that were attached to them; empty where they cannot be read.
    pub fn trigger_states(&self) -> Vec<TriggerState> {
        kept_states(&self.triggers)
    }

    /// Takes over from what the server lists now which triggers and modules are switched on. Whether
    /// anything was otherwise before.
    pub fn switch_as(&mut self, now: &Catalogue) -> bool {
        let mut changed = false;
        for list in [&mut self.triggers, &mut self.modules] {
            for described in list.as_array_mut().into_iter().flatten() {
                let id = described.get("id").and_then(Json::as_str);
                let Some(module) = id.and_then(|id| now.get(id)) else {
                    continue;
                };
                let off = Json::Bool(module.disabled);
                if let Some(fields) = described.as_object_mut()
                    && fields.get("disabled") != Some(&off)
                {
                    fields.insert("disabled".to_owned(), off);
                    changed = true;
                }
            }
        }
        changed
    }

    /// The links under which pickers' options are listed, each once.
    pub(super) fn links(catalogue: &Catalogue) -> Vec<String> {
        let params = catalogue.iter().flat_map(|module| module.params.iter());
        let mut links: Vec<String> = params
            .filter_map(|param| param.options_url.clone())
            .collect();
        links.sort();
        links.dedup();
        links
    }

    /// The file in an instance's folder.
    pub fn file_in(folder: &Path) -> PathBuf {
        folder.join("catalogue.json.zst")
    }

    /// Keeps it as packed JSON, in place of what was kept before.
    ///
    /// # Errors
    /// Where it cannot be written; what was kept before is then still there.
    pub fn store(&self, file: &Path) -> Result<(), SnapshotError> {
        let failed = |reason: String| SnapshotError::Write {
            path: file.to_owned(),
            reason,
        };
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(|error| failed(library::write_reason(&error)))?;
        }
        let text = serde_json::to_vec(self).map_err(|error| failed(error.to_string()))?;
        let packed = library::pack(&text, &[]).map_err(|error| failed(error.to_string()))?;
        library::replace(file, &packed).map_err(|error| failed(error.reason()))?;
        Ok(())
    }

    /// Reads what [`Snapshot::store`] kept of the server at this address. What is of another one, as
    /// where the address of an instance was changed, is none of its own.
    ///
    /// # Errors
    /// As [`Snapshot::read`].
    pub fn read_of(file: &Path, address: &Address) -> Result<Self, SnapshotError> {
        let read = Self::read(file)?;
        if read.host.is_empty() || read.host == address.host() {
            Ok(read)
        } else {
            Err(SnapshotError::None)
        }
    }

    /// Takes away what was kept of a server that the instance is not any more.
    pub fn forget(folder: &Path) {
        // One that cannot be taken away is told from the new server's by its address.
        let _ = fs::remove_file(Self::file_in(folder));
    }

    /// Reads what [`Snapshot::store`] kept.
    ///
    /// # Errors
    /// Where there is none, or the file is damaged.
    pub fn read(file: &Path) -> Result<Self, SnapshotError> {
        if matches!(fs::metadata(file), Err(error) if error.kind() == io::ErrorKind::NotFound) {
            return Err(SnapshotError::None);
        }
        let damaged = |reason: String| SnapshotError::Damaged {
            path: file.to_owned(),
            reason,
        };
        let packed = library::read(file).map_err(SnapshotError::Read)?;
        let text = library::unpack(&packed, &[]).map_err(|error| damaged(error.to_string()))?;
        let read: Self =
            serde_json::from_slice(&text).map_err(|error| damaged(error.to_string()))?;
        if read.form != FORM {
            return Err(damaged(format!("it is of another version ({})", read.form)));
        }
        Ok(read)
    }
}

fn param_option(option: &PickerOption) -> ParamOption {
    ParamOption {
        value: option.value.as_str().into(),
        label: option.label.as_str().into(),
    }
}
