//! The workflows of the instance in use: one for each trigger, and the ad-hoc ones.

use std::sync::Arc;

use misp_flow_engine::{edit::Edit, workflow::Workflow};

use crate::{
    misp::{Cause, Client, Refusal, ServerDocument, TriggerState},
    push::{Kept, Pulled, PushError, ServerStore, Standing, StoreError, Target, pull, standing},
    state::{Dialog, OpenDocument, Revision, State, Tab, TabId, Tone},
};

use super::{Connection, ServerDialog, ServerDone, job::Online};

/// Where the workflow in a tab came from, or went to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabTarget {
    /// The instance, by its id.
    pub instance: String,
    /// The number on the server.
    pub id: String,
    /// The uuid, which a number that was given anew does not share.
    pub uuid: String,
}

/// A trigger with its workflow, or an ad-hoc workflow.
#[derive(Clone, Debug)]
pub struct WorkflowRow {
    /// The trigger; none for an ad-hoc workflow.
    pub trigger: Option<String>,
    /// What the trigger, or else the workflow, is called.
    pub title: String,
    /// Whether the server runs it.
    pub enabled: bool,
    /// The workflow on the server, where there is one.
    pub stored: Option<Arc<ServerDocument>>,
    /// The state that was pulled or pushed last.
    base: Option<Arc<Workflow>>,
    /// How the one here stands to it; nothing where there is none here.
    pub standing: Option<Standing>,
    /// The tab that has it open.
    pub tab: Option<TabId>,
}

impl WorkflowRow {
    /// How it stands, in words.
    pub fn words(&self) -> &'static str {
        match (&self.stored, self.standing) {
            (None, _) => Standing::New.words(),
            (Some(_), Some(standing)) => standing.words(),
            (Some(_), None) => "not pulled yet",
        }
    }

    /// Whether the server sends debug posts for it.
    pub fn debug(&self) -> bool {
        let document = self.stored.as_ref().map(|stored| &stored.document);
        document.is_some_and(|read| read.as_ref().is_ok_and(|one| one.debug_enabled))
    }

    fn is_of(&self, instance: &str, tab: &Tab) -> bool {
        let Some(stored) = &self.stored else {
            return false;
        };
        match &tab.target {
            Some(target) => {
                target.instance == instance && target.id == stored.id && target.uuid == stored.uuid
            }
            None => {
                let uuid = tab.document().workflow().uuid.as_deref();
                !stored.uuid.is_empty() && uuid == Some(stored.uuid.as_str())
            }
        }
    }

    fn standing_with(&self, mine: Option<&Workflow>) -> Option<Standing> {
        let stored = self.stored.as_ref()?;
        let base = self.base.as_deref();
        let mine = mine.or(base)?;
        Some(match &stored.document {
            Ok(now) => standing(base, Some(now), mine),
            // Nobody can say what it holds.
            Err(_) => Standing::Diverged,
        })
    }
}

/// What was compared last, so that it is compared again only where something changed.
#[derive(Debug, Default)]
pub(super) struct Standings {
    /// Counts how often the rows came.
    rows: u64,
    of: Option<(u64, Vec<(TabId, Revision)>)>,
    under_way: bool,
}

impl Standings {
    /// The comparison has ended.
    pub(super) fn end(&mut self) {
        self.under_way = false;
    }
}

/// The rows of the server as it is now.
pub(super) async fn rows_of_server(
    client: &Client,
    store: &ServerStore,
) -> Result<Vec<WorkflowRow>, PushError> {
    let states = client.triggers().await?;
    let adhoc = match client.adhoc_workflows().await {
        Err(Refusal {
            cause: Cause::NotOffered | Cause::NotFound { .. },
            ..
        }) => Vec::new(),
        list => list?,
    };
    rows_of(states, adhoc, store)
}

