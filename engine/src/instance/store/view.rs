//! Events as the database gives them out: whole, and in the short forms that triggers get.

use super::{
    Store,
    events::WARNINGS,
    places::{attributes, list},
};
use crate::{
    event::normalise::Lookups,
    value::{Array, Value},
};

/// The key of an event with the sharing group that it is for.
const SHARING_GROUP: &str = "SharingGroup";

/// The fields of an event in the short forms, in order (live runs `trg-*`).
const SHORT: [&str; 20] = [
    "id",
    "org_id",
    "date",
    "info",
    "uuid",
    "published",
    "analysis",
    "attribute_count",
    "orgc_id",
    "timestamp",
    "distribution",
    "sharing_group_id",
    "proposal_email_lock",
    "locked",
    "threat_level_id",
    "publish_timestamp",
    "sighting_timestamp",
    "disable_correlation",
    "extends_uuid",
    "protected",
];

impl Store {
    /// The event with this id as `/events/view` gives it, `{"Event": …}`. Attributes for detection
    /// systems show what they hit on the warninglists that are switched on.
    pub fn view(&self, id: &Value) -> Option<Value> {
        let mut event = self.with_sharing_group(self.event(id)?);
        for (place, attribute) in attributes(self.event(id)?) {
            if let Some(warnings) = self.warnings(attribute)
                && let Some(attribute) = place.of_mut(&mut event)
            {
                *attribute = with_behind(attribute, "value", WARNINGS, warnings);
            }
        }
        Some(wrapped(event))
    }

    /// The event with this id as workflows load it, `{"Event": …}`: as a view, without hits on
    /// warninglists (live run `reload-core-filter`).
    pub fn loaded(&self, id: &Value) -> Option<Value> {
        Some(wrapped(self.with_sharing_group(self.event(id)?)))
    }

    /// An event shows the sharing group that it is for, and none if it is for others (live run
    /// `dist-4-sg`). A group that the instance does not know stays as the event brought it.
    fn with_sharing_group(&self, event: &Value) -> Array {
        let field = |name: &str| event.get(name).unwrap_or(&Value::Null).to_text();
        let mut event = event.to_array();
        if field("distribution") != "4" {
            event.remove(SHARING_GROUP);
        } else if let Some(group) = self.sharing_group(&field("sharing_group_id")) {
            if event.contains_key(SHARING_GROUP) {
                event.insert(SHARING_GROUP, group.clone());
            } else {
                event = with_behind(&event, "Orgc", SHARING_GROUP, group.clone());
            }
        }
        event
    }

    /// What an attribute hits, as a view shows it; `None` if it hits nothing.
    fn warnings(&self, attribute: &Value) -> Option<Value> {
        attribute.get("to_ids").filter(|flag| flag.is_truthy())?;
        let field = |name: &str| attribute.get(name).unwrap_or(&Value::Null).to_text();
        let (kind, value) = (field("type"), field("value"));
        let hits = self.warninglist_hits(&kind, &value);
        let warnings = hits.iter().map(|hit| {
            let list = &hit.list;
            let mut warning = Array::with_capacity(5);
            warning.insert("value", Value::from(hit.value));
            warning.insert("match", Value::from(hit.entry));
            warning.insert(
                "warninglist_id",
                Value::from(Value::from(list.id.clone()).to_int()),
            );
            warning.insert("warninglist_name", Value::from(list.name.clone()));
            warning.insert("warninglist_category", Value::from(list.category.clone()));
            Value::from(warning)
        });
        (!hits.is_empty()).then(|| warnings.collect())
    }

    /// The fields of the short forms, as `{"Event": …}`.
    fn short(&self, event: &Value) -> Array {
        let fields = SHORT.iter().map(|name| {
            let unset = match *name {
                "sighting_timestamp" => Value::from("0"),
                _ => Value::Null,
            };
            (*name, event.get(*name).cloned().unwrap_or(unset))
        });
        let mut short = Array::with_capacity(3);
        short.insert("Event", Value::Array(fields.collect()));
        short
    }
}

fn wrapped(event: Array) -> Value {
    let mut view = Array::with_capacity(1);
    view.insert("Event", event.into());
    view.into()
}

/// A row with one field more, behind another one.
fn with_behind(row: &Array, other: &str, name: &str, field: Value) -> Array {
    let mut shown = Array::with_capacity(row.len() + 1);
    for (key, value) in row {
        shown.insert(key, value.clone());
        if key.as_str() == Some(other) {
            shown.insert(name, field.clone());
        }
    }
    shown
}

/// The links between an event and its tags, each tag cut down to what `fields` lets through.
fn event_tags(event: &Value, is_shown: impl Fn(&str) -> bool) -> Value {
    let links = list(event, "Tag").map(|(_, tag)| {
        let tag = tag.to_array();
        let fields = tag
            .iter()
            .filter(|(key, _)| key.as_str().is_some_and(&is_shown));
        let fields = fields.map(|(key, value)| (key, value.clone()));
        let mut link = Array::with_capacity(1);
        link.insert("Tag", Value::Array(fields.collect()));
        Value::from(link)
    });
    links.collect()
}

impl Lookups for Store {
    fn event(&self, id: &Value) -> Option<Value> {
        let event = self.event(id)?;
        let mut short = self.short(event);
        let tags = event_tags(event, |key| !matches!(key, "local" | "relationship_type"));
        short.insert("EventTag", tags);
        Some(short.into())
    }

    fn event_with_creator(&self, id: &Value) -> Option<Value> {
        let event = self.event(id)?;
        let mut short = self.short(event);
        let creator = event.get("Orgc").map(|creator| {
            let fields = ["id", "uuid", "name"].into_iter();
            let fields = fields.filter_map(|name| Some((name, creator.get(name)?.clone())));
            Value::Array(fields.collect())
        });
        short.insert("Orgc", creator.unwrap_or_default());
        let tags = event_tags(event, |key| {
            matches!(key, "id" | "name" | "colour" | "exportable")
        });
        short.insert("EventTag", tags);
        Some(short.into())
    }

    fn object(&self, id: &Value) -> Option<Value> {
        let mut object = self.object_row(&id.to_text())?.to_array();
        object.remove("Attribute");
        let mut found = Array::with_capacity(1);
        found.insert("Object", object.into());
        Some(found.into())
    }

    fn attribute(&self, id: &Value) -> Option<Value> {
        let mut found = Array::with_capacity(1);
        found.insert("Attribute", self.attribute_row(&id.to_text())?);
        Some(found.into())
    }
}
