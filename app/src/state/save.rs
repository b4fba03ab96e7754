//! Saving, and what has to be asked before something is saved over, closed or left.

use std::path::{Path, PathBuf};

use super::{
    Command, Dialog, Next, State, Tab, TabId, Tone, Unsaved, Wish,
    files::{Outcome, file_name},
};
use crate::library::{self, Stamp};

/// Where a tab's saving stands: two saves of one document would race each other.
#[derive(Debug, Default)]
pub(super) struct Saving {
    /// The job that is under way.
    job: Option<u64>,
    /// What to save when it has ended, and whether over whatever is there.
    again: Option<(PathBuf, bool)>,
}

/// What came of writing a file.
#[derive(Debug)]
pub(super) struct Saved {
    pub tab: TabId,
    pub path: PathBuf,
    pub result: Result<Written, String>,
}

/// A file that was written.
#[derive(Debug)]
pub(super) struct Written {
    /// The file whatever links lead there.
    real: PathBuf,
    stamp: Stamp,
    /// Why the earlier version was not kept, where it was not.
    not_kept: Option<String>,
}

impl Saving {
    pub fn is_under_way(&self) -> bool {
        self.job.is_some()
    }
}

impl State {
    /// Writes a tab's document. Unless `overwrite`, a file that is not as it was read is left
    /// alone.
    pub(super) fn save(&mut self, tab: TabId, path: PathBuf, overwrite: bool) {
        let others: Vec<PathBuf> = self
            .tabs()
            .filter(|other| other.id != tab)
            .filter_map(|other| other.document.real_path().map(Path::to_owned))
            .collect();
        let Some(Tab {
            document, saving, ..
        }) = self.tab_mut(tab)
        else {
            return;
        };
        if saving.job.is_some() {
            saving.again = Some((path, overwrite));
            return;
        }
        // Of another file nothing is known: one that is there already is somebody's.
        let known = document
            .stamp()
            .filter(|_| document.path() == Some(path.as_path()));
        let workflow = document.workflow().clone();
        document.save_begun();
        let versions = self.safety.as_ref().map(|safety| safety.versions.clone());
        let job = self.start(format!("Saving {}…", file_name(&path)), move || {
            let there = library::real_path(&path);
            if others.contains(&there) {
                let name = file_name(&path);
                let result = Err(format!(
                    "{name} is open in another tab. Close that tab first, or choose another name"
                ));
                return Outcome::Saved(Saved { tab, path, result });
            }
            let now = library::stamp(&path);
            // A file that is gone holds nobody's changes.
            if !overwrite && now.is_some() && now != known {
                return Outcome::ChangedOnDisk(tab, path);
            }
            let text = workflow.to_text();
            let written = library::save(&path, text.as_bytes(), versions.as_ref());
            let result = written.map_err(|error| {
                format!(
                    "{error}, and your changes are still here; save them elsewhere or try again"
                )
            });
            let result = result.map(|(stamp, not_kept)| Written {
                real: library::real_path(&path),
                stamp,
                not_kept,
            });
            Outcome::Saved(Saved { tab, path, result })
        });
        if let Some(tab) = self.tab_mut(tab) {
            tab.saving.job = Some(job);
        }
    }

    pub(super) fn saved(&mut self, saved: Saved) {
        let Saved { tab, path, result } = saved;
        match result {
            Ok(written) => {
                let name = file_name(&path);
                match written.not_kept {
                    None => self.messages.say(Tone::Done, format!("Saved to {name}")),
                    Some(error) => {
                        let text = format!(
                            "Saved to {name}, but what it held before could not be kept as an earlier version: {error}"
                        );
                        self.messages.say(Tone::Failed, text);
                    }
                }
                if let Some(tab) = self.tab_mut(tab) {
                    tab.document.save_done(path, written.real, written.stamp);
                    tab.outside = None;
                }
                if let Some(next) = self.after_save.take() {
                    self.save_before(next);
                }
            }
            Err(error) => {
                self.after_save = None;
                self.messages.say(Tone::Failed, error);
            }
        }
    }

    /// The file is not as it was read: the user is asked, with the document in sight.
    pub(super) fn changed_on_disk(&mut self, tab: TabId, path: PathBuf) {
        self.show_tab(tab);
        self.dialog = Some(Dialog::ChangedOnDisk(tab, path));
    }

    /// Saves what was asked for while the job was under way, now that it has ended.
    pub(super) fn after_save_job(&mut self, job: u64) {
        let ended = self.tabs_mut().find(|tab| tab.saving.job == Some(job));
        let Some(tab) = ended else { return };
        tab.saving.job = None;
        tab.document.save_over();
        let (id, again) = (tab.id, tab.saving.again.take());
        if let Some((path, overwrite)) = again {
            self.save(id, path, overwrite);
        }
    }

    /// The documents whose changes would be lost by this.
    pub fn unsaved_before(&self, next: &Next) -> impl Iterator<Item = &Tab> {
        self.tabs().filter(move |tab| {
            let concerned = match next {
                Next::CloseTab(id) => tab.id == *id,
                Next::Close => true,
            };
            concerned && tab.document.is_unsaved()
        })
    }

    /// Goes on, or asks first where changes would be lost.
    pub(super) fn guard(&mut self, next: Next) {
        if self.unsaved_before(&next).next().is_some() {
            self.dialog = Some(Dialog::Unsaved(next));
        } else {
            self.go_on(next);
        }
    }

    pub(super) fn answer_unsaved(&mut self, answer: Unsaved) {
        let Some(Dialog::Unsaved(next)) = self.dialog.take() else {
            return;
        };
        match answer {
            Unsaved::Discard => self.go_on(next),
            Unsaved::Save => self.save_before(next),
        }
    }

    /// Saves one document after the other, then goes on.
    fn save_before(&mut self, next: Next) {
        let first = self.unsaved_before(&next).next().map(Tab::id);
        match first {
            Some(first) => {
                self.show_tab(first);
                self.after_save = Some(next);
                self.apply_to_files(Command::Save);
            }
            None => self.go_on(next),
        }
    }

    fn go_on(&mut self, next: Next) {
        match next {
            Next::CloseTab(id) => self.remove_tab(id),
            Next::Close => {
                let tabs: Vec<TabId> = self.tabs().map(Tab::id).collect();
                for tab in tabs {
                    self.forget_changes(tab);
                }
                self.leaving = true;
                self.remember_tabs();
                self.export_state();
                self.wishes.push(Wish::Close);
            }
        }
    }

    pub(super) fn overwrite(&mut self) {
        if let Some(Dialog::ChangedOnDisk(tab, path)) = self.dialog.take() {
            self.save(tab, path, true);
        }
    }

    /// Notes which files are open, for the next start.
    pub fn remember_tabs(&mut self) {
        let path = |tab: &Tab| tab.document.path().map(Path::to_owned);
        self.settings.files = self.tabs().filter_map(path).collect();
        self.settings.shown_file = path(&self.tab);
    }
}