/// Rows with the states that were pulled or pushed last.
pub(super) fn rows_of(
    states: Vec<TriggerState>,
    adhoc: Vec<ServerDocument>,
    store: &ServerStore,
) -> Result<Vec<WorkflowRow>, PushError> {
    let is_by_hand = |state: &TriggerState| {
        let about = state.module.trigger.as_ref();
        about.is_some_and(|trigger| trigger.is_adhoc)
    };
    let triggers = states.into_iter().filter(|one| !is_by_hand(one));
    let triggers = triggers.map(|state| WorkflowRow {
        trigger: Some(state.module.id.to_string()),
        title: state.module.name.clone(),
        enabled: !state.module.disabled,
        stored: state.workflow.map(Arc::new),
        base: None,
        standing: None,
        tab: None,
    });
    let adhoc = adhoc.into_iter().map(|stored| WorkflowRow {
        trigger: None,
        title: stored.name.clone(),
        enabled: stored.document.as_ref().is_ok_and(|one| one.enabled),
        stored: Some(Arc::new(stored)),
        base: None,
        standing: None,
        tab: None,
    });
    let mut rows: Vec<WorkflowRow> = triggers.chain(adhoc).collect();
    for row in &mut rows {
        if let Some(stored) = &row.stored
            && let Some(base) = store.base(&stored.id)?.and_then(|kept| kept.open())
            && base.uuid.as_deref() == Some(stored.uuid.as_str())
        {
            row.base = Some(Arc::new(base));
        }
        row.standing = row.standing_with(None);
    }
    // What is there comes before what could be made.
    rows.sort_by_key(|row| row.stored.is_none());
    Ok(rows)
}

impl State {
    pub(super) fn take_rows(&mut self, rows: Vec<WorkflowRow>) {
        self.servers.rows = rows;
        self.servers.standings.rows += 1;
    }

    /// What was fetched as a catalogue lists triggers only; the ad-hoc workflows that are known
    /// stay.
    pub(super) fn with_adhoc(&self, mut rows: Vec<WorkflowRow>) -> Vec<WorkflowRow> {
        let known = self.servers.rows.iter();
        rows.extend(known.filter(|row| row.trigger.is_none()).cloned());
        rows
    }

    /// The row of a tab's workflow.
    pub(super) fn row_of(&self, tab: &Tab) -> Option<&WorkflowRow> {
        let instance = self.servers.used.as_deref()?;
        self.servers
            .rows
            .iter()
            .find(|row| row.is_of(instance, tab))
    }

    /// Compares what is open with what the server has, where either changed since.
    pub(in crate::state) fn follow_standings(&mut self) {
        if self.servers.rows.is_empty() || self.servers.standings.under_way {
            return;
        }
        let tabs: Vec<(TabId, Revision)> = self
            .tabs()
            .map(|tab| (tab.id(), tab.document().revision()))
            .collect();
        let of = Some((self.servers.standings.rows, tabs));
        if self.servers.standings.of == of {
            return;
        }
        let Some(instance) = self.servers.used.as_deref() else {
            return;
        };
        let pairs: Vec<(WorkflowRow, Option<(TabId, Workflow)>)> = self
            .servers
            .rows
            .iter()
            .map(|row| {
                let tab = self.tabs().find(|tab| row.is_of(instance, tab));
                let mine = tab.map(|tab| (tab.id(), tab.document().workflow().clone()));
                (row.clone(), mine)
            })
            .collect();
        self.servers.standings.under_way = true;
        let stamp = self.servers.standings.rows;
        self.server_job("Comparing with the server…", move |_| {
            let found: Vec<_> = pairs
                .into_iter()
                .map(|(row, mine)| {
                    let standing = row.standing_with(mine.as_ref().map(|(_, mine)| mine));
                    (standing, mine.map(|(tab, _)| tab))
                })
                .collect();
            ServerDone::then(move |state| {
                let servers = &mut state.servers;
                servers.standings.under_way = false;
                servers.standings.of = of;
                if servers.standings.rows == stamp {
                    for (row, (standing, tab)) in servers.rows.iter_mut().zip(found) {
                        row.standing = standing;
                        row.tab = tab;
                    }
                }
            })
        });
    }

    /// Reads the state of the workflows again.
    pub(super) fn refresh_rows(&mut self) {
        self.online_job("Reading the workflows…", |online| {
            let rows = rows_now(&online);
            ServerDone::then(move |state| match rows {
                Ok(rows) => {
                    state.answered();
                    state.take_rows(rows);
                }
                Err(error) => state.push_refused("The workflows were not read", &error),
            })
        });
    }

    fn row(&self, place: usize) -> Option<&WorkflowRow> {
        self.servers.rows.get(place)
    }

