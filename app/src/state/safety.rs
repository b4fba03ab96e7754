//! What keeps work from being lost: the journals, the restoring, the earlier versions.

use std::path::{Path, PathBuf};

use misp_flow_engine::workflow::Workflow;

use super::{Dialog, OpenDocument, State, Tab, TabId, Tone, files::Outcome};
use crate::library::{
    self, Version, Versions,
    journal::{self, About, Found, Keeper, Search},
};

/// Under this name the versions of what never was a file are kept.
const NEVER_SAVED: &str = "never saved";

/// Where work is kept aside.
#[derive(Debug)]
pub(super) struct Safety {
    keeper: Keeper,
    journals: PathBuf,
    pub versions: Versions,
}

impl State {
    /// Keeps unsaved changes and earlier versions in this folder from now on, and looks there for
    /// what a program left behind that ended without saving.
    pub fn keep_in(&mut self, folder: &Path) {
        let journals = folder.join("journal");
        self.safety = Some(Safety {
            keeper: Keeper::start(journals.clone()),
            journals,
            versions: Versions::in_folder(folder.join("versions")),
        });
        self.use_event_folder(folder.join("events"));
        self.find_unsaved(false);
    }

    /// Looks for unsaved changes of programs that ended; `asked` where the user wants to know that
    /// there are none, too.
    pub(super) fn find_unsaved(&mut self, asked: bool) {
        let Some(safety) = &self.safety else { return };
        let journals = safety.journals.clone();
        self.start("Looking for unsaved changes…".to_owned(), move || {
            Outcome::Searched(journal::search(&journals), asked)
        });
    }

    pub(super) fn searched(&mut self, search: Search, asked: bool) {
        for path in search.damaged {
            let text = format!(
                "A journal of unsaved changes is damaged and nothing can be restored from it. It was put aside as {}",
                path.display()
            );
            self.messages.say(Tone::Failed, text);
        }
        if search.found.is_empty() && asked {
            let text = "There are no unsaved changes of an earlier session";
            self.messages.say(Tone::Done, text);
        }
        self.found.extend(search.found);
    }

    /// Unsaved changes of an earlier session that wait for an answer.
    pub fn found(&self) -> &[Found] {
        &self.found
    }

    /// Keeps what was changed in any tab since it was kept last; to be called once a frame.
    pub(super) fn keep_changes(&mut self) {
        if !self.found.is_empty() && self.dialog.is_none() {
            self.dialog = Some(Dialog::Restore);
        }
        let Some(safety) = self.safety.as_ref().filter(|_| !self.leaving) else {
            return;
        };
        for error in safety.keeper.errors() {
            let text = format!(
                "Changes cannot be kept aside for the case of a crash: {error}. Save your work often"
            );
            self.messages.say(Tone::Failed, text);
        }
        for tab in std::iter::once(&mut self.tab).chain(self.tabs.others_mut()) {
            let document = &tab.document;
            if document.is_unsaved() {
                let revision = Some(document.revision());
                if tab.kept != revision {
                    tab.kept = revision;
                    let about = About {
                        path: document.path().map(Path::to_owned),
                        stamp: document.stamp(),
                    };
                    let workflow = document.workflow().clone();
                    safety.keeper.keep(tab.id.number(), about, workflow);
                }
            } else if tab.kept.take().is_some() {
                safety.keeper.drop_document(tab.id.number());
            }
        }
    }

    /// The changes of this tab are not wanted any more.
    pub(super) fn forget_changes(&mut self, id: TabId) {
        if let Some(safety) = &self.safety {
            safety.keeper.drop_document(id.number());
        }
    }

    /// Writes what is still to be written aside; to be called when the program ends.
    pub fn end(&mut self) {
        self.leaving = true;
        self.safety = None;
    }

    fn take_found(&mut self, place: usize) -> Option<Found> {
        let found = (place < self.found.len()).then(|| self.found.remove(place));
        if self.found.is_empty() && matches!(self.dialog, Some(Dialog::Restore)) {
            self.dialog = None;
        }
        found
    }

    /// Opens unsaved changes: in place of the file they belong to, or as a copy without one.
    pub(super) fn restore(&mut self, place: usize, as_copy: bool) {
        let Some(found) = self.take_found(place) else {
            return;
        };
        let workflow = found.workflow.clone();
        let there = found.real_path.as_deref().and_then(|real| {
            let same = |tab: &&Tab| tab.document.real_path() == Some(real);
            let tab = self.tabs().find(same)?;
            Some((tab.id, tab.document.is_unsaved()))
        });
        match (&found.about.path, &found.real_path, there) {
            (Some(path), Some(real), there)
                if !as_copy && there.is_none_or(|(_, unsaved)| !unsaved) =>
            {
                let stamp = found.about.stamp;
                let document =
                    OpenDocument::from_file(workflow, path.clone(), real.clone(), stamp).unsaved();
                match there {
                    Some((id, _)) => self.replace_document(id, document),
                    None => self.add_tab(document),
                }
            }
            _ => {
                let is_copy = as_copy || found.about.path.is_some();
                let restored = self.restored(workflow, is_copy);
                self.add_tab(restored);
            }
        }
        // The changes are kept in a journal of their own before the one that was found goes.
        self.keep_changes();
        if let Some(safety) = &self.safety {
            safety.keeper.settled(found);
        }
    }

