//! The instances that the user works with, kept in the settings folder. Keys are not among what is
//! kept ([`super::Keys`]).

use std::{
    borrow::Cow,
    fmt, fs, io,
    path::{Path, PathBuf},
    str::FromStr,
};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Address, ApiKey, Client, Limits, ProxyChoice, Refusal, Trust, name};
use crate::library::{self, FileError, WRITE_CURE};

/// One MISP server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// A uuid that names it in the data folder and, with the server, in the keyring.
    pub id: String,
    /// What the user calls it.
    pub name: String,
    /// Where it is.
    pub url: Address,
    /// Whom its certificate is trusted by.
    #[serde(default)]
    pub trust: Trust,
    /// The colour that tells it from others.
    #[serde(default)]
    pub colour: Colour,
    /// How it is reached.
    #[serde(default)]
    pub proxy: ProxyChoice,
}

impl Instance {
    /// A new one with an id of its own.
    pub fn new(name: impl Into<String>, url: Address) -> Self {
        Self {
            id: library::fresh_uuid(),
            name: name.into(),
            url,
            trust: Trust::default(),
            colour: Colour::default(),
            proxy: ProxyChoice::default(),
        }
    }

    /// What it is called, cut where the name is longer than names may be.
    pub fn shown_name(&self) -> Cow<'_, str> {
        name::shown(&self.name)
    }

    /// A client for it.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn client(&self, key: ApiKey, limits: Limits) -> Result<Client, Refusal> {
        let (url, proxy) = (self.url.clone(), self.proxy.clone());
        Client::new(url, key, &self.trust, proxy, limits)
    }

    /// What its key is called in the keyring. The server is part of the name, so that a key is
    /// never sent to another one than it was entered for, whatever the list says by then.
    pub fn key_entry(&self) -> String {
        let scheme = if self.url.is_https() { "https" } else { "http" };
        format!("{} {scheme}://{}", self.id, self.url.host())
    }

    /// The folder for what is kept of it: the catalogue, and more.
    pub fn data_folder(&self) -> Option<PathBuf> {
        Some(library::data_folder()?.join("instances").join(&self.id))
    }
}

/// A colour, written `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour(pub [u8; 3]);

impl Default for Colour {
    fn default() -> Self {
        Self([0x2f, 0x6f, 0xde])
    }
}