    /// Opens the workflow of a row. Where it is open already, its tab is shown, and takes over what
    /// the server has where only the server's was changed; where both were, what a push would do
    /// is looked at.
    pub(super) fn pull(&mut self, place: usize) {
        let Some(row) = self.row(place).cloned() else {
            return;
        };
        let open = row.tab.filter(|tab| self.tab_of(*tab).is_some());
        if let Some(tab) = open {
            self.show_tab(tab);
            match row.standing {
                Some(Standing::Behind) => {}
                Some(Standing::Diverged) => return self.look_at_push(),
                _ => return,
            }
        }
        let Some((stored, instance)) = row.stored.zip(self.servers.used.clone()) else {
            return;
        };
        self.online_job(format!("Pulling {}…", stored.name), move |online| {
            let target = Target::Number(stored.id.clone());
            let (client, store) = (&online.client, &online.store);
            let pulled = pull(client, store, &target, &online.who);
            let pulled = online.runtime.block_on(pulled);
            let rows = pulled.as_ref().ok().map(|_| rows_now(&online));
            ServerDone::then(move |state| match pulled {
                Ok(pulled) => {
                    state.answered();
                    state.pulled(pulled, instance, open);
                    if let Some(Ok(rows)) = rows {
                        state.take_rows(rows);
                    }
                }
                Err(error) => {
                    let what = format!("“{}” was not pulled", stored.name);
                    state.push_refused(&what, &error);
                }
            })
        });
    }

    fn pulled(&mut self, pulled: Pulled, instance: String, open: Option<TabId>) {
        let Pulled { workflow, stored } = pulled;
        let text = format!("“{}” was pulled", stored.name);
        let target = TabTarget {
            instance,
            id: stored.id,
            uuid: stored.uuid,
        };
        match open.and_then(|id| self.tab_mut(id)) {
            Some(tab) => {
                tab.target = Some(target);
                let edit = Edit::Replace {
                    with: Box::new(workflow),
                    label: "Take what the server has".to_owned(),
                };
                if let Err(error) = tab.document.edit(edit) {
                    return self.refused(&error);
                }
            }
            None => {
                self.add_tab(OpenDocument::new(workflow));
                self.tab.target = Some(target);
            }
        }
        self.messages.say(Tone::Done, text);
    }

    pub(super) fn enable(&mut self, place: usize, on: bool) {
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

    pub(super) fn debug(&mut self, place: usize, on: bool) {
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

    pub(super) fn create(&mut self, place: usize) {
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

    pub(super) fn ask_delete(&mut self, place: usize) {
        if let Some(stored) = self.row(place).and_then(|row| row.stored.clone()) {
            self.dialog = Some(Dialog::Server(ServerDialog::Delete {
                id: stored.id.clone(),
                name: stored.name.clone(),
            }));
        }
    }

    pub(super) fn delete(&mut self, id: String) {
        self.dialog = None;
        let mut stored = self
            .servers
            .rows
            .iter()
            .filter_map(|row| row.stored.as_ref());
        let Some(name) = stored
            .find(|stored| stored.id == id)
            .map(|one| one.name.clone())
        else {
            return;
        };
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
                if let (Ok(now), Some(store)) = (&now, &store) {
                    let kept = Kept::now(&who, &now.raw);
                    store.keep(&id, &kept).map_err(Unchanged::Store)?;
                }
                client.delete_workflow(&id).await.map_err(Unchanged::from)
            },
        );
    }

    /// Changes something on the server, reads the workflows again, and says what came of it.
    fn change<E: Into<Unchanged> + Send + 'static>(
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
                        state
                            .messages
                            .say(Tone::Failed, format!("{undone}. {error}"));
                    }
                }
                if let Ok(rows) = rows {
                    state.take_rows(rows);
                }
            })
        });
    }

    /// Why what needs a server cannot be done now.
    pub(super) fn why_not_online(&self) -> Option<&'static str> {
        match self.servers.connection {
            Connection::Connecting => Some("The connection is being made"),
            Connection::WorkflowsOff => Some(
                "Workflows are switched off on the server: its setting is Plugin.Workflow_enable",
            ),
            Connection::NotPermitted => Some("Only site admins may work with workflows"),
            _ if self.servers.session.is_none() => Some("Connect to a server first"),
            _ => None,
        }
    }
}

pub(super) fn rows_now(online: &Online) -> Result<Vec<WorkflowRow>, PushError> {
    online
        .runtime
        .block_on(rows_of_server(&online.client, &online.store))
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
