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

/// The state of a workflow on the server. Nothing is remembered of it.
///
/// # Errors
/// Where there is none, or the server does not give it.
pub async fn fetch(client: &Client, target: &Target) -> Result<ServerDocument, PushError> {
    let stored = find(client, target).await?;
    stored.ok_or_else(|| match target {
        Target::Number(name) | Target::Trigger(name) => PushError::NothingThere(name.clone()),
    })
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
    let stored = fetch(client, target).await?;
    let workflow = stored
        .document
        .clone()
        .map_err(|error| PushError::Unreadable(stored.name.clone(), error.to_string()))?;
    store.set_base(&stored.id, &Kept::now(who, &stored.raw))?;
    Ok(Pulled { workflow, stored })
}
