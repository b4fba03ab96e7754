//! Reading the list again, and opening workflows of the server.

use misp_flow_engine::edit::Edit;

use super::{super::ServerDone, TabTarget, WorkflowRow, rows_now};
use crate::{
    push::{Pulled, Standing, Target, pull, recover},
    state::{OpenDocument, State, TabId, Tone},
};

impl State {
    /// Reads the state of the workflows again.
    pub(in crate::state::server) fn refresh_rows(&mut self) {
        self.online_job("Reading the workflows…", |online| {
            // A push that was given up or cut off may have been saved since: nobody else's work.
            let (client, store) = (&online.client, &online.store);
            let found = recover(client, store, &online.who);
            let found = online.runtime.block_on(found);
            let rows = rows_now(&online);
            ServerDone::then(move |state| {
                match &rows.listing {
                    Ok(_) => state.answered(),
                    Err(error) => state.push_refused("The workflows were not read", error),
                }
                match &found {
                    Ok(found) => found.iter().for_each(|one| state.tell(one)),
                    // Where the list is refused as well, that says why.
                    Err(error) => state.tell_unfound(error, &rows.open),
                }
                state.take_rows_now(rows);
            })
        });
    }

    pub(in crate::state::server) fn row(&self, place: usize) -> Option<&WorkflowRow> {
        self.servers.rows.get(place)
    }

    /// Opens the workflow of a row. Where it is open already, its tab is shown, and takes over what
    /// the server has where only the server's was changed; where both were, what a push would do
    /// is looked at.
    pub(in crate::state::server) fn pull(&mut self, place: usize) {
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
                    if let Some(rows) = rows {
                        state.take_rows_now(rows);
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
        let target = TabTarget::of(instance, &stored);
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
}
