//! Saving what a workflow hands over: whole attributes, whole events (README-live 28, 30).

use std::{collections::HashMap, sync::Arc};

use indexmap::IndexMap;
use smol_str::{SmolStr, ToSmolStr};

use super::{Change, Store, Target};
use crate::{
    event::attributes::with_attributes,
    value::{Array, Value},
};

/// How a view shows a field.
#[derive(Clone, Copy)]
enum Form {
    Text,
    TextOrNull,
    Flag,
}

const OF_ATTRIBUTE: &[(&str, Form)] = &[
    ("type", Form::Text),
    ("category", Form::Text),
    ("to_ids", Form::Flag),
    ("distribution", Form::Text),
    ("comment", Form::Text),
    ("sharing_group_id", Form::Text),
    ("deleted", Form::Flag),
    ("disable_correlation", Form::Flag),
    ("object_relation", Form::TextOrNull),
    ("first_seen", Form::TextOrNull),
    ("last_seen", Form::TextOrNull),
    ("value", Form::Text),
];

const OF_EVENT: &[(&str, Form)] = &[
    ("date", Form::Text),
    ("threat_level_id", Form::Text),
    ("info", Form::Text),
    ("published", Form::Flag),
    ("analysis", Form::Text),
    ("timestamp", Form::Text),
    ("distribution", Form::Text),
    ("proposal_email_lock", Form::Flag),
    ("locked", Form::Flag),
    ("publish_timestamp", Form::Text),
    ("sharing_group_id", Form::Text),
    ("disable_correlation", Form::Flag),
    ("extends_uuid", Form::Text),
];

impl Store {
    /// Saves whole attributes: what they say overwrites what the database holds, and their
    /// timestamp becomes now even if nothing else changes. Their event is not touched. An attribute
    /// that is not in the database is passed over.
    pub fn save_attributes<'a>(&mut self, attributes: impl IntoIterator<Item = &'a Value>) {
        let mut by_event: IndexMap<SmolStr, HashMap<SmolStr, &Value>> = IndexMap::new();
        for attribute in attributes {
            if let (Some(id), Some(event)) = (text(attribute, "id"), text(attribute, "event_id")) {
                by_event.entry(event).or_default().insert(id, attribute);
            }
        }
        let now = self.now.to_smolstr();
        for (id, attributes) in by_event {
            let Some(event) = self.events.get(&id) else {
                continue;
            };
            let mut changes = Vec::with_capacity(attributes.len());
            let saved = with_attributes(event, &mut |stored| {
                let attribute = text(stored, "id")?;
                let new = attributes.get(&attribute)?;
                let mut row = stored.to_array();
                let fields = overwrite(&mut row, new, OF_ATTRIBUTE);
                row.insert("timestamp", Value::from(now.clone()));
                changes.push(Change::AttributeSaved {
                    id: attribute,
                    event: id.clone(),
                    fields,
                });
                Some(row.into())
            });
            if let Some(saved) = saved {
                Arc::make_mut(&mut self.events).insert(id, saved);
                self.changes.extend(changes);
            }
        }
    }

    /// Saves the fields of a whole event (the inside of `Event`): what it says overwrites what the
    /// database holds, the timestamp and the published state, too. Gives `false` where the event is
    /// not in the database.
    pub fn save_event(&mut self, event: &Value) -> bool {
        let Some(id) = text(event, "id") else {
            return false;
        };
        let Some(stored) = Arc::make_mut(&mut self.events).get_mut(&id) else {
            return false;
        };
        let mut row = stored.to_array();
        let fields = overwrite(&mut row, event, OF_EVENT);
        *stored = row.into();
        self.note(Change::EventSaved { id, fields });
        true
    }

    /// Adds a note, an opinion or a relationship to an event or attribute.
    pub fn add_analyst_data(&mut self, kind: &str, target: Target, fields: Vec<(SmolStr, String)>) {
        let kind = SmolStr::new(kind);
        self.note(Change::AnalystDataAdded {
            kind,
            target,
            fields,
        });
    }

    /// Puts an event's uuid on the blocklist, with what is noted there; one that this run has put
    /// there already stays as it is.
    pub fn block_event(&mut self, uuid: &str, info: &str, organisation: &str, comment: &str) {
        if Arc::make_mut(&mut self.blocked).insert(SmolStr::new(uuid)) {
            self.note(Change::EventBlocked {
                uuid: SmolStr::new(uuid),
                info: info.to_owned(),
                organisation: organisation.to_owned(),
                comment: comment.to_owned(),
            });
        }
    }
}

fn text(row: &Value, field: &str) -> Option<SmolStr> {
    row.get_set(field).map(|field| field.to_text().to_smolstr())
}

/// Takes over the fields that `new` has, in the form of a view. Gives those that are others now.
fn overwrite(row: &mut Array, new: &Value, fields: &[(&str, Form)]) -> Vec<(SmolStr, String)> {
    let mut changed = Vec::new();
    for (name, form) in fields {
        let Some(given) = new.get(*name) else {
            continue;
        };
        let value = match form {
            Form::Flag => Value::from(given.is_truthy()),
            Form::TextOrNull if given.is_null() => Value::Null,
            Form::Text | Form::TextOrNull => Value::from(given.to_text().as_ref()),
        };
        if row.get(*name) == Some(&value) {
            continue;
        }
        let told = match &value {
            Value::Bool(flag) => flag.to_string(),
            other => other.to_text().into_owned(),
        };
        changed.push((SmolStr::new(name), told));
        row.insert(*name, value);
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_overwrites_its_row_and_others_stay() {
        let json = |text: &str| Value::from_json(text.as_bytes()).unwrap();
        let mut store = Store::from_value(&json(
            r#"{"events":[{"id":"1","timestamp":"5","Attribute":[
                {"id":"7","to_ids":true,"comment":"old","timestamp":"5"},{"id":"8","timestamp":"5"}]}]}"#,
        ));
        store.set_now(9);
        let edited = json(
            r#"[{"id":7,"event_id":"1","to_ids":0,"comment":"new","Tag":[]},{"id":"99","event_id":"1"}]"#,
        );
        store.save_attributes(edited.to_array().values());
        assert_eq!(
            store.event(&Value::from("1")).unwrap().to_json(),
            r#"{"id":"1","timestamp":"5","Attribute":[{"id":"7","to_ids":false,"comment":"new","timestamp":"9"},{"id":"8","timestamp":"5"}]}"#
        );
        let told: Vec<_> = store.take_changes().iter().map(Change::sentence).collect();
        assert_eq!(
            told,
            ["saves attribute 7 of event 1 (to_ids = false, comment = new)"]
        );
    }
}
