//! Reading what workflows a server has.

use std::sync::Arc;

use super::{super::job::Online, WorkflowRow};
use crate::{
    misp::{Cause, Client, Refusal, ServerDocument, TriggerState},
    push::{PushError, ServerStore},
};

/// The rows of the server as it is now.
pub(in crate::state::server) async fn rows_of_server(
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
pub(in crate::state::server) fn rows_of(
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
        bases: Vec::new(),
        standing: None,
        tab: None,
        is_open: false,
        unread: state.broken.map(|refusal| refusal.to_string()),
    });
    let adhoc = adhoc.into_iter().map(|stored| WorkflowRow {
        trigger: None,
        title: stored.name.clone(),
        enabled: stored.document.as_ref().is_ok_and(|one| one.enabled),
        stored: Some(Arc::new(stored)),
        bases: Vec::new(),
        standing: None,
        tab: None,
        is_open: false,
        unread: None,
    });
    let mut rows: Vec<WorkflowRow> = triggers.chain(adhoc).collect();
    let cut_off = store.under_way()?;
    for row in &mut rows {
        row.is_open = cut_off.iter().any(|push| row.has_number(&push.id));
        row.renew(store)?;
        row.standing = row.standing_with(None, &[]);
    }
    // What is there comes before what could be made.
    rows.sort_by_key(|row| row.stored.is_none());
    Ok(rows)
}

/// The same for a job.
pub(in crate::state::server) fn rows_now(online: &Online) -> Result<Vec<WorkflowRow>, PushError> {
    online
        .runtime
        .block_on(rows_of_server(&online.client, &online.store))
}
