//! Changing a workflow or trigger on the server: on, off, debug posts, created, deleted.

use super::{
    super::{ServerDialog, ServerDone},
    WorkflowRow, rows_now,
};
use crate::{
    misp::{Client, Refusal},
    push::{Kept, StoreError},
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
        );
    }

    pub(in crate::state::server) fn debug(&mut self, place: usize, on: bool) {
        let Some(stored) = self.row(place).and_then(|row| row.stored.clone()) else {
            return;
        };
        let name = stored.name.clone();
        let word = if on { "on" } else { "off" };
        let id = stored.id.clone();
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
            move |rows| !rows.iter().any(|row| row.has_number(&number)),
        );
    }

    /// Changes something on the server, reads the workflows again, and says what came of it by what
    /// they are then: an answer may be lost, or none of the server's own.
    fn change<E: Into<Unchanged> + Send + 'static>(
        &mut self,
        words: Words,
        change: impl AsyncFnOnce(&Client) -> Result<(), E> + Send + 'static,
        is_made: impl FnOnce(&[WorkflowRow]) -> bool + Send + 'static,
    ) {
        self.online_job(words.doing.clone(), move |online| {
            let changed = online.runtime.block_on(async {
                change(&online.client)
                    .await
                    .map_err(Into::<Unchanged>::into)
            });
            let rows = rows_now(&online);
            let is_made = rows.as_ref().ok().map(|rows| is_made(rows));
            ServerDone::then(move |state| {
                state.tell_change(&words, changed, is_made);
                if let Ok(rows) = rows {
                    state.take_rows(rows);
                }
            })
        });
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
