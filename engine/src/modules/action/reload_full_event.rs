//! `reload-full-event`: reads the event again from the database.

use crate::{
    event::normalise::{Scope, normalise},
    instance::Quirk,
    modules::{Context, Module},
    value::{PhpError, Value},
    workflow::NodeKind,
};

/// Puts the event as it is in the database in the place of the roaming data.
#[derive(Debug)]
pub struct ReloadFullEvent;

impl Module for ReloadFullEvent {
    /// Does nothing for a trigger whose data are no event, which a server with the quirk asks the
    /// trigger's node in the graph (README-live 31).
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let trigger = context.trigger.get("data").unwrap_or(&Value::Null);
        let has_event = if context.instance.has(Quirk::ReloadNeedsTriggerFlag) {
            trigger
                .get("misp_core_format")
                .is_some_and(Value::is_truthy)
        } else {
            let id = trigger.get("id").map(Value::to_text).unwrap_or_default();
            let facts = context.instance.module(&id, NodeKind::Trigger);
            facts.is_some_and(|facts| facts.core_format)
        };
        if has_event {
            reload(context)?;
        }
        Ok(true)
    }
}

/// Replaces the roaming data by their event as it is in the database, without filters.
///
/// # Errors
/// A `TypeError` where the database does not hold the event.
pub(super) fn reload(context: &mut Context<'_>) -> Result<(), PhpError> {
    let data = context.data()?;
    let id = data.get("Event").and_then(|event| event.get("id"));
    let store = &context.world.store;
    let loaded = store.loaded(id.unwrap_or(&Value::Null));
    let event = normalise(&loaded.unwrap_or_default(), Scope::Event, store)?;
    context.set_data(event)
}
