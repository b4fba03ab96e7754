//! Files that others change while they are open here.

use std::path::Path;

use super::{
    OpenDocument, State, Tab, TabId, Tone,
    files::{Outcome, file_name},
};
use crate::library::{self, Opened, Stamp};

/// What somebody else did with a file that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outside {
    /// It has another content.
    Changed(Stamp),
    /// It is not there any more.
    Gone,
}

/// How an open file was found.
#[derive(Debug)]
pub(super) struct Look {
    tab: TabId,
    /// The stamp that it was known by when the look began.
    known: Option<Stamp>,
    now: Option<Stamp>,
    /// Whether what it holds is what is open, whatever its stamp says.
    same: bool,
}

impl State {
    /// Looks whether open files were changed by others; to be called when the window gets the
    /// focus.
    pub fn look_at_disk(&mut self) {
        let files: Vec<_> = self
            .tabs()
            .filter(|tab| !tab.saving.is_under_way())
            .filter_map(|tab| {
                let document = &tab.document;
                let workflow = (!document.is_unsaved()).then(|| document.workflow().clone());
                let path = document.path()?.to_owned();
                Some((tab.id, path, document.stamp(), workflow))
            })
            .collect();
        if files.is_empty() {
            return;
        }
        self.start("Looking at the open files…".to_owned(), move || {
            let look = |(tab, path, known, workflow): (_, std::path::PathBuf, Option<Stamp>, _)| {
                let now = library::stamp(&path);
                if now == known {
                    return None;
                }
                let there = library::open_file(&path, false).ok();
                let same = match (there, workflow) {
                    (Some(Opened::Workflow(there, _)), Some(open)) => *there == open,
                    _ => false,
                };
                Some(Look {
                    tab,
                    known,
                    now,
                    same,
                })
            };
            Outcome::Looked(files.into_iter().filter_map(look).collect())
        });
    }

    pub(super) fn looked(&mut self, looks: Vec<Look>) {
        for look in looks {
            let Some(tab) = self.tab_mut(look.tab) else {
                continue;
            };
            // Saved meanwhile, or about to be.
            if tab.document.stamp() != look.known || tab.saving.is_under_way() {
                continue;
            }
            match look.now {
                Some(now) if look.same => tab.document.seen(Some(now)),
                Some(now) => tab.outside = Some(Outside::Changed(now)),
                None => tab.outside = Some(Outside::Gone),
            }
        }
    }

    /// Reads the shown document's file again. Changes that are not saved go among the earlier
    /// versions.
    pub(super) fn reload(&mut self) {
        let document = &self.tab.document;
        let Some(path) = document.path().map(Path::to_owned) else {
            return;
        };
        let mine = document.is_unsaved().then(|| document.workflow().clone());
        let versions = self.safety.as_ref().map(|safety| safety.versions.clone());
        let (tab, revision) = (self.tab.id, document.revision());
        self.start(format!("Reloading {}…", file_name(&path)), move || {
            let real = library::real_path(&path);
            let read = library::open_file(&path, false).map_err(|error| error.to_string());
            let read = read.and_then(|read| match read {
                Opened::Workflow(workflow, stamp) => Ok((workflow, stamp)),
                Opened::Events(..) => Err("It holds events now".to_owned()),
            });
            let read = read.and_then(|(workflow, stamp)| {
                if let (Some(mine), Some(versions)) = (mine, versions) {
                    let kept = versions.keep(&real, mine.to_text().as_bytes());
                    kept.map_err(|error| {
                        format!("Your changes cannot be put among the earlier versions: {error}")
                    })?;
                }
                Ok(OpenDocument::from_file(
                    *workflow,
                    path.clone(),
                    real,
                    stamp,
                ))
            });
            Outcome::Reloaded(tab, revision, read.map(Box::new))
        });
    }

    pub(super) fn reloaded(
        &mut self,
        id: TabId,
        revision: super::Revision,
        read: Result<Box<OpenDocument>, String>,
    ) {
        let Some(tab) = self.tab_of(id) else { return };
        let title = tab.document.title();
        match read {
            // What was typed while the file was read is not to be lost either.
            Ok(_) if tab.document.revision() != revision => {
                let text =
                    format!("{title} was changed while it was reloaded, and was left as it is");
                self.messages.say(Tone::Refused, text);
            }
            Ok(document) => {
                let unsaved = tab.document.is_unsaved();
                self.replace_document(id, *document);
                let text = if unsaved {
                    "Reloaded. Your changes are among the earlier versions"
                } else {
                    "Reloaded"
                };
                self.messages.say(Tone::Done, text);
            }
            Err(error) => {
                let text = format!("{title} was not reloaded. {error}");
                self.messages.say(Tone::Failed, text);
            }
        }
    }

    /// Keeps the shown document as it is, to be saved over what others made of its file.
    pub(super) fn keep_mine(&mut self) {
        let Tab {
            document, outside, ..
        } = &mut self.tab;
        match outside.take() {
            Some(Outside::Changed(now)) => document.seen(Some(now)),
            Some(Outside::Gone) => document.seen(None),
            None => return,
        }
        document.differs_from_disk();
    }
}
