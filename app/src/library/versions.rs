//! Earlier versions of files: what a save replaced, some of it for each file.

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use misp_flow_engine::workflow::{self, Workflow};

use super::{
    packed::{pack, unpack},
    place::{fingerprint, private_file, private_folder},
};

/// How many versions of one file are kept; the oldest makes room.
const MOST: usize = 50;

/// An earlier version of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Where it lies.
    pub path: PathBuf,
    /// When it was replaced.
    pub when: SystemTime,
    /// Its size in bytes, before packing.
    pub size: u64,
}

/// The earlier versions of all files.
#[derive(Clone, Debug)]
pub struct Versions {
    folder: PathBuf,
}

impl Versions {
    /// Those that lie in this folder, which need not be there yet.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Keeps a text as an earlier version of a file, unless it is the newest already.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn keep(&self, file: &Path, text: &[u8]) -> io::Result<()> {
        let folder = self.folder_of(file);
        let newest = self.list(file)?.into_iter().next();
        let after_newest = newest
            .as_ref()
            .map_or(0, |version| millis(version.when) + 1);
        let same = newest.filter(|version| version.size == text.len() as u64);
        if same.is_some_and(|version| read_version(&version).is_ok_and(|old| old == text)) {
            return Ok(());
        }
        private_folder(&folder)?;
        // Two in one millisecond keep their order, and so do those of a clock that was set back.
        let millis = millis(SystemTime::now()).max(after_newest);
        let path = folder.join(file_name(millis, text.len()));
        let beside = path.with_extension(format!("{}.writing", std::process::id()));
        let written = pack(text, &[]).and_then(|packed| {
            let mut file = private_file().open(&beside)?;
            file.write_all(&packed)?;
            file.sync_all()?;
            fs::rename(&beside, &path)
        });
        if written.is_err() {
            // The failure itself is what is reported.
            let _ = fs::remove_file(&beside);
        }
        written?;
        for old in self.list(file)?.into_iter().skip(MOST) {
            fs::remove_file(old.path)?;
        }
        Ok(())
    }

    /// The versions of a file, the newest first.
    ///
    /// # Errors
    /// Where they cannot be looked up.
    pub fn list(&self, file: &Path) -> io::Result<Vec<Version>> {
        let entries = match fs::read_dir(self.folder_of(file)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut list: Vec<Version> = entries
            .filter_map(|entry| version_at(entry.ok()?.path()))
            .collect();
        list.sort_by_key(|one| std::cmp::Reverse(one.when));
        Ok(list)
    }

    /// The folder of a file's versions: its name, for those who look there, and a number.
    fn folder_of(&self, file: &Path) -> PathBuf {
        let stem = file.file_stem().map(|stem| stem.to_string_lossy());
        let stem: String = stem.unwrap_or_default().chars().take(40).collect();
        let number = fingerprint(file.as_os_str().as_encoded_bytes());
        self.folder.join(format!("{stem}-{number:016x}"))
    }
}

/// The text of a version.
///
/// # Errors
/// Where it cannot be read or is damaged.
pub fn read_version(version: &Version) -> io::Result<Vec<u8>> {
    unpack(&fs::read(&version.path)?, &[])
}

/// The workflow of a version.
///
/// # Errors
/// Where it cannot be read or is damaged, in words.
pub fn open_version(version: &Version) -> Result<Workflow, String> {
    let text = read_version(version).map_err(|error| error.to_string())?;
    workflow::open(&text).map_err(|error| error.to_string())
}

/// Milliseconds since 1970.
fn millis(when: SystemTime) -> u128 {
    let since = when.duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_millis())
}

/// Milliseconds since 1970 and the size, so that listing needs no reading.
fn file_name(millis: u128, size: usize) -> String {
    format!("{millis:015}-{size}.json.zst")
}

fn version_at(path: PathBuf) -> Option<Version> {
    let name = path.file_name()?.to_str()?;
    let (millis, size) = name.strip_suffix(".json.zst")?.split_once('-')?;
    let when = UNIX_EPOCH.checked_add(std::time::Duration::from_millis(millis.parse().ok()?))?;
    let size = size.parse().ok()?;
    Some(Version { path, when, size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_listed_with_the_newest_first_and_the_oldest_make_room() {
        let folder =
            std::env::temp_dir().join(format!("misp-flow-versions-{}", std::process::id()));
        let versions = Versions::in_folder(folder.clone());
        let file = Path::new("/somewhere/red.json");
        assert_eq!(versions.list(file).unwrap(), []);
        for number in 0..MOST + 5 {
            versions.keep(file, number.to_string().as_bytes()).unwrap();
        }
        versions.keep(file, b"54").unwrap();
        versions
            .keep(Path::new("/elsewhere/red.json"), b"other")
            .unwrap();
        let list = versions.list(file).unwrap();
        let texts: Vec<_> = list
            .iter()
            .map(|version| read_version(version).unwrap())
            .collect();
        let expected: Vec<_> = (5..MOST + 5)
            .rev()
            .map(|number| number.to_string().into_bytes())
            .collect();
        assert_eq!(texts, expected);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&list[0].path), 0o600);
            assert_eq!(mode(list[0].path.parent().unwrap()), 0o700);
        }
        fs::remove_dir_all(folder).unwrap();
    }
}
