//! What an earlier sync brought, kept where a later one does not bring it: a list that fails for a
//! moment, or that a lesser key may not see, is not lost for work without the server.

use misp_flow_engine::catalogue::{CatalogueError, ModuleKind};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{Change, ChangeKind, Snapshot, changes};
use crate::clock::spoken;

/// The lists of which the program has its own to stand in.
pub(super) const TRIGGERS: &str = "triggers";
/// As [`TRIGGERS`].
pub(super) const MODULES: &str = "modules";

/// A list that a sync did not bring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lack {
    /// Its name; for options of a picker the link under which they are listed.
    pub(super) list: String,
    /// What it is, in words.
    pub(super) what: String,
    /// Why it did not come, in a sentence.
    pub(super) why: String,
}

impl Lack {
    fn words(&self) -> String {
        let Self { list, what, why } = self;
        match list.as_str() {
            TRIGGERS | MODULES => format!(
                "No {what} of the server, those that come with the program stand in for them: {why}"
            ),
            _ => format!("No {what}: {why}"),
        }
    }
}

impl Snapshot {
    /// Takes over from the sync before what this one did not bring, and notes from when it is.
    pub fn keep_from(&mut self, last: &Self) {
        for lack in self.lacking.clone() {
            if !self.take_over(&lack.list, last) {
                continue;
            }
            // What was lacking in it then is lacking still, and not new once it can be read.
            if let Some(broken) = last.broken.get(&lack.list) {
                self.broken.insert(lack.list.clone(), broken.clone());
            }
            let taken = last.kept.get(&lack.list).copied().unwrap_or(last.taken);
            self.kept.insert(lack.list.clone(), taken);
        }
        self.note_lacks();
    }

    /// Puts the notes about what did not come.
    pub(super) fn note_lacks(&mut self) {
        let notes = self
            .lacking
            .iter()
            .map(|lack| match self.kept.get(&lack.list) {
                Some(taken) => {
                    let when = u64::try_from(*taken)
                        .unwrap_or_default()
                        .saturating_mul(1000);
                    format!("{}: kept from {}. {}", lack.what, spoken(when), lack.why)
                }
                None => lack.words(),
            });
        self.notes = notes.chain(self.broken.values().cloned()).collect();
        self.notes.sort();
        self.notes.dedup();
    }

    /// Whether there was something to take over.
    fn take_over(&mut self, list: &str, last: &Self) -> bool {
        fn rows<T: Clone>(mine: &mut Vec<T>, last: &[T]) -> bool {
            mine.extend_from_slice(last);
            !last.is_empty()
        }
        fn described(mine: &mut Json, last: &Json) -> bool {
            mine.clone_from(last);
            !last.is_null()
        }
        match list {
            TRIGGERS => described(&mut self.triggers, &last.triggers),
            MODULES => described(&mut self.modules, &last.modules),
            "tags" => rows(&mut self.tags, &last.tags),
            "galaxies" => rows(&mut self.galaxies, &last.galaxies),
            "organisations" => rows(&mut self.organisations, &last.organisations),
            "sharing groups" => rows(&mut self.sharing_groups, &last.sharing_groups),
            "warninglists" => rows(&mut self.warninglists, &last.warninglists),
            "misp-modules" => rows(&mut self.misp_modules, &last.misp_modules),
            "users" => rows(&mut self.users, &last.users),
            link => match last.picker_options.get(link) {
                Some(options) => {
                    self.picker_options.insert(link.to_owned(), options.clone());
                    true
                }
                None => false,
            },
        }
    }

    /// What changed since the sync before. Of triggers, or modules, that could not be read then or
    /// now nothing is said: what stood in for them was never on the server. Where only some could not
    /// be read, none is said to be gone now, or to be new after that.
    ///
    /// # Errors
    /// Where the server's lists are none.
    pub fn changes_since(&self, last: &Self) -> Result<Vec<Change>, CatalogueError> {
        let ((before, _), (now, _)) = (last.catalogue()?, self.catalogue()?);
        let mut found = changes(&before, &now);
        found.retain(|change| {
            let (list, is_read) = match change.part {
                ModuleKind::Trigger => (
                    TRIGGERS,
                    !last.triggers.is_null() && !self.triggers.is_null(),
                ),
                _ => (MODULES, !last.modules.is_null() && !self.modules.is_null()),
            };
            let is_broken = match change.kind {
                ChangeKind::Gone => self.broken.contains_key(list),
                ChangeKind::New => last.broken.contains_key(list),
                _ => false,
            };
            is_read && !is_broken
        });
        Ok(found)
    }

    /// When the triggers that it holds were read from the server, in seconds since 1970; nothing
    /// where it holds none of the server's.
    pub fn triggers_read(&self) -> Option<i64> {
        let read = self.kept.get(TRIGGERS).copied().unwrap_or(self.taken);
        (!self.triggers.is_null()).then_some(read)
    }

    /// Whether triggers and modules were read from the server by this sync.
    pub fn has_read_modules(&self) -> bool {
        let lists = [(TRIGGERS, &self.triggers), (MODULES, &self.modules)];
        lists.iter().all(|(list, read)| {
            let is_part = self.kept.contains_key(*list) || self.broken.contains_key(*list);
            !read.is_null() && !is_part
        })
    }
}