    /// A document of its own with the first number that tells it from the open ones.
    fn restored(&self, workflow: Workflow, as_copy: bool) -> OpenDocument {
        let titles: Vec<String> = self.tabs().map(|tab| tab.document.title()).collect();
        let numbered = |number| OpenDocument::restored(workflow.clone(), number, as_copy);
        let free = |document: &OpenDocument| !titles.contains(&document.title());
        let free = (1..=titles.len() + 1).map(numbered).find(free);
        free.unwrap_or_else(|| numbered(1))
    }

    /// Opens all unsaved changes; shows those that were made last, behind the others.
    pub(super) fn restore_all(&mut self) {
        self.found
            .sort_by_key(|found| std::cmp::Reverse(found.when));
        while let Some(earliest) = self.found.len().checked_sub(1) {
            self.restore(earliest, false);
        }
    }

    /// Puts unsaved changes among the earlier versions of their file.
    pub(super) fn discard_found(&mut self, place: usize) {
        let Some(versions) = self.safety.as_ref().map(|safety| safety.versions.clone()) else {
            return;
        };
        let Some(found) = self.take_found(place) else {
            return;
        };
        self.start("Putting changes aside…".to_owned(), move || {
            let file = found.real_path.as_deref().unwrap_or(Path::new(NEVER_SAVED));
            let text = found.workflow.to_text();
            let kept = versions.keep(file, text.as_bytes());
            Outcome::Discarded(Box::new(found), kept.map_err(|error| error.to_string()))
        });
    }

    pub(super) fn discarded(&mut self, found: Found, kept: Result<(), String>) {
        match kept {
            Ok(()) => {
                if let Some(safety) = &self.safety {
                    safety.keeper.settled(found);
                }
                let text = "Discarded. The changes are among the earlier versions, should you want them after all";
                self.messages.say(Tone::Done, text);
            }
            Err(error) => {
                let text = format!(
                    "The changes were not discarded, since they cannot be put among the earlier versions: {error}. You are asked again at the next start"
                );
                self.messages.say(Tone::Failed, text);
            }
        }
    }

    /// Puts another document into a tab, whose history begins anew.
    pub(super) fn replace_document(&mut self, id: TabId, document: OpenDocument) {
        self.show_tab(id);
        let graph = &document.workflow().graph;
        let mut selected = std::mem::take(&mut self.tab.selected);
        selected.nodes.retain(|node| graph.node(node).is_some());
        selected.edges.retain(|edge| graph.has_edge(edge));
        self.tab.document = document;
        self.tab.outside = None;
        self.select(selected.nodes, selected.edges);
    }

    /// Lists the earlier versions of the shown document's file.
    pub(super) fn list_versions(&mut self) {
        let Some(versions) = self.safety.as_ref().map(|safety| safety.versions.clone()) else {
            return;
        };
        let file = self.tab.document.real_path();
        let file = file.unwrap_or(Path::new(NEVER_SAVED)).to_owned();
        self.start("Looking for earlier versions…".to_owned(), move || {
            let list = versions.list(&file).map_err(|error| error.to_string());
            Outcome::Versions(list)
        });
    }

    pub(super) fn versions_listed(&mut self, list: Result<Vec<Version>, String>) {
        match list {
            Ok(list) => self.dialog = Some(Dialog::Versions(list)),
            Err(error) => {
                let text = format!("The earlier versions cannot be looked up: {error}");
                self.messages.say(Tone::Failed, text);
            }
        }
    }

    /// Opens an earlier version as a document of its own; `name` tells it from the present one.
    pub(super) fn open_version(&mut self, version: Version, name: String) {
        self.dialog = None;
        self.start("Opening an earlier version…".to_owned(), move || {
            Outcome::Version(library::open_version(&version).map(Box::new), name)
        });
    }

    pub(super) fn version_read(&mut self, read: Result<Box<Workflow>, String>, name: &str) {
        match read {
            Ok(workflow) => self.add_tab(OpenDocument::copy(*workflow, name)),
            Err(error) => {
                let text = format!("The earlier version was not opened. {error}");
                self.messages.say(Tone::Failed, text);
            }
        }
    }
}
