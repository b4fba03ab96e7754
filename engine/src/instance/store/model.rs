//! Events in the shape of the database model, which `enrich-event` leaves in the roaming data:
//! what a view nests in `Event` stands beside it, and tags show their links (README-live 32).

use std::sync::Arc;

use indexmap::IndexMap;
use smol_str::SmolStr;

use super::{Store, Target};
use crate::{
    event::attributes::{attributes, elements},
    value::{Array, Value},
};

/// The ids of the rows that link tags to events and to attributes. A view does not show them; they
/// are numbered in the order in which the tags came.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Links {
    of_events: Arc<IndexMap<Link, ()>>,
    of_attributes: Arc<IndexMap<Link, ()>>,
}

/// What is linked, and the id of the tag.
type Link = (Target, SmolStr);

impl Links {
    fn table(&mut self, target: &Target) -> &mut Arc<IndexMap<Link, ()>> {
        match target {
            Target::Event(_) => &mut self.of_events,
            Target::Attribute { .. } => &mut self.of_attributes,
        }
    }

    /// Numbers the tags of a row that have no number yet.
    fn number(&mut self, target: &Target, row: &Value) {
        for tag in elements(row, "Tag") {
            let table = self.table(target);
            let link = (target.clone(), text(tag, "id"));
            if !table.contains_key(&link) {
                Arc::make_mut(table).insert(link, ());
            }
        }
    }

    /// The tags of a row with their links, as the model has them.
    fn shown(&mut self, target: &Target, row: &Value) -> Value {
        self.number(target, row);
        let (owner, owner_id) = match target {
            Target::Event(id) => ("event_id", id),
            Target::Attribute { id, .. } => ("attribute_id", id),
        };
        let link = |tag: &Value| {
            let tag_id = text(tag, "id");
            let key = (target.clone(), tag_id.clone());
            let id = self
                .table(target)
                .get_index_of(&key)
                .map_or(0, |index| index + 1);
            let field = |name: &str| tag.get(name).unwrap_or(&Value::Null);
            let mut link = Array::with_capacity(6);
            link.insert("id", Value::from(id.to_string()));
            link.insert(owner, Value::from(owner_id.clone()));
            link.insert("tag_id", Value::from(tag_id));
            link.insert("local", field("local").clone());
            let relationship = field("relationship_type").to_text().into_owned();
            link.insert("relationship_type", Value::from(relationship));
            link.insert("Tag", owned(tag));
            Value::from(link)
        };
        elements(row, "Tag").map(link).collect()
    }
}

/// A tag as the model has it: with the organisation that it is kept for, which is none.
fn owned(tag: &Value) -> Value {
    let mut fields = Array::new();
    for (key, value) in &tag.to_array() {
        let is_next = fields.contains_key("exportable") && !fields.contains_key("org_id");
        if is_next && key.to_string() != "org_id" {
            fields.insert("org_id", Value::from("0"));
        }
        fields.insert(key, value.clone());
    }
    fields.into()
}

/// The fields of the event itself that stand behind `user_id` in the model, where a view has none.
const BEFORE_USER: &str = "proposal_email_lock";

/// What the model has beside the event, in order, in so far as it is as in a view.
const BESIDE: [&str; 3] = ["EventReport", "CryptographicKey", "Galaxy"];

impl Store {
    /// Numbers the links of all tags that have no number yet.
    pub(super) fn number_links(&mut self) {
        let events = Arc::clone(&self.events);
        for (id, event) in events.iter() {
            self.links.number(&Target::Event(id.clone()), event);
            for attribute in attributes(event) {
                let target = Target::Attribute {
                    id: text(attribute, "id"),
                    event: id.clone(),
                };
                self.links.number(&target, attribute);
            }
        }
    }

    /// The event with this id in the shape of the model.
    pub fn model(&mut self, id: &Value) -> Option<Value> {
        self.number_links();
        let view = self.view(id)?;
        let event = view.get("Event")?;
        let id = SmolStr::new(id.to_text());
        let field = |name: &str| event.get(name).cloned().unwrap_or(Value::empty_array());
        let level = text(event, "threat_level_id");
        let creator = field("event_creator_email");
        let tags = self.links.shown(&Target::Event(id.clone()), event);
        let own = elements(event, "Attribute").map(|row| self.modelled(&id, row));
        let own = own.collect::<Value>();
        let objects = elements(event, "Object").map(|object| {
            let mut fields = object.to_array();
            let rows = elements(object, "Attribute").map(|row| self.modelled(&id, row));
            fields.insert("Attribute", rows.collect());
            Value::from(fields)
        });
        let objects = objects.collect::<Value>();
        let mut model = Array::new();
        model.insert("Event", self.own_fields(event, &creator));
        model.insert("ThreatLevel", threat_level(&level));
        model.insert("Attribute", own);
        model.insert("ShadowAttribute", field("ShadowAttribute"));
        model.insert("Object", objects);
        model.insert("EventTag", tags);
        for name in BESIDE {
            model.insert(name, field(name));
        }
        model.insert("Orgc", field("Orgc"));
        model.insert("Org", field("Org"));
        model.insert("User", one("email", creator));
        model.insert("RelatedEvent", field("RelatedEvent"));
        model.insert("Sighting", Value::empty_array());
        Some(model.into())
    }

    /// The fields of the event itself, with the user who made it.
    fn own_fields(&self, event: &Value, creator: &Value) -> Value {
        let mut fields = Array::new();
        for (key, value) in &event.to_array() {
            if value.is_array() {
                continue;
            }
            fields.insert(key, value.clone());
            if key.to_string() == BEFORE_USER {
                let user = self.users().find(|user| user.get("email") == Some(creator));
                let id = user.and_then(|user| user.get("id")).cloned();
                fields.insert("user_id", id.unwrap_or(Value::from("0")));
            }
        }
        fields.into()
    }

    /// An attribute of an event as the model has it: with the links of its tags, without what a
    /// view works out.
    fn modelled(&mut self, event: &SmolStr, attribute: &Value) -> Value {
        let target = Target::Attribute {
            id: text(attribute, "id"),
            event: event.clone(),
        };
        let links = self.links.shown(&target, attribute);
        let mut fields = Array::new();
        for (key, value) in &attribute.to_array() {
            match key.to_string().as_str() {
                "warnings" | "Tag" => {}
                name => {
                    fields.insert(name, value.clone());
                    if name == "value" {
                        fields.insert("AttributeTag", links.clone());
                    }
                }
            }
        }
        fields.into()
    }
}

fn threat_level(id: &SmolStr) -> Value {
    let name = match id.as_str() {
        "1" => "High",
        "2" => "Medium",
        "3" => "Low",
        _ => "Undefined",
    };
    let mut level = Array::new();
    level.insert("name", Value::from(name));
    level.insert("id", Value::from(id.clone()));
    level.into()
}

fn one(key: &str, value: Value) -> Value {
    let mut array = Array::new();
    array.insert(key, value);
    array.into()
}

fn text(row: &Value, name: &str) -> SmolStr {
    SmolStr::new(row.get(name).unwrap_or(&Value::Null).to_text())
}