impl Colour {
    /// The colour of an instance that is added behind so many others.
    pub fn behind(others: usize) -> Self {
        const ALL: [[u8; 3]; 6] = [
            [0x2f, 0x6f, 0xde],
            [0xd9, 0x6c, 0x1f],
            [0x2e, 0x9e, 0x6b],
            [0xa6, 0x4a, 0xc9],
            [0xc9, 0x3a, 0x56],
            [0x1f, 0x9b, 0xb0],
        ];
        ALL.get(others % ALL.len())
            .copied()
            .map_or_else(Self::default, Self)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(out, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// Why a text is no colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("A colour is written #rrggbb, such as #2f6fde")]
pub struct ColourError;

impl FromStr for Colour {
    type Err = ColourError;

    fn from_str(text: &str) -> Result<Self, ColourError> {
        let digits = text.trim().strip_prefix('#').ok_or(ColourError)?;
        if digits.len() != 6 {
            return Err(ColourError);
        }
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(ColourError);
        }
        let number = u32::from_str_radix(digits, 16).map_err(|_| ColourError)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

impl TryFrom<String> for Colour {
    type Error = ColourError;

    fn try_from(text: String) -> Result<Self, ColourError> {
        text.parse()
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

/// Why the list cannot be read or kept.
#[derive(Debug, Error)]
pub enum InstancesError {
    /// The system names no folder for settings.
    #[error("There is no folder for settings: neither HOME nor XDG_CONFIG_HOME is set")]
    NoFolder,
    /// The file is there and cannot be read.
    #[error(transparent)]
    Read(FileError),
    /// The file is damaged; it is left as it is.
    #[error("{} holds no list of instances: {reason}. Mend it, or move it away and add them again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// It was given another address while somebody entered a key for the former one.
    #[error(
        "Nothing was kept: {name} has another address by now, {url}, from another window or the command line, and the key was entered for the one before. Open it again"
    )]
    Moved {
        /// What it is called.
        name: String,
        /// The address that it has now.
        url: String,
    },
    /// It could not be written; the old list is still there.
    #[error("The list of instances is as it was, since {} cannot be written: {reason}. {WRITE_CURE}, then try again", path.display())]
    Write {
        /// The file, or the folder that could not be made for it.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
}

/// The list of instances, in the user's order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instances(Vec<Instance>);

impl Instances {
    /// Where the list of this user lies.
    ///
    /// # Errors
    /// Where the system names no folder for settings.
    pub fn place() -> Result<PathBuf, InstancesError> {
        let folder = library::config_folder().ok_or(InstancesError::NoFolder)?;
        Ok(folder.join("instances.json"))
    }

    /// The list of this user; empty where none was kept yet.
    ///
    /// # Errors
    /// Where there is a list that cannot be read: it must not be replaced by an empty one.
    pub fn load() -> Result<Self, InstancesError> {
        Self::load_from(&Self::place()?)
    }

    /// As [`Instances::load`], from this file.
    ///
    /// # Errors
    /// As [`Instances::load`].
    pub fn load_from(path: &Path) -> Result<Self, InstancesError> {
        match fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            _ => {}
        }
        let bytes = library::read(path).map_err(InstancesError::Read)?;
        serde_json::from_slice(&bytes).map_err(|error| InstancesError::Damaged {
            path: path.to_owned(),
            reason: error.to_string(),
        })
    }

    /// Reads the list of this file, changes it and keeps it, while no other program does; gives it
    /// as it is then.
    ///
    /// # Errors
    /// As [`Instances::load`] and [`Instances::save_to`], and where the change fails: nothing is kept
    /// then.
    pub fn change(
        path: &Path,
        change: impl FnOnce(&mut Self) -> Result<(), InstancesError>,
    ) -> Result<Self, InstancesError> {
        let lock = path.with_extension("lock");
        make_folder_of(path)?;
        let held = fs::File::create(&lock).map_err(|error| unwritten(&lock, &error))?;
        // A disk without locks has to do without.
        let _ = held.lock();
        let mut list = Self::load_from(path)?;
        change(&mut list)?;
        list.save_to(path)?;
        Ok(list)
    }

    /// Keeps the list in this file.
    ///
    /// # Errors
    /// Where it cannot be written; the old one is then still there.
    pub fn save_to(&self, path: &Path) -> Result<(), InstancesError> {
        make_folder_of(path)?;
        // Texts and numbers only, which always have a JSON form.
        let text = serde_json::to_vec_pretty(self).unwrap_or_default();
        library::replace(path, &text).map_err(|error| InstancesError::Write {
            path: path.to_owned(),
            reason: error.reason(),
        })?;
        Ok(())
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Instance> {
        self.0.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The one with this id.
    pub fn get(&self, id: &str) -> Option<&Instance> {
        self.iter().find(|instance| instance.id == id)
    }

    /// The one that a user means: by name, id or address.
    pub fn find(&self, meant: &str) -> Option<&Instance> {
        let by_name = || self.iter().find(|instance| instance.name == meant);
        let by_url = || {
            let url: Address = meant.parse().ok()?;
            self.iter().find(|instance| instance.url == url)
        };
        self.get(meant).or_else(by_name).or_else(by_url)
    }

    /// Adds one behind the others; one with the same id is replaced in its place.
    pub fn put(&mut self, instance: Instance) {
        match self.0.iter_mut().find(|known| known.id == instance.id) {
            Some(known) => *known = instance,
            None => self.0.push(instance),
        }
    }

    /// Takes one out, and notes what its record is called: what was kept of its workflows stays, and
    /// is found again when the address is added once more. The list itself is not kept yet.
    ///
    /// # Errors
    /// Where the note cannot be read or written; the instance is then still in the list.
    pub fn remove_noted(&mut self, id: &str, path: &Path) -> Result<(), InstancesError> {
        if let Some(instance) = self.get(id).cloned() {
            let file = removed_beside(path);
            let mut removed = Self::load_from(&file)?;
            removed.put(instance);
            removed.save_to(&file)?;
            self.remove(id);
        }
        Ok(())
    }

    /// The id under which a record is kept of an instance at this address that was removed, where
    /// the instance that is added now is another. `path` is that of the list.
    ///
    /// # Errors
    /// Where the note cannot be read.
    pub fn id_before(
        &self,
        instance: &Instance,
        path: &Path,
    ) -> Result<Option<String>, InstancesError> {
        if self.get(&instance.id).is_some() {
            return Ok(None);
        }
        let removed = Self::load_from(&removed_beside(path))?;
        let mut same = removed.0.into_iter().rev().map(|one| (one.url, one.id));
        let found = same.find(|(url, id)| *url == instance.url && self.get(id).is_none());
        Ok(found.map(|(_, id)| id))
    }

    /// Takes one out.
    fn remove(&mut self, id: &str) -> Option<Instance> {
        let place = self.0.iter().position(|instance| instance.id == id)?;
        Some(self.0.remove(place))
    }
}

fn unwritten(path: &Path, error: &io::Error) -> InstancesError {
    InstancesError::Write {
        path: path.to_owned(),
        reason: library::write_reason(error),
    }
}

fn make_folder_of(file: &Path) -> Result<(), InstancesError> {
    match file.parent() {
        Some(folder) => fs::create_dir_all(folder).map_err(|error| unwritten(folder, &error)),
        None => Ok(()),
    }
}

/// Where the instances that were removed are noted.
fn removed_beside(list: &Path) -> PathBuf {
    list.with_file_name("removed-instances.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_kept_and_a_damaged_one_is_not_replaced() {
        let folder = std::env::temp_dir().join(library::fresh_uuid());
        let file = folder.join("instances.json");
        assert!(Instances::load_from(&file).unwrap().is_empty());
        let mut list = Instances::default();
        let mut one = Instance::new("Test", "misp.local/misp".parse().unwrap());
        one.trust = Trust::Pinned(super::super::Fingerprint::of(b"x"));
        one.proxy = ProxyChoice::Through("proxy:3128".parse().unwrap());
        list.put(one.clone());
        list.save_to(&file).unwrap();
        assert_eq!(Instances::load_from(&file).unwrap(), list);
        for meant in [one.id.as_str(), "Test", "https://misp.local/misp/"] {
            assert_eq!(list.find(meant), Some(&one), "{meant}");
        }
        fs::write(&file, "[{").unwrap();
        assert!(matches!(
            Instances::load_from(&file),
            Err(InstancesError::Damaged { .. })
        ));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_was_removed_is_known_again_by_its_address() {
        let folder = std::env::temp_dir().join(library::fresh_uuid());
        let file = folder.join("instances.json");
        let at = |url: &str| Instance::new("Test", url.parse().unwrap());
        let mut list = Instances::default();
        let one = at("https://misp.local");
        list.put(one.clone());
        list.remove_noted(&one.id, &file).unwrap();
        assert!(list.is_empty());
        let again = at("https://misp.local/");
        assert_eq!(list.id_before(&again, &file).unwrap(), Some(one.id.clone()));
        let other = at("https://other.local");
        assert_eq!(list.id_before(&other, &file).unwrap(), None);
        // It is there already: a second one at the same address has a record of its own.
        list.put(one);
        assert_eq!(list.id_before(&again, &file).unwrap(), None);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn colours_are_written_as_they_are_read() {
        let colour: Colour = "#0a1B2c".parse().unwrap();
        assert_eq!(colour.to_string(), "#0a1b2c");
        for wrong in ["", "0a1b2c", "#0a1b2", "#gggggg", "#+12345"] {
            let read = wrong.parse::<Colour>();
            assert!(read.is_err(), "{wrong}");
        }
    }
}
