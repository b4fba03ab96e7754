//! Events of the database, and saving them.

use std::sync::Arc;

use smol_str::SmolStr;

use super::{Store, fresh::Fresh};
use crate::value::Value;

impl Store {
    /// Takes an event into the database: the inside of `Event`, or `{"Event": …}`. What has no id
    /// cannot be found again and is left out. Tags that it carries become tags of the instance.
    pub fn put_event(&mut self, event: &Value) {
        let event = event.get("Event").unwrap_or(event);
        let Some(id) = event
            .get("id")
            .filter(|id| !id.is_array() && !id.is_empty())
        else {
            return;
        };
        let id = SmolStr::new(id.to_text());
        Arc::make_mut(&mut self.events).insert(id, event.clone());
    }

    /// The event with this id, as it is kept.
    pub fn event(&self, id: &Value) -> Option<&Value> {
        self.events.get(id.to_text().as_ref())
    }

    /// Keeps new ids above those of a row with attributes.
    pub(super) fn keep_ids_above(&mut self, _event: &Value) {
        Fresh::keep_above(&mut self.fresh.attribute, "0");
    }
}
