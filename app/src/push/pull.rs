//! Taking a workflow from a server.

use misp_flow_engine::workflow::Workflow;

use super::{Kept, PushError, ServerStore, Target, plan::find};
use crate::misp::{Client, ServerDocument};

/// A workflow that was taken from a server.
#[derive(Debug)]
pub struct Pulled {
    /// It as a document.
    pub workflow: Workflow,
    /// What the server says of it.
    pub stored: ServerDocument,
}

/// Takes a workflow from the server, and remembers this state as the one that both have.
///
/// # Errors
/// Where there is none, the server does not give it, or its graph cannot be opened.
pub async fn pull(
    client: &Client,
    store: &ServerStore,
    target: &Target,
    who: &str,
) -> Result<Pulled, PushError> {
    let stored = find(client, target).await?;
    let stored = stored.ok_or_else(|| {
        PushError::Unfit("the server has no workflow for this trigger yet".to_owned())
    })?;
    let workflow = stored
        .document
        .clone()
        .map_err(|error| PushError::Unreadable(stored.name.clone(), error.to_string()))?;
    store.set_base(&stored.id, &Kept::now(who, &stored.raw))?;
    Ok(Pulled { workflow, stored })
}
