//! Events of the database, and saving them.

use std::sync::Arc;

use smol_str::{SmolStr, ToSmolStr};

use super::{
    Change, Store, Target,
    fresh::Fresh,
    places::{Place, attributes, list},
};
use crate::{
    event::normalise::{ALL_TAGS, FLATTENED},
    value::{Array, Value},
};

/// The key of an attribute with what it hits on warninglists.
pub(super) const WARNINGS: &str = "warnings";

impl Store {
    /// Takes an event into the database: the inside of `Event`, or `{"Event": …}`. What has no id
    /// cannot be found again and is left out. Tags and galaxies that it carries become those of
    /// the instance.
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
        let tags = self.learn(event);
        let of_attributes: u64 = attributes(event).map(|(_, row)| self.learn(row)).sum();
        if !self.events.contains_key(&id) {
            self.fresh.event_tag += tags;
            self.fresh.attribute_tag += of_attributes;
        }
        Arc::make_mut(&mut self.events).insert(id.clone(), stored(event));
        self.index(&id);
    }

    /// Takes the tags and galaxies of an event or attribute into those of the instance. Gives the
    /// number of its tags.
    fn learn(&mut self, row: &Value) -> u64 {
        for (_, galaxy) in list(row, "Galaxy") {
            self.add_galaxy(galaxy);
        }
        list(row, "Tag").map(|(_, tag)| self.learn_tag(tag)).count() as u64
    }

    /// Keeps new ids above those of the rows of an event.
    pub(super) fn keep_ids_above(&mut self, event: &Value) {
        let keep = |counter: &mut u64, row: &Value| {
            let id = row.get("id").unwrap_or(&Value::Null);
            Fresh::keep_above(counter, &id.to_text());
        };
        let mut keep_tags = |row: &Value| {
            list(row, "Tag").for_each(|(_, tag)| keep(&mut self.fresh.tag, tag));
        };
        keep_tags(event);
        for (_, attribute) in attributes(event) {
            keep_tags(attribute);
            keep(&mut self.fresh.attribute, attribute);
        }
        for (_, object) in list(event, "Object") {
            keep(&mut self.fresh.object, object);
            for (_, reference) in list(object, "ObjectReference") {
                keep(&mut self.fresh.reference, reference);
            }
        }
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

    /// The event or attribute.
    pub(super) fn row(&self, target: &Target) -> Option<&Value> {
        match target {
            Target::Event(id) => self.events.get(id),
            Target::Attribute { id, event } => self.attribute(event, id),
        }
    }

    /// Whether the event or attribute is in the database.
    pub fn holds(&self, target: &Target) -> bool {
        self.row(target).is_some()
    }

    /// The event or attribute, to be changed.
    pub(super) fn row_mut(&mut self, target: &Target) -> Option<&mut Array> {
        match target {
            Target::Event(id) => self.event_mut(id),
            Target::Attribute { id, event } => self.attribute_mut(event, id),
        }
    }

    /// Stamps an event as changed now, which unpublishes it; with an attribute its object as well
    /// (README-live 24; live runs `tag-at-*`).
    pub(super) fn touch(&mut self, target: &Target) {
        let now = Value::from(self.now.to_smolstr());
        if let Target::Attribute { id, event } = target {
            if let Some(attribute) = self.attribute_mut(event, id) {
                attribute.insert("timestamp", now.clone());
            }
            if let Some(object) = self.object_of_mut(event, id) {
                object.insert("timestamp", now.clone());
            }
        }
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

    /// Publishes an event. Gives `false` where there is none.
    pub fn publish(&mut self, id: &Value) -> bool {
        let id = SmolStr::new(id.to_text());
        let now = Value::from(self.now.to_smolstr());
        let Some(event) = self.event_mut(&id) else {
            return false;
        };
        event.insert("published", Value::from(true));
        event.insert("publish_timestamp", now);
        self.note(Change::Published { id });
        true
    }
}

/// An event without what a view works out, and without what normalising adds.
fn stored(event: &Value) -> Value {
    let worked_out: Vec<Place> = attributes(event)
        .filter(|(_, row)| row.get(WARNINGS).is_some() || row.get(ALL_TAGS).is_some())
        .map(|(place, _)| place)
        .collect();
    let mut event = event.to_array();
    event.remove(FLATTENED);
    for place in worked_out {
        if let Some(attribute) = place.of_mut(&mut event) {
            attribute.remove(WARNINGS);
            attribute.remove(ALL_TAGS);
        }
    }
    event.into()
}
