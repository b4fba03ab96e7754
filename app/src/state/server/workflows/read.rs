//! Reading what workflows a server has.

use std::sync::Arc;

use super::{
    super::job::Online,
    WorkflowRow,
    kept::{kept_row, kept_rows},
};
use crate::{
    clock::now_millis,
    misp::{Cause, Client, Refusal, ServerDocument, TriggerState},
    push::{Intent, PushError, ServerStore, StoreError},
};

/// Why a trigger that was listed before is not read.
const HIDDEN: &str =
    "The list of triggers came with something that cannot be read, and this trigger is not in it";

/// The workflows as a server listed them.
#[derive(Debug)]
pub(in crate::state::server) struct Listing {
    pub rows: Vec<WorkflowRow>,
    /// When it was asked for, in milliseconds since 1970.
    pub when: u64,
    /// What of it could not be read, in words.
    pub unread: Option<String>,
    /// Why it is not kept for work without the server.
    pub unkept: Option<StoreError>,
}

/// The workflows as the server lists them now, or why it does not, and the pushes that are open.
pub(in crate::state::server) struct RowsNow {
    pub listing: Result<Listing, PushError>,
    /// Where it does not: what is known of them on this machine.
    pub kept: Option<Listing>,
    pub open: Vec<Intent>,
}

impl RowsNow {
    fn of(listing: Result<Listing, PushError>, store: &ServerStore) -> Self {
        // Where the record cannot be read, the list says so.
        let open = store.under_way().unwrap_or_default();
        let kept = match &listing {
            Ok(_) => None,
            Err(_) => kept_rows(store, None).ok().flatten(),
        };
        Self {
            listing,
            kept,
            open,
        }
    }
}

/// Asks a server for its workflows, and keeps what it lists.
async fn listing(client: &Client, store: &ServerStore) -> Result<Listing, PushError> {
    let when = now_millis();
    let triggers = client.trigger_list().await?;
    let adhoc = match client.adhoc_workflows().await {
        Err(Refusal {
            cause: Cause::NotOffered | Cause::NotFound { .. },
            ..
        }) => Vec::new(),
        list => list?,
    };
    let mut rows = rows_of(triggers.states, adhoc);
    if triggers.unread.is_some() {
        add_hidden(&mut rows, store);
    }
    let kept = rows.iter().map(kept_row).collect();
    let unkept = store.keep_listed(when, kept).err();
    finish(&mut rows, store)?;
    Ok(Listing {
        rows,
        when,
        unread: triggers.unread,
        unkept,
    })
}

/// Triggers that were listed before and may be what could not be read are not gone.
fn add_hidden(rows: &mut Vec<WorkflowRow>, store: &ServerStore) {
    let known = store.listed().ok().flatten();
    for row in known.map(|known| known.rows).unwrap_or_default() {
        if row.trigger.is_some() && !rows.iter().any(|one| one.trigger == row.trigger) {
            let hidden = WorkflowRow::new(row.trigger, row.title, row.enabled, None);
            rows.push(WorkflowRow {
                unread: Some(HIDDEN.to_owned()),
                ..hidden
            });
        }
    }
}

/// Rows of what a server lists.
pub(super) fn rows_of(states: Vec<TriggerState>, adhoc: Vec<ServerDocument>) -> Vec<WorkflowRow> {
    let is_by_hand = |state: &TriggerState| {
        let about = state.module.trigger.as_ref();
        about.is_some_and(|trigger| trigger.is_adhoc)
    };
    let triggers = states.into_iter().filter(|one| !is_by_hand(one));
    let triggers = triggers.map(|state| WorkflowRow {
        unread: state.broken.map(|refusal| refusal.to_string()),
        ..WorkflowRow::new(
            Some(state.module.id.to_string()),
            state.module.name.clone(),
            !state.module.disabled,
            state.workflow,
        )
    });
    triggers
        .chain(adhoc.into_iter().map(WorkflowRow::by_hand))
        .collect()
}

/// Puts to the rows the states that were pulled or pushed last, and which pushes are open.
pub(super) fn finish(rows: &mut [WorkflowRow], store: &ServerStore) -> Result<(), StoreError> {
    mark_open(rows, &store.under_way()?);
    for row in rows.iter_mut() {
        row.renew(store)?;
        row.standing = row.standing_with(None, None);
    }
    // What is there comes before what could be made.
    rows.sort_by_key(|row| row.stored.is_none());
    Ok(())
}

/// Marks the rows whose push was cut off.
pub(super) fn mark_open(rows: &mut [WorkflowRow], open: &[Intent]) {
    for row in rows {
        row.is_open = open.iter().any(|push| row.has_number(&push.id));
    }
}

/// Puts a state of a workflow into the row of its number, else of its trigger; one that is run by
/// hand has a row of its own.
pub(super) fn place(rows: &mut Vec<WorkflowRow>, there: ServerDocument) {
    let trigger = there.trigger_id();
    let at = rows.iter().position(|row| row.has_number(&there.id));
    let at = at.or_else(|| {
        let of_trigger = |row: &WorkflowRow| trigger.is_some() && row.trigger.as_deref() == trigger;
        rows.iter().position(of_trigger)
    });
    match at.and_then(|at| rows.get_mut(at)) {
        Some(row) => {
            row.stored = Some(Arc::new(there));
            row.unread = None;
        }
        None if there.is_by_hand() => rows.push(WorkflowRow::by_hand(there)),
        // A trigger that is not listed has no title either.
        None => {}
    }
}

/// Puts what the server had before an open push where nothing is known of it: it is there, whatever
/// became of the push.
pub(super) fn place_open(rows: &mut Vec<WorkflowRow>, open: &[Intent]) {
    for push in open {
        if !rows.iter().any(|row| row.has_number(&push.id))
            && let Some(seen) = push.seen()
        {
            place(rows, seen);
        }
    }
}

/// Asks the server for its workflows.
pub(in crate::state::server) async fn rows_of_server(
    client: &Client,
    store: &ServerStore,
) -> RowsNow {
    RowsNow::of(listing(client, store).await, store)
}

/// The same for a job.
pub(in crate::state::server) fn rows_now(online: &Online) -> RowsNow {
    let listing = listing(&online.client, &online.store);
    RowsNow::of(online.runtime.block_on(listing), &online.store)
}
