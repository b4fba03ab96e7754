//! Asking for a path: the desktop's dialog, or our own where the desktop has none.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use super::{
    Dialog, State,
    files::{Outcome, Purpose},
};
use crate::{export::Form, library::file_stem};

/// A dialog that was dismissed faster than this was never seen by anybody.
const NOBODY: Duration = Duration::from_millis(300);

/// Which file dialogs to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileDialogs {
    /// The desktop's, and our own where there is none.
    Desktop,
    /// Our own only.
    Own,
}

/// What came of asking for a path.
#[derive(Debug)]
pub(super) enum Picked {
    Path(PathBuf),
    Dismissed,
    NoDialog,
}

impl State {
    /// Asks for a path.
    pub(super) fn pick(&mut self, purpose: Purpose) {
        self.dialog = None;
        if self.file_dialogs == FileDialogs::Own {
            self.ask_path(purpose);
            return;
        }
        let name = self.suggested_for(purpose);
        let folder = self
            .tab
            .document
            .path()
            .and_then(|path| path.parent())
            .map(PathBuf::from);
        self.start("Waiting for the file dialog…".to_owned(), move || {
            let filter = match purpose {
                Purpose::Export(export) => export.form.ending(),
                Purpose::ExportPosts(form) => form.ending(),
                Purpose::ExportRun(form) => form.ending(),
                _ => "json",
            };
            let mut dialog = rfd::AsyncFileDialog::new();
            dialog = match purpose {
                Purpose::ImportPosts => dialog.add_filter("Debug posts", &["jsonl", "har", "json"]),
                Purpose::ManyFile => dialog.add_filter("Events", &["jsonl", "ndjson", "json"]),
                Purpose::ManyFolder => dialog,
                // The ending that is chosen decides the form.
                Purpose::ExportPosts(_) => dialog
                    .add_filter(filter.to_uppercase(), &[filter])
                    .add_filter("JSON Lines or HTTP archive", &["jsonl", "har"]),
                _ => dialog.add_filter(filter.to_uppercase(), &[filter]),
            };
            if let Some(folder) = folder {
                dialog = dialog.set_directory(folder);
            }
            let since = Instant::now();
            let handle = match purpose {
                Purpose::Open => {
                    pollster::block_on(dialog.set_title("Open a workflow").pick_file())
                }
                Purpose::OpenEvent => {
                    pollster::block_on(dialog.set_title("Open an event").pick_file())
                }
                Purpose::ManyFile => {
                    pollster::block_on(dialog.set_title("Run on a file of events").pick_file())
                }
                Purpose::ManyFolder => {
                    pollster::block_on(dialog.set_title("Run on a folder of events").pick_folder())
                }
                Purpose::ImportBlueprints => {
                    pollster::block_on(dialog.set_title("Import blueprints").pick_file())
                }
                Purpose::ExportBlueprint => pollster::block_on(
                    dialog
                        .set_title("Export the blueprint")
                        .set_file_name(name)
                        .save_file(),
                ),
                Purpose::ImportPosts => {
                    pollster::block_on(dialog.set_title("Import debug posts").pick_file())
                }
                Purpose::ExportPosts(_) => pollster::block_on(
                    dialog
                        .set_title("Export the debug posts")
                        .set_file_name(name)
                        .save_file(),
                ),
                Purpose::ExportRun(_) => pollster::block_on(
                    dialog
                        .set_title("Export the run")
                        .set_file_name(name)
                        .save_file(),
                ),
                Purpose::ExportEvents => pollster::block_on(
                    dialog
                        .set_title("Export events")
                        .set_file_name(name)
                        .save_file(),
                ),
                Purpose::Compare => {
                    pollster::block_on(dialog.set_title("Compare with a workflow").pick_file())
                }
                Purpose::Export(export) => pollster::block_on(
                    dialog
                        .set_title(format!("Export a {}", export.form.name()))
                        .set_file_name(name)
                        .save_file(),
                ),
                Purpose::Save(_) => pollster::block_on(
                    dialog
                        .set_title("Save the workflow")
                        .set_file_name(name)
                        .save_file(),
                ),
            };
            Outcome::Picked(
                purpose,
                match handle {
                    Some(handle) => Picked::Path(handle.path().to_owned()),
                    None if since.elapsed() < NOBODY => Picked::NoDialog,
                    None => Picked::Dismissed,
                },
            )
        });
    }

    pub(super) fn after_pick(&mut self, purpose: Purpose, picked: Picked) {
        match picked {
            Picked::Path(path) => self.picked(purpose, path),
            Picked::Dismissed => self.after_save = None,
            Picked::NoDialog => self.ask_path(purpose),
        }
    }

    fn ask_path(&mut self, purpose: Purpose) {
        let text = match (purpose, self.tab.document.path()) {
            (Purpose::Save(_), Some(path)) => path.display().to_string(),
            (Purpose::Save(_), None) => self.suggested_name(),
            (
                Purpose::ExportBlueprint
                | Purpose::ExportEvents
                | Purpose::Export(_)
                | Purpose::ExportPosts(_)
                | Purpose::ExportRun(_),
                path,
            ) => {
                let name = self.suggested_for(purpose);
                // Beside the workflow, as the system's own dialog would propose it.
                let folder = path.and_then(Path::parent);
                let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
                folder.map_or(name.clone(), |folder| {
                    folder.join(name).display().to_string()
                })
            }
            _ => String::new(),
        };
        self.dialog = Some(Dialog::Path { purpose, text });
    }

    /// A file name for what is to be written.
    fn suggested_for(&self, purpose: Purpose) -> String {
        match purpose {
            Purpose::ExportBlueprint => return self.suggested_export(),
            Purpose::ExportEvents => return self.suggested_event_file(),
            Purpose::ExportRun(form) => return self.suggested_run_file(form),
            Purpose::ExportPosts(form) => return format!("debug-posts.{}", form.ending()),
            _ => {}
        }
        let name = self.suggested_name();
        let Purpose::Export(export) = purpose else {
            return name;
        };
        let stem = name.strip_suffix(".json").unwrap_or(&name);
        let part = if export.selection { "-part" } else { "" };
        // Not the name of the document itself, which an export must not replace.
        let part = match export.form {
            Form::Workflow => "-workflow",
            Form::Blueprint if part.is_empty() => "-blueprint",
            _ => part,
        };
        format!("{stem}{part}.{}", export.form.ending())
    }

    /// A file name for a document that has none.
    fn suggested_name(&self) -> String {
        if let Some(name) = self.tab.document.path().and_then(|path| path.file_name()) {
            return name.to_string_lossy().into_owned();
        }
        format!("{}.json", file_stem(&self.tab.document.title()))
    }
}

/// A typed path, with `~` for the home folder; nothing for an empty text.
pub fn typed_path(text: &str) -> Option<PathBuf> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let home = std::env::var_os("HOME").map(PathBuf::from);
    match (text.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => Some(home.join(rest)),
        _ => Some(PathBuf::from(text)),
    }
}
