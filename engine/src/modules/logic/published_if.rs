//! `published-if`: whether the event is published (rule 37).

use crate::{
    modules::{Context, Module, Params},
    value::{PhpError, Value},
};

/// Whether `Event.published` is empty.
#[derive(Debug)]
pub struct PublishedIf {
    condition: Value,
}

impl PublishedIf {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            condition: params.get("condition"),
        }
    }
}

impl Module for PublishedIf {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let data = context.data()?;
        let published = data.get("Event").and_then(|event| event.get("published"));
        let published = published.is_some_and(|published| !Value::is_empty(published));
        Ok(match self.condition.as_str() {
            Some("equals") => published,
            Some("not_equals") => !published,
            _ => false,
        })
    }
}
