//! The list of workflows as it is known without the server: as it was read last, with what was done
//! from here since.

use super::{
    WorkflowRow,
    read::{Listing, finish, place, place_open, rows_of},
};
use crate::{
    misp::{ServerDocument, Snapshot},
    push::{ListedRow, PushError, ServerStore},
};

/// What is kept of a row.
pub(super) fn kept_row(row: &WorkflowRow) -> ListedRow {
    ListedRow {
        trigger: row.trigger.clone(),
        title: row.title.clone(),
        enabled: row.enabled,
        workflow: row.stored.as_ref().map(|stored| stored.raw.clone()),
        unread: row.unread.clone(),
    }
}

fn row_of(kept: ListedRow) -> WorkflowRow {
    let stored = kept.workflow.as_ref().and_then(ServerDocument::of_raw);
    WorkflowRow {
        unread: kept.unread,
        ..WorkflowRow::new(kept.trigger, kept.title, kept.enabled, stored)
    }
}

/// The rows as they are known; nothing where none were ever read. The later one counts of the list
/// and the catalogue, which lists the triggers as well.
pub(in crate::state::server) fn kept_rows(
    store: &ServerStore,
    snapshot: Option<&Snapshot>,
) -> Result<Option<Listing>, PushError> {
    // One that cannot be read makes room with the next that is.
    let listed = store.listed().unwrap_or_default();
    let synced = snapshot.and_then(|snapshot| {
        let read = u64::try_from(snapshot.triggers_read()?).ok()?;
        Some((snapshot, read.saturating_mul(1000)))
    });
    let (mut rows, when): (Vec<WorkflowRow>, u64) = match (listed, synced) {
        (None, None) => return Ok(None),
        (listed, Some((snapshot, when)))
            if listed.as_ref().is_none_or(|listed| listed.when < when) =>
        {
            let by_hand = listed.map(|listed| listed.rows).unwrap_or_default();
            let by_hand = by_hand.into_iter().filter(|row| row.trigger.is_none());
            let rows = rows_of(snapshot.trigger_states(), Vec::new()).into_iter();
            (rows.chain(by_hand.map(row_of)).collect(), when)
        }
        (Some(listed), _) => (listed.rows.into_iter().map(row_of).collect(), listed.when),
        (None, Some(_)) => return Ok(None),
    };
    let since = store.since(when)?;
    for row in &mut rows {
        if since.deleted.iter().any(|id| row.has_number(id)) {
            row.stored = None;
        }
    }
    rows.retain(|row| row.trigger.is_some() || row.stored.is_some());
    for there in since.there {
        place(&mut rows, there);
    }
    place_open(&mut rows, &store.under_way()?);
    finish(&mut rows, store)?;
    Ok(Some(Listing {
        rows,
        when,
        unread: None,
        unkept: None,
    }))
}
