//! Where vectors come from.

use std::{fs, path::Path};

use misp_flow_engine::value::Value;

/// The vectors of one file.
pub struct Vectors {
    /// The name of the file without endings: the kind, maybe with `peer_` before it.
    pub name: String,
    /// Each vector with its id.
    pub vectors: Vec<(String, Value)>,
    /// What could not be read.
    pub faults: Vec<String>,
}

/// The vectors that come with the tests; and, where the folder `shared` stands next to the
/// project, those with the data of others from there. The second part tells what was left out.
pub fn default_sources() -> (Vec<Vectors>, Option<String>) {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = from_folder(&tests.join("vectors"), |_| true);
    let shared = tests.join("../../shared/conformance");
    if !shared.is_dir() {
        let note = "skipped: peer_* and live_runs/bp-* (data of others, not part of this project)";
        return (files, Some(note.to_owned()));
    }
    files.extend(from_folder(&shared, |name| {
        name.starts_with("peer_") || name.starts_with("bp-")
    }));
    (files, None)
}

/// The vectors in `folder` whose file name `wanted` accepts: `*.jsonl`, `*.jsonl.zst`, and the
/// files of `live_runs/`, one vector each. Sorted by name.
pub fn from_folder(folder: &Path, wanted: impl Fn(&str) -> bool) -> Vec<Vectors> {
    let mut files = Vec::new();
    for (file, path) in entries(folder) {
        if let Some(name) = file
            .strip_suffix(".jsonl")
            .or_else(|| file.strip_suffix(".jsonl.zst"))
            && wanted(&file)
        {
            files.push(read(name, &path));
        }
    }
    let mut live = Vectors {
        name: "live_runs".to_owned(),
        vectors: Vec::new(),
        faults: Vec::new(),
    };
    for (file, path) in entries(&folder.join("live_runs")) {
        if let Some(id) = file.strip_suffix(".json")
            && wanted(&file)
        {
            match fs::read(&path) {
                Ok(json) => live.add(id.to_owned(), &json),
                Err(error) => live.faults.push(format!("{file}: {error}")),
            }
        }
    }
    if !live.vectors.is_empty() || !live.faults.is_empty() {
        files.push(live);
    }
    files
}

fn entries(folder: &Path) -> Vec<(String, std::path::PathBuf)> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<_> = entries
        .flatten()
        .map(|entry| {
            (
                entry.file_name().to_string_lossy().into_owned(),
                entry.path(),
            )
        })
        .collect();
    files.sort();
    files
}

fn read(name: &str, path: &Path) -> Vectors {
    let mut file = Vectors {
        name: name.to_owned(),
        vectors: Vec::new(),
        faults: Vec::new(),
    };
    let bytes = fs::read(path).and_then(|bytes| match path.extension() {
        Some(ending) if ending == "zst" => zstd::decode_all(bytes.as_slice()),
        _ => Ok(bytes),
    });
    match bytes {
        Ok(bytes) => {
            let lines = bytes.split(|byte| *byte == b'\n').enumerate();
            for (number, line) in lines.filter(|(_, line)| !line.trim_ascii().is_empty()) {
                file.add(format!("line {}", number + 1), line);
            }
        }
        Err(error) => file.faults.push(error.to_string()),
    }
    file
}

impl Vectors {
    fn add(&mut self, place: String, json: &[u8]) {
        match Value::from_json(json) {
            Ok(vector) => {
                let id = vector
                    .get("id")
                    .map_or(place, |id| id.to_text().into_owned());
                self.vectors.push((id, vector));
            }
            Err(error) => self.faults.push(format!("{place}: {error}")),
        }
    }
}
