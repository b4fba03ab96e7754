//! Changing a workflow or trigger on the server: on, off, debug posts, created, deleted.

use super::{
    super::{ServerDialog, ServerDone},
    rows_now,
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
        self.change(
            format!("Switching {title} {word}…"),
            format!("Trigger “{title}” was switched {word}"),
            format!("Trigger “{title}” was not switched {word}"),
            async move |client: &Client| client.set_module_enabled(&trigger, on).await,
        );
    }

    pub(in crate::state::server) fn debug(&mut self, place: usize, on: bool) {
        let Some(stored) = self.row(place).and_then(|row| row.stored.clone()) else {
            return;
        };
        let name = stored.name.clone();
        let word = if on { "on" } else { "off" };
        self.change(
            format!("Switching debug posts {word}…"),
            format!("Debug posts of “{name}” were switched {word}"),
            format!("Debug posts of “{name}” were not switched {word}"),
            async move |client: &Client| client.set_debug(&stored.id, on).await.map(drop),
        );
    }

    pub(in crate::state::server) fn create(&mut self, place: usize) {
        let Some(row) = self.row(place) else { return };
        let Some(trigger) = row.trigger.clone() else {
            return;
        };
        let title = row.title.clone();
        self.change(
            format!("Creating the workflow of {title}…"),
            format!("The workflow of “{title}” was created"),
            format!("The workflow of “{title}” was not created"),
            async move |client: &Client| client.create_workflow(&trigger).await.map(drop),
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
        self.change(
            format!("Deleting {name}…"),
            format!("“{name}” was deleted on the server; its last state is kept here"),
            format!("“{name}” was not deleted"),
            async move |client: &Client| {
                let now = client.workflow(&id).await;
                if let Some(store) = &store {
                    // One that the server cannot show is kept as it was listed.
                    let raw = now.as_ref().map_or(&known.raw, |now| &now.raw);
                    let kept = Kept::now(&who, raw);
                    store.keep(&id, &kept).map_err(Unchanged::Store)?;
                }
                client.delete_workflow(&id).await.map_err(Unchanged::from)
            },
        );
    }

    /// Changes something on the server, reads the workflows again, and says what came of it.
    pub(in crate::state::server) fn change<E: Into<Unchanged> + Send + 'static>(
        &mut self,
        doing: String,
        done: String,
        undone: String,
        change: impl AsyncFnOnce(&Client) -> Result<(), E> + Send + 'static,
    ) {
        self.online_job(doing, move |online| {
            let changed = online.runtime.block_on(async {
                change(&online.client)
                    .await
                    .map_err(Into::<Unchanged>::into)
            });
            let rows = rows_now(&online);
            ServerDone::then(move |state| {
                match changed {
                    Ok(()) => {
                        state.answered();
                        state.messages.say(Tone::Done, done);
                    }
                    Err(Unchanged::Refused(refusal)) => state.server_refused(&undone, &refusal),
                    Err(Unchanged::Store(error)) => {
                        let text = format!("{undone}, and nothing was changed. {error}");
                        state.messages.say(Tone::Failed, text);
                    }
                }
                if let Ok(rows) = rows {
                    state.take_rows(rows);
                }
            })
        });
    }
}

/// Why something was not changed on the server.
pub(in crate::state::server) enum Unchanged {
    Refused(Refusal),
    Store(StoreError),
}

impl From<Refusal> for Unchanged {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
