//! Where the program keeps files of its own, and how: in the user's folders, for the user alone.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

/// The name of the program's folder inside the user's.
const NAME: &str = "misp-flow";

/// The folder of the settings, as the system names it.
pub fn config_folder() -> Option<PathBuf> {
    place("XDG_CONFIG_HOME", ".config", "APPDATA")
}

/// The folder of earlier versions and journals, as the system names it.
pub fn data_folder() -> Option<PathBuf> {
    place("XDG_DATA_HOME", ".local/share", "LOCALAPPDATA")
}

fn place(xdg: &str, in_home: &str, windows: &str) -> Option<PathBuf> {
    let folder = |name: &str| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let base = if cfg!(target_os = "windows") {
        folder(windows)
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        folder(xdg).or_else(|| Some(folder("HOME")?.join(in_home)))
    };
    Some(base?.join(NAME))
}

/// Makes a folder that only the user may look into.
pub(crate) fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// How a new file is made that only the user may read.
pub(crate) fn private_file() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// A number for a text that is the same on every machine and in every version (FNV-1a).
pub(super) fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
