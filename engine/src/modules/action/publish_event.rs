//! `publish-event`: publishes the event.

use crate::{
    modules::{Context, Module},
    value::{PhpError, Value},
};

/// Publishes in the database; the roaming data stay as they are (README-live 35).
#[derive(Debug)]
pub struct PublishEvent;

impl Module for PublishEvent {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let data = context.data()?;
        let id = data.get("Event").and_then(|event| event.get("id"));
        Ok(context.world.store.publish(id.unwrap_or(&Value::Null)))
    }
}
