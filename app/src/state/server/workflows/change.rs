//! Changing a workflow or trigger on the server: on, off, debug posts, created, deleted.

use misp_flow_engine::edit::Edit;

use super::{
    super::{ServerDialog, ServerDone},
    WorkflowRow, rows_now,
};
use crate::{
    misp::{Client, Refusal},
    push::{Kept, ServerStore, StoreError},
    state::{Dialog, State, Tone},
};

impl State {
    pub(in crate::state::server) fn enable(&mut self, place: usize, on: bool) {
        let Some(row) = self.row(place) else { return };
        let Some(trigger) = row.trigger.clone() else {
            return;
        };
        let title = row.title.clone();
        let word = if on { "on" } else { "off" };
        let wanted = Some(trigger.clone());
        self.change(
            Words {
                doing: format!("Switching {title} {word}…"),
                done: format!("Trigger “{title}” was switched {word}"),
                undone: format!("Trigger “{title}” was not switched {word}"),
                open: format!("Whether trigger “{title}” was switched {word} is not known"),
            },
            async move |client: &Client| client.set_module_enabled(&trigger, on).await,
            move |rows| {
                let mut rows = rows.iter();
                let row = rows.find(|row| row.trigger == wanted);
                row.is_some_and(|row| row.enabled == on)
            },
            Own::Nothing,
        );
    }

    pub(in crate::state::server) fn debug(&mut self, place: usize, on: bool) {
        let Some(stored) = self.row(place).and_then(|row| row.stored.clone()) else {
            return;
        };
        let name = stored.name.clone();
        let word = if on { "on" } else { "off" };
        let id = stored.id.clone();
        let own = Own::Debug {
            id: id.clone(),
            uuid: stored.uuid.clone(),
            on,
        };
        self.change(
            Words {
                doing: format!("Switching debug posts {word}…"),
                done: format!("Debug posts of “{name}” were switched {word}"),
                undone: format!("Debug posts of “{name}” were not switched {word}"),
                open: format!("Whether debug posts of “{name}” were switched {word} is not known"),
            },
            async move |client: &Client| client.set_debug(&stored.id, on).await.map(drop),
            move |rows| {
                let mut rows = rows.iter();
                rows.any(|row| row.has_number(&id) && row.debug() == on)
            },
            own,
        );
    }

    pub(in crate::state::server) fn create(&mut self, place: usize) {
        let Some(row) = self.row(place) else { return };
        let Some(trigger) = row.trigger.clone() else {
            return;
        };
        let title = row.title.clone();
        let wanted = Some(trigger.clone());
        self.change(
            Words {
                doing: format!("Creating the workflow of {title}…"),
                done: format!("The workflow of “{title}” was created"),
                undone: format!("The workflow of “{title}” was not created"),
                open: format!("Whether the workflow of “{title}” was created is not known"),
            },
            async move |client: &Client| client.create_workflow(&trigger).await.map(drop),
            move |rows| {
                let mut rows = rows.iter();
                rows.any(|row| row.trigger == wanted && row.stored.is_some())
            },
            Own::Nothing,
        );
    }

    pub(in crate::state::server) fn ask_delete(&mut self, place: usize) {
        if let Some(stored) = self.row(place).and_then(|row| row.stored.clone()) {
            self.dialog = Some(Dialog::Server(ServerDialog::Delete {
                id: stored.id.clone(),
                name: stored.name.clone(),
            }));
        }
    }

    pub(in crate::state::server) fn delete(&mut self, id: String) {
        self.dialog = None;
        let rows = self.servers.rows.iter();
        let mut stored = rows.filter_map(|row| row.stored.clone());
        let Some(known) = stored.find(|stored| stored.id == id) else {
            return;
        };
        let name = known.name.clone();
        let store = self
            .servers
            .used
            .as_deref()
            .and_then(|id| self.servers.store(id));
        let who = self.servers.who();
        let number = id.clone();
        let own = Own::Deleted(id.clone());
        self.change(
            Words {
                doing: format!("Deleting {name}…"),
                done: format!("“{name}” was deleted on the server; its last state is kept here"),
                undone: format!("“{name}” was not deleted"),
                open: format!("Whether “{name}” was deleted is not known"),
            },
            async move |client: &Client| {
                let now = client.workflow(&id).await;
                // One that the server cannot show is kept as it was listed.
                let raw = now.as_ref().map_or(&known.raw, |now| &now.raw);
                let mut is_added = false;
                if let Some(store) = &store {
                    let kept = Kept::now(&who, raw);
                    is_added = store.keep(&id, &kept).map_err(Unchanged::Store)?;
                }
                let deleted = client.delete_workflow(&id).await;
                if let (Err(refusal), Some(store)) = (&deleted, &store)
                    && is_added
                    && !refusal.may_be_under_way()
                    && client.workflow(&id).await.is_ok()
                {
                    // It is there still, and no replaced state.
                    store.unkeep(&id, raw);
                }
                deleted.map_err(Unchanged::from)
            },
            move |rows| {
                let mut rows = rows.iter();
                !rows.any(|row| row.has_number(&number) || row.unread.is_some())
            },
            own,
        );
    }

