//! Events of the database, and saving them.

use std::sync::Arc;

use smol_str::{SmolStr, ToSmolStr};

use super::{Change, Store, Target, fresh::Fresh};
use crate::{
    event::attributes::{attributes, elements},
    value::{Array, Value},
};

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
        self.keep_ids_above(event);
        Arc::make_mut(&mut self.events).insert(id, event.clone());
    }

    /// The event with this id, as it is kept.
    pub fn event(&self, id: &Value) -> Option<&Value> {
        self.events.get(id.to_text().as_ref())
    }

    /// The event with this id, to be changed.
    pub(super) fn event_mut(&mut self, id: &str) -> Option<&mut Array> {
        // Looked up first: to look for one that is not there must not copy the table.
        self.events.get(id)?;
        Arc::make_mut(&mut self.events).get_mut(id)?.as_array_mut()
    }

    /// Keeps new ids above those of the rows of an event.
    pub(super) fn keep_ids_above(&mut self, event: &Value) {
        let keep = |counter: &mut u64, row: &Value| {
            let id = row.get("id").unwrap_or(&Value::Null);
            Fresh::keep_above(counter, &id.to_text());
        };
        for attribute in attributes(event) {
            keep(&mut self.fresh.attribute, attribute);
        }
        for object in elements(event, "Object") {
            keep(&mut self.fresh.object, object);
            for reference in elements(object, "ObjectReference") {
                keep(&mut self.fresh.reference, reference);
            }
        }
    }

    /// Stamps an event as changed now, which unpublishes it.
    pub(super) fn touch(&mut self, target: &Target) {
        let now = Value::from(self.now.to_smolstr());
        let id = target.event();
        let Some(event) = self.event_mut(id) else {
            return;
        };
        event.insert("timestamp", now);
        let before = event.insert("published", Value::from(false));
        if before.is_some_and(|published| published.is_truthy()) {
            let fields = vec![("published".into(), "false".to_owned())];
            let id = id.clone();
            self.note(Change::EventSaved { id, fields });
        }
    }
}
