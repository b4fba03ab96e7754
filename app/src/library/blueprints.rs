//! The user's own blueprints: one file each, as MISP's JSON, in a folder of the user's data.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use misp_flow_engine::workflow::{self, FileForm, Workflow};

use super::{FileError, read, replace};

/// A file of the folder: the blueprint in it, or why there is none.
#[derive(Clone, Debug)]
pub struct StoredBlueprint {
    /// The file.
    pub path: PathBuf,
    /// What it holds.
    pub content: Result<Workflow, String>,
}

/// The blueprints of a folder, by file name; none where there is no such folder yet.
///
/// # Errors
/// When the folder cannot be listed. A file that cannot be read says so itself.
pub fn read_blueprints(folder: &Path) -> Result<Vec<StoredBlueprint>, FileError> {
    let failed = |source| FileError::Read {
        path: folder.to_owned(),
        source,
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        // What begins with a dot is on its way to another name.
        let hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !hidden && path.extension().is_some_and(|ending| ending == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    let stored = paths.into_iter().map(|path| StoredBlueprint {
        content: open(&path),
        path,
    });
    Ok(stored.collect())
}

fn open(path: &Path) -> Result<Workflow, String> {
    let bytes = read(path).map_err(|error| error.to_string())?;
    let workflow = workflow::open(&bytes).map_err(|error| error.to_string())?;
    if workflow.form != FileForm::Blueprint {
        return Err("The file holds no blueprint; import it to make one of it".to_owned());
    }
    Ok(workflow)
}

/// Writes a blueprint into the folder, which is made where there is none, under a new name.
///
/// # Errors
/// When it cannot be written.
pub fn add_blueprint(folder: &Path, blueprint: &Workflow) -> Result<PathBuf, FileError> {
    fs::create_dir_all(folder).map_err(|source| FileError::Folder {
        path: folder.to_owned(),
        source,
    })?;
    let name = file_stem(&blueprint.name);
    let mut path = folder.join(format!("{name}.json"));
    let mut number = 2;
    while path.exists() {
        path = folder.join(format!("{name}-{number}.json"));
        number += 1;
    }
    write_blueprint(&path, blueprint)?;
    Ok(path)
}

/// Replaces a file by this blueprint as MISP's JSON.
///
/// # Errors
/// When it cannot be written.
pub fn write_blueprint(path: &Path, blueprint: &Workflow) -> Result<(), FileError> {
    let json = match blueprint.form {
        FileForm::Blueprint => blueprint.to_json(),
        _ => blueprint.to_blueprint_json(),
    };
    replace(path, format!("{json:#}\n").as_bytes()).map(|_| ())
}

/// Deletes a file.
///
/// # Errors
/// When it is not there or may not be deleted.
pub fn delete_blueprint(path: &Path) -> Result<(), FileError> {
    fs::remove_file(path).map_err(|source| FileError::Delete {
        path: path.to_owned(),
        source,
    })
}

/// A file name for a title: letters and digits, joined by hyphens, not too long for any disk.
pub fn file_stem(title: &str) -> String {
    let mut name = String::new();
    for letter in title.chars().take(60) {
        if letter.is_alphanumeric() {
            name.extend(letter.to_lowercase());
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    let name = name.trim_end_matches('-');
    if name.is_empty() { "blueprint" } else { name }.to_owned()
}