    /// Changes something on the server, reads the workflows again, and says what came of it by what
    /// they are then: an answer may be lost, or none of the server's own.
    fn change<E: Into<Unchanged> + Send + 'static>(
        &mut self,
        words: Words,
        change: impl AsyncFnOnce(&Client) -> Result<(), E> + Send + 'static,
        is_made: impl FnOnce(&[WorkflowRow]) -> bool + Send + 'static,
        own: Own,
    ) {
        self.online_job(words.doing.clone(), move |online| {
            let changed = online.runtime.block_on(async {
                change(&online.client)
                    .await
                    .map_err(Into::<Unchanged>::into)
            });
            let mut rows = rows_now(&online);
            let is_made = rows.listing.as_ref().ok().and_then(|listing| {
                let rows = &listing.rows;
                // What cannot be read may be it, or may hide that it is there still.
                let is_unread = rows.iter().any(|row| row.unread.is_some());
                let is_made = is_made(rows);
                (is_made || !is_unread).then_some(is_made)
            });
            let is_own = match (&changed, is_made) {
                (Ok(()), is_made) => is_made != Some(false),
                (Err(Unchanged::Refused(refusal)), Some(true)) => refusal.was_sent(),
                _ => false,
            };
            let noted = match &mut rows.listing {
                _ if !is_own => Ok(()),
                Ok(listing) => own.note(&online.store, &mut listing.rows),
                Err(_) => own.note(&online.store, &mut []),
            };
            ServerDone::then(move |state| {
                state.tell_change(&words, changed, is_made);
                if let Err(error) = noted {
                    let text = format!(
                        "{error}; until then the next push may ask about changes that are your own"
                    );
                    state.messages.say(Tone::Failed, text);
                }
                if is_own {
                    state.take_own(&own);
                }
                state.take_rows_now(rows);
            })
        });
    }

    /// What was changed from here is part of what the open documents began with from now on.
    fn take_own(&mut self, own: &Own) {
        let (Own::Debug { id, on, .. }, Some(used)) = (own, self.servers.used.clone()) else {
            return;
        };
        let row = self.servers.rows.iter().find(|row| row.has_number(id));
        let Some(row) = row.cloned() else { return };
        let mut failed = None;
        for tab in self.tabs_mut().filter(|tab| row.is_of(&used, tab)) {
            let is_debug = tab.document.workflow().debug_enabled;
            let mut is_theirs = true;
            if let Some(target) = &mut tab.target {
                let base = target.base.as_deref();
                // Who has switched it in the document as well has meant it so.
                is_theirs = base.is_none_or(|base| base.debug_enabled == is_debug);
                target.switched_debug(*on);
            }
            if is_theirs && is_debug != *on {
                failed = failed.or(tab.document.edit(Edit::SetDebug(*on)).err());
            }
        }
        if let Some(error) = failed {
            self.refused(&error);
        }
    }

    /// Says what came of a change; `is_made` is what a look at the server tells, where that could be.
    fn tell_change(
        &mut self,
        words: &Words,
        changed: Result<(), Unchanged>,
        is_made: Option<bool>,
    ) {
        let Words {
            done, undone, open, ..
        } = words;
        match (changed, is_made) {
            (Ok(()), Some(false)) => {
                self.answered();
                let text = format!(
                    "{undone}: the server answered that it had done it, and it is as before"
                );
                self.messages.say(Tone::Failed, text);
            }
            (Ok(()), _) => {
                self.answered();
                self.messages.say(Tone::Done, done.clone());
            }
            (Err(Unchanged::Store(error)), _) => {
                let text = format!("{undone}, and nothing was changed. {error}");
                self.messages.say(Tone::Failed, text);
            }
            (Err(Unchanged::Refused(refusal)), _) if !refusal.was_sent() => {
                self.server_refused(undone, &refusal);
            }
            (Err(Unchanged::Refused(_)), Some(true)) => {
                self.answered();
                self.messages.say(Tone::Done, done.clone());
            }
            (Err(Unchanged::Refused(refusal)), Some(false)) if !refusal.may_be_under_way() => {
                self.server_refused(undone, &refusal.unsure(false));
            }
            (Err(Unchanged::Refused(refusal)), is_made) => {
                self.notice(&refusal);
                let still = match is_made {
                    Some(_) => "It is as before so far, and the server may be at it",
                    None => "The server could not be asked what it has",
                };
                let text = format!(
                    "{open}: {}. {still}. Refresh the list to see",
                    refusal.unsure(false)
                );
                self.messages.say(Tone::Failed, text);
            }
        }
    }
}

/// What of a change is kept, so that it is not taken for somebody else's.
enum Own {
    Nothing,
    /// Debug posts were switched.
    Debug {
        id: String,
        uuid: String,
        on: bool,
    },
    /// The workflow of this number was deleted.
    Deleted(String),
}

impl Own {
    fn note(&self, store: &ServerStore, rows: &mut [WorkflowRow]) -> Result<(), StoreError> {
        match self {
            Self::Nothing => Ok(()),
            Self::Debug { id, uuid, on } => {
                store.switched_debug(id, uuid, *on)?;
                let mut rows = rows.iter_mut().filter(|row| row.has_number(id));
                rows.try_for_each(|row| row.renew(store))
            }
            Self::Deleted(id) => store.deleted(id),
        }
    }
}

/// How a change is told.
struct Words {
    /// While it is made.
    doing: String,
    /// Once it is made.
    done: String,
    /// Where it was not.
    undone: String,
    /// Where nobody knows.
    open: String,
}

/// Why something was not changed on the server.
enum Unchanged {
    Refused(Refusal),
    Store(StoreError),
}

impl From<Refusal> for Unchanged {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
