//! Where expectations lie.

use std::{
    ffi::OsString,
    fs, io,
    path::{Component, Path, PathBuf},
};

use super::ExpectationError;
use crate::library::{self, FileError};

/// How the names of their files end.
const ENDING: &str = ".expect.json";

/// The file with what is expected of a workflow: `NAME.expect.json` beside `NAME.json`.
pub fn expectations_of(workflow: &Path) -> PathBuf {
    let name = workflow.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.strip_suffix(".json").unwrap_or(&name);
    workflow.with_file_name(format!("{stem}{ENDING}"))
}

/// The workflow that a file with expectations is about; the other way round.
pub fn workflow_of(expectations: &Path) -> PathBuf {
    let name = expectations.file_name().unwrap_or_default();
    let name = name.to_string_lossy();
    let stem = name.strip_suffix(ENDING).unwrap_or(&name);
    let plain = expectations.with_file_name(stem);
    let json = expectations.with_file_name(format!("{stem}.json"));
    if !json.exists() && plain.exists() {
        return plain;
    }
    json
}

/// The folder that a file lies in, from which its paths lead.
pub fn folder_of(file: &Path) -> &Path {
    let folder = file.parent().filter(|folder| *folder != Path::new(""));
    folder.unwrap_or(Path::new("."))
}

/// The files with expectations in a folder and the folders in it, by name; links to folders are not
/// followed. For a workflow its own file, and a file with expectations itself.
///
/// # Errors
/// When a folder cannot be read.
pub fn find(path: &Path) -> Result<Vec<PathBuf>, ExpectationError> {
    if path.is_file() {
        let own = if holds_expectations(path) {
            path.to_owned()
        } else {
            expectations_of(path)
        };
        return Ok(Some(own).filter(|own| own.exists()).into_iter().collect());
    }
    let mut found = Vec::new();
    add(path, &mut found).map_err(|(path, source)| FileError::Read { path, source })?;
    Ok(found)
}

fn holds_expectations(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.strip_suffix(ENDING)
        .is_some_and(|stem| !stem.is_empty())
}

fn add(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), (PathBuf, io::Error)> {
    let failed = |error| (folder.to_owned(), error);
    let mut inside = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        inside.push(entry.map_err(failed)?);
    }
    inside.sort_by_key(fs::DirEntry::file_name);
    for entry in inside {
        let path = entry.path();
        if entry.file_type().map_err(failed)?.is_dir() {
            add(&path, found)?;
        } else if holds_expectations(&path) {
            found.push(path);
        }
    }
    Ok(())
}

/// The way from a folder to a file, with `/` between the names; `None` where it cannot be written as
/// text.
pub fn relative(folder: &Path, file: &Path) -> Option<String> {
    let (folder, file) = (library::real_path(folder), library::real_path(file));
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (folder.components().collect(), file.components().collect());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return file.to_str().map(ToOwned::to_owned);
    }
    let up = from.iter().skip(shared).map(|_| OsString::from(".."));
    let down = to
        .iter()
        .skip(shared)
        .map(|part| part.as_os_str().to_owned());
    let parts: Option<Vec<String>> = up.chain(down).map(|part| part.into_string().ok()).collect();
    parts.map(|parts| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_lie_beside_the_workflow() {
        let file = expectations_of(Path::new("flows/red.json"));
        assert_eq!(file, Path::new("flows/red.expect.json"));
        assert_eq!(workflow_of(&file), Path::new("flows/red.json"));
        assert!(holds_expectations(&file));
        assert!(!holds_expectations(Path::new("flows/.expect.json")));
    }

    #[test]
    fn a_bare_name_lies_in_the_folder_one_is_in() {
        assert_eq!(folder_of(Path::new("red.json")), Path::new("."));
        assert_eq!(folder_of(Path::new("a/red.json")), Path::new("a"));
    }

    #[test]
    fn the_way_to_a_file_is_relative() {
        let way = |folder: &str, file: &str| relative(Path::new(folder), Path::new(file));
        assert_eq!(way("/no/a", "/no/a/e.json").as_deref(), Some("e.json"));
        assert_eq!(
            way("/no/a/b", "/no/c/e.json").as_deref(),
            Some("../../c/e.json")
        );
    }
}
